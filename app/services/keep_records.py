"""Forget the records that are older than their time."""

from datetime import datetime, timedelta

from app.records import audit, duty, reports
from app.services.keep_duty import KEPT as DUTY_KEPT
from app.services.keep_duty import save_duty
from app.services.node import Node

AUDIT_KEPT = timedelta(days=365)


async def forget_old(node: Node, *, now: datetime) -> None:
    """Write down the newest minutes on duty; drop those of last week, audit entries after a year, and closed cases."""
    await save_duty(node)
    async with node.records.unit() as unit:
        await audit.forget(unit, now - AUDIT_KEPT)
        await reports.forget(unit, now.date())
        await duty.forget(unit, now - DUTY_KEPT)
