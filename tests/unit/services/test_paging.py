"""Somebody waits whom nobody ready can help: who could is told, and the board; nothing is expected of anybody."""

from datetime import timedelta

from app.live.hub import listener_page
from app.services.board.show_board import show_board
from app.services.line.leave_line import leave
from app.wire.events import ListenerEvent, Offered, Paged
from matching import ListenerTier, ShiftState
from tests.nodes import Evening, a_listener

MINUTE = timedelta(minutes=1)


def at_their_desk(evening: Evening, id_: str, **facts: object) -> None:
    """A listener's desk is open, and they are off duty."""
    evening.opens(listener_page(id_), ListenerEvent)
    evening.node.at_desk[id_] = a_listener(id_, **({"state": ShiftState.OFF} | facts))


async def test_with_nobody_on_shift_who_could_is_told_at_once(evening: Evening) -> None:
    await evening.listener("english")
    at_their_desk(evening, "noor", languages=frozenset({"es"}))
    at_their_desk(evening, "ida", languages=frozenset({"es"}), opted_out=frozenset({"grief"}))
    await evening.listener("away", languages=frozenset({"es"}), state=ShiftState.AWAY)
    at_their_desk(evening, "new", languages=frozenset({"es"}), tier=ListenerTier.PROBATION)  # no coordinator is on duty
    names = evening.node.catalogue.names(("grief",))
    call = Paged(topics=names, language="es", minor=False, urgent=False)
    await evening.seeker(language="es", topics=("grief",))
    await evening.tick()
    for desk, told in (("noor", 1), ("away", 1), ("ida", 0), ("english", 0), ("new", 0)):
        assert evening.desk(desk).take_only(Paged) == [call] * told
    await evening.tick_through(MINUTE)
    assert evening.desk("noor").take_only(Paged) == []


async def test_after_five_minutes_too_and_the_board_shows_it(evening: Evening) -> None:
    await evening.listener("busy", seats=1, taken=0)
    await evening.chat(await evening.seeker())
    at_their_desk(evening, "noor")
    ticket = await evening.seeker()
    await evening.tick_through(5 * MINUTE - timedelta(seconds=5))
    assert evening.desk("noor").take_only(Paged) == []
    await evening.tick_through(timedelta(seconds=5))
    assert len(evening.desk("noor").take_only(Paged)) == 1
    (alert,) = (await show_board(evening.node, now=evening.now)).alerts
    assert (alert.kinds, alert.listener, alert.minutes) == (("nobody has come for long",), None, 5)
    await leave(evening.node, await evening.entry(ticket), now=evening.now)
    assert (await show_board(evening.node, now=evening.now)).alerts == ()


async def test_who_comes_when_paged_is_offered_the_ticket(evening: Evening) -> None:
    at_their_desk(evening, "noor")
    ticket = await evening.seeker(self_report="now")
    await evening.tick()
    (call,) = evening.desk("noor").take_only(Paged)
    assert call.urgent
    await evening.node.live.put_listener(a_listener("noor"))
    await evening.tick()
    assert [one.offer.urgency for one in evening.desk("noor").take_only(Offered)] == [4]
    assert (await evening.offered(ticket))[1] == "noor"


async def test_nobody_is_paged_out_of_their_rest(evening: Evening) -> None:
    at_their_desk(evening, "noor")
    hour = evening.now.replace(minute=0)
    evening.node.duty.worked["noor"] = {hour - n * timedelta(hours=1): timedelta(hours=1) for n in range(4)}
    await evening.seeker()
    await evening.tick()
    assert evening.desk("noor").take_only(Paged) == []
