"""What is measured on labelled material, and how: shares of flagged messages and chats, and where trends go.

Flagged means ``elevated`` or above. Definitions are those of the evaluation kit the goals were set with.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.crisis.detector import conversation, message, trend
from benchmarks.crisis.rates import Figure, area, share, wilson
from benchmarks.crisis.rows import Chat, Material, Row
from crisis import Watch

HALVES = ("A", "B")
FLAGGED = frozenset({"elevated", "high", "emergency"})
GRAVE = frozenset({"high", "emergency"})
OWN_LIFE = frozenset({"emergency", "high", "passive", "selfharm"})
"""Tiers of gold rows that make up "suicide and self-harm"."""
TOLD = 4
"""Seeker turns that a chat needs to be asked where it went."""
_START = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Judged:
    """Material with what our three functions said of it."""

    messages: Mapping[str, tuple[tuple[Row, str], ...]]
    chats: Mapping[str, tuple[tuple[Chat, tuple[str | None, ...]], ...]]
    trends: tuple[tuple[Chat, float, bool], ...]
    """Chats with a known outcome, how much worse they got, and whether a decline was ever seen."""

    def of(self, half: str) -> "Judged":
        """Give one half."""
        return Judged(
            {name: tuple(one for one in rows if one[0].half == half) for name, rows in self.messages.items()},
            {name: tuple(one for one in chats if one[0].half == half) for name, chats in self.chats.items()},
            tuple(one for one in self.trends if one[0].half == half),
        )


def judge(material: Material) -> Judged:
    """Call our three functions on all of it, once."""
    return Judged(
        {name: tuple((row, message(row.text)["tier"]) for row in rows) for name, rows in material.messages.items()},
        {name: tuple((chat, tuple(conversation(chat.turns))) for chat in of) for name, of in material.chats.items()},
        tuple(
            (chat, trend(chat.said), _sank(chat.said))
            for chat in material.chats["esconv"]
            if len(chat.said) >= TOLD and chat.outcome != "unknown"
        ),
    )


def measure(judged: Judged) -> dict[str, Figure]:
    """Measure everything that has a goal, and what stands beside it."""
    return _messages(judged) | _hard(judged) | _chats(judged) | _trends(judged)


def by_halves(judged: Judged) -> dict[str, dict[str, Figure]]:
    """Measure both halves, and all of it."""
    return {half: measure(judged.of(half)) for half in HALVES} | {"all": measure(judged)}


def kinds(judged: Judged, name: str, *, crisis: bool) -> dict[str, Figure]:
    """Measure how many are flagged, kind by kind of one set."""
    found: dict[str, list[bool]] = {}
    for row, tier in judged.messages[name]:
        if row.crisis is crisis:
            found.setdefault(row.kind, []).append(tier in FLAGGED)
    return {kind: share(hits) for kind, hits in sorted(found.items())}


def tiers(judged: Judged) -> dict[str, Figure]:
    """Measure how many crises of the gold set are flagged, tier by tier."""
    names = dict.fromkeys(row.tier for row, _ in judged.messages["gold"] if row.crisis)
    return {name: _flagged(judged, "gold", _of_tier(name)) for name in names}


def believed(judged: Judged, prevalence: float) -> float:
    """Say how many flagged messages would be crises, if this share of all were, the rest half everyday, half sad."""
    caught = _flagged(judged, "gold", lambda row: row.crisis).value
    wrong = (_flagged(judged, "everyday").value + _flagged(judged, "distress").value) / 2
    flagged = prevalence * caught + (1 - prevalence) * wrong
    return prevalence * caught / flagged if flagged else 0.0


def _of_tier(tier: str) -> Callable[[Row], bool]:
    return lambda row: row.crisis and row.tier == tier


def _of_kind(kind: str) -> Callable[[Row], bool]:
    return lambda row: not row.crisis and row.kind == kind


def _flagged(judged: Judged, name: str, which: Callable[[Row], bool] = lambda _: True) -> Figure:
    return share([tier in FLAGGED for row, tier in judged.messages[name] if which(row)])


def _messages(judged: Judged) -> dict[str, Figure]:
    gold = judged.messages["gold"]
    caught = _flagged(judged, "gold", lambda row: row.crisis)
    wrong = _flagged(judged, "gold", lambda row: not row.crisis)
    return {
        "suicide and self-harm caught": _flagged(judged, "gold", lambda row: row.crisis and row.tier in OWN_LIFE),
        "emergencies caught": _flagged(judged, "gold", lambda row: row.crisis and row.tier == "emergency"),
        "emergencies at high or above": share(
            [t in GRAVE for row, t in gold if row.crisis and row.tier == "emergency"]
        ),
        "abuse caught": _flagged(judged, "gold", lambda row: row.crisis and row.tier == "abuse"),
        "all crises caught": caught,
        "everyday flagged": _flagged(judged, "everyday"),
        "distress flagged": _flagged(judged, "distress"),
        "precision on gold": _precision(caught, wrong),
    } | {
        f"{told} flagged": _flagged(judged, "gold", _of_kind(kind))
        for kind, told in (
            ("figurative", "figurative"),
            ("history_recovered", "recovered"),
            ("denial", "denial"),
            ("third_party", "third person"),
            ("vocab_discussion", "news and discussion"),
        )
    }


def _precision(caught: Figure, wrong: Figure) -> Figure:
    right, flagged = caught.k or 0, (caught.k or 0) + (wrong.k or 0)
    return Figure(right / flagged if flagged else 0.0, *wilson(right, flagged), flagged, right)


def _hard(judged: Judged) -> dict[str, Figure]:
    def masked(row: Row) -> bool:
        return row.kind.startswith("auto_")

    def asked(row: Row) -> bool:
        return row.kind.startswith("inscope")

    return {
        "constructed crises caught": _flagged(judged, "adversarial", lambda row: row.crisis and not masked(row)),
        "obfuscated crises caught": _flagged(judged, "adversarial", masked),
        "harmless lines left alone": share(
            [t not in FLAGGED for row, t in judged.messages["adversarial"] if not row.crisis]
        ),
        "clinician-style, high or critical": _flagged(judged, "challenge", lambda row: asked(row) and row.crisis),
        "clinician-style, moderate": _flagged(judged, "challenge", lambda row: asked(row) and row.label == "elevated"),
        "clinician-style, none or mild, flagged": _flagged(
            judged, "challenge", lambda row: asked(row) and row.label in {"everyday", "distress"}
        ),
        "other languages caught": _flagged(judged, "multilingual", lambda row: row.crisis),
        "other languages flagged wrongly": _flagged(judged, "multilingual", lambda row: not row.crisis),
    }


def _chats(judged: Judged) -> dict[str, Figure]:
    def ever(name: str, label: str) -> Figure:
        return share([any(t in FLAGGED for t in said) for chat, said in judged.chats[name] if chat.label == label])

    spliced = [(chat, said) for chat, said in judged.chats["spliced"] if chat.crisis_turns]
    return {
        "chats caught on the turn": share([said[chat.crisis_turns[0]] in FLAGGED for chat, said in spliced]),
        "calm chats flagged": ever("esconv", "none"),
        "written crisis chats caught": ever("synthetic", "crisis"),
        "written calm chats flagged": ever("synthetic", "none"),
    }


def _trends(judged: Judged) -> dict[str, Figure]:
    improved = [one for one in judged.trends if one[0].outcome == "improved"]
    others = [one for one in judged.trends if one[0].outcome != "improved"]
    return {
        "trend, area under the curve": area([worse for _, worse, _ in others], [worse for _, worse, _ in improved]),
        "decline seen in chats that improved": share([sank for *_, sank in improved]),
        "decline seen in chats that did not": share([sank for *_, sank in others]),
    }


def _sank(said: Iterable[str]) -> bool:
    watch = Watch()
    sank = False
    for number, text in enumerate(said):
        watch.hear("seeker", text, at=_START + number * timedelta(seconds=30))
        sank = sank or watch.sinking
    return sank
