"""What is asked about and stopped, over real sockets: the text stays with its author, and the frames say why."""

from benchmarks.service import Service
from tests.sockets.people import a_ref, talking

NUMBER = "my number is 07911 123456"


async def test_a_number_is_asked_about_and_sent_when_said_again(service: Service, staff: dict[str, str]) -> None:
    async with talking(service, staff["Sam"]) as talk:
        ref = a_ref()
        await talk.seeker.says("post", chat=talk.chat, ref=ref, text=NUMBER)
        nudge = await talk.seeker.hears("nudge", ref=ref)
        assert (nudge["kinds"], nudge["masked"]) == (["phone"], "my number is ••••• ••••••")
        assert [event for event in await talk.listener.all_until_pong() if event["type"] == "posted"] == []
        await talk.seeker.says("post", chat=talk.chat, ref=ref, text=NUMBER, confirmed=True)
        assert (await talk.listener.hears("posted", ref=ref))["text"] == NUMBER


async def test_a_listeners_number_is_refused_with_the_reason(service: Service, staff: dict[str, str]) -> None:
    async with talking(service, staff["Sam"]) as talk:
        for part in ("07911", "123"):
            ref = a_ref()
            await talk.listener.says("post", chat=talk.chat, ref=ref, text=part, confirmed=True)
        refused = await talk.listener.hears("refused", ref=ref)
        assert refused["code"] == "contactDetails"
        assert "Listeners lead nobody elsewhere" in refused["detail"]
        assert (await talk.seeker.hears("posted"))["text"] == "07911"


async def test_the_button_for_a_younger_seeker_and_a_note_with_a_number(
    service: Service, staff: dict[str, str]
) -> None:
    async with talking(service, staff["Sam"]) as talk:
        await talk.listener.says("handOver", chat=talk.chat, note=NUMBER)
        assert (await talk.listener.hears("refused", ref=talk.chat))["code"] == "noteNotTaken"
        await talk.listener.says("younger", chat=talk.chat, than="18")
        assert (await talk.listener.hears("notice"))["kind"] == "ageLowered"
        ref = a_ref()
        await talk.seeker.says("post", chat=talk.chat, ref=ref, text=NUMBER, confirmed=True)
        assert (await talk.seeker.hears("refused", ref=ref))["code"] == "contactDetails"


async def test_a_mark_of_not_here_for_support_lets_the_seeker_wait_for_somebody_else(
    service: Service, staff: dict[str, str]
) -> None:
    async with talking(service, staff["Sam"]) as talk:
        await talk.listener.says("end", chat=talk.chat, notForSupport=True)
        assert (await talk.listener.hears("ended"))["reason"] == "turnedAway"
        assert "did not seem to be about support" in (await talk.seeker.hears("place"))["reason"]
