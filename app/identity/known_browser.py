"""Browsers in which a member of staff signed in before: they are never slowed, whoever guesses at the same name.

The cookie holds, for each of up to four people, an end and a seal under that person's password hash: nothing is kept of
it here, it is good at every node, and a new password ends it. It opens nothing by itself.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from app.records.tables import Staff
from app.settings import Settings

REMEMBERED = timedelta(days=90)
_PEOPLE = 4


def known_cookie(settings: Settings) -> str:
    """Return the name of the cookie."""
    return f"{settings.cookie_prefix}known"


def worn(connection: ASGIConnection, settings: Settings) -> str:  # type: ignore[type-arg]  # any connection
    """Return what the browser shows."""
    return connection.cookies.get(known_cookie(settings), "")


def knows(shown: str, person: Staff, *, now: datetime) -> bool:
    """Whether this person signed in in that browser, with the password that still stands."""
    return any(_fits(one, person, now) for one in shown.split("~")[:_PEOPLE])


def remembering(shown: str, person: Staff, settings: Settings, *, now: datetime) -> Cookie:
    """Return the cookie that knows this person too."""
    others = [one for one in shown.split("~") if one and not _fits(one, person, now)]
    value = "~".join([_seal(person, now + REMEMBERED), *others][:_PEOPLE])
    return Cookie(
        key=known_cookie(settings),
        value=value,
        path="/",
        httponly=True,
        secure=settings.secure,
        samesite="strict",
        max_age=int(REMEMBERED.total_seconds()),
    )


def _seal(person: Staff, ends: datetime) -> str:
    day = f"{ends:%Y%m%d}"
    mark = hmac.new(person.password_hash.encode(), f"known browser {person.id} {day}".encode(), hashlib.sha256)
    return f"{day}.{mark.hexdigest()}"


def _fits(shown: str, person: Staff, now: datetime) -> bool:
    day, _, _ = shown.partition(".")
    try:
        ends = datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return False
    return ends > now and hmac.compare_digest(_seal(person, ends).encode(), shown.encode("utf-8", "replace"))
