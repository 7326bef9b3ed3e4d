"""What every store of live facts promises. It is run against each of them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.live.interface import Everything, FactsChanged, Live, OfferGone, StandingOffer
from matching import TicketState
from matching.waiting import Past
from tests.live.made import HOUR, MINUTE, SECOND, an_entry, an_offer, now_of, seats_taken, standing
from tests.nodes import NIGHT, a_listener


async def test_a_ticket_is_there_as_it_was_added(live: Live) -> None:
    await live.add(an_entry("a"))
    await live.add(an_entry("b", notice="You are next."))
    assert await live.entry("b") == an_entry("b", notice="You are next.")
    assert sorted(await live.entries(), key=lambda one: one.ticket.id) == [
        an_entry("a"),
        an_entry("b", notice="You are next."),
    ]
    assert await live.entry("c") is None


async def test_those_who_wait_are_found_apart_from_all_others(live: Live) -> None:
    for ticket in "abc":
        await live.add(an_entry(ticket))
    await live.touch("a", now=NIGHT + MINUTE)
    entry = await live.entry("b")
    assert entry is not None
    gone = await live.replace(replace(entry, ticket=entry.ticket.left()))
    assert {one.ticket.id: one.ticket.seen for one in await live.waiting()} == {
        "a": NIGHT + MINUTE,
        "c": entry.ticket.seen,
    }
    await live.forget("c", until=NIGHT + HOUR)
    await live.replace(replace(gone, ticket=replace(gone.ticket, state=TicketState.WAITING)))
    assert sorted(one.ticket.id for one in await live.waiting()) == ["a", "b"]


async def test_a_replaced_entry_has_the_next_version(live: Live) -> None:
    await live.add(an_entry())
    stored = await live.replace(an_entry(notice="first"))
    assert stored == replace(an_entry(notice="first"), ticket=replace(an_entry().ticket, version=1))
    assert await live.entry("t") == stored


async def test_an_older_version_is_refused_and_changes_nothing(live: Live) -> None:
    await live.add(an_entry())
    stored = await live.replace(an_entry(notice="first"))
    with pytest.raises(FactsChanged):
        await live.replace(an_entry(notice="second"))
    assert await live.entry("t") == stored


async def test_a_forgotten_ticket_cannot_be_replaced(live: Live) -> None:
    await live.add(an_entry())
    await live.forget("t", until=NIGHT + HOUR)
    with pytest.raises(FactsChanged):
        await live.replace(an_entry())
    assert await live.entries() == ()


async def test_touch_notes_the_page_and_is_no_change(live: Live) -> None:
    await live.add(an_entry())
    before = live.changes.count
    await live.touch("t", now=NIGHT + MINUTE)
    assert (await now_of(live)).ticket == replace(an_entry().ticket, seen=NIGHT + MINUTE)
    assert live.changes.count == before
    await live.replace(an_entry(notice="decided on what was read before"))
    assert (await now_of(live)).ticket.seen == NIGHT + MINUTE


async def test_touch_of_an_unknown_ticket_is_nothing(live: Live) -> None:
    await live.touch("t", now=NIGHT)
    assert await live.entry("t") is None


async def test_a_finished_id_is_known_until_its_time(live: Live) -> None:
    await live.add(an_entry())
    assert not await live.finished("t", now=NIGHT)
    await live.forget("t", until=NIGHT + HOUR)
    assert await live.finished("t", now=NIGHT + HOUR - SECOND)
    assert not await live.finished("t", now=NIGHT + HOUR)


async def test_what_was_never_here_is_not_finished(live: Live) -> None:
    await live.forget("t", until=NIGHT + HOUR)
    assert not await live.finished("t", now=NIGHT)


async def test_a_listener_comes_changes_and_goes(live: Live) -> None:
    await live.put_listener(a_listener("sam"))
    await live.put_listener(a_listener("sam", seats=2))
    await live.put_listener(a_listener("noor"))
    assert await live.listener("sam") == a_listener("sam", seats=2)
    await live.drop_listener("sam")
    assert await live.listeners() == (a_listener("noor"),)
    assert await live.listener("sam") is None


async def test_an_offer_stands_and_holds_a_seat(live: Live) -> None:
    offer = await standing(live, an_entry(), seats=2)
    assert offer == StandingOffer(
        id="o", ticket="t", listener="sam", made=NIGHT, lapses=NIGHT + 20 * SECOND, why="You know this."
    )
    assert await live.offers() == (offer,)
    assert (await now_of(live)).ticket == replace(an_entry().ticket.offered(), version=1)
    assert await seats_taken(live) == 1


async def test_an_offer_of_a_stale_ticket_is_refused(live: Live) -> None:
    await live.put_listener(a_listener("sam"))
    await live.add(an_entry())
    await live.replace(an_entry(notice="changed"))
    with pytest.raises(FactsChanged):
        await live.commit_offer(an_offer(an_entry(), a_listener("sam")), id_="o")
    assert (await live.offers(), await seats_taken(live)) == ((), 0)


async def test_a_ticket_put_to_two_goes_to_the_first_who_takes_it(live: Live) -> None:
    await standing(live, an_entry())
    for listener in ("noor", "sam"):
        await live.put_listener(a_listener(listener))
    await live.commit_offer(an_offer(await now_of(live), a_listener("noor")), id_="p")
    with pytest.raises(FactsChanged):
        await live.commit_offer(an_offer(await now_of(live), a_listener("noor")), id_="q")
    assert (await seats_taken(live, "noor"), len(await live.offers())) == (1, 2)
    await live.accept_offer("p", listener="noor", chat="c", now=NIGHT)
    with pytest.raises(OfferGone):
        await live.accept_offer("o", listener="sam", chat="d", now=NIGHT)
    await live.withdraw_offer("o", declined=None)
    assert (await seats_taken(live, "sam"), (await now_of(live)).ticket.state) == (0, TicketState.MATCHED)


async def test_a_pass_of_one_of_two_leaves_the_ticket_offered(live: Live) -> None:
    await standing(live, an_entry())
    await live.put_listener(a_listener("noor"))
    await live.commit_offer(an_offer(await now_of(live), a_listener("noor")), id_="p")
    await live.withdraw_offer("o", declined=NIGHT)
    ticket = (await now_of(live)).ticket
    assert (ticket.state, set(ticket.declined)) == (TicketState.OFFERED, {"ida", "sam"})


async def test_a_listener_without_a_free_seat_or_off_shift_gets_no_offer(live: Live) -> None:
    await standing(live, an_entry("a"))
    await live.add(an_entry("b"))
    with pytest.raises(FactsChanged):
        await live.commit_offer(an_offer(an_entry("b"), a_listener("sam")), id_="p")
    with pytest.raises(FactsChanged):
        await live.commit_offer(an_offer(an_entry("b"), a_listener("noor")), id_="p")
    assert await live.entry("b") == an_entry("b")


async def test_an_accepted_offer_is_a_chat(live: Live) -> None:
    await standing(live, an_entry(notice="You are next."))
    entry = await live.accept_offer("o", listener="sam", chat="c", now=NIGHT + 19 * SECOND, home="here")
    matched = replace(an_entry().ticket.offered().matched(), version=2)
    talks = replace(an_entry(), ticket=matched, chat="c", listener="sam", home="here", matched_after=19 * SECOND)
    assert entry == talks
    assert await live.entry("t") == await live.entry_of_chat("c") == entry
    assert (await live.offers(), await seats_taken(live)) == ((), 1)


@pytest.mark.parametrize(("listener", "after"), [("noor", 1 * SECOND), ("sam", 20 * SECOND)])
async def test_an_offer_is_accepted_only_by_who_was_asked_and_in_time(
    live: Live, listener: str, after: timedelta
) -> None:
    offer = await standing(live, an_entry())
    with pytest.raises(OfferGone):
        await live.accept_offer("o", listener=listener, chat="c", now=NIGHT + after)
    assert await live.offers() == (offer,)


async def test_an_offer_is_answered_once(live: Live) -> None:
    await standing(live, an_entry())
    await live.accept_offer("o", listener="sam", chat="c", now=NIGHT)
    with pytest.raises(OfferGone):
        await live.accept_offer("o", listener="sam", chat="d", now=NIGHT)
    with pytest.raises(OfferGone):
        await live.withdraw_offer("o", declined=NIGHT)
    assert (await now_of(live)).chat == "c"
    assert await seats_taken(live) == 1


async def test_without_its_chat_a_ticket_is_nobodys(live: Live) -> None:
    await standing(live, an_entry())
    entry = await live.accept_offer("o", listener="sam", chat="c", now=NIGHT, home="here")
    stored = await live.replace(replace(entry, ticket=entry.ticket.back_at_head(at=NIGHT), chat=None))
    assert (stored.chat, stored.listener, stored.home) == (None, None, None)
    assert await live.entry("t") == stored
    assert await live.entry_of_chat("c") is None


async def test_a_reopened_chat_says_whose_it_is_and_where(live: Live) -> None:
    await live.add(an_entry(chat="c"))
    await live.hold_seat("sam", "c", home="there")
    entry = await live.entry_of_chat("c")
    assert entry == replace(
        an_entry(chat="c"), ticket=replace(an_entry().ticket, version=1), listener="sam", home="there"
    )


async def test_a_chat_is_given_by_its_home_alone(live: Live) -> None:
    """Who slept when it was asked to take the chat may come to it when the chat is long elsewhere."""
    await live.add(an_entry(chat="c"))
    await live.hold_seat("sam", "c", home="first")
    await live.hold_seat("sam", "c", home="second", given_by="first")
    for whoever in ("late", "second"):
        with pytest.raises(FactsChanged):
            await live.hold_seat("sam", "c", home=whoever, given_by="first")
    entry = await live.entry_of_chat("c")
    assert entry is not None
    assert (entry.listener, entry.home) == ("sam", "second")


async def test_a_forgotten_ticket_has_no_chat(live: Live) -> None:
    await live.add(an_entry(chat="c"))
    assert await live.forget("t", until=NIGHT + HOUR)
    assert await live.entry_of_chat("c") is None
    assert not await live.forget("t", until=NIGHT + HOUR)


async def test_everything_is_of_one_moment(live: Live) -> None:
    offer = await standing(live, an_entry())
    facts = await live.everything()
    assert facts == Everything((await now_of(live),), (a_listener("sam", taken=1),), (offer,))


async def test_a_declined_offer_frees_the_seat_and_keeps_the_place(live: Live) -> None:
    offer = await standing(live, an_entry())
    assert await live.withdraw_offer("o", declined=NIGHT + SECOND) == offer
    waits = an_entry().ticket.offered().declined_by("sam", at=NIGHT + SECOND)
    assert (await now_of(live)).ticket == replace(waits, version=2)
    assert (await live.offers(), await seats_taken(live)) == ((), 0)
    with pytest.raises(OfferGone):
        await live.accept_offer("o", listener="sam", chat="c", now=NIGHT + 2 * SECOND)


async def test_a_withdrawn_offer_was_declined_by_nobody(live: Live) -> None:
    await standing(live, an_entry())
    await live.withdraw_offer("o", declined=None)
    assert (await now_of(live)).ticket == replace(an_entry().ticket, version=2)


async def test_an_offer_of_a_forgotten_ticket_can_be_withdrawn_and_not_accepted(live: Live) -> None:
    await standing(live, an_entry())
    await live.forget("t", until=NIGHT + HOUR)
    with pytest.raises(OfferGone):
        await live.accept_offer("o", listener="sam", chat="c", now=NIGHT)
    await live.withdraw_offer("o", declined=None)
    assert (await live.offers(), await seats_taken(live)) == ((), 0)


async def test_an_offer_whose_ticket_has_moved_on_is_not_accepted(live: Live) -> None:
    await standing(live, an_entry())
    offered = await now_of(live)
    await live.replace(replace(offered, ticket=offered.ticket.left()))
    with pytest.raises(OfferGone):
        await live.accept_offer("o", listener="sam", chat="c", now=NIGHT)
    await live.withdraw_offer("o", declined=None)
    assert await seats_taken(live) == 0


async def test_seats_are_counted_whatever_the_listener_says(live: Live) -> None:
    await live.put_listener(a_listener("sam", taken=3))
    assert await seats_taken(live) == 0
    await live.hold_seat("sam", "a")
    await live.hold_seat("sam", "b")
    await live.hold_seat("sam", "b")
    assert await live.listeners() == (a_listener("sam", taken=2),)
    await live.free_seat("sam", "b")
    await live.free_seat("sam", "b")
    assert await seats_taken(live) == 1


async def test_seats_stay_taken_while_a_listener_is_off_shift(live: Live) -> None:
    await live.put_listener(a_listener("sam"))
    await live.hold_seat("sam", "a")
    await live.drop_listener("sam")
    await live.put_listener(a_listener("sam"))
    assert await seats_taken(live) == 1


async def test_waits_are_remembered_for_an_hour(live: Live) -> None:
    await live.remember_wait(MINUTE, now=NIGHT)
    await live.remember_wait(2 * MINUTE, now=NIGHT + 30 * MINUTE)
    assert await live.recent_waits(now=NIGHT + HOUR) == (MINUTE, 2 * MINUTE)
    assert await live.recent_waits(now=NIGHT + HOUR + SECOND) == (2 * MINUTE,)
    assert await live.recent_waits(now=NIGHT + 2 * HOUR) == ()


async def test_every_change_that_matching_reads_is_counted(live: Live) -> None:
    counts = [live.changes.count]

    async def count(change: Any) -> None:
        await change
        counts.append(live.changes.count)

    await count(live.add(an_entry()))
    await count(live.put_listener(a_listener("sam")))
    await count(live.commit_offer(an_offer(an_entry(), a_listener("sam")), id_="o"))
    await count(live.withdraw_offer("o", declined=None))
    await count(live.replace(await now_of(live)))
    await count(live.hold_seat("sam", "a"))
    await count(live.free_seat("sam", "a"))
    await count(live.drop_listener("sam"))
    await count(live.forget("t", until=NIGHT))
    assert counts == sorted(set(counts))


async def test_a_change_wakes_whoever_waits_for_more(live: Live) -> None:
    waiting = asyncio.create_task(live.changes.beyond(live.changes.count, within=HOUR))
    await asyncio.sleep(0)
    assert not waiting.done()
    await live.add(an_entry())
    await asyncio.wait_for(waiting, 1)  # noqa: TID251


async def test_a_change_made_before_one_waits_is_not_missed(live: Live) -> None:
    count = live.changes.count
    await live.add(an_entry())
    await asyncio.wait_for(live.changes.beyond(count, within=HOUR), 1)  # noqa: TID251


async def test_without_a_change_the_wait_ends_in_time(live: Live) -> None:
    await asyncio.wait_for(live.changes.beyond(live.changes.count, within=timedelta(milliseconds=1)), 1)  # noqa: TID251


async def test_what_is_good_once_is_used_once_until_its_time_is_over(live: Live) -> None:
    until = NIGHT + SECOND
    assert await live.first_use("a challenge", now=NIGHT, until=until)
    assert not await live.first_use("a challenge", now=NIGHT, until=until)
    assert await live.first_use("another", now=NIGHT, until=until)
    tried = await asyncio.gather(*(live.first_use("at once", now=NIGHT, until=until) for _ in range(5)))
    assert sorted(tried) == [False, False, False, False, True]


async def test_waits_with_their_crowd_are_kept_for_a_day(live: Live) -> None:
    await live.remember_wait(MINUTE, now=NIGHT, crowd=0.5)
    await live.remember_wait(2 * MINUTE, now=NIGHT + HOUR)
    await live.remember_wait(3 * MINUTE, now=NIGHT + 2 * HOUR, crowd=1.0)
    assert await live.past(now=NIGHT + 24 * HOUR) == (Past(0.5, MINUTE), Past(1.0, 3 * MINUTE))
    assert await live.past(now=NIGHT + 25 * HOUR) == (Past(1.0, 3 * MINUTE),)
    assert await live.past(now=NIGHT + 27 * HOUR) == ()
