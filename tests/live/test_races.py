"""Two nodes at once: of two who want the same thing one gets it, and what is left adds up. Each race runs often."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from app.live.interface import FactsChanged, OfferGone
from app.live.shared.valkey import ValkeyLive
from matching import TicketState
from tests.live.conftest import a_store
from tests.live.made import HOUR, SECOND, an_entry, an_offer, now_of, seats_taken, standing
from tests.nodes import NIGHT, a_listener

ROUNDS = 200


@pytest.fixture
async def other(valkey: str, shared: ValkeyLive) -> AsyncIterator[ValkeyLive]:  # noqa: ARG001  # the first is there
    """A second node on the same store."""
    async with a_store(valkey) as store:
        yield store


async def won(*tries: Coroutine[Any, Any, Any]) -> list[bool]:
    """Who of them got it; whoever did not was told so."""
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert all(isinstance(end, FactsChanged | OfferGone) for end in ends if isinstance(end, BaseException))
    return [not isinstance(end, BaseException) for end in ends]


async def test_a_ticket_is_changed_by_one_of_two(shared: ValkeyLive, other: ValkeyLive) -> None:
    wins = [0, 0]
    await shared.add(an_entry())
    for round_ in range(ROUNDS):
        entry = await now_of(shared)
        ends = await won(
            shared.replace(replace(entry, notice=f"a{round_}")), other.replace(replace(entry, notice=f"b{round_}"))
        )
        assert sum(ends) == 1
        wins[ends.index(True)] += 1
        after = await now_of(other)
        assert (after.notice, after.ticket.version) == (f"{'ab'[ends.index(True)]}{round_}", round_ + 1)
        assert await now_of(shared) == after
    assert sum(wins) == ROUNDS


async def test_the_last_seat_is_taken_once(shared: ValkeyLive, other: ValkeyLive) -> None:
    await shared.put_listener(a_listener("sam"))
    for round_ in range(ROUNDS):
        for ticket in ("a", "b"):
            await shared.add(an_entry(ticket))
        sam = a_listener("sam")
        ends = await won(
            shared.commit_offer(an_offer(an_entry("a"), sam), id_=f"a{round_}"),
            other.commit_offer(an_offer(an_entry("b"), sam), id_=f"b{round_}"),
        )
        (offer,) = await other.offers()
        assert (sum(ends), offer.ticket) == (1, "ab"[ends.index(True)])
        assert (await seats_taken(shared), len(await shared.offers())) == (1, 1)
        await shared.withdraw_offer(offer.id, declined=None)


async def test_a_ticket_is_offered_once_for_one_version(shared: ValkeyLive, other: ValkeyLive) -> None:
    for listener in ("sam", "noor"):
        await shared.put_listener(a_listener(listener))
    for round_ in range(ROUNDS):
        entry = an_entry(f"t{round_}")
        await shared.add(entry)
        ends = await won(
            shared.commit_offer(an_offer(entry, a_listener("sam")), id_=f"s{round_}"),
            other.commit_offer(an_offer(entry, a_listener("noor")), id_=f"n{round_}"),
        )
        assert sum(ends) == 1
        assert await seats_taken(shared, "sam") + await seats_taken(shared, "noor") == 1
        await other.withdraw_offer(f"{'sn'[ends.index(True)]}{round_}", declined=None)
        await other.forget(entry.ticket.id, until=NIGHT)


async def test_a_ticket_put_to_two_meets_one(shared: ValkeyLive, other: ValkeyLive) -> None:
    for round_ in range(ROUNDS):
        ticket, first, second = f"t{round_}", f"s{round_}", f"n{round_}"
        await standing(shared, an_entry(ticket), id_=first)
        await shared.put_listener(a_listener("noor"))
        await shared.commit_offer(an_offer(await now_of(shared, ticket), a_listener("noor")), id_=second)
        ends = await won(
            shared.accept_offer(first, listener="sam", chat=f"c{round_}", now=NIGHT),
            other.accept_offer(second, listener="noor", chat=f"d{round_}", now=NIGHT),
        )
        entry = await now_of(shared, ticket)
        winner = ends.index(True)
        assert (sum(ends), entry.chat, entry.listener) == (1, f"{'cd'[winner]}{round_}", ("sam", "noor")[winner])
        (left,) = await other.offers()
        await other.withdraw_offer(left.id, declined=None)
        await other.free_seat(("sam", "noor")[winner], entry.chat or "")
        assert await seats_taken(shared, "sam") + await seats_taken(shared, "noor") == 0


async def test_a_lapse_and_an_accept_never_both_win(shared: ValkeyLive, other: ValkeyLive) -> None:
    accepts = 0
    for round_ in range(ROUNDS):
        ticket, offer = f"t{round_}", f"o{round_}"
        await standing(shared, an_entry(ticket), id_=offer)
        lapse = other.withdraw_offer(offer, declined=NIGHT + 20 * SECOND)
        accept = shared.accept_offer(offer, listener="sam", chat=f"c{round_}", now=NIGHT + 19 * SECOND)
        first, second = (lapse, accept) if round_ % 2 else (accept, lapse)
        ends = await won(first, second)
        accepted = ends[1] if round_ % 2 else ends[0]
        accepts += accepted
        entry = await now_of(other, ticket)
        if accepted:
            assert (entry.ticket.state, entry.chat, "sam" in entry.ticket.declined) == (
                TicketState.MATCHED,
                f"c{round_}",
                False,
            )
        else:
            assert (entry.ticket.state, entry.chat) == (TicketState.WAITING, None)
            assert entry.ticket.declined["sam"] == NIGHT + 20 * SECOND
        assert (sum(ends), await seats_taken(other), await shared.offers()) == (1, int(accepted), ())
        await shared.free_seat("sam", f"c{round_}")
    assert 0 < accepts < ROUNDS


async def test_two_who_pass_at_once_are_both_remembered(shared: ValkeyLive, other: ValkeyLive) -> None:
    for round_ in range(ROUNDS):
        ticket = f"t{round_}"
        await standing(shared, an_entry(ticket), id_=f"s{round_}")
        await shared.put_listener(a_listener("noor"))
        await shared.commit_offer(an_offer(await now_of(shared, ticket), a_listener("noor")), id_=f"n{round_}")
        passes = [
            shared.withdraw_offer(f"s{round_}", declined=NIGHT),
            other.withdraw_offer(f"n{round_}", declined=NIGHT),
        ]
        assert await won(*passes) == [True, True]
        entry = await now_of(shared, ticket)
        assert (entry.ticket.state, set(entry.ticket.declined)) == (TicketState.WAITING, {"ida", "sam", "noor"})


async def test_a_visit_is_forgotten_and_counted_by_one(shared: ValkeyLive, other: ValkeyLive) -> None:
    for round_ in range(ROUNDS):
        await shared.add(an_entry(f"t{round_}"))
        forgets = [store.forget(f"t{round_}", until=NIGHT + HOUR) for store in (shared, other)]
        assert sorted(await asyncio.gather(*forgets)) == [False, True]
    assert (await shared.entries(), await other.entries()) == ((), ())


async def test_changes_at_one_node_wake_the_other(shared: ValkeyLive, other: ValkeyLive) -> None:
    count = other.changes.count
    await shared.add(an_entry())
    await asyncio.wait_for(other.changes.beyond(count, within=10 * SECOND), 5)  # noqa: TID251
    assert other.changes.count > count
    assert await other.entry("t") == an_entry()
    await asyncio.sleep(0.1)
    count = other.changes.count
    await shared.touch("t", now=NIGHT + SECOND)
    await asyncio.sleep(0.1)
    assert (other.changes.count, (await now_of(other)).ticket.seen) == (count, NIGHT + SECOND)
