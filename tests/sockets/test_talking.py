"""Two sockets talk: what one says the other gets, in order, once, and both know how far it went."""

import asyncio

import pytest

from benchmarks.service import Service
from tests.sockets.people import a_ref, as_seeker, desk, join, seeker_page, talking


async def test_from_hello_to_the_last_word(service: Service, staff: dict[str, str]) -> None:
    """The whole of it: ready, opened, posted with its echo, delivered, seen, typing, ended."""
    async with talking(service, staff["Sam"], topics=["grief"], firstMessage="are you there?") as talk:
        ready = talk.seeker.events[0]
        assert (ready["type"], ready["chat"], ready["ticket"]["state"]) == ("ready", None, "waiting")
        first = await talk.listener.hears("posted")
        assert (first["seq"], first["from"], first["text"], first["ref"]) == (
            1,
            "seeker",
            "are you there?",
            "first-message",
        )
        assert (await talk.seeker.hears("posted"))["seq"] == 1
        heard = await talk.listener_says("I am.")
        assert heard == {
            "type": "posted",
            "chat": talk.chat,
            "epoch": talk.epoch,
            "seq": 2,
            "from": "listener",
            "text": "I am.",
            "ref": heard["ref"],
        }
        assert await talk.listener.hears("posted", ref=heard["ref"]) == heard
        await talk.seeker.says("seen", chat=talk.chat, epoch="another-epoch", seq=2)  # says nothing of this one
        await talk.seeker.says("delivered", chat=talk.chat, epoch=talk.epoch, seq=2)
        told = {"chat": talk.chat, "epoch": talk.epoch, "seq": 2}
        assert await talk.listener.hears("delivered") == {"type": "delivered", **told}
        assert not any(one["type"] == "seen" for one in talk.listener.events)
        await talk.seeker.says("seen", chat=talk.chat, seq=2)
        assert await talk.listener.hears("seen") == {"type": "seen", **told}
        await talk.seeker.says("typing", chat=talk.chat)
        assert await talk.listener.hears("typing") == {"type": "typing", "chat": talk.chat}
        await talk.seeker.says("moment", chat=talk.chat)
        assert await talk.listener.hears("moment") == {"type": "moment", "chat": talk.chat}
        await talk.listener.says("extend", chat=talk.chat)
        assert (await talk.seeker.hears("notice"))["kind"] == "extended"
        await talk.seeker.says("end", chat=talk.chat)
        for page in (talk.seeker, talk.listener):
            assert await page.hears("ended") == {"type": "ended", "chat": talk.chat, "reason": "seekerEnded"}


async def test_each_side_is_told_when_the_other_is_away_and_back(service: Service, staff: dict[str, str]) -> None:
    async with talking(service, staff["Sam"]) as talk:
        await talk.seeker.socket.close()
        async with seeker_page(service, talk.token, chats={talk.chat: 0}, epochs={talk.chat: talk.epoch}) as back:
            assert (await back.hears("ready"))["chat"]["peer"] == "here"
            await talk.listener.socket.close()
            assert await back.hears("peer") == {"type": "peer", "chat": talk.chat, "state": "away"}


async def test_many_messages_both_ways_keep_gapless_numbers_and_each_authors_order(
    service: Service, staff: dict[str, str]
) -> None:
    async with talking(service, staff["Sam"]) as talk:

        async def say(who: str, page: object) -> list[str]:
            texts = [f"{who} {n}" for n in range(15)]
            for text in texts:
                await page.says("post", chat=talk.chat, ref=a_ref(), text=text)  # type: ignore[attr-defined]
            return texts

        said = await asyncio.gather(say("seeker", talk.seeker), say("listener", talk.listener))
        for page in (talk.seeker, talk.listener):
            got = [await page.hears("posted") for _ in range(30)]
            assert [one["seq"] for one in got] == list(range(1, 31))
            for role, texts in zip(("seeker", "listener"), said, strict=True):
                assert [one["text"] for one in got if one["from"] == role] == texts


async def test_the_same_ref_twice_is_the_same_message_once(service: Service, staff: dict[str, str]) -> None:
    async with talking(service, staff["Sam"]) as talk:
        heard = await talk.seeker_says("once", ref="ref-twice-1")
        await talk.seeker.hears("posted", ref="ref-twice-1")
        await talk.seeker.says("post", chat=talk.chat, ref="ref-twice-1", text="once, edited")
        assert await talk.seeker.hears("posted", ref="ref-twice-1") == heard
        assert [one for one in await talk.listener.all_until_pong() if one["type"] == "posted"] == []


async def test_a_resumed_page_gets_exactly_what_it_missed(service: Service, staff: dict[str, str]) -> None:
    async with talking(service, staff["Sam"]) as talk:
        for text in ("one", "two"):
            await talk.listener_says(text)
        await talk.seeker.socket.close()
        missed = [a_ref() for _ in range(3)]
        for ref in missed:
            await talk.listener.says("post", chat=talk.chat, ref=ref, text=f"while away {ref}")
            await talk.listener.hears("posted", ref=ref)
        async with seeker_page(service, talk.token, chats={talk.chat: 2}, epochs={talk.chat: talk.epoch}) as back:
            ready = await back.hears("ready")
            assert (ready["chat"]["id"], ready["chat"]["epoch"]) == (talk.chat, talk.epoch)
            posted = [one for one in await back.all_until_pong() if one["type"] == "posted"]
            assert [(one["seq"], one["ref"]) for one in posted] == list(zip((3, 4, 5), missed, strict=True))
            await back.says("hello", chats={talk.chat: 5}, epochs={talk.chat: talk.epoch})
            assert [one["type"] for one in await back.all_until_pong() if one["type"] == "posted"] == []
            await back.says("hello", chats={talk.chat: 5}, epochs={talk.chat: "another-life"})
            again = [one for one in await back.all_until_pong() if one["type"] == "posted"]
            assert [one["seq"] for one in again] == [1, 2, 3, 4, 5]


async def test_another_tab_takes_over_and_the_older_can_do_nothing(service: Service, staff: dict[str, str]) -> None:
    async with talking(service, staff["Sam"]) as talk, seeker_page(service, talk.token) as newer:
        assert (await newer.hears("ready"))["chat"]["id"] == talk.chat
        assert await talk.seeker.closed() == 4409
        await newer.says("post", chat=talk.chat, ref="ref-newer-1", text="from the newer tab")
        assert (await talk.listener.hears("posted"))["ref"] == "ref-newer-1"


async def test_one_seeker_can_do_nothing_in_anothers_chat(service: Service, staff: dict[str, str]) -> None:
    async with talking(service, staff["Sam"]) as talk:
        stranger = await join(service, language="nl")
        async with seeker_page(service, stranger) as page:
            await page.hears("ready")
            for kind, facts in {
                "post": {"ref": "ref-strange", "text": "hello"},
                "delivered": {"seq": 1},
                "seen": {"seq": 1},
                "typing": {},
                "moment": {},
                "end": {},
            }.items():
                await page.says(kind, chat=talk.chat, **facts)
                assert (await page.hears("refused"))["code"] == "noChat"
        assert {one["type"] for one in await talk.listener.all_until_pong()} <= {"shift"}
        await as_seeker(service, stranger, "DELETE", "/api/ticket")


@pytest.mark.parametrize("text", ["a" * 2_000, "\U0001f499" * 2_000, "\u0001" * 2_000, "\u202ee\u0301\u200b" * 500])
async def test_two_thousand_code_points_of_any_kind_arrive_as_they_were(
    service: Service, staff: dict[str, str], text: str
) -> None:
    async with talking(service, staff["Sam"]) as talk:
        assert (await talk.seeker_says(text))["text"] == text
        assert (await talk.listener_says(text))["text"] == text


async def test_a_text_too_long_is_refused_by_its_ref_and_the_chat_goes_on(
    service: Service, staff: dict[str, str]
) -> None:
    async with talking(service, staff["Sam"]) as talk:
        await talk.seeker.says("post", chat=talk.chat, ref="ref-too-long", text="b" * 2_001)
        refused = await talk.seeker.hears("refused")
        assert (refused["code"], refused["ref"]) == ("notUnderstood", "ref-too-long")
        assert "bbb" not in str(refused)
        assert (await talk.seeker_says("shorter"))["seq"] == 1


async def test_twenty_one_messages_in_a_moment_are_one_too_many_and_nothing_is_lost(
    service: Service, staff: dict[str, str]
) -> None:
    async with talking(service, staff["Sam"]) as talk:
        refs = [a_ref() for _ in range(21)]
        for ref in refs:
            await talk.seeker.says("post", chat=talk.chat, ref=ref, text="quickly")
        refused = await talk.seeker.hears("refused")
        assert (refused["code"], refused["ref"]) == ("tooFast", refs[-1])
        assert [(await talk.listener.hears("posted"))["ref"] for _ in range(20)] == refs[:20]


async def test_nothing_is_said_in_a_chat_that_has_ended(service: Service, staff: dict[str, str]) -> None:
    async with talking(service, staff["Sam"]) as talk:
        await talk.listener.says("end", chat=talk.chat)
        await talk.seeker.hears("ended", reason="listenerEnded")
        await talk.seeker.says("post", chat=talk.chat, ref="ref-too-late", text="wait")
        refused = await talk.seeker.hears("refused")
        assert (refused["code"], refused["ref"]) == ("noChat", "ref-too-late")


async def test_what_was_said_before_is_shown_by_its_seeker_and_by_nobody_else(
    service: Service, staff: dict[str, str]
) -> None:
    async with talking(service, staff["Sam"]) as talk:
        await talk.seeker_says("my brother does not answer")
        await talk.listener_says("how long has it been?")
        await as_seeker(service, talk.token, "POST", "/api/chat/change-listener")
        async with desk(service, staff["Noor"]) as noor:
            await noor.says("accept", offer=(await noor.hears("offer"))["offer"]["offer"])
            opened = (await noor.hears("opened"))["chat"]
            assert opened["earlier"] == "kept"
            await noor.says("showEarlier", chat=opened["id"])
            assert (await noor.hears("refused"))["code"] == "notUnderstood"
            await noor.says("hello")
            assert "earlier" not in [one["type"] for one in await noor.all_until_pong()]
            await talk.seeker.says("showEarlier", chat=opened["id"])
            for page in (talk.seeker, noor):
                told = await page.hears("notice")
                assert (told["chat"], told["kind"]) == (opened["id"], "earlierOpen")
            await noor.says("hello")
            assert [one["earlier"] for one in (await noor.hears("ready"))["chats"]] == ["open"]
            assert [await noor.hears("earlier") for _ in range(2)] == [
                {"type": "earlier", "chat": opened["id"], "listener": "Sam"} | one
                for one in (
                    {"number": 1, "from": "seeker", "text": "my brother does not answer"},
                    {"number": 2, "from": "listener", "text": "how long has it been?"},
                )
            ]
