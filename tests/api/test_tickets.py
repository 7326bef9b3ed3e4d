"""Joining the line over the API, and a seeker's own ticket."""

from pathlib import Path
from typing import Any

import pytest

from app import clock
from app.services.forget import forget_finished
from tests.api.house import ADULT, OUR_PAGE, House, open_house
from tests.api.problem import problem

CANARY = "canary-93f1c2d7"


@pytest.mark.proves("C2")
async def test_joining_gives_a_pass_and_a_cookie_that_last_as_long_as_the_browser(house: House) -> None:
    visitor = await house.visitor()
    joined = await visitor.post("/api/tickets", json=ADULT | {"topics": ["grief"], "firstMessage": "  hello  "})
    body = joined.json()
    assert joined.status_code == 201
    assert set(body) == {"pass", "ticket"}
    assert joined.headers.get_list("set-cookie") == [f"pass={body['pass']}; HttpOnly; Path=/; SameSite=strict"]
    assert body["ticket"] == {
        "id": body["ticket"]["id"],
        "state": "waiting",
        "topics": ["grief"],
        "language": "en",
        "ageBand": "adult",
        "firstMessage": "hello",
        "wait": {
            "position": 1,
            "eligible": 0,
            "waitLow": None,
            "waitHigh": None,
            "endsIn": 30,
            "where": "You will be the first when somebody comes.",
            "howLong": "Nobody who can talk with you is here right now. That says nothing about you. "
            "We look for up to 30 minutes more, and tell you if nobody came.",
            "asks": "",
        },
        "chat": None,
        "over": False,
        "notice": None,
    }


@pytest.mark.proves("C2")
async def test_behind_tls_the_cookie_is_bound_to_host_and_encryption(furnished_url: str, tmp_path: Path) -> None:
    async with open_house(furnished_url, tmp_path, public_origins="https://earshot.example") as house:
        joined = await (await house.visitor()).post("/api/tickets", json=ADULT)
        token = joined.json()["pass"]
        assert joined.headers.get_list("set-cookie") == [
            f"__Host-pass={token}; HttpOnly; Path=/; SameSite=strict; Secure"
        ]


async def test_joining_again_with_a_live_pass_returns_the_ticket_that_stands(house: House) -> None:
    seeker = await house.seeker(topics=["grief"])
    again = await seeker.post("/api/tickets", json=ADULT | {"topics": ["work-money"]})
    shown = (await seeker.get("/api/ticket")).json()
    assert (again.status_code, again.json()["ticket"]["id"]) == (200, shown["id"])
    assert again.json()["ticket"]["topics"] == ["grief"]
    program = await house.visitor(authorization=f"Bearer {again.json()['pass']}")
    third = await program.post("/api/tickets", json=ADULT)
    assert (third.status_code, third.json()["ticket"]["id"]) == (200, shown["id"])


async def test_under_13_is_refused_with_the_way_to_childrens_lines(house: House) -> None:
    answer = await (await house.visitor()).post("/api/tickets", json={"ageBand": "under13"})
    assert problem(answer) == (403, "too-young")
    assert "set-cookie" not in answer.headers
    assert "/api/resources" in answer.json()["detail"]


async def test_a_topic_that_nobody_knows_is_refused(house: House) -> None:
    answer = await (await house.visitor()).post("/api/tickets", json=ADULT | {"topics": ["no-such-topic"]})
    assert problem(answer) == (422, "unknown-topic")


async def test_minors_are_refused_where_they_are_not_served(furnished_url: str, tmp_path: Path) -> None:
    async with open_house(furnished_url, tmp_path, minors=False) as house:
        answer = await (await house.visitor()).post("/api/tickets", json={"ageBand": "16-17"})
        assert problem(answer) == (403, "minors-not-served")


BAD: list[tuple[str, dict[str, Any], list[str]]] = [
    ("no age", {"firstMessage": CANARY}, ["ageBand"]),
    ("age of no band", {"ageBand": CANARY}, ["ageBand"]),
    ("wrong type", ADULT | {"firstMessage": [CANARY]}, ["firstMessage"]),
    ("too long", ADULT | {"firstMessage": CANARY + "x" * 2_000}, ["firstMessage"]),
    ("four topics", ADULT | {"topics": ["grief", "family", "work-money", CANARY]}, ["topics"]),
    ("topic of no shape", ADULT | {"topics": [f"Not a slug {CANARY}"]}, ["topics[0]"]),
    ("scale of six", ADULT | {"feeling": 6}, ["feeling"]),
    ("country in full", ADULT | {"country": CANARY}, ["country"]),
    ("unknown field", ADULT | {"nickname": CANARY}, []),
]


@pytest.mark.parametrize(("body", "fields"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
async def test_a_bad_body_names_its_fields_and_never_their_values(
    house: House, body: dict[str, Any], fields: list[str]
) -> None:
    answer = await (await house.visitor()).post("/api/tickets", json=body)
    assert problem(answer) == (400, "not-understood")
    assert answer.json()["fields"] == fields
    assert CANARY not in answer.text


async def test_what_is_not_json_is_refused_without_an_echo(house: House) -> None:
    visitor = await house.visitor()
    for body in (b"", b"{", b"[]", b"\xff\xfe", f'"{CANARY}"'.encode(), b'{"ageBand": "\\ud800"}'):
        answer = await visitor.post("/api/tickets", content=body, headers={"content-type": "application/json"})
        assert problem(answer)[0] == 400, body
        assert CANARY not in answer.text


async def test_the_ticket_is_shown_changed_and_left(house: House) -> None:
    seeker = await house.seeker(ageBand="undeclared")
    edited = await seeker.patch("/api/ticket", json={"firstMessage": "it is my mother", "ageBand": "adult"})
    assert (edited.status_code, edited.json()["firstMessage"], edited.json()["ageBand"]) == (
        200,
        "it is my mother",
        "adult",
    )
    assert (await seeker.patch("/api/ticket", json={"ageBand": "13-15"})).json()["ageBand"] == "adult"
    assert (await seeker.get("/api/ticket")).json()["firstMessage"] == "it is my mother"
    left = await seeker.delete("/api/ticket")
    assert left.status_code == 204
    [cookie] = left.headers.get_list("set-cookie")
    assert cookie.startswith("pass=")
    assert "Max-Age=0" in cookie


async def test_who_left_is_forgotten_and_the_pass_is_worth_nothing(house: House) -> None:
    visitor = await house.visitor()
    token = (await visitor.post("/api/tickets", json=ADULT | {"firstMessage": CANARY})).json()["pass"]
    program = await house.visitor(authorization=f"Bearer {token}")
    assert (await program.delete("/api/ticket")).status_code == 204
    left = (await program.get("/api/ticket")).json()
    assert (left["state"], left["over"], left["firstMessage"]) == ("left", True, "")
    await forget_finished(house.node, now=clock.now(), everything=True)
    assert problem(await program.get("/api/ticket")) == (410, "ticket-over")
    assert await house.node.live.entries() == ()


async def test_no_pass_or_a_foreign_one_is_refused(house: House) -> None:
    for token in ("", "x", "AAAA", "A" * 400, "a b", "%00"):
        visitor = await house.visitor(**OUR_PAGE, authorization=f"Bearer {token}")
        assert problem(await visitor.get("/api/ticket")) == (401, "no-pass"), token
        assert problem(await visitor.delete("/api/ticket")) == (401, "no-pass"), token
