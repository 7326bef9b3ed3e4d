from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crisis import DEFAULT, Directory, Kind, Resource, countries, resources_for
from crisis.directory import LOCAL_EMERGENCY

BANDS = ("under13", "13-15", "16-17", "adult", "undeclared")
NIGHT = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)

EMERGENCY = Resource("XA", "Emergency services", "emergency", services=(("ambulance", "115"), ("police", "110")))
VOICE = Resource("XA", "Night line", "suicide", phone="0800 1", hours="24/7", languages=("en",))
TEXT = Resource("XA", "Text line", "crisis", sms="741", hours="24/7", languages=("en",))
DAY = Resource("XA", "Day line", "suicide", phone="0800 2", hours="daily 09:00-17:00", zone="UTC", languages=("en",))
CHILD = Resource("XA", "Children's line", "child", phone="0800 3", languages=("en",))
CHILD_TEXT = Resource("XA", "Children's chat", "child", chat_url="https://chat.example", languages=("en",))
ABUSE = Resource("XA", "Safe home", "abuse", phone="0800 4", languages=("en",))
SPANISH = Resource("XA", "Línea", "suicide", phone="0800 5", hours="24/7", languages=("es",))
FIRST = Resource("", "First directory", "directory", website="https://one.example")
SECOND = Resource("", "Second directory", "directory", website="https://two.example")
SMALL = Directory(
    (EMERGENCY, DAY, VOICE, TEXT, CHILD, CHILD_TEXT, ABUSE, SPANISH, FIRST, SECOND),
    {"XA": "Exampleland", "XB": "Elsewhere"},
)


def names(*arguments: object, **keywords: object) -> list[str]:
    return [one.name for one in resources_for(*arguments, directory=SMALL, **keywords)]  # type: ignore[arg-type]


@pytest.mark.proves("C35")
@pytest.mark.parametrize("one", DEFAULT.resources, ids=lambda one: one.key)
def test_a_line_has_its_form_source_and_confidence(one: Resource) -> None:
    """C35: what nobody could dial, and what nobody said, cannot ship."""
    assert one.faults() == ()
    assert one.sources
    assert one.confidence in ({"high", "medium", "low"} if one.kind == "emergency" else {"high", "medium"})


@pytest.mark.proves("C35")
@pytest.mark.parametrize("one", DEFAULT.resources, ids=lambda one: one.key)
def test_a_line_that_says_it_was_checked_was_so_within_half_a_year(one: Resource) -> None:
    """C35: an empty date is honest, an old one is not."""
    assert one.checked is None or not one.stale(datetime.now(UTC).date())  # noqa: TID251  # the gate is about today


def test_keys_are_said_once_and_begin_with_the_country() -> None:
    keys = [one.key for one in DEFAULT.resources]
    assert len(keys) == len(set(keys))
    assert [one.key for one in DEFAULT.resources if one.key.partition("-")[0] != (one.country.lower() or "any")] == []
    assert [one for one in DEFAULT.resources if (one.kind == "emergency") != one.key.endswith("-emergency")] == []


@pytest.mark.proves("C35")
@pytest.mark.parametrize(
    ("field", "fine", "wrong"),
    [
        ("phone", "+44 (0)20 7946 0000", "ring the bell"),
        ("phone", "*4141", "0800 HELP"),
        ("phone", "116 123", "1"),
        ("phone", "(011) 5275-1135", "(011 5275-1135"),
        ("phone", "0800 1", "0800 1 / 0800 2"),
        ("sms", "741741", "741741 (text HOME)"),
        ("website", "https://line.example/help", "line.example"),
        ("chat_url", "http://chat.example", "javascript:alert(1)"),
        ("hours", "Mon-Fri 09:00-17:00; Sat 10:00-14:00", "weekdays"),
        ("hours", "24/7", "daily 09:00-25:00"),
        ("kind", "crisis", "friendly"),
        ("name", "Line", " "),
        ("key", "xa-line", "../line"),
    ],
)
def test_a_fault_is_named_by_its_field(field: str, fine: str, wrong: str) -> None:
    line = Resource("XA", "Line", "crisis", key="xa-line", phone="0800 1")
    assert replace(line, **{field: fine}).faults() == ()  # type: ignore[arg-type]
    assert replace(line, **{field: wrong}).faults() == (field,)  # type: ignore[arg-type]


def test_a_line_that_leads_nowhere_is_none() -> None:
    nowhere = Resource("XA", "Line", "crisis", key="xa-line")
    assert nowhere.faults() == ("ways",)
    assert replace(nowhere, messaging="WhatsApp 300").faults() == ()
    assert replace(nowhere, kind="emergency", website="https://police.example").faults() == ("ways",)


@pytest.mark.proves("C35")
@pytest.mark.parametrize(("days", "stale"), [(0, False), (179, False), (180, True), (-1, True)])
def test_a_check_holds_for_half_a_year(days: int, stale: bool) -> None:  # noqa: FBT001 - a table
    today = date(2026, 7, 1)
    assert replace(VOICE, checked=today - timedelta(days=days)).stale(today) is stale
    assert VOICE.stale(today)


def test_every_country_of_a_line_has_an_emergency_number() -> None:
    assert {one.country for one in DEFAULT.resources if one.country} == {code for code, _ in countries()}


def test_names_are_said_once_in_a_country() -> None:
    keys = [(one.country, one.name) for one in DEFAULT.resources]
    assert len(keys) == len(set(keys))


def test_hours_that_depend_on_the_clock_have_a_zone() -> None:
    assert [one.name for one in DEFAULT.resources if one.hours not in ("", "24/7") and not one.zone] == []


def test_countries_are_ordered_for_a_picker() -> None:
    listed = countries()
    assert listed == tuple(sorted(listed, key=lambda one: one[1]))
    assert ("BR", "Brazil") in listed


@pytest.mark.parametrize("band", BANDS)
def test_the_answer_is_never_empty_and_begins_with_a_number_to_dial(band: str) -> None:
    for code, _ in countries():
        for kind in (None, *Kind):
            found = resources_for(code, "en", band, {kind} if kind else ())
            assert (found[0].kind, bool(found[0].phone)) == ("emergency", True)
            assert [one.kind for one in found[-2:]] == ["directory", "directory"]
            assert 3 <= len(found) <= 6
            assert len(found) == len(set(found))


@pytest.mark.parametrize("country", [None, "", "ZZ"])
def test_without_a_known_country_the_local_emergency_number_is_named(country: str | None) -> None:
    found = resources_for(country, "xx", "undeclared", {"ideation"})
    assert (found[0], [one.kind for one in found[1:]]) == (LOCAL_EMERGENCY, ["directory", "directory"])


def test_a_country_is_found_in_either_case() -> None:
    assert resources_for("fr", "fr", "adult", ()) == resources_for("FR", "fr", "adult", ())


def test_an_adult_gets_lines_on_suicide_that_are_open() -> None:
    found = names("XA", "en", "adult", {"ideation"}, at=NIGHT)
    assert found == ["Emergency services", "Night line", "Text line", "Day line", "First directory", "Second directory"]


def test_a_minor_gets_child_lines_first_and_writing_before_voice() -> None:
    found = names("XA", "en", "13-15", {"ideation"}, at=NIGHT)
    assert found == [
        "Emergency services", "Children's chat", "Text line", "Children's line", "First directory", "Second directory",
    ]  # fmt: skip


def test_each_need_has_a_line() -> None:
    found = names("XA", "en", "adult", {"ideation", "abuse"}, at=NIGHT)
    assert found[1:3] == ["Night line", "Safe home"]


def test_the_seeker_s_language_comes_first() -> None:
    assert names("XA", "es-MX", "adult", {"ideation"})[1] == "Línea"


@pytest.mark.parametrize(
    ("kinds", "number"), [({"plan"}, "115"), ((), "115"), ({"abuse"}, "110"), ({"abuse", "plan"}, "115")]
)
def test_separate_services_give_the_number_that_fits(kinds: set[str], number: str) -> None:
    emergency = resources_for("XA", "en", "adult", kinds, directory=SMALL)[0]
    assert (emergency.phone, emergency.tel) == (number, f"tel:{number}")


def test_an_overlay_replaces_adds_and_hides_by_key() -> None:
    ours = [replace(one, key=f"xa-{place}") for place, one in enumerate(SMALL.resources)]
    small = Directory(tuple(ours), SMALL.names, {"XA": "Europe/Paris"})
    voice, day = (next(one for one in ours if one.name == name) for name in ("Night line", "Day line"))
    checked = replace(voice, name="Renamed", phone="0800 9", checked=date(2026, 2, 1))
    added = replace(VOICE, name="New line", country="XB", key="xb-new")
    changed = small.overlay([checked, added], hidden=[day.key])
    assert changed.lines("XB") == (added,)
    assert day not in changed.lines("XA")
    assert [one for one in changed.lines("XA") if one.key == voice.key] == [checked]
    assert changed.known("xb-new") == added
    assert changed.known(day.key) is None
    assert (changed.names, changed.zone("XA"), changed.zone("ZZ")) == (SMALL.names, "Europe/Paris", "")


def test_an_emergency_number_is_corrected_and_never_hidden() -> None:
    number = Resource("XA", "Emergency", "emergency", key="xa-emergency", phone="112")
    assert SMALL.overlay([number]).emergency("XA") == number
    assert SMALL.overlay([number], hidden=["xa-emergency", ""]).emergency("XA") == number
    assert sum(one.kind == "emergency" for one in SMALL.overlay([number]).resources) == 1


def test_who_cannot_speak_aloud_gets_lines_to_write_to_first() -> None:
    found = names("XA", "en", "adult", {"ideation"}, at=NIGHT, quietly=True)
    assert found[:3] == ["Emergency services", "Text line", "Night line"]
    app = replace(VOICE, name="App line", messaging="WhatsApp 300 754 8933")
    both = SMALL.overlay([app])
    assert app in resources_for("XA", "en", "adult", {"ideation"}, directory=both, quietly=True)[1:3]


def test_messaging_apps_are_kept_as_text() -> None:
    assert {one.key: one.messaging for one in DEFAULT.resources if one.messaging} == {
        "co-linea-106": "WhatsApp 300 754 8933",
        "it-telefono-amico-italia": "WhatsApp 324 011 7252",
        "my-talian-kasih": "WhatsApp 019-261 5999",
        "sg-samaritans-of-singapore": "WhatsApp 9151 1767",
        "sg-national-mindline-1771": "WhatsApp 6669 1771",
    }


def test_an_unchecked_line_says_so() -> None:
    assert (VOICE.note_unchecked, replace(VOICE, checked=date(2026, 2, 1)).note_unchecked) == (True, False)


@pytest.mark.proves("C35")
def test_nothing_that_ships_claims_to_have_been_checked() -> None:
    assert [one for one in DEFAULT.resources if not one.note_unchecked] == []


def test_links_are_what_a_phone_dials() -> None:
    line = Resource("XA", "Line", "crisis", phone="+1 (0) 23-45", sms="741 741", word="HELP")
    assert (line.tel, line.text_to, TEXT.tel, VOICE.text_to) == ("tel:+12345", "sms:741741", "", "")
    assert replace(VOICE, phone="*4141").tel == "tel:*4141"


@pytest.mark.parametrize(
    ("hours", "zone", "open_then"),
    [
        ("24/7", "", True),
        ("", "Europe/Paris", None),
        ("daily 03:00-05:00", "Europe/Paris", True),
        ("daily 09:00-17:00", "Europe/Paris", False),
        ("daily 19:00-07:00", "Europe/Paris", True),
        ("Mon-Fri 02:00-05:00", "Europe/Paris", True),
        ("Tue-Fri 19:00-07:00", "Europe/Paris", False),
        ("Sun-Thu 19:00-07:00", "Europe/Paris", True),
        ("daily 03:00-05:00", "Nowhere/Land", None),
        ("daily 03:00-05:00", "", None),
        ("Mon 03:00-05:00", "Europe/Paris", True),
        ("Tue-Sun 03:00-05:00; Mon 11:00-12:00", "Europe/Paris", False),
        ("Sun-Thu 11:00-23:00; Sun 11:00-05:00", "Europe/Paris", True),
        ("daily 03:00-05:00; as we can", "Europe/Paris", None),
    ],
)
def test_a_line_knows_whether_it_is_open(hours: str, zone: str, open_then: bool | None) -> None:  # noqa: FBT001 - a table
    assert replace(VOICE, hours=hours, zone=zone).open_at(NIGHT) is open_then
