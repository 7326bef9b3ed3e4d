"""Who turns out to be a child is one from then on: strict rules, a listener who is cleared, or lines for children."""

import pytest

from app.services.board.show_board import show_board
from app.services.chat.check_message import NotSent
from app.services.chat.end_chat import ConfirmEnd
from app.services.chat.lower_age import lower_age
from app.services.chat.post_message import post_message
from app.services.chat.read_message import flag_danger
from app.services.chat.turn_away import turn_away
from app.services.line.answer_offer import accept_offer
from app.wire.events import Ended, Notice, Place
from crisis import Tier
from matching import AgeBand
from tests.nodes import Evening


async def test_a_listener_who_is_not_cleared_hands_over_at_once(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "i'm 15 btw")
    entry = await evening.entry(ticket)
    assert (entry.ticket.age_band, entry.ticket.head, entry.chat) == (AgeBand.YOUNGER_TEEN, True, None)
    page = evening.seekers(ticket).take()
    assert Ended(chat=chat.id, reason="aged") in page
    assert next(str(event.reason) for event in page if isinstance(event, Place)).startswith("Thank you for saying")
    await evening.listener("noor", cleared_for_minors=True)
    await evening.tick()
    assert (await evening.offered(ticket))[1] == "noor"


async def test_a_cleared_listener_stays_under_strict_rules_and_the_board_knows(evening: Evening) -> None:
    await evening.listener(cleared_for_minors=True)
    ticket = await evening.seeker()
    chat = await evening.chat(ticket)
    await evening.says(chat, "seeker", "ich bin 14")
    assert Notice(chat=chat.id, kind="ageLowered") in evening.desk().take()
    assert chat.ended is None
    with pytest.raises(NotSent):
        post_message(
            evening.node, chat, "seeker", ref="ref-00000001", text="07911 123456", confirmed=True, now=evening.now
        )
    assert [alert.kinds for alert in (await show_board(evening.node, now=evening.now)).alerts] == [("says_under_18",)]


async def test_it_is_never_undone(evening: Evening) -> None:
    await evening.listener(cleared_for_minors=True)
    ticket = await evening.seeker(age_band="undeclared")
    chat = await evening.chat(ticket)
    for age in (14, 17, 16):
        await lower_age(evening.node, chat, age, now=evening.now)
    assert (await evening.entry(ticket)).ticket.age_band is AgeBand.YOUNGER_TEEN


async def test_in_danger_the_listener_stays_until_somebody_cleared_is_there(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await flag_danger(evening.node, chat, Tier.HIGH, now=evening.now)
    await evening.says(chat, "seeker", "i'm 15")
    assert (chat.ended, chat.handing_over is not None) == (None, True)
    await evening.listener("ada")
    await evening.tick()
    assert await evening.node.live.offers() == ()
    await evening.listener("noor", cleared_for_minors=True)
    await evening.tick()
    offer, listener = await evening.offered(ticket)
    assert listener == "noor"
    await accept_offer(evening.node, await evening.on_shift("noor"), offer, now=evening.now)
    assert chat.ended == "handedOver"


async def test_under_13_it_ends_kindly_with_lines_for_children(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "im 11 and my mum shouts")
    entry = await evening.entry(ticket)
    assert entry.aftermath is not None
    assert (entry.aftermath.reason, entry.ticket.age_band) == ("tooYoung", AgeBand.UNDER_13)


async def test_under_13_in_danger_nobody_is_left_until_it_has_passed(evening: Evening) -> None:
    _, chat = await evening.talk()
    await flag_danger(evening.node, chat, Tier.EMERGENCY, now=evening.now)
    await evening.says(chat, "seeker", "im 11")
    await evening.tick()
    assert (chat.ended, chat.too_young) == (None, True)
    for _ in range(12):
        evening.later(minutes=2)
        await evening.says(chat, "listener", "I am here.")
        await evening.says(chat, "seeker", "We had soup today.")
    await evening.tick()
    assert chat.ended == "tooYoung"


async def test_three_marks_end_the_visit_and_two_do_not(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    for name in ("noor", "ada", "kim"):
        await turn_away(evening.node, chat, confirmed=False, now=evening.now)
        entry = await evening.entry(ticket)
        if name == "kim":
            break
        assert (entry.ticket.in_line, entry.ticket.head) == (True, False)
        await evening.listener(name)
        chat = await evening.chat(ticket)
    assert entry.aftermath is not None
    assert entry.aftermath.reason == "notForSupport"


async def test_in_danger_a_mark_has_to_be_confirmed(evening: Evening) -> None:
    _, chat = await evening.talk()
    await flag_danger(evening.node, chat, Tier.HIGH, now=evening.now)
    with pytest.raises(ConfirmEnd):
        await turn_away(evening.node, chat, confirmed=False, now=evening.now)
    assert chat.ended is None
