from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crisis import LANGUAGES, Tier, Watch, assess

START = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)

SAID = st.sampled_from(
    [
        "We had soup.",
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
