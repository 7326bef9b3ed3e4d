"""The three small functions an evaluation calls: one for a message, one for a conversation, one for a trend."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from crisis import About, Tier, Watch, assess

_START = datetime(2026, 1, 5, tzinfo=UTC)
_BETWEEN = timedelta(seconds=30)


def message(text: str) -> dict[str, Any]:
    """Say the tier of a message as the seeker's own, and its score; worry about somebody else is not their crisis."""
    reading = assess(text)
    tier = reading.tier if reading.about is About.SELF else min(reading.tier, Tier.WATCH)
    return {"tier": tier.name.lower(), "score": reading.score}


def conversation(turns: Sequence[Mapping[str, str]]) -> list[str | None]:
    """Say what the watch of a chat stood at after each turn of the seeker, and None for anybody else's turn."""
    watch = Watch()
    said: list[str | None] = []
    for number, turn in enumerate(turns):
        tier = watch.hear(turn["role"], turn["text"], at=_START + number * _BETWEEN)
        said.append(tier.name.lower() if turn["role"] == "seeker" else None)
    return said


def trend(texts: Sequence[str]) -> float:
    """Say how much a conversation is getting worse, from the seeker's turns alone; 0 where they say too little."""
    watch = Watch()
    for number, text in enumerate(texts):
        watch.hear("seeker", text, at=_START + number * _BETWEEN)
    return -(watch.trend or 0.0)
