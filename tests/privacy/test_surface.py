"""What a shoulder, a history, a proxy or a length on the wire could tell: nothing."""

from pathlib import Path

import pytest
from litestar.routes import HTTPRoute

from app.wire.frames import SIZES
from benchmarks.service import Service
from tests.api.house import House
from tests.pages.forms import Plain, Seen
from tests.sockets.people import a_ref, talking
from tests.sockets.servers import staff_cookies

TELLING = ("suicid", "crisis", "self-harm", "grief", "chat", "help", "abuse", "talk")
SPOOFED = {
    "x-forwarded-for": "203.0.113.9",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "evil.example",
    "x-forwarded-port": "444",
    "x-forwarded-prefix": "/evil",
    "x-real-ip": "203.0.113.9",
    "x-original-url": "/coordinator/",
    "x-rewrite-url": "/coordinator/",
    "x-http-method-override": "DELETE",
    "forwarded": "for=203.0.113.9;host=evil.example;proto=https",
}


@pytest.mark.proves("C2")
async def test_one_cookie_and_nothing_else_is_given_to_a_seeker(house: House) -> None:
    """C2: from the landing page to the last one; no other name, no lifetime, no script that keeps anything."""
    plain = Plain(await house.visitor())
    given = []
    for step in ("/", "/lines", "/talk"):
        await plain.goes(step)
        given += plain.answer.headers.get_list("set-cookie") if plain.answer else []
    assert given == []
    said = await plain.client.post("/talk/age", data={"age": "adult"})
    joined = await plain.client.post("/talk/about", data={})
    room = await plain.client.get("/wait")
    await house.on_shift()
    await house.open_chat(plain.client)
    chat = await plain.client.get("/chat")
    for answer in (said, joined, room, chat):
        [cookie] = answer.headers.get_list("set-cookie")
        name, _, rest = cookie.partition("=")
        assert (name, rest.partition("; ")[2]) == ("pass", "HttpOnly; Path=/; SameSite=strict")
    assert set(plain.client.cookies) == {"pass"}


@pytest.mark.proves("C2")
@pytest.mark.parametrize(
    "keeper", ["localStorage", "sessionStorage", "indexedDB", "document.cookie", 'sendBeacon("http']
)
def test_no_script_of_the_seekers_keeps_anything(keeper: str) -> None:
    """C2, C13: what is built has no way to store."""
    built = [path for path in Path("frontend/dist").glob("*.js") if not path.name.startswith("schema")]
    assert len(built) >= 5
    assert [path.name for path in built if keeper in path.read_text()] == []


@pytest.mark.proves("C12")
async def test_what_a_proxy_would_say_is_ignored(house: House) -> None:
    """C12: no header moves a link, a cookie, a method or a right."""
    spoofing, plain = await house.visitor(**SPOOFED), await house.visitor()
    for path in ("/", "/talk", "/wait", "/api/status", "/coordinator/", "/exit", "/nothing-here"):
        spoofed, straight = await spoofing.get(path), await plain.get(path)
        assert (spoofed.status_code, spoofed.headers) == (straight.status_code, straight.headers), path
        assert "evil" not in spoofed.text
    joined = await spoofing.post("/api/tickets", json={"ageBand": "adult"})
    assert joined.status_code == 201
    assert "Secure" not in joined.headers["set-cookie"]


@pytest.mark.proves("C12")
async def test_the_host_header_moves_nothing(house: House) -> None:
    """C12: links and redirects are ours, whatever name we were called by."""
    visitor = await house.visitor(host="evil.example")
    for path in ("/", "/talk/about", "/listener/", "/schema/openapi.json"):
        answer = await visitor.get(path)
        assert "evil.example" not in answer.text + str(answer.headers.raw), path


@pytest.mark.proves("C20")
async def test_titles_and_addresses_are_bland(house: House) -> None:
    """C20: every seeker's page has the same title, and no path of theirs carries an id or a topic."""
    await house.on_shift()
    waiting, talking_, over = await house.seeker(), await house.seeker(), await house.seeker()
    await house.open_chat(talking_)
    await over.delete("/api/ticket", headers={"accept": "text/html"})
    for person in (await house.visitor(), waiting, talking_):
        for path in (
            "/",
            "/lines",
            "/young",
            "/talk",
            "/wait",
            "/wait/place",
            "/chat",
            "/chat/log",
            "/chat/end",
            "/after",
        ):
            answer = await person.get(path, follow_redirects=True)
            assert Seen(answer.text).title == "Notes", path
    for route in house.app.routes:
        if isinstance(route, HTTPRoute) and any(
            handler.opt.get("role") == "seeker" for handler, _ in route.route_handler_map.values()
        ):
            assert "{" not in route.path


@pytest.mark.proves("C33")
async def test_on_the_wire_all_texts_look_like_four(service: Service) -> None:
    """C33: one letter or two thousand, card or tick, a frame has one of four sizes."""
    staff = await staff_cookies(service)
    async with talking(service, staff["Sam"]) as talk:
        sizes = {}
        for text in ("a", "a" * 100, "a" * 450, "a" * 1_500, "a" * 2_000, "\U0001f499" * 1_900, "\u0001" * 2_000):
            await talk.seeker.says("post", chat=talk.chat, ref=a_ref(), text=text)
            await talk.listener.hears("posted", text=text)
            await talk.seeker.hears("posted", text=text)
            assert talk.seeker.sizes[-1] == talk.listener.sizes[-1]
            sizes[len(text), text[0]] = talk.listener.sizes[-1]
        assert list(sizes.values()) == [512, 512, 2_048, 2_048, 8_192, 8_192, 32_768]
        await talk.seeker.says("typing", chat=talk.chat)
        await talk.listener.hears("typing")
        assert talk.listener.sizes[-1] == 512
        await talk.seeker.says("post", chat=talk.chat, ref=a_ref(), text="I want to kill myself")
        await talk.seeker.hears("card")
        assert talk.seeker.sizes[-1] in SIZES
        await talk.listener.hears("alert")
        assert talk.listener.sizes[-1] in SIZES
        assert set(talk.seeker.sizes + talk.listener.sizes) <= set(SIZES)
