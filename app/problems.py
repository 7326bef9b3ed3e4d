"""The one table of refusals: exception, type, status, title, and what to do now.

Machines get RFC 9457 problem details in English, people a page in their language; neither repeats anything
that was sent.
"""

import logging
from typing import NamedTuple

from litestar.exceptions import HTTPException, NotFoundException, ValidationException

from app.identity.origin import OtherOrigin
from app.identity.passwords import PasswordRefused
from app.identity.seeker_pass import PassUnknown
from app.live.chat import ChatEnded, TooFast
from app.live.interface import FactsChanged, OfferGone, StoreAway
from app.records.unit_of_work import RecordsAway
from app.services.cases.file_report import NothingToReport
from app.services.cases.hold_case import HoldOff
from app.services.cases.make_officer import KeyRefused, NotAnOfficer
from app.services.cases.open_case import UnknownCase
from app.services.chat.check_message import NotSent, SendAnyway
from app.services.chat.end_chat import ConfirmEnd
from app.services.help.correct_lines import EmergencyStays, LineRefused, UnknownLine
from app.services.house.keep_topics import NoSuchTopic, TopicStays
from app.services.know import NoChat, NotSignedIn, NotYours
from app.services.line.ask_price import ProofNeeded
from app.services.line.check_first import NO_NAME, NameNotTaken
from app.services.line.come_back import TicketOver
from app.services.line.join_line import NotServed, TooYoung, UnknownTopic
from app.services.line.keep_door import LineClosed, LineFull
from app.services.shift.keep_duty import NeedsRest
from app.services.shift.keep_openers import OpenerRefused
from app.services.shift.look_after import NoBreak
from app.services.staff.come_in import InvitationRefused, NameRefused, NameTaken
from app.services.staff.judge_practice import NothingToLookAt
from app.services.staff.learn import StillLearning
from app.services.staff.sign_in import SignInRefused, TooManyGuesses
from app.services.staff.two_persons import NeedsAnother
from app.words import later

logger = logging.getLogger(__name__)


class Problem(NamedTuple):
    """One kind of refusal."""

    type: str
    status: int
    title: str
    detail: str
    page: str = ""
    """What a page says instead of the detail."""


PROBLEMS: dict[type[Exception], Problem] = {
    PassUnknown: Problem(
        "no-pass", 401, "We do not know this pass", "It is over, or not ours. Start again to get one."
    ),
    TicketOver: Problem("ticket-over", 410, "This visit is over", "It was ended and forgotten. You can start again."),
    NotSignedIn: Problem("not-signed-in", 401, "Please sign in", "Your session is over. Sign in again to go on."),
    NotYours: Problem("not-yours", 403, "This is not yours to open", "Ask a coordinator if you think it should be."),
    SignInRefused: Problem("sign-in-refused", 401, "Not signed in", "Check name, password and the six digits."),
    TooManyGuesses: Problem("too-many-tries", 429, "Too many tries", "Please wait a minute."),
    InvitationRefused: Problem("invitation-refused", 404, "This invitation does not work", "Ask for a new one."),
    NameTaken: Problem("name-taken", 409, "Somebody has that name", "Choose another one."),
    NameRefused: Problem("name-refused", 422, "That cannot be a name", "2 to 40 letters, no contact details."),
    PasswordRefused: Problem(
        "password-refused", 422, "Choose another password", "12 to 128 characters, and not one that people try first."
    ),
    OtherOrigin: Problem(
        "other-origin", 403, later("That came from another site"), later("Open the page here and try again.")
    ),
    TooYoung: Problem(
        "too-young",
        403,
        later("Not for under 13"),
        "There are lines for children: see /api/resources.",
        later("There are lines for children, and they are good."),
    ),
    NotServed: Problem(
        "minors-not-served", 403, later("We cannot help under 18 here"), later("There are lines that can.")
    ),
    UnknownTopic: Problem("unknown-topic", 422, later("That topic is closed"), later("Choose another, or none.")),
    LineClosed: Problem(
        "line-closed",
        503,
        later("We are closed just now"),
        "Other places are open: see /api/resources.",
        later("Other places are open: look at the crisis lines."),
    ),
    LineFull: Problem(
        "line-full",
        503,
        later("So many are here that we can only take in who is in danger"),
        "If you are thinking of ending your life, say so: you are let in. Else see /api/resources, or come later.",
        later(
            "If you are thinking of ending your life, say so: you are let in. Else look at the crisis lines, or come "
            "later."
        ),
    ),
    ProofNeeded: Problem(
        "proof-needed",
        429,
        later("Many people are coming at once"),
        "Answer the challenge and ask again with the proof; nobody is shut out.",
        later("Nothing is lost. Please go on in a moment."),
    ),
    NeedsRest: Problem(
        "needs-rest",
        409,
        "Time to rest",
        "You have given the hours of a day or a week. Your desk says when to return.",
    ),
    NoBreak: Problem("no-break", 409, "There is no break", "It is over already, or there was none."),
    StillLearning: Problem(
        "still-learning",
        409,
        "The course comes first",
        "A shift begins after the course and three practice chats that a coordinator has looked at.",
    ),
    NothingToLookAt: Problem(
        "nothing-to-look-at", 404, "Nothing to look at", "It was answered meanwhile, or was too old. Look at the list."
    ),
    NoSuchTopic: Problem("no-such-topic", 404, "There is no such topic", "Look at the list of topics again."),
    TopicStays: Problem(
        "topic-stays", 409, "This topic stays open", "Who chooses nothing means it. To take nobody in, close the door."
    ),
    NothingToReport: Problem(
        "nothing-to-report", 409, later("Nothing to report"), later("No chat, or it was reported already.")
    ),
    UnknownCase: Problem(
        "unknown-case",
        404,
        later("We know no such case"),
        later("It was decided, its time is over, or the code is wrong."),
    ),
    NotAnOfficer: Problem(
        "not-an-officer", 403, "Only a safety officer can do this", "And only with a share of their own."
    ),
    NeedsAnother: Problem(
        "needs-another-person",
        409,
        "This takes somebody else",
        "Two persons have to want it; neither is whom it is about.",
    ),
    KeyRefused: Problem("key-refused", 422, "That is no key for this", "Make one on the page of the safety desk."),
    HoldOff: Problem("hold-off", 404, "Nothing is held here", "The operator has set no key for a statutory hold."),
    OpenerRefused: Problem(
        "opener-refused", 422, "That cannot be a first line", "No number, address, link, name elsewhere, or meeting."
    ),
    NoChat: Problem("no-chat", 404, later("There is no open chat"), later("It has ended, or has not begun.")),
    NameNotTaken: Problem("name-not-taken", 422, later("Not taken as it is"), NO_NAME),
    NotSent: Problem(
        "not-sent",
        422,
        later("Not taken as it is"),
        later(
            "It looks like a number, an address, a link or a name elsewhere, and you may be under 18. "
            "Take that part out."
        ),
    ),
    SendAnyway: Problem(
        "confirm-contact",
        409,
        later("Please confirm"),
        later(
            "It looks like a number, an address, a link or a name elsewhere. Change it, or say that you want it kept."
        ),
    ),
    ChatEnded: Problem("chat-ended", 409, later("This chat has ended"), later("Nothing more can be said in it.")),
    TooFast: Problem(
        "too-fast", 429, later("A little slower, please"), later("Wait a few seconds; what you wrote is kept.")
    ),
    ConfirmEnd: Problem(
        "confirm-end", 409, "Please confirm", "They may be in danger. Say once more that it should end."
    ),
    OfferGone: Problem("offer-gone", 409, "This offer is gone", "It lapsed, or the seeker left. Another will come."),
    FactsChanged: Problem(
        "changed-meanwhile", 409, later("Something changed meanwhile"), later("Load the page again, then try again.")
    ),
    UnknownLine: Problem("unknown-line", 404, "We know no such line", "Look at the list of its country."),
    LineRefused: Problem(
        "line-refused", 422, "That cannot be a line", "Somebody in need could not use the fields named."
    ),
    EmergencyStays: Problem(
        "emergency-stays", 409, "An emergency number stays", "It can be corrected, and never hidden."
    ),
    RecordsAway: Problem(
        "records-away",
        503,
        later("Not just now"),
        later("A part of our service is away for a moment. Please try again soon."),
    ),
    StoreAway: Problem(
        "line-away",
        503,
        later("Not just now"),
        later("Our line is out of reach for a moment. A chat that is open goes on."),
    ),
    NotFoundException: Problem(
        "not-found", 404, later("There is nothing here"), later("The address may be old or mistyped.")
    ),
    ValidationException: Problem(
        "not-understood", 400, later("We did not understand that"), later("Check the fields named.")
    ),
    HTTPException: Problem("http", 400, later("That did not work"), later("Please try again.")),
    Exception: Problem(
        "our-fault", 500, later("Something broke on our side"), later("It was not you. Please try again.")
    ),
}


def problem_of(failure: Exception) -> Problem:
    """Return the problem that stands nearest to the exception's class."""
    deep = isinstance(failure, RecursionError)  # brackets within brackets, a thousand deep
    for kind in (ValidationException,) if deep else type(failure).__mro__:
        if kind in PROBLEMS:
            found = PROBLEMS[kind]
            if isinstance(failure, HTTPException) and kind is HTTPException:
                return found._replace(status=failure.status_code)
            return found
    return PROBLEMS[Exception]
