"""An evening on the line for tests: a real node in memory, pages that keep what they get, a clock that tests move."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from app.identity.sealing import Sealer
from app.live.chat import Chat, Message, Role
from app.live.hub import Hub, listener_page, seeker_page
from app.live.interface import TicketEntry
from app.live.memory import MemoryLive
from app.records.samples import sample_topics
from app.records.unit_of_work import Records
from app.services.catalogue import Catalogue
from app.services.chat.post_message import post_message
from app.services.chat.read_message import read_message
from app.services.keep_time import keep_time
from app.services.line.answer_offer import accept_offer
from app.services.line.come_back import note_seen
from app.services.line.join_line import join_line
from app.services.line.make_offers import make_offers
from app.services.line.tell_places import tell_places
from app.services.node import Node
from app.services.write_stage import Unwritten
from app.settings import Settings
from app.wire.events import BoardEvent, ListenerEvent, SeekerEvent
from app.wire.requests import JoinLine
from app.wire.views import TopicView
from matching import Listener, ShiftState

NIGHT = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
"""A Friday evening, at which every evening begins."""
NOWHERE = "postgresql://nobody@127.0.0.1:9/none"
"""Records that nobody can reach: who asks them for something in a unit test fails."""


@cache
def samples() -> Catalogue:
    """The sample topics, as if they had been read from the records."""
    rows = sample_topics()
    views = tuple(
        TopicView(slug=row.slug, name=row.name, description=row.description, related=tuple(row.related), open=row.open)
        for row in rows
    )
    return Catalogue(views, tuple((row.slug, row.topic_group) for row in rows))


def a_node(sealer: Sealer, **settings: Any) -> Node:
    """A node without a past."""
    return Node(
        settings=Settings(_env_file=None, **settings),
        live=MemoryLive(),
        hub=Hub(),
        sealer=sealer,
        records=Records(NOWHERE),
        unwritten=Unwritten(),
        secret=bytes(32),
        catalogue=samples(),
    )


def a_listener(id_: str, **facts: Any) -> Listener:
    """A ready listener who speaks English and knows no topic, unless told otherwise."""
    told: dict[str, Any] = {
        "name": id_.capitalize(),
        "languages": frozenset({"en"}),
        "topics": frozenset(),
        "state": ShiftState.READY,
        "idle_since": NIGHT,
    }
    return Listener(id=id_, **(told | facts))


@dataclass(eq=False)
class Paper:
    """An open page that writes down what it gets."""

    kind: Any
    frames: list[str] = field(default_factory=list)
    closed: int | None = None

    def send(self, frame: bytes) -> None:
        self.frames.append(frame.decode())

    def close(self, code: int) -> None:
        self.closed = code

    def take(self) -> list[Any]:
        """Everything since the last time, as events."""
        told = [msgspec.json.decode(frame, type=self.kind) for frame in self.frames]
        self.frames.clear()
        return told

    def take_only(self, *kinds: type) -> list[Any]:
        """What is of these kinds since the last time."""
        return [event for event in self.take() if isinstance(event, kinds)]


@dataclass(eq=False)
class Evening:
    """A node, the hour, and the pages of whoever came."""

    folder: Path
    node: Node = field(init=False)
    now: datetime = NIGHT
    pages: dict[str, Paper] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self, **settings: Any) -> None:
        """The server stops and starts: nothing is left but the key file."""
        self.node = a_node(Sealer(self.folder / "pass.key", now=self.now), data=self.folder, **settings)
        self.pages = {}

    def later(self, **by: float) -> datetime:
        """Time passes."""
        self.now += timedelta(**by)
        return self.now

    async def tick(self) -> None:
        """What the line's loop does, once."""
        await keep_time(self.node, now=self.now)
        await make_offers(self.node, now=self.now)
        await tell_places(self.node, now=self.now)

    async def tick_through(self, span: timedelta, *, every: timedelta = timedelta(seconds=5)) -> None:
        """Time passes, and the loop runs meanwhile."""
        until = self.now + span
        while self.now < until:
            self.now = min(until, self.now + every)
            await self.tick()

    def opens(self, address: str, kind: Any) -> Paper:
        """Somebody opens a page."""
        paper = Paper(kind)
        self.node.hub.attach(address, paper)
        self.pages[address] = paper
        return paper

    def closes(self, address: str) -> None:
        """The page of this address is gone."""
        self.node.hub.detach(address, self.pages.pop(address))

    async def seeker(self, *, page: bool = True, **wish: Any) -> str:
        """Somebody joins the line, and stays on the page."""
        entry = await join_line(self.node, JoinLine(**({"age_band": "adult"} | wish)), now=self.now)
        await note_seen(self.node, entry, now=self.now)
        if page:
            self.opens(seeker_page(entry.ticket.id), SeekerEvent)
        return entry.ticket.id

    async def listener(self, id_: str = "sam", *, page: bool = True, **facts: Any) -> Listener:
        """A listener comes on shift, and opens the desk."""
        await self.node.live.put_listener(a_listener(id_, **facts))
        if page:
            self.opens(listener_page(id_), ListenerEvent)
        return await self.on_shift(id_)

    async def on_shift(self, id_: str) -> Listener:
        """The listener as they stand now."""
        found = await self.node.live.listener(id_)
        assert found is not None
        return found

    async def entry(self, ticket: str) -> TicketEntry:
        """The ticket as it stands now."""
        found = await self.node.live.entry(ticket)
        assert found is not None
        return found

    async def offered(self, ticket: str) -> tuple[str, str]:
        """The offer that stands for this ticket: its id, and who is asked."""
        (standing,) = [one for one in await self.node.live.offers() if one.ticket == ticket]
        return standing.id, standing.listener

    async def chat(self, ticket: str) -> Chat:
        """Whoever is asked takes the ticket."""
        await make_offers(self.node, now=self.now)
        offer, listener = await self.offered(ticket)
        chat = await accept_offer(self.node, await self.on_shift(listener), offer, now=self.now)
        chat.answered = True
        return chat

    async def talk(self, *, listener: str = "sam", **wish: Any) -> tuple[str, Chat]:
        """Two people in an open chat, with nothing on their pages yet."""
        await self.listener(listener)
        ticket = await self.seeker(**wish)
        chat = await self.chat(ticket)
        chat.begun = True
        self.seekers(ticket).take()
        self.desk(listener).take()
        return ticket, chat

    async def says(self, chat: Chat, role: Role, text: str) -> Message:
        """Somebody says something, and it is read as the job would read it."""
        ref = f"{role}-{chat.seq + 1:06}"
        message = post_message(self.node, chat, role, ref=ref, text=text, now=self.now)
        await read_message(self.node, chat, message, now=self.now)
        return message

    def seekers(self, ticket: str) -> Paper:
        """The seeker's page."""
        return self.pages[seeker_page(ticket)]

    def desk(self, listener: str = "sam") -> Paper:
        """The listener's page."""
        return self.pages[listener_page(listener)]

    def board(self, name: str = "kim") -> Paper:
        """A coordinator opens the board."""
        return self.opens(f"board:{name}", BoardEvent)

    async def changes(self, listener: str, **facts: Any) -> Listener:
        """The listener's facts change: away, more seats, another topic."""
        await self.node.live.put_listener(replace(await self.on_shift(listener), **facts))
        return await self.on_shift(listener)
