"""What time does to reports: this node looks at them anew, and a chat's last words go when no report has come."""

import contextlib
from dataclasses import replace
from datetime import datetime, timedelta

from app.live.interface import Aftermath, FactsChanged, StoreAway
from app.services.node import Node

LOOKS_EVERY = timedelta(seconds=2)
_LOOKED = "cases looked at"


async def look_at_cases(node: Node, *, now: datetime) -> None:
    """Know which cases are open; while the store is away, those that were."""
    looked = node.told.get(_LOOKED)
    if isinstance(looked, datetime) and timedelta(0) <= now - looked < LOOKS_EVERY:
        return
    node.told[_LOOKED] = now
    with contextlib.suppress(StoreAway):
        node.open_cases = {case.id: case for case in await node.cases.all(now=now)}


async def drop_old_words(node: Node, *, now: datetime) -> None:
    """Drop the sealed words for which no report has come in time."""
    for entry in await node.live.entries():
        aftermath = entry.aftermath and _without(entry.aftermath, now=now)
        before = tuple(_without(over, now=now) for over in entry.before)
        if (aftermath, before) != (entry.aftermath, entry.before):
            try:
                await node.live.replace(replace(entry, aftermath=aftermath, before=before))
            except (FactsChanged, StoreAway):
                continue  # the next look finds it as it is then


def _without(over: Aftermath, *, now: datetime) -> Aftermath:
    if over.excerpt is None or over.excerpt.until > now:
        return over
    return replace(over, excerpt=None)
