"""C32: every route declares who may use it, and nobody else gets anything from it."""

import re
from collections.abc import Iterator

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute, WebSocketRoute

from tests.api.house import House

ROLES = {"anyone", "seeker", "listener", "coordinator"}
DESCRIPTION = "/schema"
"""Litestar's own routes, for anyone."""
GO_ON = "<h1>Welcome</h1>"
"""The page that a strange browser sees instead of a seeker's: it says nothing of anybody."""

Route = tuple[str, str, str]


def declared(app: Litestar) -> Iterator[Route]:
    """Path, method and role of every route."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _) in route.route_handler_map.items():
                if method != "OPTIONS" and not route.path.startswith((DESCRIPTION, "/assets")):
                    yield route.path, method, role_of(handler)
        elif isinstance(route, WebSocketRoute):
            yield route.path, "WEBSOCKET", str(route.route_handler.opt.get("role"))


def role_of(handler: HTTPRouteHandler) -> str:
    return str(handler.opt.get("role"))


def address(path: str) -> str:
    return re.sub(r"{table:\w+}", "cube_week", re.sub(r"{(code|key):\w+}", "made-up", path))


def gives_nothing(path: str, answer: httpx.Response) -> bool:
    if path.startswith("/api"):
        return answer.status_code in {401, 403}
    if answer.status_code == 303:
        return answer.headers["location"] == "/staff/sign-in"
    return answer.status_code == 200 and GO_ON in answer.text and "set-cookie" not in answer.headers


@pytest.mark.proves("C32")
async def test_every_route_declares_its_role(house: House) -> None:
    """C32: a route without a role fails the build."""
    undeclared = [route for route in declared(house.app) if route[2] not in ROLES]
    assert undeclared == []
    assert {role for _, _, role in declared(house.app)} == ROLES


@pytest.mark.proves("C32")
@pytest.mark.parametrize("who", ["nobody", "seeker", "listener", "coordinator"])
async def test_nobody_gets_anything_across_roles(house: House, who: str) -> None:
    """C32: fuzz every route as each of the others."""
    asked = 0
    for path, method, role in declared(house.app):
        if role in {"anyone", who} or method == "WEBSOCKET":
            continue
        person = await house.somebody(who)
        answer = await person.request(method, address(path), json={} if path.startswith("/api") else None)
        assert gives_nothing(path, answer), (who, method, path, answer.status_code, answer.text[:200])
        asked += 1
    assert asked >= 10


@pytest.mark.proves("C32")
async def test_a_seekers_pass_opens_nothing_of_the_staff_and_the_other_way_round(house: House) -> None:
    """C32: tokens are not exchangeable, in cookie or header."""
    seeker, kim = await house.seeker(), await house.staff("Kim")
    as_staff = await house.visitor(authorization=f"Bearer {seeker.cookies['pass']}")
    as_seeker = await house.visitor(authorization=f"Bearer {kim.cookies['coordinator']}")
    assert (await as_staff.get("/api/board")).status_code == 401
    assert (await as_seeker.get("/api/ticket")).status_code == 401
