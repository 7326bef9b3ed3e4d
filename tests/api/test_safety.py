"""The safety desk over the API: officers, sealed words, decisions, and the case page's answers."""

import pytest

from app.services.cases.make_officer import encoded
from tests.api.house import House
from tests.api.problem import problem
from tests.officers import officers, read_together

RAVI, MARA = officers("ravi", "mara").values()
VERDICT = {"rule": "children", "decision": "removed", "reason": "words-show"}


@pytest.mark.proves("C28")
async def test_two_officers_open_a_report_one_decides_and_another_hears_the_appeal(house: House) -> None:
    await house.officers(RAVI, MARA)
    await house.on_shift()
    seeker = await house.seeker(firstMessage="he asked where I live", ageBand="16-17")
    await house.open_chat(seeker)
    code = (await seeker.post("/api/chat/report", json={"reason": "unsafe"})).json()["caseCode"]
    ravi, mara, kim = [await house.staff(name) for name in ("Ravi", "Mara", "Kim")]
    desk = (await kim.get("/api/safety")).json()
    [case] = desk["cases"]
    told = {"category": "Somebody did not feel safe", "about": "listener", "listener": "Sam", "band": "minor"}
    told |= {"state": "open", "stopped": True, "sealed": True, "hoursLeft": 72}
    assert {name: case[name] for name in told} == told
    assert (desk["enough"], desk["officer"], [one["name"] for one in desk["paused"]]) == (True, False, ["Sam"])
    at = f"/api/safety/cases/{case['id']}"
    assert problem(await ravi.get(f"{at}/words")) == (409, "needs-another-person")
    excerpt = await house.node.cases.excerpt(case["id"])
    assert excerpt is not None
    share = (await ravi.get(f"{at}/share")).json()
    assert [one["name"] for one in share["others"]] == ["Mara"]
    handed = RAVI.hands(excerpt, MARA)
    assert (await ravi.post(f"{at}/hand", json={"to": "mara", "share": encoded(handed)})).status_code == 204
    words = (await mara.get(f"{at}/words")).json()
    assert (words["handed"], words["by"], words["hold"]) == (encoded(handed), "ravi", "")
    assert read_together(excerpt, RAVI, MARA)[0]["text"] == "he asked where I live"
    assert "where I live" not in str(words) + str(share) + str(desk)
    assert (await mara.post(f"{at}/decision", json=VERDICT)).status_code == 204
    assert problem(await mara.get(f"{at}/words")) == (404, "unknown-case")
    anyone = await house.visitor()
    found = (await anyone.post("/api/case", json={"caseCode": code})).json()
    assert (found["state"], found["decision"], found["machine"]) == ("decided", "They may not come back.", True)
    assert (await anyone.post("/api/case/appeal", json={"caseCode": code})).json()["state"] == "appealed"
    assert problem(await mara.post(f"{at}/decision", json=VERDICT)) == (409, "needs-another-person")
    assert (await kim.post(f"{at}/decision", json=VERDICT)).status_code == 204
    assert (await anyone.post("/api/case", json={"caseCode": code})).json()["state"] == "appealDecided"
    assert (await anyone.get("/api/case/held")).json() == []
    done = [(one["who"], one["did"]) for one in (await kim.get("/api/audit")).json() if one["target"] == case["id"]]
    assert ("Mara", "opened case") in done
    assert done[0] == ("Kim", "decided appeal")


@pytest.mark.proves("C28")
async def test_no_text_of_a_client_ever_comes_into_a_report(house: House) -> None:
    """C28."""
    await house.officers(RAVI, MARA)
    await house.on_shift()
    seeker = await house.seeker(firstMessage="what was relayed")
    await house.open_chat(seeker)
    for more in ({"text": "forged"}, {"excerpt": ["forged"]}, {"messages": [{"from": "listener", "text": "forged"}]}):
        refused = await seeker.post("/api/chat/report", json={"reason": "threat"} | more)
        assert problem(refused) == (400, "not-understood")
    form = {"reason": "threat", "text": "forged", "excerpt": "forged"}
    assert (await seeker.post("/chat/report", data=form)).status_code == 303
    [case] = house.node.open_cases
    excerpt = await house.node.cases.excerpt(case)
    assert excerpt is not None
    assert [one["text"] for one in read_together(excerpt, RAVI, MARA)] == ["what was relayed"]


async def test_a_key_is_kept_wrapped_and_makes_nobody_an_officer(house: House) -> None:
    kim = await house.staff("Kim")
    body = {"public": encoded(RAVI.public), "wrapped": f"600000.{'x' * 100}"}
    assert (await kim.put("/api/safety/key", json=body)).status_code == 204
    desk = (await kim.get("/api/safety")).json()
    assert ([(one["name"], one["officer"]) for one in desk["officers"]], desk["officer"]) == ([("Kim", False)], False)
    assert house.node.officers == {}
    for wrong in ({"wrapped": "x" * 201}, {"wrapped": "1.a b"}, {"public": "x" * 101}, {"passphrase": "mine"}):
        assert problem(await kim.put("/api/safety/key", json=body | wrong)) == (400, "not-understood")
