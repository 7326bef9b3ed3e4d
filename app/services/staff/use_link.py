"""The sample staff's one-use sign-in links: made at a start with samples, gone after one use or the next start."""

from datetime import datetime

from app.identity import staff_session
from app.records import audit, staff
from app.records.tables import Staff
from app.services.node import Node


class LinkUsed(Exception):
    """The link is unknown: used, or of an earlier start."""


async def make_links(node: Node, names: tuple[str, ...]) -> dict[str, str]:
    """Return a code for each of these people; codes live in this process only."""
    codes = {}
    async with node.records.unit() as unit:
        for name in names:
            person = await staff.by_name(unit, name)
            if person is not None:
                codes[name] = staff_session.new_token()
                node.links[staff_session.digest(codes[name])] = person.id
    return codes


async def use_link(node: Node, code: str, *, now: datetime) -> tuple[str, Staff]:
    """Sign in with the code, once. Raises LinkUsed."""
    staff_id = node.links.pop(staff_session.digest(code), None)
    if staff_id is None:
        raise LinkUsed
    async with node.records.unit() as unit:
        person = await staff.by_id(unit, staff_id)
        if person is None:
            raise LinkUsed
        timing = node.settings.timing
        token = await staff_session.begin(unit, staff_id, now=now, life=timing.staff_session, idle=timing.staff_idle)
        await audit.note(unit, at=now, staff_id=staff_id, did="signed in by a sample link")
    return token, person
