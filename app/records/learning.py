"""Queries about the course: which steps a listener has done, and the practice chats they chose to show."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Practice, Staff, StaffLearning, Verdict


async def steps(session: AsyncSession, staff_id: str) -> frozenset[str]:
    """The steps that this listener has done."""
    return frozenset((await session.exec(select(StaffLearning.step).where(StaffLearning.staff_id == staff_id))).all())


async def keep_step(session: AsyncSession, staff_id: str, step: str, week: date) -> None:
    """Note that a step is done; the first week stays."""
    new = insert(StaffLearning).values(staff_id=staff_id, step=step, week=week)
    await session.exec(new.on_conflict_do_nothing())


async def shown_by(session: AsyncSession, staff_id: str) -> list[Practice]:
    """What this listener has shown, newest first."""
    found = select(Practice).where(Practice.staff_id == staff_id).order_by(col(Practice.shown).desc())
    return list((await session.exec(found)).all())


async def show(session: AsyncSession, practice: Practice) -> bool:
    """Keep a talk to be looked at, in the place of an earlier one; False when that one was found ready already."""
    new = insert(Practice).values(**practice.model_dump())
    kept = new.on_conflict_do_update(
        index_elements=[col(Practice.staff_id), col(Practice.scenario)],
        set_={name: new.excluded[name] for name in ("shown", "talk", "verdict", "note")},
        where=or_(col(Practice.verdict).is_(None), col(Practice.verdict) != "ready"),
    )
    return (await session.exec(kept.returning(col(Practice.staff_id)))).first() is not None


async def to_look_at(session: AsyncSession) -> list[tuple[Practice, str]]:
    """What waits for a coordinator, oldest first, each with the listener's name."""
    waiting = (
        select(Practice, Staff.name)
        .join(Staff, col(Staff.id) == col(Practice.staff_id))
        .where(col(Practice.verdict).is_(None))
        .order_by(col(Practice.shown), col(Staff.name), col(Practice.scenario))
    )
    return [(practice, name) for practice, name in (await session.exec(waiting)).all()]


async def one(session: AsyncSession, staff_id: str, scenario: str) -> Practice | None:
    """A talk that waits for a coordinator, held so that two do not answer it at once."""
    waiting = select(Practice).where(
        Practice.staff_id == staff_id, Practice.scenario == scenario, col(Practice.verdict).is_(None)
    )
    return (await session.exec(waiting.with_for_update())).first()


async def judge(session: AsyncSession, practice: Practice, verdict: Verdict, note: str) -> None:
    """Keep what was answered; the text goes with it."""
    practice.verdict, practice.note, practice.talk = verdict, note, None
    session.add(practice)
    await session.flush()


async def ready(session: AsyncSession, staff_id: str) -> frozenset[str]:
    """The scenarios in which a coordinator found this listener ready."""
    found = select(Practice.scenario).where(Practice.staff_id == staff_id, Practice.verdict == "ready")
    return frozenset((await session.exec(found)).all())


async def begin_probation(session: AsyncSession, staff_id: str) -> bool:
    """Let an applicant begin; False when they were none. What they have shown is not needed any more."""
    moved = await session.exec(
        update(Staff)
        .where(col(Staff.id) == staff_id, col(Staff.tier) == "applicant")
        .values(tier="probation")
        .returning(col(Staff.id))
    )
    if moved.first() is None:
        return False
    await session.exec(delete(Practice).where(col(Practice.staff_id) == staff_id))
    return True


async def forget(session: AsyncSession, before: date) -> None:
    """Drop the talks and notes that are older; that somebody was found ready stays, without a word."""
    old = col(Practice.shown) < before
    await session.exec(delete(Practice).where(old, or_(col(Practice.verdict).is_(None), Practice.verdict == "again")))
    await session.exec(update(Practice).where(old).values(note=""))
