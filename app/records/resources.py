"""Queries about what coordinators corrected in the directory of lines outside."""

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Resource


async def overlay(session: AsyncSession) -> list[Resource]:
    """Every correction and addition, to be laid over the directory that ships with us."""
    return list((await session.exec(select(Resource).order_by(col(Resource.country), col(Resource.key)))).all())


async def correction(session: AsyncSession, key: str) -> Resource | None:
    """The correction of this key."""
    return await session.get(Resource, key)


async def save(session: AsyncSession, resource: Resource) -> None:
    """Keep a correction, new or changed."""
    await session.merge(resource)


async def remove(session: AsyncSession, key: str) -> bool:
    """Take a correction back, so that the directory's own entry shows again; False when there was none."""
    gone = await session.exec(delete(Resource).where(col(Resource.key) == key).returning(col(Resource.key)))
    return gone.first() is not None
