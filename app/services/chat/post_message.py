"""Relay a message. The hot path: plain synchronous code, nothing awaited; crisis reads it after it was sent on."""

from collections.abc import Sequence
from datetime import datetime

from app.live.chat import ROLES, Chat, Message, Role, other
from app.live.hub import listener_page, seeker_page
from app.live.nodes.copies import drop_copies
from app.services.chat.check_message import check_message
from app.services.node import Node
from app.wire.events import DeliveredTo, MomentTaken, Notice, NoticeKind, Posted, SeenBy, TypingNow


def page_of(chat: Chat, role: Role) -> str:
    """Return the address of one person's page."""
    return seeker_page(chat.ticket) if role == "seeker" else listener_page(chat.listener)


def post_message(
    node: Node, chat: Chat, role: Role, *, ref: str, text: str, now: datetime, confirmed: bool = False
) -> Message:
    """Number the message, send it to both pages, and leave it to be read. The author's echo acknowledges it.

    Raises ChatEnded, TooFast, NotSent or SendAnyway; then the author keeps the text.
    """
    if chat.ended is None and not chat.knows(role, ref):
        check_message(node, chat, role, text, confirmed=confirmed, now=now)
    message, new = chat.post(role, ref=ref, text=text, at=now)
    if new:
        announce(node, chat, message)
        node.to_read.put_nowait((chat, message.seq, now))
    else:
        node.hub.send(page_of(chat, role), posted(chat, message))
    return message


def posted(chat: Chat, message: Message) -> Posted:
    """Return the message as a frame says it."""
    return Posted(
        chat=chat.id, epoch=chat.epoch, seq=message.seq, from_=message.author, text=message.text, ref=message.ref
    )


def announce(node: Node, chat: Chat, message: Message) -> None:
    """Send a new message to both pages, encoded once."""
    node.hub.relay((page_of(chat, "seeker"), page_of(chat, "listener")), posted(chat, message))


def tell(node: Node, chat: Chat, kind: NoticeKind, *, minutes: int = 0, to: Sequence[Role] = ROLES) -> None:
    """Let the chat's clock speak, to both people or to one."""
    node.hub.relay(tuple(page_of(chat, role) for role in to), Notice(chat=chat.id, kind=kind, minutes=minutes))


def note_delivered(node: Node, chat: Chat, role: Role, seq: int) -> None:
    """Everything up to seq stands on this person's page: tell the other."""
    if chat.delivered(role, seq):
        drop_copies(node.nodes, chat, up_to=chat.sides["listener"].delivered)
        node.hub.send(page_of(chat, other(role)), DeliveredTo(chat=chat.id, epoch=chat.epoch, seq=seq))


def note_seen(node: Node, chat: Chat, role: Role, seq: int) -> None:
    """Everything up to seq was before this person's eyes: tell the other."""
    if chat.seen(role, seq):
        node.hub.send(page_of(chat, other(role)), SeenBy(chat=chat.id, epoch=chat.epoch, seq=seq))


def note_typing(node: Node, chat: Chat, role: Role, *, now: datetime) -> None:
    """This person is writing, which is not silence."""
    chat.heard(role, at=now)
    node.hub.send(page_of(chat, other(role)), TypingNow(chat=chat.id))


def take_moment(node: Node, chat: Chat, role: Role, *, now: datetime) -> None:
    """Somebody needs a moment: every clock of silence waits for it, and the other person knows."""
    chat.needs_moment(role, at=now, until=now + node.settings.timing.moment)
    node.hub.send(page_of(chat, other(role)), MomentTaken(chat=chat.id))
