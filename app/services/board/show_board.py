"""The coordinators' live board, in bands. It is made from live facts and kept nowhere."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from babel.core import Locale, UnknownLocaleError

from app.live.hub import coordinator_of
from app.live.interface import TicketEntry
from app.live.notes import Care, Happened
from app.services.board.private_word import words_for
from app.services.board.say_headline import headline
from app.services.board.show_alerts import Alerts, elsewhere
from app.services.board.show_shift import on_shift
from app.services.board.take_alert import on_duty
from app.services.line.say_place import opens_words
from app.services.line.show_place import in_minutes
from app.services.node import Node
from app.wire.staff_views import BandView, BoardView, CareView
from app.wire.views import StatusView
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
    alerts = Alerts(node, viewer, duty, now).of(entries, {one.id: one.name for one in listeners})
    over = sum(wait > node.settings.timing.standby_after for wait in waits)
    unmet = _unmet(node, waiting, listeners)
    degraded = tuple(sorted(node.failing))
    mood, words = headline(alerts, over=over, unmet=unmet, degraded=degraded)
    return BoardView(
        mood=mood,
        headline=words,
        degraded=degraded,
        opens=opens_words(node, now=now),
        door=node.doorway.stands.value,
        door_told=node.doorway.told is not None,
        waiting=band(len(waiting)),
        by_topic=_bands(node.catalogue.names((one.ticket.topics[0],))[0] for one in waiting) if split else (),
        by_language=_bands(language_name(entry.ticket.language) for entry in waiting) if split else (),
        unmet=unmet,
        longest_wait=_wait_band(max(waits, default=timedelta(0))),
        over_five_minutes=band(over),
        open_chats=band(len(node.chats) + len(elsewhere(node, entries))),
        urgent=band(sum(entry.ticket.urgency >= URGENT for entry in waiting)),
        ready=band(
            sum(one.state is ShiftState.READY and not one.suspended and one.taken < one.seats for one in listeners)
        ),
        busy=band(sum(one.state is not ShiftState.AWAY and one.taken >= one.seats for one in listeners)),
        away=band(sum(one.state is ShiftState.AWAY for one in listeners)),
        people=on_shift(listeners),
        lost_listeners=sum(one.what == "lost" for one in hour),
        back_at_head=sum(one.what == "back" for one in hour),
        urgent_now=sum(entry.ticket.urgency >= URGENT for entry in waiting),
        on_duty=tuple(duty.values()),
        you_are_on_duty=coordinator_of(viewer) in duty,
        alerts=alerts,
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
        open=is_open,
        door=door.value,
        listeners=_listeners(len(on)),
        wait_low=wait_low,
        wait_high=wait_high,
        opens=opens_words(node, now=now) if door is Door.CLOSED else None,
    )


def _care(node: Node) -> tuple[CareView, ...]:
    """Who among the listeners needs somebody, the longest first."""
    standing = sorted(node.live.notes.all(Care).values(), key=lambda one: (one.since, one.id))
    return tuple(CareView(id=one.id, name=one.name, why=one.why, taken_by=one.taken_by) for one in standing)


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
    return (*sorted(language_name(one) for one in need), *node.catalogue.names(tuple(sorted(topics))))


def language_name(code: str) -> str:
    """Return a language's name in English, as coordinators' pages say it."""
    try:
        return Locale.parse(code.replace("-", "_")).get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code


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
