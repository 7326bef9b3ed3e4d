"""Let somebody in again who has lost every factor: two coordinators say so, neither of them that person.

The first asks, the second confirms and gets a code to hand over, good once and for a day. The person chooses everything
anew; until then nothing of theirs changes, and they can stop it from their own page. Without a second coordinator the
operator does it at the machine. All of it is audited.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.identity import typed_codes
from app.records import audit, factors, staff
from app.records.tables import Staff, StaffReset
from app.records.unit_of_work import Records

GOOD_FOR = timedelta(days=1)


class ResetRefused(Exception):
    """It takes two coordinators, neither of whom is the person."""


@dataclass(frozen=True)
class Standing:
    """A reset under way, as coordinators see it."""

    whom: str
    asked_by: str | None
    confirmed: bool


async def ask_reset(records: Records, by: Staff, whom: str, *, now: datetime) -> None:
    """Ask that somebody be let in again; asking anew begins anew. Raises ResetRefused."""
    async with records.unit() as unit:
        person = await staff.by_id(unit, whom)
        if person is None or whom == by.id:
            raise ResetRefused
        await factors.put_reset(unit, StaffReset(staff_id=whom, asked_by=by.id, expires_at=now + GOOD_FOR))
        await audit.note(unit, at=now, staff_id=by.id, did="asked for a reset", target=person.name)


async def confirm_reset(records: Records, by: Staff, whom: str, *, now: datetime) -> str:
    """Say so too; return the code, shown once. Raises ResetRefused."""
    code = typed_codes.new_invitation()
    async with records.unit() as unit:
        reset, person = await factors.reset_of(unit, whom, now=now), await staff.by_id(unit, whom)
        if reset is None or person is None or by.id in {whom, reset.asked_by} or reset.code_hash is not None:
            raise ResetRefused
        reset.confirmed_by, reset.code_hash, reset.expires_at = by.id, typed_codes.kept(code), now + GOOD_FOR
        await audit.note(unit, at=now, staff_id=by.id, did="confirmed a reset", target=person.name)
    return code


async def drop_reset(records: Records, by: Staff, whom: str, *, now: datetime) -> None:
    """Stop it: any coordinator may, and whoever it is about."""
    async with records.unit() as unit:
        reset, person = await factors.reset_of(unit, whom, now=now), await staff.by_id(unit, whom)
        if reset is None or person is None:
            return
        if by.id != whom and by.role != "coordinator":
            raise ResetRefused
        await factors.drop_reset(unit, whom)
        await audit.note(unit, at=now, staff_id=by.id, did="stopped a reset", target=person.name)


async def break_glass(records: Records, name: str, *, now: datetime) -> str | None:
    """The operator's way at the machine: return a code at once, or None when nobody is called that."""
    code = typed_codes.new_invitation()
    async with records.unit() as unit:
        person = await staff.by_name(unit, name)
        if person is None:
            return None
        reset = StaffReset(staff_id=person.id, code_hash=typed_codes.kept(code), expires_at=now + GOOD_FOR)
        await factors.put_reset(unit, reset)
        await audit.note(unit, at=now, staff_id=None, did="reset at the machine", target=person.name)
    return code


async def standing_resets(records: Records, *, now: datetime) -> dict[str, Standing]:
    """Return the resets under way, by whom they are about."""
    async with records.unit() as unit:
        found = await factors.resets(unit, now=now)
    return {one.staff_id: Standing(one.staff_id, one.asked_by, one.code_hash is not None) for one in found}
