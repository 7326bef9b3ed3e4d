import json
from pathlib import Path

import pytest

from benchmarks.crisis.cost import compared, growth, verdicts
from benchmarks.crisis.evaluation import judge, kinds, measure
from benchmarks.crisis.goals import GOALS, Goal, gap, missed
from benchmarks.crisis.rates import Figure, area, share, wilson
from benchmarks.crisis.rows import half, read
from benchmarks.crisis.triage_card import card
from crisis import Tier


def row(text: str, label: str, tier: str, kind: str) -> dict[str, str]:
    return {"id": text[:9], "text": text, "label": label, "tier": tier, "kind": kind}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny evaluation folder of our own words."""
    seeker, listener = "seeker", "listener"
    sets = {
        "msg_gold": [
            row("I want to kill myself", "crisis", "high", "suicide_active"),
            row("I wrote a suicide note", "crisis", "emergency", "suicide_imminent"),
            row("Nobody knows what is in my pocket", "crisis", "emergency", "suicide_imminent"),
            row("We had soup", "everyday", "none", "figurative"),
            row("I want to die", "everyday", "none", "figurative"),
        ],
        "msg_everyday": [row(f"We had {number} soups", "everyday", "none", "everyday") for number in range(40)],
        "conv_esconv": [
            {
                "id": f"chat-{outcome}",
                "label": "none",
                "outcome": outcome,
                "crisis_turns": [],
                "turns": [{"role": role, "text": text} for role, text in turns],
            }
            for outcome, turns in {
                "improved": [(seeker, "I am sad")] * 3 + [(seeker, "That helps, I feel better")] * 4,
                "worse": [(seeker, "I am fine")] * 3 + [(seeker, "It is awful, it is too hard")] * 9,
                "unknown": [(seeker, "Hm")] * 5,
            }.items()
        ],
        "conv_spliced": [
            {
                "id": "spliced",
                "label": "crisis",
                "crisis_turns": [2],
                "turns": [
                    {"role": seeker, "text": "I am bored"},
                    {"role": listener, "text": "Do you want to die?"},
                    {"role": seeker, "text": "I want to kill myself"},
                ],
            }
        ],
    }
    (tmp_path / "dev").mkdir()
    for name, rows in sets.items():
        (tmp_path / "dev" / f"{name}.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in rows), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (5, 10, 0.237, 0.763), (90, 100, 0.826, 0.945)],
)
def test_wilson_gives_the_interval_of_the_books(k: int, n: int, low: float, high: float) -> None:
    assert wilson(k, n) == pytest.approx((low, high), abs=0.001)


def test_an_area_counts_pairs_and_halves_ties() -> None:
    assert area([1, 2, 3], [0, 2]).value == pytest.approx(4.5 / 6)
    assert area([2.0] * 40, [1.0] * 40) == Figure(1.0, 1.0, 1.0, 40)
    assert area([], [1.0]).few


def test_halves_are_the_same_everywhere_and_about_even() -> None:
    assert [half(name) for name in ("a", "b", "c", "chat-1")] == ["A", "B", "B", "A"]
    assert 450 < sum(half(str(number)) == "A" for number in range(1_000)) < 550


def test_copies_of_one_message_are_in_one_half() -> None:
    rows = {one.text: one.half for rows in read(None).messages.values() for one in rows}
    for text, side in rows.items():
        assert half(text[:60].lower()) == side


def test_measures_count_what_they_say(folder: Path) -> None:
    judged = judge(read(folder))
    figures = measure(judged)
    counts = {name: (one.k, one.n) for name, one in figures.items() if one.n}
    assert counts == {
        "suicide and self-harm caught": (2, 3),
        "emergencies caught": (1, 2),
        "emergencies at high or above": (1, 2),
        "all crises caught": (2, 3),
        "everyday flagged": (0, 40),
        "precision on gold": (2, 3),
        "figurative flagged": (1, 2),
        "chats caught on the turn": (1, 1),
        "calm chats flagged": (0, 3),
        "trend, area under the curve": (None, 1),
        "decline seen in chats that improved": (0, 1),
        "decline seen in chats that did not": (1, 1),
    }
    assert figures["trend, area under the curve"].value == 1.0
    assert kinds(judged, "gold", crisis=False)["figurative"].k == 1


def test_two_halves_make_the_whole(folder: Path) -> None:
    judged = judge(read(folder))
    whole, halves = measure(judged), [measure(judged.of(side)) for side in "AB"]
    counted = {name: one.n for name, one in whole.items() if one.k is not None}
    assert {name: sum(one[name].n for one in halves) for name in counted} == counted


def test_a_folder_without_the_split_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no dev"):
        read(tmp_path)


def test_our_own_sentences_have_rows_for_every_goal() -> None:
    material = read(None)
    assert material.own
    figures = measure(judge(material))
    assert [goal.measure for goal in GOALS if not figures[goal.measure].n] == []


@pytest.mark.parametrize(
    ("value", "n", "verdict"),
    [(0.95, 100, "wish"), (0.9, 100, "must"), (0.8, 100, "MISSED by 0.100"), (0.1, 29, "too few")],
)
def test_a_verdict_is_told_on_enough_rows_only(value: float, n: int, verdict: str) -> None:
    assert Goal("x", 0.9, 0.95).verdict(Figure(value, 0, 1, n)) == verdict


def test_a_share_per_thousand_is_told_as_one() -> None:
    goal = Goal("x", 0.002, 0.001, at_least=False, per_thousand=True)
    assert goal.verdict(share([True] * 4 + [False] * 996)) == "MISSED by 2.0/1k"


def test_a_gap_is_marked_from_five_points_and_told_of_enough_rows() -> None:
    many, more, few = Figure(0.7, 0, 1, 30), Figure(0.76, 0, 1, 30), Figure(0.1, 0, 1, 29)
    assert (gap(many, more), gap(many, many), gap(many, few)) == ("0.060!", "0.000", "")


def test_what_is_missed_is_named() -> None:
    figures = {goal.measure: Figure(goal.must, 0, 1, 100) for goal in GOALS}
    assert missed(figures) == []
    figures["emergencies caught"] = Figure(0.5, 0, 1, 100)
    assert missed(figures) == ["emergencies caught"]


def test_costs_are_compared_by_their_quantiles() -> None:
    told = compared([2.0] * 99 + [9.0], [1.0] * 99 + [3.0])
    assert (told["ratio p50"], told["ratio p99"], told["ours p99"]) == (2.0, 3.0, 9.0)


def test_growth_names_every_length() -> None:
    assert list(growth("a ")) == ["500", "1,000", "2,000", "growth"]


def test_a_cost_above_its_bar_is_missed() -> None:
    told = verdicts({"all": {"ratio p50": 2.0, "ratio p99": 3.5}, "hostile": {"growth": 1.0}})
    assert [one.rpartition(", ")[2] for one in told.values()] == ["met", "MISSED", "met"]


def test_flagged_is_the_service_s_own_word() -> None:
    assert [tier.name.lower() for tier in Tier if tier >= Tier.ELEVATED] == ["elevated", "high", "emergency"]


def test_a_card_is_filled_in_without_a_word_of_the_rows() -> None:
    material = read(None)
    text = card(material)
    assert "$" not in text
    assert [row.text for rows in material.messages.values() for row in rows if row.text in text] == []
