"""Somebody reports the other person of their chat: it ends, a person will look, and nothing that was said is kept open.

A report alone never shuts a seeker out. A listener reported for something grave, or by a minor, gets nobody new until a
person has lifted that; no machine does.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import msgspec

from app.live.cases import Case
from app.live.hub import listener_page
from app.live.interface import Aftermath, TicketEntry
from app.live.sealed_words import Excerpt
from app.records import bands, reports, staff
from app.records.tables import About, PausedFor, ReportCase
from app.services.amend import amend
from app.services.cases.case_words import GRAVE
from app.services.cases.reportable import over_of
from app.services.chat.end_chat import end_chat
from app.services.line.take_back_offers import withdraw_offers_to
from app.services.node import Node
from app.services.shift.tally import tally
from app.services.show import shift_view
from app.wire.events import ShiftChanged
from app.wire.requests import Report

CASES_KEPT = timedelta(days=183)
"""A report's outcome can be asked for, and appealed, for six months."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs that are not mistaken for one another, read aloud or copied by hand."""
GROUPS = 4
STOPPED = (
    "Somebody reported something, so nobody new is offered to you until a coordinator has looked at it. "
    "Chats that are open go on."
)


class NothingToReport(Exception):
    """There was no chat, or it was reported already."""


async def file_report(node: Node, entry: TicketEntry, report: Report, *, now: datetime) -> tuple[TicketEntry, str]:
    """Take a seeker's report: the chat ends at once if it is open. In line again, it is about a chat before.

    Of a visit with several listeners each has words of their own: a report brings those with the one it is about.
    Returns the entry and the case code. Raises NothingToReport.
    """
    chat = None if report.earlier else node.chat_of(entry.ticket.id)
    if chat is not None:
        await end_chat(node, chat, "reported", now=now)
        entry = await node.live.entry(entry.ticket.id) or entry
    over = over_of(entry, report.earlier)
    if over is None or over.listener is None or over.case_code is not None:
        raise NothingToReport
    code = await _file(node, entry, over, "listener", report, now=now)
    never_again = report.block or report.reason in GRAVE
    marked = await _mark(node, entry, over, partial(replace, case_code=code, excerpt=None), never_again=never_again)
    return marked, code


async def file_listeners_report(node: Node, listener: str, chat: str, report: Report, *, now: datetime) -> str:
    """Take a listener's report, during the chat or while its last page stands; return the case code.

    Raises NothingToReport.
    """
    talking = node.chats.get(chat)
    if talking is not None and talking.listener == listener:
        await end_chat(node, talking, "endedForSafety", now=now)
    for entry in await node.live.entries():
        for over in (entry.aftermath, *entry.before):
            if over is None or (over.chat, over.listener, over.listeners_code) != (chat, listener, None):
                continue
            code = await _file(node, entry, over, "seeker", report, now=now)
            told = partial(replace, listeners_code=code, excerpt=None)
            await _mark(node, entry, over, told, never_again=report.block)
            return code
    raise NothingToReport


async def _file(node: Node, entry: TicketEntry, over: Aftermath, about: About, report: Report, *, now: datetime) -> str:
    """Stop what has to stop at once; keep the case; return its code."""
    code, listener = case_code(), over.listener or ""
    minor = bands.age_group(entry.ticket.age_band.value) == "minor"
    if about == "listener":
        tally(node, listener, "reports", now=now)
    stopped = about == "listener" and (minor or report.reason in GRAVE)
    if stopped:
        await stop_offers(node, listener, now=now)
    row = ReportCase(
        code_hash=hash_of(code),
        week=bands.week_of(now.date()),
        category=report.reason,
        about=about,
        machine=stopped,
        expires=(now + CASES_KEPT).date(),
    )
    async with node.records.unit() as unit:
        await reports.keep(unit, row)
        person = await staff.by_id(unit, listener)
        if stopped:
            because: PausedFor = "childSafety" if minor or report.reason == "child-at-risk" else "review"
            await staff.pause(unit, listener, paused=True, because=because)
    excerpt = await _words_of(node, over, now=now)
    case = Case(
        id=handle_of(row.code_hash),
        category=report.reason,
        about=about,
        listener=listener,
        listener_name=person.name if person else "somebody who has left",
        band=bands.age_group(entry.ticket.age_band.value),
        stopped=stopped,
        sealed=excerpt is not None,
        filed=now,
        until=now + node.settings.timing.report_kept,
    )
    await node.cases.add(case, msgspec.structs.replace(excerpt, until=case.until) if excerpt else None)
    node.open_cases[case.id] = case
    return code


async def _words_of(node: Node, over: Aftermath, *, now: datetime) -> Excerpt | None:
    """Return the chat's sealed words: those kept for a report, or those that the other one's report has."""
    if over.excerpt is not None:
        return over.excerpt if over.excerpt.until > now else None
    other = over.case_code or over.listeners_code
    return await node.cases.excerpt(handle_of(hash_of(other))) if other else None


async def stop_offers(node: Node, listener: str, *, now: datetime) -> None:
    """Nobody new is offered to this listener, from this moment on."""
    known = await node.live.listener(listener)
    if known is None:
        return
    stopped = replace(known, suspended=True)
    await node.live.put_listener(stopped)
    node.at_desk.pop(listener, None)
    await withdraw_offers_to(node, listener)
    shift = await shift_view(node, stopped, now=now, notice=STOPPED)
    node.hub.send(listener_page(listener), ShiftChanged(shift=shift))


def case_code() -> str:
    """Return a code that can be read aloud: four groups of four signs."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(GROUPS))
    return "-".join(groups)


def hash_of(code: str) -> str:
    """Return what is kept of a code, however it was typed: 78 random bits need no slow hash."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(signs.encode()).hexdigest()


def handle_of(code_hash: str) -> str:
    """Return how staff name a case."""
    return code_hash[: reports.HANDLE]


async def _mark(
    node: Node, entry: TicketEntry, over: Aftermath, told: Callable[[Aftermath], Aftermath], *, never_again: bool
) -> TicketEntry:
    """Keep with the visit that this chat was reported, and whom the seeker never meets again; the rest stands."""

    def marked(fresh: TicketEntry) -> TicketEntry:
        blocked = fresh.ticket.blocked | ({over.listener or ""} if never_again else frozenset())
        before = tuple(told(one) if one.chat == over.chat else one for one in fresh.before)
        last = fresh.aftermath
        if last is not None and last.chat == over.chat:
            last = told(last)
        return replace(fresh, ticket=replace(fresh.ticket, blocked=blocked), before=before, aftermath=last)

    return await amend(node, entry, marked) or entry
