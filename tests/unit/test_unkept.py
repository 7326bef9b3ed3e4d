"""What somebody wrote is parsed and forgotten: no cache of a library holds it."""

import sys

import pytest
from litestar import Litestar, get, post
from litestar.connection import Request
from litestar.params import FromQuery
from litestar.testing import TestClient

from app.unkept import KEEPING, keep_nothing_parsed

CANARY = "canary-said-once"


def held() -> int:
    """How many entries those caches have, and by how many modules they are still used."""
    used = [
        module.__name__
        for name, module in list(sys.modules.items())
        if name.startswith("litestar") and any(vars(module).get(one.__name__) is one for one in KEEPING)
    ]
    return len(used) + sum(one.cache_info().currsize for one in KEEPING)


@post("/said")
async def said(request: Request) -> str:
    return str((await request.form())["text"]) + str(request.query_params) + str(request.cookies)


@get("/asked")
async def asked(text: FromQuery[str]) -> str:
    return text


@pytest.mark.proves("C6")
def test_forms_queries_and_cookies_are_parsed_and_not_kept() -> None:
    assert len(KEEPING) == 3
    keep_nothing_parsed()
    with TestClient(Litestar([said, asked])) as client:
        client.cookies.set("pass", CANARY)
        answer = client.post(f"/said?q={CANARY}", data={"text": CANARY})
        assert answer.text.count(CANARY) == 3
        assert client.get("/asked", params={"text": CANARY}).text == CANARY
    assert held() == 0
