"""A real server, a real Chromium, and people in windows of their own. Every window must stay without complaints."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from benchmarks.crew import invited, signed_in_by_link
from benchmarks.service import Service, free_port
from tests.browser.chromium import FLAGS, executable
from tests.browser.people import Colleague, Listener, Person, Seeker

QUICK = {
    "EARSHOT_TIMING__WRAP_UP": "1",
    "EARSHOT_TIMING__CRISIS_BREAK": "1",
    "EARSHOT_TIMING__OFFER": "20",
}


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The browser; each person gets a context of their own in it."""
    path, env = executable()
    chromium = playwright.chromium.launch(executable_path=path, env=os.environ | env, args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture
def service() -> Iterator[Service]:
    """A server of this test's own, with its data."""
    with tempfile.TemporaryDirectory(prefix="earshot-browser-") as folder:
        Path(folder).chmod(0o755)
        port = free_port()
        elsewhere = {"EARSHOT_EXIT_URL": f"http://localhost:{port}/lines"}  # another site, as browsers count sites
        with Service(Path(folder) / "data", env=QUICK | elsewhere, port=port) as running:
            yield running


@pytest.fixture
def people() -> Iterator[list[Person]]:
    """Everybody whose window is open; afterwards each is asked for complaints and foreign requests."""
    everybody: list[Person] = []
    yield everybody
    complaints = [complaint for person in everybody for complaint in person.complaints]
    elsewhere = [url for person in everybody for url in person.elsewhere]
    for person in everybody:
        person.close()
    assert (complaints, elsewhere) == ([], [])


@pytest.fixture
def seeker(browser: Browser, service: Service, people: list[Person]) -> Callable[..., Seeker]:
    """Open a seeker's window."""

    def arrives(**how: object) -> Seeker:
        person = Seeker(browser, service, **how)
        people.append(person)
        return person

    return arrives


@pytest.fixture
def colleague(browser: Browser, service: Service, people: list[Person]) -> Callable[..., Colleague]:
    """Invite another listener, and open their desk."""

    async def cookie() -> str:
        async with httpx.AsyncClient(base_url=service.origin) as http:
            coordinator = await signed_in_by_link(http, service.links()["coordinator"])
            http.cookies.clear()
            return await invited(http, coordinator)

    def arrives(**how: object) -> Colleague:
        with ThreadPoolExecutor() as thread:  # the driver has this thread's event loop
            person = Colleague(browser, service, thread.submit(asyncio.run, cookie()).result(), **how)
        people.append(person)
        return person

    return arrives


@pytest.fixture
def listener(browser: Browser, service: Service, people: list[Person]) -> Callable[..., Listener]:
    """Sign Sam in, in a window of their own."""

    def arrives(**how: object) -> Listener:
        person = Listener(browser, service, service.links()["listener"], **how)
        people.append(person)
        return person

    return arrives
