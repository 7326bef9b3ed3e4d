"""The last words of a chat, sealed: exactly what was relayed, for two officers together, for ten minutes."""

from datetime import timedelta
from itertools import combinations

import msgspec
import pyhpke
import pytest
from cryptography.exceptions import InvalidTag

from app.live.sealed_words import Excerpt
from app.services.cases.seal_excerpt import SIZES, is_public_key, sealed_words
from app.services.chat.end_chat import end_chat, put_back
from app.services.chat.hand_over import hand_over
from app.services.line.answer_offer import accept_offer
from tests.nodes import NIGHT, Evening
from tests.officers import Officer, officers, read, read_together

KIM, RAVI, MARA = officers("kim", "ravi", "mara").values()
CANARY = "canary-4711"


@pytest.fixture
def staffed(evening: Evening) -> Evening:
    """An evening with three safety officers."""
    evening.node.officers = {one.id: one.public for one in (KIM, RAVI, MARA)}
    return evening


async def kept_after(evening: Evening, *, messages: int) -> tuple[str, Excerpt, list[dict[str, object]]]:
    """End a chat of so many messages; return the ticket, what is kept, and what was said."""
    ticket, chat = await evening.talk()
    for number in range(messages):
        await evening.says(chat, "listener" if number % 3 else "seeker", f"{CANARY} é {number}")
        evening.later(seconds=2)
    said = [{"seq": one.seq, "from": one.author, "text": one.text} for one in chat.after(0)]
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    over = (await evening.entry(ticket)).aftermath
    assert over is not None
    assert over.excerpt is not None
    return ticket, over.excerpt, said


@pytest.mark.proves("C28")
@pytest.mark.parametrize("messages", [1, 19, 20, 33])
async def test_any_two_officers_read_exactly_the_last_twenty_messages_that_were_relayed(
    staffed: Evening, messages: int
) -> None:
    """C28."""
    _, excerpt, said = await kept_after(staffed, messages=messages)
    assert len(said) == messages
    for one, other in combinations((KIM, RAVI, MARA), 2):
        assert read_together(excerpt, one, other) == said[-20:]


@pytest.mark.proves("C28")
async def test_what_is_kept_shows_no_word_and_little_of_its_length(staffed: Evening) -> None:
    _, excerpt, _ = await kept_after(staffed, messages=20)
    raw = msgspec.msgpack.encode(excerpt)
    assert CANARY.encode() not in raw
    assert b"seeker" not in raw
    assert len(excerpt.words) - 28 in SIZES


@pytest.mark.proves("C28")
async def test_one_officer_alone_reads_nothing(staffed: Evening) -> None:
    _, excerpt, _ = await kept_after(staffed, messages=3)
    share = KIM.opens(excerpt.shares["kim"], about=excerpt.id)
    for lonely in ([share], [share, share]):
        with pytest.raises(ValueError, match=r"Not enough|Duplicate"):
            read(excerpt, *lonely)
    with pytest.raises(InvalidTag):
        read(excerpt, share, bytes(32) + bytes([share[-1] ^ 1]))


async def test_a_share_fits_its_officer_and_its_excerpt_alone(staffed: Evening) -> None:
    _, excerpt, _ = await kept_after(staffed, messages=3)
    for officer, about in ((RAVI, excerpt.id), (KIM, "another")):
        with pytest.raises(pyhpke.OpenError):
            officer.opens(excerpt.shares["kim"], about=about)


@pytest.mark.parametrize("known", [{}, {"kim": KIM.public}])
async def test_with_fewer_than_two_officers_nothing_is_kept(evening: Evening, known: dict[str, bytes]) -> None:
    evening.node.officers = known
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "hello")
    await end_chat(evening.node, chat, "quiet", now=evening.now)
    over = (await evening.entry(ticket)).aftermath
    assert over is not None
    assert over.excerpt is None


async def test_where_nothing_was_said_nothing_is_kept(staffed: Evening) -> None:
    ticket, chat = await staffed.talk()
    await end_chat(staffed.node, chat, "quiet", now=staffed.now)
    over = (await staffed.entry(ticket)).aftermath
    assert over is not None
    assert over.excerpt is None


async def test_without_a_report_the_words_go_after_ten_minutes_for_who_is_in_line_again_too(staffed: Evening) -> None:
    ticket, chat = await staffed.talk()
    await staffed.says(chat, "seeker", "hello")
    await put_back(staffed.node, chat, "changed", now=staffed.now)
    await staffed.tick_through(timedelta(minutes=9, seconds=55))
    [before] = (await staffed.entry(ticket)).before
    assert before.excerpt is not None
    await staffed.tick_through(timedelta(seconds=10))
    [before] = (await staffed.entry(ticket)).before
    assert before.excerpt is None


async def test_a_message_longer_than_any_size_is_sealed_all_the_same(staffed: Evening) -> None:
    _, chat = await staffed.talk()
    for number in range(20):
        chat.post("seeker", ref=f"a-long-{number:04}", text="\U0001f642" * 2_000, at=staffed.later(seconds=9))
    excerpt = sealed_words(chat.after(0), staffed.node.officers, until=NIGHT)
    assert len(read_together(excerpt, KIM, MARA)) == 20
    assert len(excerpt.words) - 28 == SIZES[-1]


@pytest.mark.parametrize("raw", [b"", b"\x04", b"\x04" + bytes(64), bytes(65), b"\x02" + bytes(32)])
def test_what_is_no_point_on_the_curve_is_no_key(raw: bytes) -> None:
    assert not is_public_key(raw)
    assert is_public_key(Officer("somebody").public)


@pytest.mark.proves("C28")
async def test_after_a_hand_over_each_listeners_words_are_sealed_apart(staffed: Evening) -> None:
    """C28: a report brings the last messages with whom it is about, and no word of another listener's."""
    ticket, chat = await staffed.talk()
    for number in range(23):
        await staffed.says(chat, "listener" if number % 2 else "seeker", f"{CANARY} with sam {number}")
        staffed.later(seconds=2)
    said = [{"seq": one.seq, "from": one.author, "text": one.text} for one in chat.after(3)]
    await hand_over(staffed.node, chat, "", now=staffed.now)
    await staffed.listener("noor")
    await staffed.tick()
    offer, _ = await staffed.offered(ticket)
    after = await accept_offer(staffed.node, await staffed.on_shift("noor"), offer, now=staffed.now)
    after.answered = True
    await staffed.says(after, "listener", "hello, I am noor")
    [before] = (await staffed.entry(ticket)).before
    assert before.excerpt is not None
    assert (before.listener, before.chat) == ("sam", chat.id)
    assert read_together(before.excerpt, KIM, RAVI) == said
    await end_chat(staffed.node, after, "seekerEnded", now=staffed.now)
    entry = await staffed.entry(ticket)
    assert entry.aftermath is not None
    assert entry.aftermath.excerpt is not None
    assert read_together(entry.aftermath.excerpt, KIM, RAVI) == [
        {"seq": 1, "from": "listener", "text": "hello, I am noor"}
    ]
    assert entry.before == (before,)
