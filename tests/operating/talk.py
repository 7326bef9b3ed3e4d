"""Two people talk through whatever stands at an origin: a listener whom the operator has just invited, and a seeker.

Between their words something may go wrong; everything that was written stands on both pages all the same, once each.
"""

import asyncio
import random  # noqa: TID251  # pauses of pages, seeded
import ssl
from collections.abc import Callable, Sequence
from time import perf_counter

import httpx

from benchmarks.crew import joined
from benchmarks.people import Listener, Seeker

BEGINNING = ("Is somebody there?", "I am here, and I read you.")
GOING_ON = (
    ("It got dark so early.", "Stay a while, there is time."),
    ("I keep thinking of the sea.", "Tell me about it."),
    ("The gulls, mostly.", "They are loud friends."),
)
"""What is written as something goes wrong, and the answer to it."""
RE_PAIRED = 10.0
"""Seconds after a fault until each has read the other again."""
WITHIN = 45.0
"""Seconds until a word has come, a node's death included."""


async def talk(origin: str, invitation: str, faults: Sequence[Callable[[], None]] = ()) -> list[float]:
    """Let them talk; of each fault, return the seconds until each has read the other again.

    `invitation` is a listener's code. What is written as a fault happens is written at the very moment.
    """
    chance = random.Random(12)  # noqa: S311
    async with httpx.AsyncClient(base_url=origin, verify=ssl.create_default_context(), trust_env=False) as http:
        cookie = await joined(http, invitation)
        http.cookies.clear()
        listener = Listener(origin, chance, cookie)
        try:
            async with asyncio.timeout(WITHIN):
                await listener.begin(http)
        except TimeoutError:
            raise AssertionError(f"the listener's desk does not open (closed with {listener.closed_with})") from None
        seeker = await Seeker.join(http, origin, chance)
        seeker.open()
        async with asyncio.timeout(WITHIN):
            chat = await seeker.opened.get()
            await listener.opened.get()
        await _says(seeker, listener, chat, BEGINNING[0])
        await _says(listener, seeker, chat, BEGINNING[1])
        took = [await _goes_on(seeker, listener, chat, *words) for words in _through(faults)]
        said = [*BEGINNING, *(text for words in GOING_ON[: len(faults)] for text in words)]
        shown = [[one.text for one in page.papers[chat].bubbles] for page in (seeker, listener)]
        assert shown == [said] * 2, shown
        for page in (listener, seeker):
            await page.close()
    assert max(took, default=0) < RE_PAIRED, took
    return took


def _through(faults: Sequence[Callable[[], None]]) -> list[tuple[Callable[[], None], str, str]]:
    return [(fault, *words) for fault, words in zip(faults, GOING_ON[: len(faults)], strict=True)]


async def _goes_on(
    seeker: Seeker, listener: Listener, chat: str, fault: Callable[[], None], text: str, answer: str
) -> float:
    seeker.write(chat, text)
    await asyncio.to_thread(fault)
    begun = perf_counter()
    await _stands(listener, chat, text)
    await _says(listener, seeker, chat, answer)
    return perf_counter() - begun


async def _says(one: Seeker | Listener, other: Seeker | Listener, chat: str, text: str) -> None:
    one.write(chat, text)
    await _stands(other, chat, text)


async def _stands(page: Seeker | Listener, chat: str, text: str) -> None:
    async with asyncio.timeout(WITHIN):
        while text not in [bubble.text for bubble in page.papers[chat].bubbles]:
            await page.papers[chat].next()
