"""A listener says a line to whoever is on duty: it rings, somebody takes it, one line comes back, and it goes."""

from datetime import timedelta

import pytest

from app.live.notes import OnDuty, Word
from app.services.board.private_word import KEPT, WordNotTaken, own_word, say_word
from app.services.board.show_board import show_board
from app.services.board.take_up import take_up
from app.wire.events import WordStands
from app.wire.staff_views import OwnWordView, WordView
from tests.nodes import Evening

ASKS = "I am out of my depth. Can somebody look at how I answer?"


async def on_duty(evening: Evening) -> None:
    """Kim is on duty, with the board open."""
    await evening.node.live.notes.put(OnDuty(id="kim", name="Kim", seen=evening.now))


async def says(evening: Evening, text: str = ASKS) -> None:
    """Sam says a word."""
    await say_word(evening.node, "sam", "Sam", text, now=evening.now)


async def on_the_board(evening: Evening, viewer: str = "kim") -> WordView:
    """The only word on somebody's board."""
    (word,) = (await show_board(evening.node, now=evening.now, viewer=viewer)).words
    return word


async def does(evening: Evening, *, viewer: str = "kim", answer: str = "", settled: bool = False) -> None:
    """A coordinator does something about the only word."""
    handle = (await on_the_board(evening, viewer)).handle
    await take_up(evening.node, viewer, viewer.capitalize(), handle, answer=answer, settled=settled, now=evening.now)


async def test_the_listener_sees_who_has_seen_it_and_one_line_back(evening: Evening) -> None:
    await evening.listener()
    await on_duty(evening)
    await says(evening, f"  {ASKS}\n ")
    await does(evening)
    await does(evening, answer="You are doing well. I read along in ten minutes.")
    await does(evening, settled=True)
    stood = OwnWordView(text=ASKS, to=("Kim",), seen_by=None, answer="")
    seen = OwnWordView(text=ASKS, to=("Kim",), seen_by="Kim", answer="")
    answered = OwnWordView(
        text=ASKS, to=("Kim",), seen_by="Kim", answer="You are doing well. I read along in ten minutes."
    )
    told = [WordStands(word=one) for one in (stood, seen, answered, None)]
    assert evening.desk().take_only(WordStands) == told
    assert evening.node.live.notes.all(Word) == {}


async def test_with_nobody_on_duty_the_listener_is_told_so(evening: Evening) -> None:
    await says(evening)
    assert own_word(evening.node, "sam", now=evening.now) == OwnWordView(text=ASKS, to=(), seen_by=None, answer="")


async def test_it_rings_every_half_minute_and_for_the_others_after_a_minute(evening: Evening) -> None:
    await on_duty(evening)
    await says(evening)
    heard = []
    for _ in range(3):
        mine, theirs = await on_the_board(evening, "kim"), await on_the_board(evening, "ann")
        heard.append((mine.rings, mine.calls_you, theirs.calls_you))
        evening.later(seconds=30)
        await on_duty(evening)
    await does(evening, viewer="ann")
    mine = await on_the_board(evening)
    assert heard == [(0, True, False), (1, True, False), (2, True, True)]
    assert (mine.taken_by, mine.rings, mine.calls_you) == ("Ann", 0, False)


async def test_the_first_who_takes_it_has_it_and_a_newer_word_is_nobodys_again(evening: Evening) -> None:
    await says(evening)
    old = (await on_the_board(evening)).handle
    await does(evening, viewer="kim")
    await does(evening, viewer="ann")
    assert (await on_the_board(evening)).taken_by == "Kim"
    evening.later(seconds=1)
    await says(evening, "It got worse.")
    await take_up(evening.node, "kim", "Kim", old, settled=True, now=evening.now)
    word = await on_the_board(evening)
    assert (word.text, word.taken_by) == ("It got worse.", None)


async def test_an_empty_word_takes_it_back_and_an_hour_ends_it(evening: Evening) -> None:
    await says(evening)
    await says(evening, " ")
    assert evening.node.live.notes.all(Word) == {}
    await says(evening)
    await evening.tick_through(KEPT, every=timedelta(minutes=10))
    assert evening.node.live.notes.all(Word) == {}


async def test_no_way_to_reach_anybody_goes_either_way(evening: Evening) -> None:
    with pytest.raises(WordNotTaken):
        await says(evening, "They gave me their number, 0151 2345 6789")
    assert evening.node.live.notes.all(Word) == {}
    await says(evening)
    with pytest.raises(WordNotTaken):
        await does(evening, answer="Write to me at kim@example.org")
    word = await on_the_board(evening)
    assert (word.taken_by, word.answer) == (None, "")


async def test_a_handle_of_another_board_does_nothing(evening: Evening) -> None:
    await says(evening)
    theirs = (await on_the_board(evening, "ann")).handle
    await take_up(evening.node, "kim", "Kim", theirs, settled=True, now=evening.now)
    assert (await on_the_board(evening)).taken_by is None
