"""What in a message would let somebody be found or reached elsewhere: kinds, where they stand, and the text with dots.

Most messages hold nothing that could be one, and are let go after a look at their letters. It says what is there, and
not who may say it: that is in ``rules.py``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from app.safety.addresses import mails, sites
from app.safety.digits import BEGINNINGS, NUMBER_WORDS, is_glued
from app.safety.handles import PLATFORM_WORDS, handles
from app.safety.known import Known
from app.safety.letters import SINGLES, Folded, everyday, fold, masked
from app.safety.phones import may_be_part, phone_over_messages, phones
from app.safety.places import STREET_WORDS, coordinates, postcodes, streets

NOTHING_KNOWN = Known()
_SIGNS = re.compile(
    r"[\d@#.:/\[({<](?:(?<=[\d@#])|(?<=[a-z]\.)[a-z]|(?<=\s\.)\s?\w|(?<=:)//|(?<=/)//"
    r"|(?<=[\[({<])\s*(?:dot|at|punto|punkt|ponto)\b)",
    re.ASCII,
)
"""In ASCII and small letters. It begins with single signs, over which alone a search runs fast."""
_SPACED = re.compile(r"(?:(?<![^\W_])[^\W\d_][ .\-_*]{1,3}){4,}[^\W\d_](?![^\W_])")
_WORD = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
_TELLING = frozenset({
    *PLATFORM_WORDS, *STREET_WORDS, "dot", "punto", "punkt", "ponto", "arroba", "hmu", "gmail", "hotmail", "outlook",
    "yahoo", "icloud", "proton", "protonmail", "gmx", "aol",
})  # fmt: skip
_FEW = 3
"""Number words below which nothing is spelled out in one message."""


class Way(StrEnum):
    """How somebody could be found or reached."""

    PHONE = "phone"
    EMAIL = "email"
    SITE = "site"
    HANDLE = "handle"
    ADDRESS = "address"
    POSTCODE = "postcode"
    COORDINATES = "coordinates"


PLACES = frozenset({Way.ADDRESS, Way.POSTCODE, Way.COORDINATES, Way.PHONE})
"""By these help can come to somebody."""


class Detail(NamedTuple):
    """One contact detail: code points ``start`` up to ``end`` of the text as it was written."""

    way: Way
    start: int
    end: int


class Contact(NamedTuple):
    """What was found, and the text with dots over it."""

    details: tuple[Detail, ...]
    masked: str

    @property
    def ways(self) -> tuple[Way, ...]:
        """Each kind once."""
        return tuple(sorted({one.way for one in self.details}))


def find_contact(
    text: str, *, before: Iterable[str] = (), known: Known = NOTHING_KNOWN, patient: bool = False
) -> Contact | None:
    """Return the contact details of a message, or None; `before` are its author's last messages, newest last.

    `patient` looks for a number over all of them, as for a listener, whatever was said between its parts.
    """
    plain = everyday(text).lower()
    words = _WORD.findall(plain)
    holds = _may_hold(plain, words)
    found: list[Detail] = []
    if holds:
        found = sorted({Detail(way, start, end) for way, start, end in _details(text, fold(text), known)}, key=_place)
    if not found and _may_end_number(plain, words, holds=holds):
        over = phone_over_messages(text, list(before), known, patient=patient)
        found = [Detail(Way.PHONE, 0, len(text))] if over else []
    if not found:
        return None
    return Contact(tuple(found), masked(text, ((one.start, one.end) for one in found)))


def _place(detail: Detail) -> tuple[int, int]:
    return detail.start, detail.end


def _may_hold(plain: str, words: Sequence[str]) -> bool:
    if not plain.isascii() or _SIGNS.search(plain) or not _TELLING.isdisjoint(words):
        return True
    if SINGLES.search(plain) and _SPACED.search(plain):
        return True
    return _spelled(words) >= _FEW


def _spelled(words: Sequence[str]) -> int:
    """Count number words, of which one that is several run together is enough."""
    return sum(_FEW if is_glued(word) else word in NUMBER_WORDS for word in words if word[:2] in BEGINNINGS)


def _may_end_number(plain: str, words: Sequence[str], *, holds: bool) -> bool:
    """Whether this message may be little else than the end of a number that was begun before."""
    if holds and not (plain.isascii() and _DIGIT.search(plain) is None):
        return True
    return may_be_part(words) and (holds or not NUMBER_WORDS.isdisjoint(words))


def _details(text: str, folded: Folded, known: Known) -> Iterator[tuple[Way, int, int]]:
    plain = folded.text
    figures = _DIGIT.search(plain) is not None
    words = _WORD.findall(plain)
    spelled = _spelled(words)
    ways = (
        (Way.EMAIL, mails(plain, known)),
        (Way.COORDINATES, coordinates(plain) if figures or "/" in plain or "+" in plain else ()),
        (Way.HANDLE, handles(plain)),
        (Way.SITE, sites(plain, known)),
        (Way.ADDRESS, streets(text, folded) if figures or spelled else ()),
        (Way.PHONE, phones(plain, known) if figures or spelled >= _FEW else ()),
    )
    taken: list[tuple[int, int]] = []
    for way, spans in ways:
        for start, end in spans:
            if not any(first < end and start < last for first, last in taken):
                taken.append((start, end))
                yield way, *folded.span(start, end)
    spread = _together(text)
    if spread is not None:
        yield Way.HANDLE, *spread
    for start, end, written in postcodes(text, plain) if figures else ():
        yield Way.POSTCODE, *((start, end) if written else folded.span(start, end))


def _together(text: str) -> tuple[int, int] | None:
    """Return where a platform's name is written letter by letter: nobody does that by chance."""
    for found in _SPACED.finditer(text):
        letters = re.sub(r"[^a-z]", "", found[0].lower())
        if any(name in letters for name in PLATFORM_WORDS if len(name) > 3):  # noqa: PLR2004  # shorter ones by chance
            return found.span()
    return None
