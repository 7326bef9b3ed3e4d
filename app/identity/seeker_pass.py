"""The seeker's pass: one opaque token in a session cookie or a bearer header. Never in a URL, never in a log.

It is all that a seeker is to us. It carries the ticket's facts, so that a restart of the server costs no place in line,
and nothing that was said.
"""

from datetime import datetime, timedelta

import msgspec

from app.identity.sealing import NotSealedHere, Sealer

_PURPOSE = "seeker pass"


class PassUnknown(Exception):
    """No pass, or one that is not ours or is over."""


class Draft(msgspec.Struct, frozen=True, kw_only=True, tag="draft"):
    """Before the ticket: the answer to the age step, once there is one, and a language that was chosen."""

    age_band: str = ""
    locale: str = ""
    expires: datetime
    ticket: str = ""
    """The id that the ticket will have: a form that is sent twice takes one place."""
    dear: datetime | None = None
    """Until then a place costs the most: three listeners have ended the visit before."""
    opens: datetime | None = None
    """Under pressure: from when on the form is taken without work."""
    held: bytes = b""
    """What was typed, for the page that goes on by itself then; packed, and gone with the draft."""


class TicketPass(msgspec.Struct, frozen=True, kw_only=True, tag="ticket"):
    """A ticket's facts."""

    ticket: str
    arrived: datetime
    """Cut to the minute."""
    language: str
    topics: tuple[str, ...]
    age_band: str
    urgency: int
    country: str | None
    chat: str | None
    """The chat this seeker was in when the pass was last written."""
    over: bool = False
    """The visit had ended when the pass was last written: it restores nothing."""
    blocked: tuple[str, ...]
    """Listeners this seeker never meets again; the block ends with the pass."""
    locale: str = ""
    """The language of the pages."""
    expires: datetime
    head: bool = False
    hides: bool = False
    since: datetime | None = None
    """When this wait began, if later than arrival; cut to the minute."""
    dear: datetime | None = None
    """Until then another place costs the most: three listeners have ended this visit."""


SeekerPass = Draft | TicketPass


def seal_pass(sealer: Sealer, what: SeekerPass) -> str:
    """Return the pass as a token."""
    return sealer.seal(_PURPOSE, what)


def open_pass(sealer: Sealer, token: str | None, *, now: datetime) -> SeekerPass:
    """Return what the token says, or raise PassUnknown."""
    if not token:
        raise PassUnknown
    try:
        opened: SeekerPass = sealer.open(_PURPOSE, token, SeekerPass)  # type: ignore[arg-type]  # a union is a type here
    except NotSealedHere as reason:
        raise PassUnknown from reason
    if opened.expires <= now:
        raise PassUnknown
    return opened


def dear_until(sealer: Sealer, token: str | None, *, now: datetime) -> datetime | None:
    """Return until when a place costs whoever holds this token the most, if at all."""
    try:
        return open_pass(sealer, token, now=now).dear
    except PassUnknown:
        return None


def to_the_minute(at: datetime) -> datetime:
    """Cut seconds off, so that a pass does not say when exactly somebody came."""
    return at - timedelta(seconds=at.second, microseconds=at.microsecond)
