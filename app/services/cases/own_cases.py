"""What was decided about a listener, for themselves: they read the decision with its reason, and may appeal once.

They learn no more of a report than whoever made it: its kind, its week, and never which chat it was.
"""

from datetime import datetime

from app.records import audit, reports
from app.records.tables import Staff
from app.services.cases.case_words import CATEGORIES, DECISIONS, REASONS, RULES
from app.services.cases.file_report import handle_of
from app.services.cases.open_case import UnknownCase
from app.services.cases.show_cases import state_of
from app.services.node import Node
from app.wire.safety_views import OwnCaseView

APPEALED = "appealed"


async def own_cases(node: Node, listener: Staff) -> tuple[OwnCaseView, ...]:
    """Return what was decided about them, the newest week first."""
    async with node.records.unit() as unit:
        told = await reports.told(unit, listener.id)
    return tuple(
        OwnCaseView(
            id=handle_of(row.code_hash),
            week=row.week.isoformat(),
            state=state_of(row),
            category=CATEGORIES.get(row.category, row.category),
            decision=DECISIONS.get(row.decision or "", ""),
            rule=RULES.get(row.rule, ""),
            reason=REASONS.get(row.reason, ""),
            machine=row.machine,
            may_appeal=not notice.appealed,
            overturned=row.overturned,
            expires=row.expires.isoformat(),
        )
        for row, notice in told
    )


async def appeal_own(node: Node, listener: Staff, handle: str, *, now: datetime) -> None:
    """Ask for another person's decision, once. Raises UnknownCase where there is none of theirs, or they have asked."""
    async with node.records.unit() as unit:
        row = await reports.by_handle(unit, handle)
        told = {notice.code_hash: notice for _, notice in await reports.told(unit, listener.id)}
        notice = told.get(row.code_hash) if row is not None else None
        if row is None or notice is None or notice.appealed:
            raise UnknownCase
        notice.appealed = row.appealed = True
        row.heard = False
        unit.add_all((row, notice))
        await audit.note(unit, at=now, staff_id=listener.id, did=APPEALED, target=handle)
