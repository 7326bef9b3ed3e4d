"""The board without JavaScript: all that is done from it is a form, is audited, and is said to whom it is about."""

from dataclasses import replace

import httpx
import pytest

from app.live.hub import listener_page
from app.records import audit
from app.services.board.page_standby import BY_HAND, page_standby
from app.wire.events import ListenerEvent, ShiftChanged
from matching import PageStandby
from tests.api.house import House
from tests.nodes import Paper
from tests.pages.forms import Seen

BOARD = "/coordinator/"


async def desk_of(house: House, name: str = "Sam") -> tuple[str, Paper]:
    """A listener on shift whose page is open; their id, and the page."""
    await house.on_shift(name)
    person = next(one for one in await house.node.live.listeners() if one.name == name)
    page = Paper(ListenerEvent)
    house.node.hub.attach(listener_page(person.id), page)
    return person.id, page


def told(page: Paper) -> list[str | None]:
    return [event.shift.notice for event in page.take_only(ShiftChanged) if event.shift.notice]


async def done(house: House) -> list[tuple[str, str]]:
    async with house.node.records.unit() as unit:
        return [(entry.did, entry.target) for entry, name in await audit.latest(unit) if name == "Kim"]


async def says(kim: httpx.AsyncClient, path: str, **form: str) -> str:
    answer = await kim.post(f"/coordinator/{path}", data=form, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return Seen(answer.text).text


async def test_the_board_says_that_all_is_calm_and_goes_on_by_itself(house: House) -> None:
    page = await (await house.staff("Kim")).get(BOARD)
    assert 'data-mood="calm"' in page.text
    assert "All is calm." in Seen(page.text).text
    assert '<noscript><meta http-equiv="refresh" content="15; url=/coordinator/"></noscript>' in page.text


async def test_stand_by_listeners_are_called_once_for_each_who_waits_and_whoever_calls_has_it(house: House) -> None:
    kim = await house.staff("Kim")
    await (await house.seeker(language="es")).get("/api/ticket")
    assert "being called" in await says(kim, "help", do="page")
    (entry,) = await house.node.live.entries()
    await page_standby(house.node, PageStandby(entry.ticket.id, "nobody ready speaks their language"))
    (entry,) = await house.node.live.entries()
    assert entry.paged == BY_HAND
    assert "Nobody waits whom" in await says(kim, "help", do="page")
    board = (await kim.get("/api/board")).json()
    assert [(one["takenBy"], one["callsYou"]) for one in board["alerts"]] == [("Kim", False)]
    assert ("called stand-by listeners", "") in await done(house)


async def test_seats_go_up_as_far_as_experience_allows_and_down_again(house: House) -> None:
    kim, (sam, page) = await house.staff("Kim"), await desk_of(house)
    listener = await house.node.live.listener(sam)
    assert listener is not None
    await house.node.live.put_listener(replace(listener, seats=1))
    assert "One seat more: Sam." in await says(kim, "help", do="seats")
    assert told(page) == ["Kim has asked you to take 2 chats at once. Set it back whenever it is too much."]
    assert "as many seats as their experience allows" in await says(kim, "help", do="seats")
    await says(kim, "shift", do="more", whom=sam)
    assert (await seats(house, sam), told(page)) == (2, [])  # twenty chats held: two at most
    text = await says(kim, "shift", do="less", whom=sam)
    assert await seats(house, sam) == 1
    assert "ready, free, 1 seat" in text
    await says(kim, "shift", do="less", whom=sam)
    assert await seats(house, sam) == 1
    assert "They are not on shift any more." in await says(kim, "shift", do="more", whom="made-up")
    assert {("raised seats", "1 listeners"), ("lowered seats", "Sam")} <= set(await done(house))


async def test_a_listener_is_paused_in_the_middle_of_a_chat_which_goes_on(house: House) -> None:
    kim, (sam, page) = await house.staff("Kim"), await desk_of(house)
    chat = await house.open_chat(await house.seeker())
    text = await says(kim, "shift", do="pause", whom=sam)
    assert "paused" in text
    assert (chat.id in house.node.chats, len(told(page))) == (True, 1)
    assert "paused" in Seen((await kim.get("/coordinator/people")).text).text
    await says(kim, "shift", do="go-on", whom=sam)
    listener = await house.node.live.listener(sam)
    assert listener is not None
    assert not listener.suspended
    assert ("paused", "Sam") in await done(house)


async def test_a_line_reaches_whom_it_names_and_says_nothing_that_leads_elsewhere(house: House) -> None:
    kim, (_, page) = await house.staff("Kim"), await desk_of(house)
    assert "It reached Sam." in await says(kim, "notice", text="Tea at ten. Thank you, all of you.")
    assert told(page) == ["Kim: Tea at ten. Thank you, all of you."]
    refused = await kim.post("/coordinator/notice", data={"text": "Write to kim@example.org"})
    assert refused.status_code == 422
    assert 'value="Write to kim@example.org"' in refused.text  # nothing that was typed is lost
    assert told(page) == []
    assert ("said a line to the shift", "1 listeners") in await done(house)
    assert all("Tea" not in target for _, target in await done(house))


async def test_a_coordinator_sits_down_at_a_desk_and_is_offered_people_as_every_listener_is(house: House) -> None:
    kim, someone = await house.staff("Kim"), await house.seeker()
    answer = await kim.post("/coordinator/help", data={"do": "sit"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/listener/")
    assert "Go on duty" not in (desk := await kim.get("/listener/")).text
    assert desk.status_code == 200
    assert (await kim.put("/api/shift", json={"state": "ready"})).status_code == 200
    chat = await house.open_chat(someone)
    assert chat.listener_name == "Kim"
    assert ("opened a desk", "") in await done(house)


@pytest.mark.parametrize("path", ["help", "shift", "notice", "door", "duty", "alerts"])
async def test_a_listener_does_none_of_it(house: House, path: str) -> None:
    sam = await house.staff("Sam")
    answer = await sam.post(f"/coordinator/{path}", data={"do": "page", "text": "hello", "door": "closed"})
    assert answer.headers["location"] == "/staff/sign-in"
    assert house.node.doorway.told is None


async def test_parts_that_do_not_work_stand_on_the_board(house: House) -> None:
    kim = await house.staff("Kim")
    house.node.failing.add("the mail")  # a part no job of this node looks at, and mends, meanwhile
    text = Seen((await kim.get(BOARD)).text).text
    assert "Not working just now: the mail" in text


async def seats(house: House, listener: str) -> int:
    found = await house.node.live.listener(listener)
    assert found is not None
    return found.seats
