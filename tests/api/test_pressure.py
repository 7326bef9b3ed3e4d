"""Many come at once: a place costs a little work, nobody is refused for their address, and a pass is never taxed."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from altcha import Challenge, solve_challenge
from altcha.v2 import Payload

from app import clock
from app.identity.proof import MOST
from app.live.guesses import network_of
from app.live.interface import Aftermath
from app.services.line.ask_price import HELD_BACK
from app.services.show import pass_of
from crisis import Tier, Watch
from tests.api.house import ADULT, House, lent, open_house
from tests.api.problem import problem

FREE = 2
PROXIED = {"proxies": "127.0.0.1"}
LIMITS = {"places_from_one": FREE, "places_from_all": 50}
HOME, SCHOOL = "9.9.9.9", "1.1.1.1"


@pytest_asyncio.fixture
async def house(furnished_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house behind a proxy, where two places are free."""
    async with lent(open_house(furnished_url, tmp_path, limits=LIMITS, **PROXIED)) as opened:
        yield opened


def solved(challenge: str) -> str:
    made = Challenge.from_dict(json.loads(challenge))
    solution = solve_challenge(made)
    assert solution is not None
    return Payload(made, solution).to_base64()


async def join(house: House, address: str, *, proof: str = "", **headers: str) -> httpx.Response:
    visitor = await house.visitor()
    told = {"x-forwarded-for": address} | headers
    return await visitor.post("/api/tickets", json=ADULT | ({"proof": proof} if proof else {}), headers=told)


async def test_what_is_free_then_work_once_for_each_place_and_others_pay_nothing(house: House) -> None:
    assert [(await join(house, HOME)).status_code for _ in range(FREE)] == [201] * FREE
    refused = await join(house, HOME)
    assert problem(refused) == (429, "proof-needed")
    proof = solved(refused.json()["challenge"])
    assert (await join(house, HOME, proof=proof)).status_code == 201
    replayed = await join(house, HOME, proof=proof)
    assert problem(replayed) == (429, "proof-needed")
    assert replayed.json()["challenge"] != refused.json()["challenge"]
    for wrong in ("nonsense", refused.json()["challenge"]):
        assert problem(await join(house, HOME, proof=wrong)) == (429, "proof-needed")
    assert (await join(house, SCHOOL)).status_code == 201
    assert len(await house.node.live.entries()) == FREE + 2


async def test_the_price_can_be_asked_for_before(house: House) -> None:
    visitor = await house.visitor()
    told = {"x-forwarded-for": HOME}
    assert (await visitor.get("/api/tickets/price", headers=told)).json() == {"challenge": None}
    for _ in range(FREE):
        await join(house, HOME)
    challenge = (await visitor.get("/api/tickets/price", headers=told)).json()["challenge"]
    assert (await join(house, HOME, proof=solved(challenge))).status_code == 201


async def test_a_live_pass_is_never_taxed(house: House) -> None:
    seeker = await house.visitor()
    told = {"x-forwarded-for": HOME}
    first = await seeker.post("/api/tickets", json=ADULT, headers=told)
    while (await join(house, HOME)).status_code == 201:
        pass
    again = [await seeker.post("/api/tickets", json=ADULT, headers=told) for _ in range(5)]
    assert {one.status_code for one in again} == {200}
    assert {one.json()["ticket"]["id"] for one in again} == {first.json()["ticket"]["id"]}
    assert (await seeker.get("/api/ticket")).status_code == 200


async def test_whom_persons_have_sent_off_pays_the_most_for_a_while_and_who_is_in_danger_nothing(house: House) -> None:
    seeker = await house.seeker()
    [entry] = await house.node.live.entries()
    grave = Watch("en")
    grave.flag(Tier.HIGH, at=clock.now())
    ended = clock.now()
    for aftermath, watch, effort in (
        (Aftermath(ended=ended, reason="notForSupport"), entry.watch, MOST),
        (Aftermath(ended=ended, reason="abuse"), entry.watch, MOST),
        (Aftermath(ended=ended, reason="endedForSafety", listeners_code="2222"), entry.watch, MOST),
        (Aftermath(ended=ended, reason="endedForSafety", listeners_code="2222"), grave.state(), None),
        (Aftermath(ended=ended, reason="seekerEnded"), entry.watch, None),
    ):
        over = replace(entry, aftermath=aftermath, watch=watch)
        worn = {"authorization": f"Bearer {pass_of(house.node, over, now=clock.now())}"}
        told = (await seeker.get("/api/tickets/price", headers=worn)).json()["challenge"]
        assert (json.loads(told)["parameters"]["data"]["effort"] if told else None) == effort


async def test_what_is_refused_for_another_reason_costs_nothing(house: House) -> None:
    visitor = await house.visitor()
    for _ in range(FREE + 1):
        young = await visitor.post("/api/tickets", json={"ageBand": "under13"}, headers={"x-forwarded-for": HOME})
        assert problem(young) == (403, "too-young")
    assert (await join(house, HOME)).status_code == 201


@pytest.mark.proves("C31")
async def test_many_behind_this_machine_or_an_onion_share_only_what_everybody_shares(house: House) -> None:
    """An onion comes from this machine, as does a proxy that says nothing: there is no address to be slowed."""
    for private in ("127.0.0.1", "10.0.0.7", "not an address", ""):
        assert [(await join(house, private)).status_code for _ in range(FREE + 1)] == [201] * (FREE + 1)


async def test_under_everybodys_pressure_all_pay_and_it_passes_by_itself(house: House) -> None:
    node = house.node
    for number in range(node.settings.limits.places_from_all):
        node.pressure.take("place", number.to_bytes(4), now=clock.now())
    assert problem(await join(house, SCHOOL)) == (429, "proof-needed")
    node.pressure.forget(now=clock.now() + timedelta(hours=1))
    assert (await join(house, SCHOOL)).status_code == 201


@pytest.mark.proves("C12")
async def test_only_a_proxy_of_ours_is_believed_and_only_its_own_word(furnished_url: str, tmp_path: Path) -> None:
    """C12: what a browser says of its address counts for nothing."""
    claims = ({"forwarded": f"for={SCHOOL}"}, {"x-real-ip": SCHOOL}, {"true-client-ip": SCHOOL})
    async with open_house(furnished_url, tmp_path, limits=LIMITS, **PROXIED) as house:
        for _ in range(FREE):
            await join(house, HOME)
        for claim in (
            *claims,
            {"x-forwarded-for": f"{SCHOOL}, {HOME}"},
            {"x-forwarded-for": f"{SCHOOL},{HOME},127.0.0.1"},
        ):
            assert problem(await join(house, HOME, **claim)) == (429, "proof-needed"), claim
        assert (await join(house, f"{HOME}, {SCHOOL}")).status_code == 201
    async with open_house(furnished_url, tmp_path, limits={"places_from_all": FREE}) as house:
        for number in range(FREE):
            assert (await join(house, f"9.9.9.{number}")).status_code == 201
        assert {key for _, key in house.node.pressure._buckets} == {""}
        assert problem(await join(house, SCHOOL)) == (429, "proof-needed")


async def test_who_asks_in_vain_many_times_a_second_is_answered_later_and_who_pays_at_once(house: House) -> None:
    network = network_of(HOME)
    for _ in range(FREE):
        house.node.pressure.take("place", network, now=clock.now())
    proof = solved((await join(house, HOME)).json()["challenge"])
    for _ in range(100):
        house.node.pressure.take("asked", network, now=clock.now())
    begun = clock.monotonic()
    assert problem(await join(house, HOME)) == (429, "proof-needed")
    assert clock.monotonic() - begun >= HELD_BACK.total_seconds()
    assert (await join(house, HOME, proof=proof)).status_code == 201


async def test_whoever_asks_in_vain_again_and_again_is_told_the_price_first_and_who_has_a_pass_or_worked_goes_through(
    house: House,
) -> None:
    network = network_of(HOME)
    seeker = await house.visitor()
    first = await seeker.post("/api/tickets", json=ADULT, headers={"x-forwarded-for": HOME})
    await join(house, HOME)
    for _ in range(40):
        house.node.pressure.take("asked", network, now=clock.now())
    refused = await join(house, HOME)
    assert problem(refused) == (429, "proof-needed")
    assert refused.headers["cache-control"] == "no-store"
    visitor = await house.visitor()
    for nonsense in (b"nonsense", b"[]", b"[" * 20_000, b"x" * 70_000):
        told = {"x-forwarded-for": HOME, "content-type": "application/json"}
        assert problem(await visitor.post("/api/tickets", content=nonsense, headers=told)) == (429, "proof-needed")
    worn = {"x-forwarded-for": HOME, "authorization": "Bearer nobodys"}
    assert problem(await visitor.post("/api/tickets", json=ADULT, headers=worn)) == (429, "proof-needed")
    assert problem(await join(house, HOME, proof="nonsense")) == (429, "proof-needed")
    assert (await join(house, HOME, proof=solved(refused.json()["challenge"]))).status_code == 201
    again = await seeker.post("/api/tickets", json=ADULT, headers={"x-forwarded-for": HOME})
    assert (again.status_code, again.json()["ticket"]["id"]) == (200, first.json()["ticket"]["id"])
    assert (await join(house, SCHOOL)).status_code == 201
