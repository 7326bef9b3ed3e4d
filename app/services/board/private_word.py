"""A listener's private word to whoever is on duty: one line up, one line back. It never goes near the seeker.

It lies in live memory only, rings on the boards like an alert, and goes when it is taken care of, taken back, or an
hour old. The desk says beside the field that no word of the seeker's belongs in it; a way to reach anybody is refused.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.live.hub import coordinator_of, listener_page
from app.live.notes import Word
from app.safety.contact import find_contact
from app.services.board.take_alert import calls, handle_of, on_duty, rings
from app.services.node import Node
from app.wire.events import WordStands
from app.wire.staff_views import OwnWordView, WordView

KEPT = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


class WordNotTaken(Exception):
    """A private word holds a phone number, an address, a link or a name elsewhere."""


async def say_word(node: Node, listener: str, name: str, text: str, *, now: datetime) -> None:
    """Put a word before whoever is on duty, in the place of an earlier one; an empty one takes it back.

    Raises WordNotTaken when it says how to reach somebody.
    """
    line = " ".join(text.split())
    if not line:
        await node.live.notes.drop(Word, listener)
    elif find_contact(line, known=node.sayable) is not None:
        raise WordNotTaken
    else:
        await node.live.notes.put(Word(id=listener, name=name, text=line, since=now))
    _tell(node, listener, now=now)


async def take_word(node: Node, word: Word, by: str, answer: str = "", *, now: datetime) -> None:
    """This coordinator has seen it, and may answer in a line, unless somebody was quicker. Its listener is told.

    Raises WordNotTaken when the answer says how to reach somebody.
    """
    line = " ".join(answer.split())
    if line and find_contact(line, known=node.sayable) is not None:
        raise WordNotTaken
    seen = Word(id=word.id, name=word.name, text=word.text, since=word.since, taken_by=by, answer=line)
    await node.live.notes.put(seen)
    _tell(node, word.id, now=now)


async def settle_word(node: Node, word: Word, *, now: datetime) -> None:
    """It is taken care of, and forgotten."""
    await node.live.notes.drop(Word, word.id)
    _tell(node, word.id, now=now)


async def forget_words(node: Node, *, now: datetime) -> None:
    """Forget what is an hour old."""
    for word in node.live.notes.all(Word).values():
        if now - word.since >= KEPT:
            await settle_word(node, word, now=now)


def own_word(node: Node, listener: str, *, now: datetime) -> OwnWordView | None:
    """Return a listener's standing word as their desk shows it."""
    word = node.live.notes.all(Word).get(listener)
    if word is None:
        return None
    duty = tuple(on_duty(node, now=now).values())
    return OwnWordView(text=word.text, to=duty, seen_by=word.taken_by, answer=word.answer)


def words_for(node: Node, viewer: str, duty: Mapping[str, str], *, now: datetime) -> tuple[WordView, ...]:
    """Return the words as this viewer's board shows them, the oldest first."""
    return tuple(
        WordView(
            handle=handle_of(node, viewer, _subject(word)),
            listener=word.name,
            text=word.text,
            minutes=int((now - word.since) / _MINUTE),
            taken_by=word.taken_by,
            answer=word.answer,
            rings=rings(word, now=now),
            calls_you=calls(word, coordinator_of(viewer), duty, now=now),
        )
        for word in sorted(node.live.notes.all(Word).values(), key=lambda one: one.since)
    )


def word_of(node: Node, viewer: str, handle: str) -> Word | None:
    """Return which word this viewer means by a handle: a newer one of the same listener has another."""
    words = node.live.notes.all(Word).values()
    return next((one for one in words if handle_of(node, viewer, _subject(one)) == handle), None)


def _subject(word: Word) -> str:
    return f"word:{word.id}:{word.since.isoformat()}"


def _tell(node: Node, listener: str, *, now: datetime) -> None:
    node.hub.send(listener_page(listener), WordStands(word=own_word(node, listener, now=now)))
