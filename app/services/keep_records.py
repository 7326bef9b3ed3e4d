"""Forget the records that are older than their time."""

from datetime import datetime, timedelta

from app.records import audit, bands, duty, factors, learning, reports, second_person, weeks
from app.records.unit_of_work import Records
from app.services.cases.hold_case import forget_held
from app.services.cases.make_officer import load_officers
from app.services.node import Node
from app.services.shift.keep_duty import KEPT as DUTY_KEPT
from app.services.shift.keep_duty import save_duty
from app.services.shift.look_after import look_at_weeks

AUDIT_KEPT = timedelta(days=365)
PRACTICE_KEPT = timedelta(days=14)
"""What nobody has looked at by then is gone; it can be shown again."""
YESTERDAY = timedelta(days=1)
ASKED_FOR = timedelta(days=30)
"""How long the word of one person waits for that of a second."""


async def forget_old(node: Node, *, now: datetime) -> None:
    """Write down the newest minutes on duty; drop what is older than its time."""
    node.pressure.forget(now=now)  # before anything that PostgreSQL might keep from happening
    node.live.guesses.forget(now=now)
    await save_duty(node)
    await look_at_weeks(node, now=now)
    await load_officers(node)  # another node may have made or ended one
    forget_held(node.settings.hold_folder, now=now)
    await forget_rows(node.records, now=now)


async def forget_rows(records: Records, *, now: datetime) -> None:
    """Drop the rows that are older than their time."""
    async with records.unit() as unit:
        await audit.forget(unit, now - AUDIT_KEPT)
        await reports.forget(unit, now.date())
        await second_person.forget(unit, (now - ASKED_FOR).date())
        await duty.forget(unit, now - DUTY_KEPT)
        await learning.forget(unit, now.date() - PRACTICE_KEPT)
        await factors.forget_resets(unit, now=now)
        await weeks.take_minutes(unit, {bands.week_of(now.date()), bands.week_of((now - YESTERDAY).date())})
        await weeks.coarsen(unit, now.date())
