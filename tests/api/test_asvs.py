"""docs/asvs.md has every line of the chapters it is about, and what it says of sign-in and sessions is so."""

import ast
import re
from pathlib import Path

import pytest

from app.identity import passwords
from tests.api.house import House

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/asvs.md").read_text("utf-8")
LEVELS_1_AND_2 = {
    "6.1": (1, 2, 3),
    "6.2": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    "6.3": (1, 2, 3, 4),
    "6.4": (1, 2, 3, 4),
    "6.5": (1, 2, 3, 4, 5),
    "6.6": (1, 2, 3),
    "6.8": (1, 2, 3, 4),
    "7.1": (1, 2, 3),
    "7.2": (1, 2, 3, 4),
    "7.3": (1, 2),
    "7.4": (1, 2, 3, 4, 5),
    "7.5": (1, 2),
    "7.6": (1, 2),
}
"""The requirements of ASVS 5.0.0, V6 and V7, that are not of level 3 alone."""
ACCOUNT = "/listener/account"
LONG = "seven blue kettles sing above the harbour while nobody listens"


def test_every_line_of_both_chapters_is_there_once() -> None:
    listed = re.findall(r"^\| (\d\.\d\.\d+) \| [12] \| \S", PAGE, re.MULTILINE)
    assert listed == [f"{section}.{number}" for section, numbers in LEVELS_1_AND_2.items() for number in numbers]


def test_every_test_it_names_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE))
    assert len(named) > 20
    there = {
        (path, node.name)
        for path in {path for path, _ in named}
        for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert named - there == set()


async def test_a_password_is_checked_as_it_was_typed() -> None:
    """6.2.8, 6.2.9: no letter is cut off, folded or trimmed."""
    longest = (LONG + " é" * 64)[: passwords.LONGEST]
    await passwords.require_good(longest, name="Sam")
    kept = await passwords.hashed(longest)
    assert await passwords.matches(longest, kept)
    for other in (longest[:-1], longest.upper(), f"{longest} ", longest.replace("é", "e\u0301")):
        assert not await passwords.matches(other, kept)


@pytest.mark.parametrize("easy", ["password1234", "Earshot12345", "listener2026", "MarigoldMarigold", "qwertyuiop12"])
async def test_what_everybody_would_try_is_refused(easy: str) -> None:
    """6.2.11, 6.2.12."""
    with pytest.raises(passwords.PasswordRefused):
        await passwords.require_good(easy, name="Marigold")


async def test_every_password_field_hides_what_is_typed_and_lets_managers_help(house: House) -> None:
    """6.2.6, 6.2.7: type=password, a name that managers know, nothing that forbids pasting."""
    visitor, sam = await house.visitor(), await house.staff("Sam")
    pages = [(await visitor.get("/staff/sign-in")).text, (await sam.get(ACCOUNT)).text]
    fields = [field for page in pages for field in re.findall(r"<input\b[^>]*password[^>]*>", page)]
    assert len(fields) >= 3
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field), field
        assert "onpaste" not in field


@pytest.mark.parametrize(("who", "pages"), [("Sam", ("/listener/", ACCOUNT)), ("Kim", ("/coordinator/",))])
async def test_every_page_of_the_staff_leads_out(house: House, who: str, pages: tuple[str, ...]) -> None:
    """7.4.4."""
    person = await house.staff(who)
    for page in pages:
        answer = await person.get(page)
        assert answer.status_code == 200
        assert 'action="/staff/sign-out"' in answer.text, page
