"""Which help outside fits whom: ordered lines and sites for a country, a language, an age and what was heard.

The answer is never empty, and an emergency number always stands first, because no line here was ever dialled by us: a
line that nobody checked must never be somebody's only way. Where the lines come from is ``directory.py``.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest

from crisis.directory import DEFAULT, LOCAL_EMERGENCY, Directory, Resource
from crisis.languages import primary
from crisis.tiers import Kind

MOST = 6
"""Resources in one answer: more is a wall to somebody in distress. The emergency number and two directories count."""

_MINORS = frozenset({"under13", "13-15", "16-17"})
_GENERAL = ("suicide", "crisis")
_SERVES: dict[str, tuple[str, ...]] = {
    Kind.ABUSE: ("abuse", "sexual_violence", "crisis"),
    Kind.EXPLOITATION: ("sexual_violence", "abuse", "crisis"),
    Kind.MINOR_AT_RISK: ("child", "abuse", "crisis"),
    Kind.HARM_TO_OTHERS: ("crisis", "suicide"),
}
_POLICE_FIRST = frozenset({Kind.ABUSE, Kind.EXPLOITATION, Kind.MINOR_AT_RISK, Kind.HARM_TO_OTHERS})
_SPECIAL = frozenset({"lgbtq", "substance", "abuse", "sexual_violence", "child"})


def resources_for(
    country: str | None,
    language: str,
    age_band: str,
    kinds: Collection[str],
    *,
    directory: Directory = DEFAULT,
    at: datetime | None = None,
    quietly: bool = False,
) -> tuple[Resource, ...]:
    """Order the help for somebody: the emergency number, what fits, then two directories; at most six.

    ``country`` is an ISO 3166 code or None, ``age_band`` one of under13, 13-15, 16-17, adult, undeclared. ``kinds`` are
    those of a reading, or kinds of resources ("lgbtq"). ``at`` (aware) puts lines that are closed then behind others.
    ``quietly`` is for somebody who cannot speak aloud: lines that can be written to come before all that cannot.
    """
    code = (country or "").upper()
    minor = age_band in _MINORS
    needs = _needs(kinds, minor=minor)
    everywhere = directory.everywhere()[:2]
    lines = _pick(directory.lines(code), needs, language, minor=minor, at=at, quietly=quietly)[
        : MOST - 1 - len(everywhere)
    ]
    return (_emergency(directory.emergency(code), kinds), *lines, *everywhere)


def _needs(kinds: Collection[str], *, minor: bool) -> list[tuple[str, ...]]:
    """List what is needed, each need as the kinds of lines that meet it, best first."""
    needs: list[tuple[str, ...]] = [("child",)] if minor else []
    if not kinds or any(kind not in _SERVES and kind not in _SPECIAL for kind in kinds):
        needs.append(_GENERAL)
    needs.extend(_SERVES.get(kind, (kind,)) for kind in sorted(kinds) if kind in _SERVES or kind in _SPECIAL)
    return list(dict.fromkeys((*needs, _GENERAL)))


def _pick(
    lines: Collection[Resource],
    needs: list[tuple[str, ...]],
    language: str,
    *,
    minor: bool,
    at: datetime | None,
    quietly: bool,
) -> list[Resource]:
    """Take the best line for each need in turn, round after round, so that no need crowds out another."""
    ranked = sorted(lines, key=lambda one: _rank(one, language, minor=minor, at=at))
    queues = [[one for kind in _tiers(need) for one in ranked if one.kind in kind] for need in needs]
    rounds = dict.fromkeys(one for turn in zip_longest(*queues) for one in turn if one is not None)
    return sorted(rounds, key=lambda one: quietly and not one.written)


def _tiers(need: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Lines on suicide and lines on any crisis serve alike; of other needs the first kind serves best."""
    return (need,) if need == _GENERAL else tuple((kind,) for kind in need)


def _rank(line: Resource, language: str, *, minor: bool, at: datetime | None) -> tuple[bool, ...]:
    speaks = primary(language) in {primary(one) for one in line.languages}
    return (
        not speaks,
        line.open_at(at) is False,
        line.some_only,
        minor and not line.written,
        line.hours != "24/7",
        line.kind != "suicide",
        line.confidence != "high",
    )


def _emergency(known: Resource | None, kinds: Collection[str]) -> Resource:
    """Make sure of one number to dial: the ambulance's, or the police's where somebody else is the danger."""
    if known is None:
        return LOCAL_EMERGENCY
    if known.phone:
        return known
    services = dict(known.services)
    police = bool(kinds) and all(kind in _POLICE_FIRST for kind in kinds)
    order = ("police", "ambulance", "fire") if police else ("ambulance", "fire", "police")
    return replace(known, phone=next(services[one] for one in order if one in services))
