"""A chat that moves to another node is the same chat there, down to its last field."""

from dataclasses import fields
from datetime import timedelta

from app.live.chat import Chat, HandingOver
from app.live.nodes.moving import packed, unpacked
from crisis import Tier, Watch
from tests.nodes import NIGHT

MINUTE = timedelta(minutes=1)


def a_chat() -> Chat:
    """In the middle of everything: hardly a field has its default."""
    watch = Watch("es")
    watch.flag(Tier.HIGH, at=NIGHT)
    chat = Chat(
        id="c",
        epoch="e",
        ticket="t",
        listener="sam",
        listener_name="Sam",
        opened=NIGHT,
        watch=watch,
        ring=7,
        burst=30,
        note="tired",
        handing_over=HandingOver("why", NIGHT),
        answered=True,
        begun=True,
        moment_until=NIGHT + MINUTE,
        restarted=True,
        extended=MINUTE,
    )
    for number in range(1, 10):
        chat.post("seeker" if number % 2 else "listener", ref=f"ref-{number}", text=f"{number}", at=NIGHT + MINUTE)
        for side in chat.sides:
            chat.delivered(side, number)
    chat.noticed = {"held"}
    chat.sides["seeker"].gone_since = NIGHT
    chat.sides["seeker"].state = "away"
    chat.seen("listener", 4)
    return chat


def test_every_field_arrives() -> None:
    chat = a_chat()
    there, _ = unpacked(packed(chat, home="here"))
    for name in (one.name for one in fields(Chat) if one.name not in {"watch", "_refs"}):
        assert getattr(there, name) == getattr(chat, name), name
    assert there.watch.state() == chat.watch.state()


def test_who_gives_it_up_is_said() -> None:
    assert unpacked(packed(a_chat(), home="here"))[1] == "here"


def test_a_ref_that_was_taken_is_still_the_same_message() -> None:
    there, _ = unpacked(packed(a_chat(), home="here"))
    message, new = there.post("seeker", ref="ref-7", text="7", at=NIGHT + 5 * MINUTE)
    assert (message.seq, new) == (7, False)


def test_where_it_arrives_it_moves_no_more() -> None:
    chat = a_chat()
    chat.moving = True
    there, _ = unpacked(packed(chat, home="here"))
    there.post("seeker", ref="ref-new", text="and on it goes", at=NIGHT + 5 * MINUTE)
    assert there.seq == chat.seq + 1
