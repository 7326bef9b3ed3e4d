"""Frames on a socket: decoded once, encoded once, padded to four sizes so that length says nothing (C33)."""

import msgspec

from app.wire.base import Ref
from app.wire.commands import MAX_FRAME, BoardCommand, ListenerCommand, SeekerCommand

SIZES = (512, 2_048, 8_192, MAX_FRAME)
"""Bytes. JSON may end in spaces, so the padding needs no field of its own."""

_ENCODER = msgspec.json.Encoder()

SEEKER = msgspec.json.Decoder(SeekerCommand)
LISTENER = msgspec.json.Decoder(ListenerCommand)
BOARD = msgspec.json.Decoder(BoardCommand)


class _Named(msgspec.Struct):
    ref: Ref | None = None


_NAMED = msgspec.json.Decoder(_Named)


class FrameTooLong(ValueError):
    """A frame is over the largest size; nothing of it is repeated."""


def encode(event: msgspec.Struct) -> bytes:
    """Return the event as JSON, padded with spaces to the next of the four sizes."""
    frame = _ENCODER.encode(event)
    least = max(len(frame), getattr(event, "at_least", 0))
    for size in SIZES:
        if least <= size:
            return frame.ljust(size)
    return frame


def checked(frame: str | bytes) -> bytes:
    """Return the frame as bytes, or raise FrameTooLong."""
    raw = frame.encode() if isinstance(frame, str) else frame
    if len(raw) > MAX_FRAME:
        raise FrameTooLong
    return raw


def ref_of(frame: str | bytes) -> str | None:
    """Return the ref of a frame that does not fit, so that its author's page knows which text to keep."""
    try:
        return _NAMED.decode(frame).ref
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
