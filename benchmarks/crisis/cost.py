"""`make bench-crisis-cost EVALUATION=DIR`: what reading a message costs, beside a bare VADER call on the same messages.

Both are timed in one run, message by message in turns, so that whatever else the machine does slows both; of three
rounds each message keeps its fastest. What is hostile is long on purpose: its time must grow with its length, and not
faster.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from time import thread_time_ns
from typing import Any

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks.crisis.rows import Material, asked_for
from benchmarks.figures import keep, machine, quantile, show
from crisis import assess

ROUNDS = 3
BUCKETS = ((0, 40), (40, 80), (80, 160), (160, 320), (320, 2_001))
"""Letters, from and up to but not including."""
MEDIAN, P99 = 2.0, 3.0
"""How many times a bare VADER call reading may cost, at most."""
LINEAR = 1.5
"""How much more a letter may cost at 2,000 letters than at 500, of anything: 1 is linear, 4 would be quadratic."""
LENGTHS = (500, 1_000, 2_000)
HOSTILE = {
    "one letter": "a",
    "one letter a word": "i ",
    "words of every phrase": "i want to not want to kill die myself end my life tonight ",
    "the start of a phrase": "i dont want to ",
    "punctuation": "?!",
    "apostrophes": "'a",
    "quotes": '" ( ',
    "digits in letters": "k1ll m3 ",
    "letters apart": "k i l l m e ",
    "letters of two alphabets": "\u0456\u0430n\u0435 ",
    "invisible letters": "d\u200bi\u200be",
    "accents on accents": "e\u0301\u0301\u0301",
    "emoji": "\U0001f62d\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "no spaces": "死にたい",
    "new lines": "\n",
}


def timed(read_one: Callable[[str], Any], text: str) -> float:
    """Give the processor time of one call, in microseconds."""
    start = thread_time_ns()
    read_one(text)
    return (thread_time_ns() - start) / 1_000


def side_by_side(texts: Sequence[str]) -> tuple[list[float], list[float]]:
    """Time ours and the bare call on every text, in turns; the fastest of the rounds counts."""
    bare = SentimentIntensityAnalyzer().polarity_scores
    ours, theirs = [float("inf")] * len(texts), [float("inf")] * len(texts)
    for number in range(ROUNDS):
        for at, text in enumerate(texts):
            if number % 2:
                theirs[at] = min(theirs[at], timed(bare, text))
                ours[at] = min(ours[at], timed(assess, text))
            else:
                ours[at] = min(ours[at], timed(assess, text))
                theirs[at] = min(theirs[at], timed(bare, text))
    return ours, theirs


def compared(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, float]:
    """Give the quantiles of both and how many times ours costs."""
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    told = {f"ours {name}": round(quantile(ours, share), 1) for name, share in shares.items()}
    told |= {f"VADER {name}": round(quantile(theirs, share), 1) for name, share in shares.items()}
    for name in ("p50", "p99"):
        told[f"ratio {name}"] = round(told[f"ours {name}"] / told[f"VADER {name}"], 2) if theirs else 0.0
    return told


def growth(seed: str) -> dict[str, float]:
    """Time one kind of hostile text at every length; ``growth`` is the price of a letter, longest to shortest."""
    texts = [(seed * (length // len(seed) + 1))[:length] for length in LENGTHS]
    took = [min(timed(assess, text) for _ in range(2 * ROUNDS)) for text in texts]
    told = {f"{length:,}": round(one) for length, one in zip(LENGTHS, took, strict=True)}
    return told | {"growth": round((took[-1] / LENGTHS[-1]) / (took[0] / LENGTHS[0]), 2)}


def texts_of(material: Material) -> list[str]:
    """Give every message, as people would send them: none longer than the service takes."""
    return [row.text[: LENGTHS[-1]] for rows in material.messages.values() for row in rows]


def costs(texts: Sequence[str]) -> dict[str, Any]:
    """Measure everything."""
    assess("warm up")
    ours, theirs = side_by_side(texts)
    rows: dict[str, Any] = {f"all {len(texts):,} messages, us": compared(ours, theirs)}
    for low, high in BUCKETS:
        within = [at for at, text in enumerate(texts) if low <= len(text) < high]
        if within:
            name = f"{low} to {high - 1} letters ({len(within):,}), us"
            rows[name] = compared([ours[at] for at in within], [theirs[at] for at in within])
    return rows | {f"hostile: {name}, us": growth(seed) for name, seed in HOSTILE.items()}


def verdicts(rows: Mapping[str, Any]) -> dict[str, str]:
    """Hold the figures against what was promised."""
    whole = next(iter(rows.values()))
    worst = max((one["growth"], name) for name, one in rows.items() if isinstance(one, Mapping) and "growth" in one)
    return {
        f"median, at most {MEDIAN:g}x": f"{whole['ratio p50']:g}x, {_met(whole['ratio p50'], MEDIAN)}",
        f"p99, at most {P99:g}x": f"{whole['ratio p99']:g}x, {_met(whole['ratio p99'], P99)}",
        f"a letter at 2,000, at most {LINEAR:g}x one at 500": f"{worst[0]:g}x ({worst[1]}), {_met(worst[0], LINEAR)}",
    }


def _met(figure: float, bar: float) -> str:
    return "met" if figure <= bar else "MISSED"


def main() -> int:
    """Run from the command line."""
    material = asked_for("benchmarks.crisis.cost", __doc__)
    rows = costs(texts_of(material))
    on = "a few dozen sentences of our own: too few for a p99" if material.own else "an evaluation folder"
    told = rows | verdicts(rows) | {"messages": on} | machine() | {"command": "make bench-crisis-cost EVALUATION=DIR"}
    show("What reading a message costs", told)
    print(f"Written to {keep('crisis-cost', told)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
