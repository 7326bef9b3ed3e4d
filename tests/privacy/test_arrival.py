"""C31: where somebody comes from opens nothing, and an onion is served under its own name alone."""

import re
from pathlib import Path

import httpx
import pytest
from litestar.routes import HTTPRoute

from matching import Door
from tests.api.house import ADULT, OUR_PAGE, House, open_house

ONION = f"http://{'earshot' * 8}.onion"
FROM = ("127.0.0.1", "::1", "203.0.113.9")
"""An onion's visitors all come from this machine; so may a proxy's."""
CHANGING = {"content-length", "set-cookie"}
"""A page holds tokens that are sealed anew."""


def addresses(house: House) -> list[str]:
    """Every page and question, with something in the place of ids."""
    filled = {"table": "cube_week"}
    return sorted(
        re.sub(r"{(\w+):\w+}", lambda found: filled.get(found[1], "made-up"), route.path)
        for route in house.app.routes
        if isinstance(route, HTTPRoute) and "GET" in route.route_handler_map
    )


def from_(house: House, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(house.app, raise_app_exceptions=False, client=(address, 4711))
    return httpx.AsyncClient(transport=transport, base_url=house.node.settings.public_origins[0], headers=OUR_PAGE)


@pytest.mark.proves("C31")
async def test_who_comes_from_this_machine_gets_what_everybody_gets(house: House) -> None:
    house.node.doorway.told = Door.OPEN
    paths = addresses(house)
    assert len(paths) > 60
    met = {}
    for address in FROM:
        async with from_(house, address) as visitor:
            for path in paths:
                answer = await visitor.get(path)
                told = {name: value for name, value in answer.headers.items() if name not in CHANGING}
                met[address, path] = (answer.status_code, told)
    for path in paths:
        assert met[FROM[0], path] == met[FROM[1], path] == met[FROM[2], path], path
    assert met["127.0.0.1", "/api/board"][0] == 401


@pytest.mark.proves("C31")
async def test_an_onion_names_itself_and_nobody_else(furnished_url: str, tmp_path: Path) -> None:
    """No address of the clear net in any page or header, no flag that needs encryption, and sockets by its own name."""
    async with open_house(furnished_url, tmp_path, public_origins=ONION) as house:
        visitor = await house.visitor(origin=ONION, **{"sec-fetch-site": "same-origin"})
        joined = await visitor.post("/api/tickets", json=ADULT)
        assert joined.status_code == 201
        [cookie] = joined.headers.get_list("set-cookie")
        assert cookie.startswith("pass=")
        assert "secure" not in cookie.lower()
        for path in addresses(house):
            answer = await visitor.get(path)
            said = answer.text + str(answer.headers.raw)
            assert not re.search(r"127\.0\.0\.1|localhost|earshot\.example", said), path
            assert "strict-transport-security" not in answer.headers
            assert "onion-location" not in answer.headers
            assert ONION.replace("http", "ws", 1) in answer.headers["content-security-policy"]
            assert not urls_of_ours(answer), path


def urls_of_ours(answer: httpx.Response) -> list[str]:
    """Absolute addresses that a page itself would load or post to."""
    loaded = r'(?:<(?:script|img|link|form|iframe|source)\b[^>]*\b(?:src|href|action)=")(https?://[^"]+)'
    return [] if "html" not in answer.headers.get("content-type", "") else re.findall(loaded, answer.text)
