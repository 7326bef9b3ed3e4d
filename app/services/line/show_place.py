"""Where somebody stands in line, as a view: never a number that nothing stands behind."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.live.interface import TicketEntry
from app.services.line.say_place import how_long, where
from app.services.line.still_there import question_to
from app.services.node import Counted, Node
from app.wire.views import WaitView
from app.words import gettext, speaking
from matching import Place, TicketState, place_of, places_of
from matching.waiting import Likes, OnShift

_MINUTE = timedelta(minutes=1)
LONG, FRESH = 500, timedelta(seconds=1)
"""In a longer line nobody is counted alone who was counted with all others within this time: places are told anew
whenever they change."""
_Facts = tuple[OnShift, Sequence[timedelta], Likes]
"""From what places are counted: who is on shift, the waits of the last while, and those of the day by their crowds."""


async def wait_view(node: Node, entry: TicketEntry, *, now: datetime) -> WaitView:
    """Where the ticket stands, honestly."""
    place = _counted_lately(node, entry, now=now)
    if place is None:
        line, facts = await node.live.waiting(), await _facts(node, now=now)
        place = _counted_lately(node, entry, now=now)  # thousands may have waited for the facts, and one was first
        if place is None and len(line) > LONG and not _is_fresh(node.places, now):
            place = _count_all(node, line, facts, now=now).get(entry.ticket.id)
        if place is None:
            place = place_of(entry.ticket, (one.ticket for one in line), *facts)
    return place_view(node, entry, place, now=now)


async def all_places(node: Node, *, now: datetime) -> Mapping[str, Place]:
    """Where everybody in line stands, counted once for all."""
    line = await node.live.waiting()
    return _count_all(node, line, await _facts(node, now=now), now=now)


def _counted_lately(node: Node, entry: TicketEntry, *, now: datetime) -> Place | None:
    """The place as it was counted for all, in a long line and within the last moment, or since this page asked."""
    counted = node.places
    return counted.of.get(entry.ticket.id) if len(counted.of) > LONG and _is_fresh(counted, now) else None


def _is_fresh(counted: Counted, now: datetime) -> bool:
    return now - counted.at < FRESH


def _count_all(node: Node, line: Sequence[TicketEntry], facts: _Facts, *, now: datetime) -> Mapping[str, Place]:
    node.places = Counted(places_of((one.ticket for one in line), *facts), now)
    return node.places.of


async def _facts(node: Node, *, now: datetime) -> _Facts:
    recent, past = await node.live.recent_waits(now=now), await _past(node, now=now)
    return await on_shift(node, now=now), recent, past


async def on_shift(node: Node, *, now: datetime) -> OnShift:
    """Return the listeners as the line may count on them; as long as they are the same, they are looked at once."""
    serving = node.all_as_they_serve(await node.live.listeners(), now)
    if node.on_shift.listeners != serving:
        node.on_shift = OnShift(serving)
    return node.on_shift


async def _past(node: Node, *, now: datetime) -> Likes:
    """Return the waits of the last day by their crowds; as long as they are the same, they are sorted once."""
    past = await node.live.past(now=now)
    if node.past.past is not past:
        node.past = Likes(past)
    return node.past


def place_view(node: Node, entry: TicketEntry, place: Place, *, now: datetime) -> WaitView:
    """The honest place as the seeker's page shows it, and when the wait ends."""
    low, high = in_minutes(place)
    ticket = entry.ticket
    left = node.settings.timing.wait_limit - ticket.waited(now)
    left = min(left, ticket.ends - now) if ticket.ends else left
    ends_in = max(0, -int(-left // _MINUTE))
    offered = ticket.state is TicketState.OFFERED
    with speaking(entry.intake.locale):
        return WaitView(
            position=place.position,
            eligible=place.eligible,
            wait_low=low,
            wait_high=high,
            ends_in=ends_in,
            where=where(place.position, place.eligible, offered=offered),
            how_long=how_long(place.eligible, low, high, ends_in, offered=offered),
            asks=gettext(question_to(node, entry, now=now)),
        )


def in_minutes(place: Place) -> tuple[int | None, int | None]:
    """The range in whole minutes, never narrower than one."""
    if place.low is None or place.high is None:
        return (None, None)
    low = int(place.low / _MINUTE)
    return (low, max(low + 1, -int(-place.high // _MINUTE)))
