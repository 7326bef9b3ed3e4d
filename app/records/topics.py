"""Queries about the catalogue of topics."""

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Topic, TopicWording


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


async def wordings(session: AsyncSession) -> list[TopicWording]:
    """What coordinators said in other languages."""
    return list((await session.exec(select(TopicWording))).all())


async def word(session: AsyncSession, wording: TopicWording) -> None:
    """Keep a topic's words in another language."""
    await session.merge(wording)


async def unword(session: AsyncSession, slug: str, locale: str) -> None:
    """Let our catalogue's words stand again."""
    theirs = delete(TopicWording).where(col(TopicWording.slug) == slug, col(TopicWording.locale) == locale)
    await session.exec(theirs)
