"""What the records need now and then: listeners' chats counted, and everything older than its time forgotten."""

from datetime import datetime, timedelta

from app.records import audit, reports, staff
from app.services.node import Node

AUDIT_KEPT = timedelta(days=365)


async def count_chats(node: Node) -> None:
    """Count the chats that ended since the last time: seats open up with experience."""
    while node.to_count:
        async with node.records.unit() as unit:
            await staff.chat_held(unit, node.to_count[0])
        node.to_count.popleft()


async def forget_old(node: Node, *, now: datetime) -> None:
    """Drop audit entries after twelve months, and report cases at their date."""
    async with node.records.unit() as unit:
        await audit.forget(unit, now - AUDIT_KEPT)
        await reports.forget(unit, now.date())
