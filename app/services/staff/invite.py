"""Invite somebody to the staff: a code for one person, good once and for a week, shown once."""

from datetime import datetime, timedelta

from app.identity import typed_codes
from app.records import audit, staff
from app.records.tables import Invitation, Role, Staff
from app.records.unit_of_work import Records

GOOD_FOR = timedelta(days=7)


class NotForYou(Exception):
    """Only coordinators invite."""


async def invite(records: Records, by: Staff | None, role: Role, *, now: datetime) -> str:
    """Make an invitation and return its code. `by` None is the operator at the machine."""
    if by is not None and by.role != "coordinator":
        raise NotForYou("Only coordinators can invite somebody.")
    code = typed_codes.new_invitation()
    async with records.unit() as unit:
        inviter = by.id if by else None
        await staff.keep_invitation(
            unit,
            Invitation(code_hash=typed_codes.kept(code), role=role, invited_by=inviter, expires_at=now + GOOD_FOR),
        )
        await audit.note(unit, at=now, staff_id=inviter, did="invited", target=role)
    return code


def way_in(origin: str, code: str) -> str:
    """Return the link for whoever may come in. The code stands behind the #: browsers send that part to nobody."""
    return f"{origin}/staff/join#{code}"
