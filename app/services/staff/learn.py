"""What a new listener has learnt so far, and the moment from which it is enough to go on shift, on probation."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.practice.course import PARTS, STEPS, may_begin
from app.records import audit, learning
from app.records.bands import week_of
from app.records.tables import Practice, Staff
from app.records.unit_of_work import Records
from app.settings import Settings


class StillLearning(Exception):
    """A shift begins only after the course, and three practice chats that a coordinator has looked at."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a listener has come."""

    steps: frozenset[str]
    shown: tuple[Practice, ...]

    @property
    def ready(self) -> frozenset[str]:
        """The scenarios in which a coordinator found them ready."""
        return frozenset(one.scenario for one in self.shown if one.verdict == "ready")

    @property
    def next_part(self) -> str | None:
        """The part of the course that comes next."""
        return next((part.key for part in PARTS if part.key not in self.steps), None)


def still_learns(person: Staff, settings: Settings) -> bool:
    """Whether this listener has to learn first; an operator who trains people elsewhere may do without our course."""
    return settings.course and person.tier == "applicant"


async def progress_of(records: Records, person: Staff) -> Progress:
    """Return how far somebody has come."""
    async with records.unit() as unit:
        return Progress(await learning.steps(unit, person.id), tuple(await learning.shown_by(unit, person.id)))


async def finish_step(records: Records, person: Staff, step: str, *, now: datetime) -> None:
    """Note a step of the course as done; with the last of them a shift may begin."""
    if step not in STEPS:
        raise ValueError(step)
    async with records.unit() as unit:
        await learning.keep_step(unit, person.id, step, week_of(now.date()))
        await begin_when_ready(unit, person.id, now=now)


async def begin_when_ready(unit: AsyncSession, staff_id: str, *, now: datetime) -> bool:
    """Let an applicant who has learnt enough begin on probation, in the unit of work that completed it."""
    if not may_begin(await learning.steps(unit, staff_id), await learning.ready(unit, staff_id)):
        return False
    if not await learning.begin_probation(unit, staff_id):
        return False
    await audit.note(unit, at=now, staff_id=staff_id, did="learnt enough to begin on probation")
    return True
