"""A chat's numbers, its ring, its acknowledgements, and its end."""

import gc
from datetime import timedelta
from typing import Any

import pytest

from app.live.chat import Chat, ChatEnded, Message, TooFast
from crisis import Watch
from tests.nodes import NIGHT
from tests.privacy.scanner import Canaries

SECOND = timedelta(seconds=1)


def a_chat(**facts: Any) -> Chat:
    return Chat(
        id="c",
        epoch="e",
        ticket="t",
        listener="sam",
        listener_name="Sam",
        opened=NIGHT,
        watch=Watch(),
        **facts,
    )


def posted(chat: Chat, *texts: str) -> None:
    """Each side says every other text, a second after the one before."""
    for place, text in enumerate(texts):
        author = "listener" if place % 2 else "seeker"
        chat.post(author, ref=f"ref-{place:04}", text=text, at=NIGHT + (place + 1) * SECOND)


def test_messages_are_numbered_from_one_without_gaps() -> None:
    chat = a_chat()
    posted(chat, "hello", "hi", "how are you")
    assert chat.after(0) == [
        Message(1, "seeker", "hello", "ref-0000"),
        Message(2, "listener", "hi", "ref-0001"),
        Message(3, "seeker", "how are you", "ref-0002"),
    ]
    assert chat.seq == 3


def test_the_same_ref_again_is_the_same_message() -> None:
    chat = a_chat()
    first = chat.post("seeker", ref="ref-0000", text="hello", at=NIGHT)
    again = chat.post("seeker", ref="ref-0000", text="hello?", at=NIGHT + SECOND)
    assert (first, again) == ((Message(1, "seeker", "hello", "ref-0000"), True), (first[0], False))
    assert chat.after(0) == [first[0]]


def test_the_same_ref_of_the_other_person_is_another_message() -> None:
    chat = a_chat()
    chat.post("seeker", ref="ref-0000", text="hello", at=NIGHT)
    assert chat.post("listener", ref="ref-0000", text="hi", at=NIGHT) == (
        Message(2, "listener", "hi", "ref-0000"),
        True,
    )


def test_after_returns_what_the_page_misses() -> None:
    chat = a_chat()
    posted(chat, "a", "b", "c")
    assert [message.seq for message in chat.after(1)] == [2, 3]
    assert chat.after(3) == chat.after(99) == []


def test_the_ring_keeps_the_last_messages() -> None:
    chat = a_chat(ring=3)
    chat.post("seeker", ref="ref-0000", text="a", at=NIGHT)
    chat.delivered("listener", 1)
    for place in range(1, 5):
        chat.post("seeker", ref=f"ref-{place:04}", text="b", at=NIGHT)
        chat.delivered("listener", chat.seq)
    assert [message.seq for message in chat.after(0)] == [3, 4, 5]
    assert [chat.said(seq) for seq in (2, 5, 6)] == [None, Message(5, "seeker", "b", "ref-0004"), None]


def test_a_ref_older_than_the_ring_is_still_known_and_its_text_is_gone() -> None:
    chat = a_chat(ring=1)
    chat.post("seeker", ref="ref-0000", text="a", at=NIGHT)
    chat.delivered("listener", 1)
    chat.post("seeker", ref="ref-0001", text="b", at=NIGHT)
    assert chat.post("seeker", ref="ref-0000", text="a", at=NIGHT) == (Message(1, "seeker", "", "ref-0000"), False)
    assert chat.seq == 2


def test_what_the_other_page_never_got_is_not_pushed_out_of_the_ring() -> None:
    chat = a_chat(ring=2)
    posted(chat, "a", "b")
    with pytest.raises(TooFast):
        chat.post("seeker", ref="ref-9999", text="c", at=NIGHT + 9 * SECOND)
    assert [message.text for message in chat.after(0)] == ["a", "b"]


@pytest.mark.parametrize("note", ["delivered", "seen"])
def test_an_acknowledgement_only_grows_and_never_past_what_was_said(note: str) -> None:
    chat = a_chat()
    posted(chat, "a", "b", "c")
    assert [getattr(chat, note)("seeker", seq) for seq in (2, 2, 1, 4, 3)] == [True, False, False, False, True]
    assert (getattr(chat.sides["seeker"], note), getattr(chat.sides["listener"], note)) == (3, 0)


def test_too_many_at_once_are_refused_and_not_numbered() -> None:
    chat = a_chat(burst=3)
    for place in range(3):
        chat.post("seeker", ref=f"ref-{place:04}", text="a", at=NIGHT + place * SECOND)
    with pytest.raises(TooFast):
        chat.post("seeker", ref="ref-0003", text="a", at=NIGHT + 9 * SECOND)
    assert chat.post("listener", ref="ref-0003", text="b", at=NIGHT + 9 * SECOND)[0].seq == 4
    assert chat.post("seeker", ref="ref-0003", text="a", at=NIGHT + 10 * SECOND) == (
        Message(5, "seeker", "a", "ref-0003"),
        True,
    )


def test_posting_again_what_is_known_is_never_too_fast() -> None:
    chat = a_chat(burst=1)
    chat.post("seeker", ref="ref-0000", text="a", at=NIGHT)
    assert chat.post("seeker", ref="ref-0000", text="a", at=NIGHT) == (Message(1, "seeker", "a", "ref-0000"), False)


def test_whoever_says_or_does_something_ends_the_quiet() -> None:
    chat = a_chat(noticed={"quietAsk", "quietWarn", "held", "timeSoon"})
    chat.heard("listener", at=NIGHT + 9 * SECOND)
    assert (chat.quiet_since, chat.noticed) == (NIGHT + 9 * SECOND, {"timeSoon"})
    chat.heard("seeker", at=NIGHT + 5 * SECOND)
    assert chat.quiet_since == NIGHT + 9 * SECOND


def test_nothing_is_said_in_an_ended_chat() -> None:
    chat = a_chat()
    posted(chat, "a")
    chat.end("quiet")
    assert (chat.ended, chat.after(0), chat.said(1)) == ("quiet", [], None)
    for ref in ("ref-0000", "ref-0001"):
        with pytest.raises(ChatEnded):
            chat.post("seeker", ref=ref, text="b", at=NIGHT)


def test_an_ended_chat_holds_no_text_anywhere() -> None:
    canary = Canaries().one()
    chat = a_chat(ring=2)
    for place in range(3):
        chat.post("seeker", ref=f"ref-{place:04}", text=f"{canary} {place}", at=NIGHT)
        chat.delivered("listener", chat.seq)
        chat.watch.hear("seeker", f"{canary} {place}", at=NIGHT)
    assert any(canary in text for text in reachable(chat))
    chat.end("seekerEnded")
    assert not any(canary in text for text in reachable(chat))


def reachable(root: object) -> list[str]:
    """Every text that can be reached from this object."""
    found, seen, ahead = [], set(), [root]
    while ahead:
        one = ahead.pop()
        if id(one) in seen or isinstance(one, type):
            continue
        seen.add(id(one))
        if isinstance(one, str):
            found.append(one)
        ahead += gc.get_referents(one)
    return found
