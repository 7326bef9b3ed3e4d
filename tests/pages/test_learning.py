"""The course, the quiz and the practice room in a browser without JavaScript, up to the first shift."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from app.live.notes import Alert
from app.practice import scenarios
from app.practice.course import PARTS, STEPS, questions
from tests.api.house import House
from tests.pages.forms import Plain

RIGHT = {one.key: "0" for one in questions()}
"""The right answers stand first in the data, and elsewhere on the page."""
GOOD = (
    "Hello, I'm here. What is it like tonight?",
    "That sounds exhausting. Are you thinking of ending your life?",
    "Are you safe this minute?",
    "Thank you for telling me so much tonight.",
)


async def learner(house: House) -> Plain:
    return Plain(await house.applicant())


async def talks(ada: Plain, key: str, *lines: str) -> None:
    """Say these lines in the practice room."""
    await ada.goes(f"/listener/practice/{key}")
    for line in lines:
        await ada.sends(f"/listener/practice/{key}#end", text=line, do="say")


async def shows(ada: Plain, key: str, *lines: str) -> None:
    """Practise, look back, and show it."""
    await talks(ada, key, *(lines or GOOD))
    await ada.sends(f"/listener/practice/{key}", do="end")
    await ada.sends(f"/listener/practice/{key}", do="show")
    assert ada.path == "/listener/learn"


async def learns_everything(ada: Plain) -> None:
    """Read the course, pass the quiz, promise."""
    for part in PARTS:
        await ada.goes(f"/listener/learn/{part.key}")
        await ada.sends(f"/listener/learn/{part.key}")
    await ada.goes("/listener/learn/quiz")
    await ada.sends("/listener/learn/quiz", **RIGHT)
    await ada.goes("/listener/learn/conduct")
    await ada.sends("/listener/learn/conduct", accepted="yes")


async def kept(house: House, query: str) -> list[tuple[Any, ...]]:
    async with house.node.records.unit() as unit:
        return [tuple(row) for row in (await (await unit.connection()).execute(sa.text(query))).all()]


async def test_who_still_learns_is_led_to_the_course_and_reads_it_part_by_part(house: House) -> None:
    ada = await learner(house)
    page = await ada.goes("/listener/")
    assert (ada.path, "/listener/" in page.links) == ("/listener/learn", False)
    assert [f"/listener/learn/{part.key}" in page.links for part in PARTS] == [True] * len(PARTS)
    for part, following in zip(PARTS, (*PARTS[1:], None), strict=True):
        page = await ada.goes(f"/listener/learn/{part.key}")
        assert 200 < len(page.text.split()) < 900, "two to four minutes"
        await ada.sends(f"/listener/learn/{part.key}")
        assert ada.path == (f"/listener/learn/{following.key}" if following else "/listener/learn")
    assert await kept(house, "SELECT count(*), count(DISTINCT week) FROM staff_learning") == [(len(PARTS), 1)]


async def test_the_quiz_is_explained_tried_again_and_passed(house: House) -> None:
    ada = await learner(house)
    await ada.goes("/listener/learn/quiz")
    wrong = RIGHT | {"plant": str(len(questions()[5].answers) - 1)}
    page = await ada.sends("/listener/learn/quiz", **wrong)
    assert ("Nearly there" in page.text, "13 of 14 so far" in page.text) == (True, True)
    assert "It is for whoever is there. That is you." in page.text
    page = await ada.sends("/listener/learn/quiz", plant="0")
    assert "You have passed, with 14 of 14" in page.text
    assert await kept(house, "SELECT staff_id, step FROM staff_learning") == [("Ada", "quiz")]


@pytest.mark.parametrize("answers", [{}, {"plant": "0", "ask": "1"}, {"plant": "made up", "ask": "-1", "now": "99"}])
async def test_a_quiz_with_holes_asks_again_and_keeps_nothing(house: House, answers: dict[str, str]) -> None:
    ada = await learner(house)
    await ada.goes("/listener/learn/quiz")
    page = await ada.sends("/listener/learn/quiz", **answers)
    assert "This one is still open" in page.text
    assert await kept(house, "SELECT step FROM staff_learning") == []


async def test_the_promise_needs_a_tick_and_no_step_is_made_up(house: House) -> None:
    ada = await learner(house)
    await ada.goes("/listener/learn/conduct")
    await ada.sends("/listener/learn/conduct")
    assert ada.path == "/listener/learn/conduct"
    assert (await ada.client.post("/listener/learn/everything")).headers["location"] == "/listener/learn"
    assert (await ada.client.get("/listener/learn/everything")).status_code == 404
    assert await kept(house, "SELECT step FROM staff_learning") == []


async def test_a_practice_chat_is_held_by_its_page_alone(house: House) -> None:
    ada = await learner(house)
    line = "I'm here. Are you thinking of ending your life?"
    await talks(ada, "passive", line, "You should sleep more.")
    page = ada.page
    assert (line in page.text, "i don't really know why" in page.text or "it's been a long year" in page.text) == (
        True,
        True,
    )
    assert page.form("/listener/practice/passive#end").values["said"] == [line, "You should sleep more."]
    await ada.sends("/listener/practice/passive#end", do="wait")
    assert "You leave room." in ada.page.text
    await ada.goes("/listener/practice/passive")
    assert line not in ada.page.text
    live = house.node.live
    assert (await live.entries(), await live.listeners(), house.node.chats, live.notes.all(Alert)) == ((), (), {}, {})
    assert await kept(house, "SELECT * FROM practice") == []
    assert await kept(house, "SELECT did FROM staff_audit WHERE staff_id = 'Ada'") == [("signed in by a sample link",)]


async def test_looking_back_says_what_went_well_before_what_to_try_and_keeps_nothing(house: House) -> None:
    ada = await learner(house)
    await talks(ada, "passive", "I'm here. Are you thinking of ending your life?", "Don't worry, time heals.")
    page = await ada.sends("/listener/practice/passive", do="end")
    well, to_try = page.text.index("You asked directly"), page.text.index("Made smaller")
    assert well < to_try
    assert page.text.count("Don't worry, time heals.") == 2  # in the remark, and where the chat can be read again
    assert "Four messages of yours are enough" in page.text
    assert await kept(house, "SELECT * FROM practice") == []


async def test_somebody_who_is_no_beginner_practises_without_showing_it(house: House) -> None:
    sam = Plain(await house.staff("Sam"))
    await talks(sam, "grief", *GOOD)
    assert "Show it to a coordinator" not in (await sam.sends("/listener/practice/grief", do="end")).text
    await sam.client.post("/listener/practice/grief", data={"said": list(GOOD), "chance": "1", "do": "show"})
    assert await kept(house, "SELECT * FROM practice") == []


async def test_from_the_invitation_to_the_first_shift(house: House) -> None:
    ada, kim = await learner(house), Plain(await house.staff("Kim"))
    await learns_everything(ada)
    for key in ("loneliness", "grief"):
        await shows(ada, key)
    assert ada.page.text.count("Being looked at") == 2
    page = await kim.goes("/coordinator/practice")
    assert "Ada: A quiet Sunday" in page.text
    for key in ("loneliness", "grief"):
        await kim.goes(f"/coordinator/practice/Ada/{key}")
        await kim.sends(f"/coordinator/practice/Ada/{key}", verdict="ready", note="")
    assert (await ada.client.put("/api/shift", json={"state": "ready"})).status_code == 409
    await shows(ada, "passive")
    page = await kim.goes("/coordinator/practice/Ada/passive")
    assert GOOD[1] in page.text
    await kim.sends("/coordinator/practice/Ada/passive", verdict="again", note=" ")
    assert "Say in a few words what to try" in kim.page.text
    await kim.sends("/coordinator/practice/Ada/passive", verdict="again", note="Stay a little longer with her answer.")
    assert await kept(house, "SELECT talk, verdict FROM practice WHERE scenario = 'passive'") == [(None, "again")]
    page = await ada.goes("/listener/learn")
    assert ("Stay a little longer" in page.text, "Once more" in page.text) == (True, True)
    await shows(ada, "passive")
    assert "Stay a little longer" not in ada.page.text
    await kim.goes("/coordinator/practice/Ada/passive")
    await kim.sends("/coordinator/practice/Ada/passive", verdict="ready", note="")
    assert await kept(house, "SELECT tier FROM staff WHERE name = 'Ada'") == [("probation",)]
    assert await kept(house, "SELECT * FROM practice") == []
    on = await ada.client.put("/api/shift", json={"state": "ready"})
    assert (on.status_code, on.json()["state"]) == (200, "ready")
    (listener,) = await house.node.live.listeners()
    assert listener.tier == "probation"
    assert (await ada.goes("/listener/")).title == "Earshot desk"
    audited = await kept(house, "SELECT staff_id = 'Ada', did, target FROM staff_audit WHERE did LIKE '%practice%'")
    assert (False, "found a practice chat ready", "Ada: passive") in audited
    assert (False, "asked for a practice chat again", "Ada: passive") in audited
    assert await kept(house, "SELECT staff_id FROM staff_audit WHERE did LIKE 'learnt enough%'") == [("Ada",)]


async def test_what_is_shown_is_played_by_us_whatever_a_form_claims(house: House) -> None:
    ada = await learner(house)
    form = {"said": list(GOOD), "chance": "7", "do": "show", "turns": "made up", "verdict": "ready"}
    assert (await ada.client.post("/listener/practice/loneliness", data=form)).status_code == 303
    ((talk, verdict),) = await kept(house, "SELECT talk, verdict FROM practice")
    script = {
        line for state in scenarios()["loneliness"].states.values() for way in state.says for line in way.split("\n")
    }
    script |= {line for ways in scenarios()["loneliness"].reactions.values() for line in ways}
    assert {turn["text"] for turn in talk if turn["author"] == "seeker"} <= script
    assert ([turn["text"] for turn in talk if turn["author"] == "listener"], verdict) == (list(GOOD), None)


async def test_a_practice_chat_is_answered_once(house: House) -> None:
    ada, kim = await learner(house), Plain(await house.staff("Kim"))
    await shows(ada, "grief")
    answer = {"verdict": "ready", "note": ""}
    codes = [(await kim.client.post("/coordinator/practice/Ada/grief", data=answer)).status_code for _ in range(2)]
    assert codes == [303, 404]
    assert (await kim.client.get("/coordinator/practice/Ada/grief")).status_code == 404
    await shows(ada, "grief")
    assert await kept(house, "SELECT talk, verdict FROM practice") == [(None, "ready")]


async def test_three_easy_evenings_are_not_enough(house: House) -> None:
    ada, kim = await learner(house), Plain(await house.staff("Kim"))
    await learns_everything(ada)
    for key in ("loneliness", "grief", "exam"):
        await shows(ada, key)
        await kim.client.post(f"/coordinator/practice/Ada/{key}", data={"verdict": "ready"})
    assert "one more has to be among the last two below" in (await ada.goes("/listener/learn")).text
    assert await kept(house, "SELECT tier FROM staff WHERE name = 'Ada'") == [("applicant",)]


async def test_practice_without_the_course_is_not_enough_either(house: House) -> None:
    ada, kim = await learner(house), Plain(await house.staff("Kim"))
    for key in ("loneliness", "grief", "tonight"):
        await shows(ada, key)
        await kim.client.post(f"/coordinator/practice/Ada/{key}", data={"verdict": "ready"})
    assert await kept(house, "SELECT tier FROM staff WHERE name = 'Ada'") == [("applicant",)]
    await learns_everything(ada)  # the last step counts, whichever it is
    assert await kept(house, "SELECT tier FROM staff WHERE name = 'Ada'") == [("probation",)]


async def test_a_scripted_seeker_answers_over_the_api(house: House) -> None:
    ada = await house.applicant()
    asked = {"chance": 0, "said": ["Hello, I'm here. What is it like tonight?"]}
    told = (await ada.post("/api/practice/passive", json=asked)).json()
    assert set(told) == {"turns", "over"}
    assert [turn["author"] for turn in told["turns"]] == ["seeker"] * len(told["turns"])
    refused: list[httpx.Response] = [
        await ada.post("/api/practice/nobody", json=asked),
        await ada.post("/api/practice/passive", json={"chance": 0, "said": []}),
        await ada.post("/api/practice/passive", json={"chance": 0, "said": ["x"] * 31}),
        await (await house.visitor()).post("/api/practice/passive", json=asked),
    ]
    assert [answer.status_code for answer in refused] == [404, 400, 400, 401]


async def test_the_steps_are_the_parts_the_quiz_and_the_promise() -> None:
    assert (*(part.key for part in PARTS), "quiz", "conduct") == STEPS
    assert len(questions()) == 14
