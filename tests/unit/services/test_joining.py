"""A place in line: who gets one, with what, and what can still be changed while waiting."""

from typing import Any

import pytest

from app.live.interface import Intake, TicketEntry
from app.services.line.come_back import note_seen
from app.services.line.join_line import NotServed, TooYoung, UnknownTopic, edit_first_message, join_line, state_age
from app.services.line.show_place import wait_view
from app.wire.requests import JoinLine
from crisis import Tier, Watch, WatchState
from matching import AgeBand, Ticket, TicketState
from matching.tickets import NEVER
from tests.nodes import Evening


async def test_a_seeker_who_says_only_their_age_has_a_place(evening: Evening) -> None:
    entry = await join_line(evening.node, JoinLine(age_band="undeclared"), now=evening.now)
    assert entry == TicketEntry(
        ticket=Ticket(
            id=entry.ticket.id,
            arrived=evening.now,
            language="en",
            topics=("just-talk",),
            age_band=AgeBand.UNDECLARED,
            seen=NEVER,
        ),
        intake=Intake(),
        watch=WatchState(),
        joined=evening.now,
    )
    assert await evening.node.live.entries() == (entry,)


async def test_everything_a_seeker_says_is_kept_for_the_listener(evening: Evening) -> None:
    wish = JoinLine(
        age_band="16-17",
        topics=("grief", "family", "grief"),
        language="pt-BR",
        feeling=4,
        self_report="no",
        first_message="  my dog died \n",
        country="BR",
    )
    entry = await join_line(evening.node, wish, now=evening.now, blocked=["noor"], head=True)
    ticket = entry.ticket
    assert (ticket.topics, ticket.language, ticket.age_band) == (("grief", "family"), "pt-BR", AgeBand.OLDER_TEEN)
    assert (ticket.blocked, ticket.head) == (frozenset({"noor"}), True)
    assert entry.intake == Intake(first_message="my dog died", feeling=4, self_report="no", country="BR")


async def test_no_chat_under_thirteen(evening: Evening) -> None:
    with pytest.raises(TooYoung):
        await join_line(evening.node, JoinLine(age_band="under13"), now=evening.now)
    assert await evening.node.live.entries() == ()


@pytest.mark.parametrize(("age_band", "served"), [("13-15", False), ("16-17", False), ("adult", True)])
async def test_where_minors_are_not_served_they_are_told(evening: Evening, age_band: Any, *, served: bool) -> None:
    evening.restart(minors=False)
    joining = join_line(evening.node, JoinLine(age_band=age_band), now=evening.now)
    if served:
        await joining
    else:
        with pytest.raises(NotServed):
            await joining


async def test_an_unknown_topic_is_refused(evening: Evening) -> None:
    with pytest.raises(UnknownTopic):
        await evening.seeker(topics=("grief", "astrology"))


@pytest.mark.parametrize(
    ("self_report", "first_message", "urgency"),
    [
        ("undisclosed", "", Tier.NONE),
        ("no", "We had soup.", Tier.NONE),
        ("thoughts", "", Tier.ELEVATED),
        ("plan", "", Tier.HIGH),
        ("now", "", Tier.EMERGENCY),
        ("no", "I want to die", Tier.HIGH),
        ("thoughts", "I'm going to kill myself tonight", Tier.EMERGENCY),
        ("now", "We had soup.", Tier.EMERGENCY),
    ],
)
async def test_urgency_is_the_graver_of_what_is_ticked_and_written(
    evening: Evening, self_report: str, first_message: str, urgency: Tier
) -> None:
    entry = await evening.entry(await evening.seeker(self_report=self_report, first_message=first_message))
    assert (entry.ticket.urgency, Watch.resume(entry.watch).tier) == (urgency, urgency)


async def test_a_rewritten_first_message_raises_urgency(evening: Evening) -> None:
    entry = await evening.entry(await evening.seeker(first_message="hello"))
    edited = await edit_first_message(evening.node, entry, " I want to die ", now=evening.now)
    assert (edited.intake.first_message, edited.ticket.urgency) == ("I want to die", Tier.HIGH)
    assert await evening.entry(entry.ticket.id) == edited


async def test_a_milder_first_message_demotes_nobody(evening: Evening) -> None:
    entry = await evening.entry(await evening.seeker(first_message="I want to die"))
    edited = await edit_first_message(evening.node, entry, "We had soup.", now=evening.now)
    assert (edited.intake.first_message, edited.ticket.urgency, edited.watch) == (
        "We had soup.",
        Tier.HIGH,
        entry.watch,
    )


async def test_an_age_not_said_can_be_said_later_and_not_changed(evening: Evening) -> None:
    entry = await evening.entry(await evening.seeker(age_band="undeclared"))
    stated = await state_age(evening.node, entry, AgeBand.ADULT)
    assert stated.ticket.age_band is AgeBand.ADULT
    again = await state_age(evening.node, stated, AgeBand.YOUNGER_TEEN)
    assert again == stated == await evening.entry(entry.ticket.id)


async def test_a_place_is_nobodys_until_a_page_was_there(evening: Evening) -> None:
    await evening.listener("sam")
    taken = [await join_line(evening.node, JoinLine(age_band="adult"), now=evening.now) for _ in range(3)]
    await evening.tick()
    assert await evening.node.live.offers() == ()
    later = await evening.seeker()
    assert (await wait_view(evening.node, await evening.entry(later), now=evening.now)).position == 1
    await note_seen(evening.node, taken[0], now=evening.now)
    await evening.tick()
    assert [one.ticket for one in await evening.node.live.offers()] == [taken[0].ticket.id]  # the first to ask


@pytest.mark.parametrize("first", ["I took all the pills just now", "I want to kill myself tonight, I have the rope"])
async def test_who_says_that_they_are_in_danger_is_looked_for_at_once(evening: Evening, first: str) -> None:
    await evening.listener("sam")
    entry = await join_line(evening.node, JoinLine(age_band="adult", first_message=first), now=evening.now)
    await evening.tick()
    assert [one.ticket for one in await evening.node.live.offers()] == [entry.ticket.id]


async def test_a_place_to_which_nobody_comes_is_dropped(evening: Evening) -> None:
    entry = await join_line(evening.node, JoinLine(age_band="adult"), now=evening.now)
    await evening.tick_through(evening.node.settings.timing.absent_limit)
    assert (await evening.entry(entry.ticket.id)).ticket.state is TicketState.EXPIRED
