"""The second factor of staff: six digits that change every thirty seconds (RFC 6238).

A step is never accepted twice: this module says which step a code belongs to, and the records refuse a used one.
"""

import io
from datetime import datetime, timedelta

import msgspec
import pyotp
import segno

from app.identity.sealing import NotSealedHere, Sealer

_STEP = 30  # seconds, as every authenticator app assumes
_PURPOSE = "second factor"
GOOD_FOR = timedelta(hours=1)
_DRIFT = (0, -1, 1)  # a clock may be half a minute off


def new_secret() -> str:
    """A fresh secret, to be shown once."""
    return pyotp.random_base32()


class _Offered(msgspec.Struct, frozen=True):
    """A secret on somebody's page, before they have shown that their app knows it."""

    whom: str
    secret: str
    expires: datetime


def offered(sealer: Sealer, whom: str, secret: str, *, now: datetime) -> str:
    """Seal a secret for the form that will confirm it: nobody can put another one in its place."""
    return sealer.seal(_PURPOSE, _Offered(whom, secret, now + GOOD_FOR))


def taken(sealer: Sealer, whom: str, sealed: str, *, now: datetime) -> str | None:
    """The secret that was offered to this person, if that was not too long ago."""
    try:
        told = sealer.open(_PURPOSE, sealed, _Offered)
    except NotSealedHere:
        return None
    return told.secret if told.whom == whom and told.expires > now else None


def picture(uri: str) -> str:
    """The same as a picture to scan: SVG without a style, so that a strict page may hold it."""
    out = io.BytesIO()
    segno.make(uri, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=False,
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        title="QR code",
        border=4,
    )
    return out.getvalue().decode().strip()


def in_groups(secret: str) -> str:
    """The secret as people type it."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def provisioning_uri(name: str, secret: str) -> str:
    """What an authenticator app reads to learn the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Earshot")


def step_of(secret: str, code: str, *, now: datetime, last_step: int) -> int | None:
    """The step that this code belongs to, if it is a present one and later than the last one used.

    Who has no secret, having a passkey instead, has no code either.
    """
    if not secret or not (code.isascii() and code.isdigit()):
        return None
    factor = pyotp.TOTP(secret, interval=_STEP)
    for drift in _DRIFT:
        moment = now + timedelta(seconds=drift * _STEP)
        step = int(moment.timestamp()) // _STEP
        if factor.verify(code, for_time=moment) and step > last_step:
            return step
    return None
