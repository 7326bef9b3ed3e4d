"""The calm card: in which manner it comes, and that putting it away changes nothing but what is shown."""

from dataclasses import replace

import pytest

from app.services.chat.card import (
    choose_quietly,
    is_away,
    make_card,
    manner_of,
    put_card_away,
    show_waiting_card,
    standing_card,
)
from app.services.line.join_line import edit_first_message
from app.wire.events import Card, Notice
from app.wire.frames import encode
from crisis import Kind, Tier
from tests.nodes import Evening


@pytest.mark.parametrize(
    ("tier", "kinds", "manner"),
    [
        (Tier.ELEVATED, {"ideation"}, "hard"),
        (Tier.EMERGENCY, {"act_in_progress"}, "now"),
        (Tier.ELEVATED, {"abuse"}, "gentle"),
        (Tier.HIGH, {"abuse", "minor_at_risk"}, "gentle"),
        (Tier.HIGH, {"abuse", "ideation"}, "hard"),
        (Tier.EMERGENCY, {"abuse"}, "now"),
        (Tier.WATCH, {"concern_for_other"}, "friend"),
        (Tier.EMERGENCY, {"concern_for_other"}, "friend"),
        (Tier.HIGH, {"concern_for_other", "ideation"}, "hard"),
    ],
)
def test_a_card_comes_in_the_manner_of_its_need(tier: Tier, kinds: set[str], manner: str) -> None:
    assert manner_of(tier, kinds) == manner


async def test_who_says_it_on_the_way_in_waits_with_a_card(evening: Evening) -> None:
    entry = await evening.entry(await evening.seeker(self_report="plan", country="GB"))
    card = standing_card(evening.node, entry, now=evening.now)
    assert card is not None
    assert (card.tier, card.kinds, card.manner) == (3, ("plan",), "hard")
    assert card.resources[0].phone == "999"
    calm = await evening.entry(await evening.seeker(self_report="no"))
    assert standing_card(evening.node, calm, now=evening.now) is None


async def test_a_rewritten_first_message_raises_urgency_and_shows_a_card_at_once(evening: Evening) -> None:
    ticket = await evening.seeker()
    await edit_first_message(evening.node, await evening.entry(ticket), "I want to die", now=evening.now)
    assert [card.kinds for card in evening.seekers(ticket).take_only(Card)] == [("ideation",)]
    entry = await evening.entry(ticket)
    assert entry.ticket.urgency == 3
    await edit_first_message(evening.node, entry, "I want to die.", now=evening.now)
    assert evening.seekers(ticket).take_only(Card) == []


async def test_not_for_me_puts_a_card_away_and_lowers_nothing(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "I want to die")
    await put_card_away(evening.node, await evening.entry(ticket))
    entry = await evening.entry(ticket)
    card = standing_card(evening.node, entry, now=evening.now)
    assert card is not None
    assert is_away(evening.node, entry)
    assert (chat.watch.tier, entry.ticket.urgency, entry.watch.tier) == (3, 3, 3)


async def test_a_graver_tier_or_a_new_kind_brings_a_card_back(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    for said in ("I want to die", "he hits me", "I just took all my pills"):
        evening.seekers(ticket).take()
        await evening.says(chat, "seeker", said)
        assert len(evening.seekers(ticket).take_only(Card)) == 1, said
        await put_card_away(evening.node, await evening.entry(ticket))


async def test_what_was_put_away_in_line_does_not_come_back_with_the_chat(evening: Evening) -> None:
    ticket = await evening.seeker(self_report="plan")
    await put_card_away(evening.node, await evening.entry(ticket))
    show_waiting_card(evening.node, await evening.entry(ticket), now=evening.now)
    assert evening.seekers(ticket).take_only(Card) == []
    await evening.listener()
    chat = await evening.chat(ticket)
    await evening.says(chat, "seeker", "Hello, it is me.")
    assert evening.seekers(ticket).take_only(Card) == []


@pytest.mark.parametrize(("band", "first"), [("adult", False), ("13-15", True), ("undeclared", False)])
async def test_the_young_are_shown_where_to_write_first(evening: Evening, band: str, first: bool) -> None:  # noqa: FBT001
    entry = await evening.entry(await evening.seeker(age_band=band, self_report="plan", country="US"))
    card = standing_card(evening.node, entry, now=evening.now)
    assert card is not None
    assert card.written_first is first


async def test_who_cannot_speak_aloud_is_shown_where_to_write_first(evening: Evening) -> None:
    ticket = await evening.seeker(self_report="plan", country="GB")
    shown = []
    for quietly in (True, False):
        await choose_quietly(evening.node, await evening.entry(ticket), quietly=quietly)
        card = standing_card(evening.node, await evening.entry(ticket), now=evening.now)
        assert card is not None
        shown.append((card.written_first, card.resources[1].name))
    assert shown == [(True, "Shout"), (False, "Samaritans")]


@pytest.mark.proves("C33")
async def test_a_card_of_any_country_and_kind_is_as_large_as_a_notice(evening: Evening) -> None:
    """Who watches the line cannot tell danger from "nobody wrote for five minutes"."""
    notice = len(encode(Notice(chat="A" * 22, kind="quietAsk", minutes=5)))
    seen = set()
    for age in ("adult", "13-15"):
        joined = await evening.entry(await evening.seeker(age_band=age))
        heard = replace(joined, watch=replace(joined.watch, kinds=frozenset(str(kind) for kind in Kind)))
        for country in (None, *(code for code, *_ in evening.node.directory.countries())):
            entry = replace(heard, intake=replace(heard.intake, country=country))
            for locale in ("en", "ar", "de"):
                there = replace(entry, intake=replace(entry.intake, locale=locale))
                card = make_card(evening.node, there, Tier.EMERGENCY, tuple(Kind), now=evening.now)
                seen.add(len(encode(card)))
    assert seen == {notice}
