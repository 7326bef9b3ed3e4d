"""The last page: what is true of this chat now, three taps of feedback, a report. No text is left to look at."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from app.live.interface import TicketEntry
from app.records import bands, reports
from app.records.tables import ReportCase
from app.services.end_chat import change, end_chat
from app.services.node import Node
from app.wire.requests import Feedback, Report
from app.words import gettext, later

CASES_KEPT = timedelta(days=183)
"""A report's outcome can be asked for, and appealed, for six months."""
WORST = 5

WHY: dict[str, str] = {
    "seekerEnded": later("You ended the chat."),
    "listenerEnded": later("Your listener has said goodbye and ended the chat."),
    "timeOver": later("The time for this chat was over."),
    "quiet": later("It had been quiet for a while, so the chat ended."),
    "exit": later("You left the chat."),
    "reported": later("You reported something, and the chat ended at once."),
    "abuse": later("The chat ended because of what was written to your listener. You can come back another time."),
    "tooYoung": later(
        "You are under 13, and this place is not made for that. You did nothing wrong. The lines below are for you, "
        "and they are good."
    ),
    "adultsOnly": later(
        "Here we can only talk with people of 18 and over. These lines are for you, and they are good."
    ),
    "notForSupport": later("Three listeners ended a chat because it did not seem to be about support: it is over."),
    "left": later("You left the line."),
    "expired": later("We had not heard from your page for a while."),
    "nobody": later("Nobody who could talk with you became free. That says nothing about you."),
}


class NothingToReport(Exception):
    """There was no chat, or it was reported already."""


def what_remains(entry: TicketEntry) -> str:
    """Say what is true of this visit now. Without safety officers no excerpt is ever kept."""
    over = entry.aftermath
    if over is None or over.listener is None:
        return gettext("You were in line only. What you wrote before is gone from our side.")
    if over.case_code is not None:
        return gettext(
            "Gone from our side now. A report was made; it says what kind of thing was wrong, and none of the words."
        )
    return gettext("Gone from our side now. You can come back any time, for something big or for nothing much.")


def went_badly(entry: TicketEntry) -> bool:
    """Whether the answers ask for more at once: another listener, fitting lines, a report.

    Who reported something never meets that listener again either.
    """
    over = entry.aftermath
    if over is None:
        return False
    before, after = entry.intake.feeling, over.feeling
    worse = after is not None and (after == WORST or (before is not None and after > before))
    return worse or over.safe == "no" or over.case_code is not None


async def give_feedback(node: Node, entry: TicketEntry, feedback: Feedback) -> TicketEntry:
    """Take the taps; what was answered before stands until it is answered again."""
    over = entry.aftermath
    if over is None:
        return entry
    answered = replace(
        over,
        feeling=feedback.feeling if feedback.feeling is not None else over.feeling,
        heard=feedback.heard or over.heard,
        safe=feedback.safe or over.safe,
        answered=True,
    )
    return await change(node, replace(entry, aftermath=answered)) or entry


async def file_report(node: Node, entry: TicketEntry, report: Report, *, now: datetime) -> tuple[TicketEntry, str]:
    """Take a report: the chat ends at once if it is open, and a case is kept without text or person.

    In line again, it is about the chat before. Whoever is reported is never met again.

    Returns the entry and the case code, which is shown once. Raises NothingToReport.
    """
    chat = node.chat_of(entry.ticket.id)
    if chat is not None:
        await end_chat(node, chat, "reported", now=now)
        entry = await node.live.entry(entry.ticket.id) or entry
    over = entry.aftermath or entry.before
    if over is None or over.listener is None or over.case_code is not None:
        raise NothingToReport
    code = case_code()
    async with node.records.unit() as unit:
        await reports.keep(unit, _case(code, report, now=now))
    marked = replace(over, case_code=code)
    blocked = replace(entry.ticket, blocked=entry.ticket.blocked | {over.listener})
    if entry.aftermath is not None:
        reported = replace(entry, ticket=blocked, aftermath=marked)
    else:
        reported = replace(entry, ticket=blocked, before=marked)
    return await change(node, reported) or entry, code


def case_code() -> str:
    """Return a code that can be read aloud: twelve digits in threes."""
    digits = f"{secrets.randbelow(10**12):012}"
    return "-".join(digits[at : at + 3] for at in range(0, 12, 3))


def _case(code: str, report: Report, *, now: datetime) -> ReportCase:
    return ReportCase(
        code_hash=hashlib.sha256(code.encode()).hexdigest(),
        week=bands.week_of(now.date()),
        category=report.reason,
        expires=(now + CASES_KEPT).date(),
    )
