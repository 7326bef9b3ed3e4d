from datetime import UTC, datetime, timedelta

import pytest

from crisis import Tier, Watch, WatchState, assess
from crisis.trend import TURNS
from crisis.watch import CALM_MESSAGES, FALL_AFTER

START = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)
CALM = "We had soup."
MINUTE = timedelta(minutes=1)


def calm_down(watch: Watch, at: datetime, *, steps: int = 1) -> datetime:
    """Say calm things slowly until the tier could have fallen the given number of steps."""
    for _ in range(steps * max(CALM_MESSAGES, int(FALL_AFTER / MINUTE))):
        at += MINUTE
        watch.hear("seeker", CALM, at=at)
    return at


def test_watch_rises_at_once() -> None:
    watch = Watch()
    assert watch.hear("seeker", "I wrote a suicide note", at=START) is Tier.EMERGENCY


def test_watch_scores_the_seeker_only() -> None:
    watch = Watch()
    watch.hear("listener", "I want to die", at=START)
    watch.hear("other", "I want to die", at=START)
    assert (watch.tier, watch.last, watch.kinds) == (Tier.NONE, None, frozenset())


def test_watch_falls_one_step_after_five_calm_minutes() -> None:
    watch = Watch()
    watch.hear("seeker", "I want to die", at=START)
    for minute in range(1, 5):
        assert watch.hear("seeker", CALM, at=START + minute * MINUTE) is Tier.HIGH
    assert watch.hear("seeker", CALM, at=START + 5 * MINUTE) is Tier.ELEVATED


def test_watch_never_falls_by_time_alone() -> None:
    watch = Watch()
    watch.hear("seeker", "I want to die", at=START)
    assert watch.hear("seeker", CALM, at=START + timedelta(hours=3)) is Tier.HIGH


def test_watch_is_kept_up_by_a_new_hit() -> None:
    watch = Watch()
    watch.hear("seeker", "I want to die", at=START)
    watch.hear("seeker", "I want to die", at=START + 4 * MINUTE)
    for second in range(8):
        watch.hear("seeker", CALM, at=START + 5 * MINUTE + timedelta(seconds=second))
    assert watch.tier is Tier.HIGH


def test_watch_comes_to_rest_step_by_step_and_keeps_its_peak() -> None:
    watch = Watch()
    watch.hear("seeker", "I wrote a suicide note", at=START)
    seen = [watch.tier]
    at = START
    for _ in range(4):
        at = calm_down(watch, at)
        seen.append(watch.tier)
    assert seen == [Tier.EMERGENCY, Tier.HIGH, Tier.ELEVATED, Tier.WATCH, Tier.NONE]
    assert watch.peak is Tier.EMERGENCY


def test_two_elevated_messages_within_ten_turns_are_high() -> None:
    watch = Watch()
    watch.hear("seeker", "I don't want to live", at=START)
    for _ in range(9):
        watch.hear("seeker", CALM, at=START)
    assert watch.tier is Tier.ELEVATED
    assert watch.hear("seeker", "I cut myself again", at=START) is Tier.HIGH


def test_two_elevated_messages_far_apart_stay_elevated() -> None:
    watch = Watch()
    watch.hear("seeker", "I don't want to live", at=START)
    for _ in range(10):
        watch.hear("seeker", CALM, at=START)
    assert watch.hear("seeker", "I cut myself again", at=START) is Tier.ELEVATED


@pytest.mark.parametrize(
    ("question", "answer", "tier"),
    [
        ("Are you thinking about suicide?", "yes", Tier.HIGH),
        ("Are you thinking about suicide?", "sometimes", Tier.ELEVATED),
        ("Are you thinking about suicide?", "tonight", Tier.EMERGENCY),
        ("Are you thinking about suicide?", "no", Tier.NONE),
        ("Are you thinking about suicide?", "yes, I don't know what to do", Tier.HIGH),
        ("Are you thinking about suicide?", "I don't know", Tier.ELEVATED),
        ("Are you thinking about suicide?", "yes, maybe tomorrow", Tier.EMERGENCY),
        ("Are you thinking about suicide?", "I do not", Tier.NONE),
        ("Are you thinking about suicide?", "not tonight", Tier.NONE),
        ("Are you thinking about suicide?", "My mother came by today and we had a row about it", Tier.NONE),
        ("Are you thinking about suicide?", "not really, why", Tier.NONE),
        ("Are you thinking about lunch?", "yes", Tier.NONE),
        ("Are you thinking about lunch?", "tonight", Tier.NONE),
    ],
)
def test_an_answer_counts_after_a_direct_question(question: str, answer: str, tier: Tier) -> None:
    watch = Watch()
    watch.hear("listener", question, at=START)
    assert watch.hear("seeker", answer, at=START) is tier


def test_a_question_is_forgotten_with_the_listener_s_next_turn() -> None:
    watch = Watch()
    watch.hear("listener", "Are you thinking about suicide?", at=START)
    watch.hear("listener", "You can tell me.", at=START)
    watch.hear("seeker", "no", at=START)
    watch.hear("listener", "Did you eat?", at=START)
    assert watch.hear("seeker", "yes", at=START) is Tier.NONE


def test_a_question_in_spanish_is_answered_in_spanish() -> None:
    watch = Watch("es")
    watch.hear("listener", "¿Has pensado en suicidarte?", at=START)
    assert watch.hear("seeker", "sí", at=START) is Tier.HIGH


@pytest.mark.parametrize(
    ("said", "tier", "cards"),
    [
        (None, Tier.NONE, None),
        ("no", Tier.NONE, None),
        ("undisclosed", Tier.NONE, None),
        ("thoughts", Tier.ELEVATED, ("ideation",)),
        ("plan", Tier.HIGH, ("plan",)),
        ("now", Tier.EMERGENCY, ("intent",)),
    ],
)
def test_the_intake_s_answer_sets_the_tier(said: str | None, tier: Tier, cards: tuple[str, ...] | None) -> None:
    watch = Watch()
    assert (watch.report(said, at=START), watch.card_due()) == (tier, cards)


def test_an_unknown_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="not a self-report"):
        Watch().report("soonish", at=START)


def test_a_listener_s_flag_raises_and_never_lowers() -> None:
    watch = Watch()
    tiers = [watch.flag(tier, at=START) for tier in (Tier.NONE, Tier.HIGH, Tier.WATCH, Tier.NONE)]
    assert tiers == [Tier.NONE, Tier.HIGH, Tier.HIGH, Tier.HIGH]
    assert watch.kinds == {"flagged"}


def test_a_card_is_due_once_per_kind_and_rise() -> None:
    watch = Watch()
    due = []
    for text in ("I cut myself", "I cut myself", "I cut myself", "My dad hits me", CALM):
        watch.hear("seeker", text, at=START)
        due.append(watch.card_due())
        watch.mark_shown(watch.card_due() or ())
    assert due == [("self_harm",), ("self_harm",), None, ("abuse",), None]


def test_a_card_stays_due_until_it_was_shown() -> None:
    watch = Watch()
    watch.hear("seeker", "I want to die", at=START)
    watch.hear("seeker", CALM, at=START)
    assert (watch.card_due(), watch.card_due()) == (("ideation",), ("ideation",))


def test_a_card_is_due_again_after_a_fall_and_a_new_rise() -> None:
    watch = Watch()
    watch.hear("seeker", "I want to die", at=START)
    watch.mark_shown(["ideation"])
    at = calm_down(watch, START, steps=2)
    watch.hear("seeker", "I want to die", at=at)
    assert watch.card_due() == ("ideation",)


def test_a_card_put_away_stays_away_and_lowers_nothing() -> None:
    watch = Watch()
    watch.hear("seeker", "I want to die", at=START)
    watch.mark_shown(["ideation"])
    assert watch.cards == ("ideation",)
    watch.put_away(["ideation"])
    watch.hear("seeker", "I want to die", at=START)
    assert (watch.cards, watch.card_due(), watch.tier) == ((), None, Tier.HIGH)


def test_a_card_put_away_comes_back_with_a_rise() -> None:
    watch = Watch()
    watch.hear("seeker", "I want to die", at=START)
    watch.mark_shown(["ideation"])
    watch.put_away(["ideation"])
    at = calm_down(watch, START, steps=2)
    assert (watch.cards, watch.card_due()) == ((), None)
    watch.hear("seeker", "I want to die", at=at)
    assert watch.card_due() == ("ideation",)
    watch.mark_shown(["ideation"])
    assert watch.cards == ("ideation",)


def test_a_card_of_another_kind_comes_after_one_was_put_away() -> None:
    watch = Watch()
    watch.hear("seeker", "I cut myself", at=START)
    watch.put_away(watch.card_due() or ())
    watch.hear("seeker", "I want to die", at=START)
    assert watch.card_due() == ("ideation",)


def test_a_card_not_heard_of_cannot_be_put_away() -> None:
    watch = Watch()
    watch.put_away(["ideation", "nonsense"])
    watch.hear("seeker", "I want to die", at=START)
    assert (watch.card_due(), watch.state().away) == (("ideation",), ())


def test_worry_about_another_has_its_card_below_elevated() -> None:
    watch = Watch()
    watch.hear("seeker", "My friend wants to kill herself", at=START)
    assert (watch.tier, watch.card_due()) == (Tier.WATCH, ("concern_for_other",))


def test_a_denied_phrase_is_not_a_kind_of_the_chat() -> None:
    watch = Watch()
    watch.hear("seeker", "I'm not going to kill myself", at=START)
    assert (watch.tier, watch.kinds, watch.card_due()) == (Tier.WATCH, frozenset(), None)


def test_trend_says_nothing_below_five_turns() -> None:
    watch = Watch()
    trends = []
    for _ in range(TURNS):
        watch.hear("seeker", "It was a sad, terrible day", at=START)
        trends.append(watch.trend is None)
    assert trends == [True, True, True, True, False]


def sunk() -> Watch:
    """A chat that went down slowly, with nothing in it that is a sign by itself."""
    watch = Watch()
    for text in (
        "We had a nice walk and I was happy",
        "It is a good plan",
        "It was a bad day in the end",
        "I am sad, I don't know",
        "It all hurts, it is terrible",
        "I tried that, it doesn't help",
        "I can't, it is too hard and awful",
        "There is no point, it is terrible",
        "I hate all of it, nothing works",
    ):
        assert assess(text).tier < Tier.ELEVATED
        watch.hear("seeker", text, at=START)
    return watch


def test_a_slow_decline_nobody_said_in_one_sentence_is_worth_a_look() -> None:
    watch = sunk()
    assert (watch.sinking, watch.tier, watch.card_due()) == (True, Tier.WATCH, None)


def test_a_decline_alone_is_never_more_than_worth_a_look() -> None:
    watch = sunk()
    for _ in range(30):
        watch.hear("seeker", "I can't, it is terrible and awful and sad", at=START)
    assert watch.peak is Tier.WATCH


def test_a_sad_chat_that_stays_as_it_was_is_not_a_decline() -> None:
    watch = Watch()
    for _ in range(12):
        watch.hear("seeker", "I am sad today", at=START)
    assert (watch.sinking, watch.tier) == (False, Tier.NONE)


def test_words_that_were_denied_are_elevated_in_a_decline() -> None:
    denied = "It is awful, terrible, I hate it, I am so sad, but I'm not going to kill myself"
    calm, watch = Watch(), sunk()
    assert calm.hear("seeker", denied, at=START) is Tier.WATCH
    assert watch.hear("seeker", denied, at=START) is Tier.ELEVATED
    assert watch.card_due()


def test_a_decline_never_makes_a_chat_high() -> None:
    watch = sunk()
    for _ in range(12):
        watch.hear(
            "seeker", "It is awful, terrible, I hate it, I am so sad, but I'm not going to kill myself", at=START
        )
    assert watch.peak is Tier.ELEVATED


def test_thanks_and_goodbyes_leave_the_trend_alone() -> None:
    watch = Watch()
    for _ in range(TURNS):
        watch.hear("seeker", "It was a sad, terrible day", at=START)
    before = watch.trend
    watch.hear("seeker", "Thank you so much, you are wonderful", at=START)
    assert watch.trend == before


def test_a_watch_goes_on_from_its_state() -> None:
    one = Watch()
    one.report("thoughts", at=START)
    one.hear("listener", "Are you thinking about suicide?", at=START)
    other = Watch.resume(one.state())
    for watch in (one, other):
        watch.hear("seeker", "sometimes", at=START + MINUTE)
        watch.mark_shown(watch.card_due() or ())
        watch.put_away(["ideation"])
        calm_down(watch, START + MINUTE)
    assert other.state() == one.state()


def test_a_state_holds_no_word_of_the_chat() -> None:
    watch = Watch()
    words = ("zebra", "walnut", "harbour")
    for word in words:
        watch.hear("seeker", f"I want to die, {word}", at=START)
        watch.hear("listener", f"Are you thinking about suicide, {word}?", at=START)
    assert not any(word in repr((watch.state(), watch.last, vars(watch))) for word in words)
    assert watch.state() == WatchState(
        tier=Tier.HIGH,
        peak=Tier.HIGH,
        hit_at=START,
        turns=3,
        elevated_turn=3,
        asked=True,
        listener_spoke_last=True,
        trend=watch.state().trend,
        heard=(("ideation", Tier.HIGH),),
        kinds=frozenset({"ideation"}),
    )
