"""Queries about what coordinators have set for the whole service."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import ServiceSetting


async def value(session: AsyncSession, key: str) -> str | None:
    """What is set under this key."""
    found = await session.get(ServiceSetting, key)
    return found.value if found else None


async def everything(session: AsyncSession) -> dict[str, str]:
    """All that is set, by key."""
    return {one.key: one.value for one in (await session.exec(select(ServiceSetting))).all()}


async def put(session: AsyncSession, key: str, value: str) -> None:
    """Set it; nothing at all means that it is not set any more."""
    known = await session.get(ServiceSetting, key)
    if known is None and value:
        session.add(ServiceSetting(key=key, value=value))
    elif known is not None and value:
        known.value = value
    elif known is not None:
        await session.delete(known)
