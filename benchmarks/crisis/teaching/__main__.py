"""Learns the weights of ``crisis.learned``, writes them, and prints how well lines it was not taught are told apart.

Held out are whole lines with all their variants, so that a line is never judged by its own like.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

from benchmarks.crisis.teaching.learning import learn, score
from benchmarks.crisis.teaching.sentences import CALM, Sentence, sentences
from crisis.learned import model_from

WRITTEN = Path(__file__).parents[3] / "crisis" / "data" / "learned.json"
FOLDS = 5
ALARMS = (0.02, 0.01, 0.005)
"""Shares of held-out calm sentences, hard ones by design, at whose threshold recall is told."""


def held_out(taught: Sequence[Sentence]) -> list[tuple[Sentence, float]]:
    """Score each sentence by a model that was not taught its line."""
    scored: list[tuple[Sentence, float]] = []
    for fold in range(FOLDS):
        inside = [one for one in taught if _fold(one) != fold]
        model = model_from(learn(inside))
        scored.extend((one, score(model, one.text)) for one in taught if _fold(one) == fold)
    return scored


def main() -> None:
    """Learn, write and print."""
    taught = sentences()
    WRITTEN.write_text(json.dumps(learn(taught), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(taught)} sentences; {WRITTEN.stat().st_size / 1000:.0f} kB written to {WRITTEN.name}")
    scored = held_out(taught)
    calm = sorted((logit for one, logit in scored if one.kind == CALM), reverse=True)
    for share in ALARMS:
        threshold = calm[int(share * len(calm))]
        print(f"calm sentences alarming {share:.1%}, logit above {threshold:.2f}:", end=" ")
        kinds = sorted({one.kind for one in taught} - {CALM})
        print(", ".join(f"{kind} {_above(scored, kind, threshold):.2f}" for kind in kinds))


def _above(scored: Sequence[tuple[Sentence, float]], kind: str, threshold: float) -> float:
    own = [logit > threshold for one, logit in scored if one.kind == kind]
    return sum(own) / len(own)


def _fold(one: Sentence) -> int:
    return crc32(f"{one.source} {one.line}".encode()) % FOLDS


if __name__ == "__main__":
    main()
