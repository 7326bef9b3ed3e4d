"""Where and when somebody of the staff agreed to be called: chosen by them, sealed, gone whenever they say so."""

import re
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from app.identity.paging_keys import PagingKeys
from app.identity.sealing import NotSealedHere
from app.records import audit, contacts
from app.records.tables import Staff
from app.services.node import Node
from app.settings import Settings

MOST_BROWSERS = 5
LONGEST = 500
"""Signs of a push service's address; those there are have some 200."""
HOURS = 24
MOST_A_DAY = 6
_ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@[A-Za-z0-9.-]{1,180}")


class NotAWay(Exception):
    """Nobody can be called there, or not by us."""


class Push(msgspec.Struct, frozen=True):
    """A browser that is to be called, as it told us."""

    endpoint: str
    p256dh: str
    auth: str


class Asked(msgspec.Struct, frozen=True):
    """An address that has yet to be shown to be theirs."""

    email: str
    code: str
    until: datetime
    tries: int = 0
    """Wrong codes so far."""


class Ways(msgspec.Struct, frozen=True):
    """All that a row holds."""

    pushes: tuple[Push, ...] = ()
    email: str = ""
    """Theirs: a code that was sent there came back."""
    asked: Asked | None = None
    letters: tuple[datetime, ...] = ()
    """When codes were sent, over the last day."""
    quiet_from: int = 22
    """The hour from which nothing comes, by their own clock."""
    quiet_until: int = 8
    """The hour from which it may again; the same hour means that it always may."""
    zone: str = "UTC"
    most: int = 2
    """Calls a day, at most."""

    @property
    def none(self) -> bool:
        """Whether there is nowhere to call."""
        return not (self.pushes or self.email)

    def local(self, now: datetime) -> datetime:
        """Return the moment by their own clock."""
        return now.astimezone(ZoneInfo(self.zone))

    def quiet(self, now: datetime) -> bool:
        """Whether they asked not to be called at this hour."""
        hour, span = self.local(now).hour, (self.quiet_until - self.quiet_from) % HOURS
        return (hour - self.quiet_from) % HOURS < span


async def ways_of(node: Node, person: Staff) -> Ways:
    """Return where this person is called."""
    async with node.records.unit() as unit:
        return await read_ways(unit, node, person.id)


async def add_push(node: Node, person: Staff, push: Push, *, now: datetime) -> None:
    """Call this browser too; of many the newest stay. Raises NotAWay for a host that is not one of ours to ask."""
    if not may_ask(push.endpoint, node.settings) or not _is_key(push.p256dh, 65) or not _is_key(push.auth, 16):
        raise NotAWay
    async with node.records.unit() as unit:
        ways = await read_ways(unit, node, person.id)
        others = tuple(one for one in ways.pushes if one.endpoint != push.endpoint)
        pushes = (*others, push)[-MOST_BROWSERS:]
        await keep_ways(unit, node, person, msgspec.structs.replace(ways, pushes=pushes), now=now)


async def set_times(node: Node, person: Staff, *, quiet: tuple[int, int], zone: str, most: int, now: datetime) -> None:
    """Say when one is left in peace, and how often one may be called a day. Raises NotAWay."""
    if not all(0 <= hour < HOURS for hour in quiet) or not 1 <= most <= MOST_A_DAY:
        raise NotAWay
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise NotAWay from unknown
    async with node.records.unit() as unit:
        ways = await read_ways(unit, node, person.id)
        told = msgspec.structs.replace(ways, quiet_from=quiet[0], quiet_until=quiet[1], zone=zone, most=most)
        await keep_ways(unit, node, person, told, now=now)


async def forget_ways(node: Node, person: Staff, *, now: datetime) -> None:
    """Be called no more."""
    async with node.records.unit() as unit:
        await contacts.drop(unit, person.id)
        await audit.note(unit, at=now, staff_id=person.id, did="is called no more")


async def forget_push(node: Node, staff_id: str, endpoint: str) -> None:
    """Its push service says that this browser is gone."""
    keys = node.paging
    if keys is None:
        return
    async with node.records.unit() as unit:
        ways = await read_ways(unit, node, staff_id)
        left = msgspec.structs.replace(ways, pushes=tuple(one for one in ways.pushes if one.endpoint != endpoint))
        if left.none:
            await contacts.drop(unit, staff_id)
        else:
            await contacts.keep(unit, staff_id, keys.seal(staff_id, left))


def opened(keys: PagingKeys, staff_id: str, sealed: str) -> Ways:
    """Return what is in a row; sealed under another secret, it is nothing to us."""
    try:
        return keys.open(staff_id, sealed, Ways)
    except NotSealedHere:
        return Ways()


def may_ask(endpoint: str, settings: Settings) -> bool:
    """Whether this is an address of a push service that the operator allows: we call nothing else, for nobody."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if len(endpoint) > LONGEST or parts.username is not None or not endpoint.isascii():
        return False
    if not any(host.endswith(one[1:]) if one.startswith("*.") else host == one for one in settings.push_hosts):
        return False
    if host == "127.0.0.1":
        return not settings.public and parts.scheme in {"http", "https"}  # to try it out, and nowhere else
    return parts.scheme == "https" and port is None


def is_address(email: str) -> bool:
    """Whether this looks like an e-mail address."""
    return _ADDRESS.fullmatch(email) is not None


def _is_key(text: str, length: int) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_-]+", text) is not None and len(text) == -(-length * 4 // 3)


async def read_ways(unit: AsyncSession, node: Node, staff_id: str) -> Ways:
    """Return what this person chose, held so that nobody else changes it meanwhile."""
    row = await contacts.of(unit, staff_id)
    return opened(node.paging, staff_id, row.sealed) if row is not None and node.paging is not None else Ways()


async def keep_ways(unit: AsyncSession, node: Node, person: Staff, ways: Ways, *, now: datetime) -> None:
    """Keep what this person chose, sealed. Raises NotAWay."""
    if node.paging is None:
        raise NotAWay
    await contacts.keep(unit, person.id, node.paging.seal(person.id, ways))
    await audit.note(unit, at=now, staff_id=person.id, did="chose how to be called")
