"""Coordinators correct the directory: at once, audited, and never to the harm of who needs a number."""

from datetime import date, timedelta
from typing import Any

import pytest

from app import clock
from app.records.unit_of_work import Records
from app.services.help.directory import LinesUnchecked, load_directory, require_checked_lines
from app.settings import Settings
from tests.api.house import House

SAMARITANS = "/api/resources/gb-samaritans"
LINE = {"name": "Samaritans", "kind": "suicide", "phone": "116 123", "hours": "24/7", "languages": ["en"]}


async def shown(house: House, country: str = "GB") -> dict[str, Any]:
    """What anybody is shown, by name."""
    found = await (await house.visitor()).get("/api/resources", params={"country": country, "kind": "ideation"})
    return {one["name"]: one for one in found.json()}


async def test_a_country_s_lines_are_listed_with_their_sources_and_doubts(house: House) -> None:
    kim = await house.staff("Kim")
    lines = (await kim.get("/api/resources/directory", params={"country": "GB"})).json()
    assert lines[0]["key"] == "gb-emergency"
    one = next(line for line in lines if line["key"] == "gb-samaritans")
    assert one == (await kim.get(SAMARITANS)).json()
    assert one["sources"]
    assert (one["tel"], one["checked"], one["stale"], one["hidden"], one["corrected"]) == (
        "tel:116123", None, True, False, False,
    )  # fmt: skip
    anywhere = (await kim.get("/api/resources/directory")).json()
    assert {line["kind"] for line in anywhere} == {"directory"}


async def test_a_correction_shows_at_once_and_is_audited(house: House) -> None:
    kim, today = await house.staff("Kim"), clock.now().date().isoformat()
    changed = await kim.put(SAMARITANS, json=LINE | {"phone": "0300 123", "checked": today, "note": "Try it."})
    assert (changed.status_code, changed.json()["stale"], changed.json()["corrected"]) == (200, False, True)
    line = (await shown(house))["Samaritans"]
    assert (line["phone"], line["tel"], line["checked"], line["note"]) == ("0300 123", "tel:0300123", today, "Try it.")
    (entry,) = (await kim.get("/api/audit")).json()[:1]
    assert (entry["who"], entry["did"], entry["target"]) == ("Kim", "corrected line", "gb-samaritans")


async def test_a_correction_outlives_the_process_and_can_be_taken_back(house: House) -> None:
    kim = await house.staff("Kim")
    await kim.put(SAMARITANS, json=LINE | {"phone": "0300 123", "also": ["0300 124"], "languages": ["en", "cy"]})
    found = (await load_directory(house.node.records)).known("gb-samaritans")
    assert found is not None
    assert found == house.node.directory.known("gb-samaritans")
    assert (found.also, found.languages, found.zone) == (("0300 124",), ("en", "cy"), "Europe/London")
    assert (await kim.delete(SAMARITANS)).status_code == 204
    assert (await shown(house))["Samaritans"]["phone"] == "116 123"


async def test_a_line_is_hidden_and_shown_again(house: House) -> None:
    kim = await house.staff("Kim")
    await kim.put(SAMARITANS, json=LINE | {"hidden": True})
    assert "Samaritans" not in await shown(house)
    listed = (await kim.get("/api/resources/directory", params={"country": "GB"})).json()
    assert next(one["hidden"] for one in listed if one["key"] == "gb-samaritans")
    await kim.put(SAMARITANS, json=LINE)
    assert "Samaritans" in await shown(house)


async def test_a_new_line_stands_beside_the_others(house: House) -> None:
    kim = await house.staff("Kim")
    added = await kim.put("/api/resources/gb-our-line", json=LINE | {"name": "Our line", "messaging": "WhatsApp 77 00"})
    assert (added.status_code, added.json()["country"], added.json()["messaging"]) == (200, "GB", "WhatsApp 77 00")
    assert house.node.directory.known("gb-our-line") is not None


async def test_an_emergency_number_is_corrected_and_never_hidden(house: House) -> None:
    kim = await house.staff("Kim")
    body = {"name": "Emergency services", "kind": "crisis", "phone": "112", "services": {"police": "101"}}
    refused = await kim.put("/api/resources/gb-emergency", json=body | {"hidden": True})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:earshot:problem:emergency-stays")
    assert (await kim.put("/api/resources/gb-emergency", json=body)).json()["kind"] == "emergency"
    line = (await shown(house))["Emergency services"]
    assert (line["phone"], line["facts"]) == ("112", "Police 101")


@pytest.mark.proves("C35")
@pytest.mark.parametrize(
    ("key", "said", "fields"),
    [
        ("gb-line", {"phone": "ring the bell"}, ["phone"]),
        ("gb-line", {"phone": ""}, ["ways"]),
        ("gb-line", {"chatUrl": "javascript:alert(1)"}, ["chatUrl"]),
        ("gb-line", {"hours": "when we can"}, ["hours"]),
        ("gb-line", {"kind": "emergency"}, ["kind"]),
        ("zz-line", {}, ["key"]),
        ("gb", {}, ["key"]),
        ("gb-line", {"checked": (clock.now().date() - timedelta(days=181)).isoformat()}, ["checked"]),
        ("gb-line", {"checked": (clock.now().date() + timedelta(days=2)).isoformat()}, ["checked"]),
    ],
)
async def test_what_nobody_could_dial_is_refused(
    house: House, key: str, said: dict[str, Any], fields: list[str]
) -> None:
    kim = await house.staff("Kim")
    refused = await kim.put(f"/api/resources/{key}", json=LINE | said)
    assert (refused.status_code, refused.json().get("fields")) == (422, fields)
    assert (await kim.get("/api/resources/directory", params={"country": "GB"})).json()[0]["corrected"] is False


async def test_lines_to_write_to_come_first_for_who_cannot_speak_aloud(house: House) -> None:
    visitor = await house.visitor()
    found = (await visitor.get("/api/resources", params={"country": "GB", "quietly": "true"})).json()
    assert [one["kind"] for one in found[:1]] == ["emergency"]
    assert (found[1]["name"], found[1]["written"], found[1]["textTo"], found[1]["word"]) == (
        "Shout", True, "sms:85258", "SHOUT",
    )  # fmt: skip


@pytest.mark.proves("C35")
async def test_a_public_start_needs_lines_that_a_person_has_tried(records: Records) -> None:
    today = date(2026, 11, 20)
    with pytest.raises(LinesUnchecked, match="ALLOW_UNCHECKED_LINES=yes"):
        await require_checked_lines(records, ("GB",), today=today)


async def test_a_public_start_is_content_with_its_own_countries(house: House) -> None:
    kim, today = await house.staff("Kim"), clock.now().date()
    for country in ("", "BB"):
        for line in (await kim.get("/api/resources/directory", params={"country": country})).json():
            body = {name: line[name] or "" for name in ("name", "kind", "phone", "website")}
            body |= {"checked": today.isoformat(), "services": line["services"]}
            assert (await kim.put(f"/api/resources/{line['key']}", json=body)).status_code == 200
    await require_checked_lines(house.node.records, ("BB",), today=today)
    with pytest.raises(LinesUnchecked, match="crisis lines"):
        await require_checked_lines(house.node.records, (), today=today)
    with pytest.raises(LinesUnchecked):
        await require_checked_lines(house.node.records, ("BB",), today=today + timedelta(days=180))


@pytest.mark.parametrize(
    ("origins", "samples", "public"),
    [
        ("http://127.0.0.1:8000,http://localhost:8000", False, False),
        ("https://talk.example.org", False, True),
        ("https://talk.example.org", True, False),
        ("http://localhost,https://talk.example.org", False, True),
    ],
)
def test_a_start_is_public_where_others_reach_it(origins: str, samples: bool, public: bool) -> None:  # noqa: FBT001
    assert Settings(public_origins=origins, samples=samples).public is public  # type: ignore[arg-type]  # as the environment says it


def test_the_countries_served_are_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSHOT_COUNTRIES", "GB, IE")
    monkeypatch.setenv("ALLOW_UNCHECKED_LINES", "yes")
    settings = Settings(_env_file=None)
    assert (settings.countries, settings.allow_unchecked_lines) == (("GB", "IE"), True)
    with pytest.raises(ValueError, match="pattern"):
        Settings(countries="Britain")  # type: ignore[arg-type]
