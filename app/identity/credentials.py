"""What a request shows of who is asking: a cookie of ours, or a bearer token. Nothing else identifies anybody."""

from datetime import datetime
from typing import get_args

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from app.identity.sealing import Sealer
from app.identity.seeker_pass import PassUnknown, open_pass
from app.records.tables import Role
from app.settings import Settings


def seeker_cookie(settings: Settings) -> str:
    """Return the name of the seeker's cookie."""
    return f"{settings.cookie_prefix}pass"


def staff_cookie(role: Role, settings: Settings) -> str:
    """Return the name of a staff cookie: one a role, so that a desk and a board may stand in one browser."""
    return f"{settings.cookie_prefix}{role}"


def staff_cookies(settings: Settings) -> tuple[str, ...]:
    """Return the names of all staff cookies."""
    return tuple(staff_cookie(role, settings) for role in get_args(Role))


def coming_cookie(settings: Settings) -> str:
    """Return the name of the cookie of somebody on the way in: what they chose so far, sealed."""
    return f"{settings.cookie_prefix}coming"


def challenge_cookie(settings: Settings) -> str:
    """Return the name of the cookie that binds a passkey's challenge to one browser."""
    return f"{settings.cookie_prefix}challenge"


def codes_cookie(settings: Settings) -> str:
    """Return the name of the cookie that carries fresh recovery codes to the page that shows them, once."""
    return f"{settings.cookie_prefix}codes"


def cookies_that_count(settings: Settings) -> tuple[str, ...]:
    """Return the names of all cookies with which a request may only come from our own pages."""
    ways_in = (coming_cookie(settings), challenge_cookie(settings), codes_cookie(settings))
    return (seeker_cookie(settings), *staff_cookies(settings), *ways_in)


def cookie(name: str, value: str, settings: Settings) -> Cookie:
    """Return a session cookie: no lifetime, this host only, never sent from another site."""
    return Cookie(key=name, value=value, path="/", httponly=True, secure=settings.secure, samesite="strict")


def gone(name: str, settings: Settings) -> Cookie:
    """Return the cookie that takes one away."""
    return Cookie(
        key=name, value="", path="/", httponly=True, secure=settings.secure, samesite="strict", max_age=0, expires=0
    )


def bearer(connection: ASGIConnection) -> str | None:  # type: ignore[type-arg]  # any connection
    """Return the token of an API client."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def seeker_token(connection: ASGIConnection, settings: Settings) -> str | None:  # type: ignore[type-arg]
    """Return the seeker's pass, wherever it stands."""
    return bearer(connection) or connection.cookies.get(seeker_cookie(settings))


def staff_token(connection: ASGIConnection, role: Role, settings: Settings) -> str | None:  # type: ignore[type-arg]
    """Return the token of whoever is signed in for this role."""
    return bearer(connection) or connection.cookies.get(staff_cookie(role, settings))


def form_holder(connection: ASGIConnection, settings: Settings, sealer: Sealer, *, now: datetime) -> str:  # type: ignore[type-arg]
    """Return who a page's forms are for: each page writes the pass anew, so its ticket counts, not its letters."""
    worn = connection.cookies.get(seeker_cookie(settings), "")
    try:
        known = open_pass(sealer, worn, now=now)
    except PassUnknown:
        known = None
    seeker = (known.ticket if known else "") or worn
    names = (*staff_cookies(settings), coming_cookie(settings))
    staff = "|".join(connection.cookies.get(name, "") for name in names)
    return f"{seeker}|{staff}"
