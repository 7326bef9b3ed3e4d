"""Queries about report cases: that something was wrong, and what was decided; never what was said."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import CaseNotice, HeldCount, ReportCase

HANDLE = 16
"""Letters of a case's hash by which staff name it."""


async def keep(session: AsyncSession, case: ReportCase) -> None:
    """Keep a new case."""
    session.add(case)
    await session.flush()


async def by_code(session: AsyncSession, code_hash: str) -> ReportCase | None:
    """The case behind a case code."""
    return await session.get(ReportCase, code_hash)


async def by_handle(session: AsyncSession, handle: str) -> ReportCase | None:
    """The case that staff call so, held so that nobody else decides it meanwhile."""
    if len(handle) != HANDLE or not handle.isalnum():
        return None
    named = select(ReportCase).where(col(ReportCase.code_hash).startswith(handle)).with_for_update()
    return (await session.exec(named)).first()


async def cases(session: AsyncSession) -> list[ReportCase]:
    """Every case, undecided ones first, then the newest week; within a week in no order that tells anything."""
    newest = select(ReportCase).order_by(
        col(ReportCase.decision).is_not(None), col(ReportCase.week).desc(), col(ReportCase.code_hash)
    )
    return list((await session.exec(newest)).all())


async def by_category(session: AsyncSession, weeks: Sequence[date]) -> dict[str, int]:
    """Return how many cases of these weeks there are, by what was reported."""
    counted = select(ReportCase.category, func.count()).where(col(ReportCase.week).in_(weeks))
    return dict((await session.exec(counted.group_by(col(ReportCase.category)))).all())


async def appeals(session: AsyncSession, weeks: Sequence[date]) -> tuple[int, int]:
    """Return how many decisions of these weeks were overturned after an appeal, and how many stand."""
    heard = select(func.count()).where(col(ReportCase.week).in_(weeks), col(ReportCase.heard))
    overturned = (await session.exec(heard.where(col(ReportCase.overturned)))).one()
    return overturned, (await session.exec(heard)).one() - overturned


async def appeal(session: AsyncSession, code_hash: str) -> bool:
    """Note that the decision is appealed against; False when there is none, or it was already."""
    appealed = await session.exec(
        update(ReportCase)
        .where(
            col(ReportCase.code_hash) == code_hash,
            col(ReportCase.decision).is_not(None),
            col(ReportCase.appealed).is_(False),
        )
        .values(appealed=True)
        .returning(col(ReportCase.code_hash))
    )
    return appealed.first() is not None


async def tell(session: AsyncSession, code_hash: str, listener: str) -> None:
    """Let the listener whom a decision is about read it."""
    if await session.get(CaseNotice, code_hash) is None:
        session.add(CaseNotice(code_hash=code_hash, staff_id=listener))
        await session.flush()


async def told(session: AsyncSession, listener: str) -> list[tuple[ReportCase, CaseNotice]]:
    """The decisions about this listener, the newest week first."""
    about = (
        select(ReportCase, CaseNotice)
        .join(CaseNotice, col(CaseNotice.code_hash) == col(ReportCase.code_hash))
        .where(col(CaseNotice.staff_id) == listener)
        .order_by(col(ReportCase.week).desc(), col(ReportCase.code_hash))
    )
    return list((await session.exec(about)).all())


async def forget(session: AsyncSession, today: date) -> None:
    """Drop the cases whose time has come."""
    await session.exec(delete(ReportCase).where(col(ReportCase.expires) < today))


async def count_held(session: AsyncSession, year: int) -> None:
    """Count one more case that a law made us hold."""
    one = insert(HeldCount).values(year=year, n=1)
    more = one.on_conflict_do_update(index_elements=["year"], set_={"n": col(HeldCount.n) + 1})
    await session.exec(more)


async def held(session: AsyncSession) -> list[HeldCount]:
    """How many cases were held, by year."""
    return list((await session.exec(select(HeldCount).order_by(col(HeldCount.year)))).all())
