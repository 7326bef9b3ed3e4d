"""Hours on duty are counted, and who has given enough is sent to rest; no chat ends for it."""

from datetime import timedelta

from app.live.hub import listener_page
from app.services.chat.end_chat import end_chat
from app.services.shift.keep_duty import ENOUGH, ENOUGH_OFF
from app.wire.events import ShiftChanged
from matching import ShiftState
from tests.nodes import NIGHT, Evening

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


async def on_duty(evening: Evening, span: timedelta) -> None:
    """Time passes at the desk, in looks of a minute."""
    await evening.tick()
    await evening.tick_through(span, every=MINUTE)


async def test_ready_counts_and_away_does_not(evening: Evening) -> None:
    await evening.listener()
    await on_duty(evening, HOUR)
    assert evening.node.duty.left("sam", evening.now) == 3 * HOUR
    await evening.changes("sam", state=ShiftState.AWAY)
    await on_duty(evening, HOUR)
    assert evening.node.duty.left("sam", evening.now) == 3 * HOUR


async def test_a_chat_counts_even_while_away(evening: Evening) -> None:
    await evening.talk()
    await evening.changes("sam", state=ShiftState.AWAY)
    await on_duty(evening, 10 * MINUTE)
    assert evening.node.duty.left("sam", evening.now) == 4 * HOUR - 10 * MINUTE


async def test_after_four_hours_a_listener_is_sent_to_rest(evening: Evening) -> None:
    await evening.listener()
    await on_duty(evening, 4 * HOUR - MINUTE)
    left = evening.node.duty.left("sam", evening.now)
    assert left == MINUTE
    assert (await evening.on_shift("sam")).state is ShiftState.READY
    evening.desk().take()
    await on_duty(evening, MINUTE)
    assert await evening.node.live.listener("sam") is None
    shift = evening.desk().take_only(ShiftChanged)[-1].shift
    assert (shift.state, shift.notice) == ("off", ENOUGH_OFF)
    assert shift.back_at == (NIGHT.replace(minute=0) + 25 * HOUR).isoformat()


async def test_who_still_talks_drains_first(evening: Evening) -> None:
    _, chat = await evening.talk()
    hour = NIGHT.replace(minute=0)
    evening.node.duty.worked["sam"] = {hour - n * HOUR: HOUR for n in range(1, 5)}
    await evening.tick()
    draining = await evening.on_shift("sam")
    assert (draining.state, chat.ended) == (ShiftState.DRAINING, None)
    assert evening.desk().take_only(ShiftChanged)[0].shift.notice == ENOUGH
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    assert await evening.node.live.listener("sam") is None


async def test_a_leap_of_the_clock_is_no_duty(evening: Evening) -> None:
    await evening.listener()
    await evening.tick()
    evening.later(hours=3)
    await evening.tick()
    assert evening.node.duty.left("sam", evening.now) == 4 * HOUR - MINUTE
    evening.later(hours=-2)
    await evening.tick()
    assert evening.node.duty.left("sam", evening.now) <= 4 * HOUR - MINUTE


async def test_no_offer_is_made_beyond_the_hours(evening: Evening) -> None:
    await evening.listener(duty_ends=NIGHT + MINUTE)
    evening.node.duty.worked["sam"] = {NIGHT.replace(minute=0) - n * HOUR: HOUR for n in range(4)}
    ticket = await evening.seeker()
    evening.later(minutes=1)
    await evening.tick()
    assert await evening.node.live.offers() == ()
    assert (await evening.entry(ticket)).ticket.in_line
    assert evening.node.hub.present(listener_page("sam"))
