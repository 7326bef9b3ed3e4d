"""What anybody may ask: topics, status, resources, health, and the description of all this."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from itertools import product

import pytest
from litestar.routes import HTTPRoute

from app import clock
from app.pages.forms import LANGUAGES
from app.records.unit_of_work import Records
from tests.api.house import House

KINDS = ("", "suicide", "self_harm", "abuse", "exploitation", "harm_to_others", "minor_at_risk", "child", "nonsense")


class Sources(HTMLParser):
    """Everything that a page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {"src", "srcset", "data", "poster"} | ({"href"} if tag == "link" else set())
        self.found += [value or "" for name, value in attrs if name in names]


async def test_topics_begin_with_just_talk(house: House) -> None:
    topics = (await (await house.visitor()).get("/api/topics")).json()
    assert topics[0]["slug"] == "just-talk"
    assert all(set(one) == {"slug", "name", "description", "related", "open"} for one in topics)


async def test_status_says_in_bands_whether_somebody_is_there(house: House) -> None:
    visitor = await house.visitor()
    nobody = {"open": False, "door": "open", "listeners": "0", "waitLow": None, "waitHigh": None, "opens": None}
    assert (await visitor.get("/api/status")).json() == nobody
    await house.on_shift()
    assert (await visitor.get("/api/status")).json() == nobody | {"open": True, "listeners": "1–4"}


async def test_resources_are_never_empty(house: House) -> None:
    visitor = await house.visitor()
    countries = ["", "ZZ", *(code for code, _ in house.node.directory.countries())]
    for country, kind in product(countries, KINDS):
        asked = {"country": country, "kind": kind}
        found = await visitor.get("/api/resources", params={name: value for name, value in asked.items() if value})
        assert found.status_code == 200, asked
        assert found.json(), asked
    for language, age in product([*(code for code, _ in LANGUAGES), "xx"], ["under13", "13-15", "adult", "undeclared"]):
        found = await visitor.get("/api/resources", params={"language": language, "age_band": age})
        assert found.json(), (language, age)


@pytest.mark.parametrize("query", ["country=Germany", "country=%00", "language=not_a_language"])
async def test_a_resource_query_of_no_shape_is_answered_kindly_and_not_echoed(house: House, query: str) -> None:
    answer = await (await house.visitor()).get(f"/api/resources?{query}")
    assert (answer.status_code, bool(answer.json())) == (200, True)
    assert query.partition("=")[2] not in answer.text


async def test_health_says_up_or_down_and_nothing_else(house: House) -> None:
    visitor = await house.visitor()
    assert (await visitor.get("/health/live")).json() == {"status": "up"}
    ready = await visitor.get("/health/ready")
    assert (ready.status_code, ready.json()) == (200, {"status": "up"})
    away = Records("postgresql://earshot@/nowhere?host=/nonexistent")
    house.node.records, kept = away, house.node.records
    down = await visitor.get("/health/ready")
    house.node.records = kept
    assert (down.status_code, down.json()) == (503, {"status": "down"})
    assert (await visitor.get("/health/live")).status_code == 200


@pytest.mark.proves("C15")
async def test_the_viewer_loads_nothing_from_elsewhere(house: House) -> None:
    visitor = await house.visitor()
    viewer = await visitor.get("/schema")
    assert (viewer.status_code, viewer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    sources = Sources()
    sources.feed(viewer.text)
    assert len(sources.found) >= 4
    for source in sources.found:
        assert source.startswith("/assets/"), source
        assert (await visitor.get(source)).status_code == 200, source
    assert not re.search(r"https?://", viewer.text)


async def test_every_api_route_is_described(house: House) -> None:
    answer = await (await house.visitor()).get("/schema/openapi.json")
    described = answer.json()
    routes = {
        (re.sub(r":\w+}", "}", route.path), method.lower())
        for route in house.app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/api")
        for method in route.methods - {"OPTIONS"}
    }
    told = {(path, method) for path, about in described["paths"].items() for method in about if method != "parameters"}
    assert told == routes
    assert not any(server["url"].startswith("http") for server in described.get("servers", []))


async def test_a_wait_range_needs_somebody_on_shift(house: House) -> None:
    for minutes in range(1, 7):
        await house.node.live.remember_wait(timedelta(minutes=minutes), now=clock.now())
    visitor = await house.visitor()
    assert (await visitor.get("/api/status")).json()["waitLow"] is None
    await house.on_shift()
    status = (await visitor.get("/api/status")).json()
    assert (status["waitLow"], status["waitHigh"]) == (1, 6)
