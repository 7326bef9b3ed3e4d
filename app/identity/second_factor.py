"""The second factor of staff: six digits that change every thirty seconds (RFC 6238).

A step is never accepted twice: this module says which step a code belongs to, and the records refuse a used one.
"""

from datetime import datetime, timedelta

import pyotp

_STEP = 30  # seconds, as every authenticator app assumes
_DRIFT = (0, -1, 1)  # a clock may be half a minute off


def new_secret() -> str:
    """A fresh secret, to be shown once."""
    return pyotp.random_base32()


def provisioning_uri(name: str, secret: str) -> str:
    """What an authenticator app reads to learn the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Earshot")


def step_of(secret: str, code: str, *, now: datetime, last_step: int) -> int | None:
    """The step that this code belongs to, if it is a present one and later than the last one used."""
    if not (code.isascii() and code.isdigit()):
        return None
    factor = pyotp.TOTP(secret, interval=_STEP)
    for drift in _DRIFT:
        moment = now + timedelta(seconds=drift * _STEP)
        step = int(moment.timestamp()) // _STEP
        if factor.verify(code, for_time=moment) and step > last_step:
            return step
    return None
