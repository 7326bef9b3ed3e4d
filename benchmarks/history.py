"""What became of every text between two pages: written, told delivered, displayed; and whether that adds up.

*Lost* is what its author was told is delivered and the other page does not show, and what is gone while its author's
page still lives: neither shown there, nor owed, nor given back.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.delivery import Author
from benchmarks.faults import Faults, compare
from benchmarks.page import Page
from benchmarks.paper import Paper

HANDED = 2.0
"""Seconds in which a chat that is handed over may stand on both desks: the older one hears of its end."""


@dataclass(frozen=True, slots=True)
class History:
    """One author's texts in one chat, as both pages tell it; each is (ref, text)."""

    written: tuple[tuple[str, str], ...]
    owed: frozenset[str] = frozenset()
    """Refs that the author's page still holds in its outbox."""
    told_delivered: frozenset[str] = frozenset()
    """Refs of which the author was told that they stand on the other page."""
    displayed: tuple[tuple[str, str], ...] = ()


def check(history: History) -> Faults:
    """Count what does not add up."""
    shown = {ref for ref, _ in history.displayed}
    lost = {ref for ref, _ in history.written if ref not in shown and ref not in history.owed}
    lost |= history.told_delivered - shown
    texts = Counter(text for _, text in history.displayed)
    twice = sum(count - 1 for count in texts.values())  # under another ref it is twice for a reader all the same
    seen = compare(history.written, history.displayed)
    return Faults(len(lost), max(twice, seen.duplicated), seen.out_of_order)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A listener and a seeker who were put together."""

    ticket: str
    chat: str
    listener: str
    minor: bool = False
    cleared: bool = False
    """Whether the listener may talk with minors."""
    since: float = 0.0
    until: float | None = None
    """When the chat ended on the desk; None while it is open."""


def unfit(meetings: Iterable[Meeting], *, handed: float = HANDED) -> list[str]:
    """Say who should not have met: two listeners for one seeker at a time, or a minor and somebody not cleared."""
    wrong, of = [], defaultdict[str, list[Meeting]](list)
    for one in meetings:
        if one.minor and not one.cleared:
            wrong.append(f"{one.listener} is not cleared, and met the minor {one.ticket}")
        of[one.ticket].append(one)
    for ticket, met in of.items():
        met.sort(key=lambda one: one.since)
        for before, after in pairwise(met):
            if before.listener != after.listener and (before.until is None or before.until > after.since + handed):
                wrong.append(f"{ticket} had {before.listener} and {after.listener} at once")
    return wrong


def history(author: Page, reader: Page, chat: str) -> History:
    """Return what the two pages know of one author's texts."""
    mine, talk = author.papers[chat], author.talks.get(chat)
    me: Author = author.me
    return History(
        written=tuple(mine.lines(me)),
        owed=frozenset(one.ref for one in talk.outbox) if talk else _left(mine, me),
        told_delivered=frozenset(
            one.ref for one in mine.bubbles if one.author == me and one.fate in {"delivered", "seen"}
        ),
        displayed=tuple(reader.papers[chat].lines(me)),
    )


def _left(paper: Paper, me: Author) -> frozenset[str]:
    """What the end of a chat found undelivered: it stands on its author's page as such, and nobody was told else."""
    return frozenset(one.ref for one in paper.bubbles if one.author == me and one.fate in {"sending", "sent"})


def check_all(pairs: Iterable[tuple[Page, Page, str]]) -> Faults:
    """Count it over both directions of every chat."""
    faults = Faults()
    for one, other, chat in pairs:
        faults += check(history(one, other, chat)) + check(history(other, one, chat))
    return faults
