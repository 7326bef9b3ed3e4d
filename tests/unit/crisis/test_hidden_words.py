import pytest

from crisis import Tier, assess
from crisis.words import fold

WORDS = {
    "kill",
    "myself",
    "suicide",
    "suicidal",
    "want",
    "to",
    "die",
    "dont",
    "i",
    "im",
    "not",
    "going",
    "well",
    "self",
}

ONE_WORD = [
    ("k1ll", "kill"), ("k!ll", "kill"), ("su1c1de", "suicide"), ("5u1c1d@l", "suicidal"), ("d!e", "die"),
    ("k*ll", "kill"),
    ("s*icide", "suicide"), ("m*self", "myself"), ("s.u.i.c.i.d.e", "suicide"), ("sui-cide", "suicide"),
    ("diiiie", "die"),
    ("suuuiiicide", "suicide"), ("kil", "kill"), ("klil", "kill"), ("sucide", "suicide"), ("suicdie", "suicide"),
    ("mysefl", "myself"), ("waant", "want"), ("k i l l", "kill"), ("my self", "myself"), ("don t", "dont"),
    ("do not", "dont"), ("dont", "dont"), ("d\u0456e", "die"), ("su\u0456\u0441ide", "suicide"), ("k\u200bill", "kill"),
]  # fmt: skip
SEVERAL = [
    ("killmyself", ("kill", "myself")),
    ("amgoing", ("im", "going")),
    ("k i l l   m y s e l f", ("kill", "myself")),
    ("k i l l m y s e l f", ("kill", "myself")),
    ("w.a.n.t t.o d.i.e", ("want", "to", "die")),
]
LEFT_ALONE = [
    "5 pm",
    "1st",
    "a b c",
    "u.s.a",
    "f*ck",
    "skill",
    "hill",
    "willing",
    "w00t",
    "10k",
    "e.g",
    "vitamin",
    "\u043d\u0435\u0442",
]


@pytest.mark.parametrize(("written", "meant"), ONE_WORD)
def test_fold_uncovers_a_word(written: str, meant: str) -> None:
    assert fold(written, vocabulary=WORDS).tokens == (meant,)


@pytest.mark.parametrize(("written", "meant"), SEVERAL)
def test_fold_parts_words_run_together_or_spelt_out(written: str, meant: tuple[str, ...]) -> None:
    tokens = fold(written, vocabulary=WORDS | {"am"}).tokens
    assert tokens in (meant, ("am", *meant[1:]))


@pytest.mark.parametrize("written", LEFT_ALONE)
def test_fold_leaves_other_words_as_they_are(written: str) -> None:
    assert WORDS.isdisjoint(fold(written, vocabulary=WORDS).tokens)


@pytest.mark.parametrize(
    "written", ["i want to k.i.l.l m.y.s.e.l.f now", "so i wanna k!ll mys3lf", "want to kіll myself"]
)
def test_reasons_of_a_hidden_word_point_at_what_was_written(written: str) -> None:
    found = {written[one.start : one.end] for one in assess(written).reasons}
    assert any(piece.endswith(written.removesuffix(" now")[-5:]) for piece in found)


@pytest.mark.parametrize(
    "text", ["i want to k1ll mys3lf", "i want to k i l l m y s e l f", "i wnat to kill myslef", "i want to k*ll m*self"]
)
def test_a_hidden_statement_is_as_grave_as_a_plain_one(text: str) -> None:
    assert assess(text).tier >= Tier.HIGH


def test_telling_somebody_else_to_die_is_no_crisis_of_ones_own() -> None:
    assert max(assess(text).tier for text in ("kys", "go kill yourself", "you should just die")) < Tier.ELEVATED
