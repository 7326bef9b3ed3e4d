"""C34 over HTTP: whatever fits the description of the API, or nearly does, said by anybody, breaks nothing.

schemathesis makes the requests from the description that the service itself gives; then one value in each is replaced
by something that nobody would expect.
"""

import random  # noqa: TID251
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.routes import HTTPRoute
from schemathesis import Case

from matching import Door
from tests.api.house import House

CANARY = "canary-nobody-said"
ODD: tuple[Any, ...] = (
    CANARY, f"{CANARY}\x00", f"\u202e{CANARY}\u200b", f"{CANARY} " + "\u0301" * 3_000, "é" * 5_000, f"../{CANARY}",
    "%s%n", f"' OR '{CANARY}'='", "\U0001f9ff" * 400, "A" * 60_000, -1, 2**63, 10**30, 1e308, 0.5, True, None,
    [], [[[[]]]], {}, {CANARY: CANARY}, [CANARY] * 200,
)  # fmt: skip
FULL = "urn:earshot:problem:line-full"
"""So many have joined: refused as it should be."""
EXAMPLES = 120


def operations(house: House) -> list[Any]:
    """Every operation that the service describes."""
    schema = schemathesis.openapi.from_dict(house.app.openapi_schema.to_schema())
    return [found.ok() for found in schema.get_all_operations()]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where values stand in a body."""
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from leaves(part, (*path, key))


def bent(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """The same body with something odd at one place."""
    if not path:
        return odd
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = bent(copy[path[0]], path[1:], odd)
    return copy


async def asked(person: httpx.AsyncClient, case: Case, body: Any) -> httpx.Response:
    """Send what was made, by this person."""
    told = case.as_transport_kwargs(base_url="http://127.0.0.1:8000")
    kept = {name: told[name] for name in ("method", "url", "params") if told.get(name) is not None}
    headers = {name: value for name, value in (told.get("headers") or {}).items() if value.isascii()}
    if isinstance(body, dict | list | str | int | float | bool | None) and told.get("json") is not None:
        kept["json"] = body
    elif told.get("data"):
        kept["content"] = told["data"]
    return await person.request(**kept, headers=headers)


@pytest.mark.proves("C32", "C34")
@pytest.mark.parametrize("who", ["nobody", "seeker", "talking", "listener", "coordinator"])
async def test_nothing_that_the_description_allows_breaks_anything(house: House, who: str) -> None:
    met: dict[int, int] = {}
    described = operations(house)
    assert len(described) > 40
    people: list[httpx.AsyncClient] = []
    listeners = ["Noor", "Sam"]
    made: list[tuple[Case, int]] = []

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.data())
    def make(data: st.DataObject) -> None:
        case = data.draw(st.sampled_from(described).flatmap(lambda one: one.as_strategy()))
        made.append((case, data.draw(st.integers())))

    make()
    for nth, (case, seed) in enumerate(made):
        if nth % 25 == 0:
            people = [await house.somebody("seeker" if who == "talking" else who)]
            if who == "talking" and listeners:
                await house.on_shift(listeners.pop())
                await house.open_chat(people[0])
        chance = random.Random(seed)  # noqa: S311
        for body in (case.body, bent(case.body, chance.choice(list(leaves(case.body))), chance.choice(ODD))):
            answer = await asked(people[0], case, body)
            met[answer.status_code] = met.get(answer.status_code, 0) + 1
            assert answer.status_code < 500 or FULL in answer.text, (who, case.method, case.path, body)
            assert answer.status_code < 400 or CANARY not in answer.text, (who, case.method, case.path, body)
    assert len(made) >= EXAMPLES
    assert met.keys() & {200, 201, 204}
    assert met.keys() & {400, 422}


MARKUP = f"<b id={CANARY}>\"'"
TYPED = (CANARY, MARKUP, f"{MARKUP}\x00", "", "\u202e" + MARKUP, "1", "-1", "9" * 400, "yes", "é" * 2_500, MARKUP * 100)
ROUNDS = 6


def form_routes(house: House) -> list[str]:
    """Where pages post to."""
    return sorted(
        re.sub(r"{\w+:\w+}", "made-up", route.path)
        for route in house.app.routes
        if isinstance(route, HTTPRoute) and "POST" in route.route_handler_map and not route.path.startswith("/api")
    )


def field_names() -> list[str]:
    """Every field of every form."""
    pages = "".join(path.read_text() for path in sorted(Path("frontend/templates").rglob("*.html")))
    return sorted(set(re.findall(r'\bname="(\w+)"', pages)))


@pytest.mark.proves("C34")
@pytest.mark.parametrize("who", ["nobody", "seeker", "listener", "coordinator"])
async def test_no_form_breaks_or_becomes_markup_whatever_stands_in_it(house: House, who: str) -> None:
    """Every form that there is, with every field that any of them has. What was typed may stand in its field again."""
    names = field_names()
    routes, chance = form_routes(house), random.Random(who)  # noqa: S311
    house.node.doorway.told = Door.OPEN  # many come, and few of them leave
    assert len(names) > 50
    assert len(routes) > 40
    for _ in range(ROUNDS):
        for nth, path in enumerate(routes):
            if nth % 6 == 0:  # some of these end a visit or a session
                person = await house.somebody(who)
            fields = {name: chance.choice(TYPED) for name in names if chance.random() < 0.8}
            answer = await person.post(path, data=fields)
            assert answer.status_code < 500, (who, path, fields)
            assert MARKUP not in answer.text, (who, path, fields)
