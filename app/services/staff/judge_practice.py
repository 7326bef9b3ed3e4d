"""A coordinator looks at a listener's practice chat: ready, or once more and why. The text goes with the answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.practice import Turn
from app.records import audit, learning, staff
from app.records.tables import Practice, Staff, Verdict
from app.records.unit_of_work import Records
from app.services.staff.learn import begin_when_ready

LONGEST_NOTE = 300


class NothingToLookAt(Exception):
    """No such practice chat waits: it was answered meanwhile, or is too old."""


class NoteMissing(Exception):
    """“Once more” needs a reason, and not a long one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A practice chat as a coordinator reads it."""

    practice: Practice
    listener: str
    turns: tuple[Turn, ...]


async def practices_to_look_at(records: Records) -> list[tuple[Practice, str]]:
    """Return what waits, oldest first, each with the listener's name."""
    async with records.unit() as unit:
        return await learning.to_look_at(unit)


async def look_at(records: Records, staff_id: str, scenario: str) -> Shown:
    """Return one practice chat. Raises NothingToLookAt."""
    async with records.unit() as unit:
        practice, person = await _waiting(unit, staff_id, scenario)
    turns = (Turn("listener" if one["author"] == "listener" else "seeker", one["text"]) for one in practice.talk or ())
    return Shown(practice, person.name, tuple(turns))


async def judge_practice(
    records: Records, by: Staff, staff_id: str, scenario: str, verdict: Verdict, note: str, *, now: datetime
) -> bool:
    """Answer, drop the text, and return whether the listener may begin with it. Raises NothingToLookAt, NoteMissing."""
    note = note.strip()
    if len(note) > LONGEST_NOTE or (verdict == "again" and not note):
        raise NoteMissing
    async with records.unit() as unit:
        practice, person = await _waiting(unit, staff_id, scenario)
        await learning.judge(unit, practice, verdict, note)
        answer = "found a practice chat ready" if verdict == "ready" else "asked for a practice chat again"
        await audit.note(unit, at=now, staff_id=by.id, did=answer, target=f"{person.name}: {scenario}")
        return await begin_when_ready(unit, person.id, now=now)


async def _waiting(unit: AsyncSession, staff_id: str, scenario: str) -> tuple[Practice, Staff]:
    practice, person = await learning.one(unit, staff_id, scenario), await staff.by_id(unit, staff_id)
    if practice is None or person is None:
        raise NothingToLookAt
    return practice, person
