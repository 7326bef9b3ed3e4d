"""Words that lead back: somebody has to close everything now, and finds the way again within a quarter of an hour.

Four plain words, good once. Live memory holds their keyed hash beside the ticket, so that they lead there from any
node and cannot be read from anywhere; a restart voids them. Trying many costs work
or a wait, for each network and for all, so that whoever guesses keeps nobody out.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from app.live.interface import FactsChanged, TicketEntry, WayBack
from app.live.way_back import TooManyWords
from app.services.line.ask_price import Fare, pay
from app.services.node import Node

LISTED = Path(__file__).parent / "data" / "plain_words.txt"
COUNT = 4
LASTS = timedelta(minutes=15)
_LETTERS = re.compile(r"[a-z]+")
_TRIES = 3


__all__ = ["TooManyWords", "WordsLeadNowhere", "give_words", "lead_back"]


class WordsLeadNowhere(Exception):
    """No visit has these words, or not any more."""


@cache
def listed() -> tuple[str, ...]:
    """Return the words that may be given: short, plain, and nobody's secret."""
    return tuple(LISTED.read_text().split())


async def give_words(node: Node, entry: TicketEntry, *, now: datetime) -> str:
    """Return words that lead back to this visit. Any given before lead nowhere from now on."""
    words = " ".join(secrets.choice(listed()) for _ in range(COUNT))
    way = WayBack(key=_key(node, words), until=now + LASTS)
    for _ in range(_TRIES):
        try:
            await node.live.replace(replace(entry, way_back=way))
        except FactsChanged:
            fresh = await node.live.entry(entry.ticket.id)
            if fresh is None:
                break
            entry = fresh
        else:
            return words
    raise FactsChanged


async def lead_back(node: Node, typed: str, fare: Fare, *, now: datetime) -> TicketEntry:
    """Return the visit that these words were given for; they are spent.

    Raises WordsLeadNowhere, ProofNeeded or TooManyWords.
    """
    await pay(node, fare, now=now, what="words")
    node.tried.count(now)
    key = _key(node, " ".join(_LETTERS.findall(typed.casefold())))
    for entry in await node.live.entries():
        way = entry.way_back
        if way is None or way.until <= now or not hmac.compare_digest(way.key, key):
            continue
        if entry.aftermath is not None:
            break
        try:
            return await node.live.replace(replace(entry, way_back=None))
        except FactsChanged as meanwhile:  # of two who come with the same words, one is let in
            raise WordsLeadNowhere from meanwhile
    raise WordsLeadNowhere


def _key(node: Node, words: str) -> str:
    return hmac.new(node.secret, b"words that lead back " + words.encode(), hashlib.sha256).hexdigest()
