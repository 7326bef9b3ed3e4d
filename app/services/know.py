"""Know who is asking, or refuse: a seeker by the pass, staff by their session."""

import contextlib
from datetime import datetime

from app import clock
from app.identity.seeker_pass import PassUnknown, TicketPass, open_pass
from app.identity.seen_sessions import packed, unpacked
from app.identity.staff_session import digest
from app.live.chat import Chat
from app.live.hub import listener_page
from app.live.interface import TicketEntry
from app.live.nodes.questions import NotReached
from app.records.tables import Staff
from app.records.unit_of_work import RecordsAway
from app.services.line.come_back import come_back
from app.services.node import Node
from app.services.staff.sign_in import sign_out, who_is

SIGNED_OUT = 4401
WHO, OUT = "whose session", "signed out"


class NotSignedIn(Exception):
    """No session, or one that is over."""


class NotYours(Exception):
    """Signed in, and not entitled to this."""


class NoChat(Exception):
    """There is no open chat to do this in."""


def page_for(role: str) -> str:
    """Return where a member of staff works."""
    return "/listener/" if role == "listener" else "/coordinator/"


def open_chat_of(node: Node, entry: TicketEntry) -> Chat:
    """Return the seeker's open chat, or raise NoChat."""
    chat = node.chat_of(entry.ticket.id)
    if chat is None:
        raise NoChat
    return chat


async def leave_desk(node: Node, token: str | None, *, now: datetime) -> None:
    """Sign out, and close the page that is open under this session: it was checked when it opened."""
    if not token:
        return
    node.sessions.drop(digest(token))
    if node.nodes is not None:
        node.nodes.tell_others(OUT, digest(token).encode())
    person = await sign_out(node.records, token, now=now)
    if person is not None:
        node.hub.shut(listener_page(person.id), SIGNED_OUT)


async def known_seeker(node: Node, token: str | None, *, now: datetime, chat: str | None = None) -> TicketEntry:
    """Return the ticket behind a pass, and note that its page was heard of. Raises PassUnknown or TicketOver."""
    known = open_pass(node.sealer, token, now=now)
    if not isinstance(known, TicketPass):
        raise PassUnknown
    return await come_back(node, known, now=now, chat=chat)


async def known_staff(node: Node, token: str | None, *, role: str, now: datetime) -> Staff:
    """Return who is signed in. Raises NotSignedIn or NotYours. A coordinator may sit at a desk of their own.

    While PostgreSQL is away, whom a node has seen within the hour is still known.
    """
    person = await _whose(node, token, now=now) if token else None
    if person is None:
        raise NotSignedIn
    if person.role != role and (person.role, role) != ("coordinator", "listener"):
        raise NotYours
    return person


async def _whose(node: Node, token: str, *, now: datetime) -> Staff | None:
    session = digest(token)
    try:
        person = await who_is(node.records, token, now=now, idle=node.settings.timing.staff_idle)
    except RecordsAway:
        person = node.sessions.of(session, now=now) or await _seen_elsewhere(node, session)
        if person is None:
            raise
        return person
    node.sessions.note(session, person, now=now)
    return person


async def _seen_elsewhere(node: Node, session: str) -> Staff | None:
    """Ask the other nodes: a desk comes back to whichever one it is sent to."""
    nodes = node.nodes
    if nodes is None:
        return None
    for other in nodes.others():
        with contextlib.suppress(NotReached):
            told = await nodes.questions.ask(other, WHO, session.encode())
            if told:
                return unpacked(told)
    return None


def answer_for_sessions(node: Node) -> None:
    """Answer other nodes about who was seen here; drop who signed out there."""
    if node.nodes is None:
        return

    async def who(body: bytes) -> bytes:
        person = node.sessions.of(body.decode(), now=clock.now())
        return packed(person) if person is not None else b""

    async def out(body: bytes) -> bytes:
        node.sessions.drop(body.decode())
        return b""

    node.nodes.questions.verbs |= {WHO: who, OUT: out}
