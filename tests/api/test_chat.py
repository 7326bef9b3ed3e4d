"""What a seeker does about a chat over the API, besides writing in it."""

import pytest

from tests.api.house import House
from tests.api.problem import problem


async def test_a_report_ends_the_chat_and_gives_its_code_once(house: House) -> None:
    await house.on_shift()
    seeker = await house.seeker()
    chat = await house.open_chat(seeker)
    filed = await seeker.post("/api/chat/report", json={"reason": "sexual"})
    assert filed.status_code == 201
    assert list(filed.json()) == ["caseCode"]
    assert [len(part) for part in filed.json()["caseCode"].split("-")] == [4, 4, 4, 4]
    assert (chat.ended, chat.after(0), house.node.chats) == ("reported", [], {})
    assert problem(await seeker.post("/api/chat/report", json={"reason": "other"})) == (409, "nothing-to-report")
    [case] = (await (await house.staff("Kim")).get("/api/reports")).json()
    assert (case["category"], case["decision"]) == ("sexual", None)


async def test_after_a_chat_has_ended_it_can_still_be_reported(house: House) -> None:
    await house.on_shift()
    seeker = await house.seeker()
    await house.open_chat(seeker)
    assert (await seeker.post("/api/chat/end")).status_code == 204
    assert (await seeker.post("/api/chat/report", json={"reason": "threat"})).status_code == 201


async def test_without_a_chat_there_is_nothing_to_report(house: House) -> None:
    seeker = await house.seeker()
    assert problem(await seeker.post("/api/chat/report", json={"reason": "unsafe"})) == (409, "nothing-to-report")


async def test_a_report_is_a_category_and_never_a_text(house: House) -> None:
    seeker = await house.seeker()
    answer = await seeker.post("/api/chat/report", json={"reason": "he said xyzzy"})
    assert problem(answer) == (400, "not-understood")
    assert answer.json()["fields"] == ["reason"]
    assert "xyzzy" not in answer.text


async def test_feedback_is_taken_answer_by_answer(house: House) -> None:
    await house.on_shift()
    seeker = await house.seeker(feeling=2)
    await house.open_chat(seeker)
    await seeker.post("/api/chat/end")
    assert (await seeker.post("/api/chat/feedback", json={"heard": "partly"})).status_code == 204
    assert (await seeker.post("/api/chat/feedback", json={"feeling": 4, "safe": "no"})).status_code == 204
    [entry] = await house.node.live.entries()
    assert entry.aftermath is not None
    assert (entry.aftermath.feeling, entry.aftermath.heard, entry.aftermath.safe) == (4, "partly", "no")
    answer = await seeker.post("/api/chat/feedback", json={"feeling": 9})
    assert problem(answer) == (400, "not-understood")


async def test_changing_the_listener_leads_to_the_head_of_the_line_and_never_back_to_the_same(house: House) -> None:
    await house.on_shift("Sam")
    seeker = await house.seeker()
    await house.open_chat(seeker)
    await house.seeker()
    changed = await seeker.post("/api/chat/change-listener")
    assert changed.status_code == 200
    ticket = changed.json()
    assert (ticket["state"], ticket["wait"]["position"], ticket["chat"]) == ("waiting", 1, None)
    assert ticket["wait"]["eligible"] == 0
    assert ticket["notice"].startswith("You asked for somebody else.")
    await house.on_shift("Noor")
    chat = await house.open_chat(seeker)
    assert chat.listener_name == "Noor"


async def test_ending_a_chat_drops_its_words_at_once(house: House) -> None:
    await house.on_shift()
    seeker = await house.seeker(firstMessage="please listen")
    chat = await house.open_chat(seeker)
    assert [message.text for message in chat.after(0)] == ["please listen"]
    assert (await seeker.post("/api/chat/end")).status_code == 204
    assert (chat.ended, chat.after(0)) == ("seekerEnded", [])
    assert (await seeker.get("/api/ticket")).json()["firstMessage"] == ""


@pytest.mark.parametrize("verb", ["end", "change-listener"])
async def test_what_needs_a_chat_is_refused_without_one(house: House, verb: str) -> None:
    seeker = await house.seeker()
    assert problem(await seeker.post(f"/api/chat/{verb}")) == (404, "no-chat")
