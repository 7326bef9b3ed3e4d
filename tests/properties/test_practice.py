"""Scripted seekers never get stuck, never run in circles, and never name a means."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.practice import MOST_LINES, Scenario, State, look_back, play, rules, scenarios

KEYS = sorted(scenarios())
SPOKEN = frozenset(rules())
SAMPLES = (
    "",
    "Hello.",
    "It sounds hard. I am here.",
    "You should sleep.",
    "Don't worry.",
    "Are you safe this minute?",
    "Are you thinking of ending your life?",
    "I can't give that out.",
    "I won't tell anyone.",
    "What is it like?",
    "Come back when I'm on.",
    "My number is 0170 1234567.",
    "You won't do anything stupid.",
    "Which city do you live in?",
)
MEANS = re.compile(
    r"\b(pills?|tablets?|overdos\w*|rope|noose|hang(ed|ing)?|knife|knives|blades?|razor|cut(ting)? my|gun|shoot|bridge|"
    r"jump(ed|ing)?|train|tracks|poison|bleach|gas|drown\w*|wrists?|veins?|bleed\w*|car crash|roof|ledge|paracetamol|"
    r"insulin|dose|milligrams?|mg)\b",
    re.IGNORECASE,
)
WRONG_WORDS = re.compile(r"\b(committed? suicide|successful attempt|failed attempt|epidemic)\b", re.IGNORECASE)


def lines_of(scenario: Scenario) -> list[str]:
    """Everything that a scenario can show."""
    said = [line for state in scenario.states.values() for line in state.says]
    said += [line for lines in scenario.reactions.values() for line in lines]
    return [*said, scenario.title, scenario.about, scenario.practises]


def following(state: State) -> set[str]:
    return {edge.to for edge in state.edges} | ({state.otherwise} if state.otherwise else set())


@pytest.mark.parametrize("key", KEYS)
def test_every_edge_leads_forward_so_no_talk_runs_in_circles(key: str) -> None:
    order = list(scenarios()[key].states)
    for place, name in enumerate(order):
        assert all(order.index(to) > place for to in following(scenarios()[key].states[name])), name


@pytest.mark.parametrize("key", KEYS)
def test_every_state_is_reached_and_every_branch_has_an_end(key: str) -> None:
    states = scenarios()[key].states
    reached, to_see = set(), [next(iter(states))]
    while to_see:
        name = to_see.pop()
        reached.add(name)
        to_see += following(states[name]) - reached
    assert reached == set(states)
    for state in states.values():  # edges lead forward: whoever can always go on comes to an end
        assert (state.otherwise is None) == ("end" in state.marks), state.name
        assert not (state.otherwise is None and state.edges)


@pytest.mark.parametrize("key", KEYS)
def test_every_edge_and_reaction_listens_for_a_rule_that_exists(key: str) -> None:
    scenario = scenarios()[key]
    awaited = {name for state in scenario.states.values() for edge in state.edges for name in edge.heard}
    assert (awaited | set(scenario.reactions)) - SPOKEN == set()
    for state in scenario.states.values():  # an edge in the shadow of those before it would never be taken
        seen: set[str] = set()
        for edge in state.edges:
            assert edge.heard - seen, state.name
            seen |= edge.heard


@pytest.mark.parametrize("key", KEYS)
def test_every_state_is_reached_by_words_that_somebody_may_write(key: str) -> None:
    """Not by the names of rules alone: by a few ordinary lines."""
    scenario = scenarios()[key]
    met, open_talks = {scenario.first.name}, [()]
    seen: set[tuple[str, ...]] = set()
    while open_talks:
        said: tuple[str, ...] = open_talks.pop()
        for line in SAMPLES:
            talk = play(scenario, (*said, line), chance=0)
            path = tuple(state.name for state in talk.passed)
            if talk.state.name in met or path in seen:
                continue
            met.add(talk.state.name)
            seen.add(path)
            open_talks.append((*said, line))
    assert met == set(scenario.states)


@pytest.mark.parametrize("key", KEYS)
def test_no_line_names_a_means_or_speaks_of_suicide_as_the_guidelines_forbid(key: str) -> None:
    for line in lines_of(scenarios()[key]):
        assert MEANS.search(line) is None, line
        assert WRONG_WORDS.search(line) is None, line


def test_no_remark_does_either() -> None:
    for rule in rules().values():
        for text in (rule.title, rule.why, rule.example):
            assert MEANS.search(text) is None
            assert WRONG_WORDS.search(text) is None
    assert MEANS.search("the bridge")  # a check that could find nothing would say nothing


@given(
    key=st.sampled_from(KEYS),
    said=st.lists(st.sampled_from(SAMPLES) | st.text(max_size=80), max_size=MOST_LINES),
    chance=st.integers(0, 9),
)
def test_whatever_is_said_a_talk_goes_on_or_is_over_and_can_be_played_again(
    key: str, said: list[str], chance: int
) -> None:
    scenario = scenarios()[key]
    talk = play(scenario, said, chance=chance)
    assert talk == play(scenario, said, chance=chance)
    assert talk.over or len(talk.said) == len(said)
    assert [turn.text for turn in talk.said] == said[: len(talk.said)]
    assert talk.turns[0].author == talk.turns[-1].author == "seeker"
    back = look_back(talk)
    assert len(back.well) <= 3
    assert len(back.to_try) <= 3


@given(key=st.sampled_from(KEYS), said=st.lists(st.sampled_from(SAMPLES), min_size=MOST_LINES, max_size=MOST_LINES))
def test_every_talk_is_over_before_the_lines_run_out(key: str, said: list[str]) -> None:
    talk = play(scenarios()[key], said, chance=0)
    assert talk.over
    assert len(talk.said) < MOST_LINES
