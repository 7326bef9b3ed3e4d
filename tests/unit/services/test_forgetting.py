"""What is left of a visit: for ten minutes an aftermath, then one coarse row."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.live.interface import Aftermath, Intake, TicketEntry
from app.records.stage import StageRow
from app.services.chat.end_chat import end_chat, put_back
from app.services.chat.look_back import WHY, give_feedback, went_badly
from app.services.forget import OUTCOMES, forget_finished, stage_row
from app.services.line.leave_line import leave
from app.wire.requests import Feedback
from crisis import Tier, Watch, WatchState
from matching import AgeBand, Ticket
from tests.nodes import NIGHT, Evening

MINUTE = timedelta(minutes=1)
OVER = Aftermath(ended=NIGHT, reason="seekerEnded", listener="sam", listener_tier="full", messages=12)


def an_entry(*, watch: WatchState | None = None, **over: Any) -> TicketEntry:
    ticket = Ticket(
        id="t", arrived=NIGHT - 20 * MINUTE, language="en", topics=("grief",), age_band=AgeBand.ADULT, seen=NIGHT
    )
    return TicketEntry(
        ticket=ticket,
        intake=Intake(feeling=3),
        watch=watch or WatchState(),
        joined=NIGHT,
        aftermath=replace(OVER, **over),
        matched_after=2 * MINUTE,
    )


async def test_a_talk_becomes_one_coarse_row(evening: Evening) -> None:
    ticket, chat = await evening.talk(topics=("grief", "money"), language="en", age_band="adult", feeling=5)
    for _ in range(6):
        await evening.says(chat, "seeker", "We had soup.")
        await evening.says(chat, "listener", "That sounds good.")
    await evening.says(chat, "seeker", "I don't want to live")
    evening.later(minutes=22)
    await end_chat(evening.node, chat, "listenerEnded", now=evening.now)
    await give_feedback(evening.node, await evening.entry(ticket), Feedback(feeling=2, heard="yes", safe="yes"))
    evening.later(minutes=9)
    await evening.tick()
    assert evening.node.unwritten.rows == []
    evening.later(minutes=1)
    await evening.tick()
    assert evening.node.unwritten.rows == [
        StageRow(
            week=date(2026, 11, 16),
            block=5,
            topic_group="grief",
            language_group="en",
            age_band="adult",
            wait_band="<1",
            duration_band="15-30",
            messages_band="11-40",
            outcome="completed",
            risk_band="elevated",
            mood_change="better",
            listener_tier="full",
        )
    ]
    assert await evening.node.live.entries() == ()
    assert await evening.node.live.finished(ticket, now=evening.now)
    assert not [key for key in evening.node.told if ticket in key]


async def test_a_wait_that_was_left_becomes_a_row_without_a_talk(evening: Evening) -> None:
    ticket = await evening.seeker(age_band="16-17", language="de", self_report="plan")
    evening.later(minutes=4)
    await leave(evening.node, await evening.entry(ticket), now=evening.now)
    await forget_finished(evening.node, now=evening.now, everything=True)
    assert evening.node.unwritten.rows == [
        StageRow(
            week=date(2026, 11, 16),
            block=5,
            topic_group="light",
            language_group="other",
            age_band="minor",
            wait_band="3-10",
            duration_band="none",
            messages_band="0",
            outcome="left_queue",
            risk_band="crisis",
            mood_change="unknown",
            listener_tier="none",
        )
    ]


@pytest.mark.parametrize(
    ("over", "changed"),
    [
        ({"reason": "exit"}, {"outcome": "left_chat"}),
        ({"reason": "reported"}, {"outcome": "safety_end"}),
        ({"reason": "quiet", "feeling": 3}, {"mood_change": "same"}),
        ({"feeling": 4}, {"mood_change": "worse"}),
        ({"listener_tier": "probation", "talked": 4 * MINUTE}, {"listener_tier": "probation", "duration_band": "<5"}),
        (
            {"reason": "nobody", "listener": None, "listener_tier": "none", "messages": 0},
            {
                "outcome": "redirected",
                "duration_band": "none",
                "messages_band": "0",
                "listener_tier": "none",
            },
        ),
    ],
)
def test_a_row_says_only_what_happened(evening: Evening, over: dict[str, Any], changed: dict[str, Any]) -> None:
    usual: dict[str, Any] = {
        "week": date(2026, 11, 16),
        "block": 5,
        "topic_group": "grief",
        "language_group": "en",
        "age_band": "adult",
        "wait_band": "1-3",
        "duration_band": "<5",
        "messages_band": "11-40",
        "outcome": "completed",
        "risk_band": "none",
        "mood_change": "unknown",
        "listener_tier": "full",
    }
    entry = an_entry(**over)
    assert entry.aftermath is not None
    assert stage_row(evening.node, entry, entry.aftermath) == StageRow(**(usual | changed))


def test_the_gravest_moment_counts_not_the_last(evening: Evening) -> None:
    watch = Watch()
    watch.flag(Tier.HIGH, at=NIGHT)
    calmer = replace(watch.state(), tier=Tier.NONE)
    assert stage_row(evening.node, an_entry(watch=calmer), OVER).risk_band == "crisis"


def test_every_end_has_an_outcome_and_words_for_a_person() -> None:
    assert set(OUTCOMES) == set(WHY)


async def test_at_shutdown_what_is_over_is_counted_and_what_stands_is_left(evening: Evening) -> None:
    _, chat = await evening.talk()
    standing = await evening.seeker()
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    await forget_finished(evening.node, now=evening.now, everything=True)
    assert [entry.ticket.id for entry in await evening.node.live.entries()] == [standing]
    assert len(evening.node.unwritten.rows) == 1


async def test_a_visit_with_a_change_of_listener_is_one_row(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await put_back(evening.node, chat, "changed", now=evening.now)
    await evening.listener("noor")
    await end_chat(evening.node, await evening.chat(ticket), "seekerEnded", now=evening.later(minutes=1))
    await forget_finished(evening.node, now=evening.later(minutes=10))
    assert len(evening.node.unwritten.rows) == 1


@pytest.mark.parametrize(
    ("over", "badly"),
    [
        ({}, False),
        ({"feeling": 2}, False),
        ({"feeling": 3}, False),
        ({"feeling": 4}, True),
        ({"feeling": 5}, True),
        ({"safe": "yes", "heard": "no"}, False),
        ({"safe": "no"}, True),
        ({"case_code": "123-456-789-012"}, True),
    ],
)
def test_what_went_badly_asks_for_more_at_once(over: dict[str, Any], *, badly: bool) -> None:
    assert went_badly(an_entry(**over)) is badly


@pytest.mark.parametrize(("after", "badly"), [(4, False), (5, True)])
def test_the_worst_is_bad_whatever_came_before(after: int, *, badly: bool) -> None:
    unsaid = replace(an_entry(feeling=after), intake=Intake())
    assert went_badly(unsaid) is badly
    assert not went_badly(replace(unsaid, aftermath=None))


async def test_an_answer_stands_until_it_is_answered_again(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    for feedback in (Feedback(heard="partly"), Feedback(feeling=2), Feedback(heard="yes", safe="yes")):
        await give_feedback(evening.node, await evening.entry(ticket), feedback)
    over = (await evening.entry(ticket)).aftermath
    assert over is not None
    assert (over.feeling, over.heard, over.safe, over.answered) == (2, "yes", "yes", True)


async def test_feedback_before_the_end_is_nothing(evening: Evening) -> None:
    ticket, _ = await evening.talk()
    before = await evening.entry(ticket)
    assert await give_feedback(evening.node, before, Feedback(safe="no")) == before == await evening.entry(ticket)
