"""Forget the records that are older than their time."""

from datetime import datetime, timedelta

from app.records import audit, reports
from app.services.node import Node

AUDIT_KEPT = timedelta(days=365)


async def forget_old(node: Node, *, now: datetime) -> None:
    """Drop audit entries after twelve months, and report cases at their date."""
    async with node.records.unit() as unit:
        await audit.forget(unit, now - AUDIT_KEPT)
        await reports.forget(unit, now.date())
