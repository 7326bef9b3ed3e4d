"""C12 on the wire: what a request says of where it comes from counts only from the proxy that we were told of.

Each connection comes from an address of its own on this machine. Of what a server believes, the price of a place tells:
two are free for each network, and a third costs work.
"""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from app.records.postgres import EmbeddedPostgres
from benchmarks.service import Service
from tests.api.house import ADULT
from tests.api.problem import problem
from tests.sockets.servers import a_database, serving

FREE = 2
PROXY, STRANGER = "127.0.0.2", "127.0.0.3"
SAYING = (
    "x-forwarded-for",
    "x-real-ip",
    "true-client-ip",
    "cf-connecting-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "forwarded",
)


@pytest_asyncio.fixture(scope="module")
async def proxied(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Service]:
    """A server that knows one proxy."""
    limits = {"EARSHOT_PROXIES": PROXY, "EARSHOT_LIMITS__PLACES_FROM_ONE": str(FREE)}
    with serving(await a_database(postgres, template), **limits) as service:
        yield service


async def joins(service: Service, peer: str, said: dict[str, str]) -> httpx.Response:
    """Take a place, from this peer of the server."""
    transport = httpx.AsyncHTTPTransport(local_address=peer)
    async with httpx.AsyncClient(transport=transport, base_url=service.origin) as visitor:
        return await visitor.post("/api/tickets", json=ADULT, headers=said)


@pytest.mark.proves("C12")
async def test_the_word_of_the_proxy_we_know_counts(proxied: Service) -> None:
    """C12's positive control: from this peer the header does decide who pays."""
    for network in ("9.9.9.9", "8.8.8.8"):
        told = {"x-forwarded-for": f"1.1.1.1, {network}"}
        assert [(await joins(proxied, PROXY, told)).status_code for _ in range(FREE)] == [201] * FREE
        assert problem(await joins(proxied, PROXY, told)) == (429, "proof-needed")


@pytest.mark.proves("C12")
@pytest.mark.parametrize("header", SAYING)
async def test_the_word_of_anybody_else_counts_for_nothing(proxied: Service, header: str) -> None:
    """C12: a stranger can neither use up what is free for somebody else nor be taken for them."""
    somebody = f"7.{SAYING.index(header)}.7.7"
    claim = {header: f"for={somebody};proto=https" if header == "forwarded" else somebody}
    for peer in (STRANGER, "127.0.0.1"):
        for _ in range(FREE + 1):
            joined = await joins(proxied, peer, claim | {"x-forwarded-proto": "https"})
            assert joined.status_code == 201, peer
            assert "secure" not in joined.headers["set-cookie"].lower(), peer
    honest = {"x-forwarded-for": somebody}
    assert [(await joins(proxied, PROXY, honest)).status_code for _ in range(FREE)] == [201] * FREE
    assert problem(await joins(proxied, PROXY, honest)) == (429, "proof-needed")
    assert (await joins(proxied, STRANGER, honest)).status_code == 201


@pytest.mark.proves("C12")
@pytest.mark.parametrize("header", [name for name in SAYING if name != "x-forwarded-for"])
async def test_from_the_proxy_too_no_other_header_is_read(proxied: Service, header: str) -> None:
    """C12: proxies pass on what they do not know, so a browser could say it. And the scheme is ours, whoever speaks."""
    for _ in range(FREE + 1):
        joined = await joins(proxied, PROXY, {header: "6.6.6.6", "x-forwarded-proto": "https"})
        assert joined.status_code == 201
        assert "secure" not in joined.headers["set-cookie"].lower()
