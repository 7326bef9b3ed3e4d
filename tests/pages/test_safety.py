"""The safety desk and the case page as forms: everything but opening a case works without JavaScript."""

import pytest

from tests.api.house import House
from tests.officers import officers
from tests.pages.forms import Plain, Seen

RAVI, MARA = officers("ravi", "mara").values()


async def filed(house: House, reason: str = "child-at-risk", **wish: str) -> tuple[Plain, str]:
    """A seeker without JavaScript who has reported their chat, and the code on their page."""
    await house.on_shift()
    plain = Plain(await house.seeker(firstMessage="he asked where I live"))
    await house.open_chat(plain.client)
    await plain.goes("/chat/report")
    page = await plain.sends("/chat/report", reason=reason, **wish)
    return plain, page.text.partition("Your case code is ")[2][:19]


async def test_from_a_report_without_javascript_to_the_decision_of_another_person(house: House) -> None:
    await house.officers(RAVI, MARA)
    seeker, code = await filed(house)
    assert "Two people of ours have to open them together; the server never can." in seeker.page.text
    [case] = house.node.open_cases
    kim, ravi = Plain(await house.staff("Kim")), Plain(await house.staff("Ravi"))
    desk = await kim.goes("/coordinator/safety")
    assert "about Sam" in desk.text
    assert "new offers stopped" in desk.text
    assert "words gone in 72 h" in desk.text
    assert "he asked where I live" not in (await ravi.goes("/coordinator/safety")).text
    verdict = {"do": "decide", "case": case, "rule": "children", "decision": "trained", "reason": "words-show"}
    await kim.client.post("/coordinator/safety", data=verdict)
    visitor = Plain(await house.visitor())
    await visitor.goes("/case")
    page = await visitor.sends("/case", code=code.lower())
    assert "They talk with nobody until they have been trained again. The last messages show it." in page.text
    assert "A program stopped new chats for the listener at once" in page.text
    assert code not in "".join(visitor.visited)
    page = await visitor.sends("/case/appeal")
    assert "Another person will look at it once more" in page.text
    again = await kim.client.post("/coordinator/safety", data=verdict)
    assert (again.status_code, "This takes somebody else" in again.text) == (409, True)
    await ravi.client.post("/coordinator/safety", data=verdict | {"decision": "removed"})
    page = await visitor.sends("/case", code=code)
    assert "They may not come back." in page.text
    assert "The first decision was changed." in page.text
    gone = await seeker.goes("/after")
    assert "Gone from our side now, and none of the words are kept." in gone.text


async def test_a_pause_for_a_childs_safety_takes_two_on_the_page_too(house: House) -> None:
    await house.officers(RAVI)
    await filed(house)
    kim, ravi = Plain(await house.staff("Kim")), Plain(await house.staff("Ravi"))
    desk = await kim.goes("/coordinator/safety")
    assert "Sam, for a child's safety" in desk.text
    assert "no words are kept with a report" in desk.text
    lift = desk.forms[[form.values.get("person") for form in desk.forms].index(await sams_id(house))]
    said = lift.values | {"do": "lift"}
    for _ in range(2):
        answer = await kim.client.post("/coordinator/safety", data=said)
    assert answer.status_code == 409
    assert "Kim wants to lift it; a second person has to agree" in Seen(answer.text).text
    await ravi.client.post("/coordinator/safety", data=said)
    assert "for a child's safety" not in (await kim.goes("/coordinator/safety")).text


async def sams_id(house: House) -> str:
    return next(one.id for one in await house.node.live.listeners())


async def test_what_the_page_says_before_and_after_a_report_where_there_are_no_officers(house: House) -> None:
    await house.on_shift()
    plain = Plain(await house.seeker(firstMessage="hello"))
    await house.open_chat(plain.client)
    asked = await plain.goes("/chat/report")
    assert "We keep what kind of thing was wrong, and none of the words." in asked.text
    page = await plain.sends("/chat/report", reason="other")
    assert "Gone from our side now, and none of the words are kept." in page.text


@pytest.mark.parametrize("block", [{}, {"block": "yes"}])
async def test_report_and_end_or_report_end_and_block(house: House, block: dict[str, str]) -> None:
    await filed(house, "harassing", **block)
    [entry] = await house.node.live.entries()
    assert bool(entry.ticket.blocked) == bool(block)


async def test_words_for_a_report_are_promised_for_ten_minutes(house: House) -> None:
    await house.officers(RAVI, MARA)
    await house.on_shift()
    plain = Plain(await house.seeker(firstMessage="hello"))
    await house.open_chat(plain.client)
    await plain.goes("/chat/end")
    page = await plain.sends("/chat/end")
    assert "They are sealed for 10 minutes more" in page.text
    page = await plain.sends("/after/report", reason="unsafe")
    assert "Your case code is" in page.text
    assert "They are sealed until" in page.text


@pytest.mark.parametrize("code", ["2222-2222-2222-2222", "<script>", "\x00", "é" * 40])
async def test_a_code_that_is_none_gets_a_plain_answer(house: House, code: str) -> None:
    answer = await (await house.visitor()).post("/case", data={"code": code})
    assert (answer.status_code, "We know no report with this code." in answer.text) == (404, True)
    assert code not in answer.text or code == "\x00"


@pytest.mark.parametrize("said", [{}, {"do": "decide", "case": "a" * 16}, {"do": "nonsense"}, {"do": "keepLonger"}])
async def test_a_form_that_says_too_little_changes_nothing(house: House, said: dict[str, str]) -> None:
    answer = await (await house.staff("Kim")).post("/coordinator/safety", data=said)
    assert (answer.status_code, "Nothing was changed." in answer.text) == (422, True)
