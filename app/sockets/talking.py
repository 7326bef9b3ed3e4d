"""What both people of a chat do over their sockets: catch up, write, and say what stands on their page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, get_args

from typing_extensions import TypeIs

from app.live.chat import Chat, ChatEnded, Moving, Role, TooFast
from app.live.nodes.across import COME_BACK
from app.services.chat.check_message import NotSent, SendAnyway
from app.services.chat.open_earlier import earlier_said
from app.services.chat.post_message import note_delivered, note_seen, note_typing, post_message, posted
from app.services.node import Node
from app.sockets.connection import Speaks
from app.wire import commands
from app.wire.events import EarlierSaid, Nudge, Posted, Refused

Talk = commands.Post | commands.Delivered | commands.Seen | commands.Typing
_TALK = get_args(Talk)
ENDED = "This chat has ended. What you wrote is kept on your page."
SLOWER = "A little slower, please. What you wrote is kept."


def catch_up(connection: Speaks, chats: Sequence[Chat], hello: commands.Hello, *, role: Role) -> None:
    """Send what came after the last seq that the page holds of each chat; all of it when that was another epoch.

    A listener gets before it what was said before them, where the seeker has opened it.
    """
    missed: list[EarlierSaid | Posted] = []
    for chat in chats:
        if role == "listener":
            missed += earlier_said(chat)
        same = hello.epochs.get(chat.id) == chat.epoch
        missed += [posted(chat, one) for one in chat.after(hello.chats.get(chat.id, 0) if same else 0)]
    connection.make_room(len(missed))
    for event in missed:
        connection.say(event)


def refuse_ended(connection: Speaks, command: Any) -> None:
    """There is no such chat (any more): the author's page keeps the text."""
    connection.say(Refused(code="noChat", detail=ENDED, ref=getattr(command, "ref", None)))


def is_talk(command: Any) -> TypeIs[Talk]:
    """Whether it is what either person may do in a chat. Nothing of it waits for anything."""
    return isinstance(command, _TALK)


def talk(node: Node, connection: Speaks, chat: Chat, role: Role, command: Talk, *, now: datetime) -> None:
    """Do it."""
    match command:
        case commands.Post():
            _say(node, connection, chat, role, command, now=now)
        case commands.Delivered() | commands.Seen() if command.epoch not in {None, chat.epoch}:
            pass  # the page says what it has of this epoch once it has heard of it
        case commands.Delivered():
            note_delivered(node, chat, role, command.seq)
        case commands.Seen():
            note_seen(node, chat, role, command.seq)
        case commands.Typing():
            note_typing(node, chat, role, now=now)


def _say(node: Node, connection: Speaks, chat: Chat, role: Role, post: commands.Post, *, now: datetime) -> None:
    if post.epoch is not None and post.epoch != chat.epoch:
        return  # its page hears of the new epoch, and says everything that is owed again, in its order
    try:
        post_message(node, chat, role, ref=post.ref, text=post.text, confirmed=post.confirmed, now=now)
    except NotSent as kept:
        connection.say(Refused(code=kept.code, detail=kept.detail, ref=post.ref))
    except SendAnyway as asked:
        connection.say(
            Nudge(
                chat=chat.id,
                ref=post.ref,
                code=asked.code,
                kinds=asked.kinds,
                masked=asked.masked,
                detail=asked.detail,
            )
        )
    except Moving:
        connection.close(COME_BACK)  # a refusal would give the text back to its author; it is said again instead
    except TooFast:
        connection.say(Refused(code="tooFast", detail=SLOWER, ref=post.ref))
    except ChatEnded:
        refuse_ended(connection, post)
