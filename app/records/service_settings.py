"""Queries about what coordinators have set for the whole service."""

from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import ServiceSetting


async def value(session: AsyncSession, key: str) -> str | None:
    """What is set under this key."""
    found = await session.get(ServiceSetting, key)
    return found.value if found else None


async def put(session: AsyncSession, key: str, value: str) -> None:
    """Set it."""
    await session.merge(ServiceSetting(key=key, value=value))
