"""Enough listeners for a run, made as an operator would: invited by the sample coordinator, signed in, on shift."""

import asyncio
import random
import secrets
from collections.abc import Sequence
from http.cookies import SimpleCookie
from itertools import cycle
from urllib.parse import urlsplit

import httpx
import pyotp

from benchmarks.people import Listener

AT_ONCE = 4
"""Sign-ins at a time: the server hashes two passwords at once."""
READY_WITHIN = 30.0


async def signed_in_by_link(http: httpx.AsyncClient, link: str) -> str:
    """Use a one-use link; return the cookie."""
    return _cookie(await http.get(urlsplit(link).path, follow_redirects=False))


async def invited(http: httpx.AsyncClient, coordinator: str) -> str:
    """Make a new listener through the public API; return the cookie of the sign-in."""
    asks = {"Origin": str(http.base_url).rstrip("/"), "Cookie": coordinator}
    invitation = await http.post("/api/invitations", json={"role": "listener"}, headers=asks)
    invitation.raise_for_status()
    return await joined(http, invitation.json()["code"])


async def joined(http: httpx.AsyncClient, invitation: str, *, name: str = "") -> str:
    """Come in by an invitation and sign in; return the cookie of the sign-in."""
    name = name or "Replay " + "".join(secrets.choice("ghjkmnpqrstvwxyz") for _ in range(10))  # no digit: no number
    password = secrets.token_urlsafe(16)
    told = {"code": invitation, "name": name, "password": password}
    newcomer = await http.post("/api/join", json=told)
    newcomer.raise_for_status()
    code = pyotp.TOTP(newcomer.json()["secret"]).now()
    return _cookie(await http.post("/api/sign-in", json={"name": name, "password": password, "code": code}))


async def on_shift(
    http: httpx.AsyncClient,
    links: dict[str, str],
    how_many: int,
    chance: random.Random,
    *,
    origins: Sequence[str] = (),
) -> list[Listener]:
    """Return this many listeners with one seat each, open and ready, their desks over all of these nodes."""
    places = cycle(origins or [str(http.base_url).rstrip("/")])
    coordinator = await signed_in_by_link(http, links["coordinator"])
    gently = asyncio.Semaphore(AT_ONCE)

    async def one() -> Listener:
        async with gently:
            cookie = await invited(http, coordinator)
        listener = Listener(next(places), random.Random(chance.random()), cookie)
        async with asyncio.timeout(READY_WITHIN):
            await listener.begin(http)
        return listener

    return list(await asyncio.gather(*(one() for _ in range(how_many))))


async def desk_of(chat: str, crew: list[Listener]) -> Listener:
    """Return the listener with whom the chat opened; its page hears of it a moment before or after the seeker's."""
    while True:
        for listener in crew:
            if chat in listener.papers:
                return listener
        await asyncio.sleep(0.005)


def _cookie(answer: httpx.Response) -> str:
    if answer.is_error:  # a redirect is how a link answers
        answer.raise_for_status()
    told = [SimpleCookie(line) for line in answer.headers.get_list("set-cookie")]
    return "; ".join(f"{name}={morsel.value}" for one in told for name, morsel in one.items())
