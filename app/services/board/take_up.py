"""What a coordinator does about something on the board: an alert, or a listener's private word, by its handle."""

from datetime import datetime

from app.services.board.private_word import settle_word, take_word, word_of
from app.services.board.show_alerts import subject_of
from app.services.board.take_alert import take_alert
from app.services.node import Node


async def take_up(
    node: Node, viewer: str, name: str, handle: str, *, answer: str = "", settled: bool = False, now: datetime
) -> None:
    """Take it, answer it in a line, or say that it is taken care of. What stands no more is left alone.

    Raises WordNotTaken when the answer says how to reach somebody.
    """
    word = word_of(node, viewer, handle)
    if word is None:
        subject = subject_of(node, viewer, handle)
        if subject is not None:
            await take_alert(node, subject, name)
    elif settled:
        await settle_word(node, word, now=now)
    else:
        await take_word(node, word, name, answer, now=now)
