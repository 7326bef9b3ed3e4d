"""What nodes say to each other over a real Valkey: in order, sealed, once, and a gap is noticed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from time import perf_counter

import pytest
import pytest_asyncio
import redis

from app.live.hub import TAKEN_OVER, Hub
from app.live.nodes.across import COME_BACK, Nodes
from app.live.nodes.backplane import ALL, Backplane, inbox
from app.live.nodes.envelopes import AnyEnvelope, ToPage
from app.live.nodes.questions import NotReached
from app.wire.events import Pong
from benchmarks.cluster import Valkey
from tests.nodes_several.people import until

KEY, OTHER_KEY = bytes(32), bytes([1] * 32)
CANARY = "the heron stands in the reeds"


@dataclass
class Heard:
    """One end of the backplane, and what came out of it."""

    plane: Backplane
    frames: list[str] = field(default_factory=list)
    gaps: list[str | None] = field(default_factory=list)


def end_at(valkey: Valkey, me: str, key: bytes = KEY) -> Heard:
    frames: list[str] = []
    gaps: list[str | None] = []

    def hear(_sender: str, envelope: AnyEnvelope) -> None:
        if isinstance(envelope, ToPage):
            frames.append(envelope.frame)

    plane = Backplane(valkey.url, key, me, hear=hear, missed=gaps.append, nobody=frames.append)
    return Heard(plane, frames, gaps)


@pytest_asyncio.fixture
async def ends(valkey: Valkey) -> AsyncIterator[tuple[Heard, Heard]]:
    one, two = end_at(valkey, "one"), end_at(valkey, "two")
    await one.plane.open()
    await two.plane.open()
    yield one, two
    await one.plane.close()
    await two.plane.close()


async def test_everything_arrives_once_and_in_order(ends: tuple[Heard, Heard]) -> None:
    one, two = ends
    for number in range(3_000):
        one.plane.send("two", ToPage("seeker:a", str(number)))
        if number % 7 == 0:
            await asyncio.sleep(0)
    await until(lambda: len(two.frames) >= 3_000)
    assert two.frames == [str(number) for number in range(3_000)]
    assert one.frames == []


@pytest.mark.proves("C5")
async def test_valkey_sees_no_text(valkey: Valkey, ends: tuple[Heard, Heard]) -> None:
    one, two = ends
    client = redis.Redis.from_url(valkey.url)
    spy = client.pubsub()
    spy.subscribe(inbox("two"))
    spy.get_message(timeout=2)
    one.plane.send("two", ToPage("seeker:a", CANARY))
    await until(lambda: two.frames == [CANARY])
    carried = spy.get_message(timeout=2)
    assert carried is not None
    assert len(carried["data"]) > len(CANARY)
    assert CANARY.encode() not in carried["data"]
    spy.close()
    client.close()


async def test_what_is_played_again_or_is_of_another_cluster_is_not_heard(
    valkey: Valkey, ends: tuple[Heard, Heard], caplog: pytest.LogCaptureFixture
) -> None:
    one, two = ends
    client = redis.Redis.from_url(valkey.url)
    spy = client.pubsub()
    spy.subscribe(inbox("two"))
    spy.get_message(timeout=2)
    one.plane.send("two", ToPage("seeker:a", "first"))
    await until(lambda: two.frames == ["first"])
    carried = spy.get_message(timeout=2)
    assert carried is not None
    client.publish(inbox("two"), carried["data"])
    client.publish(ALL, carried["data"])
    stranger = end_at(valkey, "stranger", OTHER_KEY)
    await stranger.plane.open()
    stranger.plane.send("two", ToPage("seeker:a", "strange"))
    one.plane.send("two", ToPage("seeker:a", "second"))
    await until(lambda: two.frames[-1] == "second")
    await until(lambda: caplog.text.count("no node of this cluster") >= 3)  # both ends hear ALL
    assert two.frames == ["first", "second"]
    await stranger.plane.close()
    spy.close()
    client.close()


async def test_what_did_not_fit_is_counted_and_its_reader_knows(
    ends: tuple[Heard, Heard], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = ends
    one.plane.send("two", ToPage("seeker:a", "before"))
    await until(lambda: two.frames == ["before"])
    monkeypatch.setattr("app.live.nodes.backplane.QUEUED", 2)
    for number in range(5):
        one.plane.send("two", ToPage("seeker:a", str(number)))
    assert one.plane.dropped == 3
    await until(lambda: len(two.frames) == 3)
    one.plane.send("two", ToPage("seeker:a", "after"))
    await until(lambda: two.frames[-1] == "after")
    assert two.gaps == [None, "one"]


async def test_it_comes_back_when_valkey_does(valkey: Valkey, ends: tuple[Heard, Heard]) -> None:
    one, two = ends
    valkey.stop()
    await until(lambda: two.plane.connected_for == 0.0)
    valkey.start()
    await until(lambda: one.plane.connected_for > 0 and two.plane.connected_for > 0)
    one.plane.send("two", ToPage("seeker:a", "again"))
    await until(lambda: two.frames == ["again"])
    assert two.gaps == [None, None]


@dataclass(eq=False)
class Paper:
    """A page that keeps what it gets."""

    frames: list[str] = field(default_factory=list)
    closed: int | None = None

    def send(self, frame: bytes) -> None:
        self.frames.append(frame.decode())

    def close(self, code: int) -> None:
        self.closed = code


@dataclass
class One:
    """A node's hub among others."""

    hub: Hub
    nodes: Nodes


@pytest_asyncio.fixture
async def three(valkey: Valkey) -> AsyncIterator[list[One]]:
    made = []
    for name in ("a", "b", "c"):
        hub = Hub()
        nodes = Nodes(valkey.url, KEY, name, hub)
        hub.across = nodes
        made.append(One(hub, nodes))
        await nodes.open()
    await until(lambda: all(len(one.nodes.others()) == 2 for one in made))
    yield made
    for one in made:
        await one.nodes.close()


async def test_a_page_is_found_and_told_wherever_it_is(three: list[One]) -> None:
    a, b, c = three
    page = Paper()
    b.hub.attach("seeker:x", page)
    await until(lambda: a.hub.present("seeker:x") and c.hub.present("seeker:x"))
    assert a.hub.send("seeker:x", Pong())
    await until(lambda: len(page.frames) == 1)
    b.hub.detach("seeker:x", page)
    await until(lambda: not a.hub.present("seeker:x") and not c.hub.present("seeker:x"))
    assert not a.hub.send("seeker:x", Pong())


async def test_the_newest_page_wins_over_nodes(three: list[One]) -> None:
    a, b, c = three
    older, newer = Paper(), Paper()
    a.hub.attach("seeker:x", older)
    await until(lambda: b.hub.present("seeker:x"))
    b.hub.attach("seeker:x", newer)
    await until(lambda: older.closed is not None)
    assert (older.closed, newer.closed) == (TAKEN_OVER, None)
    assert c.nodes.where("seeker:x") == "b"
    assert not a.hub.detach("seeker:x", older)  # the older tab's leaving is no news
    await asyncio.sleep(0.1)
    assert c.nodes.where("seeker:x") == "b"


async def test_two_pages_at_the_same_moment_leave_one(three: list[One]) -> None:
    a, b, _ = three
    pages = [Paper(), Paper()]
    a.hub.attach("seeker:x", pages[0])
    b.hub.attach("seeker:x", pages[1])
    await until(lambda: any(page.closed is not None for page in pages))
    await asyncio.sleep(0.2)
    # neither knew of the other: the one that is closed comes back, and is the newest
    assert sorted(str(page.closed) for page in pages) == [str(COME_BACK), "None"]


async def test_a_page_that_came_here_while_its_old_place_was_not_heard_is_not_sent_away_for_good(
    valkey: Valkey, three: list[One]
) -> None:
    a, b, _ = three
    valkey.stop()
    for number in range(5):
        a.hub.attach(f"seeker:{number}", Paper())  # so a's count is ahead of b's, which hears none of it
    a.hub.attach("seeker:x", Paper())
    page = Paper()
    b.hub.attach("seeker:x", page)
    valkey.start()
    await until(lambda: page.closed is not None)
    assert page.closed == COME_BACK
    again = Paper()
    b.hub.attach("seeker:x", again)
    await until(lambda: a.nodes.where("seeker:x") == "b")
    assert again.closed is None


async def test_who_comes_later_learns_what_is_here(valkey: Valkey, three: list[One]) -> None:
    a, *_ = three
    a.hub.attach("seeker:x", Paper())
    hub = Hub()
    late = Nodes(valkey.url, KEY, "late", hub)
    await late.open()
    await until(lambda: late.where("seeker:x") == "a")
    assert sorted(late.others()) == ["a", "b", "c"]
    await late.close()


async def test_who_leaves_has_no_pages(three: list[One]) -> None:
    a, b, _ = three
    b.hub.attach("seeker:x", Paper())
    await until(lambda: a.hub.present("seeker:x"))
    b.nodes.leave()
    await until(lambda: not a.hub.present("seeker:x"))


async def test_a_question_is_answered_or_it_is_said_that_nobody_did(three: list[One]) -> None:
    a, b, _ = three

    async def twice(body: bytes) -> bytes:
        return body * 2

    async def fails(_body: bytes) -> bytes:
        raise ValueError(CANARY)

    b.nodes.questions.verbs |= {"twice": twice, "fails": fails}
    assert await a.nodes.questions.ask("b", "twice", b"ab") == b"abab"
    for node, what in (("b", "fails"), ("b", "unknown")):
        with pytest.raises(NotReached):
            await a.nodes.questions.ask(node, what, b"")


async def test_valkey_away_and_back_leaves_nobody_unknown(valkey: Valkey, three: list[One]) -> None:
    a, b, c = three
    page = Paper()
    b.hub.attach("seeker:x", page)
    await until(lambda: c.hub.present("seeker:x"))
    valkey.stop()
    other = Paper()
    b.hub.attach("seeker:y", other)  # nobody can be told now
    assert not a.hub.present("seeker:y")
    valkey.start()
    await until(lambda: a.hub.present("seeker:y") and c.hub.present("seeker:y"))
    assert a.hub.present("seeker:x")


async def test_who_was_not_heard_for_a_while_is_known_again_however_much_happens_there(three: list[One]) -> None:
    """What a node holds is overtaken by what it announces meanwhile: nobody may then think that this was all."""
    a, b, _ = three
    b.hub.attach("seeker:x", Paper())
    await until(lambda: a.nodes.where("seeker:x") == "b")
    for _ in range(6):
        a.nodes._drop("b")
        while "b" not in a.nodes.others():  # noqa: ASYNC110  # sooner than any waiting would tell
            await asyncio.sleep(0)
        churns = perf_counter() + 0.1  # from the pulse that was heard, until what was asked has long been answered
        while perf_counter() < churns:
            b.hub.attach("seeker:y", Paper())
            await asyncio.sleep(0.0002)
        await until(lambda: a.nodes.where("seeker:x") == "b", within=3)
