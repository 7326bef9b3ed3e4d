"""Learns the weights: an L2-regularised logistic regression over what ``crisis.learned`` finds in a sentence.

Rare features are dropped before, small weights after; what is left is rounded to hundredths. Which kind of danger a
feature tells of is the kind whose sentences hold most of it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from benchmarks.crisis.teaching.sentences import CALM, Sentence, checksum, lexicon
from crisis import learned
from crisis.learned import SCALE, Lexicon, Model, Word
from crisis.words import fold

STRENGTH = 1.0
"""Of the pull towards zero."""
LETTERS = 0.2
"""How much runs of letters count beside whole words."""
CALM_WEIGHT = 1.6
"""How much a calm sentence counts beside a grave one."""
SEEN = 2
"""Lines a word must stand in to be known."""
COMMON = 2
"""Lines a feature must stand in to be weighed."""
KEPT = 13_000


def found_in(words: Sequence[Word], known: Lexicon) -> Counter[str]:
    """Count the features of one sentence."""
    mine = any(word.text in learned.ME for word in words)
    counted: Counter[str] = Counter()
    for step in learned.steps(words, known):
        counted.update(key for key, _ in step.found)
        if mine and step.mine:
            counted[step.mine] += 1
    return counted


def learn(taught: Sequence[Sentence]) -> dict[str, Any]:
    """Learn from sentences the table that ``crisis.learned.model_from`` reads."""
    table = lexicon()
    words = _known(taught, table)
    known = learned.lexicon_from(table, words)
    counted = [found_in(learned.row(fold(one.text).tokens, known), known) for one in taught]
    lines: dict[str, set[tuple[str, int]]] = {}
    for one, features in zip(taught, counted, strict=True):
        for key in features:
            lines.setdefault(key, set()).add((one.source, one.line))
    plain = frozenset(table["plain"].split())
    light = plain | frozenset(table["light"].split())
    keys = sorted(key for key, where in lines.items() if len(where) >= COMMON and not _only(key, plain))
    bias, weights = _fitted(counted, taught, keys, {key for key in keys if " " not in key and _only(key, light)})
    kinds = _kinds(taught, counted)
    written: dict[str, dict[str, int]] = {}
    for place in sorted(np.argsort(-np.abs(weights), kind="stable")[:KEPT]):
        if weight := round(weights[place] * SCALE):
            written.setdefault(kinds.get(keys[place], CALM), {})[keys[place]] = weight
    return {
        "sentences": checksum(),
        "bias": round(float(bias), 4),
        "lexicon": {name: table[name] for name in ("joins", "classes", "fillers")},
        "known": " ".join(sorted(words)),
        "weights": dict(sorted(written.items())),
    }


def score(model: Model, text: str) -> float:
    """Give the logit a model gives a text."""
    return learned.gravest(fold(text).tokens, model)


def _only(key: str, plain: Collection[str]) -> bool:
    """Tell whether a feature is made of such words."""
    return all(part in plain for part in key.removeprefix("i&").split(" "))


def _known(taught: Sequence[Sentence], table: Mapping[str, Any]) -> frozenset[str]:
    nobody = learned.lexicon_from(table, frozenset())
    where: dict[str, set[tuple[str, int]]] = {}
    for one in taught:
        for word in () if one.rough else learned.row(fold(one.text).tokens, nobody):
            where.setdefault(word.text, set()).add((one.source, one.line))
    return frozenset(word for word, lines in where.items() if len(lines) >= SEEN and " " not in word)


def _fitted(
    counted: Sequence[Counter[str]], taught: Sequence[Sentence], keys: Sequence[str], light: Collection[str]
) -> tuple[float, Any]:
    scale = np.array([LETTERS if key.startswith("~") else 1.0 for key in keys] + [2.0])
    matrix = _matrix(counted, keys).multiply(scale).tocsr()
    sign = np.array([-1.0 if one.kind == CALM else 1.0 for one in taught])
    weight = np.array([one.weight * (CALM_WEIGHT if one.kind == CALM else 1.0) for one in taught])
    across = matrix.T.tocsr()

    def loss(at: Any) -> tuple[float, Any]:
        margin = sign * (matrix @ at)
        slope = -sign * weight / (1.0 + np.exp(np.clip(margin, -50, 50)))
        cost = float(weight @ np.logaddexp(0.0, -margin)) + 0.5 * STRENGTH * float(at @ at)
        return cost, across @ slope + STRENGTH * at

    bounds = [(None, 0.0 if key in light else None) for key in [*keys, ""]]  # a light word may calm, never alarm
    start = np.zeros(len(keys) + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 150}).x * scale
    return found[-1], found[:-1]


def _matrix(counted: Sequence[Counter[str]], keys: Sequence[str]) -> csr_matrix:
    """Lay out how often each feature stands in each sentence; the last column is 1 throughout, for the bias."""
    place = {key: number for number, key in enumerate(keys)}
    rows, columns, values = [], [], []
    for number, features in enumerate(counted):
        known = [(place[key], count) for key, count in features.items() if key in place]
        for column, count in (*known, (len(keys), 1)):
            rows.append(number)
            columns.append(column)
            values.append(count)
    return csr_matrix((values, (rows, columns)), shape=(len(counted), len(keys) + 1), dtype=float)


def _kinds(taught: Sequence[Sentence], counted: Sequence[Counter[str]]) -> dict[str, str]:
    held: dict[str, defaultdict[str, float]] = {}
    total: defaultdict[str, float] = defaultdict(float)
    for one, features in zip(taught, counted, strict=True):
        if one.kind != CALM:
            total[one.kind] += one.weight
            for key in features:
                held.setdefault(key, defaultdict(float))[one.kind] += one.weight
    return {key: max(sorted(kinds), key=lambda kind: kinds[kind] / total[kind]) for key, kinds in held.items()}
