"""What is heard in a message: a card for the seeker, reasons for the listener, urgency on the ticket."""

import logging

import pytest

from app.services.chat.guidance import guidance_for
from app.services.chat.read_message import flag_danger, reasons_of, show_due_card
from app.services.show import resources_of
from app.wire.events import Alert, Card
from app.wire.views import ReasonView
from crisis import Tier, Watch, assess
from tests.nodes import Evening


async def test_danger_puts_a_card_before_the_seeker_and_reasons_before_the_listener(evening: Evening) -> None:
    ticket, chat = await evening.talk(country="PT")
    message = await evening.says(chat, "seeker", "🕯🕯 I want to die")
    entry = await evening.entry(ticket)
    assert evening.seekers(ticket).take_only(Card) == [
        Card(tier=3, kinds=("ideation",), manner="hard", resources=resources_of(evening.node, entry, now=evening.now))
    ]
    (alert,) = evening.desk().take_only(Alert)
    guidance = guidance_for(Tier.HIGH, {"ideation"}, minor=False)
    # two candles are four units for a browser: "want to die" stands at 7 to 18 there
    assert alert == Alert(
        chat=chat.id,
        seq=message.seq,
        tier=3,
        kinds=("ideation",),
        reasons=(ReasonView(kind="ideation", start=7, end=18),),
        guidance=guidance.words,
        asks=guidance.asks,
        stub=alert.stub,
        alone=True,
    )
    assert (entry.ticket.urgency, entry.watch.tier, entry.watch.kinds) == (3, Tier.HIGH, {"ideation"})


async def test_a_card_is_shown_once_for_each_rise(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    said = ["I don't want to live", "I don't want to live", "I'm going to kill myself tonight"]
    cards = []
    for text in said:
        await evening.says(chat, "seeker", text)
        cards.append([(card.tier, card.kinds) for card in evening.seekers(ticket).take_only(Card)])
    assert cards == [[(2, ("ideation_passive",))], [(3, ("ideation_passive",))], [(4, ("ideation", "intent"))]]


async def test_calm_words_put_nothing_anywhere(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "We had soup.")
    assert (evening.seekers(ticket).take_only(Card), evening.desk().take_only(Alert)) == ([], [])


async def test_what_the_listener_says_is_no_danger(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "listener", "Do you want to die?")
    assert (evening.seekers(ticket).take_only(Card), evening.desk().take_only(Alert)) == ([], [])
    assert chat.watch.tier is Tier.NONE


async def test_a_plain_yes_is_read_in_the_light_of_the_question(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "listener", "Are you thinking about suicide?")
    await evening.says(chat, "seeker", "yes")
    assert evening.seekers(ticket).take_only(Card) != []
    assert chat.watch.tier >= Tier.ELEVATED


async def test_a_card_that_no_page_could_show_is_shown_when_one_comes_back(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    evening.closes(f"seeker:{ticket}")
    await evening.says(chat, "seeker", "I want to die")
    page = evening.opens(f"seeker:{ticket}", Card)
    for cards in (1, 0):
        await show_due_card(evening.node, chat, now=evening.now)
        assert len(page.take()) == cards


async def test_a_listeners_flag_counts_like_words(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await flag_danger(evening.node, chat, Tier.HIGH, now=evening.now)
    (card,) = evening.seekers(ticket).take_only(Card)
    (alert,) = evening.desk().take_only(Alert)
    assert (card.tier, card.kinds) == (3, ("flagged",))
    assert (alert.tier, alert.seq, alert.reasons) == (3, 0, ())
    entry = await evening.entry(ticket)
    assert (entry.ticket.urgency, Watch.resume(entry.watch).tier) == (3, Tier.HIGH)


async def test_urgency_stays_when_the_chat_grows_calmer(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "I want to die")
    for _ in range(4):
        evening.later(minutes=3)
        await evening.says(chat, "seeker", "We had soup and it was good.")
    entry = await evening.entry(ticket)
    assert chat.watch.tier < Tier.HIGH
    assert (entry.ticket.urgency, Watch.resume(entry.watch).tier) == (3, chat.watch.tier)


async def test_reading_that_fails_takes_no_chat_down_and_says_nothing(
    evening: Evening, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, chat = await evening.talk()
    canary = "a very private canary"

    def broken(*_: object, **__: object) -> None:
        raise ValueError(canary)

    monkeypatch.setattr(Watch, "hear", broken)
    with caplog.at_level(logging.DEBUG):
        await evening.says(chat, "seeker", canary)
    assert caplog.messages == ["a message could not be read: ValueError"]
    assert [event.text for event in evening.seekers(ticket).take()] == [canary]


@pytest.mark.parametrize(
    ("before", "start"), [("", 0), ("hi ", 3), ("é ", 2), ("🕯 ", 3), ("👩‍👩‍👧 ", 9), ("\ud83d ", 2)]
)
def test_offsets_count_as_browsers_count(before: str, start: int) -> None:
    text = f"{before}kill myself, I will"
    reading = assess(text)
    assert reading.reasons
    assert {reason.start for reason in reasons_of(reading, text)} == {start}
