"""The door: who may join, and that whoever waits is never dropped."""

from datetime import timedelta

import pytest

from app.live.hub import seeker_page
from app.services.board.show_board import show_status
from app.services.line.join_line import join_line
from app.services.line.keep_door import CLOSING, LineClosed, LineFull, keep_door
from app.services.line.leave_line import NOBODY
from app.wire.events import Place, Redirected
from app.wire.requests import JoinLine
from matching import Door, TicketState
from matching.opening import Opening, read_hours
from tests.nodes import Evening

ADULT = JoinLine(age_band="adult")
MINUTE = timedelta(minutes=1)


async def closes(evening: Evening, door: Door | None) -> None:
    evening.node.doorway.told = door
    await keep_door(evening.node, now=evening.now)


async def test_a_closed_door_takes_nobody_in(evening: Evening) -> None:
    await closes(evening, Door.CLOSED)
    with pytest.raises(LineClosed):
        await join_line(evening.node, JoinLine(age_band="adult", self_report="now"), now=evening.now)


@pytest.mark.parametrize("wish", [{"self_report": "plan"}, {"first_message": "I am going to kill myself tonight."}])
async def test_who_is_in_danger_is_let_in_where_others_are_not(evening: Evening, wish: dict[str, str]) -> None:
    await closes(evening, Door.URGENT_ONLY)
    with pytest.raises(LineFull):
        await join_line(evening.node, ADULT, now=evening.now)
    entry = await join_line(evening.node, JoinLine(age_band="adult", **wish), now=evening.now)  # type: ignore[arg-type]
    assert entry.ticket.state.waits


async def test_who_comes_from_a_chat_that_went_badly_is_let_in(evening: Evening) -> None:
    await closes(evening, Door.URGENT_ONLY)
    assert (await join_line(evening.node, ADULT, now=evening.now, head=True)).ticket.head


async def test_the_door_follows_the_counts(evening: Evening) -> None:
    await evening.listener()
    for _ in range(20):
        await evening.seeker(page=False)
    await keep_door(evening.node, now=evening.now)
    assert evening.node.doorway.stands is Door.URGENT_ONLY
    for number in range(19):
        await evening.listener(f"l{number}")
    await keep_door(evening.node, now=evening.now)
    assert evening.node.doorway.stands is Door.OPEN


@pytest.mark.parametrize(("page", "stands"), [(True, Door.URGENT_ONLY), (False, Door.OPEN)])
async def test_only_who_is_here_keeps_others_out(evening: Evening, *, page: bool, stands: Door) -> None:
    """Who has gone may come back to their place for a quarter of an hour; meanwhile others may wait."""
    await evening.listener()
    for _ in range(20):
        await evening.seeker(page=page)
    later = evening.now + evening.node.settings.timing.seeker_seen + timedelta(seconds=1)
    await keep_door(evening.node, now=later)
    assert evening.node.doorway.stands is stands


async def test_when_it_closes_who_waits_is_told_and_served_for_a_quarter_of_an_hour(evening: Evening) -> None:
    early, late = await evening.seeker(), await evening.seeker(language="pt")
    await evening.tick()
    await closes(evening, Door.CLOSED)
    evening.seekers(late).take()
    await evening.tick()
    (place,) = evening.seekers(late).take_only(Place)
    assert (place.reason, place.wait.ends_in) == (CLOSING, 15)
    await evening.tick_through(14 * MINUTE)
    await evening.listener()
    await evening.tick()
    await evening.chat(early)
    await evening.tick_through(2 * MINUTE)
    assert (await evening.entry(early)).ticket.state is TicketState.MATCHED
    assert evening.seekers(late).take_only(Redirected) == [Redirected(reason=NOBODY)]


async def test_a_door_that_opens_again_gives_everybody_their_time_back(evening: Evening) -> None:
    ticket = await evening.seeker()
    await closes(evening, Door.CLOSED)
    assert (await evening.entry(ticket)).ticket.ends == evening.now + 15 * MINUTE
    evening.later(minutes=5)
    await closes(evening, None)
    entry = await evening.entry(ticket)
    assert (entry.ticket.ends, entry.notice, evening.node.doorway.stands) == (None, None, Door.OPEN)
    await evening.tick_through(20 * MINUTE)
    assert (await evening.entry(ticket)).ticket.in_line
    assert evening.node.hub.present(seeker_page(ticket))


async def test_outside_the_hours_nobody_is_taken_in_and_who_waits_is_served_on(evening: Evening) -> None:
    waiting = await evening.seeker()
    evening.node.opening = Opening(week=(read_hours("08:00-21:00"),) * 7)  # it is half past nine in the evening
    await evening.tick()
    assert evening.node.doorway.stands is Door.CLOSED
    with pytest.raises(LineClosed):
        await join_line(evening.node, ADULT, now=evening.now)
    entry = await evening.node.live.entry(waiting)
    assert entry is not None
    assert (entry.notice, entry.ticket.ends) == (CLOSING, evening.now + 15 * MINUTE)
    status = await show_status(evening.node, now=evening.now)
    assert status.opens == "We are here again on Saturday at 08:00 (UTC)."


async def test_a_coordinators_word_stands_above_the_hours(evening: Evening) -> None:
    evening.node.opening = Opening(week=((),) * 7)
    await closes(evening, Door.OPEN)
    assert (await join_line(evening.node, ADULT, now=evening.now)).ticket.state.waits
