"""The last page: what is true of this chat now, and three taps of feedback. No text is left to look at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from babel.dates import format_datetime

from app.live.interface import Aftermath, TicketEntry
from app.services.amend import amend
from app.services.cases.file_report import handle_of, hash_of
from app.services.cases.seal_excerpt import TOGETHER
from app.services.node import Node
from app.wire.requests import Feedback
from app.words import gettext, later, ngettext, spoken

_MINUTE = timedelta(minutes=1)
WORST = 5

WHY: dict[str, str] = {
    "seekerEnded": later("You ended the chat."),
    "listenerEnded": later("Your listener has said goodbye and ended the chat."),
    "timeOver": later("The time for this chat was over."),
    "quiet": later("It had been quiet for a while, so the chat ended."),
    "exit": later("You left the chat."),
    "reported": later("You reported something, and the chat ended at once."),
    "endedForSafety": later(
        "Your listener ended the chat to report something. A person looks at it before anything follows."
    ),
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


def what_remains(node: Node, entry: TicketEntry, *, now: datetime) -> list[str]:
    """Say what is true of this visit now: what is kept of its chat, sealed for whom, and until when."""
    over = entry.aftermath
    if over is None or over.listener is None:
        return [gettext("You were in line only. What you wrote before is gone from our side.")]
    told = _of_reports(node, over)
    if told:
        return told
    if over.excerpt is not None and over.excerpt.until > now:
        minutes = -int(-(over.excerpt.until - now) // _MINUTE)
        kept = ngettext(
            "Gone from our side now, except the last messages. They are sealed for %(count)s minute more, in case "
            "one of you wants to report something, and then they go too. Nobody can open them alone, and the server "
            "never can.",
            "Gone from our side now, except the last messages. They are sealed for %(count)s minutes more, in case "
            "one of you wants to report something, and then they go too. Nobody can open them alone, and the server "
            "never can.",
            minutes,
        )
        return [kept % {"count": minutes}]
    return [
        gettext("Gone from our side now. You can come back any time, for something big or for nothing much."),
        *_no_words(node, over),
    ]


def _of_reports(node: Node, over: Aftermath) -> list[str]:
    """What is true where one of the two has reported something; nothing where nobody has."""
    mine = node.open_cases.get(handle_of(hash_of(over.case_code))) if over.case_code else None
    theirs = node.open_cases.get(handle_of(hash_of(over.listeners_code))) if over.listeners_code else None
    said = []
    if over.case_code:
        said.append(gettext("You made a report. It says what kind of thing was wrong."))
    if over.listeners_code:
        said.append(
            gettext("Your listener reported something. A person of ours looks at it; you can ask what became of it.")
        )
    if not said:
        return []
    sealed = [case.until for case in (mine, theirs) if case is not None and case.sealed]
    if sealed:
        day = format_datetime(max(sealed), "EEEE HH:mm", tzinfo=UTC, locale=spoken())
        kept = gettext(
            "Gone from our side now, except the last messages. They are sealed until %(day)s (UTC), or until the "
            "report is decided. Two people of ours have to open them together; the server never can."
        )
        return [kept % {"day": day}, *said]
    return [gettext("Gone from our side now, and none of the words are kept."), *said]


def _no_words(node: Node, over: Aftermath) -> list[str]:
    if len(node.officers) >= TOGETHER or not over.messages:
        return []
    return [gettext("No words were kept, not even for a report.")]


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

    def answered(fresh: TicketEntry) -> TicketEntry:
        over = fresh.aftermath
        if over is None:
            return fresh
        told = replace(
            over,
            feeling=feedback.feeling if feedback.feeling is not None else over.feeling,
            heard=feedback.heard or over.heard,
            safe=feedback.safe or over.safe,
            answered=True,
        )
        return replace(fresh, aftermath=told)

    return await amend(node, entry, answered) or entry
