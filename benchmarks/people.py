"""People made of Python: seekers and listeners that keep to the protocol over the public API, as the pages do."""

import asyncio
import random
from http.cookiejar import DefaultCookiePolicy
from time import perf_counter
from typing import Self

import httpx

from benchmarks.delivery import Author, Frame
from benchmarks.page import Page, held


def api(origin: str) -> httpx.AsyncClient:
    """Return a client that many people share: it keeps nobody's cookies."""
    http = httpx.AsyncClient(base_url=origin, timeout=60, limits=httpx.Limits(max_connections=None), trust_env=False)
    http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
    return http


class Seeker(Page):
    """Somebody who needs to talk: no cookie, no Origin, the pass in the first frame."""

    me: Author = "seeker"
    path = "/ws/seeker"

    def __init__(self, origin: str, chance: random.Random, token: str) -> None:
        super().__init__(origin, chance)
        self.token = token

    @classmethod
    async def join(cls, http: httpx.AsyncClient, origin: str, chance: random.Random) -> Self:
        """Join the line, saying nothing but an age band."""
        answer = await http.post("/api/tickets", json={"ageBand": "adult"})
        answer.raise_for_status()
        return cls(origin, chance, answer.json()["pass"])

    def hello(self) -> Frame:
        """The pass, and what the page holds."""
        return {"type": "hello", "pass": self.token, **held(self)}

    def heard(self, event: Frame) -> None:
        """The chat, when the answer to hello brings one; one that opens is answered, as by a page that goes there."""
        if event["type"] == "opened":
            self.resync()
        if event["type"] != "ready":
            return
        ticket = event["ticket"]
        if event["chat"] is None and ticket["state"] == "matched" and not ticket["over"]:
            return  # the server has started again, and the listener's page is not back yet: what stands here stays
        here = event["chat"]["id"] if event["chat"] else None
        for chat in self.talks.keys() - {here}:
            self.leave(chat, "ended while this page was away")
        if event["chat"]:
            self._stand(event["chat"])


class Listener(Page):
    """Somebody who listens: the cookie of a sign-in, several chats on one socket, and every offer is taken."""

    me: Author = "listener"
    path = "/ws/listener"

    def __init__(self, origin: str, chance: random.Random, cookie: str, *, seats: int = 1) -> None:
        super().__init__(origin, chance, {"Origin": origin, "Cookie": cookie})
        self.ready = asyncio.Event()
        self._stubs: dict[str, str] = {}
        self._seats = seats
        self.alerted: dict[str, float] = {}
        """When crisis last spoke up in a chat."""
        self.earlier: list[str] = []
        """What was said before this listener, where a seeker has opened it."""
        self._known: Frame = {}
        """The life of the server that this page last spoke with."""

    async def begin(self, http: httpx.AsyncClient) -> None:
        """Open the desk and begin the shift."""
        self.open()
        await self.ready.wait()
        shift = {"state": "ready", "seats": self._seats}
        answer = await http.put("/api/shift", json=shift, headers=self.headers)
        answer.raise_for_status()

    @property
    def headers(self) -> dict[str, str]:
        """What a request of this listener's page carries."""
        return self._headers

    def hello(self) -> Frame:
        """The shift, what the page holds, and the stubs that bring chats back after a restart."""
        stubs = [self._stubs[chat] for chat in self.talks if chat in self._stubs]
        return {"type": "hello", "shift": "ready", "seats": self._seats, "stubs": stubs, **self._known, **held(self)}

    def heard(self, event: Frame) -> None:
        """Take every offer; keep every stub."""
        if event["type"] == "ready":
            self._known = {"life": event["life"]}
            here = {view["id"] for view in event["chats"]}
            for chat in self.talks.keys() - here:
                self.leave(chat, "ended while this page was away")
            for view in event["chats"]:
                self._stand(view)
                self._stubs[view["id"]] = view["stub"]
            for offer in event["offers"]:
                self.send({"type": "accept", "offer": offer["offer"]})
            self.ready.set()
        elif event["type"] == "opened":
            self._stubs[event["chat"]["id"]] = event["chat"]["stub"]
        elif event["type"] == "offer":
            self.send({"type": "accept", "offer": event["offer"]["offer"]})
        elif event["type"] == "notice" and event["kind"] == "earlierOpen":
            self.resync()
        elif event["type"] == "earlier":
            self.earlier[event["number"] - 1 :] = [event["text"]]
        elif event["type"] == "alert":
            self.alerted[event["chat"]] = perf_counter()
            self.papers[event["chat"]].news.set()
            self._stubs[event["chat"]] = event["stub"] or self._stubs[event["chat"]]
