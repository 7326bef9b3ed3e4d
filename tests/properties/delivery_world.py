"""Two pages, the server's real sockets layer without its sockets, and a network between them that a test may torment.

A wire is what TCP is: in order, and cut at any moment, losing its tail. Towards a page it may also drop, repeat or swap
single frames, which TCP never does and the protocol survives all the same; towards the server that would reorder what
its author said, so there it may only repeat. Time is a number that each step moves on.
"""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from app.live.chat import ROLES, Role, other
from app.live.hub import listener_page, seeker_page
from app.services.know import known_seeker
from app.settings import Limits, Settings
from app.sockets import listener as listener_side
from app.sockets import seeker as seeker_side
from app.wire.frames import LISTENER, SEEKER
from benchmarks.delivery import Conversation
from benchmarks.faults import Faults, compare
from tests.properties.delivery_node import PERSON, a_node, done, with_a_chat
from tests.properties.delivery_pages import Page, Wire

START = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)


class World:
    """All of it."""

    def __init__(self, folder: Path, *, ring: int, queued: int = 8, broken: type[Conversation] = Conversation) -> None:
        self.now = START
        self.settings = Settings(data=folder, limits=Limits(chat_ring=ring, frames_queued=queued))
        self.node = a_node(self.settings, self.now)
        self.token = with_a_chat(self.node, self.now)
        self.pages: dict[Role, Page] = {
            "seeker": Page("seeker", Conversation, lambda: self.token),
            "listener": Page("listener", broken, lambda: self.token),
        }
        self.stale: dict[Role, Wire | None] = dict.fromkeys(ROLES)
        self._refs = count(1)
        for role in reversed(ROLES):
            self.connect(role)
            self.flush(role)

    def write(self, role: Role) -> None:
        number = next(self._refs)
        self.pages[role].talk.write(
            "text " + "".join(chr(ord("a") + int(digit)) for digit in str(number)), f"reference-{number}"
        )

    def connect(self, role: Role) -> None:
        self.cut(role)
        page = self.pages[role]
        page.wire = Wire(self.settings.limits.frames_queued)
        page.resync()

    def cut(self, role: Role) -> None:
        page = self.pages[role]
        if page.wire is not None:  # what was on its way up may still arrive, as long as no newer socket is there
            self.stale[role], page.wire = page.wire, None
            page.talk.lost()

    def up(self, role: Role, *, twice: bool = False) -> bool:
        """Let one frame reach the server, or one of a connection that the page has lost already."""
        wire = self.pages[role].wire
        if wire is None or not wire.up:
            wire = self.stale[role]
        if wire is None or not wire.up:
            return False
        frame = wire.up.popleft()
        for _ in range(1 + (twice and frame["type"] == "post")):
            self._arrive(role, wire, msgspec.json.encode(frame))
        self._collect()
        return True

    def down(self, role: Role, *, twice: bool = False, drop: bool = False, swap: bool = False) -> bool:
        """Let one frame reach the page, or torment it."""
        page = self.pages[role]
        if page.wire is None or not page.wire.down:
            return False
        odd = (drop or swap) and page.odd > 0 and page.wire.down[0]["type"] in {"posted", "delivered"}
        page.odd -= odd
        if odd and swap and len(page.wire.down) > 1:
            page.wire.down[0], page.wire.down[1] = page.wire.down[1], page.wire.down[0]
        frame = page.wire.down.popleft()
        if frame["type"] == "closed":
            self.cut(role)
        elif not (odd and drop):
            for _ in range(1 + twice):
                page.hear(frame)
        return True

    def flush(self, role: Role) -> bool:
        moved = False
        while self.up(role) or self.down(role):
            moved = True
        return moved

    def restart(self) -> None:
        """The server is killed: its memory is gone, and so is every frame under way."""
        for role in ROLES:
            self.cut(role)
            self.stale[role] = None
        self.node = a_node(self.settings, self.now)

    def heal(self) -> None:
        """The network is good from now on: both come back, and take up what they were asked to send later."""
        for _ in range(50):
            for role in reversed(ROLES):
                page = self.pages[role]
                if page.wire is None:
                    self.connect(role)
                drafts, page.drafts = page.drafts, []
                for _ in drafts:
                    self.now += timedelta(seconds=1)
                    self.write(role)
            while self.flush("seeker") or self.flush("listener"):
                pass
            if all(page.wire and not page.drafts for page in self.pages.values()):
                return

    def faults(self) -> Faults:
        return sum(
            (compare(self.pages[role].lines(role), self.pages[other(role)].lines(role)) for role in ROLES), Faults()
        )

    def owed(self) -> int:
        return sum(len(page.talk.outbox) for page in self.pages.values())

    def _arrive(self, role: Role, wire: Wire, raw: bytes) -> None:
        node, connection = self.node, wire.connection
        command = (SEEKER if role == "seeker" else LISTENER).decode(raw)
        address = seeker_page("ticket") if role == "seeker" else listener_page(PERSON.id)
        person: Any = PERSON
        if not wire.greeted:
            wire.greeted = True
            if role == "seeker":
                entry = done(known_seeker(node, command.pass_, now=self.now, chat=next(iter(command.chats))))
                node.hub.attach(address, connection)
                done(seeker_side.obey(node, connection, entry.ticket.id, command, now=self.now))
            else:
                node.hub.attach(address, connection)
                done(listener_side._hello(node, connection, person, command, now=self.now))
        elif node.hub.owns(address, connection):
            if role == "seeker":
                done(seeker_side.obey(node, connection, "ticket", command, now=self.now))
            else:
                done(listener_side._hear(node, connection, person, command, now=self.now))

    def _collect(self) -> None:
        for wire in (*(page.wire for page in self.pages.values()), *self.stale.values()):
            if wire is not None:
                wire.take_all()
