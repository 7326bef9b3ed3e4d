"""What is said after a practice chat: what went well first, then at most three things to try, with the own line quoted.

Nothing here is a mark. Whoever asked plainly about suicide is told so before anything else.
"""

from dataclasses import dataclass

from app.practice.hearing import Rule, rules
from app.practice.playing import Play, Turn

MOST = 3
A_TALK = 3
"""Lines of a listener from which an end may be expected to look back."""
_LAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Remark:
    """One rule, and the line that it is about; no line where something was left out."""

    rule: Rule
    quote: str | None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What to say of a talk."""

    well: tuple[Remark, ...]
    to_try: tuple[Remark, ...]
    heard: frozenset[str]
    """The names of all of it, also of what is not said for once."""


def look_back(talk: Play) -> Feedback:
    """Say what went well, and at most three things to try, the most important first."""
    lines = talk.said
    missing = _left_out(talk)
    remarks = [
        Remark(rule, _quote(name, lines))
        for name, rule in rules().items()
        if name in missing or any(name in line.heard for line in lines)
    ]
    return Feedback(
        well=tuple(one for one in remarks if one.rule.kind == "well")[:MOST],
        to_try=tuple(one for one in remarks if one.rule.kind == "try")[:MOST],
        heard=frozenset(one.rule.name for one in remarks),
    )


def _left_out(talk: Play) -> frozenset[str]:
    """What the whole talk lacks: the question about suicide, about this minute, and a look back at its end."""
    heard = frozenset[str]().union(*(line.heard for line in talk.said))
    answered = talk.passed if talk.over else talk.passed[:-1]
    marks = frozenset(mark for state in answered for mark in state.marks)
    missing = set()
    if "cue" in marks and not heard & {"risk", "safety"}:
        missing.add("unasked")
    if "danger" in marks and "safety" not in heard:
        missing.add("unsafe")
    last = frozenset[str]().union(*(line.heard for line in talk.said[-_LAST_LINES:]))
    if len(talk.said) >= A_TALK and "recapped" not in last:
        missing.add("unrecapped")
    return frozenset(missing)


def _quote(name: str, lines: tuple[Turn, ...]) -> str | None:
    return next((line.text for line in lines if name in line.heard and line.text), None)
