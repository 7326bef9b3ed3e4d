"""Who and what is turned away at a socket, with which code, and never with an echo."""

import json

import pytest

from benchmarks.service import Service
from tests.sockets.people import as_seeker, desk, join, page_at, seeker_page, talking

CANARY = "canary-7d21e0"
ELSEWHERE = "https://elsewhere.example"


@pytest.mark.parametrize("token", ["", "x", "A" * 200, CANARY])
async def test_an_unknown_pass_is_4401(service: Service, token: str) -> None:
    async with page_at(service, "seeker") as page:
        await page.says("hello", **{"pass": token})
        assert await page.closed() == 4401
    async with seeker_page(service, token) as page:
        assert await page.closed() == 4401


async def test_the_pass_of_somebody_who_left_is_shown_the_end(service: Service) -> None:
    token = await join(service)
    await as_seeker(service, token, "DELETE", "/api/ticket")
    async with seeker_page(service, token) as page:
        assert (await page.hears("ready"))["ticket"]["state"] == "left"


@pytest.mark.proves("C32")
@pytest.mark.parametrize(
    ("role", "cookie", "name"),
    [("seeker", "pass", ""), ("listener", "listener", "Sam"), ("board", "coordinator", "Kim")],
)
async def test_another_sites_page_gets_nothing_out_of_our_cookies(
    service: Service, staff: dict[str, str], role: str, cookie: str, name: str
) -> None:
    """Cross-site WebSocket hijacking: the Origin decides, and without one the cookie does not count."""
    token = staff[name] if name else await join(service)
    for origin in (ELSEWHERE, "null", service.origin + ".evil.example", service.origin.replace("http", "https")):
        async with page_at(service, role, origin=origin, Cookie=f"{cookie}={token}") as page:
            await page.says("hello")
            assert await page.closed() == 4403, origin
            assert page.events == []
    async with page_at(service, role, Cookie=f"{cookie}={token}") as page:
        await page.says("hello")
        assert await page.closed() == 4401


@pytest.mark.proves("C32")
@pytest.mark.parametrize(
    ("role", "name", "code"), [("board", "Sam", 4403), ("listener", "", 4401), ("board", "", 4401)]
)
async def test_every_socket_is_for_its_role_alone(
    service: Service, staff: dict[str, str], role: str, name: str, code: int
) -> None:
    """C32 over sockets."""
    token = staff[name] if name else await join(service)
    async with page_at(service, role, origin=service.origin, Cookie=f"listener={token}; coordinator={token}") as page:
        await page.says("hello")
        assert (await page.closed(), page.events) == (code, [])
    async with seeker_page(service, staff["Sam"]) as page:
        assert (await page.closed(), page.events) == (4401, [])


async def test_a_program_may_show_its_token_instead_of_a_cookie(service: Service, staff: dict[str, str]) -> None:
    async with page_at(service, "board", Authorization=f"Bearer {staff['Kim']}") as page:
        await page.says("hello")
        assert (await page.hears("ready"))["board"]["openChats"] == "0"
    async with page_at(service, "seeker") as page:
        token = await join(service)
        await page.says("hello", **{"pass": token})
        assert (await page.hears("ready"))["ticket"]["state"] == "waiting"
        await as_seeker(service, token, "DELETE", "/api/ticket")


async def test_the_first_frame_is_hello(service: Service) -> None:
    async with seeker_page(service, await join(service)) as greeted:
        await greeted.hears("ready")
    async with page_at(service, "seeker", origin=service.origin) as page:
        await page.says("ping")
        assert await page.closed() == 4401


BAD_FRAMES = [
    "",
    "not json",
    "[]",
    "null",
    '{"type":"nonsense"}',
    f'{{"type":"post","chat":"c","ref":"{CANARY}!","text":"{CANARY}"}}',
    f'{{"type":"post","chat":"c","ref":"ref-12345678","text":"x","nickname":"{CANARY}"}}',
    f'{{"type":"post","chat":7,"ref":"ref-12345678","text":"{CANARY}"}}',
    '{"type":"post","chat":"c","ref":"ref-12345678","text":""}',
    '{"type":"delivered","chat":"c","seq":-1}',
    '{"type":"accept","offer":"x"}',
    f'{{"type":"ping"}} {CANARY}',
    "[" * 5_000,
    json.dumps({"type": "ping", "pad": CANARY * 4_000}),
]


@pytest.mark.proves("C34")
@pytest.mark.parametrize("frame", BAD_FRAMES, ids=range(len(BAD_FRAMES)))
async def test_what_is_no_frame_of_ours_is_refused_and_not_echoed(service: Service, frame: str) -> None:
    token = await join(service)
    async with seeker_page(service, token) as page:
        await page.hears("ready")
        await page.socket.send(frame)
        refused = await page.hears("refused")
        assert refused["code"] == "notUnderstood"
        assert CANARY not in json.dumps(refused)
        await page.says("ping")
        await page.hears("pong")
    await as_seeker(service, token, "DELETE", "/api/ticket")


@pytest.mark.proves("C34")
async def test_binary_frames_and_torn_letters_are_no_frames(service: Service) -> None:
    token = await join(service)
    async with seeker_page(service, token) as page:
        await page.hears("ready")
        await page.socket.send(CANARY.encode())
        assert (await page.hears("refused"))["code"] == "notUnderstood"
        await page.socket.send('{"type":"post","chat":"c","ref":"ref-12345678","text":"\\ud83d"}')
        assert (await page.hears("refused"))["code"] == "notUnderstood"
        await page.socket.send(b'{"type":"ping"}\xff', text=True)
        assert await page.closed() == 1007
    await as_seeker(service, token, "DELETE", "/api/ticket")


@pytest.mark.proves("C34")
async def test_a_frame_over_32_kb_is_refused_and_one_over_64_ends_the_socket(
    service: Service, staff: dict[str, str]
) -> None:
    async with talking(service, staff["Sam"]) as talk:
        await talk.seeker.says("post", chat=talk.chat, ref="ref-heavy-1", text="x", pad=" " * 32_768)
        assert (await talk.seeker.hears("refused"))["ref"] == "ref-heavy-1"
        assert (await talk.seeker_says("still here"))["seq"] == 1
        await talk.seeker.says("post", chat=talk.chat, ref="ref-heavy-2", text="x" * 65_536)
        assert await talk.seeker.closed() == 1009


@pytest.mark.proves("C34")
async def test_who_sends_nothing_but_nonsense_is_asked_to_slow_down(service: Service) -> None:
    token = await join(service)
    async with seeker_page(service, token) as page:
        for _ in range(20):
            await page.socket.send("nonsense")
        assert await page.closed() == 4429
    await as_seeker(service, token, "DELETE", "/api/ticket")


async def test_an_older_desk_is_taken_over_too(service: Service, staff: dict[str, str]) -> None:
    async with desk(service, staff["Noor"], ready=False) as older, desk(service, staff["Noor"], ready=False):
        assert await older.closed() == 4409
