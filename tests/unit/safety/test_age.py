"""An age is heard where somebody says it plainly of themselves."""

import pytest

from app.safety.age import stated_age


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("I'm 15", 15),
        ("im 12 and i hate school", 12),
        ("i am fifteen", 15),
        ("I\u2019m only 16, sorry", 16),
        ("im 16 f", 16),
        ("i'm a 14 year old girl", 14),
        ("my age is 13", 13),
        ("i turned 13 last week", 13),
        ("i'm a minor", 17),
        ("i'm in 8th grade", 17),
        ("tengo quince años", 15),
        ("ich bin 14", 14),
        ("ich bin minderjährig", 17),
        ("j'ai 13 ans", 13),
        ("tenho 16 anos", 16),
        ("ho 15 anni", 15),
        ("ik ben 14 jaar", 14),
        ("i'm 9", 9),
    ],
)
def test_a_plain_statement_is_heard(text: str, age: int) -> None:
    assert stated_age(text) == age


@pytest.mark.parametrize(
    "text",
    [
        "I'm 15 minutes late",
        "i was 15",
        "my son is 15",
        "I'm 9/10 sad",
        "since i'm 12 i cut",
        "i'm 10 days sober",
        "I'm 25",
        "i am 6 foot tall",
        "when i'm 17 again",
        "i'm 12 weeks pregnant",
        "i'm 15% there",
        "i'm 8:30 tomorrow",
        "tengo 15 años de experiencia",
        "i'm 16 kilos lighter",
        "i'm not well",
        "he said i'm 15",
        "a 15 year old",
        "18 and alone",
    ],
)
def test_other_figures_are_no_age(text: str) -> None:
    assert stated_age(text) is None
