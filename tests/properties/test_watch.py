from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from crisis import LANGUAGES, Tier, Watch, WatchState, assess
from crisis.trend import TURNS as ENOUGH
from crisis.trend import Trend, heading

START = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)

SAID = st.sampled_from(
    [
        "We had soup.",
        "That is a good idea, I feel better",
        "I can't, nothing helps, I hate it",
        "Thank you so much, bye",
        "I am sad, it is terrible",
        "I'm not going to kill myself",
        "I cut myself again",
        "I don't want to live",
        "I want to die",
        "I'm going to end my life tonight",
        "My friend wants to kill herself",
        "yes",
        "no",
        "tonight",
    ]
)
ROLES = st.sampled_from(["seeker", "seeker", "seeker", "listener", "system"])
ASKED = st.sampled_from(["Are you thinking about suicide?", "Did you eat?"])
PAUSES = st.sampled_from([timedelta(0), timedelta(minutes=1), timedelta(minutes=6), timedelta(hours=2)])
TURNS = st.lists(st.tuples(ROLES, st.one_of(SAID, ASKED), PAUSES), max_size=40)
LANGUAGE = st.sampled_from([*LANGUAGES, "tr", "xx"])


@given(TURNS)
def test_a_watch_never_goes_from_alarm_to_calm_in_one_step(turns: list[tuple[str, str, timedelta]]) -> None:
    watch, at = Watch(), START
    for role, text, pause in turns:
        before, at = watch.tier, at + pause
        after = watch.hear(role, text, at=at)
        assert after >= before - 1
        assert not (before >= Tier.HIGH and after == Tier.NONE)
        assert watch.peak >= after


@given(TURNS, SAID)
def test_repeating_a_message_that_counts_never_lowers(turns: list[tuple[str, str, timedelta]], text: str) -> None:
    watch, at = Watch(), START
    for role, said, pause in turns:
        at += pause
        watch.hear(role, said, at=at)
    once = watch.hear("seeker", text, at=at)
    again = watch.hear("seeker", text, at=at)
    heard = watch.last.tier if watch.last else Tier.NONE
    assert again >= heard
    assert again >= once or heard < min(once, Tier.ELEVATED)


@given(TURNS, SAID, st.integers(1, 4))
def test_saying_a_grave_thing_again_never_lowers(
    turns: list[tuple[str, str, timedelta]], text: str, times: int
) -> None:
    watch, at = Watch(), START
    for role, said, pause in turns:
        at += pause
        watch.hear(role, said, at=at)
    tiers = [watch.hear("seeker", text, at=at) for _ in range(times)]
    if watch.last and watch.last.tier >= Tier.ELEVATED:
        assert tiers == sorted(tiers)


@given(TURNS, PAUSES)
def test_silence_never_lowers(turns: list[tuple[str, str, timedelta]], pause: timedelta) -> None:
    watch, at = Watch(), START
    for role, text, wait in turns:
        at += wait
        before = watch.tier
        after = watch.hear(role, text, at=at)
        if role != "seeker":
            assert after == before
    before = watch.tier
    for role in ("listener", "system"):
        at += pause
        assert watch.hear(role, "Are you there?", at=at) == before
    assert watch.hear("seeker", "We had soup.", at=at + pause) >= before - 1


@given(TURNS)
def test_only_what_the_seeker_says_is_scored(turns: list[tuple[str, str, timedelta]]) -> None:
    watch, at = Watch(), START
    for role, text, pause in turns:
        at += pause
        watch.hear("listener" if role == "seeker" else role, text, at=at)
    assert (watch.tier, watch.kinds, watch.trend, watch.last) == (Tier.NONE, frozenset(), None, None)


@given(TURNS, st.sampled_from([None, "no", "undisclosed", "thoughts", "plan", "now"]), st.sampled_from(Tier))
def test_a_report_and_a_flag_only_raise(
    turns: list[tuple[str, str, timedelta]], said: str | None, flagged: Tier
) -> None:
    watch, at = Watch(), START
    for role, text, pause in turns:
        at += pause
        watch.hear(role, text, at=at)
    before = watch.tier
    assert watch.report(said, at=at) >= before
    assert watch.flag(flagged, at=at) >= max(before, flagged)


@given(TURNS)
def test_a_watch_resumed_at_every_cut_goes_on_the_same(turns: list[tuple[str, str, timedelta]]) -> None:
    whole, parted, at = Watch(), Watch(), START
    for role, text, pause in turns:
        at += pause
        parted = Watch.resume(parted.state())
        assert whole.hear(role, text, at=at) == parted.hear(role, text, at=at)
        for watch in (whole, parted):
            watch.mark_shown(watch.card_due() or ())
        assert (parted.state(), parted.card_due()) == (whole.state(), whole.card_due())


@given(TURNS)
def test_a_state_outlives_being_sealed(turns: list[tuple[str, str, timedelta]]) -> None:
    watch, at = Watch(), START
    for role, text, pause in turns:
        at += pause
        watch.hear(role, text, at=at)
        watch.put_away(watch.card_due() or ())
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(watch.state()), type=WatchState) == watch.state()


@given(TURNS)
def test_putting_cards_away_changes_no_tier(turns: list[tuple[str, str, timedelta]]) -> None:
    kept, tidied, at = Watch(), Watch(), START
    for role, text, pause in turns:
        at += pause
        tiers = {watch.hear(role, text, at=at) for watch in (kept, tidied)}
        for watch in (kept, tidied):
            watch.mark_shown(watch.card_due() or ())
        tidied.put_away(tidied.cards)
        assert len(tiers) == 1
        assert (tidied.cards, tidied.card_due()) == ((), None)


@given(TURNS, st.integers(0, 40))
def test_a_watch_resumed_anywhere_goes_on_the_same(turns: list[tuple[str, str, timedelta]], cut: int) -> None:
    whole, parted, at = Watch(), Watch(), START
    for number, (role, text, pause) in enumerate(turns):
        at += pause
        if number == cut:
            parted = Watch.resume(parted.state())
        whole.hear(role, text, at=at)
        parted.hear(role, text, at=at)
    assert parted.state() == whole.state()


@given(TURNS)
def test_every_rise_from_elevated_up_puts_a_card(turns: list[tuple[str, str, timedelta]]) -> None:
    watch, at = Watch(), START
    for role, text, pause in turns:
        before, at = watch.tier, at + pause
        after = watch.hear(role, text, at=at)
        assert (after <= before or after < Tier.ELEVATED) or watch.card_due()
        watch.mark_shown(watch.card_due() or ())
        assert watch.card_due() is None


@given(st.text(st.characters(), max_size=400), LANGUAGE)
def test_assess_reads_any_text_and_points_within_it(text: str, language: str) -> None:
    reading = assess(text, language=language)
    assert 0 <= reading.score <= 1
    assert all(0 <= reason.start < reason.end <= len(text) for reason in reading.reasons)


@given(st.text(max_size=30), SAID, st.text(max_size=30))
def test_reasons_lie_within_what_surrounds_them(before: str, said: str, after: str) -> None:
    text = f"{before}\n{said}\n{after}"
    assert all(text[reason.start : reason.end].strip() for reason in assess(text).reasons)


@given(st.lists(st.text(st.characters(), max_size=120), max_size=12), st.floats(-1, 1))
def test_a_trend_stays_within_its_bounds_whatever_is_said(texts: list[str], tone: float) -> None:
    trend = Trend()
    for text in texts:
        pointing = heading(text, tone=tone, language="en")
        assert pointing is None or -1 <= pointing <= 1
        trend = trend.after(pointing)
    assert trend.value is None or -1 <= trend.value <= 1
    assert (trend.value is None) == (trend.turns < ENOUGH)
