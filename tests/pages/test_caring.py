"""The pages that look after staff: being called, one's weeks, one listener as a coordinator sees them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app import clock
from app.pages.shape import asset
from app.records import staff, weeks
from app.records.bands import week_of
from app.settings import Mail
from tests.api.house import House
from tests.mail import MailServer, mail_server
from tests.pages.forms import Seen

PUSH = {"do": "push", "p256dh": "B" + "A" * 86, "auth": "A" * 22}


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.mark.parametrize(("name", "path"), [("Sam", "/listener/calls"), ("Kim", "/coordinator/calls")])
async def test_staff_agree_to_be_called_say_when_not_and_change_their_minds(
    house: House, mail: MailServer, name: str, path: str
) -> None:
    person = await house.staff(name)
    assert "You are not called." in Seen((await person.get(path)).text).text
    told = Mail(host="127.0.0.1", port=mail.port, sender="a@b.example", tls="none")
    house.node.settings = house.node.settings.model_copy(update={"mail": told})
    address = {"do": "email", "email": " me@example.org "}
    assert (await person.post(path, data=address)).status_code == 303
    assert "The six digits that we sent to me@example.org" in Seen((await person.get(path)).text).text
    assert (await person.post(path, data=address)).status_code == 429
    assert (await person.post(path, data={"do": "code", "code": "none"})).status_code == 422
    assert "You are not called." in Seen((await person.get(path)).text).text
    assert (await person.post(path, data={"do": "code", "code": mail.box.code()})).status_code == 303
    push = PUSH | {"endpoint": "https://fcm.googleapis.com/fcm/send/abc"}
    assert (await person.post(path, data=push)).status_code == 303
    times = {"do": "times", "from": "21", "until": "9", "zone": "Europe/Lisbon", "most": "1"}
    assert (await person.post(path, data=times)).status_code == 303
    page = await person.get(path)
    assert "You are called in 1 browser and by e-mail to me@example.org." in Seen(page.text).text
    assert 'value="Europe/Lisbon"' in page.text
    assert (await person.post(path, data={"do": "forget"})).status_code == 303
    assert "You are not called." in Seen((await person.get(path)).text).text
    assert path in (await person.get(f"{path.rsplit('/', 1)[0]}/account")).text


@pytest.mark.parametrize(
    "wrong",
    [
        PUSH | {"endpoint": "https://example.org/push"},
        {"do": "email", "email": "me@example.org"},  # no server was set for it
        {"do": "times", "from": "late", "until": "9", "zone": "UTC", "most": "1"},
        {"do": "times", "from": "1", "until": "9", "zone": "Nowhere", "most": "1"},
    ],
)
async def test_what_cannot_be_is_refused_in_words(house: House, wrong: dict[str, str]) -> None:
    sam = await house.staff("Sam")
    answer = await sam.post("/listener/calls", data=wrong)
    assert answer.status_code == 422
    assert "You are not called." in Seen(answer.text).text
    assert 'role="alert"' in answer.text


async def test_the_worker_and_the_manifest_belong_to_the_desk_alone(house: House) -> None:
    visitor = await house.visitor()
    worker = await visitor.get("/listener/worker.js")
    assert (worker.status_code, worker.headers["content-type"].split(";")[0]) == (200, "text/javascript")
    assert "showNotification" in worker.text
    assert "fetch" not in worker.text
    manifest = await visitor.get("/listener/app.webmanifest")
    assert manifest.headers["content-type"].split(";")[0] == "application/manifest+json"
    assert (manifest.json()["scope"], manifest.json()["start_url"]) == ("/listener/", "/listener/")
    assert 'rel="manifest"' in (await (await house.staff("Sam")).get("/listener/")).text
    worker_file = asset("worker").js
    seeker = await house.seeker()
    for page in ("/", "/talk", "/lines", "/wait", "/safety-plan"):
        text = (await seeker.get(page)).text
        assert "manifest" not in text
        assert worker_file is None or worker_file not in text


async def test_a_listener_sees_their_weeks_and_a_coordinator_what_goes_with_trust(house: House) -> None:
    week = week_of(clock.now().date())
    sam, kim = await house.staff("Sam"), await house.staff("Kim")
    assert "Nothing here yet." in Seen((await sam.get("/listener/weeks")).text).text
    async with house.node.records.unit() as unit:
        person = await staff.by_name(unit, "Sam")
        assert person is not None
        for what, n in (("sessions", 7), ("minutes", 300), ("crisis", 1), ("passes", 45)):
            await weeks.add(unit, person.id, week - timedelta(weeks=1), what, n)  # type: ignore[arg-type]
    own = Seen((await sam.get("/listener/weeks")).text).text
    theirs = Seen((await kim.get(f"/coordinator/people/{person.id}")).text).text
    assert "Chats 6–9 Hours on duty 4–8 With somebody in crisis 1–2 Breaks skipped 0" in own
    assert "40+" not in own
    assert "Passed on 40+ Offers gone by 0 Reports 0" in theirs
    assert f'href="/coordinator/people/{person.id}"' in (await kim.get("/coordinator/people")).text
    for nobody in ("made-up", (await _id_of(house, "Kim"))):
        assert (await kim.get(f"/coordinator/people/{nobody}")).status_code == 404
        assert (await kim.post(f"/coordinator/people/{nobody}", data={"do": "suspend"})).status_code == 404


async def test_a_suspended_listener_is_signed_out_and_stays_out_until_it_is_lifted(house: House) -> None:
    sam, kim, id_ = await house.staff("Sam"), await house.staff("Kim"), await _id_of(house, "Sam")
    assert (await sam.get("/api/shift")).status_code == 200
    assert (await kim.post(f"/coordinator/people/{id_}", data={"do": "suspend"})).status_code == 303
    assert (await sam.get("/api/shift")).status_code == 401
    assert (await (await house.staff("Sam")).get("/api/shift")).status_code == 401
    assert "Sam , listener, suspended" in Seen((await kim.get("/coordinator/people")).text).text
    assert (await kim.post(f"/coordinator/people/{id_}", data={"do": "lift"})).status_code == 303
    assert (await (await house.staff("Sam")).get("/api/shift")).status_code == 200


async def test_what_listeners_need_stands_on_the_board_and_one_coordinator_takes_it(house: House) -> None:
    sam, kim = await house.staff("Sam"), await house.staff("Kim")
    assert (await sam.post("/api/shift/debrief")).json() == {"takenBy": None}
    form = Seen((await kim.get("/coordinator/")).text).form("/coordinator/care")
    assert (await kim.post("/coordinator/care", data=form.values)).status_code == 303
    assert "Sam would like to talk it over Kim has this" in " ".join(
        Seen((await kim.get("/coordinator/")).text).text.split()
    )
    assert (await sam.post("/api/shift/debrief")).json() == {"takenBy": "Kim"}


async def _id_of(house: House, name: str) -> str:
    async with house.node.records.unit() as unit:
        person = await staff.by_name(unit, name)
    assert person is not None
    return person.id
