"""What is sent, asked about and stopped in a chat; who is told; and that whoever wants to be found can be."""

import tomllib
from pathlib import Path

import pytest

from app.live.chat import Chat, Role
from app.services.board.show_alerts import subject_of
from app.services.board.show_board import show_board
from app.services.board.take_alert import note_alerts, take_alert
from app.services.chat.check_message import NotSent, SendAnyway
from app.services.chat.follow_up import follow_up
from app.services.chat.post_message import post_message
from app.services.chat.read_message import flag_danger
from app.services.line.join_line import TooYoung, edit_first_message
from app.wire.events import Alert, AlertTaken, Card, Ended, Notice, Place, Posted
from crisis import Tier
from matching import AgeBand
from tests.nodes import Evening

TABLES = Path(__file__).parents[1] / "safety"
FOUND = tomllib.loads((TABLES / "contact_found.toml").read_text())
PLACES = [text for way in ("address", "postcode", "coordinates", "phone") for text in FOUND[way]]
BANDS = ("13-15", "16-17", "adult", "undeclared")
NUMBER = "text me: 07911 123456"


def post(evening: Evening, chat: Chat, role: Role, text: str, *, confirmed: bool = False) -> None:
    """Somebody presses "send"."""
    ref = f"{role}-{chat.seq + 1:06}"
    post_message(evening.node, chat, role, ref=ref, text=text, confirmed=confirmed, now=evening.now)


async def kinds_on_board(evening: Evening) -> list[tuple[str, ...]]:
    board = await show_board(evening.node, now=evening.now)
    return [alert.kinds for alert in board.alerts]


@pytest.mark.parametrize("band", BANDS)
@pytest.mark.parametrize("text", [NUMBER, "add me on snap", "see www.example.com", "jo@example.com", "12 Oak Street"])
async def test_a_listener_leads_nobody_elsewhere(evening: Evening, band: str, text: str) -> None:
    await evening.listener(cleared_for_minors=True)
    ticket, chat = await evening.talk(age_band=band) if band == "adult" else await _with_minor(evening, band)
    with pytest.raises(NotSent) as kept:
        post(evening, chat, "listener", text, confirmed=True)
    assert kept.value.code in {"contactDetails", "elsewhere"}
    assert evening.seekers(ticket).take() == []
    assert chat.seq == 0


async def _with_minor(evening: Evening, band: str) -> tuple[str, Chat]:
    ticket = await evening.seeker(age_band=band)
    chat = await evening.chat(ticket)
    chat.begun = True
    evening.seekers(ticket).take()
    evening.desk().take()
    return ticket, chat


async def test_an_adult_is_asked_once_and_then_believed(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    with pytest.raises(SendAnyway) as asked:
        post(evening, chat, "seeker", NUMBER)
    assert (asked.value.kinds, asked.value.masked) == (("phone",), "text me: ••••• ••••••")
    assert chat.seq == 0
    post(evening, chat, "seeker", NUMBER, confirmed=True)
    assert [event.text for event in evening.seekers(ticket).take_only(Posted)] == [NUMBER]


@pytest.mark.parametrize("band", ["13-15", "16-17", "undeclared"])
async def test_who_may_be_a_child_keeps_it_and_is_told_why(evening: Evening, band: str) -> None:
    await evening.listener(cleared_for_minors=True)
    _, chat = await _with_minor(evening, band)
    with pytest.raises(NotSent) as kept:
        post(evening, chat, "seeker", NUMBER, confirmed=True)
    assert "still in the box" in kept.value.detail
    assert chat.seq == 0


@pytest.mark.parametrize("band", BANDS)
async def test_in_an_emergency_every_place_and_number_can_be_sent_at_any_age(evening: Evening, band: str) -> None:
    await evening.listener(cleared_for_minors=True)
    ticket, chat = await _with_minor(evening, band)
    await flag_danger(evening.node, chat, Tier.EMERGENCY, now=evening.now)
    for number, text in enumerate(PLACES):
        evening.later(seconds=30)
        with pytest.raises(SendAnyway) as asked:
            post(evening, chat, "seeker", text)
        assert "be found" in asked.value.detail, text
        post(evening, chat, "seeker", text, confirmed=True)
        assert chat.seq == number + 1
    assert len(evening.seekers(ticket).take_only(Posted)) == len(PLACES)


async def test_the_listener_and_the_board_learn_that_somebody_wants_to_be_found_and_not_where(evening: Evening) -> None:
    await evening.listener(cleared_for_minors=True)
    _, chat = await _with_minor(evening, "13-15")
    await flag_danger(evening.node, chat, Tier.HIGH, now=evening.now)
    evening.desk().take()
    post(evening, chat, "seeker", "12 Oak Street", confirmed=True)
    assert evening.desk().take_only(Notice) == [Notice(chat=chat.id, kind="wantsFound")]
    (kinds,) = await kinds_on_board(evening)
    assert kinds == ("wants_to_be_found", "flagged")


async def test_the_very_words_that_say_an_act_is_in_progress_open_the_way(evening: Evening) -> None:
    await evening.listener(cleared_for_minors=True)
    _, chat = await _with_minor(evening, "13-15")
    text = "I just took all the pills, I am at 12 Oak Street"
    with pytest.raises(SendAnyway):
        post(evening, chat, "seeker", text)
    post(evening, chat, "seeker", text, confirmed=True)
    assert chat.wanted


async def test_danger_in_a_text_that_is_not_sent_is_heard_all_the_same(evening: Evening) -> None:
    await evening.listener(cleared_for_minors=True)
    ticket, chat = await _with_minor(evening, "13-15")
    with pytest.raises(NotSent):
        post(evening, chat, "seeker", "I want to kill myself tonight, my snap is jo_smith9")
    await follow_up(evening.node, chat, now=evening.now)
    assert chat.watch.tier >= Tier.HIGH
    assert len(evening.seekers(ticket).take_only(Card)) == 1
    assert len(evening.desk().take_only(Alert)) == 1


async def test_lines_of_our_own_may_be_named_by_anybody(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    for role in ("seeker", "listener"):
        post(evening, chat, role, "You can call 988 or 116 123, or look at samaritans.org")
    assert len(evening.seekers(ticket).take_only(Posted)) == 2


async def test_a_known_ref_is_answered_and_not_checked_again(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    for confirmed in (True, False):
        post_message(
            evening.node, chat, "seeker", ref="ref-00000001", text=NUMBER, confirmed=confirmed, now=evening.now
        )
    assert [event.seq for event in evening.seekers(ticket).take_only(Posted)] == [1, 1]


async def test_a_listeners_request_for_pictures_stays_unsent_and_rings_without_words_or_warning(
    evening: Evening,
) -> None:
    ticket, chat = await evening.talk()
    with pytest.raises(NotSent) as kept:
        post(evening, chat, "listener", "send me a pic of you", confirmed=True)
    assert kept.value.code == "imageRequest"
    assert evening.seekers(ticket).take() == []
    (alert,) = (await show_board(evening.node, now=evening.now)).alerts
    assert (alert.kinds, alert.listener, alert.tier) == (("listener_image",), "Sam", 3)
    await note_alerts(evening.node, now=evening.now)
    subject = subject_of(evening.node, "", alert.handle)
    assert subject is not None
    await take_alert(evening.node, subject, "Kim")
    assert evening.desk().take_only(AlertTaken) == []
    assert (await show_board(evening.node, now=evening.now)).alerts[0].taken_by == "Kim"


async def test_signs_together_ring_although_each_alone_would_not(evening: Evening) -> None:
    _, chat = await evening.talk()
    post(evening, chat, "listener", "you are so beautiful")
    assert await kinds_on_board(evening) == []
    post(evening, chat, "listener", "how old are you")
    post(evening, chat, "listener", "where do you live")
    post(evening, chat, "listener", "only I understand you")
    (kinds,) = await kinds_on_board(evening)
    assert kinds == ("listener_cues_together", "listener_secrecy")


async def test_nobody_has_to_keep_a_secret(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    for _ in range(2):
        post(evening, chat, "listener", "this is our little secret")
    assert evening.seekers(ticket).take_only(Notice) == [Notice(chat=chat.id, kind="noSecrets")]


async def test_money_brings_the_card_about_extortion_and_its_lines(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    with pytest.raises(NotSent):
        post(evening, chat, "listener", "pay me or i post them")
    await follow_up(evening.node, chat, now=evening.now)
    page = evening.seekers(ticket).take()
    assert Notice(chat=chat.id, kind="sextortion") in page
    (card,) = [event for event in page if isinstance(event, Card)]
    assert card.resources


async def test_something_sexual_to_a_minor_ends_the_chat_and_brings_somebody_else(evening: Evening) -> None:
    await evening.listener(cleared_for_minors=True)
    ticket, chat = await _with_minor(evening, "16-17")
    with pytest.raises(NotSent):
        post(evening, chat, "listener", "are you a virgin")
    await follow_up(evening.node, chat, now=evening.now)
    page = evening.seekers(ticket).take()
    assert Ended(chat=chat.id, reason="unsafe") in page
    assert next(str(event.reason) for event in page if isinstance(event, Place)).startswith("We ended that chat")
    entry = await evening.entry(ticket)
    assert (entry.ticket.head, entry.ticket.blocked) == (True, frozenset({"sam"}))
    assert (await evening.on_shift("sam")).suspended
    assert ("ended", "listener_sexual") in await kinds_on_board(evening)


async def test_a_personal_question_to_a_minor_is_asked_back_once_and_noted(evening: Evening) -> None:
    await evening.listener(cleared_for_minors=True)
    ticket, chat = await _with_minor(evening, "13-15")
    with pytest.raises(SendAnyway) as asked:
        post(evening, chat, "listener", "are you alone")
    assert asked.value.kinds == ("personalQuestion",)
    post(evening, chat, "listener", "are you alone", confirmed=True)
    assert len(evening.seekers(ticket).take_only(Posted)) == 1
    assert chat.concerns == {"listener_probing"}


async def test_in_danger_a_listener_may_ask_where_and_with_whom_they_are(evening: Evening) -> None:
    await evening.listener(cleared_for_minors=True)
    ticket, chat = await _with_minor(evening, "13-15")
    await flag_danger(evening.node, chat, Tier.HIGH, now=evening.now)
    for text in ("where are you right now", "are you alone", "is anyone home"):
        post(evening, chat, "listener", text)
    assert len(evening.seekers(ticket).take_only(Posted)) == 3
    assert chat.concerns == frozenset()


async def test_who_turns_on_the_listener_is_warned_slowed_and_then_it_ends(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "you are an idiot")
    await evening.says(chat, "seeker", "fuck you")
    with pytest.raises(NotSent) as slower:
        post(evening, chat, "seeker", "and another thing")
    assert slower.value.code == "slowDown"
    evening.later(seconds=31)
    await evening.says(chat, "seeker", "sorry, I am so tired")
    with pytest.raises(NotSent):
        post(evening, chat, "seeker", "you stupid bitch")
    await follow_up(evening.node, chat, now=evening.now)
    page = evening.seekers(ticket).take()
    assert [event.kind for event in page if isinstance(event, Notice)] == ["warned", "slowed"]
    assert page[-1] == Ended(chat=chat.id, reason="abuse")


@pytest.mark.parametrize(
    "text", ["i am so fucking stupid", "fuck this life", "i hate myself", "i want to die", "he said you are worthless"]
)
async def test_despair_is_never_muted(evening: Evening, text: str) -> None:
    _, chat = await evening.talk()
    for _ in range(5):
        await evening.says(chat, "seeker", text)
    assert (chat.strikes, chat.seq) == (0, 5)


async def test_nobody_in_danger_is_sent_away_for_what_they_shout(evening: Evening) -> None:
    _, chat = await evening.talk()
    await flag_danger(evening.node, chat, Tier.HIGH, now=evening.now)
    for _ in range(5):
        await evening.says(chat, "seeker", "fuck you")
    assert chat.seq == 5
    await follow_up(evening.node, chat, now=evening.now)
    assert chat.ended is None


async def test_a_first_message_passes_the_same_checks(evening: Evening) -> None:
    with pytest.raises(SendAnyway):
        await evening.seeker(first_message=NUMBER)
    with pytest.raises(NotSent):
        await evening.seeker(first_message=NUMBER, age_band="16-17", confirmed=True)
    ticket = await evening.seeker(first_message=NUMBER, confirmed=True)
    entry = await evening.entry(ticket)
    with pytest.raises(SendAnyway):
        await edit_first_message(evening.node, entry, "jo@example.com", now=evening.now)
    assert (await evening.entry(ticket)).intake.first_message == NUMBER


async def test_who_comes_in_danger_and_says_where_is_found(evening: Evening) -> None:
    await evening.listener(cleared_for_minors=True)
    text = "12 Oak Street, please"
    with pytest.raises(SendAnyway):
        await evening.seeker(first_message=text, self_report="now", age_band="13-15")
    ticket = await evening.seeker(first_message=text, self_report="now", age_band="13-15", confirmed=True)
    chat = await evening.chat(ticket)
    assert chat.wanted
    assert Notice(chat=chat.id, kind="wantsFound") in evening.desk().take()


async def test_a_first_message_that_says_an_age_is_believed(evening: Evening) -> None:
    ticket = await evening.seeker(first_message="i'm 15 and so alone")
    assert (await evening.entry(ticket)).ticket.age_band is AgeBand.YOUNGER_TEEN
    with pytest.raises(TooYoung):
        await evening.seeker(first_message="I'm 11")


async def test_the_same_number_in_visit_after_visit_is_advertising(evening: Evening) -> None:
    await evening.listener(seats=3)
    sent = []
    for _ in range(3):
        ticket = await evening.seeker()
        chat = await evening.chat(ticket)
        try:
            post(evening, chat, "seeker", NUMBER, confirmed=True)
            post(evening, chat, "seeker", f"again: {NUMBER}", confirmed=True)
            sent.append(chat.seq)
        except NotSent as kept:
            sent.append(kept.code)
    assert sent == [2, 2, "repeated"]
    evening.later(hours=1, seconds=1)
    post(evening, chat, "seeker", NUMBER, confirmed=True)
    assert chat.seq == 1
