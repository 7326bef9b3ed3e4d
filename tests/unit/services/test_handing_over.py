"""A listener asks for somebody else: the chat goes on until they are here, and every filter holds."""

from dataclasses import replace
from datetime import timedelta

from app.identity.seeker_pass import TicketPass, open_pass
from app.services.board.show_board import show_board
from app.services.chat.end_chat import end_chat, put_back
from app.services.chat.hand_over import hand_over, stay_on
from app.services.line.answer_offer import accept_offer
from app.services.line.make_offers import make_offers
from app.services.show import pass_of, ticket_view
from app.wire.events import Ended, Notice, Offered, OfferLapsed, Opened, Place
from crisis import Tier
from matching import ListenerTier, TicketState
from tests.nodes import Evening

MINUTE = timedelta(minutes=1)
NOTE = "They lost their brother last week."


async def taken_over(evening: Evening, ticket: str) -> None:
    """Whoever is asked takes it."""
    offer, listener = await evening.offered(ticket)
    await accept_offer(evening.node, await evening.on_shift(listener), offer, now=evening.now)


async def test_the_chat_stays_open_until_somebody_else_is_there(evening: Evening) -> None:
    ticket, chat = await evening.talk(first_message="hello")
    await hand_over(evening.node, chat, f"  {NOTE} ", now=evening.now)
    told = Notice(chat=chat.id, kind="handOver", minutes=5)
    assert evening.seekers(ticket).take() == [told]
    assert evening.desk().take() == [told]
    await evening.tick()
    assert await evening.node.live.offers() == ()
    assert evening.seekers(ticket).take_only(Place) == []
    assert (await ticket_view(evening.node, await evening.entry(ticket), now=evening.now)).chat == chat.id
    await evening.says(chat, "seeker", "Are you still there?")
    await evening.listener("noor")
    await evening.tick()
    (offered,) = evening.desk("noor").take_only(Offered)
    assert (offered.offer.first_message, offered.offer.hands_over, offered.offer.note) == ("", True, NOTE)
    evening.seekers(ticket).take()
    evening.desk().take()
    await taken_over(evening, ticket)
    ended, opened = evening.seekers(ticket).take()
    assert ended == Ended(chat=chat.id, reason="handedOver")
    assert isinstance(opened, Opened)
    assert (opened.chat.with_, opened.chat.note) == ("Noor", NOTE)
    assert Ended(chat=chat.id, reason="handedOver") in evening.desk().take()
    (after,) = evening.node.chats.values()
    assert (after.listener, after.note, after.after(0)) == ("noor", NOTE, [])
    entry = await evening.entry(ticket)
    assert (entry.chat, entry.ticket.state, entry.ticket.apart) == (after.id, TicketState.MATCHED, frozenset())
    assert (await evening.on_shift("sam")).taken == 0


async def test_a_hand_over_obeys_every_filter(evening: Evening) -> None:
    await evening.listener(languages=frozenset({"es"}), cleared_for_minors=True)
    ticket = await evening.seeker(age_band="13-15", language="es")
    chat = await evening.chat(ticket)
    await evening.listener("adults", languages=frozenset({"es"}))
    await evening.listener("english", cleared_for_minors=True)
    await hand_over(evening.node, chat, "", now=evening.now)
    await evening.tick()
    assert await evening.node.live.offers() == ()
    await evening.listener("right", languages=frozenset({"es"}), cleared_for_minors=True)
    await evening.tick()
    assert (await evening.offered(ticket))[1] == "right"


async def test_in_danger_the_crisis_trained_are_asked_first_and_two_at_once(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "I am going to kill myself tonight.")
    await evening.listener("new", tier=ListenerTier.PROBATION)
    await evening.listener("noor")
    await evening.listener("ida", tier=ListenerTier.CRISIS)
    assert chat.watch.tier >= Tier.HIGH
    await evening.tick()
    await hand_over(evening.node, chat, "", now=evening.now)
    await make_offers(evening.node, now=evening.now)
    asked = [one.listener for one in await evening.node.live.offers() if one.ticket == ticket]
    assert asked == ["ida", "noor"]
    (alert,) = (await show_board(evening.node, now=evening.now)).alerts
    assert (alert.kinds[0], alert.listener) == ("asks_for_help", "Sam")


async def test_nobody_came_and_they_go_on_together(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await hand_over(evening.node, chat, NOTE, now=evening.now)
    await evening.tick_through(5 * MINUTE)
    entry = await evening.entry(ticket)
    assert (entry.ticket.state, entry.chat, chat.handing_over, entry.note) == (TicketState.MATCHED, chat.id, None, "")
    assert Notice(chat=chat.id, kind="handOverOff") in evening.seekers(ticket).take()
    await evening.says(chat, "seeker", "Thank you for staying.")


async def test_the_listener_stays_after_all_and_whoever_was_asked_is_told(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.listener("noor")
    await hand_over(evening.node, chat, "", now=evening.now)
    await evening.tick()
    offer, _ = await evening.offered(ticket)
    await stay_on(evening.node, chat)
    assert evening.desk("noor").take_only(OfferLapsed) == [OfferLapsed(offer=offer, reason="left")]
    await evening.tick()
    assert await evening.node.live.offers() == ()
    assert (await evening.on_shift("noor")).taken == 0


async def test_asking_twice_changes_the_note_and_nothing_else(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await hand_over(evening.node, chat, "", now=evening.now)
    before = await evening.entry(ticket)
    await hand_over(evening.node, chat, NOTE, now=evening.later(minutes=1))
    assert chat.handing_over is not None
    assert chat.handing_over.note == NOTE
    after = await evening.entry(ticket)
    ticket_as_before = replace(before.ticket, version=after.ticket.version)
    assert after == replace(before, note=NOTE, ticket=ticket_as_before)


async def test_a_seeker_who_leaves_meanwhile_leaves_the_line_too(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.listener("noor")
    await hand_over(evening.node, chat, "", now=evening.now)
    await evening.tick()
    offer, _ = await evening.offered(ticket)
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    await evening.tick()
    assert evening.desk("noor").take_only(OfferLapsed) == [OfferLapsed(offer=offer, reason="left")]
    assert (await evening.entry(ticket)).aftermath is not None


async def test_a_listener_who_vanishes_meanwhile_leaves_the_seeker_at_the_head(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await hand_over(evening.node, chat, NOTE, now=evening.now)
    await put_back(evening.node, chat, "listenerLost", now=evening.now)
    entry = await evening.entry(ticket)
    assert (entry.ticket.state, entry.ticket.head, entry.ticket.ends) == (TicketState.WAITING, True, None)
    await evening.listener("noor")
    await evening.tick()
    assert (await evening.offered(ticket))[1] in {"noor", "sam"}


async def test_the_pass_still_leads_back_to_the_chat(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await hand_over(evening.node, chat, "", now=evening.now)
    token = pass_of(evening.node, await evening.entry(ticket), now=evening.now)
    known = open_pass(evening.node.sealer, token, now=evening.now)
    assert isinstance(known, TicketPass)
    assert (known.ticket, known.chat) == (ticket, chat.id)
