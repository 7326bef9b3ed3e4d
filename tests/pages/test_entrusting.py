"""Tiers, training for crises and clearance for minors: who decides, what it takes, and that it holds at once."""

from datetime import timedelta

import httpx
import pytest

from app import clock
from app.live.notes import OnDuty
from app.records import audit, staff
from app.records.tables import Role, Staff, Tier
from app.services.shift.take_shift import listener_of
from app.services.staff.entrust import CLEARED_FOR
from matching import ListenerTier
from tests.api.house import House
from tests.pages.forms import Seen


async def somebody(house: House, name: str, *, role: Role = "listener", tier: Tier = "full") -> Staff:
    """A new member of staff."""
    person = Staff(id=name, name=name, role=role, tier=tier, languages=["en"], password_hash="", totp_secret="")
    async with house.node.records.unit() as unit:
        await staff.add(unit, person)
    return person


async def now_is(house: House, name: str) -> Staff:
    async with house.node.records.unit() as unit:
        person = await staff.by_id(unit, name)
    assert person is not None
    return person


async def does(coordinator: httpx.AsyncClient, what: str, to: str = "Ada") -> httpx.Response:
    """Press a button of the listener's page; return the page that follows."""
    answer = await coordinator.post(f"/coordinator/people/{to}/trust", data={"do": what})
    assert answer.status_code == 303
    return await coordinator.get(answer.headers["location"].partition("#")[0])


async def test_one_coordinator_makes_somebody_full_and_crisis_trained_and_it_holds_at_once(house: House) -> None:
    await somebody(house, "Ada", tier="probation")
    kim, ada = await house.staff("Kim"), await house.staff("Ada")
    house.node.settings = house.node.settings.model_copy(update={"course": False})
    await house.node.live.notes.put(OnDuty(id="kim", name="Kim", seen=clock.now()))
    assert (await ada.put("/api/shift", json={"state": "ready"})).status_code == 200
    page = Seen((await kim.get("/coordinator/people/Ada")).text).text
    assert "On probation." in page
    assert "Once Ada is a full listener." in page
    for tier, said in (("full", "Full."), ("crisis", "Trained for crises."), ("probation", "On probation.")):
        assert said in Seen((await does(kim, tier)).text).text
        on_shift = await house.node.live.listener("Ada")
        assert on_shift is not None
        assert (on_shift.tier, (await now_is(house, "Ada")).tier) == (ListenerTier(tier), tier)
    async with house.node.records.unit() as unit:
        noted = [(entry.did, entry.target, name) for entry, name in await audit.latest(unit)]
    assert ("made full", "Ada", "Kim") in noted
    assert ("marked crisis-trained", "Ada", "Kim") in noted


async def test_clearing_takes_two_coordinators_and_ends_by_itself(house: House) -> None:
    await somebody(house, "Ada")
    await somebody(house, "Lee", role="coordinator")
    kim, lee, ada = await house.staff("Kim"), await house.staff("Lee"), await house.staff("Ada")
    assert (await ada.put("/api/shift", json={"state": "ready"})).status_code == 200
    assert "You ask that Ada be cleared" in Seen((await does(kim, "clear")).text).text
    assert "It takes two coordinators." in Seen((await does(kim, "clear")).text).text
    assert (await now_is(house, "Ada")).cleared_until is None
    assert "Kim asks that Ada be cleared" in Seen((await lee.get("/coordinator/people/Ada")).text).text
    assert "Cleared until" in Seen((await does(lee, "clear")).text).text
    until = (clock.now() + CLEARED_FOR).date()
    assert (await now_is(house, "Ada")).cleared_until == until
    on_shift = await house.node.live.listener("Ada")
    assert on_shift is not None
    assert on_shift.cleared_for_minors
    person = await now_is(house, "Ada")
    for days, cleared in ((2, True), (1, True), (0, False), (-1, False)):
        person.cleared_until = (clock.now() + timedelta(days=days)).date()
        assert (listener_of(person, now=clock.now().replace(hour=23)).cleared_for_minors) is cleared


async def test_only_a_full_listener_can_be_cleared_and_nobody_else_changed(house: House) -> None:
    await somebody(house, "Ada", tier="probation")
    await somebody(house, "Bea", tier="applicant")
    kim = await house.staff("Kim")
    for whom, what in (("Ada", "clear"), ("Bea", "clear"), ("Bea", "full"), ("Kim", "full"), ("nobody", "end")):
        assert (await kim.post(f"/coordinator/people/{whom}/trust", data={"do": what})).status_code == 404


@pytest.mark.parametrize("how", ["end", "probation"])
async def test_who_is_cleared_no_more_is_with_no_minor_any_more(house: House, how: str) -> None:
    ada = await somebody(house, "Ada")
    async with house.node.records.unit() as unit:
        await staff.clear_for_minors(unit, "Ada", (clock.now() + CLEARED_FOR).date())
    listener, kim = await house.staff("Ada"), await house.staff("Kim")
    assert (await listener.put("/api/shift", json={"state": "ready", "seats": 2})).status_code == 200
    minor = await house.seeker(ageBand="13-15")
    chat = await house.open_chat(minor)
    assert chat.listener == ada.id
    await does(kim, how)
    ticket = (await minor.get("/api/ticket")).json()
    assert (chat.ended, ticket["chat"], ticket["over"]) == ("listenerLeft", None, False)
    assert "cannot go on" in ticket["notice"]
    assert (await now_is(house, "Ada")).cleared_until is None
    on_shift = await house.node.live.listener("Ada")
    assert on_shift is not None
    assert not on_shift.cleared_for_minors
    assert await house.node.live.offers() == ()
