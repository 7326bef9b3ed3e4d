"""One's own account: where one is signed in, ways in that come and go, and being let in again by two coordinators."""

import re
from datetime import timedelta

import httpx
import pyotp
import pytest

from app import clock
from app.services.staff.invite import invite
from app.services.staff.reset_way_in import break_glass
from tests.api.house import House
from tests.authenticator import Authenticator
from tests.pages.forms import Plain
from tests.pages.test_coming_in import (
    NAMED,
    PASSWORD,
    chosen,
    codes_on,
    passkey_sign_in,
    secret_on,
    with_digits,
    with_passkey,
)

HOME = "/listener/account"
LATER = timedelta(minutes=16)


async def signed_in_again(house: House, codes: list[str], name: str = "Ada") -> httpx.AsyncClient:
    """The same person in another browser."""
    visitor = await house.visitor()
    code = codes.pop()
    told = {"name": name, "password": PASSWORD, "code": code}
    assert (await visitor.post("/api/sign-in", json=told)).status_code == 200
    return visitor


async def is_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/api/shift")).status_code == 200


async def audited(house: House) -> list[tuple[str, str, str]]:
    kim = await house.staff("Kim")
    return [(one["who"], one["did"], one["target"]) for one in (await kim.get("/api/audit")).json()]


async def test_sessions_are_listed_by_day_and_ended_one_by_one_or_all(house: House) -> None:
    plain, _, codes = await with_digits(house)
    others = [await signed_in_again(house, codes) for _ in range(3)]
    page = await plain.goes(HOME)
    today = f"{clock.now():%A, %-d %B}"
    assert page.text.count(f"since {today}") == 4
    assert page.text.count("This browser , since") == 1
    await plain.sends(f"{HOME}/sessions")
    assert [await is_in(one) for one in others].count(False) == 1
    await plain.client.post(f"{HOME}/sessions", data={})
    assert [await is_in(one) for one in (plain.client, *others)] == [True, False, False, False]


async def test_nobody_ends_the_session_of_somebody_else(house: House) -> None:
    ada, _, codes = await with_digits(house)
    bea, _, _ = await with_digits(house, "Bea")
    other = await signed_in_again(house, codes)
    handle = (await ada.goes(HOME)).form(f"{HOME}/sessions").values["which"]
    await bea.client.post(f"{HOME}/sessions", data={"which": handle})
    assert await is_in(other)


async def test_a_new_password_ends_the_other_sessions_and_is_the_one_that_counts(house: House) -> None:
    plain, _, codes = await with_digits(house)
    other = await signed_in_again(house, codes)
    new = "green ladder over seven seas"
    await plain.goes(HOME)
    page = await plain.sends(f"{HOME}/password", old="not it", new=new)
    assert "not your present password" in page.text
    page = await plain.sends(f"{HOME}/password", old=PASSWORD, new="Password1234")
    assert "easy to guess" in page.text
    assert await is_in(other)
    await plain.sends(f"{HOME}/password", old=PASSWORD, new=new)
    assert [await is_in(plain.client), await is_in(other)] == [True, False]
    tried = {"name": "Ada", "code": codes.pop()}
    fresh = await house.visitor()
    assert (await fresh.post("/api/sign-in", json=tried | {"password": PASSWORD})).status_code == 401
    assert (await fresh.post("/api/sign-in", json=tried | {"password": new})).status_code == 200


async def added_passkey(client: httpx.AsyncClient, called: str = "Phone") -> tuple[Authenticator, httpx.Response]:
    key = Authenticator()
    options = (await client.post(f"{HOME}/passkeys/options")).json()
    return key, await client.post(f"{HOME}/passkeys", data={"credential": key.makes(options), "called": called})


async def test_passkeys_are_added_named_and_removed_but_never_the_last_factor(house: House) -> None:
    client, first = await with_passkey(house)
    second, answer = await added_passkey(client, "Phone\u0000")
    assert answer.status_code == 303
    plain = Plain(client)
    page = await plain.goes(HOME)
    week = clock.now() - timedelta(days=clock.now().weekday())
    assert f"Phone , added in the week of {week:%-d %B %Y}" in page.text
    assert (await passkey_sign_in(await house.visitor(**NAMED), second)).status_code == 303
    await plain.sends(f"{HOME}/passkeys")  # the first that is listed: Ada's key
    assert (await passkey_sign_in(await house.visitor(**NAMED), first)).status_code == 401
    page = await plain.sends(f"{HOME}/passkeys")
    assert "only way in you have left" in page.text
    assert (await passkey_sign_in(await house.visitor(**NAMED), second)).status_code == 303


async def test_the_six_digits_move_to_another_app_and_go_only_beside_a_passkey(house: House) -> None:
    plain, _, codes = await with_digits(house)
    old = await plain.goes(HOME)
    assert "Set up." in old.text
    refused = await plain.client.post(f"{HOME}/digits", data={"do": "remove"})
    assert (refused.status_code, "only way in" in refused.text) == (409, True)
    await plain.goes(f"{HOME}/digits")
    secret = secret_on(plain)
    await plain.sends(f"{HOME}/digits", code=pyotp.TOTP(secret).at(clock.now()))
    assert plain.path == HOME
    later = pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30))
    told = {"name": "Ada", "password": PASSWORD, "code": later}
    assert (await (await house.visitor()).post("/api/sign-in", json=told)).status_code == 200
    plain.client.headers.update(NAMED)
    _, added = await added_passkey(plain.client)
    assert added.status_code == 303
    assert (await plain.client.post(f"{HOME}/digits", data={"do": "remove"})).status_code == 303
    assert "Not set up." in (await plain.goes(HOME)).text
    assert codes


async def test_another_persons_secret_or_key_cannot_be_put_in(house: House) -> None:
    ada, _, _ = await with_digits(house)
    bea, _, _ = await with_digits(house, "Bea")
    await ada.goes(f"{HOME}/digits")
    form = ada.page.form(f"{HOME}/digits").values | {"code": pyotp.TOTP(secret_on(ada)).at(clock.now())}
    assert (await bea.client.post(f"{HOME}/digits", data=form)).status_code == 422
    for one in (ada, bea):
        one.client.headers.update(NAMED)
    options = (await ada.client.post(f"{HOME}/passkeys/options")).json()
    bea.client.cookies.set("challenge", ada.client.cookies["challenge"])
    answer = await bea.client.post(f"{HOME}/passkeys", data={"credential": Authenticator().makes(options)})
    assert (answer.status_code, "did not work" in answer.text) == (409, True)


async def test_new_recovery_codes_end_the_old_ones(house: House) -> None:
    plain, _, old = await with_digits(house)
    await plain.goes(HOME)
    await plain.sends(f"{HOME}/codes")
    fresh = codes_on(plain)
    assert (plain.path, len(fresh), set(fresh) & set(old)) == ("/staff/codes", 10, set())
    told = {"name": "Ada", "password": PASSWORD}
    visitor = await house.visitor()
    tried = [
        (await visitor.post("/api/sign-in", json=told | {"code": code})).status_code for code in (old[0], fresh[0])
    ]
    assert tried == [401, 200]


async def test_an_open_browser_changes_no_factor_once_the_sign_in_is_old(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, _, codes = await with_digits(house)
    other = await signed_in_again(house, codes)
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + LATER)
    page = await plain.goes(HOME)
    assert "sign in again first" in page.text
    for path, form in (("codes", {}), ("digits", {"do": "remove"}), ("passkeys", {"do": "remove", "which": "AA=="})):
        answer = await plain.client.post(f"{HOME}/{path}", data=form)
        assert (answer.status_code, "sign in again" in answer.text) == (409, True), path
    assert (await plain.client.post(f"{HOME}/passkeys/options")).status_code == 403
    await plain.client.post(f"{HOME}/sessions", data={})  # this one can always be done
    assert not await is_in(other)


async def test_a_session_nobody_uses_ends_and_one_in_use_does_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, unused = await house.staff("Sam"), await house.staff("Noor")
    real, hour = clock.now, timedelta(hours=1)
    for hours in (1, 2, 3):
        monkeypatch.setattr(clock, "now", lambda hours=hours: real() + hours * hour)
        assert await is_in(used)
    assert not await is_in(unused)
    monkeypatch.setattr(clock, "now", lambda: real() + 12 * hour)
    assert not await is_in(used)


async def with_second_coordinator(house: House) -> tuple[Plain, Plain]:
    """Kim, and Lou whom the operator invited."""
    kim = Plain(await house.staff("Kim"))
    code = await invite(house.node.records, None, "coordinator", now=clock.now())
    lou = Plain(await house.visitor())
    await lou.goes("/staff/join")
    await lou.sends("/staff/join", code=code)
    await lou.sends("/staff/join/you", name="Lou", password=PASSWORD)
    await lou.sends("/staff/join/second", code=pyotp.TOTP(secret_on(lou)).at(clock.now()))
    return kim, lou


async def test_one_coordinator_asks_for_another_and_a_second_one_gets_the_link(house: House) -> None:
    kim, lou = await with_second_coordinator(house)
    people, asked = "/coordinator/people", "/coordinator/people/invite"
    await kim.goes(people)
    await kim.sends(asked, role="coordinator")
    page = await kim.goes(people)
    assert "You ask that a coordinator be invited." in page.text
    assert "Yes, invite a coordinator" not in page.text
    page = await kim.sends(asked, role="coordinator", do="agree")  # a form of their own making helps nobody
    assert not [link for link in page.links if "/staff/join#" in link]
    assert "Kim asks that a coordinator be invited." in (await lou.goes(people)).text
    page = await lou.sends(asked, role="coordinator", do="agree")
    assert len([link for link in page.links if "/staff/join#" in link]) == 1
    assert "be invited." not in (await kim.goes(people)).text
    await kim.sends(asked, role="coordinator")
    await lou.goes(people)
    await lou.sends(asked, role="coordinator", do="stop")
    assert "be invited." not in (await kim.goes(people)).text


async def reset(by: Plain, whom: str, do: str) -> httpx.Response:
    people = {one["name"]: one["id"] for one in (await by.client.get("/api/people")).json()}
    return await by.client.post("/coordinator/people/reset", data={"whom": people[whom], "do": do})


def code_in(answer: httpx.Response) -> str:
    found = re.search(r"/staff/join#([0-9a-z-]+)", answer.text)
    assert found is not None
    return found[1]


async def test_two_coordinators_let_somebody_in_again_who_lost_everything(house: House) -> None:
    kim, lou = await with_second_coordinator(house)
    stolen, key = await with_passkey(house)
    assert (await reset(kim, "Ada", "ask")).status_code == 303
    assert (await reset(kim, "Ada", "confirm")).status_code == 409
    assert await is_in(stolen)
    confirmed = await reset(lou, "Ada", "confirm")
    assert (await reset(lou, "Ada", "confirm")).status_code == 409
    back = Plain(await house.visitor())
    await back.goes("/staff/join")
    page = await back.sends("/staff/join", code=code_in(confirmed))
    assert "Welcome back, Ada" in page.text
    assert "as a listener" not in page.text
    await back.sends("/staff/join/you", password="green ladder over seven seas")
    assert await is_in(stolen)  # until the last step nothing has changed
    await back.sends("/staff/join/second", code=pyotp.TOTP(secret_on(back)).at(clock.now()))
    assert (await back.client.get("/api/shift")).status_code == 200
    assert not await is_in(stolen)
    assert (await passkey_sign_in(await house.visitor(**NAMED), key)).status_code == 401
    again = await (await house.visitor()).post("/staff/join", data={"code": code_in(confirmed)})
    assert again.status_code == 404
    told = [one for one in await audited(house) if "reset" in one[1]]
    assert told == [
        ("Ada", "came in again by a reset", "listener"),
        ("Lou", "confirmed a reset", "Ada"),
        ("Kim", "asked for a reset", "Ada"),
    ]


async def test_nobody_resets_themselves_and_a_reset_can_be_stopped(house: House) -> None:
    kim, lou = await with_second_coordinator(house)
    ada, _, _ = await with_digits(house)
    assert (await reset(kim, "Kim", "ask")).status_code == 409
    await reset(lou, "Kim", "ask")
    assert (await reset(kim, "Kim", "confirm")).status_code == 409
    await reset(kim, "Ada", "ask")
    assert "stop it and tell them" in (await ada.goes(HOME)).text
    await ada.sends(f"{HOME}/reset")
    assert (await reset(lou, "Ada", "confirm")).status_code == 409
    await reset(kim, "Ada", "ask")
    confirmed = await reset(lou, "Ada", "confirm")
    await reset(kim, "Ada", "stop")
    late = await (await house.visitor()).post("/staff/join", data={"code": code_in(confirmed)})
    assert late.status_code == 404


async def test_the_operator_lets_somebody_in_at_the_machine_and_that_is_written_down(house: House) -> None:
    ada, _, _ = await with_digits(house)
    code = await break_glass(house.node.records, "ada", now=clock.now())
    assert code is not None
    assert await break_glass(house.node.records, "Nobody", now=clock.now()) is None
    back = Plain(await house.visitor())
    await back.goes("/staff/join")
    page = await back.sends("/staff/join", code=code)
    assert "Welcome back, Ada" in page.text
    assert "about to set up anew" in (await ada.goes(HOME)).text
    assert ("the service", "reset at the machine", "Ada") in await audited(house)


async def test_a_code_on_its_way_stays_with_its_browser(house: House) -> None:
    plain = await chosen(house)
    stranger = await house.visitor(origin="https://elsewhere.example")
    stranger.cookies.set("coming", plain.client.cookies["coming"])
    assert (await stranger.post("/staff/join/second", data={"code": "000000"})).status_code == 403
