"""Whether somebody is still at a page that waits while many do: asked first, passed by then, dropped kindly at last."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.services.line.leave_line import QUIET
from app.services.line.still_there import ASIDE, ASKED, stir
from app.wire.events import Place, Redirected
from matching import Door, TicketState
from tests.nodes import Evening

MINUTE = timedelta(minutes=1)


@pytest.fixture
def evening(tmp_path: Path) -> Evening:
    """An evening on which many come."""
    made = Evening(tmp_path)
    made.node.doorway.told = Door.BUSY
    return made


async def waits(evening: Evening, span: timedelta) -> None:
    """Time passes at open pages."""
    await evening.tick_through(span, every=timedelta(seconds=10))


def asked(evening: Evening, ticket: str) -> list[str]:
    """What the page was asked since the last time, one after another."""
    told = [event.wait.asks for event in evening.seekers(ticket).take_only(Place)]
    return [one for n, one in enumerate(told) if n == 0 or one != told[n - 1]]


async def offered_to(evening: Evening) -> set[str]:
    return {one.ticket for one in await evening.node.live.offers()}


async def test_a_page_is_asked_after_five_minutes_and_told_before_it_is_passed_by(evening: Evening) -> None:
    ticket = await evening.seeker()
    await waits(evening, 5 * MINUTE - timedelta(seconds=10))
    assert asked(evening, ticket) == [""]
    await waits(evening, MINUTE)
    assert asked(evening, ticket) == [ASKED]
    await waits(evening, 5 * MINUTE)
    assert asked(evening, ticket)[-1] == ASIDE


async def test_any_sign_of_a_person_answers_and_the_question_comes_again_later(evening: Evening) -> None:
    ticket = await evening.seeker()
    for _ in range(3):
        await waits(evening, 6 * MINUTE)
        assert asked(evening, ticket)[-1] == ASKED
        await stir(evening.node, await evening.entry(ticket), now=evening.now)
        await evening.tick()
        assert asked(evening, ticket) == [""]


async def test_an_answer_counts_however_soon_after_another_sign(evening: Evening) -> None:
    """Signs near together are one; who has just been asked and answers is not asked again."""
    timing = evening.node.settings.timing.model_copy(update={"quiet_ask": timedelta(seconds=5)})
    evening.node.settings = evening.node.settings.model_copy(update={"timing": timing})
    ticket = await evening.seeker()
    await stir(evening.node, await evening.entry(ticket), now=evening.now)
    await evening.tick_through(timedelta(seconds=10), every=timedelta(seconds=1))
    assert asked(evening, ticket)[-1] == ASKED
    await stir(evening.node, await evening.entry(ticket), now=evening.now)
    await evening.tick()
    assert asked(evening, ticket) == [""]


async def test_whom_nobody_answers_for_is_passed_by_and_goes_on_at_the_same_place(evening: Evening) -> None:
    away = await evening.seeker()
    await waits(evening, 11 * MINUTE)
    here = await evening.seeker()
    await evening.listener("sam")
    await evening.tick()
    assert await offered_to(evening) == {here}
    await stir(evening.node, await evening.entry(away), now=evening.now)
    await evening.listener("noor")
    await evening.tick()
    assert await offered_to(evening) == {here, away}


async def test_while_few_wait_nobody_is_asked_and_nobody_passed_by(evening: Evening) -> None:
    evening.node.doorway.told = None
    ticket = await evening.seeker()
    await waits(evening, 20 * MINUTE)
    assert asked(evening, ticket) == [""]
    await evening.listener("sam")
    await evening.tick()
    assert await offered_to(evening) == {ticket}


async def test_the_place_of_who_answers_is_the_one_they_had(evening: Evening) -> None:
    away = await evening.seeker()
    await waits(evening, MINUTE)
    later = await evening.seeker()
    await waits(evening, 11 * MINUTE)
    for ticket in (later, away):
        await stir(evening.node, await evening.entry(ticket), now=evening.now)
    await evening.tick()
    await evening.listener("sam")
    await evening.tick()
    assert await offered_to(evening) == {away}


async def test_who_says_that_they_are_in_danger_is_never_asked_and_never_passed_by(evening: Evening) -> None:
    ticket = await evening.seeker(self_report="plan")
    await waits(evening, 12 * MINUTE)
    assert asked(evening, ticket) == [""]
    await evening.listener("sam")
    await evening.tick()
    assert await offered_to(evening) == {ticket}


async def test_in_the_end_the_place_is_free_again_and_an_open_page_is_led_on(evening: Evening) -> None:
    ticket = await evening.seeker()
    await waits(evening, 26 * MINUTE)
    assert (await evening.entry(ticket)).ticket.state is TicketState.EXPIRED
    assert evening.seekers(ticket).take_only(Redirected) == [Redirected(reason=QUIET)]
