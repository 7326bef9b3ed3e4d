"""Queries about the catalogue of topics."""

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Topic


async def catalogue(session: AsyncSession) -> list[Topic]:
    """Every topic, open or closed, in the order of the intake."""
    return list((await session.exec(select(Topic).order_by(col(Topic.position), col(Topic.slug)))).all())


async def save(session: AsyncSession, topic: Topic) -> None:
    """Keep a topic, new or changed."""
    await session.merge(topic)


async def set_open(session: AsyncSession, slug: str, *, is_open: bool) -> bool:
    """Open or close a topic; False when there is none of that slug."""
    changed = await session.exec(
        update(Topic).where(col(Topic.slug) == slug).values(open=is_open).returning(col(Topic.slug))
    )
    return changed.first() is not None
