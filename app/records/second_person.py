"""Queries about what takes two persons: who has asked, until somebody else agrees."""

from datetime import date

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Act, SecondPerson


async def asked(session: AsyncSession, act: Act, subject: str) -> SecondPerson | None:
    """Who has asked for it, held so that nobody else agrees meanwhile."""
    return await session.get(SecondPerson, (act, subject), with_for_update=True)


async def ask(session: AsyncSession, act: Act, subject: str, *, by: str, today: date) -> None:
    """Keep that somebody asks for it."""
    session.add(SecondPerson(act=act, subject=subject, asked_by=by, asked=today))
    await session.flush()


async def settle(session: AsyncSession, act: Act, subject: str) -> None:
    """It is done, or nobody asks for it any more."""
    await session.exec(delete(SecondPerson).where(col(SecondPerson.act) == act, col(SecondPerson.subject) == subject))


async def everything(session: AsyncSession) -> list[SecondPerson]:
    """All that waits for a second person."""
    return list((await session.exec(select(SecondPerson))).all())


async def forget(session: AsyncSession, before: date) -> None:
    """Drop what nobody agreed to for so long."""
    await session.exec(delete(SecondPerson).where(col(SecondPerson.asked) < before))
