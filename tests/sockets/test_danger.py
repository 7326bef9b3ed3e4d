"""Grave words on the wire: a card for the seeker, reasons for the listener, an alert on the board. Nothing ends."""

from typing import Any

from benchmarks.service import Service
from tests.sockets.people import a_ref, desk, join, page_at, seeker_page, talking

HARD = "I want to kill myself tonight"


async def test_the_card_the_reasons_and_the_alert(service: Service, staff: dict[str, str]) -> None:
    async with (
        page_at(service, "board", origin=service.origin, Cookie=f"coordinator={staff['Kim']}") as board,
        talking(service, staff["Sam"], country="DE") as talk,
    ):
        await board.says("hello")
        before = {alert["handle"] for alert in (await board.hears("ready"))["board"]["alerts"]}
        await talk.seeker.says("post", chat=talk.chat, ref=a_ref(), text=HARD)
        card = await talk.seeker.hears("card")
        assert card["tier"] >= 3
        assert card["resources"][0]["phone"] == "112"
        alert = await talk.listener.hears("alert")
        assert (alert["seq"], alert["tier"]) == (1, card["tier"])
        assert HARD[alert["reasons"][0]["start"] : alert["reasons"][0]["end"]] in HARD
        assert alert["guidance"].startswith("Stay.")
        fresh: list[dict[str, Any]] = []
        while not fresh:
            alerts = (await board.hears("board"))["board"]["alerts"]
            fresh = [one for one in alerts if one["handle"] not in before]
        [shown] = fresh
        assert (shown["tier"], shown["listener"]) == (card["tier"], "Sam")
        assert not any(secret in str(board.events) for secret in (HARD, talk.chat, talk.token))


async def test_a_listener_ends_a_dangerous_chat_only_by_saying_so_twice(
    service: Service, staff: dict[str, str]
) -> None:
    """Ending has to be said twice."""
    async with talking(service, staff["Sam"]) as talk:
        await talk.listener.says("flag", chat=talk.chat, tier="high")
        assert (await talk.seeker.hears("card"))["tier"] == 3
        await talk.listener.says("end", chat=talk.chat)
        refused = await talk.listener.hears("refused")
        assert (refused["code"], refused["ref"]) == ("confirmEnd", talk.chat)
        assert (await talk.listener_says("I am still here"))["seq"] == 1
        await talk.listener.says("end", chat=talk.chat, confirmed=True)
        assert (await talk.seeker.hears("ended"))["reason"] == "listenerEnded"


async def test_a_reason_is_found_behind_letters_that_take_two_units(service: Service, staff: dict[str, str]) -> None:
    """Offsets are UTF-16 units."""
    async with talking(service, staff["Sam"]) as talk:
        text = f"\U0001f499\U0001f499 {HARD}"
        await talk.seeker.says("post", chat=talk.chat, ref=a_ref(), text=text)
        reason = (await talk.listener.hears("alert"))["reasons"][0]
        units = text.encode("utf-16-le")
        assert "kill myself" in units[2 * reason["start"] : 2 * reason["end"]].decode("utf-16-le")


async def test_grave_words_while_waiting_make_a_ticket_urgent(service: Service, staff: dict[str, str]) -> None:
    token = await join(service, firstMessage=HARD)
    async with seeker_page(service, token) as seeker, desk(service, staff["Sam"]) as listener:
        offer = (await listener.hears("offer"))["offer"]
        assert offer["urgency"] >= 3
        await listener.says("accept", offer=offer["offer"])
        assert (await listener.hears("opened"))["chat"]["tier"] == offer["urgency"]
        await seeker.hears("opened")
        await seeker.says("hello")
        assert (await seeker.hears("card"))["tier"] == offer["urgency"]
