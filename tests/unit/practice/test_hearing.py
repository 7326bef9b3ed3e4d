"""What is heard in a listener's line: ten planted mistakes a scenario are found, ten good lines are let be."""

import tomllib
from pathlib import Path

import pytest

from app.practice import Play, hear, play, rules, scenarios
from app.services.chat.guidance import guidance_for
from crisis import Kind, Tier

LINES = tomllib.loads(Path(__file__).with_name("lines.toml").read_text(encoding="utf-8"))
MORE = LINES.pop("more")
MISTAKES = frozenset(name for name, rule in rules().items() if rule.kind == "try")
GREETING = "Hello, I am here."


def answered(key: str, *said: str) -> Play:
    return play(scenarios()[key], said, chance=0)


def test_each_scenario_has_ten_planted_mistakes_of_five_kinds_and_ten_good_lines() -> None:
    assert set(LINES) == set(scenarios())
    for key, lines in LINES.items():
        kinds = {rule for _, rule in lines["mistakes"]}
        assert (len(lines["mistakes"]), len(lines["good"]), len(kinds) >= 5) == (10, 10, True), key


@pytest.mark.parametrize(
    ("key", "line", "rule"), [(key, *mistake) for key, lines in LINES.items() for mistake in lines["mistakes"]]
)
def test_a_planted_mistake_is_found_in_its_talk(key: str, line: str, rule: str) -> None:
    assert rule in answered(key, GREETING, line).said[-1].heard


@pytest.mark.parametrize(("key", "line"), [(key, line) for key, lines in LINES.items() for line in lines["good"]])
def test_a_good_line_is_not_called_a_mistake_at_any_moment_of_the_talk(key: str, line: str) -> None:
    for chance in range(2):
        for before in ((), (GREETING,), (GREETING, "That sounds hard.")):
            assert play(scenarios()[key], (*before, line), chance=chance).said[-1].heard & MISTAKES == set()


def test_lines_that_no_phrase_was_written_for_are_heard_as_well() -> None:
    assert [(line, rule) for line, rule in MORE["mistakes"] if rule not in hear(line)] == []
    assert [(line, hear(line) & MISTAKES) for line in MORE["good"] if hear(line) & MISTAKES] == []


def test_what_the_desk_tells_a_listener_to_ask_is_no_mistake_here() -> None:
    asks = {
        ask
        for tier in Tier
        for kinds in ((), *((kind,) for kind in Kind))
        for minor in (False, True)
        for ask in guidance_for(tier, kinds, minor=minor).asks
    }
    assert len(asks) > 20
    assert {ask: hear(ask) & MISTAKES for ask in asks if hear(ask) & MISTAKES} == {}


def test_what_a_rule_proposes_breaks_none() -> None:
    proposed = {name: hear(rule.example) & MISTAKES for name, rule in rules().items() if rule.kind == "try"}
    assert {name: broken for name, broken in proposed.items() if broken} == {}


def test_every_rule_says_why_and_every_mistake_what_instead() -> None:
    wordless = [name for name, rule in rules().items() if not (rule.title and rule.why)]
    assert wordless == [name for name in MISTAKES if not rules()[name].example] == []


def test_every_mistake_has_a_planted_line_or_depends_on_the_talk() -> None:
    planted = {rule for lines in (*LINES.values(), MORE) for _, rule in lines["mistakes"]}
    assert MISTAKES - planted == {"unasked", "unsafe", "unrecapped", "interrogated"}


def test_one_good_sentence_does_not_hide_a_mistake_beside_it() -> None:
    assert {"room", "advised"} <= hear("Take your time. You should ring him.")
    assert {"limit", "secret"} <= hear("I can't promise that. But I won't tell anyone!")
    assert "risk" in hear("I’m asking plainly: are you thinking of ending your life?")


def test_a_question_that_only_takes_no_is_not_asking_directly() -> None:
    assert hear("You're not thinking of suicide, are you?") & {"leading", "risk"} == {"leading"}


def test_a_long_line_is_heard_in_no_time() -> None:
    assert hear(("you are not " * 170)[:2000]) & {"risk"} == set()


def test_advice_is_welcome_once_they_asked_for_it() -> None:
    said = ["It sounds hard.", "It sounds hard.", "It sounds hard.", "Are you thinking of dying?", "So, not."]
    idea = "You could bake it with somebody."
    asked = answered("exam", *said, idea)
    assert "ideas" in asked.passed[-2].marks
    assert ("advised" in asked.said[-1].heard, "advised" in hear(idea)) == (False, True)
