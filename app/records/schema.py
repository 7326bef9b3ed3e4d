"""The database's own word for what it holds: tables and columns, of whatever stands in it."""

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

_COLUMNS = sa.text(
    "SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod) FROM pg_attribute"
    " JOIN pg_class ON pg_class.oid = attrelid"
    " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"
    " AND attnum > 0 AND NOT attisdropped ORDER BY 1, attnum"
)


async def columns(session: AsyncSession) -> dict[str, list[tuple[str, str]]]:
    """Return each table's columns and their kinds; a partition is part of its table."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in (await (await session.connection()).execute(_COLUMNS)).all():
        found.setdefault(table, []).append((column, kind))
    return found
