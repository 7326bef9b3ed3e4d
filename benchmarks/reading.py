"""`make bench-reading`: what reading a message costs beside a bare VADER call, by length; the tone must be VADER's.

`compound` is our walk over VADER's own words and rules; `assess` is the whole reading, phrases of every language and
disguises included. All three read the same text in turns, and of each text the fastest of the rounds counts. Then tone
is compared on generated messages, and on those of an evaluation folder where there is one (`EVALUATION=DIR`).
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from benchmarks.crisis.cost import timed
from benchmarks.crisis.rows import read
from benchmarks.figures import Goal, keep
from crisis import assess
from crisis.sentiment import compound

WORDS = (5, 12, 20, 60, 300, 1_000)
GOALS = {12: 3.0, 60: 6.0}
"""At so many words, how many times as fast as VADER the tone must be read."""
TEXTS, ROUNDS, LONG = 30, 20, 300
GENERATED = int(os.environ.get("GENERATED", "300000"))
MATERIAL = Path(os.environ["EVALUATION"]) if os.environ.get("EVALUATION") else None
FILLING = ("i", "you", "the", "and", "to", "was", "it", "that", "with", "today", "because", "about", "then", "my", "at")
SIGNS = ("!", "!!", "???", "...", ":)", ":(", "\U0001f600", "\U0001f494", "\U0001f62d", "'", ",", "-")
TURNING = ("but", "least", "kind of", "sort of", "without doubt", "never so")
LOUD, MARKED = 0.08, 0.12


class Writer:
    """Messages of VADER's words, boosters, negations, idioms and signs among plain ones, some of them loud."""

    def __init__(self, analyzer: SentimentIntensityAnalyzer, seed: int) -> None:
        self._chance = Random(seed)
        idioms = [word for idiom in SPECIAL_CASES for word in idiom.split()]
        self._feeling = tuple(analyzer.lexicon)
        self._turning = (*BOOSTER_DICT, *NEGATE, *idioms, *TURNING)

    def message(self, words: int) -> str:
        """Write one."""
        return " ".join(self._words(words))

    def _words(self, count: int) -> Iterator[str]:
        chance = self._chance
        for _ in range(count):
            kind = chance.random()
            word = chance.choice(FILLING if kind < 0.6 else self._feeling if kind < 0.8 else self._turning)
            word = word.upper() if chance.random() < LOUD else word
            yield word + chance.choice(SIGNS) if chance.random() < MARKED else word


def _side_by_side(readers: dict[str, Callable[[str], Any]], texts: Sequence[str], rounds: int) -> dict[str, float]:
    """Return each reader's median over the texts, in microseconds."""
    took = {name: [float("inf")] * len(texts) for name in readers}
    for _ in range(rounds):
        for at, text in enumerate(texts):
            for name, reader in readers.items():
                took[name][at] = min(took[name][at], timed(reader, text))
    return {name: round(median(times), 1) for name, times in took.items()}


def run(evaluation: Path | None = MATERIAL) -> dict[str, Any]:
    """Measure, compare, and return the figures. A tone that is not VADER's is an error."""
    vader = SentimentIntensityAnalyzer()
    writer = Writer(vader, 1)
    readers = {"VADER": vader.polarity_scores, "tone": compound, "assess": assess}
    for reader in readers.values():
        reader(writer.message(100))
    lengths = {
        words: _side_by_side(
            readers, [writer.message(words) for _ in range(TEXTS if words < LONG else 5)], ROUNDS if words < LONG else 2
        )
        for words in WORDS
    }
    material = read(evaluation) if evaluation else None
    evaluated = [row.text for rows in material.messages.values() for row in rows] if material else []
    evaluated += [said for chats in material.chats.values() for chat in chats for said in chat.said] if material else []
    compared = 0
    for text in (*evaluated, *(writer.message(1 + number % 24) for number in range(GENERATED))):
        if compound(text) != vader.polarity_scores(text)["compound"]:
            raise AssertionError("the tone of a message is not VADER's")
        compared += 1
    return {"lengths": lengths, "compared": compared, "of an evaluation folder": len(evaluated)}


def goals(figures: dict[str, Any]) -> list[Goal]:
    """Return what was reached of them."""
    lengths = figures["lengths"]
    return [
        Goal(f"VADER / our tone, {words} words", lengths[words]["VADER"] / lengths[words]["tone"], goal)
        for words, goal in GOALS.items()
    ]


def table(figures: dict[str, Any]) -> str:
    """Return the figures as Markdown."""
    lines = [
        "Microseconds of processor time for one message.",
        "",
        "| words | VADER | our tone | VADER / our tone | goal | assess | assess / VADER |",
        "|---|---|---|---|---|---|---|",
    ]
    for words, one in figures["lengths"].items():
        goal = f"{GOALS[words]:.1f}" if words in GOALS else ""
        lines.append(
            f"| {words:,} | {one['VADER']:,.0f} | {one['tone']:,.0f} | {one['VADER'] / one['tone']:.1f} | {goal} "
            f"| {one['assess']:,.0f} | {one['assess'] / one['VADER']:.2f} |"
        )
    evaluated = figures["of an evaluation folder"]
    same = f"The tone of {figures['compared']:,} messages was VADER's, to the last digit"
    return "\n".join([*lines, "", f"{same}{f' ({evaluated:,} of an evaluation folder)' if evaluated else ''}."])


def main() -> int:
    """Run from the command line."""
    figures = run()
    print(table(figures))
    print(f"Written to {keep('reading', figures)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
