"""What became of every text between two pages: written, told delivered, displayed; and whether that adds up.

*Lost* is what its author was told is delivered and the other page does not show, and what is gone while its author's
page still lives: neither shown there, nor owed, nor given back.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.delivery import Author
from benchmarks.faults import Faults, compare
from benchmarks.page import Page


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


def history(author: Page, reader: Page, chat: str) -> History:
    """Return what the two pages know of one author's texts."""
    mine, talk = author.papers[chat], author.talks.get(chat)
    me: Author = author.me
    return History(
        written=tuple(mine.lines(me)),
        owed=frozenset(one.ref for one in talk.outbox) if talk else frozenset(),
        told_delivered=frozenset(
            one.ref for one in mine.bubbles if one.author == me and one.fate in {"delivered", "seen"}
        ),
        displayed=tuple(reader.papers[chat].lines(me)),
    )


def check_all(pairs: Iterable[tuple[Page, Page, str]]) -> Faults:
    """Count it over both directions of every chat."""
    faults = Faults()
    for one, other, chat in pairs:
        faults += check(history(one, other, chat)) + check(history(other, one, chat))
    return faults
