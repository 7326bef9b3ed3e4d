"""Queries about report cases: that something was wrong, never what was said."""

from datetime import date

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import ReportCase


async def keep(session: AsyncSession, case: ReportCase) -> None:
    """Keep a new case."""
    session.add(case)
    await session.flush()


async def by_code(session: AsyncSession, code_hash: str) -> ReportCase | None:
    """The case behind a case code."""
    return await session.get(ReportCase, code_hash)


async def cases(session: AsyncSession) -> list[ReportCase]:
    """Every case, undecided ones first, then the newest week; within a week in no order that tells anything."""
    newest = select(ReportCase).order_by(
        col(ReportCase.decision).is_not(None), col(ReportCase.week).desc(), col(ReportCase.code_hash)
    )
    return list((await session.exec(newest)).all())


async def decide(session: AsyncSession, code_hash: str, decision: str) -> bool:
    """Decide an undecided case; False when there is none or somebody was faster."""
    decided = await session.exec(
        update(ReportCase)
        .where(col(ReportCase.code_hash) == code_hash, col(ReportCase.decision).is_(None))
        .values(decision=decision)
        .returning(col(ReportCase.code_hash))
    )
    return decided.first() is not None


async def forget(session: AsyncSession, today: date) -> None:
    """Drop the cases whose time has come."""
    await session.exec(delete(ReportCase).where(col(ReportCase.expires) < today))
