"""Help in reach as a browser without JavaScript sees it: lines, the card, the plan, and the coordinators' page."""

import pytest
from babel.dates import format_date

from app import clock
from app.services.board.take_alert import note_alerts
from app.services.chat.read_message import read_message
from tests.api.house import House
from tests.pages.forms import Plain


async def in_chat(house: House, **wish: object) -> Plain:
    """Somebody in a chat, with their browser."""
    await house.on_shift()
    plain = Plain(await house.seeker(**wish))
    await house.open_chat(plain.client)
    await plain.goes("/chat")
    return plain


async def says(house: House, plain: Plain, text: str) -> str:
    """They write it, it is read, and this is the frame then."""
    await plain.goes("/chat")
    await plain.sends("/chat/post", text=text)
    chat = next(iter(house.node.chats.values()))
    message = chat.said(chat.seq)
    assert message is not None
    await read_message(house.node, chat, message, now=clock.now())
    return (await plain.client.get("/chat/log")).text


async def test_the_lines_page_puts_writing_first_when_asked(house: House) -> None:
    plain = Plain(await house.visitor())
    aloud = await plain.goes("/lines?country=GB")
    quietly = await plain.goes("/lines?country=GB&quietly=yes")
    assert aloud.text.index("Samaritans") < aloud.text.index("Shout")
    assert quietly.text.index("Shout") < quietly.text.index("Samaritans")
    assert "Text SHOUT to 85258" in quietly.text
    assert {"tel:999", "sms:85258"} <= set(quietly.links)
    assert "may show on your phone or bill" in quietly.text
    assert "not yet checked by us" in quietly.text


async def test_who_waits_with_a_plan_sees_the_card_and_keeps_the_place(house: House) -> None:
    plain = Plain(await house.seeker(selfReport="plan", country="GB"))
    room = await plain.goes("/wait")
    assert "It sounds as if this is very hard" in room.text
    room = await plain.sends("/chat/card", do="away")
    assert plain.path == "/wait"
    assert "If it gets too much before somebody comes" in room.text
    assert plain.answer is not None
    assert 'data-manner="hard" hidden>' in plain.answer.text


async def test_a_first_message_that_turns_grave_shows_the_card_in_line(house: House) -> None:
    plain = Plain(await house.seeker())
    await plain.goes("/wait")
    room = await plain.sends("/wait/message", first_message="I want to die")
    assert "It sounds as if this is very hard" in room.text


@pytest.mark.parametrize(
    ("said", "words", "is_open"),
    [
        ("I want to die", "It sounds as if this is very hard", True),
        ("I just took all my pills", "This minute counts. We cannot send anyone", True),
        ("My friend wants to kill herself", "It is good that you look out for somebody", True),
        ("he hits me", "Some places that may help: show", False),
    ],
)
async def test_the_frame_shows_the_card_that_fits(house: House, said: str, words: str, is_open: bool) -> None:  # noqa: FBT001
    frame = await says(house, await in_chat(house, country="GB"), said)
    assert words in frame
    assert ("<details open>" in frame) is is_open
    assert 'href="tel:999"' in frame
    assert "!" not in words


async def test_not_for_me_puts_the_card_away_until_there_is_more(house: House) -> None:
    plain = await in_chat(house)
    await says(house, plain, "I want to die")
    await plain.goes("/chat/log")
    await plain.sends("/chat/card", do="away")
    assert plain.path == "/chat"
    assert 'class="card"' not in (await plain.client.get("/chat/log")).text
    assert next(iter(house.node.chats.values())).watch.tier == 3
    assert "This minute counts" in await says(house, plain, "I just took all my pills")


async def test_who_cannot_speak_aloud_says_so_on_the_card(house: House) -> None:
    plain = await in_chat(house, country="GB")
    await says(house, plain, "I want to die")
    await plain.goes("/chat/log")
    await plain.sends("/chat/card", do="quietly")
    frame = await plain.goes("/chat/log")
    assert frame.text.index("Shout") < frame.text.index("Samaritans")
    assert "I can speak aloud" in frame.text


async def test_other_help_stands_outside_the_frame(house: House) -> None:
    """With the server gone the frame is the browser's; what is on the page itself stays."""
    plain = await in_chat(house, country="GB")
    page = plain.answer.text if plain.answer else ""
    spare = page.partition('<noscript class="spare">')[2].partition("</noscript>")[0]
    assert "Other help" in spare
    assert 'href="tel:999"' in spare
    assert 'data-manner="offered" hidden>' in page


async def test_the_plan_has_six_steps_that_nothing_can_send(house: House) -> None:
    plain = Plain(await house.visitor())
    page = await plain.goes("/safety-plan?country=GB")
    html = plain.answer.text if plain.answer else ""
    assert html.count('<textarea id="step-') == 6
    assert not any("name=" in part.partition(">")[0] for part in html.split("<textarea")[1:])
    assert [(form.action, form.method) for form in page.forms] == [("/safety-plan", "get")]
    assert set(page.forms[0].values) - {""} == {"country"}
    assert "It is not a contract" in page.text
    assert "tel:999" in page.links


async def test_the_plan_is_reached_from_card_waiting_room_and_last_page(house: House) -> None:
    waiting = await Plain(await house.seeker(country="GB")).goes("/wait")
    assert "/safety-plan?country=GB" in waiting.links
    plain = await in_chat(house, country="GB")
    await says(house, plain, "I want to die")
    assert "/safety-plan?country=GB" in (await plain.goes("/chat/log")).links
    await plain.goes("/chat/end")
    assert "/safety-plan?country=GB" in (await plain.sends("/chat/end")).links


async def test_a_coordinator_corrects_a_line_by_form(house: House) -> None:
    kim = Plain(await house.staff("Kim"))
    page = await kim.goes("/coordinator/lines?country=GB")
    form = next(one for one in page.forms if one.values.get("key") == "gb-samaritans" and "phone" in one.values)
    assert (form.values["phone"], form.values["kind"]) == ("116 123", "suicide")
    sent = form.values | {"do": "save", "phone": "0300 123", "dialled": "yes"}
    answer = await kim.client.post("/coordinator/lines", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/coordinator/lines?country=GB#gb-samaritans")
    page = await kim.goes("/coordinator/lines?country=GB")
    today = format_date(clock.now().date(), "long", locale="en")
    assert f"last checked on {today}" in page.text
    assert "0300 123" in (await Plain(await house.visitor()).goes("/lines?country=GB")).text
    # another number has to be tried again
    await kim.client.post("/coordinator/lines", data=sent | {"phone": "0300 124", "dialled": []})
    line = house.node.directory.known("gb-samaritans")
    assert line is not None
    assert (line.phone, line.checked) == ("0300 124", None)


async def test_a_coordinator_dials_hides_and_undoes_with_one_button_each(house: House) -> None:
    kim = await house.staff("Kim")
    about = {"key": "gb-shout", "country": "GB"}
    for did, expected in (("dialled", True), ("hide", False), ("show", True), ("forget", True)):
        assert (await kim.post("/coordinator/lines", data=about | {"do": did})).status_code == 303
        assert (house.node.directory.known("gb-shout") is not None) is expected, did
    line = house.node.directory.known("gb-shout")
    assert line is not None
    assert line.checked is None
    refused = await kim.post("/coordinator/lines", data={"key": "gb-emergency", "country": "GB", "do": "hide"})
    assert (refused.status_code, "can be corrected, and never hidden" in refused.text) == (422, True)


async def test_nobody_is_asked_to_dial_an_emergency_number_to_try_it(house: House) -> None:
    page = (await (await house.staff("Kim")).get("/coordinator/lines?country=GB")).text
    emergency, *others = page.split('<li class="panel line')[1:]
    assert 'id="gb-emergency"' in emergency
    assert ("I dialled" in emergency, "compared it today" in emergency) == (False, True)
    assert all("I dialled" in one for one in others)


async def test_what_cannot_be_a_line_comes_back_as_it_was_typed(house: House) -> None:
    kim = await house.staff("Kim")
    typed = {"key": "", "country": "GB", "do": "save", "name": "Our line", "phone": "ring the bell", "hours": "nights"}
    refused = await kim.post("/coordinator/lines", data=typed)
    assert refused.status_code == 422
    assert "could not use this: phone, hours" in refused.text
    assert 'value="ring the bell"' in refused.text
    added = await kim.post("/coordinator/lines", data=typed | {"phone": "0300 1", "hours": "daily 20:00-04:00"})
    assert added.headers["location"] == "/coordinator/lines?country=GB#gb-our-line"
    again = await kim.post("/coordinator/lines", data=typed | {"phone": "0300 2", "hours": ""})
    assert again.headers["location"] != added.headers["location"]


async def test_a_coordinator_takes_an_alert_by_form(house: House) -> None:
    await (await house.seeker(selfReport="now")).get("/api/ticket")
    kim = Plain(await house.staff("Kim"))
    await note_alerts(house.node, now=clock.now())
    await kim.goes("/coordinator/")
    page = await kim.sends("/coordinator/alerts")
    assert "Kim has this" in page.text


async def test_a_coordinator_goes_on_and_off_duty_by_form(house: House) -> None:
    kim = Plain(await house.staff("Kim"))
    assert "Nobody is on duty" in (await kim.goes("/coordinator/")).text
    assert "On duty: Kim." in (await kim.sends("/coordinator/duty", duty="on")).text
    assert "Nobody is on duty" in (await kim.sends("/coordinator/duty", duty="off")).text
    done = (await kim.client.get("/api/audit")).json()
    assert sorted(one["did"] for one in done if "duty" in one["did"]) == ["went off duty", "went on duty"]
