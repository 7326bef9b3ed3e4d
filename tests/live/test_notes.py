"""Alerts, coordinators on duty and what the hour has seen: one thing for all nodes, in both stores alike."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from app.live.interface import Live
from app.live.notes import Alert, Break, Care, Conducted, Happened, Lapsed, OnDuty, Over, Word
from app.live.shared.valkey import ValkeyLive
from tests.live.conftest import a_store
from tests.live.made import MINUTE, SECOND
from tests.nodes import NIGHT

HIGH = Alert(id="t", tier=3, since=NIGHT)
KIM = OnDuty(id="kim", name="Kim", seen=NIGHT)


async def test_an_alert_stands_from_its_first_moment(live: Live) -> None:
    count = live.changes.count
    await live.notes.put(HIGH)
    assert live.changes.count > count
    assert await live.notes.put(replace(HIGH, since=NIGHT + MINUTE)) == HIGH
    await live.everything()
    assert dict(live.notes.all(Alert)) == {"t": HIGH}


async def test_whoever_takes_it_first_has_it(live: Live) -> None:
    await live.notes.put(HIGH)
    for name in ("Kim", "Ann"):
        taken = await live.notes.put(replace(HIGH, taken_by=name))
        assert taken.taken_by == "Kim"


async def test_a_listener_is_seen_to_by_whoever_was_first_and_the_longer_break_counts(live: Live) -> None:
    asked = Care(id="sam:debrief", listener="sam", name="Sam", why="debrief", since=NIGHT)
    await live.notes.put(asked)
    for name in ("Kim", "Ann"):
        assert (await live.notes.put(asked.taken(name))).taken_by == "Kim"
    assert await live.notes.put(replace(asked, since=NIGHT + MINUTE)) == asked.taken("Kim")
    for minutes in (10, 5):
        await live.notes.put(Break(id="sam", until=NIGHT + minutes * MINUTE))
    await live.everything()
    assert dict(live.notes.all(Care)) == {"sam:debrief": asked.taken("Kim")}
    assert dict(live.notes.all(Break)) == {"sam": Break(id="sam", until=NIGHT + 10 * MINUTE)}


async def test_a_graver_tier_is_nobodys_again_and_cannot_be_taken_by_the_one_before(live: Live) -> None:
    await live.notes.put(replace(HIGH, taken_by="Kim"))
    graver = Alert(id="t", tier=4, since=NIGHT + MINUTE)
    assert await live.notes.put(graver) == graver
    assert await live.notes.put(replace(HIGH, taken_by="Ann")) == graver


async def test_what_is_over_says_so_and_keeps_who_took_it(live: Live) -> None:
    over = Over(kinds=("ideation",), listener="Sam", minutes=7, until=NIGHT + MINUTE)
    await live.notes.put(replace(HIGH, taken_by="Kim"))
    assert await live.notes.put(replace(HIGH, over=over)) == replace(HIGH, taken_by="Kim", over=over)
    assert await live.notes.put(HIGH) == replace(HIGH, taken_by="Kim")  # they are back in line


async def test_kinds_of_notes_are_apart_and_go_one_by_one(live: Live) -> None:
    lost = Happened(id="t", what="lost", at=NIGHT)
    for note in (HIGH, KIM, lost):
        await live.notes.put(note)
    await live.notes.drop(Alert, "t")
    await live.notes.drop(Alert, "never there")
    await live.everything()
    assert [dict(live.notes.all(kind)) for kind in (Alert, OnDuty, Happened)] == [{}, {"kim": KIM}, {"t": lost}]


async def test_a_board_that_is_open_keeps_its_coordinator_on_duty(live: Live) -> None:
    await live.notes.put(KIM)
    seen = await live.notes.put(replace(KIM, seen=NIGHT + 50 * SECOND))
    assert await live.notes.put(KIM) == seen
    assert (seen.here(NIGHT + 109 * SECOND), seen.here(NIGHT + 110 * SECOND)) == (True, False)


async def test_every_node_knows_and_is_woken(valkey: str, shared: ValkeyLive) -> None:
    async with a_store(valkey) as second:
        count = second.changes.count
        await shared.notes.put(HIGH)
        await second.changes.beyond(count, within=5 * SECOND)
        await second.everything()
        assert (dict(second.notes.all(Alert)), second.changes.count > count) == ({"t": HIGH}, True)
        await second.notes.drop(Alert, "t")
        await shared.everything()
        assert dict(shared.notes.all(Alert)) == {}


async def test_of_two_who_take_it_at_once_one_has_it(valkey: str, shared: ValkeyLive) -> None:
    await shared.notes.put(HIGH)
    async with a_store(valkey) as second:
        takes = [store.notes.put(replace(HIGH, taken_by=name)) for store, name in ((shared, "Kim"), (second, "Ann"))]
        both = {alert.taken_by for alert in await asyncio.gather(*takes)}
    assert both in ({"Kim"}, {"Ann"})


async def test_a_private_word_is_taken_once_and_a_newer_one_stands_in_its_place(live: Live) -> None:
    word = Word(id="sam", name="Sam", text="Please look", since=NIGHT)
    await live.notes.put(word)
    await live.notes.put(replace(word, taken_by="Kim"))
    taken = await live.notes.put(replace(word, taken_by="Ann", answer="I am here"))
    assert taken == replace(word, taken_by="Kim", answer="I am here")
    newer = Word(id="sam", name="Sam", text="It got worse", since=NIGHT + SECOND)
    assert await live.notes.put(newer) == newer
    assert await live.notes.put(replace(word, taken_by="Kim")) == newer


async def test_an_offer_that_lapsed_stands_until_it_is_dropped(live: Live) -> None:
    lapsed = Lapsed(id="offer", listener="sam", at=NIGHT)
    await live.notes.put(lapsed)
    assert await live.notes.put(replace(lapsed, at=NIGHT + MINUTE)) == lapsed
    await live.notes.drop(Lapsed, "offer")
    await live.everything()
    assert dict(live.notes.all(Lapsed)) == {}


async def test_a_listeners_sums_are_kept_by_week_and_node_and_only_grow(live: Live) -> None:
    week = date(2026, 11, 16)
    await live.notes.put(Conducted(id="sam", sums=((week, "one", 9.0),)))
    await live.notes.put(Conducted(id="sam", sums=((week, "two", 3.0),)))
    await live.notes.put(Conducted(id="sam", sums=((week, "one", 6.0),)))  # older, and late
    await live.everything()
    assert live.notes.all(Conducted)["sam"].sums == ((week, "one", 9.0), (week, "two", 3.0))
    later = week + timedelta(weeks=12)
    stands = await live.notes.put(Conducted(id="sam", sums=((later, "one", 1.0),)))
    assert stands.sums == ((later, "one", 1.0),)
