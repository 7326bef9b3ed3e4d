"""A chat by forms alone, with a listener at a real socket: written, shown, acknowledged, ended, looked back on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from benchmarks.service import Service
from tests.pages.forms import Plain, Seen
from tests.sockets.people import Page, desk

HARD = "I want to kill myself."


@asynccontextmanager
async def browser(service: Service) -> AsyncIterator[Plain]:
    """A browser without JavaScript at the real server; it leaves by the exit."""
    from_our_pages = {"origin": service.origin, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=service.origin, headers=from_our_pages) as client:
        yield Plain(client)
        await client.get("/exit")


@asynccontextmanager
async def chatting(service: Service, token: str, **about: object) -> AsyncIterator[tuple[Plain, Page, str]]:
    """A seeker without JavaScript in an open chat with a listener: the browser, the desk, the chat."""
    async with browser(service) as plain, desk(service, token) as listener:
        await plain.goes("/talk")
        await plain.sends("/talk/age", age="adult")
        await plain.sends("/talk/about", **about)
        offer = await listener.hears("offer")
        await listener.says("accept", offer=offer["offer"]["offer"])
        chat = (await listener.hears("opened"))["chat"]["id"]
        frame = await plain.goes("/wait/place")
        assert frame.refresh is None
        assert "/chat" in frame.links
        await plain.goes("/chat")
        yield plain, listener, chat


async def log_of(plain: Plain, seen: int = 0) -> Seen:
    """The frame with the conversation; its address says what was shown before."""
    return Seen((await plain.client.get(f"/chat/log?seen={seen}")).text)


async def test_words_go_both_ways_and_the_frame_acknowledges(service: Service, staff: dict[str, str]) -> None:
    async with chatting(service, staff["Sam"], first_message="are you there?") as (plain, listener, chat):
        page = await plain.sends("/chat/post", text="it is about\r\nmy sister ")
        assert plain.path == "/chat"
        assert [frame.partition("?")[0] for frame in page.frames] == ["/chat/log"]
        heard = await listener.hears("posted", seq=2)
        assert heard["text"] == "it is about\nmy sister"
        await listener.says("post", chat=chat, ref="ref-answer-1", text="Tell me about her.")
        await listener.hears("posted", seq=3)
        frame = await log_of(plain)
        for text in ("are you there?", "it is about my sister", "Tell me about her."):
            assert text in frame.text
        assert frame.refresh is not None
        assert frame.refresh.startswith("4;url=/chat/log?seen=3&")
        assert not [event for event in await listener.all_until_pong() if event["type"] == "delivered"]
        await log_of(plain, seen=3)
        assert (await listener.hears("delivered"))["seq"] == 3


async def test_text_that_is_in_one_place_only_is_said_to_be_until_the_listeners_page_has_it(
    service: Service, staff: dict[str, str]
) -> None:
    async with chatting(service, staff["Sam"]) as (plain, listener, chat):
        assert "in one place only" not in (await log_of(plain)).text
        await plain.sends("/chat/post", text="are you still there?")
        assert "if our server stopped now, it would be lost" in (await log_of(plain)).text
        seq = (await listener.hears("posted"))["seq"]
        await listener.says("delivered", chat=chat, seq=seq)
        await listener.all_until_pong()
        assert "in one place only" not in (await log_of(plain)).text


async def test_a_form_sent_twice_is_said_once(service: Service, staff: dict[str, str]) -> None:
    async with chatting(service, staff["Sam"]) as (plain, listener, _):
        form = plain.page.form("/chat/post").values | {"text": "only once"}
        for _ in range(2):
            assert (await plain.client.post("/chat/post", data=form)).status_code == 303
        posted = [event for event in await listener.all_until_pong() if event["type"] == "posted"]
        assert [one["text"] for one in posted] == ["only once"]


@pytest.mark.parametrize(("text", "said"), [("x" * 2_001, "1 character over"), ("  \r\n ", "nothing to send")])
async def test_what_cannot_be_sent_stays_in_the_box(
    service: Service, staff: dict[str, str], text: str, said: str
) -> None:
    async with chatting(service, staff["Sam"]) as (plain, _, _):
        page = await plain.sends("/chat/post", text=text)
        assert plain.answer is not None
        assert plain.answer.status_code == 422
        assert said in page.text
        assert page.form("/chat/post").values["text"].strip() == text.strip()


async def test_too_fast_and_too_late_keep_the_words_too(service: Service, staff: dict[str, str]) -> None:
    async with chatting(service, staff["Sam"]) as (plain, listener, chat):
        for number in range(21):
            await plain.sends("/chat/post", text=f"number {number}")
        assert "A little slower, please" in plain.page.text
        form = plain.page.form("/chat/post").values
        assert form["text"] == "number 20"
        await listener.says("end", chat=chat)
        await listener.hears("ended")
        late = await plain.client.post("/chat/post", data=form)
        assert late.status_code == 422
        assert "The chat has just ended" in late.text
        assert "number 20" in late.text


async def test_a_moment_is_seen_by_the_listener(service: Service, staff: dict[str, str]) -> None:
    async with chatting(service, staff["Sam"]) as (plain, listener, chat):
        await plain.sends("/chat/moment")
        assert plain.path == "/chat"
        assert (await listener.hears("moment"))["chat"] == chat


async def test_after_grave_words_the_card_stands_in_the_frame_and_on_the_page(
    service: Service, staff: dict[str, str]
) -> None:
    async with chatting(service, staff["Sam"], country="DE") as (plain, listener, _):
        assert "These people are awake too" not in (await log_of(plain)).text
        await plain.sends("/chat/post", text=HARD)
        assert (await listener.hears("alert"))["tier"] >= 3
        for page in (await log_of(plain), await plain.goes("/chat")):
            assert "It sounds as if this is very hard. You can keep writing here." in page.text
            assert "tel:112" in page.links
        assert "/chat/post" in [form.action for form in plain.page.forms]


async def test_ending_asks_once_and_says_what_is_true(service: Service, staff: dict[str, str]) -> None:
    async with chatting(service, staff["Sam"]) as (plain, listener, _):
        await plain.goes("/chat/end")
        page = await plain.sends("/chat/end")
        assert plain.path == "/after"
        assert "You ended the chat." in page.text
        assert "What is true of this chat now Gone from our side now." in page.text
        assert (await listener.hears("ended"))["reason"] == "seekerEnded"
        frame = await log_of(plain)
        assert "You ended the chat." in frame.text
        assert (frame.refresh, "/after" in frame.links) == (None, True)


async def test_changing_the_listener_leads_back_to_the_head(service: Service, staff: dict[str, str]) -> None:
    async with chatting(service, staff["Sam"]) as (plain, _, _):
        page = await plain.sends("/chat/change-listener")
        assert plain.path == "/wait"
        assert "You asked for somebody else. That is fine." in page.text
        frame = await log_of(plain)
        assert "/wait" in frame.links


async def test_worse_afterwards_offers_somebody_else_at_the_head(service: Service, staff: dict[str, str]) -> None:
    """At the head of the line, and never the same listener again."""
    async with chatting(service, staff["Sam"], feeling="2") as (plain, listener, _):
        await plain.goes("/chat/end")
        page = await plain.sends("/chat/end")
        assert "/again" not in [form.action for form in page.forms]
        page = await plain.sends("/after/feedback", feeling="4", safe="yes")
        assert "You can talk with somebody else, at the head of the line." in page.text
        assert "Thank you. It is good to know." in page.text
        async with browser(service) as earlier:
            await earlier.goes("/talk")
            await earlier.sends("/talk/age", age="adult")
            await earlier.sends("/talk/about", language="es")
            await plain.sends("/again")
            assert plain.path == "/wait"
            assert "You will be the first" in (await plain.goes("/wait/place")).text
            async with desk(service, staff["Noor"]) as noor:
                await noor.hears("offer")
        offers = [event["offer"] for event in await listener.all_until_pong() if event["type"] == "offer"]
        assert [offer for offer in offers if offer["language"] == "en"] == []


async def test_a_report_by_form_gives_its_code(service: Service, staff: dict[str, str]) -> None:
    async with chatting(service, staff["Sam"]) as (plain, listener, _):
        await plain.goes("/chat/report")
        page = await plain.sends("/chat/report", reason="harassing")
        assert plain.path == "/after"
        assert "You reported something, and the chat ended at once." in page.text
        assert "Your case code is" in page.text
        assert "none of the words are kept" in page.text
        assert (await listener.hears("ended"))["reason"] == "reported"
        assert "/after/report" not in [form.action for form in page.forms]


@pytest.mark.proves("C20")
async def test_no_address_on_the_way_names_anybody(service: Service, staff: dict[str, str]) -> None:
    """C20: what a history or a shoulder shows has no id, no pass and no topic in it."""
    async with chatting(service, staff["Sam"], topics=["grief"]) as (plain, _, chat):
        await plain.sends("/chat/post", text="hello")
        await plain.goes("/chat/end")
        await plain.sends("/chat/end")
        await plain.sends("/after/feedback", heard="yes")
        token = plain.client.cookies["pass"]
        known = "/wait /wait/place /chat /chat/post /chat/end /after /after/feedback /talk /talk/age /talk/about"
        assert set(plain.visited) <= set(known.split())
        assert not any(secret in "".join(plain.visited) for secret in (chat, token, "grief"))


async def test_a_number_is_asked_about_and_the_text_stays_in_the_box_until_then(
    service: Service, staff: dict[str, str]
) -> None:
    text = "I am at 12 Oak Street"
    async with chatting(service, staff["Sam"]) as (plain, listener, _):
        page = await plain.sends("/chat/post", text=text)
        assert page.form("/chat/post").values["text"] == text
        assert "This looks like a number, an address" in page.text
        assert plain.answer is not None
        assert "data-anyway hidden" not in plain.answer.text
        assert [event for event in await listener.all_until_pong() if event["type"] == "posted"] == []
        await plain.sends("/chat/post", confirmed="yes")
        assert (await listener.hears("posted"))["text"] == text


async def test_a_first_message_with_a_number_is_asked_about_on_the_way_in_and_in_line(service: Service) -> None:
    text = "call me on 07911 123456"
    async with browser(service) as plain:
        await plain.goes("/talk")
        await plain.sends("/talk/age", age="adult")
        page = await plain.sends("/talk/about", first_message=text)
        assert page.form("/talk/about").values["first_message"] == text
        await plain.sends("/talk/about", confirmed="yes")
        assert plain.path == "/wait"
        page = await plain.sends("/wait/message", first_message=f"{text} or 07911 654321")
        assert page.form("/wait/message").values["first_message"] == f"{text} or 07911 654321"
        assert "once sent it cannot be taken back" in page.text
        await plain.sends("/wait/message", confirmed="yes")
        assert plain.path == "/wait?saved=1"


async def test_somebody_young_is_told_why_their_number_was_not_sent(service: Service, staff: dict[str, str]) -> None:
    text = "my snap is jo_smith9"
    async with chatting(service, staff["Sam"]) as (plain, listener, _):
        await plain.sends("/chat/post", text="i'm 15")
        assert (await listener.hears("notice"))["kind"] == "ageLowered"
        page = await plain.sends("/chat/post", text=text)
        assert page.form("/chat/post").values["text"] == text
        assert "keep such things out of the chat" in page.text
        assert plain.answer is not None
        assert "data-anyway hidden" in plain.answer.text
