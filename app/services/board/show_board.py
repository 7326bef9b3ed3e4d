"""The coordinators' live board, in bands. It is made from live facts and kept nowhere."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.live.cases import Case
from app.live.chat import Chat
from app.live.hub import coordinator_of
from app.live.interface import TicketEntry
from app.live.notes import Alert, Care, Happened, Over, about_words
from app.services.board.private_word import words_for
from app.services.board.take_alert import calls, handle_of, on_duty, rings
from app.services.chat.hand_over import asks_for_help
from app.services.line.show_place import in_minutes
from app.services.node import Node
from app.wire.staff_views import AlertView, BandView, BoardView, CareView
from app.wire.views import StatusView
from crisis import Tier, Watch
from matching import Door, Listener, Place, ShiftState, TicketState
from matching.ranking import EVERYBODY_TAKES, URGENT
from matching.waiting import wait_range

BANDS = ((0, "0"), (4, "1–4"), (9, "5–9"), (19, "10–19"), (39, "20–39"))
FEW = 5
"""Under this many waiting, topics and languages appear only as unmet need."""


def band(count: int) -> str:
    """Return the band of a count."""
    return next((name for most, name in BANDS if count <= most), "40+")


async def show_board(node: Node, *, now: datetime, viewer: str = "") -> BoardView:
    """Return the board as this viewer sees it: handles are another's for everybody who looks."""
    entries = await node.live.entries()
    listeners = await node.live.listeners()
    in_line = [entry for entry in entries if entry.ticket.in_line and entry.aftermath is None]
    waiting = [entry for entry in in_line if entry.chat is None]
    waits = [entry.ticket.waited(now) for entry in waiting]
    split = len(waiting) >= FEW
    duty, hour = on_duty(node, now=now), node.live.notes.all(Happened).values()
    return BoardView(
        door=node.doorway.stands.value,
        door_told=node.doorway.told is not None,
        waiting=band(len(waiting)),
        by_topic=_bands(node.catalogue.names((one.ticket.topics[0],))[0] for one in waiting) if split else (),
        by_language=_bands(entry.ticket.language for entry in waiting) if split else (),
        unmet=_unmet(node, waiting, listeners),
        longest_wait=_wait_band(max(waits, default=timedelta(0))),
        over_five_minutes=band(sum(wait > node.settings.timing.standby_after for wait in waits)),
        open_chats=band(len(node.chats) + len(_elsewhere(node, entries))),
        urgent=band(sum(entry.ticket.urgency >= URGENT for entry in waiting)),
        ready=sum(one.state is ShiftState.READY and not one.suspended and one.taken < one.seats for one in listeners),
        busy=sum(one.state is not ShiftState.AWAY and one.taken >= one.seats for one in listeners),
        away=sum(one.state is ShiftState.AWAY for one in listeners),
        lost_listeners=sum(one.what == "lost" for one in hour),
        back_at_head=sum(one.what == "back" for one in hour),
        on_duty=tuple(duty.values()),
        you_are_on_duty=coordinator_of(viewer) in duty,
        alerts=_Alerts(node, viewer, duty, now).of(entries, {one.id: one.name for one in listeners}),
        words=words_for(node, viewer, duty, now=now),
        care=_care(node),
        at=now.replace(microsecond=0).isoformat(),
    )


async def show_status(node: Node, *, now: datetime) -> StatusView:
    """Return whether anybody is there, for the landing page."""
    on = [one for one in await node.live.listeners() if one.state is ShiftState.READY and not one.suspended]
    low, high = wait_range(await node.live.recent_waits(now=now)) if on else (None, None)
    wait_low, wait_high = in_minutes(Place(position=1, eligible=len(on), low=low, high=high))
    door = node.doorway.stands
    is_open = bool(on) and door is not Door.CLOSED
    return StatusView(
        open=is_open, door=door.value, listeners=_listeners(len(on)), wait_low=wait_low, wait_high=wait_high
    )


def _elsewhere(node: Node, entries: Sequence[TicketEntry]) -> list[TicketEntry]:
    """Return the tickets whose chat has its home at another node."""
    return [entry for entry in entries if entry.chat is not None and node.home_of_chat(entry.chat) is not None]


@dataclass(frozen=True, slots=True)
class _Alerts:
    """What needs a person, as one viewer sees it."""

    node: Node
    viewer: str
    duty: Mapping[str, str]
    now: datetime

    def of(self, entries: Sequence[TicketEntry], names: Mapping[str, str]) -> tuple[AlertView, ...]:
        """Return them all, the gravest first."""
        here = [chat for chat in self.node.chats.values() if chat.watch.tier >= Tier.HIGH]
        found = [self._here(chat) for chat in here]
        far = _elsewhere(self.node, entries)
        found += [self._elsewhere(one, names) for one in far if _is_grave(one)]
        waiting = [one for one in entries if one.ticket.in_line and one.aftermath is None and one.chat is None]
        found += [self._waiting(entry) for entry in waiting if entry.paged is not None or _is_grave(entry)]
        found += [
            self._over(one.id, one.tier, one.over) for one in self.node.live.notes.all(Alert).values() if one.over
        ]
        found += [self._reported(case) for case in self.node.open_cases.values() if case.stopped]
        found += [self._words(chat.ticket, chat.concerns, chat.listener_name) for chat in self.node.chats.values()]
        found += [self._words(one.ticket.id, one.concerns, names.get(one.listener or "", "a listener")) for one in far]
        return tuple(sorted((one for one in found if one.kinds), key=lambda one: (-one.tier, one.handle)))

    def _words(self, ticket: str, concerns: Iterable[str], listener: str) -> AlertView:
        """What was said in a chat, by kinds; none where nothing was."""
        return self._view(about_words(ticket), Tier.HIGH, tuple(sorted(concerns)), listener, timedelta(0))

    def _here(self, chat: Chat) -> AlertView:
        marks = (*("wants_to_be_found",) * chat.wanted, *("asks_for_help",) * asks_for_help(chat))
        kinds = (*marks, *sorted(chat.watch.kinds))
        return self._view(chat.ticket, chat.watch.tier, kinds, chat.listener_name, self.now - chat.opened)

    def _elsewhere(self, entry: TicketEntry, names: Mapping[str, str]) -> AlertView:
        """A chat whose home is another node, as far as the ticket tells."""
        watch = Watch.resume(entry.watch)
        marks = (*("wants_to_be_found",) * entry.wanted, *("asks_for_help",) * entry.ticket.in_line)
        kinds = (*marks, *sorted(watch.kinds))
        talked = self.now - entry.joined - (entry.matched_after or timedelta(0))
        return self._view(entry.ticket.id, watch.tier, kinds, names.get(entry.listener or "", "a listener"), talked)

    def _waiting(self, entry: TicketEntry) -> AlertView:
        watch = Watch.resume(entry.watch)
        paged = (entry.paged,) if entry.paged is not None else ()
        kinds = (*paged, *sorted(watch.kinds if watch.tier >= Tier.HIGH else ()))
        return self._view(entry.ticket.id, watch.tier, kinds, None, entry.ticket.waited(self.now))

    def _reported(self, case: Case) -> AlertView:
        """A listener who may be with others: somebody looks after those."""
        return self._view(case.alert, Tier.HIGH, ("reported",), case.listener_name, self.now - case.filed)

    def _over(self, ticket: str, tier: int, over: Over) -> AlertView:
        return self._view(ticket, tier, ("ended", *over.kinds), over.listener, timedelta(minutes=over.minutes))

    def _view(
        self, ticket: str, tier: int, kinds: tuple[str, ...], listener: str | None, lasts: timedelta
    ) -> AlertView:
        alert = self.node.live.notes.all(Alert).get(ticket)
        return AlertView(
            handle=handle_of(self.node, self.viewer, ticket),
            tier=int(tier),
            kinds=kinds,
            listener=listener,
            minutes=int(lasts / timedelta(minutes=1)),
            taken_by=alert.taken_by if alert else None,
            rings=rings(alert, now=self.now) if alert else 0,
            calls_you=alert is not None and calls(alert, coordinator_of(self.viewer), self.duty, now=self.now),
        )


def _care(node: Node) -> tuple[CareView, ...]:
    """Who among the listeners needs somebody, the longest first."""
    standing = sorted(node.live.notes.all(Care).values(), key=lambda one: (one.since, one.id))
    return tuple(CareView(id=one.id, name=one.name, why=one.why, taken_by=one.taken_by) for one in standing)


def _is_grave(entry: TicketEntry) -> bool:
    return Watch.resume(entry.watch).tier >= Tier.HIGH


def subject_of(node: Node, viewer: str, handle: str) -> str | None:
    """Return which alert this viewer means by a handle, or None when it stands no more."""
    return next((one for one in node.live.notes.all(Alert) if handle_of(node, viewer, one) == handle), None)


def _unmet(node: Node, waiting: Sequence[TicketEntry], listeners: Sequence[Listener]) -> tuple[str, ...]:
    """Return what nobody on shift serves, in words: languages, and topics nobody knows."""
    on = [one for one in listeners if one.state is ShiftState.READY]
    spoken = {language for one in on for language in one.languages}
    known = {topic for one in on for topic in (EVERYBODY_TAKES, *one.topics)}
    need = {entry.ticket.language for entry in waiting if entry.ticket.language not in spoken}
    topics = {
        entry.ticket.topics[0]
        for entry in waiting
        if entry.ticket.state is TicketState.WAITING and entry.ticket.topics[0] not in known
    }
    return (*sorted(need), *node.catalogue.names(tuple(sorted(topics))))


def _bands(names: Iterable[str]) -> tuple[BandView, ...]:
    counts = Counter(names)
    return tuple(BandView(name=name, waiting=band(count)) for name, count in sorted(counts.items()))


def _wait_band(longest: timedelta) -> str:
    minutes = longest / timedelta(minutes=1)
    for most, name in ((1, "under 1 min"), (3, "1–3 min"), (5, "3–5 min"), (10, "5–10 min"), (30, "10–30 min")):
        if minutes < most:
            return name
    return "over 30 min"


def _listeners(count: int) -> str:
    return next((name for most, name in ((0, "0"), (4, "1–4"), (9, "5–9")) if count <= most), "10+")
