"""How long others waited, for the next one's range: durations, and how crowded it was. Kept in Valkey for a day."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app import clock
from app.live.interface import StoreAway
from app.live.shared.mirror import at, moment
from app.live.shared.store import Store
from matching.waiting import KEPT, Past

RECENT = timedelta(hours=1)
DAY = timedelta(days=1)
RECENTS = 200


@dataclass(slots=True)
class PastWaits:
    """The waits, read again whenever their count has changed."""

    _store: Store
    _count: int = -1
    _waits: list[tuple[datetime, timedelta, float | None]] = field(default_factory=list)

    async def remember(self, wait: timedelta, *, now: datetime, crowd: float | None) -> None:
        """Note one more."""
        how_crowded = "" if crowd is None else repr(crowd)
        what = f"{clock.new_id()} {wait // timedelta(microseconds=1)} {how_crowded}"
        await self._store.run("remember", moment(now), what, KEPT, moment(now - DAY))
        self._count = -1

    async def of_a_day(self, count: int, *, now: datetime) -> Sequence[Past]:
        """Return those of the last day that have their crowd, oldest first."""
        waits = await self._read(count)
        return tuple(Past(crowd, wait) for when, wait, crowd in waits if crowd is not None and now - when <= DAY)

    async def of_an_hour(self, count: int, *, now: datetime) -> Sequence[timedelta]:
        """Return those of the last hour."""
        return tuple(wait for when, wait, _ in await self._read(count) if now - when <= RECENT)[-RECENTS:]

    async def _read(self, count: int) -> list[tuple[datetime, timedelta, float | None]]:
        if self._count != count:
            with contextlib.suppress(StoreAway):  # what was last known must do
                told = await self._store.run("waits")
                self._waits = [_wait(what, score) for what, score in zip(told[::2], told[1::2], strict=True)]
                self._count = count
        return self._waits


def _wait(what: bytes, score: bytes) -> tuple[datetime, timedelta, float | None]:
    _, wait, crowd = what.decode().split(" ")
    return at(int(float(score))), timedelta(microseconds=int(wait)), float(crowd) if crowd else None
