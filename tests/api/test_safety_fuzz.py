"""C34 at the safety desk and the case page: whatever is sent is refused, never echoed, and breaks nothing."""

import json
import random  # noqa: TID251
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.house import House
from tests.officers import officers

RAVI, MARA = officers("ravi", "mara").values()
CANARY = "canary-fuzz-q"
ROUNDS = 12
ODD: tuple[Any, ...] = (
    "", CANARY, f"{CANARY}\x00", f"\u202e{CANARY}\u200b", "é" * 5_000, "../../../etc/passwd", "%00", "%s%n",
    "' OR ''='",
    f"<script>{CANARY}</script>", "\U0001f9ff" * 400, "=", "A" * 40, -1, 10**30, 0.5, True, None, [], [[[]]], {},
    {"text": CANARY},
)  # fmt: skip
BODIES = {
    ("PUT", "/api/safety/key"): {"public": "A" * 87, "wrapped": "600000.AAAA"},
    ("POST", "/api/safety/cases/{case}/hand"): {"to": "mara", "share": "AAAA"},
    ("POST", "/api/safety/cases/{case}/decision"): {"rule": "none", "decision": "nothing", "reason": "mistake"},
    ("POST", "/api/safety/cases/{case}/hold"): {"key": "AAAA"},
    ("POST", "/api/case"): {"caseCode": "2222-2222-2222-2222"},
    ("POST", "/api/case/appeal"): {"caseCode": "2222-2222-2222-2222"},
    ("POST", "/api/chat/report"): {"reason": "other", "block": True, "earlier": 1},
}
FORMS = {
    "/coordinator/safety": {
        "do": "decide",
        "case": "",
        "person": "",
        "rule": "none",
        "decision": "nothing",
        "reason": "",
    },
    "/case": {"code": ""},
    "/case/appeal": {"code": ""},
    "/listener/account/appeal": {"case": ""},
    "/chat/report": {"reason": "other", "block": "yes", "earlier": "1"},
    "/back": {"words": "", "proof": ""},
    "/wait/here": {"framed": "yes"},
}


def bodies(whole: dict[str, Any], chance: random.Random) -> Iterator[bytes]:
    """Bodies that are nearly right, and some that are nothing."""
    for _ in range(ROUNDS):
        bent = dict(whole)
        name = chance.choice([*whole, CANARY])
        if chance.random() < 0.2:
            bent.pop(name, None)
        else:
            bent[name] = chance.choice(ODD)
        yield json.dumps(bent).encode()
    yield from (b"", b"\xff\xfe", b"[" * 20_000, b'{"' + b"a" * 70_000, json.dumps(list(whole)).encode(), b"null")


def holds(answer: httpx.Response, sent: str) -> None:
    """It is refused or taken, is no fault of ours, and says nothing of what was sent."""
    assert answer.status_code < 500, (answer.status_code, sent[:200])
    assert CANARY not in answer.text, sent[:200]


@pytest.fixture
async def people(house: House) -> dict[str, httpx.AsyncClient]:
    """A case to decide, and somebody of each kind."""
    await house.officers(RAVI, MARA)
    await house.on_shift()
    seeker = await house.seeker(firstMessage="he asked where I live")
    await house.open_chat(seeker)
    assert (await seeker.post("/api/chat/report", json={"reason": "other"})).status_code == 201
    found = {name: await house.staff(name) for name in ("Ravi", "Kim", "Sam")}
    return found | {"seeker": seeker, "nobody": await house.visitor()}


@pytest.mark.proves("C34")
@pytest.mark.parametrize("seed", range(3))
async def test_nothing_that_is_sent_to_the_safety_endpoints_breaks_or_comes_back(
    house: House, people: dict[str, httpx.AsyncClient], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # a schedule, not a secret
    case = next(iter(house.node.open_cases))
    told = {"content-type": "application/json"}
    for (method, path), whole in BODIES.items():
        for body in bodies(whole, chance):
            where = path.replace("{case}", chance.choice([case, case[:5], CANARY, "%00", "0" * 16]))
            for who in people.values():
                holds(await who.request(method, where, content=body, headers=told), f"{where} {body[:200]!r}")
    for path, fields in FORMS.items():
        for _ in range(ROUNDS):
            bent = {name: str(chance.choice([*ODD, value])) for name, value in fields.items()}
            for who in people.values():
                answer = await who.post(path, data=bent)
                assert answer.status_code < 500, (path, bent)
                assert path == "/back" or CANARY not in answer.text, (
                    path,
                    bent,
                )  # typed words stand in their own field
    assert (await people["Kim"].get("/api/safety")).status_code == 200


@pytest.mark.proves("C32")
async def test_across_roles_nothing_well_formed_gets_through_either(
    house: House, people: dict[str, httpx.AsyncClient]
) -> None:
    """C32: whoever is not meant gets no 2xx, though everything else is right."""
    case = next(iter(house.node.open_cases))
    for (method, path), whole in BODIES.items():
        if not path.startswith("/api/safety"):
            continue
        for name in ("Sam", "seeker", "nobody"):
            answer = await people[name].request(method, path.replace("{case}", case), json=whole)
            assert answer.status_code in {401, 403}, (name, path, answer.status_code)
    for name in ("seeker", "nobody", "Kim"):
        answer = await people[name].post("/listener/account/appeal", data={"case": case})
        assert answer.headers.get("location") == "/staff/sign-in", name
