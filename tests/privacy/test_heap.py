"""C6 and C7: once chats are over, the memory of the server holds no word of them, and no dump of it is ever made."""

import asyncio
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from app.records.postgres import EmbeddedPostgres
from benchmarks.service import ROOT, Service
from tests.privacy.heap import CLEAN, canaries_in_memory
from tests.privacy.scanner import Canaries
from tests.sockets.people import Page, a_ref, as_seeker, desk, join, seeker_page
from tests.sockets.servers import a_database, serving, staff_cookies

CHATS = int(os.environ.get("CHATS", "30"))
"""`make prove` plays a hundred."""
MESSAGES = 20
LONG = "as long as a page of a letter, " * 55
SETTLED = 2.0
"""Seconds after the last end, as a core dump would find it."""


@pytest_asyncio.fixture
async def clean(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Service]:
    """A server whose freed memory is overwritten, as deploy/ starts it."""
    module = "app" if os.geteuid() == 0 else "tests.privacy.readable"
    with serving(await a_database(postgres, template), module=module, **CLEAN) as service:
        yield service


async def a_chat(
    service: Service, listener: Page, canaries: Canaries, open_pages: AsyncExitStack, *, nth: int, control: bool
) -> None:
    """A chat full of canaries, by socket and by form. Either ends it, or the seeker is torn away."""
    said = [canaries.one() for _ in range(MESSAGES)]
    token = await join(service, firstMessage=f"{said[0]} at first", called=said[0][:40])
    seeker = await open_pages.enter_async_context(seeker_page(service, token))
    await seeker.hears("ready")
    await listener.says("accept", offer=(await listener.hears("offer"))["offer"]["offer"])
    chat = (await seeker.hears("opened"))["chat"]["id"]
    form = f"{LONG} {said[1]}"
    await as_seeker(service, token, "POST", "/chat/post", data={"text": form, "ref": a_ref()})
    await listener.hears("posted", text=form)
    for turn, canary in enumerate(said[2:]):
        author, reader = (seeker, listener) if (turn + nth) % 2 else (listener, seeker)
        text = (
            f"{canary} \U0001f499" if turn % 3 == 0 else f"{LONG} {canary}" if turn % 3 == 1 else f"so it is, {canary}"
        )
        await author.says("post", chat=chat, ref=a_ref(), text=text)
        await reader.hears("posted", text=text)
    if control:
        assert set(said[1:]) <= canaries_in_memory(service.pid, canaries), "this scanner sees nothing"
    if nth % 4 == 3:
        seeker.socket.transport.abort()
    await (seeker if nth % 4 in {0, 1} else listener).says("end", chat=chat)
    await listener.hears("ended")


@pytest.mark.proves("C6")
async def test_the_memory_of_the_server_holds_no_word_of_a_chat_that_is_over(clean: Service) -> None:
    """C6: chats of twenty messages, with one listener on one socket that lives on, as some seekers' do."""
    canaries, staff = Canaries(), await staff_cookies(clean)
    async with AsyncExitStack() as stay, desk(clean, staff["Sam"]) as listener:
        for nth in range(CHATS):
            async with AsyncExitStack() as leave:
                open_pages = stay if nth >= CHATS - 5 else leave
                await a_chat(clean, listener, canaries, open_pages, nth=nth, control=nth in {0, CHATS - 1})
        await asyncio.sleep(SETTLED)
        left = canaries_in_memory(clean.pid, canaries)
        assert left == set(), f"{len(left)} of {CHATS * MESSAGES}"


@pytest.mark.proves("C6")
async def test_without_overwriting_what_is_freed_words_would_be_found(
    postgres: EmbeddedPostgres, template: str
) -> None:
    """C6's positive control: the same chats on a server whose freed memory lies as it was left."""
    module = "app" if os.geteuid() == 0 else "tests.privacy.readable"
    canaries = Canaries()
    with serving(await a_database(postgres, template), module=module, PYTHONMALLOC="pymalloc") as service:
        staff = await staff_cookies(service)
        async with AsyncExitStack() as pages, desk(service, staff["Sam"]) as listener:
            for nth in range(4):
                await a_chat(service, listener, canaries, pages, nth=nth, control=False)
        await asyncio.sleep(SETTLED)
        assert canaries_in_memory(service.pid, canaries)


DUMPABLE = """
import ctypes, resource
from app.commands.start import keep_memory_to_itself
told = [ctypes.CDLL(None).prctl(3)]
keep_memory_to_itself()
print(told, ctypes.CDLL(None).prctl(3), resource.getrlimit(resource.RLIMIT_CORE))
"""


@pytest.mark.proves("C7")
def test_a_server_may_not_be_dumped() -> None:
    """C7: PR_GET_DUMPABLE before and after."""
    told = subprocess.run([sys.executable, "-c", DUMPABLE], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.split("\n")[0] == "[1] 0 (0, 0)"


@pytest.mark.proves("C7")
async def test_a_server_that_crashes_leaves_no_core_and_no_word(postgres: EmbeddedPostgres, template: str) -> None:
    """C7: killed by SIGSEGV in the middle of a chat, where cores would be allowed."""
    canaries, before = Canaries(), resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    try:
        with serving(await a_database(postgres, template)) as service:
            assert re.search(r"^Max core file size +0 +0 +bytes", limits_of(service.pid), re.MULTILINE)
            staff = await staff_cookies(service)
            async with AsyncExitStack() as pages, desk(service, staff["Sam"]) as listener:
                for nth in range(2):
                    await a_chat(service, listener, canaries, pages, nth=nth, control=False)
                os.kill(service.pid, signal.SIGSEGV)
                assert service.gone_within(30) == -signal.SIGSEGV
            assert canaries.in_files([service.data]) == {}
            assert cores_in(ROOT, service.data) == []
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)


def limits_of(pid: int) -> str:
    return Path(f"/proc/{pid}/limits").read_text()


def cores_in(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.glob("core*") if path.is_file()]
