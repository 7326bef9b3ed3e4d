"""The seeker shows their new listener what was said before, or has it forgotten. Nobody else decides it."""

from app.live.chat import Chat
from app.services.chat.keep_earlier import forget_copies
from app.services.chat.post_message import tell
from app.services.node import Node
from app.wire.events import EarlierSaid


def open_earlier(node: Node, chat: Chat) -> None:
    """Let the listener of this chat read what was said before them. Their page says hello again, and gets it."""
    if chat.earlier_state == "kept":
        chat.earlier_open = True
        forget_copies(node, chat.ticket)
        tell(node, chat, "earlierOpen")


def forget_earlier(node: Node, chat: Chat) -> None:
    """Nobody is to read it: it is gone from here. What was opened was read, and stays as it is."""
    if chat.earlier_state == "kept":
        chat.earlier = ()
        forget_copies(node, chat.ticket)
        tell(node, chat, "earlierGone")


def earlier_said(chat: Chat) -> list[EarlierSaid]:
    """Return what the listener may read of before, as frames say it."""
    if not chat.earlier_open:
        return []
    return [
        EarlierSaid(chat=chat.id, number=number, from_=one.author, listener=one.listener, text=one.text)
        for number, one in enumerate(chat.earlier, start=1)
    ]
