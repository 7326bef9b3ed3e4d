"""Care for a listener on a real node: a break after a crisis, a debrief, a kind word; topics not tonight."""

from datetime import timedelta
from typing import Any

import pytest

from app.live.notes import Break, Care
from app.records.tables import Staff
from app.services.board.show_board import show_board
from app.services.chat.end_chat import end_chat
from app.services.line.make_offers import make_offers
from app.services.shift.look_after import (
    STANDS,
    STANDS_TAKEN,
    NoBreak,
    ask_debrief,
    skip_break,
    take_care,
)
from app.services.shift.take_shift import end_wrap_up, set_shift
from app.services.show import shift_view
from app.wire.events import ShiftChanged
from app.wire.requests import SetShift
from app.wire.staff_views import CareView
from matching import Listener
from tests.nodes import Evening

DYING = "I want to kill myself tonight"
MINUTES = timedelta(minutes=1)


def hired(**facts: Any) -> Staff:
    told: dict[str, Any] = {"languages": ["en"], "topics": [], "tier": "full", "chats_held": 60}
    return Staff(id="sam", name="Sam", role="listener", password_hash="", totp_secret="", **(told | facts))


async def after_a_crisis(evening: Evening) -> Listener:
    _, chat = await evening.talk()
    await evening.says(chat, "seeker", DYING)
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    return await evening.on_shift("sam")


async def test_after_a_crisis_wrapping_up_leaves_the_break_to_its_last_second(evening: Evening) -> None:
    rested = await after_a_crisis(evening)
    ends = evening.now + evening.node.settings.timing.crisis_break
    assert rested.resting_until == ends
    evening.now = ends - timedelta(seconds=1)
    still = await end_wrap_up(evening.node, hired(), heavy=False, now=evening.now)
    assert still is not None
    assert still.resting_until == ends
    view = await shift_view(evening.node, still, now=evening.now)
    assert view.break_until == ends.isoformat()
    await evening.tick_through(2 * MINUTES / 60)
    assert evening.node.live.notes.all(Break) == {}


async def test_going_off_and_on_again_ends_no_break(evening: Evening) -> None:
    await after_a_crisis(evening)
    await set_shift(evening.node, hired(), SetShift(state="off"), now=evening.now)
    evening.node.duty.worked["sam"] = {}
    back = await set_shift(evening.node, hired(), SetShift(state="ready"), now=evening.now)
    assert back is not None
    assert back.resting_until == evening.now + evening.node.settings.timing.crisis_break
    await evening.seeker()
    assert await make_offers(evening.node, now=evening.now) == 0


async def test_a_break_is_skipped_knowingly_and_that_is_counted(evening: Evening) -> None:
    await after_a_crisis(evening)
    on = await skip_break(evening.node, hired(), now=evening.now)
    assert on is not None
    assert on.resting_until is None
    counted = {what: n for (_, _, what), n in evening.node.unwritten.tallies.items()}
    assert counted == {"sessions": 1, "crisis": 1, "breaksSkipped": 1}
    with pytest.raises(NoBreak):
        await skip_break(evening.node, hired(), now=evening.now)
    await evening.seeker()
    assert await make_offers(evening.node, now=evening.now) == 1


async def test_a_minute_of_wrapping_up_is_no_break_to_skip(evening: Evening) -> None:
    _, chat = await evening.talk()
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    with pytest.raises(NoBreak):
        await skip_break(evening.node, hired(), now=evening.now)


async def test_who_is_not_well_gets_ten_minutes_instead_of_one(evening: Evening) -> None:
    _, chat = await evening.talk()
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    resting = await end_wrap_up(evening.node, hired(), heavy=False, longer=True, now=evening.now)
    assert resting is not None
    assert resting.resting_until == evening.now + 10 * MINUTES


async def test_a_debrief_is_seen_by_coordinators_taken_by_one_and_the_listener_knows(evening: Evening) -> None:
    await evening.listener("sam")
    assert await ask_debrief(evening.node, hired(), now=evening.now) is None
    evening.desk().take()
    (asked,) = (await show_board(evening.node, now=evening.now)).care
    assert asked == CareView(id="sam:debrief", name="Sam", why="debrief")
    await take_care(evening.node, asked.id, "Kim", now=evening.now)
    await take_care(evening.node, asked.id, "Ida", now=evening.now)
    assert [one.taken_by for one in (await show_board(evening.node, now=evening.now)).care] == ["Kim"]
    told = evening.desk().take_only(ShiftChanged)
    assert {one.shift.notice for one in told} == {"Kim has seen that you would like to talk it over."}
    assert await ask_debrief(evening.node, hired(), now=evening.now) == "Kim"


@pytest.mark.parametrize(("taken", "stands"), [(True, STANDS_TAKEN), (False, STANDS)])
async def test_it_stands_for_some_hours_only(evening: Evening, *, taken: bool, stands: timedelta) -> None:
    await ask_debrief(evening.node, hired(), now=evening.now)
    if taken:
        await take_care(evening.node, "sam:debrief", "Kim", now=evening.now)
    evening.now += stands - timedelta(seconds=1)
    await evening.tick()
    assert list(evening.node.live.notes.all(Care)) == ["sam:debrief"]
    evening.later(seconds=1)
    await evening.tick()
    assert evening.node.live.notes.all(Care) == {}


async def test_a_topic_that_is_not_for_tonight_is_not_offered_tonight_and_nobody_asks_why(evening: Evening) -> None:
    sam = hired(opted_out=["money"])
    evening.node.duty.worked["sam"] = {}
    wish = SetShift(state="ready", not_tonight=("grief", "just-talk"))
    on = await set_shift(evening.node, sam, wish, now=evening.now)
    assert on is not None
    assert on.opted_out == {"grief", "money"}
    await evening.seeker(topics=("grief",))
    assert await make_offers(evening.node, now=evening.now) == 0
    again = await set_shift(evening.node, sam, SetShift(state="ready"), now=evening.now)
    assert again is not None
    assert again.opted_out == {"grief", "money"}
    free = await set_shift(evening.node, sam, SetShift(state="ready", not_tonight=()), now=evening.now)
    assert free is not None
    assert free.opted_out == {"money"}
    assert await make_offers(evening.node, now=evening.now) == 1
