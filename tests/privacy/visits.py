"""People who put canaries into everything they can reach, over real sockets and forms, from addresses of their own."""

import contextlib
from itertools import count

import httpx
from websockets.asyncio.client import connect

from benchmarks.service import Service
from tests.privacy.scanner import Canaries
from tests.sockets.people import Page, desk, seeker_page, set_shift

_FROM = count(2)
ADDRESSES = tuple(f"127.83.{129 + n // 200}.{31 + n % 200}" for n in range(400))
"""Loopback has sixteen million addresses; these stand for four hundred people."""
FORWARDED = ("203.0.113.77", "2001:db8:83::77")
"""Addresses that nobody has, shown in every proxy's header."""


def loud(canaries: Canaries) -> dict[str, str]:
    """Headers that would look good in a log."""
    proxies = {
        name: ", ".join(FORWARDED) for name in ("x-forwarded-for", "x-real-ip", "cf-connecting-ip", "true-client-ip")
    }
    told = {name: canaries.one() for name in ("user-agent", "accept-language", "x-canary", "from", "x-request-id")}
    return (
        proxies
        | told
        | {
            "forwarded": f'for={FORWARDED[0]};host={canaries.one()};by="[{FORWARDED[1]}]"',
            "referer": f"https://{canaries.one()}.example/{canaries.one()}",
        }
    )


def browser(service: Service, canaries: Canaries, **headers: str) -> httpx.AsyncClient:
    """A browser at an address of its own, with loud headers."""
    at = ADDRESSES[next(_FROM) % len(ADDRESSES)]
    ours = {"origin": service.origin, "sec-fetch-site": "same-origin"}
    return httpx.AsyncClient(
        base_url=service.origin,
        headers=loud(canaries) | ours | headers,
        transport=httpx.AsyncHTTPTransport(local_address=at),
        timeout=20,
    )


async def a_whole_visit(service: Service, canaries: Canaries, staff_token: str, *, grave: bool) -> None:
    """Join, rewrite, talk both ways by socket and form, say that something was wrong, and look back."""
    async with browser(service, canaries) as seeker, desk(service, staff_token) as listener:
        first = f"{canaries.one()} first" + (", I want to kill myself" if grave else "")
        names = {"called": canaries.one(), "pronouns": canaries.one()}
        joined = await seeker.post("/api/tickets", json={"ageBand": "adult", "firstMessage": first} | names)
        token = joined.json()["pass"]
        await seeker.patch("/api/ticket", json={"firstMessage": f"{first} {canaries.one()}"})
        async with seeker_page(service, token) as page:
            await page.hears("ready")
            offer = (await listener.hears("offer"))["offer"]
            assert canaries.family in offer["firstMessage"]
            await listener.says("accept", offer=offer["offer"])
            chat = (await page.hears("opened"))["chat"]["id"]
            await _talk(page, listener, chat, canaries)
        await seeker.post("/chat/post", data={"text": f"by form {canaries.one()}", "ref": canaries.one()})
        heard = await listener.hears("posted")
        while not heard["text"].startswith("by form"):
            heard = await listener.hears("posted")
        assert canaries.family in (await seeker.get("/chat/log")).text
        await seeker.post("/api/chat/report", json={"reason": canaries.one()})
        await seeker.post("/chat/report", data={"reason": "harassing", "text": canaries.one()})
        await listener.hears("ended")
        await seeker.post("/after/feedback", data={"feeling": "4", "heard": canaries.one(), "words": canaries.one()})
        await seeker.get("/after")


async def somebody_else_goes_on(service: Service, canaries: Canaries, first: str, second: str) -> None:
    """Talk with one, ask for another, and let them read what was said before."""
    async with browser(service, canaries) as seeker:
        token = (await seeker.post("/api/tickets", json={"ageBand": "adult"})).json()["pass"]
        async with seeker_page(service, token) as page:
            await page.hears("ready")
            async with desk(service, first) as listener:
                await listener.says("accept", offer=(await listener.hears("offer"))["offer"]["offer"])
                chat = (await page.hears("opened"))["chat"]["id"]
                await page.says("post", chat=chat, ref=canaries.one(), text=f"{canaries.one()} before")
                said = (await listener.hears("posted"))["text"]
                await seeker.post("/api/chat/change-listener")
                await listener.hears("ended")
            async with desk(service, second) as listener:
                await listener.says("accept", offer=(await listener.hears("offer"))["offer"]["offer"])
                chat = (await page.hears("opened"))["chat"]["id"]
                await page.says("showEarlier", chat=chat)
                assert (await listener.hears("notice"))["kind"] == "earlierOpen"
                await listener.says("hello")
                assert (await listener.hears("earlier"))["text"] == said
                await seeker.post("/api/chat/end")
                await listener.hears("ended")
        await set_shift(service, second, "off")


async def _talk(page: Page, listener: Page, chat: str, canaries: Canaries) -> None:
    for author, reader in ((page, listener), (listener, page)) * 2:
        text = f"{canaries.one()} é {canaries.one()}"
        await author.says("post", chat=chat, ref=canaries.one(), text=text)
        assert (await reader.hears("posted", text=text))["chat"] == chat
    await page.socket.send(f'{{"type":"{canaries.one()}","text":"{canaries.one()}"}}')
    await page.says("post", chat=canaries.one(), ref=canaries.one(), text=canaries.one())
    await page.says("post", chat=chat, ref=canaries.one(), text=canaries.one() * 200)
    await listener.says("accept", offer=canaries.one())
    await listener.says("flag", chat=chat, tier=canaries.one())
    await page.hears("refused")


async def everything_wrong(service: Service, canaries: Canaries) -> set[int]:
    """Every kind of mistake, with a canary in each; return the statuses it met."""
    seen = set()
    async with browser(service, canaries, **{canaries.one(): canaries.one()}) as visitor:
        seeker = {"ageBand": "adult"}
        for path in (
            "/",
            "/talk",
            "/lines",
            "/wait",
            "/chat/log",
            "/api/status",
            "/api/resources",
            "/staff/sign-in",
            "/schema",
        ):
            seen.add(
                (
                    await visitor.get(path, params={"country": canaries.one(), canaries.one(): canaries.one()})
                ).status_code
            )
        for path in (
            f"/{canaries.one()}",
            f"/api/{canaries.one()}",
            f"/staff/link/{canaries.one()}",
            f"/chat/log?seen={canaries.one()}",
        ):
            seen.add((await visitor.get(path)).status_code)
        for body in (
            canaries.one().encode(),
            b'{"ageBand":"adult","firstMessage":"' + canaries.one().encode() + b"\xff",
            b'{"' + canaries.one().encode() + b'":1}',
        ):
            answer = await visitor.post("/api/tickets", content=body, headers={"content-type": "application/json"})
            seen.add(answer.status_code)
        for wish in (
            seeker | {"firstMessage": canaries.one() * 100},
            seeker | {"topics": [canaries.one()]},
            seeker | {"feeling": canaries.one()},
            seeker | {canaries.one(): canaries.one()},
        ):
            seen.add((await visitor.post("/api/tickets", json=wish)).status_code)
        for guess in ("", "\x00", "\u202e", "x" * 30):
            name = f"{canaries.one()}{guess}"
            tried = {"name": name[:40], "password": canaries.one(), "code": "000000"}
            seen.add((await visitor.post("/api/sign-in", json=tried)).status_code)
            seen.add((await visitor.post("/staff/sign-in", data=tried | {"name": name})).status_code)
            newcomer = {"code": canaries.one(), "name": name[:40], "password": canaries.one()}
            seen.add((await visitor.post("/api/join", json=newcomer)).status_code)
            seen.add((await visitor.post("/staff/join", data=newcomer)).status_code)
            seen.add((await visitor.post("/staff/sign-in/passkey", data={"credential": canaries.one()})).status_code)
        seen.add((await visitor.post("/talk/age", data={"age": canaries.one()})).status_code)
        seen.add((await visitor.post("/talk/about", content=canaries.one() * 5_000)).status_code)
        visitor.cookies.set("pass", canaries.one())
        seen.add((await visitor.get("/wait")).status_code)
        seen.add((await visitor.post("/leave", headers={"origin": f"https://{canaries.one()}.example"})).status_code)
    await _sockets_wrong(service, canaries)
    return seen


async def _sockets_wrong(service: Service, canaries: Canaries) -> None:
    url = service.origin.replace("http", "ws", 1)
    for path in ("/ws/seeker", "/ws/listener", "/ws/board", f"/ws/{canaries.one()}"):
        with contextlib.suppress(Exception):  # refused, which is right; what is left of it counts
            async with connect(
                f"{url}{path}?token={canaries.one()}",
                origin=f"https://{canaries.one()}.example",  # type: ignore[arg-type]
                additional_headers=loud(canaries) | {"authorization": f"Bearer {canaries.one()}"},
                subprotocols=[canaries.one()],  # type: ignore[list-item]
                compression=None,
            ) as socket:
                await socket.send(canaries.one())
                await socket.recv()
