"""A ticket is put to one listener after the other, and every listener is told what became of it."""

import pytest

from benchmarks.service import Service
from tests.sockets.people import as_seeker, desk, join, seeker_page


async def test_an_offer_lapses_and_goes_to_the_next_listener(service: Service, staff: dict[str, str]) -> None:
    token = await join(service, topics=["grief"], firstMessage="hello?")
    async with seeker_page(service, token) as seeker, desk(service, staff["Sam"]) as sam:
        first = (await sam.hears("offer"))["offer"]
        assert (first["firstMessage"], first["minor"], first["urgency"]) == ("hello?", False, 0)
        assert 0 < first["lapsesIn"] <= 1
        async with desk(service, staff["Noor"]) as noor:
            lapsed = await sam.hears("offerLapsed")
            assert lapsed == {"type": "offerLapsed", "offer": first["offer"], "reason": "late"}
            second = (await noor.hears("offer"))["offer"]
            await sam.says("accept", offer=first["offer"])
            assert (await sam.hears("offerLapsed"))["reason"] == "late"
            await noor.says("accept", offer=second["offer"])
            assert (await seeker.hears("opened"))["chat"]["with"] == "Noor"


async def test_a_pass_hands_the_ticket_on_at_once(service: Service, staff: dict[str, str]) -> None:
    token = await join(service)
    async with seeker_page(service, token), desk(service, staff["Sam"]) as sam, desk(service, staff["Noor"]) as noor:
        offer = (await sam.hears("offer"))["offer"]["offer"]
        await noor.says("pass", offer=offer)
        assert (await noor.hears("offerLapsed"))["offer"] == offer, "an offer to somebody else is not theirs to pass"
        await sam.says("pass", offer=offer)
        await noor.hears("offer", within=0.9)
        await as_seeker(service, token, "DELETE", "/api/ticket")
        assert (await noor.hears("offerLapsed"))["reason"] == "left"


@pytest.mark.proves("C27")
async def test_who_has_not_said_their_age_meets_only_cleared_listeners(service: Service, staff: dict[str, str]) -> None:
    """C27."""
    token = await join(service, ageBand="undeclared")
    async with seeker_page(service, token) as seeker, desk(service, staff["Noor"]) as noor:
        ready = await seeker.hears("ready")
        assert ready["ticket"]["wait"]["eligible"] == 0
        assert not [event for event in await noor.all_until_pong() if event["type"] == "offer"]
        async with desk(service, staff["Sam"]) as sam:
            assert (await sam.hears("offer"))["offer"]["minor"] is True


async def test_an_edited_first_message_is_what_the_listener_reads(service: Service, staff: dict[str, str]) -> None:
    token = await join(service, firstMessage="first words")
    assert (await as_seeker(service, token, "PATCH", "/api/ticket", json={"firstMessage": "other words"})).is_success
    async with seeker_page(service, token), desk(service, staff["Sam"]) as sam:
        assert (await sam.hears("offer"))["offer"]["firstMessage"] == "other words"


async def test_a_made_up_name_and_pronouns_are_for_the_listener(service: Service, staff: dict[str, str]) -> None:
    token = await join(service, called="  Blue \n Jay ", pronouns="they")
    async with seeker_page(service, token) as seeker, desk(service, staff["Sam"]) as sam:
        offer = (await sam.hears("offer"))["offer"]
        assert (offer["called"], offer["pronouns"]) == ("Blue Jay", "they")
        await sam.says("accept", offer=offer["offer"])
        chat = (await sam.hears("opened"))["chat"]
        assert (chat["with"], chat["pronouns"]) == ("Blue Jay", "they")
        assert (await seeker.hears("opened"))["chat"]["pronouns"] == ""


async def test_nobody_needs_a_name(service: Service, staff: dict[str, str]) -> None:
    token = await join(service)
    async with seeker_page(service, token), desk(service, staff["Sam"]) as sam:
        offer = (await sam.hears("offer"))["offer"]
        assert (offer["called"], offer["pronouns"]) == ("", "")
        await sam.says("accept", offer=offer["offer"])
        assert (await sam.hears("opened"))["chat"]["with"] == "Seeker"


async def test_a_waiting_page_is_told_its_place_whenever_it_changes(service: Service, staff: dict[str, str]) -> None:
    first, second = await join(service, language="es"), await join(service, language="es")
    await as_seeker(service, first, "GET", "/api/ticket")
    async with seeker_page(service, second) as page:
        assert (await page.hears("ready"))["ticket"]["wait"]["position"] == 2
        await as_seeker(service, first, "DELETE", "/api/ticket")
        place = await page.hears("place")
        while place["wait"]["position"] != 1:
            place = await page.hears("place")
        async with desk(service, staff["Sam"]):
            assert (await page.hears("place"))["wait"]["eligible"] == 1
            await as_seeker(service, second, "DELETE", "/api/ticket")


async def test_the_line_itself_is_shown_to_no_listener(service: Service, staff: dict[str, str]) -> None:
    await as_seeker(service, await join(service, language="nl", firstMessage="not for Sam"), "GET", "/api/ticket")
    async with desk(service, staff["Sam"]) as sam:
        assert (await sam.hears("shift"))["shift"]["waiting"] == 1
        assert "not for Sam" not in str(sam.events)
