"""Words that lead back: somebody has to close everything now, and finds the way again within a quarter of an hour.

Four plain words of the seeker's own language, good once. Live memory holds their keyed hash beside the ticket, so that
they lead there from any node and cannot be read from anywhere; a restart voids them. Trying many costs work or a wait,
for each network and for all, so that whoever guesses keeps nobody out.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from app.live.interface import TicketEntry, WayBack
from app.live.way_back import TooManyWords
from app.services.amend import amend
from app.services.line.ask_price import Fare, pay
from app.services.node import Node
from app.words import spoken

LISTED = Path(__file__).parent / "data" / "plain_words"
COUNT = 4
LASTS = timedelta(minutes=15)
_LETTERS = re.compile(r"[^\W\d_]+")
_WRITTEN_TWO_WAYS = str.maketrans({"\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}"}) | str.maketrans(
    {"\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER YEH}", "\N{ARABIC TATWEEL}": ""}
)


__all__ = ["TooManyWords", "WordsLeadNowhere", "give_words", "lead_back"]


class WordsLeadNowhere(Exception):
    """No visit has these words, or not any more."""


@cache
def listed(locale: str) -> tuple[str, ...]:
    """Return the words that may be given in a language: short, plain, nobody's secret, and none that names a danger."""
    return tuple((LISTED / f"{locale}.txt").read_text(encoding="utf-8").split())


def folded(typed: str) -> str:
    """Return words as they are compared: without what a strange keyboard lacks and a memory drops.

    Accents and Arabic marks go, and "ae" is as good as "ä"; the lists hold no two words that this makes one.
    """
    bare = "".join(one for one in unicodedata.normalize("NFKD", typed.casefold()) if not unicodedata.combining(one))
    bare = re.sub("([aou])e", r"\1", bare.replace("œ", "oe").translate(_WRITTEN_TWO_WAYS))
    return " ".join(_LETTERS.findall(bare))


async def give_words(node: Node, entry: TicketEntry, *, now: datetime) -> str:
    """Return words that lead back to this visit. Any given before lead nowhere from now on."""
    words = " ".join(secrets.choice(listed(spoken().language)) for _ in range(COUNT))
    way = WayBack(key=_key(node, words), until=now + LASTS)
    await amend(node, entry, lambda fresh: replace(fresh, way_back=way))
    return words


async def lead_back(node: Node, typed: str, fare: Fare, *, now: datetime) -> TicketEntry:
    """Return the visit that these words were given for; they are spent.

    Raises WordsLeadNowhere, ProofNeeded or TooManyWords.
    """
    await pay(node, fare, now=now, what="words")
    node.tried.count(now)
    key = _key(node, typed)

    def spent(visit: TicketEntry) -> TicketEntry:
        if not _leads(visit, key, now=now):
            raise WordsLeadNowhere  # of two who come with the same words, one is let in
        return replace(visit, way_back=None)

    for entry in await node.live.entries():
        if _leads(entry, key, now=now):
            led = await amend(node, entry, spent)
            if led is not None:
                return led
    raise WordsLeadNowhere


def _leads(visit: TicketEntry, key: str, *, now: datetime) -> bool:
    way = visit.way_back
    return way is not None and way.until > now and hmac.compare_digest(way.key, key) and visit.aftermath is None


def _key(node: Node, words: str) -> str:
    return hmac.new(node.secret, b"words that lead back " + folded(words).encode(), hashlib.sha256).hexdigest()
