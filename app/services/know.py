"""Know who is asking, or refuse: a seeker by the pass, staff by their session."""

from datetime import datetime

from app.identity.seeker_pass import PassUnknown, TicketPass, open_pass
from app.live.chat import Chat
from app.live.hub import listener_page
from app.live.interface import TicketEntry
from app.records.tables import Staff
from app.services.come_back import come_back
from app.services.node import Node
from app.services.sign_in import sign_out, who_is

SIGNED_OUT = 4401


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
    person = await sign_out(node.records, token, now=now) if token else None
    if person is not None:
        node.hub.shut(listener_page(person.id), SIGNED_OUT)


async def known_seeker(node: Node, token: str | None, *, now: datetime, chat: str | None = None) -> TicketEntry:
    """Return the ticket behind a pass, and note that its page was heard of. Raises PassUnknown or TicketOver."""
    known = open_pass(node.sealer, token, now=now)
    if not isinstance(known, TicketPass):
        raise PassUnknown
    return await come_back(node, known, now=now, chat=chat)


async def known_staff(node: Node, token: str | None, *, role: str, now: datetime) -> Staff:
    """Return who is signed in. Raises NotSignedIn or NotYours."""
    person = await who_is(node.records, token, now=now) if token else None
    if person is None:
        raise NotSignedIn
    if person.role != role:
        raise NotYours
    return person
