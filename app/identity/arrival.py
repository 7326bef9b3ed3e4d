"""What a browser gets when somebody has signed in: a session of its own, and to be known from then on."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from app.identity import known_browser, staff_session
from app.identity.credentials import cookie, staff_cookie
from app.records.tables import Staff
from app.records.unit_of_work import Records
from app.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Browser:
    """What a try came from: it is slowed, or it is not."""

    known: str = ""
    """The cookie of a browser in which somebody signed in before."""
    address: str | None = None


UNKNOWN = Browser()


def browser_of(connection: ASGIConnection, settings: Settings) -> Browser:  # type: ignore[type-arg]
    """Return what a try at signing in came from. The address goes no further than a keyed hash."""
    return Browser(known=known_browser.worn(connection, settings), address=address_of(connection, settings))


def address_of(connection: ASGIConnection, settings: Settings) -> str | None:  # type: ignore[type-arg]
    """Return the address that a request came from: the other end of the socket, or what a proxy of ours says."""
    address = connection.client.host if connection.client else None
    if not _is_ours(address, settings):
        return address
    told = ",".join(connection.headers.getall("x-forwarded-for", [])).split(",")
    return next((one.strip() for one in reversed(told) if not _is_ours(one.strip(), settings)), None)


def _is_ours(address: str | None, settings: Settings) -> bool:
    try:
        return any(ip_address(address or "") in network for network in settings.proxies)
    except ValueError:
        return False


async def cookies_for(
    connection: ASGIConnection,  # type: ignore[type-arg]  # any connection
    records: Records,
    person: Staff,
    token: str,
    settings: Settings,
    *,
    now: datetime,
) -> list[Cookie]:
    """Return the cookies; the session that this browser had for the same role ends."""
    name = staff_cookie(person.role, settings)
    before = connection.cookies.get(name)
    if before:
        async with records.unit() as unit:
            await staff_session.revoke(unit, before)
    shown = known_browser.worn(connection, settings)
    return [cookie(name, token, settings), known_browser.remembering(shown, person, settings, now=now)]
