"""Who is on shift, as coordinators see them: by name, how full they are, never with whom."""

from collections.abc import Mapping, Sequence
from typing import Literal

from app.wire.staff_views import OnShiftView
from matching import Listener, ShiftState

Load = Literal["free", "room", "full"]


def load_of(listener: Listener) -> Load:
    """Return how full somebody is, in bands."""
    if listener.taken == 0:
        return "free"
    return "room" if listener.taken < listener.seats else "full"


def on_shift(listeners: Sequence[Listener]) -> tuple[OnShiftView, ...]:
    """Return everybody on shift, by name."""
    return tuple(
        OnShiftView(
            id=one.id,
            name=one.name,
            state="paused" if one.suspended else _state(one),
            load=load_of(one),
            seats=one.seats,
        )
        for one in sorted(listeners, key=lambda one: (one.name.lower(), one.id))
    )


def on_duty_words(listeners: Sequence[Listener]) -> Mapping[str, str]:
    """Return how each listener on shift stands, in a few words; nothing for who is not."""
    words = {"free": "free", "room": "some room", "full": "full"}
    return {one.id: f"{one.state}, {words[one.load]}" for one in on_shift(listeners)}


def _state(listener: Listener) -> Literal["ready", "away", "draining"]:
    if listener.state is ShiftState.DRAINING:
        return "draining"
    return "ready" if listener.state is ShiftState.READY else "away"
