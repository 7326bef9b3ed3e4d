"""Every refusal that can be reached over HTTP, in its one shape; and the same ones as pages."""

import logging
from datetime import timedelta
from functools import partial

import httpx
import pytest

from app import clock
from app.live.shared.valkey import ValkeyLive
from app.problems import PROBLEMS
from app.records.unit_of_work import Records
from app.services.forget import forget_finished
from app.services.line.join_line import NotServed
from tests.api.house import ADULT, ORIGIN, House
from tests.api.problem import problem
from tests.officers import officers

ELSEWHERE = {"chat-ended", "too-fast", "confirm-end", "offer-gone", "nothing-to-look-at"}
"""Said over sockets and in forms, where tests/sockets and tests/pages reach them."""
RACES = {"changed-meanwhile"}
"""Two at the same instant: the services retry, so that it takes a third to see it."""
SETTINGS = {"minors-not-served", "proof-needed"}
"""tests/api/test_tickets.py and test_pressure.py reach them with other settings."""
BROKEN = {"our-fault", "records-away", "line-away"}
"""Reached below, where something is broken on purpose."""
SIGN_IN = {"name": "Nobody", "password": "x", "code": "000000"}
JOIN = {"code": "made-up", "name": "Ada", "password": "correct horse battery"}


PLAIN = {
    "no-pass": ("GET", "/api/ticket", None),
    "not-signed-in": ("GET", "/api/board", None),
    "sign-in-refused": ("POST", "/api/sign-in", SIGN_IN),
    "invitation-refused": ("POST", "/api/join", JOIN),
    "too-young": ("POST", "/api/tickets", {"ageBand": "under13"}),
    "name-not-taken": ("POST", "/api/tickets", {"ageBand": "adult", "called": "kim@example.org", "confirmed": True}),
    "not-sent": ("POST", "/api/tickets", {"ageBand": "16-17", "firstMessage": "07911 123456", "confirmed": True}),
    "confirm-contact": ("POST", "/api/tickets", ADULT | {"firstMessage": "07911 123456"}),
    "unknown-topic": ("POST", "/api/tickets", ADULT | {"topics": ["nope"]}),
    "unknown-case": ("POST", "/api/case", {"caseCode": "2222-2222-2222-2222"}),
    "not-found": ("GET", "/api/nothing-here", None),
    "not-understood": ("POST", "/api/tickets", {}),
    "http": ("PUT", "/api/tickets", {}),
}
"""What anybody can do to be refused."""


async def over(house: House) -> httpx.Response:
    seeker = await house.seeker()
    token = seeker.cookies["pass"]
    await seeker.delete("/api/ticket")
    await forget_finished(house.node, now=clock.now(), everything=True)
    return await (await house.visitor(authorization=f"Bearer {token}")).get("/api/ticket")


async def not_yours(house: House) -> httpx.Response:
    sam = await house.staff("Sam")
    as_coordinator = await house.visitor(authorization=f"Bearer {sam.cookies['listener']}")
    return await as_coordinator.get("/api/board")


async def too_many(house: House) -> httpx.Response:
    visitor = await house.visitor()
    return [await visitor.post("/api/sign-in", json=SIGN_IN) for _ in range(11)][-1]


async def joining(house: House, **said: str) -> httpx.Response:
    kim = await house.staff("Kim")
    code = (await kim.post("/api/invitations", json={"role": "listener"})).json()["code"]
    return await kim.post("/api/join", json=JOIN | {"code": code, **said})


async def from_elsewhere(house: House) -> httpx.Response:
    return await (await house.seeker()).post("/api/chat/end", headers={"origin": "https://elsewhere.example"})


async def report_nothing(house: House) -> httpx.Response:
    return await (await house.seeker()).post("/api/chat/report", json={"reason": "other"})


async def end_nothing(house: House) -> httpx.Response:
    return await (await house.seeker()).post("/api/chat/end")


async def shut(house: House, door: str) -> httpx.Response:
    await (await house.staff("Kim")).put("/api/door", json={"door": door})
    return await (await house.visitor()).post("/api/tickets", json=ADULT)


async def unbroken(house: House) -> httpx.Response:
    return await (await house.staff("Sam")).post("/api/shift/skip-break")


async def worn_out(house: House) -> httpx.Response:
    sam = await house.on_shift()
    (on,) = await house.node.live.listeners()
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    house.node.duty.worked[on.id] = {hour - n * timedelta(hours=1): timedelta(hours=1) for n in range(4)}
    return await sam.put("/api/shift", json={"state": "ready"})


async def before_the_course(house: House) -> httpx.Response:
    return await (await house.applicant()).put("/api/shift", json={"state": "ready"})


async def everybodys_topic(house: House) -> httpx.Response:
    return await (await house.staff("Kim")).put("/api/topics/just-talk", json={"open": False})


async def no_topic(house: House) -> httpx.Response:
    return await (await house.staff("Kim")).put("/api/topics/nope", json={"open": False})


async def corrected(house: House, key: str, **said: object) -> httpx.Response:
    return await (await house.staff("Kim")).put(f"/api/resources/{key}", json={"name": "Line", **said})


async def no_such_line(house: House) -> httpx.Response:
    return await (await house.staff("Kim")).delete("/api/resources/gb-made-up")


async def a_case(house: House, path: str, *, by: str) -> httpx.Response:
    """A reported chat with sealed words, and somebody who asks for more of it than is theirs."""
    await house.officers(*officers("ravi", "mara").values())
    await house.on_shift()
    seeker = await house.seeker(firstMessage="hello")
    await house.open_chat(seeker)
    await seeker.post("/api/chat/report", json={"reason": "unsafe"})
    [case] = house.node.open_cases
    return await (await house.staff(by)).get(f"/api/safety/cases/{case}/{path}")


async def contact_in_an_opener(house: House) -> httpx.Response:
    return await (await house.staff("Sam")).put("/api/desk/openers", json={"texts": ["Write to sam@example.org"]})


async def no_key(house: House) -> httpx.Response:
    body = {"public": "bm8ga2V5", "wrapped": "600000.x"}
    return await (await house.staff("Kim")).put("/api/safety/key", json=body)


async def no_hold(house: House) -> httpx.Response:
    return await (await house.staff("Kim")).post("/api/safety/cases/made-up/hold", json={"key": "bm8"})


STORIES = {
    "not-an-officer": partial(a_case, path="share", by="Kim"),
    "needs-another-person": partial(a_case, path="words", by="Ravi"),
    "key-refused": no_key,
    "hold-off": no_hold,
    "line-closed": partial(shut, door="closed"),
    "line-full": partial(shut, door="urgentOnly"),
    "no-break": unbroken,
    "opener-refused": contact_in_an_opener,
    "needs-rest": worn_out,
    "still-learning": before_the_course,
    "no-such-topic": no_topic,
    "topic-stays": everybodys_topic,
    "unknown-line": no_such_line,
    "line-refused": partial(corrected, key="gb-line", phone="ring the bell", chatUrl="nowhere"),
    "emergency-stays": partial(corrected, key="gb-emergency", phone="999", hidden=True),
    "ticket-over": over,
    "not-yours": not_yours,
    "too-many-tries": too_many,
    "name-taken": partial(joining, name="Sam"),
    "name-refused": partial(joining, name="  "),
    "password-refused": partial(joining, password="Password1234"),
    "other-origin": from_elsewhere,
    "nothing-to-report": report_nothing,
    "no-chat": end_nothing,
}
"""What takes a story to be refused."""


REACHED = [one.type for one in PROBLEMS.values() if one.type not in ELSEWHERE | RACES | SETTINGS | BROKEN]


@pytest.mark.parametrize("kind", REACHED)
async def test_every_refusal_has_its_shape(house: House, kind: str) -> None:
    row = next(one for one in PROBLEMS.values() if one.type == kind)
    if kind in PLAIN:
        method, path, body = PLAIN[kind]
        answer = await (await house.visitor()).request(method, path, json=body)
    else:
        answer = await STORIES[kind](house)
    status = 405 if kind == "http" else row.status
    assert problem(answer) == (status, kind)
    assert (answer.json()["title"], answer.json()["detail"]) == (row.title, row.detail)


def test_types_are_named_once() -> None:
    types = [one.type for one in PROBLEMS.values()]
    assert len(types) == len(set(types))
    assert PROBLEMS[NotServed].type in SETTINGS


@pytest.mark.proves("C4", "C7")
async def test_what_breaks_says_only_that_it_was_us(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """C4: neither the answer nor the log holds what the exception said."""
    kim = await house.staff("Kim")

    def broken() -> object:
        raise RuntimeError("canary-51b0a7")

    house.node.records.unit = broken  # type: ignore[method-assign, assignment]
    with caplog.at_level(logging.DEBUG):
        answer = await kim.get("/api/people")
    assert problem(answer) == (500, "our-fault")
    assert "canary" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


async def test_without_records_the_answer_is_to_come_back(house: House) -> None:
    kim, seeker = await house.staff("Kim"), await house.seeker()
    house.node.records, kept = Records("postgresql://earshot@/nowhere?host=/nonexistent"), house.node.records
    try:
        for answer in (await kim.get("/api/board"), await seeker.post("/api/sign-in", json=SIGN_IN)):
            assert problem(answer) == (503, "records-away")
        assert (await seeker.get("/api/ticket")).status_code == 200
        assert (await kim.get("/coordinator/")).status_code == 503
    finally:
        house.node.records = kept


async def test_while_the_line_is_away_nobody_joins_and_pages_say_so(house: House) -> None:
    seeker, kept = await house.visitor(), house.node.live
    house.node.live = ValkeyLive("redis://127.0.0.1:9/0", "here", secret="between the nodes alone")
    try:
        assert problem(await seeker.post("/api/tickets", json=ADULT)) == (503, "line-away")
        assert (await seeker.get("/lines")).status_code == 200
    finally:
        await house.node.live.close()
        house.node.live = kept


@pytest.mark.parametrize("path", ["/nothing-here", "/assets/nothing.js", "/staff/nothing", "/wait/nothing"])
async def test_people_get_a_page_instead(house: House, path: str) -> None:
    answer = await (await house.visitor()).get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is nothing here" in answer.text
    assert 'href="/lines"' in answer.text


async def test_another_sites_form_gets_a_page_that_says_so(house: House) -> None:
    seeker = await house.seeker()
    answer = await seeker.post("/leave", headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert "That came from another site" in answer.text
    assert (await seeker.get("/api/ticket", headers={"origin": ORIGIN})).json()["state"] == "waiting"


@pytest.mark.parametrize("name", ["@jo_smith9", "jo@example.com", "Sam 07911 123456"])
async def test_no_listeners_name_says_where_else_to_find_them(house: House, name: str) -> None:
    assert problem(await joining(house, name=name)) == (422, "name-refused")
