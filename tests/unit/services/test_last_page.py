"""The last page says what is true of this chat: every case there is, and none but the true one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.live.cases import Case
from app.live.interface import Aftermath, Intake, TicketEntry
from app.live.sealed_words import Excerpt
from app.services.cases.file_report import handle_of, hash_of
from app.services.chat.look_back import what_remains
from app.words import speak
from crisis import WatchState
from matching import AgeBand, Ticket
from tests.nodes import NIGHT, Evening

MINUTE = timedelta(minutes=1)
MINE, THEIRS = "2222-AAAA-BBBB-CCCC", "3333-AAAA-BBBB-CCCC"
IN_LINE = "You were in line only. What you wrote before is gone from our side."
GONE = "Gone from our side now. You can come back any time, for something big or for nothing much."
NO_WORDS = "No words were kept, not even for a report."
I_REPORTED = "You made a report. It says what kind of thing was wrong."
THEY_REPORTED = "Your listener reported something. A person of ours looks at it; you can ask what became of it."
NONE_KEPT = "Gone from our side now, and none of the words are kept."


def for_minutes(minutes: int) -> str:
    return (
        f"Gone from our side now, except the last messages. They are sealed for {minutes} minutes more, in case one "
        "of you wants to report something, and then they go too. Nobody can open them alone, and the server never can."
    )


def until(day: str) -> str:
    return (
        f"Gone from our side now, except the last messages. They are sealed until {day} (UTC), or until the report is "
        "decided. Two people of ours have to open them together; the server never can."
    )


def an_entry(**over: Any) -> TicketEntry:
    ticket = Ticket(id="t", arrived=NIGHT, language="en", topics=("grief",), age_band=AgeBand.ADULT, seen=NIGHT)
    facts = {"ended": NIGHT, "reason": "seekerEnded", "listener": "sam", "messages": 12, "chat": "c"} | over
    return TicketEntry(ticket=ticket, intake=Intake(), watch=WatchState(), joined=NIGHT, aftermath=Aftermath(**facts))


EXCERPT = Excerpt(id="x", words=b"", shares={}, until=NIGHT + 10 * MINUTE)


def a_case(code: str, *, sealed: bool, hours: int = 72) -> Case:
    return Case(
        id=handle_of(hash_of(code)),
        category="threat",
        about="listener",
        listener="sam",
        listener_name="Sam",
        band="adult",
        sealed=sealed,
        filed=NIGHT,
        until=NIGHT + timedelta(hours=hours),
    )


CASES: dict[str, tuple[TicketEntry, int, list[Case], list[str]]] = {
    "only waited": (an_entry(listener=None, reason="left"), 2, [], [IN_LINE]),
    "not over": (replace(an_entry(), aftermath=None), 2, [], [IN_LINE]),
    "talked, sealed": (an_entry(excerpt=EXCERPT), 2, [], [for_minutes(8)]),
    "talked, the words have gone": (an_entry(), 2, [], [GONE]),
    "talked, no officers": (an_entry(), 1, [], [GONE, NO_WORDS]),
    "nothing was said, no officers": (an_entry(messages=0), 0, [], [GONE]),
    "reported, sealed": (
        an_entry(case_code=MINE),
        2,
        [a_case(MINE, sealed=True)],
        [until("Monday 21:30"), I_REPORTED],
    ),
    "reported, no words": (an_entry(case_code=MINE), 0, [a_case(MINE, sealed=False)], [NONE_KEPT, I_REPORTED]),
    "reported and decided": (an_entry(case_code=MINE), 2, [], [NONE_KEPT, I_REPORTED]),
    "the listener reported, sealed": (
        an_entry(listeners_code=THEIRS),
        2,
        [a_case(THEIRS, sealed=True)],
        [until("Monday 21:30"), THEY_REPORTED],
    ),
    "both reported": (
        an_entry(case_code=MINE, listeners_code=THEIRS),
        3,
        [a_case(MINE, sealed=True), a_case(THEIRS, sealed=True, hours=144)],
        [until("Thursday 21:30"), I_REPORTED, THEY_REPORTED],
    ),
}


@pytest.mark.parametrize(("entry", "officers", "cases", "remains"), CASES.values(), ids=CASES.keys())
def test_the_last_page_says_what_is_true_of_this_chat(
    evening: Evening, entry: TicketEntry, officers: int, cases: list[Case], remains: list[str]
) -> None:
    speak("en")
    evening.node.officers = {str(number): b"" for number in range(officers)}
    evening.node.open_cases = {case.id: case for case in cases}
    assert what_remains(evening.node, entry, now=NIGHT + 2 * MINUTE) == remains


def test_an_excerpt_whose_time_is_over_is_not_spoken_of_as_if_it_were_there(evening: Evening) -> None:
    evening.node.officers = {"kim": b"", "ravi": b""}
    assert what_remains(evening.node, an_entry(excerpt=EXCERPT), now=NIGHT + 10 * MINUTE) == [GONE]
