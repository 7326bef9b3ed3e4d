"""C34, in any order: people come, reload, are offered, accepted, passed on, talk, leave and come again; real server,
records and live memory. After each step what the pages were told must fit together.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from itertools import count
from typing import Any, ClassVar

import httpx
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from benchmarks.service import Service
from tests.sockets.people import Page, a_ref, as_seeker, everybody_leaves, join, page_at, set_shift

pytestmark = pytest.mark.proves("C34")
MOST_SEEKERS = 4
LETTERS = "abcdefghijklmnop"
"""No text holds a digit: it could be taken for a number to call."""
_TEXTS = count(1)
WHO = st.integers(min_value=0, max_value=MOST_SEEKERS - 1)
DESK = st.sampled_from(["Sam", "Noor"])


class Person:
    """Somebody with a page, and what it has shown them."""

    def __init__(self, role: str, token: str) -> None:
        self.role, self.token = role, token
        self.page: Page | None = None
        self.stack = AsyncExitStack()
        self.chats: set[str] = set()
        self.offers: list[str] = []
        self.shown: dict[tuple[str, int], tuple[str, str]] = {}
        self.left = False

    async def opens(self, service: Service) -> None:
        """Open the page, or open it again."""
        await self.closes()
        self.stack, self.offers = AsyncExitStack(), []
        cookie = "pass" if self.role == "seeker" else "listener"
        told = {"Cookie": f"{cookie}={self.token}"}
        self.page = await self.stack.enter_async_context(page_at(service, self.role, origin=service.origin, **told))
        await self.page.says("hello")
        await self.takes(await self.page.hears("ready"))

    async def closes(self) -> None:
        """Close it, if it is open."""
        self.page = None
        await self.stack.aclose()

    async def hears(self) -> None:
        """Take in everything that was on its way."""
        if self.page is not None:
            for event in await self.page.all_until_pong():
                await self.takes(event)

    async def takes(self, event: dict[str, Any]) -> None:
        """Show one event, as a page would."""
        match event["type"]:
            case "ready":
                views = event.get("chats") or [(event.get("ticket") or {}).get("chat")]
                self.chats = {view["id"] if isinstance(view, dict) else view for view in views if view}
            case "opened":
                self.chats.add(event["chat"]["id"])
            case "ended":
                self.chats.discard(event["chat"])
            case "offer":
                self.offers.append(event["offer"]["offer"])
            case "posted":
                number = event["chat"], event["seq"]
                told = event["from"], event["text"]
                assert self.shown.setdefault(number, told) == told, "one number, two texts"
                if event["from"] == self.role and self.page is not None:
                    await self.page.says("delivered", chat=event["chat"], seq=event["seq"])
            case "refused":
                assert event["code"] in {"noChat", "tooLate", "offerGone", "tooFast", "notNow"}, event
            case _:
                pass


class Visits(RuleBasedStateMachine):
    """Up to four seekers and two listeners."""

    service: ClassVar[Service]
    staff: ClassVar[dict[str, str]]
    met: ClassVar[set[tuple[str, str]]]
    """In which chats something was said, and which pages showed it."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.seekers: list[Person] = []
        self.desks = {name: Person("listener", self.staff[name]) for name in ("Sam", "Noor")}
        for one in self.desks.values():
            self.now(one.opens(self.service))

    def now(self, what: Coroutine[Any, Any, Any]) -> Any:
        """Do it."""
        return self.runner.run(what)

    @property
    def everybody(self) -> list[Person]:
        """All who are here."""
        return [*self.seekers, *self.desks.values()]

    @initialize()
    def an_evening_begins(self) -> None:
        """Two listeners are ready, and one of two seekers is in a chat."""
        for name in self.desks:
            self.changes_shift(name, "ready")
        self.comes()
        self.comes()
        self.now(asyncio.sleep(0.3))
        for name in self.desks:
            self.answers_an_offer(name, "accept")
        self.talks(0, 1)
        self.talks(1, 1)

    @precondition(lambda self: len(self.seekers) < MOST_SEEKERS)
    @rule()
    def comes(self) -> None:
        """Somebody takes a place and opens the page."""
        person = Person("seeker", self.now(join(self.service)))
        self.seekers.append(person)
        self.now(person.opens(self.service))

    @rule(who=WHO)
    def reloads(self, who: int) -> None:
        """A page goes and comes back."""
        if who < len(self.seekers) and not self.seekers[who].left:
            self.now(self.seekers[who].opens(self.service))

    @rule(who=WHO)
    def loses_the_page(self, who: int) -> None:
        """A page goes."""
        if who < len(self.seekers):
            self.now(self.seekers[who].closes())

    @rule(who=WHO)
    def leaves(self, who: int) -> None:
        """A seeker gives the place up."""
        if who < len(self.seekers) and not self.seekers[who].left:
            person = self.seekers[who]
            answer = self.now(as_seeker(self.service, person.token, "DELETE", "/api/ticket"))
            assert answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR
            person.left = True
            self.now(person.closes())
            person.chats.clear()

    @rule(name=DESK, state=st.sampled_from(["ready", "ready", "ready", "away", "draining"]))
    def changes_shift(self, name: str, state: str) -> None:
        """A listener comes on shift, or rests."""
        self.now(set_shift(self.service, self.staff[name], state, seats=2))

    @rule(name=DESK)
    def desk_reloads(self, name: str) -> None:
        """A desk goes and comes back."""
        self.now(self.desks[name].opens(self.service))

    @rule(name=DESK, takes=st.sampled_from(["accept", "accept", "accept", "pass"]))
    def answers_an_offer(self, name: str, takes: str) -> None:
        """A listener answers the newest offer; a gone one is refused and harms nobody."""
        desk = self.desks[name]
        self.now(desk.hears())
        if desk.page is not None and desk.offers:
            self.now(desk.page.says(takes, offer=desk.offers.pop()))
            self.now(asyncio.sleep(0.05))

    @rule(who=st.integers(min_value=0, max_value=MOST_SEEKERS + 1), times=st.sampled_from([1, 2]))
    def talks(self, who: int, times: int) -> None:
        """Somebody says something, perhaps twice over, as a page does that heard no answer."""
        person = self.everybody[who % len(self.everybody)]
        self.now(person.hears())
        for chat in sorted(person.chats):
            if person.page is not None:
                ref, text = a_ref(), "told " + "".join(LETTERS[int(one)] for one in str(next(_TEXTS)))
                for _ in range(times):
                    self.now(person.page.says("post", chat=chat, ref=ref, text=text))

    @rule(name=DESK)
    def ends_a_chat(self, name: str) -> None:
        """A listener ends one."""
        desk = self.desks[name]
        self.now(desk.hears())
        for chat in sorted(desk.chats)[:1]:
            if desk.page is not None:
                self.now(desk.page.says("end", chat=chat, confirmed=True))

    @invariant()
    def it_fits_together(self) -> None:
        """A chat has one seeker and one listener, its numbers mean one text, and nobody else is told it."""
        for _ in range(2):  # what one page sends, the other one hears
            for one in self.everybody:
                self.now(one.hears())
        meant: dict[tuple[str, int], tuple[str, str]] = {}
        theirs: dict[str, dict[str, set[int]]] = {}
        for place, one in enumerate(self.everybody):
            by_chat: dict[str, list[int]] = {}
            for (chat, seq), told in one.shown.items():
                assert meant.setdefault((chat, seq), told) == told
                theirs.setdefault(chat, {}).setdefault(one.role, set()).add(place)
                by_chat.setdefault(chat, []).append(seq)
            for numbers in by_chat.values():
                assert sorted(numbers) == list(range(min(numbers), max(numbers) + 1)), "a number is missing"
            if one.role == "seeker":
                assert len(one.chats) <= 1
        for roles in theirs.values():
            assert all(len(people) == 1 for people in roles.values()), "somebody else was told"
        texts = [text for _, text in meant.values()]
        assert len(texts) == len(set(texts)), "said once, numbered twice"
        self._both_have_it()

    def _both_have_it(self) -> None:
        open_at: dict[str, list[Person]] = {}
        for one in self.everybody:
            for chat in one.chats:
                open_at.setdefault(chat, []).append(one)
        for chat, people in open_at.items():
            assert len([one for one in people if one.role == "listener"]) <= 1
            if len(people) > 1 and all(one.page is not None for one in people):
                pages = [{seq for of, seq in one.shown if of == chat} for one in people]
                assert pages[0] == pages[1], "one page has what the other lacks"

    @invariant()
    def the_server_answers(self) -> None:
        """Nothing broke."""
        for one in self.seekers:
            answer = self.now(as_seeker(self.service, one.token, "GET", "/api/ticket"))
            assert answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR
            assert not (one.left and answer.status_code == httpx.codes.OK and answer.json().get("chat"))

    def teardown(self) -> None:
        """Everybody goes."""
        self.met.update((chat, one.role) for one in self.everybody for chat, _ in one.shown)
        for one in self.everybody:
            self.now(one.closes())
        self.now(everybody_leaves(self.service, self.staff))
        self.runner.close()


def test_visits_fit_together_in_any_order(running: Service, staff: dict[str, str]) -> None:
    here = type("Here", (Visits,), {"service": running, "staff": staff, "met": set()})
    run_state_machine_as_test(here, settings=settings(max_examples=8, stateful_step_count=20, deadline=None))
    chats = [chat for chat, role in here.met if role == "seeker" and (chat, "listener") in here.met]
    assert len(chats) >= 5, f"they hardly met: {len(chats)} chats in which something was said"


async def test_what_does_not_fit_is_found() -> None:
    one = Person("listener", "")
    event = {"type": "posted", "chat": "c", "seq": 1, "from": "seeker", "text": "told a", "ref": "r"}
    await one.takes(event)
    await one.takes(event)
    with pytest.raises(AssertionError, match="two texts"):
        await one.takes(event | {"text": "told b"})
