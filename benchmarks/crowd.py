"""The load: many chats on bare sockets of one process, as cheap a client as Python allows.

In every chat one message is under way at a time: as soon as it stands on the other page, that page says so and writes
the next. It speaks the frames of our protocol, padded; to socket.io in that protocol's wrapping.
"""

import asyncio
import os
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from time import perf_counter
from typing import Any

import msgspec

from benchmarks.bare_socket import WITHIN, Line, Wrapping, as_socket_io, line, padded
from benchmarks.delivery import Frame

AT_ONCE = 8
"""Seekers who come in at a time."""
TURN = 0.0005
"""Seconds between two looks at what is due, where there is a rate."""


class Talk:
    """One chat: two lines, by turns."""

    def __init__(self, chat: str, seeker: Line, listener: Line, texts: list[str], wrap: Wrapping = padded) -> None:
        self.chat, self.lines = chat, (seeker, listener)
        self.took: list[float] = []
        self.greetings: tuple[Frame, Frame] = ({}, {})
        """What both pages say first when they come back to another life of the server."""
        self.seq, self.turn = 0, 0
        self.going = self.busy = False
        self._wrap = wrap
        self._texts = cycle([msgspec.json.encode(text) for text in texts])
        self._start, self._ref = 0.0, b""
        for turn, one in enumerate(self.lines):
            one.hears = self._ear(turn)

    def begin(self) -> None:
        """Go on where it stopped."""
        self.going = True
        self._post()

    def _post(self) -> None:
        self.busy = True
        self._ref = os.urandom(8).hex().encode()
        post = b'{"type":"post","chat":"%b","ref":"%b","text":%b}' % (self.chat.encode(), self._ref, next(self._texts))
        self._start = perf_counter()
        self.lines[self.turn].say(self._wrap(post))

    def _ear(self, mine: int) -> Callable[[bytes], None]:
        def hears(frame: bytes) -> None:
            if frame == b"2":  # engine.io asks whether the page is there
                self.lines[mine].say(b"3")
                return
            if mine == self.turn:  # the author's echo, or that it was delivered
                if b'"refused"' in frame or b'"nudge"' in frame:
                    raise RuntimeError(frame.decode())
                return
            if frame.find(b'"posted"', 0, 40) < 0 or self._ref not in frame:
                return  # nor is the echo of a message that the other has answered already
            self.took.append(perf_counter() - self._start)
            at = frame.index(b'"seq":') + 6
            self.seq = int(frame[at : frame.index(b",", at)])
            told = b'{"type":"delivered","chat":"%b","seq":%d}' % (self.chat.encode(), self.seq)
            self.lines[mine].say(self._wrap(told))
            self.turn, self.busy = mine, False
            if self.going:
                self._post()

        return hears


async def talks_at_peer(origin: str, chats: int, texts: list[str], *, socket_io: bool = False) -> list[Talk]:
    """Open chats at one of the peers."""
    path = "/socket.io/?EIO=4&transport=websocket&" if socket_io else "/relay?"
    opened = []
    for number in range(chats):
        chat = f"{number:022d}"
        pair = [await line(origin, f"{path}chat={chat}&role={role}") for role in ("seeker", "listener")]
        if socket_io:
            for one in pair:
                one.say(b"40")
        opened.append(Talk(chat, pair[0], pair[1], texts, as_socket_io if socket_io else padded))
    await asyncio.sleep(1)
    return opened


async def desks(http: Any, origin: str, cookies: list[str], hears: Callable[[Line, Frame], None]) -> list[Line]:
    """Bring listeners on shift, one seat each, ready; what their pages hear goes to `hears`."""
    lines = []
    for cookie in cookies:
        headers = {"Origin": origin, "Cookie": cookie}
        one = await line(origin, "/ws/listener", headers)
        one.hears = partial(_decoded, hears, one)
        one.say(padded(b'{"type":"hello","shift":"ready","seats":1}'))
        shift = await http.put("/api/shift", json={"state": "ready", "seats": 1}, headers=headers)
        shift.raise_for_status()
        lines.append(one)
    return lines


def _decoded(hears: Callable[[Line, Frame], None], one: Line, frame: bytes) -> None:
    hears(one, msgspec.json.decode(frame))


def accept(one: Line, event: Frame) -> None:
    """Take the seeker who is offered."""
    one.say(padded(msgspec.json.encode({"type": "accept", "offer": event["offer"]["offer"]})))


async def seeker(http: Any, origin: str, hears: Callable[[Line, Frame], None] = lambda *_: None) -> Line:
    """Take a place in line, and open a seeker's page."""
    return await seekers_page(origin, await place(http), hears)


async def place(http: Any) -> str:
    """Take a place in line; return the pass."""
    answer = await http.post("/api/tickets", json={"ageBand": "adult"})
    answer.raise_for_status()
    return str(answer.json()["pass"])


async def seekers_page(origin: str, token: str, hears: Callable[[Line, Frame], None]) -> Line:
    """Open a seeker's page."""
    page = await line(origin, "/ws/seeker")
    page.hears = partial(_decoded, hears, page)
    page.say(padded(msgspec.json.encode({"type": "hello", "pass": token})))
    return page


async def talks_at_ours(
    http: Any, origin: str, cookies: list[str], texts: list[str], *, others: Sequence[Any] = ()
) -> list[Talk]:
    """Open as many chats as there are listeners, by joining the line and accepting the offers.

    The listeners are at `origin`; seekers come by turns to the nodes of `others`, or to the same.
    """
    nodes = cycle(others or [http])
    at_desk: asyncio.Queue[tuple[str, Line]] = asyncio.Queue()
    stubs: dict[str, str] = {}

    def desk(one: Line, event: Frame) -> None:
        if event["type"] == "offer":
            accept(one, event)
        elif event["type"] == "opened":
            stubs[event["chat"]["id"]] = event["chat"]["stub"]
            at_desk.put_nowait((event["chat"]["id"], one))

    await desks(http, origin, cookies, desk)
    seekers: dict[str, tuple[Line, str]] = {}
    gently = asyncio.Semaphore(AT_ONCE)

    async def comes() -> None:
        async with gently:
            await opens()

    async def opens() -> None:
        opened = asyncio.Event()

        def hears(page: Line, event: Frame) -> None:
            chat = event["chat"] if event["type"] in {"opened", "ready"} else None
            if chat is not None and not opened.is_set():
                seekers[chat["id"]] = page, token
                page.say(padded(b'{"type":"ping"}'))  # a page that says nothing is taken to be gone, and the chat apart
                opened.set()

        node = next(nodes)
        token = await place(node)
        async with asyncio.timeout(WITHIN):
            while not opened.is_set():
                page = await seekers_page(str(node.base_url).rstrip("/"), token, hears)
                gone, here = asyncio.create_task(page.gone.wait()), asyncio.create_task(opened.wait())
                await asyncio.wait((gone, here), return_when=asyncio.FIRST_COMPLETED)
                await asyncio.sleep(len(others) / 2)
                if page.gone.is_set():  # a node sends a page back to ask anew when its chat has opened at another
                    opened.clear()

    await asyncio.gather(*(comes() for _ in cookies))
    listeners = dict([await at_desk.get() for _ in cookies])
    await asyncio.sleep(1)
    talks = []
    for chat, (page, token) in seekers.items():
        talk = Talk(chat, page, listeners[chat], texts)
        desk_again = {"type": "hello", "life": "before", "shift": "ready", "seats": 1, "stubs": [stubs[chat]]}
        talk.greetings = {"type": "hello", "pass": token, "chats": {chat: 0}}, desk_again
        talks.append(talk)
    return talks


async def let_talk(talks: list[Talk], seconds: float, *, rate: float | None = None) -> list[float]:
    """Let them talk this long, and return how long each message took to the other page.

    With a rate there are so many messages a second in all, by turns; a chat whose last one is under way is passed over.
    """
    for talk in talks:
        talk.took.clear()
    if rate is None:
        for talk in talks:
            talk.begin()
        await asyncio.sleep(seconds)
    else:
        await _at_rate(talks, seconds, rate)
    for talk in talks:
        talk.going = False
    took = [lasted for talk in talks for lasted in talk.took]
    await asyncio.sleep(0.3)  # the last ones arrive
    lost = [one.code for talk in talks for one in talk.lines if one.gone.is_set()]
    if lost:
        raise RuntimeError(f"{len(lost)} of {2 * len(talks)} sockets were closed, with {sorted(lost, key=str)}")
    return took


async def _at_rate(talks: list[Talk], seconds: float, rate: float) -> None:
    begun, said, turns = perf_counter(), 0, cycle(talks)
    while (now := perf_counter() - begun) < seconds:
        for _ in range(min(len(talks), int(now * rate) - said)):
            said += 1
            talk = next(turns)
            if not talk.busy:
                talk.begin()
                talk.going = False
        await asyncio.sleep(TURN)
