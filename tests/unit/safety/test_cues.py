"""Signs of grooming and of abuse are met in what is said to somebody, and not in what somebody tells of others."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from app.safety.conduct import Band, Conduct, score
from app.safety.cues import LANGUAGES, Cue, all_phrases, cues_in

HERE = Path(__file__).parent
FOUND = tomllib.loads((HERE / "cues_found.toml").read_text())
FREE = tomllib.loads((HERE / "cues_free.toml").read_text())["sentences"]
MONDAY = date(2026, 11, 16)


def test_the_tables_are_large_enough_to_mean_something() -> None:
    assert sum(map(len, FOUND.values())) >= 100
    assert len(FREE) >= 100


@pytest.mark.parametrize(("cue", "text"), [(cue, text) for cue, texts in FOUND.items() for text in texts])
def test_a_sign_is_met(cue: str, text: str) -> None:
    assert cue in cues_in(text)


@pytest.mark.parametrize("text", FREE)
def test_what_people_say_is_no_sign(text: str) -> None:
    assert cues_in(text) == frozenset()


def test_every_language_has_every_group_of_the_first_seven() -> None:
    assert len(LANGUAGES) == 7
    assert all_phrases().vocabulary >= {"secret", "geheimnis", "secreto", "segredo", "segreto", "geheim"}


def test_signs_together_weigh_more_than_each_alone_and_a_listeners_three_times_as_much() -> None:
    apart = score({Cue.PROBING}, listener=False) + score({Cue.SECRECY}, listener=False)
    together = score({Cue.PROBING, Cue.SECRECY}, listener=False)
    assert together > apart
    assert score({Cue.PROBING, Cue.SECRECY}, listener=True) == 3 * together


def test_a_listeners_week_adds_up_over_chats_and_begins_anew_on_monday() -> None:
    conduct = Conduct()
    bands = []
    for weight, day in ((0.0, 16), (3.0, 16), (4.0, 18), (12.0, 22)):
        conduct.add(weight, day=date(2026, 11, day))
        bands.append(conduct.band(MONDAY))
    assert bands == [Band.NONE, Band.LOW, Band.SOME, Band.MUCH]
    assert conduct.band(date(2026, 11, 23)) is Band.NONE
