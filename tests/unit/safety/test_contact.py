"""Contact details are found however they are written, and nothing else is."""

import re
import tomllib
from pathlib import Path

import phonenumbers
import pytest

from app.safety.contact import Contact, Detail, Way, find_contact
from app.safety.known import known_of
from crisis import DEFAULT, Directory, Resource

HERE = Path(__file__).parent
FOUND = tomllib.loads((HERE / "contact_found.toml").read_text())
FREE = tomllib.loads((HERE / "contact_free.toml").read_text())["sentences"]
KNOWN = known_of(DEFAULT)


def test_the_tables_are_large_enough_to_mean_something() -> None:
    assert sum(map(len, FOUND.values())) >= 200
    assert len(FREE) >= 200


@pytest.mark.parametrize(("way", "text"), [(way, text) for way, texts in FOUND.items() for text in texts])
def test_what_leads_to_somebody_is_found(way: str, text: str) -> None:
    contact = find_contact(text, known=KNOWN)
    assert contact is not None
    assert way in contact.ways


@pytest.mark.parametrize("text", FREE)
def test_what_leads_to_nobody_passes(text: str) -> None:
    assert find_contact(text, known=KNOWN) is None


def test_offsets_and_dots_are_those_of_the_text_as_it_was_written() -> None:
    text = "Ruf mich an: ０１７６ 1234\u200b5678, ja?"
    start = text.index("０")
    assert find_contact(text) == Contact(
        (Detail(Way.PHONE, start, text.index(", ja")),), "Ruf mich an: •••• •••••••••, ja?"
    )


@pytest.mark.parametrize(
    "parts",
    [
        ["07911", "123", "456"],
        ["0", "7", "9", "1", "1", "1", "2"],
        ["my number", "0791", "ok then", "1123", "456"],
        ["oh seven", "nine one one", "one two three"],
        ["first 0791", "then 1123"],
        ["seis uno dos", "tres cuatro", "cinco seis siete"],
    ],
)
def test_a_number_in_parts_is_found_before_it_is_whole(parts: list[str]) -> None:
    stopped = [find_contact(part, before=parts[:number]) for number, part in enumerate(parts)]
    assert stopped[0] is None
    assert any(stopped)


def test_answers_in_figures_are_no_number() -> None:
    before = ["7", "8 out of 10", "since 2019", "i slept 4 hours", "it was a 9"]
    assert find_contact("3", before=before) is None
    assert find_contact("i'm 25", before=["i took 40", "at 10:30"]) is None


def test_every_number_and_site_of_our_own_directory_passes() -> None:
    for line in DEFAULT.resources:
        for number in line.numbers:
            contact = find_contact(f"you can call {number} now", known=KNOWN)
            assert contact is None, number
        if line.website and "facebook" not in line.website:
            assert find_contact(f"see {line.website}", known=KNOWN) is None, line.website


@pytest.mark.parametrize("number", sorted({(one, line.country) for line in DEFAULT.resources for one in line.numbers}))
def test_a_line_s_number_passes_in_every_way_it_is_written(number: tuple[str, str]) -> None:
    for form in ways_to_write(*number):
        for text in (form, f"call {form}"):
            assert find_contact(text, known=KNOWN) is None, text
        if sum(one.isdigit() for one in form) > 5:
            assert find_contact(f"for people under 35: {form}", known=KNOWN) is None, form


def test_a_line_passes_with_its_name_before_its_number() -> None:
    for line in DEFAULT.resources:
        for number in line.numbers:
            assert find_contact(f"{line.name}: {number}", known=KNOWN) is None, line.key


def ways_to_write(number: str, country: str) -> set[str]:
    """At home, from abroad, and with what people put between the digits."""
    digits = re.sub(r"[^0-9]", "", number)
    forms = {number, digits, re.sub("[ -]", ".", number), number.replace(" ", "-"), " ".join(digits)}
    if len(digits) < 7:
        return forms
    parsed = phonenumbers.parse(number, country or None)
    formats = vars(phonenumbers.PhoneNumberFormat).items()
    written = {phonenumbers.format_number(parsed, one) for name, one in formats if name.isupper()}
    return forms | written | {phonenumbers.format_number(parsed, 0).replace("+", "00")}


def test_two_numbers_in_a_row_are_no_less_than_one() -> None:
    for text in (
        "07946 123456 07946 123457",
        "07946123456 0800 068 4141",
        "0800 068 4141 07946123456",
        "0794612345612345678900",
    ):
        assert find_contact(text, known=KNOWN) is not None, text


def test_a_line_s_number_hides_no_part_of_another() -> None:
    said = ["0800 068 4141, 0794", "0800 068 4141: 612", "and 0800 068 4141 then 3456"]
    assert any(find_contact(text, before=said[:place], known=KNOWN) for place, text in enumerate(said))


def test_a_correction_of_the_directory_frees_its_number() -> None:
    mine = Resource(country="GB", name="Night line", kind="crisis", key="gb-night", phone="020 7946 0111")
    assert find_contact("call 020 7946 0111", known=KNOWN) is not None
    assert find_contact("call 020 7946 0111", known=known_of(Directory((mine,)))) is None


def test_a_page_of_a_line_on_a_site_for_everybody_frees_nobody_else() -> None:
    mine = Resource(country="GB", name="N", kind="crisis", key="gb-n", website="https://www.facebook.com/nightline")
    assert find_contact("facebook.com/jo.smith", known=known_of(Directory((mine,)))) is not None
