"""The coordinators' topics: order, words in each language, closing that drops nobody, sensitive ones."""

import httpx
import pytest

from app import clock
from app.records import topics
from app.records.samples import sample_topics
from app.services.house.look_again import look_again
from app.services.line.keep_door import TOPIC_CLOSING, TOPIC_WIDER, keep_door
from tests.api.house import House
from tests.pages.forms import Seen

TOPICS = "/coordinator/topics"


async def does(kim: httpx.AsyncClient, do: str, slug: str = "", **form: str | list[str]) -> httpx.Response:
    return await kim.post(TOPICS, data={"do": do, "slug": slug} | form)


async def as_it_was(house: House) -> None:
    """The sample catalogue again: other tests share it."""
    async with house.node.records.unit() as unit:
        known = {one.slug for one in sample_topics()}
        for row in await topics.catalogue(unit):
            if row.slug not in known:
                await unit.delete(row)
        for row in sample_topics():
            await topics.save(unit, row)
    await look_again(house.node)


async def test_topics_change_places_and_everybody_sees_it(house: House) -> None:
    kim, visitor = await house.staff("Kim"), await house.visitor()
    before = [one["slug"] for one in (await visitor.get("/api/topics")).json()]
    assert (await does(kim, "up", before[2])).status_code == 303
    after = [one["slug"] for one in (await visitor.get("/api/topics")).json()]
    assert after == [before[0], before[2], before[1], *before[3:]]
    assert (await does(kim, "down", before[2])).status_code == 303
    assert [one["slug"] for one in (await visitor.get("/api/topics")).json()] == before
    assert (await does(kim, "up", "made-up")).status_code == 404


async def test_a_topic_is_said_in_each_language_by_coordinators_or_by_our_catalogue(house: House) -> None:
    kim = await house.staff("Kim")
    german = await house.visitor(**{"accept-language": "de"})

    async def grief() -> str:
        return next(str(one["name"]) for one in (await german.get("/api/topics")).json() if one["slug"] == "grief")

    ours = await grief()
    assert (await does(kim, "word", "grief", locale="de", name="Wenn jemand fehlt", description="")).status_code == 303
    assert await grief() == "Wenn jemand fehlt"
    assert (await does(kim, "word", "grief", locale="de", name="", description="")).status_code == 303
    assert await grief() == ours
    assert (await does(kim, "word", "grief", locale="xx", name="Ab", description="")).status_code == 422


async def test_a_new_topic_is_closed_until_it_is_opened_and_says_which_words_are_missing(house: House) -> None:
    kim, visitor = await house.staff("Kim"), await house.visitor()
    answer = await does(kim, "save", name="Night shifts", description="Working while others sleep.", group="work")
    assert answer.headers["location"] == "/coordinator/topics#night-shifts"
    assert "no words in Deutsch" in Seen((await kim.get(TOPICS)).text).text
    assert "Night shifts" not in (await visitor.get("/talk")).text
    assert (await does(kim, "open", "night-shifts")).status_code == 303
    found = next(one for one in (await visitor.get("/api/topics")).json() if one["slug"] == "night-shifts")
    assert found == {
        "slug": "night-shifts",
        "name": "Night shifts",
        "description": "Working while others sleep.",
        "related": [],
        "open": True,
    }
    await as_it_was(house)


@pytest.mark.parametrize(("name", "description"), [("x", ""), ("x" * 81, ""), ("Fine", "x" * 301)])
async def test_words_that_do_not_fit_are_refused_with_what_was_typed(house: House, name: str, description: str) -> None:
    kim = await house.staff("Kim")
    answer = await does(kim, "save", "grief", name=name, description=description)
    assert answer.status_code == 422
    assert f'value="{name}"' in answer.text


async def test_what_everybody_means_who_chooses_nothing_is_never_closed(house: House) -> None:
    kim = await house.staff("Kim")
    assert (await does(kim, "close", "just-talk")).status_code == 409
    assert "just-talk" in house.node.catalogue.open()


async def test_closing_a_topic_widens_who_is_looked_for_and_keeps_the_place(house: House) -> None:
    kim, _ = await house.staff("Kim"), await house.on_shift("Sam")
    await (await house.seeker(topics=["grief"])).get("/api/ticket")
    (before,) = await house.node.live.entries()
    assert (await does(kim, "close", "grief")).status_code == 303
    (entry,) = await house.node.live.entries()
    assert (entry.notice, entry.ticket.ends, entry.ticket.arrived) == (TOPIC_WIDER, None, before.ticket.arrived)
    assert entry.ticket.topics[0] == "grief"  # who does not take it is still not asked
    assert len(entry.ticket.topics) > 1
    assert "grief" not in house.node.catalogue.open()


@pytest.mark.parametrize("sensitive", [False, True])
async def test_where_nobody_can_be_asked_they_are_told_and_served_for_a_quarter_of_an_hour(
    house: House, *, sensitive: bool
) -> None:
    kim = await house.staff("Kim")
    if sensitive:
        await house.on_shift("Sam")
        row = next(one for one in sample_topics() if one.slug == "grief")
        wish = {"name": row.name, "description": row.description, "related": row.related, "group": row.topic_group}
        assert (await does(kim, "save", "grief", sensitive="yes", **wish)).status_code == 303
    await (await house.seeker(topics=["grief"])).get("/api/ticket")
    now = clock.now()
    assert (await does(kim, "close", "grief")).status_code == 303
    (entry,) = await house.node.live.entries()
    assert entry.notice == TOPIC_CLOSING
    assert entry.ticket.ends is not None
    assert 14 < (entry.ticket.ends - now).total_seconds() / 60 < 16
    assert (entry.ticket.topics == ("grief",)) is sensitive
    await keep_door(house.node, now=now)
    (still,) = await house.node.live.entries()
    assert still.ticket.ends == entry.ticket.ends
    assert (await does(kim, "open", "grief")).status_code == 303
    await keep_door(house.node, now=now)
    (again,) = await house.node.live.entries()
    assert (again.notice, again.ticket.ends) == (None, None)
    await as_it_was(house)
