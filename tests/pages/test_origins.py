"""Where a form post comes from decides whether it counts."""

import httpx
import pytest

from tests.api.house import ORIGIN, House
from tests.pages.forms import Seen

ACCEPTED = [
    {"origin": ORIGIN},
    {"origin": "http://localhost:8000"},
    {"origin": "null", "sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "same-origin"},
]
REFUSED = [
    {"origin": "https://elsewhere.example"},
    {"origin": "https://elsewhere.example", "sec-fetch-site": "same-origin"},
    {"origin": ORIGIN + ".evil.example"},
    {"origin": "null"},
    {"origin": "null", "sec-fetch-site": "cross-site"},
    {"origin": "null", "sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {},
]


async def bare(house: House, seeker: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same person in a browser that says nothing of origins."""
    silent = await house.visitor(accept="text/html")
    silent.cookies = seeker.cookies
    return silent


async def age(seeker: httpx.AsyncClient) -> str:
    return str((await seeker.get("/api/ticket")).json()["ageBand"])


@pytest.mark.parametrize("headers", ACCEPTED)
async def test_our_own_pages_posts_count(house: House, headers: dict[str, str]) -> None:
    seeker = await house.seeker(ageBand="undeclared")
    posted = await (await bare(house, seeker)).post("/wait/age", data={"age": "adult"}, headers=headers)
    assert (posted.status_code, posted.headers["location"]) == (303, "/wait")
    assert await age(seeker) == "adult"


@pytest.mark.parametrize("headers", REFUSED)
async def test_other_sites_posts_do_not(house: House, headers: dict[str, str]) -> None:
    seeker = await house.seeker(ageBand="undeclared")
    for token in ("", "made-up", "ünïcode"):
        form = {"age": "adult", "_token": token}
        posted = await (await bare(house, seeker)).post("/wait/age", data=form, headers=headers)
        assert posted.status_code == 403, token
    assert await age(seeker) == "undeclared"


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}])
async def test_a_browser_that_says_nothing_needs_the_forms_own_token(house: House, headers: dict[str, str]) -> None:
    seeker = await house.seeker(ageBand="undeclared")
    silent = await bare(house, seeker)
    room = Seen((await silent.get("/wait")).text)
    form = room.form("/wait/age").values | {"age": "16-17"}
    posted = await silent.post("/wait/age", data=form, headers=headers)
    assert posted.status_code == 303
    assert await age(seeker) == "16-17"


async def test_a_token_is_good_for_its_holder_alone_and_not_against_an_origin(house: House) -> None:
    seeker, other = await house.seeker(ageBand="undeclared"), await house.seeker(ageBand="undeclared")
    form = Seen((await other.get("/wait")).text).form("/wait/age").values | {"age": "adult"}
    assert (await (await bare(house, seeker)).post("/wait/age", data=form)).status_code == 403
    mine = Seen((await seeker.get("/wait")).text).form("/wait/age").values | {"age": "adult"}
    elsewhere = {"origin": "https://elsewhere.example"}
    assert (await (await bare(house, seeker)).post("/wait/age", data=mine, headers=elsewhere)).status_code == 403
    assert (await age(seeker), await age(other)) == ("undeclared", "undeclared")


async def test_staff_forms_are_guarded_too(house: House) -> None:
    sam = await house.staff("Sam")
    silent = await bare(house, sam)
    assert (await silent.post("/staff/sign-out")).status_code == 403
    form = Seen((await silent.get("/listener/")).text).form("/staff/sign-out").values
    assert (await silent.post("/staff/sign-out", data=form)).status_code == 303
    assert (await sam.get("/api/shift")).status_code == 401


async def test_the_json_api_is_guarded_when_it_rides_on_a_cookie(house: House) -> None:
    seeker = await house.seeker()
    silent = await bare(house, seeker)
    assert (await silent.delete("/api/ticket")).status_code == 403
    program = await house.visitor(authorization=f"Bearer {seeker.cookies['pass']}")
    assert (await program.delete("/api/ticket")).status_code == 204
