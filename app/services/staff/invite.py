"""Invite somebody to the staff: a code for one person, good once and for a week, shown once.

A listener is invited by any coordinator. A coordinator sees who is in danger and decides about everybody else, so two
invite one: the first asks, the second agrees and gets the code to hand over. The operator at the machine needs nobody.
"""

from datetime import datetime, timedelta

from app.identity import typed_codes
from app.records import audit, second_person, staff
from app.records.tables import Invitation, Role, Staff
from app.records.unit_of_work import Records
from app.services.staff.two_persons import NeedsAnother, two_agree

GOOD_FOR = timedelta(days=7)
A_COORDINATOR = "coordinator"


class NotForYou(Exception):
    """Only coordinators invite."""


async def invite(records: Records, by: Staff | None, role: Role, *, now: datetime) -> str:
    """Make an invitation and return its code. `by` None is the operator at the machine.

    Raises NotForYou, and NeedsAnother when one coordinator asks for another: the wish then stands for the next one.
    """
    if by is not None and by.role != "coordinator":
        raise NotForYou("Only coordinators can invite somebody.")
    code = typed_codes.new_invitation()
    async with records.unit() as unit:
        inviter = by.id if by else None
        agreed = (
            by is None or role == "listener" or await two_agree(unit, "inviteCoordinator", A_COORDINATOR, by, now=now)
        )
        if agreed:
            kept = Invitation(
                code_hash=typed_codes.kept(code), role=role, invited_by=inviter, expires_at=now + GOOD_FOR
            )
            await staff.keep_invitation(unit, kept)
        await audit.note(unit, at=now, staff_id=inviter, did="invited" if agreed else "asked to invite", target=role)
    if not agreed:
        raise NeedsAnother
    return code


async def drop_invitation(records: Records, by: Staff, *, now: datetime) -> None:
    """No coordinator is asked for any more: any coordinator may say so."""
    async with records.unit() as unit:
        if await second_person.asked(unit, "inviteCoordinator", A_COORDINATOR):
            await second_person.settle(unit, "inviteCoordinator", A_COORDINATOR)
            await audit.note(unit, at=now, staff_id=by.id, did="stopped an invitation", target=A_COORDINATOR)


async def who_asks(records: Records) -> str | None:
    """Return the id of the coordinator who asked for another one, while it waits for somebody to agree."""
    async with records.unit() as unit:
        waiting = await second_person.everything(unit)
    return next((one.asked_by for one in waiting if one.act == "inviteCoordinator"), None)


def way_in(origin: str, code: str) -> str:
    """Return the link for whoever may come in. The code stands behind the #: browsers send that part to nobody."""
    return f"{origin}/staff/join#{code}"
