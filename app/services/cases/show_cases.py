"""Reports as the safety desk shows them to coordinators, and as the case page shows one to whoever has its code."""

from datetime import datetime, timedelta

from app.live.cases import Case
from app.live.sealed_words import Excerpt
from app.records import reports, second_person, staff
from app.records.tables import ReportCase, Staff
from app.services.cases.case_words import CATEGORIES, DECISIONS, REASONS, RULES
from app.services.cases.file_report import handle_of, hash_of
from app.services.cases.open_case import UnknownCase
from app.services.cases.seal_excerpt import TOGETHER
from app.services.cases.show_conduct import conduct_views
from app.services.node import Node
from app.wire.safety_views import CaseView, DeskCaseView, KeyHolderView, OfficerView, PausedView, SafetyDeskView

WAVE = 3
"""Reports within an hour that may be somebody's game, or one person's doing: the desk says so."""
HOUR = timedelta(hours=1)


async def show_desk(node: Node, viewer: Staff, *, now: datetime) -> SafetyDeskView:
    """Return everything that waits for a person."""
    live = {case.id: case for case in await node.cases.all(now=now)}
    async with node.records.unit() as unit:
        rows = await reports.cases(unit)
        people = await staff.everybody(unit)
        asked = {(one.act, one.subject): one.asked_by for one in await second_person.everything(unit)}
    names = {one.id: one.name for one in people}
    recent = sum(now - case.filed < HOUR for case in live.values())
    return SafetyDeskView(
        wave=recent >= WAVE,
        enough=len(node.officers) >= TOGETHER,
        officer=viewer.id in node.officers,
        cases=tuple(_desk_case(row, live.get(handle_of(row.code_hash)), viewer, names, now=now) for row in rows),
        officers=tuple(
            OfficerView(
                id=one.id,
                name=one.name,
                officer=one.officer,
                asked_by=names.get(asked.get(("unmakeOfficer" if one.officer else "makeOfficer", one.id), ""), ""),
            )
            for one in people
            if one.role == "coordinator" and one.officer_key
        ),
        paused=tuple(
            PausedView(
                id=one.id,
                name=one.name,
                for_a_child=one.paused_for == "childSafety",
                asked_by=names.get(asked.get(("liftPause", one.id), ""), ""),
            )
            for one in people
            if one.paused
        ),
        conduct=conduct_views(node, names),
    )


async def show_case(node: Node, code: str) -> CaseView:
    """Return what became of a report. Raises UnknownCase."""
    async with node.records.unit() as unit:
        row = await reports.by_code(unit, hash_of(code))
    if row is None:
        raise UnknownCase
    return CaseView(
        state=state_of(row),
        category=CATEGORIES.get(row.category, row.category),
        decision=DECISIONS.get(row.decision) if row.decision else None,
        rule=RULES.get(row.rule),
        reason=REASONS.get(row.reason),
        machine=row.machine,
        may_appeal=row.decision is not None and not row.appealed,
        overturned=row.overturned,
        expires=row.expires.isoformat(),
    )


def state_of(row: ReportCase) -> str:
    """Return how far a report has come: open, decided, appealed or appealDecided."""
    if row.decision is None:
        return "open"
    if row.appealed:
        return "appealDecided" if row.heard else "appealed"
    return "decided"


def _desk_case(
    row: ReportCase, case: Case | None, viewer: Staff, names: dict[str, str], *, now: datetime
) -> DeskCaseView:
    handed = case.handed if case else ()
    return DeskCaseView(
        id=handle_of(row.code_hash),
        week=row.week.isoformat(),
        state=state_of(row),
        category=CATEGORIES.get(row.category, row.category),
        about=row.about,
        listener=case.listener_name if case else None,
        band=case.band if case else None,
        stopped=row.machine,
        sealed=case is not None and case.sealed,
        hours_left=-int(-(case.until - now) // HOUR) if case else None,
        extended=case.extended if case else "",
        handed_by=next((names.get(one.by) for one in reversed(handed) if one.to == viewer.id), None),
        handed_to=next((names.get(one.to) for one in reversed(handed) if one.by == viewer.id), None),
        decision=DECISIONS.get(row.decision) if row.decision else None,
        rule=RULES.get(row.rule),
        reason=REASONS.get(row.reason),
        took=row.took,
        overturned=row.overturned,
    )


async def officers_beside(node: Node, officer: Staff, excerpt: Excerpt) -> tuple[KeyHolderView, ...]:
    """Return the other officers who could open this excerpt."""
    async with node.records.unit() as unit:
        found = await staff.officers(unit)
    return tuple(
        KeyHolderView(id=one.id, name=one.name, key=one.officer_key)
        for one in found
        if one.id != officer.id and one.id in excerpt.shares
    )
