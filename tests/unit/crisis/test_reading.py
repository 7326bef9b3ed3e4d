import pytest

from crisis import LANGUAGES, About, Reading, Reason, Tier, assess
from crisis.patterns import PatternBook
from crisis.sentiment import LONGEST, valence
from crisis.signals import signal_set
from crisis.words import fold

PAIRS = [
    # negation that governs the verb, against negation that is the statement
    ("I'm not going to kill myself", Tier.WATCH, "I'm not going to be here tomorrow", Tier.EMERGENCY),
    ("I don't want to die", Tier.WATCH, "I don't want to live", Tier.ELEVATED),
    ("I would never kill myself", Tier.WATCH, "I would kill myself", Tier.HIGH),
    ("I can't hurt myself", Tier.WATCH, "I can't stop hurting myself", Tier.ELEVATED),
    ("I'm not suicidal", Tier.WATCH, "I'm so suicidal", Tier.HIGH),
    ("No, I do not want to die", Tier.WATCH, "No, I do want to die", Tier.HIGH),
    ("I will not kill myself, but I am sad", Tier.WATCH, "I will not hide it, I want to die", Tier.HIGH),
    # whose danger it is
    ("My friend wants to kill herself", Tier.WATCH, "I want to kill myself", Tier.HIGH),
    ("She said I want to die", Tier.WATCH, "I said I want to die", Tier.HIGH),
    ("My brother is suicidal", Tier.WATCH, "I feel suicidal", Tier.HIGH),
    # when it was
    ("Years ago I wanted to end my life", Tier.WATCH, "Today I wanted to end my life", Tier.HIGH),
    ("I used to cut myself", Tier.WATCH, "I still cut myself", Tier.ELEVATED),
    ("Years ago I wanted to die", Tier.WATCH, "Years ago I wanted to die, and now again", Tier.HIGH),
    # a time makes intent an emergency
    ("I'm going to end my life", Tier.HIGH, "I'm going to end my life tonight", Tier.EMERGENCY),
    # idioms
    ("This homework is killing me", Tier.NONE, "I think about killing myself", Tier.HIGH),
    ("I'm dying to see you", Tier.NONE, "I'm waiting to die", Tier.ELEVATED),
    ("I need to kill some time", Tier.NONE, "I need to kill myself", Tier.HIGH),
    ("I nearly died laughing", Tier.NONE, "I hope I die", Tier.ELEVATED),
    ("I cut myself shaving", Tier.NONE, "I cut myself again", Tier.ELEVATED),
    # a story, and advice for others
    ("In the movie he says I want to die", Tier.WATCH, "In the morning I want to die", Tier.HIGH),
    ("Anybody who is suicidal can ring them", Tier.WATCH, "I am suicidal and can ring nobody", Tier.HIGH),
    # danger from and for others
    ("My dad helps me", Tier.NONE, "My dad hits me", Tier.ELEVATED),
    ("My dad hits me and I'm 34", Tier.ELEVATED, "My dad hits me and I'm 14", Tier.HIGH),
    ("I want to meet them", Tier.NONE, "I want to kill them", Tier.ELEVATED),
    ("He wants to post my poem", Tier.NONE, "He is threatening to post my pictures", Tier.HIGH),
]

CLEAR = [
    ("en", "I wrote a suicide note", Tier.EMERGENCY, "plan"),
    ("en", "I just took all my pills", Tier.EMERGENCY, "act_in_progress"),
    ("en", "Goodbye everyone", Tier.HIGH, "farewell"),
    ("en", "Everyone would be better off without me", Tier.ELEVATED, "ideation_passive"),
    ("es", "Quiero morirme", Tier.HIGH, "ideation"),
    ("es", "Ya no quiero vivir", Tier.ELEVATED, "ideation_passive"),
    ("es", "Me muero de risa", Tier.NONE, None),
    ("pt", "Vou me matar hoje", Tier.EMERGENCY, "intent"),
    ("pt-BR", "Quero morrer", Tier.HIGH, "ideation"),
    ("pt", "Estou morrendo de fome", Tier.NONE, None),
    ("fr", "J'ai envie d'en finir", Tier.HIGH, "ideation"),
    ("fr", "Je n'ai pas envie de mourir", Tier.WATCH, "ideation"),
    ("fr", "Je meurs de faim", Tier.NONE, None),
    ("de", "Ich möchte nicht mehr leben", Tier.ELEVATED, "ideation_passive"),
    ("de", "Ich will sterben", Tier.HIGH, "ideation"),
    ("de", "Ich sterbe vor Hunger", Tier.NONE, None),
]


@pytest.mark.parametrize(("calmer", "low", "graver", "high"), PAIRS)
def test_assess_tells_two_sentences_apart(calmer: str, low: Tier, graver: str, high: Tier) -> None:
    assert (assess(calmer).tier, assess(graver).tier) == (low, high)


@pytest.mark.parametrize(("calmer", "low", "graver", "high"), PAIRS)
def test_score_rises_with_the_tier(calmer: str, low: Tier, graver: str, high: Tier) -> None:
    assert low < high
    assert 0 <= assess(calmer).score < assess(graver).score <= 1


@pytest.mark.parametrize(("language", "text", "tier", "kind"), CLEAR)
def test_assess_hears_clear_statements_in_each_language(language: str, text: str, tier: Tier, kind: str | None) -> None:
    reading = assess(text, language=language)
    assert (reading.tier, kind is None or kind in reading.kinds) == (tier, True)


def test_assess_hears_a_first_language_under_another() -> None:
    assert assess("I am fine. Quiero morirme.", language="en").tier is Tier.HIGH


def test_a_plain_message_is_read_as_nothing() -> None:
    assert assess("We had soup.") == Reading(Tier.NONE, 0.0, (), About.SELF, 0.0, readable=True)


def test_reasons_point_into_the_text_as_written() -> None:
    text = "\U0001f614 I WANT\u200b to ki\u0301iiiiill myself…"
    (reason,) = assess(text).reasons
    assert reason.kind == "ideation"
    assert text[reason.start : reason.end] == "WANT\u200b to ki\u0301iiiiill myself"


def test_a_denied_phrase_is_no_reason_beside_a_meant_one() -> None:
    text = "I will not kill myself. My dad hits me."
    assert assess(text).reasons == (Reason("abuse", 24, 38),)


@pytest.mark.parametrize(
    "text",
    [
        "".join(chr(ord(letter) + 0xFEE0) if letter != " " else letter for letter in "want to die"),
        "want to d\u00ede",
        "WANT TO DIEEEE",
        "wa\u00adnt to\u200d die",
    ],
)
def test_assess_reads_through_the_way_it_is_typed(text: str) -> None:
    assert assess(text).tier is Tier.HIGH


def test_worry_about_another_is_about_other() -> None:
    reading = assess("I'm worried my sister might kill herself")
    assert (reading.about, reading.tier, reading.kinds) == (About.OTHER, Tier.WATCH, {"concern_for_other"})


def test_an_act_of_another_is_elevated() -> None:
    reading = assess("My friend just took all her pills")
    assert (reading.about, reading.tier) == (About.OTHER, Tier.ELEVATED)


def test_a_language_without_phrases_is_said_to_be_unreadable() -> None:
    reading = assess("Tere", language="et")
    assert (reading.readable, reading.tier, reading.valence) == (False, Tier.WATCH, None)


def test_tone_alone_is_at_most_worth_a_look() -> None:
    reading = assess("horrible terrible awful hate hate disgusting evil cruel worst pain misery")
    assert (reading.tier, reading.reasons) == (Tier.WATCH, ())


def test_valence_ignores_what_stands_beyond_its_limit() -> None:
    assert valence("good " + "x" * LONGEST + " terrible horrible") == valence("good " + "x" * LONGEST)


def test_valence_is_unknown_in_other_languages() -> None:
    assert valence("I am happy", language="fr") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_file_names_its_language_and_whether_it_was_reviewed(language: str) -> None:
    phrases = signal_set(language)
    assert (phrases.language, phrases.reviewer) == (language, "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_file_knows_every_kind(language: str) -> None:
    kinds = {str(signal.kind) for signal in signal_set(language).signals}
    expected = {
        "ideation_passive", "ideation", "intent", "plan", "act_in_progress", "farewell", "self_harm", "abuse",
        "harm_to_others", "exploitation",
    }  # fmt: skip
    assert expected <= kinds


def test_a_pattern_that_could_begin_anywhere_is_refused() -> None:
    with pytest.raises(ValueError, match="must begin"):
        PatternBook([(0, "maybe? this")], {})


def test_a_pattern_bridges_three_words_and_no_clause() -> None:
    book = PatternBook([(7, "want * die")], {})
    texts = ("want to die", "want to really just die", "want to really just now die", "want it, die")
    assert [[hit.label for hit in book.find(fold(text))] for text in texts] == [[7], [7], [], []]


@pytest.mark.parametrize(
    "unit", ["want to ", "i ", "kill my ", "my dad ", "not ", "a", "' ", "took all my ", "e\u0301"]
)
def test_matching_steps_grow_with_the_length_only(unit: str) -> None:
    words = fold((unit * 2000)[:2000])
    hits = list(signal_set("en").phrases.find(words))
    assert len(hits) <= 10 * max(1, len(words.tokens))
