"""The coordinators' settings: checked kindly, in force at once and at every node, and audited."""

import httpx
import pytest

from app import clock
from app.records import audit
from app.services.house.look_again import look_again
from tests.api.house import House
from tests.pages.forms import Seen

SETTINGS = "/coordinator/settings"
WEEK = {f"hours.{day}": "closed" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


async def saves(kim: httpx.AsyncClient, **form: str) -> None:
    answer = await kim.post(SETTINGS, data=form)
    assert answer.status_code == 303, Seen(answer.text).text


async def test_hours_close_the_intake_with_kind_words_and_need_no_restart(house: House) -> None:
    kim, visitor = await house.staff("Kim"), await house.visitor()
    await saves(kim, do="hours", zone="Europe/Dublin", **WEEK)
    await kim.post("/coordinator/door", data={"door": "auto"})
    landing = Seen((await visitor.get("/")).text).text
    assert "We are closed just now. That says nothing about you." in landing
    assert (await visitor.post("/api/tickets", json={"ageBand": "adult"})).status_code == 503
    tomorrow = clock.now().date()
    await saves(kim, do="hours", zone="Europe/Dublin", **WEEK | {f"hours.{tomorrow:%a}".lower(): "00:00-00:01"})
    page = Seen((await kim.get(SETTINGS)).text)
    assert "Closed by the hours." in page.text
    await saves(kim, do="hours", zone="", **dict.fromkeys(WEEK, "always"))
    await kim.post("/coordinator/door", data={"door": "auto"})
    assert (await visitor.post("/api/tickets", json={"ageBand": "adult"})).status_code == 201


async def test_a_day_that_differs_is_added_and_taken_back(house: House) -> None:
    kim, today = await house.staff("Kim"), clock.now().date().isoformat()
    await saves(kim, do="holiday", day=today, holiday="closed")
    assert not house.node.opening.is_open(clock.now())
    await saves(kim, do="no-holiday", day=today)
    assert house.node.opening.is_open(clock.now())


async def test_name_exit_and_limits_hold_at_once_on_every_page(house: House) -> None:
    kim, visitor = await house.staff("Kim"), await house.visitor()
    was = house.node.settings
    await saves(kim, do="choices", name="Nightlight", exit_url="https://example.org/weather", busy_line="3", seats="1")
    landing = (await visitor.get("/")).text
    assert "Nightlight" in landing
    assert 'data-neutral="https://example.org/weather"' in landing
    assert "Nightlight board" in (await kim.get("/coordinator/")).text
    assert (house.node.settings.limits.busy_line, house.node.settings.limits.seats) == (3, 1)
    assert (await (await house.seeker()).get("/exit")).headers["location"] == "https://example.org/weather"
    await saves(kim, do="choices", name="", exit_url="", busy_line="", seats="")
    assert house.node.settings == was  # what is left empty is the operator's again


async def test_another_node_takes_up_what_was_set(house: House) -> None:
    await saves(await house.staff("Kim"), do="choices", name="Nightlight")
    house.node.settings = house.node.environment  # as at a node that has not looked yet
    await look_again(house.node)
    assert house.node.settings.name == "Nightlight"


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"do": "hours", "zone": "Dublin", **WEEK}, "They are named like Europe/Dublin"),
        ({"do": "hours", "zone": "UTC", **WEEK, "hours.mon": "evenings"}, "Hours are written as 18:00-02:00"),
        ({"do": "holiday", "day": "", "holiday": "closed"}, "Choose a day."),
        ({"do": "holiday", "day": "2001-01-01", "holiday": "closed"}, "That day has passed."),
        ({"do": "choices", "name": "x"}, "A name of 2 to 40 letters"),
        ({"do": "choices", "exit_url": "weather"}, "A whole address, please"),
        ({"do": "choices", "exit_url": "javascript:alert(1)"}, "A whole address, please"),
        ({"do": "choices", "exit_url": "http://127.0.0.1:8000/"}, "That is this service itself."),
        ({"do": "choices", "busy_line": "many"}, "a number from 0.5 to 100"),
        ({"do": "choices", "seats": "9"}, "a whole number from 1 to 3"),
        ({"do": "choices", "busy_line": "9", "urgent_only_line": "4"}, "This has to be more than"),
    ],
)
async def test_what_cannot_be_is_said_kindly_and_nothing_is_set(house: House, form: dict[str, str], why: str) -> None:
    kim, was = await house.staff("Kim"), house.node.settings
    answer = await kim.post(SETTINGS, data=form)
    assert answer.status_code == 422
    assert why in Seen(answer.text).text
    assert 'role="alert"' in answer.text
    assert (house.node.settings, house.node.opening.is_open(clock.now())) == (was, True)


async def test_what_was_set_by_whom_stands_in_the_audit(house: House) -> None:
    kim = await house.staff("Kim")
    await saves(kim, do="choices", name="Nightlight", seats="")
    async with house.node.records.unit() as unit:
        found = [(name, entry.did, entry.target) for entry, name in await audit.latest(unit)]
    assert ("Kim", "changed settings", "name") in found
    assert all(target != "seats" for _, _, target in found)  # it was not changed
