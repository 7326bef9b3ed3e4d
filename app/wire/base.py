"""The two kinds of Struct on the wire: what we accept (strict) and what we send."""

from typing import Annotated

import msgspec


class Incoming(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Something a client sent: unknown fields are refused, so that a typo never passes for silence."""


class Outgoing(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=False):
    """Something we send. Never a table row: each field is here because a client needs it."""


EARLIER_CHATS = 4
"""How many chats of one visit can be reported beside the one of now: a visit with more listeners is rare."""
MAX_TEXT = 2_000
MAX_NAME = 40
"""Code points in one message, first message or note."""
OURS = 8_192
"""Bytes of a frame in which the service itself speaks to a seeker: a card looks like any other word of ours (C33)."""

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]
Ref = Annotated[str, msgspec.Meta(min_length=8, max_length=40, pattern="^[A-Za-z0-9_-]+$")]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Seq = Annotated[int, msgspec.Meta(ge=0)]
Scale = Annotated[int, msgspec.Meta(ge=1, le=5)]
