"""Staff over the API: invited, joined, signed in with real digits, on shift, and what coordinators see."""

import pyotp

from app import clock
from tests.api.house import ORIGIN, House
from tests.api.problem import problem

PASSWORD = "correct horse battery"


def digits(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now())


async def test_invited_joined_signed_in_and_out_again(house: House) -> None:
    kim = await house.staff("Kim")
    invited = await kim.post("/api/invitations", json={"role": "listener"})
    assert (invited.status_code, invited.json()["role"]) == (201, "listener")
    newcomer = await house.visitor()
    code = invited.json()["code"]
    assert invited.json()["link"] == f"{ORIGIN}/staff/join#{code}"
    joined = await newcomer.post("/api/join", json={"code": code, "name": "Ada", "password": PASSWORD})
    assert (joined.status_code, set(joined.json())) == (201, {"name", "secret", "uri", "recoveryCodes"})
    asked = {"name": "ada", "password": PASSWORD, "code": digits(joined.json()["secret"])}
    signed_in = await newcomer.post("/api/sign-in", json=asked)
    assert (signed_in.status_code, signed_in.json()) == (200, {"name": "Ada", "role": "listener", "page": "/listener/"})
    session, known = signed_in.headers.get_list("set-cookie")
    assert session.partition("; ")[2] == "HttpOnly; Path=/; SameSite=strict"
    assert known.partition("; ")[2] == "HttpOnly; Max-Age=7776000; Path=/; SameSite=strict"
    token = newcomer.cookies["listener"]
    assert (await newcomer.get("/api/shift")).json()["state"] == "off"
    signed_out = await newcomer.post("/api/sign-out")
    assert signed_out.status_code == 204
    assert "Max-Age=0" in signed_out.headers["set-cookie"]
    copied = await house.visitor(authorization=f"Bearer {token}")
    assert problem(await copied.get("/api/shift")) == (401, "not-signed-in")


async def test_an_invitation_works_once_and_names_are_nobodys_twice(house: House) -> None:
    kim, newcomer = await house.staff("Kim"), await house.visitor()
    asked = await kim.post("/api/invitations", json={"role": "coordinator"})
    assert problem(asked) == (409, "needs-another-person")
    code = (await kim.post("/api/invitations", json={"role": "listener"})).json()["code"]
    door, ada = "/api/join", {"code": code, "name": "Ada", "password": PASSWORD}
    assert problem(await newcomer.post(door, json=ada | {"name": " Ada"})) == (422, "name-refused")
    assert problem(await newcomer.post(door, json=ada | {"name": "A\u0000da"})) == (422, "name-refused")
    assert problem(await newcomer.post(door, json=ada | {"name": "sAM"})) == (409, "name-taken")
    assert (await newcomer.post(door, json=ada)).status_code == 201
    assert problem(await newcomer.post(door, json=ada | {"name": "Bea"})) == (404, "invitation-refused")
    made_up = await newcomer.post(door, json=ada | {"code": "made-up", "name": "Bea"})
    assert problem(made_up) == (404, "invitation-refused")


async def test_guessing_is_stopped_for_known_and_unknown_names_alike(house: House) -> None:
    visitor = await house.visitor()
    for name in ("Sam", "Nobody", "N\u0000l"):
        guess = {"name": name, "password": "wrong", "code": "000000"}
        refused = [problem(await visitor.post("/api/sign-in", json=guess)) for _ in range(11)]
        assert refused == [(401, "sign-in-refused")] * 10 + [(429, "too-many-tries")]


async def test_a_shift_is_taken_changed_and_left(house: House) -> None:
    sam = await house.staff("Sam")
    await (await house.seeker(language="nl")).get("/api/ticket")
    ready = (await sam.put("/api/shift", json={"state": "ready", "seats": 2, "topicsTonight": ["grief"]})).json()
    assert ready == {
        "state": "ready",
        "seats": 2,
        "taken": 0,
        "topics": ["grief"],
        "languages": ["en", "es"],
        "waiting": 1,
        "burst": False,
        "breakUntil": None,
        "waitsForCoordinator": False,
        "notTonight": [],
        "minutesLeft": 240,
        "backAt": None,
        "notice": None,
    }
    assert (await sam.put("/api/shift", json={"state": "away"})).json()["state"] == "away"
    assert (await sam.get("/api/shift")).json()["topics"] == ["grief"]
    assert (await sam.put("/api/shift", json={"state": "draining"})).json()["state"] == "off"
    answer = await sam.put("/api/shift", json={"state": "ready", "seats": 4})
    assert (problem(answer), answer.json()["fields"]) == ((400, "not-understood"), ["seats"])


async def test_wrapping_up_ends_the_minutes_pause_unless_it_was_heavy(house: House) -> None:
    sam = await house.on_shift()
    seeker = await house.seeker()
    chat = await house.open_chat(seeker)
    await seeker.post("/api/chat/end")
    resting = await house.node.live.listener(chat.listener)
    assert resting is not None
    assert resting.resting_until is not None
    assert (await sam.post("/api/shift/wrap-up", json={"chat": chat.id, "heavy": True})).status_code == 200
    still = await house.node.live.listener(chat.listener)
    assert still is not None
    assert still.resting_until == resting.resting_until
    done = await sam.post("/api/shift/wrap-up", json={"chat": chat.id, "enoughOf": ["grief"]})
    assert (done.status_code, done.json()["state"], done.json()["notTonight"]) == (200, "ready", ["grief"])
    rested = await house.node.live.listener(chat.listener)
    assert rested is not None
    assert rested.resting_until is None


async def test_the_board_counts_in_bands(house: House) -> None:
    kim = await house.staff("Kim")
    await house.on_shift()
    for _ in range(2):
        await (await house.seeker(language="nl", selfReport="now")).get("/api/ticket")
    board = (await kim.get("/api/board")).json()
    counted = {name: board[name] for name in ("waiting", "byTopic", "urgent", "openChats", "ready", "unmet")}
    assert counted == {
        "waiting": "1–4",
        "byTopic": [],
        "urgent": "1–4",
        "openChats": "0",
        "ready": "1–4",
        "unmet": ["Dutch"],
    }
    assert [alert["listener"] for alert in board["alerts"]] == [None, None]


async def test_coordinators_see_people_audit_and_published_tables(house: House) -> None:
    kim = await house.staff("Kim")
    people = (await kim.get("/api/people")).json()
    assert [(one["name"], one["role"], one["clearedForMinors"]) for one in people] == [
        ("Kim", "coordinator", False),
        ("Noor", "listener", False),
        ("Sam", "listener", True),
    ]
    assert {"id", "name", "role", "tier", "languages", "topics", "clearedForMinors", "paused"} == set(people[0])
    audit = (await kim.get("/api/audit")).json()
    assert [(one["who"], one["did"]) for one in audit] == [("Kim", "signed in by a sample link")]
    for table in ("cube_week", "cube_4week"):
        assert (await kim.get(f"/api/statistics/{table}")).json() == []
    assert problem(await kim.get("/api/statistics/staff"))[0] in {400, 404}
