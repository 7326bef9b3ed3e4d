"""A pass alone brings a seeker back: to the ticket that stands, or, after a restart, to the old place."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.identity.seeker_pass import Draft, PassUnknown, TicketPass, seal_pass
from app.live.interface import TicketEntry
from app.services.chat.end_chat import end_chat, put_back
from app.services.chat.hand_over import hand_over
from app.services.know import known_seeker
from app.services.line import show_place
from app.services.line.come_back import TicketOver
from app.services.line.leave_line import leave
from app.services.line.show_place import wait_view
from app.services.show import pass_of
from crisis import Tier, Watch
from matching import Place, Ticket, TicketState
from tests.nodes import NIGHT, Evening

SECOND = timedelta(seconds=1)


async def pass_now(evening: Evening, ticket: str) -> str:
    return pass_of(evening.node, await evening.entry(ticket), now=evening.now)


async def back(evening: Evening, token: str | None, *, chat: str | None = None) -> TicketEntry:
    return await known_seeker(evening.node, token, now=evening.now, chat=chat)


async def test_in_a_long_line_who_comes_back_is_told_what_was_counted_within_the_second(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands come back at once: to count each of them alone would take longer than they wait."""
    monkeypatch.setattr(show_place, "LONG", 3)
    tickets = []
    for _ in range(5):
        evening.later(seconds=1)
        tickets.append(await evening.seeker())
    last = tickets[-1]
    await evening.tick()
    evening.later(milliseconds=500)
    await leave(evening.node, await evening.entry(tickets[0]), now=evening.now)

    async def position(ticket: str) -> int:
        return (await wait_view(evening.node, await evening.entry(ticket), now=evening.now)).position

    assert await position(last) == 5
    newcomer = await evening.seeker()
    assert await position(newcomer) == 5
    evening.later(milliseconds=600)
    assert await position(last) == 4


async def test_of_thousands_who_come_back_at_once_one_counts_for_all(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They wait for the facts together, as at a store that takes its time, and then nobody counts what was counted.

    Nor does a newcomer make everybody be counted again.
    """
    monkeypatch.setattr(show_place, "LONG", 3)
    entries = []
    for _ in range(9):
        evening.later(seconds=1)
        entries.append(await evening.entry(await evening.seeker()))
    evening.later(seconds=1)
    count, counts = show_place.places_of, list[int]()
    recent_waits = evening.node.live.recent_waits

    async def slowly(*, now: datetime) -> Sequence[timedelta]:
        await asyncio.sleep(0)
        return await recent_waits(now=now)

    def counted(line: Iterable[Ticket], *facts: Any) -> Mapping[str, Place]:
        counts.append(1)
        return count(line, *facts)

    monkeypatch.setattr(evening.node.live, "recent_waits", slowly)
    monkeypatch.setattr(show_place, "places_of", counted)
    views = await asyncio.gather(*(wait_view(evening.node, one, now=evening.now) for one in entries))
    assert [view.position for view in views] == list(range(1, 10))
    evening.later(milliseconds=100)
    newcomer = await evening.entry(await evening.seeker())
    assert (await wait_view(evening.node, newcomer, now=evening.now)).position == 10
    early = evening.now - 5 * SECOND
    assert (await wait_view(evening.node, entries[-1], now=early)).position == 9
    assert len(counts) == 1


async def test_a_pass_leads_to_the_ticket_that_stands(evening: Evening) -> None:
    ticket = await evening.seeker(first_message="hello")
    token = await pass_now(evening, ticket)
    evening.later(seconds=30)
    entry = await back(evening, token)
    assert entry == await evening.entry(ticket)
    assert (entry.ticket.seen, entry.intake.first_message) == (evening.now, "hello")


async def test_no_pass_or_one_that_is_not_a_tickets_is_unknown(evening: Evening) -> None:
    draft = seal_pass(evening.node.sealer, Draft(age_band="adult", expires=NIGHT + timedelta(hours=1)))
    for token in (None, "", "made-up", draft):
        with pytest.raises(PassUnknown):
            await back(evening, token)


async def test_a_pass_is_good_for_its_life(evening: Evening) -> None:
    token = await pass_now(evening, await evening.seeker())
    evening.later(hours=11, minutes=59)
    await back(evening, token)
    evening.later(minutes=1)
    with pytest.raises(PassUnknown):
        await back(evening, token)


async def test_the_pass_of_a_forgotten_visit_revives_nothing(evening: Evening) -> None:
    ticket = await evening.seeker()
    token = await pass_now(evening, ticket)
    await leave(evening.node, await evening.entry(ticket), now=evening.now)
    assert (await back(evening, token)).aftermath is not None
    evening.later(minutes=10)
    await evening.tick()
    with pytest.raises(TicketOver):
        await back(evening, token)
    assert await evening.node.live.entries() == ()


async def test_after_a_restart_the_pass_of_a_visit_that_is_over_revives_nothing(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    token = await pass_now(evening, ticket)
    evening.restart()
    with pytest.raises(TicketOver):
        await back(evening, token)
    assert await evening.node.live.entries() == ()


async def test_after_a_restart_everybody_stands_where_they_stood(evening: Evening) -> None:
    tokens = []
    for _ in range(3):
        tokens.append(await pass_now(evening, await evening.seeker()))
        evening.later(minutes=2)
    evening.restart()
    for token in reversed(tokens):
        await back(evening, token)
    places = [(await wait_view(evening.node, await back(evening, token), now=evening.now)).position for token in tokens]
    assert places == [1, 2, 3]


async def test_after_a_restart_the_ticket_is_what_it_was_and_nothing_said_is_left(evening: Evening) -> None:
    ticket = await evening.seeker(
        age_band="16-17", topics=("grief",), country="PT", language="pt", self_report="plan", first_message="olá"
    )
    before = await evening.entry(ticket)
    token = await pass_now(evening, ticket)
    evening.restart()
    evening.later(minutes=1)
    after = await back(evening, token)
    facts = ("id", "arrived", "language", "topics", "age_band", "urgency", "state", "blocked", "head", "since")
    assert [getattr(after.ticket, fact) for fact in facts] == [getattr(before.ticket, fact) for fact in facts]
    assert (after.intake.country, after.intake.first_message) == ("PT", "")
    assert Watch.resume(after.watch).tier is Tier.HIGH
    assert after.notice is not None
    assert "Your place is kept" in after.notice


async def test_after_a_restart_who_stood_at_the_head_still_does(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    evening.later(minutes=40)
    await put_back(evening.node, chat, "changed", now=evening.now)
    token = await pass_now(evening, ticket)
    evening.restart()
    await back(evening, token)
    await evening.tick()
    entry = await evening.entry(ticket)
    assert (entry.ticket.head, entry.ticket.state) == (True, TicketState.WAITING)
    assert entry.ticket.blocked == frozenset({"sam"})


async def test_after_a_restart_a_chat_is_expected_and_then_given_up_for_the_head(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    token = await pass_now(evening, ticket)
    evening.later(minutes=40)
    evening.restart()
    entry = await back(evening, token)
    assert (entry.ticket.state, entry.chat, entry.chat_expected_until, entry.notice) == (
        TicketState.MATCHED,
        chat.id,
        evening.now + 30 * SECOND,
        None,
    )
    evening.later(seconds=29)
    await evening.tick()
    assert (await evening.entry(ticket)).ticket.state is TicketState.MATCHED
    evening.later(seconds=1)
    await back(evening, token)
    await evening.tick()
    entry = await evening.entry(ticket)
    assert (entry.ticket.state, entry.ticket.head, entry.chat, entry.chat_expected_until) == (
        TicketState.WAITING,
        True,
        None,
        None,
    )
    assert entry.notice == "Our server had to start again, and your listener did not come back in time. You are next."


async def test_a_chat_that_was_being_handed_over_when_its_node_died_is_given_up_like_any(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await hand_over(evening.node, chat, "", now=evening.now)
    evening.node.let_go(chat)  # its home is gone; the ticket, in line for somebody else, is not
    left = await evening.entry(ticket)
    await evening.node.live.replace(replace(left, chat_expected_until=evening.later(seconds=30)))
    await evening.tick()
    entry = await evening.entry(ticket)
    assert (left.ticket.state, entry.ticket.state, entry.ticket.head, entry.chat) == (
        TicketState.WAITING,
        TicketState.WAITING,
        True,
        None,
    )
    assert entry.notice == "Our server had to start again, and your listener did not come back in time. You are next."


async def test_a_pass_from_before_the_chat_is_helped_by_the_page(evening: Evening) -> None:
    ticket = await evening.seeker()
    token = await pass_now(evening, ticket)
    evening.restart()
    entry = await back(evening, token, chat="the-chat")
    assert (entry.ticket.state, entry.chat) == (TicketState.MATCHED, "the-chat")


async def test_a_page_that_names_somebody_elses_chat_waits_at_the_head_like_everybody(evening: Evening) -> None:
    mine = await evening.seeker()
    token = await pass_now(evening, mine)
    evening.restart()
    _, theirs = await evening.talk()
    await back(evening, token, chat=theirs.id)
    evening.later(seconds=30)
    await back(evening, token)
    await evening.tick()
    assert (await evening.entry(mine)).ticket.state is TicketState.WAITING


async def test_leaving_while_a_chat_is_expected_stops_nobody_elses_line(evening: Evening) -> None:
    ticket, _ = await evening.talk()
    token = await pass_now(evening, ticket)
    evening.restart()
    await leave(evening.node, await back(evening, token), now=evening.now)
    evening.later(seconds=31)
    await evening.tick()
    over = await evening.entry(ticket)
    assert (over.ticket.state, over.chat, over.chat_expected_until) == (TicketState.LEFT, None, None)


def test_a_pass_says_when_somebody_came_to_the_minute(evening: Evening) -> None:
    opened = evening.node.sealer.open("seeker pass", seal_pass(evening.node.sealer, a_pass(evening)), TicketPass)
    assert (opened.arrived.second, opened.arrived.microsecond) == (0, 0)


def a_pass(evening: Evening) -> TicketPass:
    return TicketPass(
        ticket="t",
        arrived=evening.now,
        language="en",
        topics=(),
        age_band="adult",
        urgency=0,
        country=None,
        chat=None,
        blocked=(),
        expires=evening.now + timedelta(hours=12),
    )
