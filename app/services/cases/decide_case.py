"""A person decides a case: a rule, a decision and a reason from our lists. Its words are gone at that moment.

Against the decision an appeal goes to another person. What stopped a listener's offers is lifted by persons alone.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from app.live.cases import Case
from app.live.hub import listener_page
from app.live.interface import FactsChanged
from app.records import audit, reports, staff
from app.records.tables import Staff
from app.services.cases.case_words import PAUSING
from app.services.cases.file_report import hash_of, stop_offers
from app.services.cases.open_case import UnknownCase, case_of
from app.services.node import Node
from app.services.show import shift_view
from app.services.staff.two_persons import NeedsAnother, two_agree
from app.wire.events import ShiftChanged
from app.wire.requests import Verdict

DECIDED, HEARD = "decided case", "decided appeal"
TOOK = ((1, "under 1 h"), (4, "1–4 h"), (24, "4–24 h"), (72, "1–3 days"))
LIFTED = "A coordinator has looked at it: you can be offered people again."


async def decide_case(node: Node, by: Staff, handle: str, verdict: Verdict, *, now: datetime) -> None:
    """Decide a case, or an appeal against what another person decided. Raises UnknownCase or NeedsAnother."""
    case = next((one for one in await node.cases.all(now=now) if one.id == handle), None)
    async with node.records.unit() as unit:
        row = await reports.by_handle(unit, handle)
        if row is None or (row.decision is not None and (not row.appealed or row.heard)):
            raise UnknownCase
        did = DECIDED
        if row.decision is not None:
            if by.id in {await audit.who_first(unit, act, handle) for act in (DECIDED, HEARD)}:
                raise NeedsAnother
            changed = verdict.decision != row.decision
            row.heard, row.overturned, did = True, row.overturned or changed, HEARD
        else:
            row.took = took(case, now=now)
            if case is not None and case.about == "listener":
                await reports.tell(unit, row.code_hash, case.listener)
        row.rule, row.decision, row.reason = verdict.rule, verdict.decision, verdict.reason
        unit.add(row)
        if case is not None and case.about == "listener" and verdict.decision in PAUSING:
            await staff.pause(unit, case.listener, paused=True, because="review")
        await audit.note(unit, at=now, staff_id=by.id, did=did, target=handle)
    if case is not None and case.about == "listener" and verdict.decision in PAUSING:
        await stop_offers(node, case.listener, now=now)
    await node.cases.drop(handle)
    node.open_cases.pop(handle, None)


async def keep_longer(node: Node, by: Staff, handle: str, reason: str, *, now: datetime) -> bool:
    """Keep a case's words once more as long, for a reason; False when that was done before. Raises UnknownCase."""
    case = await case_of(node, handle, now=now)
    if case.extended:
        return False
    later = case.until + node.settings.timing.report_kept
    try:
        await node.cases.replace(msgspec.structs.replace(case, extended=reason, until=later))
    except FactsChanged:
        return False
    async with node.records.unit() as unit:
        await audit.note(unit, at=now, staff_id=by.id, did=f"kept case longer: {reason}"[:40], target=handle)
    return True


async def lift_pause(node: Node, by: Staff, person: str, *, now: datetime) -> bool:
    """Let a listener be offered people again; after a report for a child's safety two persons have to want it."""
    async with node.records.unit() as unit:
        paused = await staff.by_id(unit, person)
        if paused is None or not paused.paused:
            return False
        for_a_child = paused.paused_for == "childSafety"
        agreed = not for_a_child or await two_agree(unit, "liftPause", person, by, now=now)
        if agreed:
            await staff.pause(unit, person, paused=False)
        did = "lifted pause" if agreed else "asked to lift pause"
        await audit.note(unit, at=now, staff_id=by.id, did=did, target=person)
    listener = await node.live.listener(person)
    if agreed and listener is not None:
        free = replace(listener, suspended=False)
        await node.live.put_listener(free)
        view = await shift_view(node, free, now=now, notice=LIFTED)
        node.hub.send(listener_page(person), ShiftChanged(shift=view))
    return agreed


async def appeal(node: Node, code: str) -> bool:
    """Ask for another person's decision; False when nothing was decided, or it was asked before."""
    async with node.records.unit() as unit:
        return await reports.appeal(unit, hash_of(code))


def took(case: Case | None, *, now: datetime) -> str:
    """Return in a band how long a decision took; nothing where that is not known any more."""
    if case is None:
        return ""
    hours = (now - case.filed) / timedelta(hours=1)
    return next((name for most, name in TOOK if hours < most), "over 3 days")
