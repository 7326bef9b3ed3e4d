"""Queries about what coordinators corrected in the directory of lines outside."""

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Resource


async def overlay(session: AsyncSession) -> list[Resource]:
    """Every correction and addition, to be laid over the directory that ships with us."""
    return list((await session.exec(select(Resource).order_by(col(Resource.country), col(Resource.key)))).all())


async def save(session: AsyncSession, resource: Resource) -> None:
    """Keep a correction, new or changed."""
    await session.merge(resource)


async def remove(session: AsyncSession, key: str) -> None:
    """Take a correction back, so that the directory's own entry shows again."""
    await session.exec(delete(Resource).where(col(Resource.key) == key))
