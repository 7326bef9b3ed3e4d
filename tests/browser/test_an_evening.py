"""A whole evening: three listeners come in, one practises; three chats, one of them hard; rest, and the way home."""

import asyncio
import secrets
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pyotp
import pytest
from playwright.sync_api import Browser, expect

from benchmarks.service import Service
from tests.browser.conftest import QUICK
from tests.browser.people import DESKTOP, PATIENCE, Listener, Person, Seeker

NOTE = "They have a plan for tonight, and a sister they trust."
HARD = "I want to kill myself tonight, I have the pills here."


@pytest.fixture
def service() -> Iterator[Service]:
    """A server on which a break is as long as it is, and newcomers are watched over."""
    told = {"EARSHOT_TIMING__CRISIS_BREAK": "600", "EARSHOT_PROBATION_ALONE": "no"}
    with tempfile.TemporaryDirectory(prefix="earshot-browser-") as folder:
        Path(folder).chmod(0o755)
        with Service(Path(folder) / "data", env=QUICK | told) as running:
            yield running


class Newcomer(Listener):
    """Lena, who was invited lately and signs in with what she knows and has."""

    def __init__(self, browser: Browser, service: Service, kim: Person) -> None:
        (asks,) = (one["value"] for one in kim.context.cookies() if one["name"] == "coordinator")
        self.password = secrets.token_urlsafe(16)
        with ThreadPoolExecutor() as thread:  # the driver has this thread's event loop
            secret = thread.submit(asyncio.run, self._joined(service, asks)).result()
        Person.__init__(self, browser, service, viewport=DESKTOP)
        self.page.goto("/staff/sign-in")
        self.page.get_by_label("Name").fill("Lena")
        self.page.get_by_label("Password", exact=True).fill(self.password)
        self.page.get_by_label("Six digits from your app").fill(pyotp.TOTP(secret).now())
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url("**/listener/")

    async def _joined(self, service: Service, kim: str) -> str:
        async with httpx.AsyncClient(base_url=service.origin) as http:
            asked = {"Origin": service.origin, "Cookie": f"coordinator={kim}"}
            code = (await http.post("/api/invitations", json={"role": "listener"}, headers=asked)).json()["code"]
            told = {"code": code, "name": "Lena", "password": self.password}
            return str((await http.post("/api/join", json=told)).json()["secret"])

    def practises(self) -> None:
        """A few lines with a scripted seeker, and a look back."""
        page = self.page
        page.get_by_role("link", name="Learn").click()
        page.goto("/listener/practice/loneliness")
        for line in ("Hello, I am here. What is tonight like?", "It sounds very quiet there."):
            page.get_by_label("Your message").fill(line)
            page.keyboard.press("Enter")
            expect(page.locator(".log .bubble").last).to_have_attribute("data-author", "seeker", timeout=PATIENCE)
        page.get_by_role("button", name="End and look back").click()
        expect(page.get_by_role("region", name="What went well")).to_be_visible()
        page.get_by_role("link", name="Desk", exact=True).click()


@pytest.fixture
def noor(browser: Browser, service: Service, people: list[Person]) -> Callable[[], Listener]:
    """Open Noor's desk."""

    def arrives() -> Listener:
        person = Listener(browser, service, str(service.links()["listeners"][1]))
        people.append(person)
        return person

    return arrives


def test_a_whole_evening(
    browser: Browser,
    service: Service,
    people: list[Person],
    seeker: Callable[..., Seeker],
    listener: Callable[..., Listener],
    noor: Callable[[], Listener],
) -> None:
    kim = Person(browser, service, viewport=DESKTOP)
    people.append(kim)
    kim.page.goto(service.links()["coordinator"])
    lena = Newcomer(browser, service, kim)
    people.append(lena)
    lena.practises()
    lena.page.get_by_role("button", name="Ready", exact=True).click()
    expect(lena.page.get_by_text("as soon as a coordinator is on duty")).to_be_visible()
    kim.page.get_by_role("button", name="Go on duty").click()
    expect(lena.page.get_by_text("You are offered people who fit you.")).to_be_visible(timeout=PATIENCE)

    first, second, third = seeker(), seeker(), seeker()
    first.joins("Nobody wrote to me today.")
    lena.accepts()
    first.meets("Lena")
    desk = listener()
    only_one_at_a_time(desk)
    second.joins("I cannot sleep.", country="GB")
    desk.accepts()
    second.meets("Sam")
    other = noor()
    only_one_at_a_time(other)
    third.joins("I failed an exam.")
    other.accepts()
    third.meets("Noor")
    three_talk([(lena, first), (desk, second), (other, third)])
    third.ends()
    other.wraps_up()

    it_turns_grave(kim, desk, second)
    goes_over_to(other, desk, second, away_from=lena)
    second.ends()
    rests(other, kim)
    desk.wraps_up()
    expect(desk.page.get_by_text("That was a hard talk.")).to_be_visible()

    lena.page.get_by_role("button", name="Finish after these chats").click()
    expect(lena.page.get_by_text("Your chats go on to their end.")).to_be_visible()
    first.ends()
    expect(lena.page.get_by_text("Your shift is over. Thank you for being there.")).to_be_visible(timeout=PATIENCE)
    lena.wraps_up()
    signs_out(lena)


def only_one_at_a_time(desk: Listener) -> None:
    """Ready, for one chat."""
    desk.is_ready()
    desk.page.get_by_label("Chats at once").select_option("1")
    expect(desk.page.locator("[data-seats]")).to_have_text("1")


def three_talk(pairs: list[tuple[Listener, Seeker]]) -> None:
    """Each of them with their own person, and with nobody else."""
    for desk, someone in pairs:
        name = desk.page.locator("listener-desk").get_attribute("data-name")
        desk.says(f"This is {name}. I am here.")
        someone.reads(f"This is {name}. I am here.")
        someone.says(f"Thank you, {name}.")
        desk.reads(f"Thank you, {name}.")
        expect(someone.page.locator(".bubble[data-author=listener]")).to_have_count(1)


def it_turns_grave(kim: Person, desk: Listener, someone: Seeker) -> None:
    """The seeker sees a card; the listener why, and that somebody is behind them."""
    someone.says(HARD)
    someone.sees_card()
    expect(desk.panel().locator(".signs")).to_have_attribute("data-tier", "4", timeout=PATIENCE)
    kim.page.locator("[data-alerts]").get_by_role("button", name="I have this").click()
    expect(desk.page.get_by_text("Kim has seen this")).to_be_visible(timeout=PATIENCE)
    assert HARD not in kim.page.content()


def goes_over_to(other: Listener, desk: Listener, someone: Seeker, *, away_from: Listener) -> None:
    """Somebody experienced goes on, reads the note, and the rest once it is opened for them."""
    desk.panel().get_by_role("button", name="Hand over", exact=True).click()
    dialog = desk.page.locator("#hand-over")
    dialog.get_by_label("A note").fill(NOTE)
    dialog.get_by_role("button", name="Ask for somebody").click()
    expect(other.page.locator(".offer").get_by_text(NOTE)).to_be_visible(timeout=PATIENCE)
    expect(away_from.page.locator(".offer")).to_have_count(0)
    other.accepts()
    someone.page.get_by_role("button", name="Show it").click()
    expect(other.panel().locator(".earlier-said")).to_contain_text(HARD)
    expect(other.panel().get_by_text(NOTE)).to_be_visible()
    other.says("Sam told me. Are you safe this minute?")
    someone.reads("Sam told me. Are you safe this minute?")


def rests(other: Listener, kim: Person) -> None:
    """The break runs, somebody is asked for a word, and nobody new comes."""
    other.page.get_by_label("So-so").check()
    other.wraps_up()
    expect(other.page.get_by_text("That was a hard talk.")).to_be_visible()
    other.page.get_by_role("button", name="I would like to talk it over").click()
    care = kim.page.locator("[data-care]", has_text="Noor")
    care.get_by_role("button", name="I have this").click()
    expect(care.get_by_text("Kim has this")).to_be_visible()


def signs_out(lena: Listener) -> None:
    """The desk is closed, and stays so."""
    lena.page.get_by_role("button", name="Sign out").click()
    lena.page.wait_for_url("**/staff/sign-in")
    lena.page.goto("/listener/")
    lena.page.wait_for_url("**/staff/sign-in")
