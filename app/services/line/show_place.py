"""Where somebody stands in line, as a view: never a number that nothing stands behind."""

from collections.abc import Mapping
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


async def wait_view(node: Node, entry: TicketEntry, *, now: datetime) -> WaitView:
    """Where the ticket stands, honestly."""
    line, place = await node.live.waiting(), None
    if len(line) > LONG:
        fresh = timedelta(0) <= now - node.places.at < FRESH
        place = (node.places.of if fresh else await all_places(node, now=now)).get(entry.ticket.id)
    if place is None:
        recent, past = await node.live.recent_waits(now=now), await _past(node, now=now)
        place = place_of(entry.ticket, (one.ticket for one in line), await on_shift(node, now=now), recent, past)
    return place_view(node, entry, place, now=now)


async def all_places(node: Node, *, now: datetime) -> Mapping[str, Place]:
    """Where everybody in line stands, counted once for all, and kept: after a restart thousands ask within a second."""
    line = (one.ticket for one in await node.live.waiting())
    recent, past = await node.live.recent_waits(now=now), await _past(node, now=now)
    node.places = Counted(places_of(line, await on_shift(node, now=now), recent, past), now)
    return node.places.of


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
