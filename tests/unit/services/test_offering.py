"""An offer: put to one, answered, passed on, let lapse or taken back; the ticket keeps its place."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from app.live.interface import Aftermath, OfferGone
from app.live.notes import OnDuty
from app.services.line.answer_offer import accept_offer, pass_offer
from app.services.line.leave_line import leave
from app.services.line.make_offers import make_offers
from app.services.line.take_back_offers import AWAY_NOTICE, lapsed_meanwhile
from app.services.show import chat_view
from app.wire.events import Offered, OfferLapsed, Opened, Place, Posted, Redirected, ShiftChanged
from app.wire.staff_views import OfferView
from matching import ListenerTier, ShiftState, TicketState
from tests.nodes import NIGHT, Evening

SECOND = timedelta(seconds=1)


async def test_an_offer_says_what_the_listener_needs_to_decide(evening: Evening) -> None:
    ticket = await evening.seeker(
        age_band="16-17", topics=("grief",), self_report="thoughts", first_message="my dog died"
    )
    await evening.listener(cleared_for_minors=True, topics=frozenset({"grief"}))
    evening.later(seconds=15)
    await evening.tick()
    offer, listener = await evening.offered(ticket)
    assert (listener, (await evening.on_shift("sam")).taken) == ("sam", 1)
    assert evening.desk().take_only(Offered) == [
        Offered(
            offer=OfferView(
                offer=offer,
                topics=("Losing someone",),
                language="en",
                minor=True,
                waited=15,
                urgency=2,
                first_message="my dog died",
                why="You know this topic; they have just come.",
                lapses_in=20.0,
            )
        )
    ]


async def test_everybody_who_can_be_asked_is_asked_at_once(evening: Evening) -> None:
    await evening.listener("sam", seats=2)
    await evening.listener("noor")
    for _ in range(4):
        await evening.seeker()
    assert await make_offers(evening.node, now=evening.now) == 3
    assert await make_offers(evening.node, now=evening.now) == 0


async def test_an_accepted_offer_opens_the_chat_on_both_pages(evening: Evening) -> None:
    ticket = await evening.seeker()
    await evening.listener()
    chat = await evening.chat(ticket)
    entry = await evening.entry(ticket)
    assert (entry.chat, entry.ticket.state, entry.matched_after) == (chat.id, TicketState.MATCHED, 0 * SECOND)
    for page, role in ((evening.seekers(ticket), "seeker"), (evening.desk(), "listener")):
        (opened,) = page.take_only(Opened)
        view = chat_view(evening.node, chat, entry, role, now=evening.now)
        assert opened.chat == replace(view, stub=opened.chat.stub)  # two seals of one stub differ
    assert evening.node.chats == {chat.id: chat}


async def test_the_listener_sees_nothing_of_the_seeker_but_what_helps(evening: Evening) -> None:
    ticket = await evening.seeker(age_band="undeclared", topics=("grief",), country="PT")
    await evening.listener(cleared_for_minors=True)
    await evening.chat(ticket)
    (opened,) = evening.desk().take_only(Opened)
    view = opened.chat
    assert (view.with_, view.topics, view.minor, view.tier) == ("Seeker", ("Losing someone",), True, 0)
    assert view.stub is not None
    (opened,) = evening.seekers(ticket).take_only(Opened)
    assert (opened.chat.with_, opened.chat.minor, opened.chat.stub) == ("Sam", False, None)


async def test_the_first_message_is_the_chats_first_once(evening: Evening) -> None:
    ticket, chat = await evening.seeker(first_message="hello there"), None
    await evening.listener()
    chat = await evening.chat(ticket)
    first = Posted(chat=chat.id, epoch=chat.epoch, seq=1, from_="seeker", text="hello there", ref="first-message")
    assert evening.seekers(ticket).take_only(Posted) == evening.desk().take_only(Posted) == [first]
    assert chat.post("seeker", ref="first-message", text="hello there", at=evening.now)[1] is False


async def test_without_a_first_message_nothing_is_said(evening: Evening) -> None:
    _, chat = await evening.talk()
    assert chat.after(0) == []


async def test_an_offer_is_nobody_elses_to_answer(evening: Evening) -> None:
    ticket = await evening.seeker()
    await evening.listener("sam", idle_since=NIGHT - SECOND)
    await evening.listener("noor")
    await make_offers(evening.node, now=evening.now)
    offer, _ = await evening.offered(ticket)
    noor = await evening.on_shift("noor")
    with pytest.raises(OfferGone):
        await accept_offer(evening.node, noor, offer, now=evening.now)
    with pytest.raises(OfferGone):
        await pass_offer(evening.node, noor, offer, now=evening.now)
    assert await evening.offered(ticket) == (offer, "sam")


async def test_a_pass_hands_the_ticket_to_the_next_at_no_cost(evening: Evening) -> None:
    ticket = await evening.seeker()
    await evening.listener("sam", idle_since=NIGHT - SECOND)
    await evening.listener("noor")
    await evening.tick()
    offer, _ = await evening.offered(ticket)
    await pass_offer(evening.node, await evening.on_shift("sam"), offer, now=evening.now)
    sam = await evening.on_shift("sam")
    assert (sam.taken, sam.state) == (0, ShiftState.READY)
    await evening.tick()
    assert (await evening.offered(ticket))[1] == "noor"
    assert (await evening.entry(ticket)).ticket.arrived == NIGHT


async def test_a_lapsed_offer_goes_to_the_next_and_then_round_again(evening: Evening) -> None:
    ticket = await evening.seeker()
    await evening.listener("sam", idle_since=NIGHT - SECOND)
    await evening.listener("noor")
    asked = []
    for _ in range(6):
        await evening.tick()
        asked += [listener for offer in await evening.node.live.offers() for listener in [offer.listener]]
        evening.later(seconds=20)
    assert asked == ["sam", "noor", "sam", "noor"]
    entry = await evening.entry(ticket)
    assert entry.ticket.arrived == NIGHT


async def test_a_lapsed_offer_can_no_longer_be_accepted(evening: Evening) -> None:
    ticket = await evening.seeker()
    await evening.listener()
    await evening.tick()
    offer, _ = await evening.offered(ticket)
    evening.later(seconds=20)
    with pytest.raises(OfferGone):
        await accept_offer(evening.node, await evening.on_shift("sam"), offer, now=evening.now)
    evening.desk().take()
    await evening.tick()
    assert evening.desk().take_only(OfferLapsed) == [OfferLapsed(offer=offer, reason="late")]
    assert evening.node.chats == {}


async def test_three_lapses_in_a_row_put_a_listener_on_away_kindly(evening: Evening) -> None:
    await evening.listener(seats=3)
    for _ in range(2):
        await evening.seeker()
        await evening.tick()
        evening.later(seconds=20)
        await evening.tick()
        assert (await evening.on_shift("sam")).state is ShiftState.READY
    await evening.seeker()
    await evening.tick()
    evening.desk().take()
    evening.later(seconds=20)
    await evening.tick()
    away = await evening.on_shift("sam")
    assert (away.state, away.taken) == (ShiftState.AWAY, 0)
    told = evening.desk().take_only(ShiftChanged)[0].shift
    assert (told.state, told.notice) == ("away", AWAY_NOTICE)
    evening.later(minutes=2)
    await evening.tick()
    assert await evening.node.live.offers() == ()


async def test_an_answered_offer_starts_the_count_of_lapses_anew(evening: Evening) -> None:
    await evening.listener(seats=3)
    for answer in ("lapse", "lapse", "accept", "lapse", "lapse"):
        ticket = await evening.seeker()
        await evening.tick()
        if answer == "accept":
            await evening.chat(ticket)
            continue
        evening.later(seconds=20)
        await evening.tick()
        await leave(evening.node, await evening.entry(ticket), now=evening.now)
    assert (await evening.on_shift("sam")).state is ShiftState.READY


async def test_a_seeker_who_leaves_while_somebody_is_asked_is_taken_off_the_desk(evening: Evening) -> None:
    ticket = await evening.seeker()
    await evening.listener()
    await evening.tick()
    offer, _ = await evening.offered(ticket)
    evening.desk().take()
    await leave(evening.node, await evening.entry(ticket), now=evening.now)
    assert evening.desk().take_only(OfferLapsed) == [OfferLapsed(offer=offer, reason="left")]
    assert ((await evening.on_shift("sam")).taken, await evening.node.live.offers()) == (0, ())
    with pytest.raises(OfferGone):
        await accept_offer(evening.node, await evening.on_shift("sam"), offer, now=evening.now)


async def test_a_listener_who_goes_off_shift_loses_the_offer_and_the_seeker_no_time(evening: Evening) -> None:
    ticket = await evening.seeker()
    await evening.listener("sam", idle_since=NIGHT - SECOND)
    await evening.tick()
    await evening.listener("noor")
    await evening.node.live.drop_listener("sam")
    await evening.tick()
    assert (await evening.offered(ticket))[1] == "noor"


async def test_an_absent_seeker_is_not_offered_and_back_again_is(evening: Evening) -> None:
    ticket = await evening.seeker(page=False)
    await evening.listener()
    evening.later(seconds=26)
    await evening.tick()
    assert await evening.node.live.offers() == ()
    await evening.node.live.touch(ticket, now=evening.now)
    await evening.tick()
    assert (await evening.offered(ticket))[1] == "sam"


async def test_an_open_page_counts_as_seen(evening: Evening) -> None:
    ticket = await evening.seeker()
    await evening.tick_through(timedelta(minutes=10), every=timedelta(seconds=30))
    await evening.listener()
    await evening.tick()
    assert (await evening.offered(ticket))[1] == "sam"


async def test_a_wait_without_anybody_ends_honestly(evening: Evening) -> None:
    ticket = await evening.seeker(first_message="hello")
    evening.later(minutes=29, seconds=59)
    await evening.tick()
    assert (await evening.entry(ticket)).ticket.state is TicketState.WAITING
    evening.seekers(ticket).take()
    evening.later(seconds=1)
    await evening.tick()
    entry = await evening.entry(ticket)
    assert (entry.ticket.state, entry.intake.first_message) == (TicketState.REDIRECTED, "")
    assert entry.aftermath == Aftermath(ended=evening.now, reason="nobody")
    (told,) = evening.seekers(ticket).take()
    assert isinstance(told, Redirected)
    assert "That says nothing about you" in told.reason


async def test_a_wait_does_not_end_while_somebody_is_being_asked(evening: Evening) -> None:
    ticket = await evening.seeker()
    evening.later(minutes=29, seconds=50)
    await evening.listener()
    await evening.tick()
    evening.later(seconds=15)
    await evening.tick()
    assert (await evening.entry(ticket)).ticket.state is TicketState.OFFERED
    await evening.chat(ticket)
    evening.later(seconds=15)
    await evening.tick()
    assert (await evening.entry(ticket)).ticket.state is TicketState.MATCHED


async def test_a_page_silent_for_a_quarter_of_an_hour_has_left(evening: Evening) -> None:
    ticket = await evening.seeker(page=False)
    evening.later(minutes=15)
    await evening.tick()
    entry = await evening.entry(ticket)
    assert entry.ticket.state is TicketState.EXPIRED
    assert entry.aftermath == Aftermath(ended=evening.now, reason="expired")


async def test_somebody_in_danger_is_put_to_two_and_the_first_who_takes_them_has_them(evening: Evening) -> None:
    for listener in ("sam", "noor"):
        await evening.listener(listener)
    ticket = await evening.seeker(first_message="I want to die tonight.")
    await evening.tick()
    standing = {one.listener: one.id for one in await evening.node.live.offers() if one.ticket == ticket}
    assert set(standing) == {"sam", "noor"}
    await accept_offer(evening.node, await evening.on_shift("noor"), standing["noor"], now=evening.now)
    assert evening.desk("sam").take_only(OfferLapsed) == [OfferLapsed(offer=standing["sam"], reason="taken")]
    with pytest.raises(OfferGone):
        await accept_offer(evening.node, await evening.on_shift("sam"), standing["sam"], now=evening.now)
    assert (await evening.on_shift("sam")).taken == 0


async def test_somebody_in_danger_overtakes_whoever_waited_longer(evening: Evening) -> None:
    await evening.seeker(first_message="A long week.")
    evening.later(minutes=4)
    urgent = await evening.seeker(self_report="now", first_message="I want to die tonight.")
    await evening.listener("sam", seats=1)
    await evening.tick()
    assert [one.ticket for one in await evening.node.live.offers()] == [urgent]


async def test_a_desk_that_comes_back_is_told_once_what_went_by(evening: Evening) -> None:
    await evening.listener()
    ticket = await evening.seeker()
    await evening.tick()
    offer, _ = await evening.offered(ticket)
    await evening.tick_through(timedelta(seconds=25))
    assert await lapsed_meanwhile(evening.node, "noor") == ()
    assert offer in await lapsed_meanwhile(evening.node, "sam")
    assert await lapsed_meanwhile(evening.node, "sam") == ()


async def test_on_probation_nobody_is_offered_until_a_coordinator_is_on_duty_nor_once_none_is(
    evening: Evening,
) -> None:
    await evening.listener("new", tier=ListenerTier.PROBATION)
    ticket = await evening.seeker()
    await evening.tick()
    assert await evening.node.live.offers() == ()
    assert evening.desk("new").take_only(ShiftChanged)[-1].shift.waits_for_coordinator
    assert evening.seekers(ticket).take_only(Place)[-1].wait.eligible == 0
    await evening.node.live.notes.put(OnDuty(id="kim", name="Kim", seen=evening.now))
    await evening.tick()
    assert (await evening.offered(ticket))[1] == "new"
    assert not evening.desk("new").take_only(ShiftChanged)[-1].shift.waits_for_coordinator
    evening.later(seconds=61)  # no board of hers was heard of since
    await evening.tick()
    assert await evening.node.live.offers() == ()
