"""Every promise has its checks, every check its tests, and the trust model says the same as the tests do."""

import json

import pytest

from tests import proving

ALL = [f"C{number}" for number in range(1, 36)]


def told(outcome: str, *, but: dict[str, str] | None = None) -> str:
    """What a run writes in which each test that is named has this outcome, but for these."""
    tests = {test: outcome for named in proving.declared().values() for test in named} | (but or {})
    return "\n".join(json.dumps({"test": test, "outcome": became}) for test, became in tests.items() if became)


def test_every_check_belongs_to_one_promise_and_has_a_test_or_a_reason() -> None:
    words, declared = proving.words(), proving.declared()
    assert [check for promise in words["promises"] for check in proving.checks_of(promise)] == ALL
    assert list(words["checks"]) == ALL
    assert set(declared) | set(words["unproven"]) == set(ALL)
    assert set(declared) & set(words["unproven"]) == set()


def test_the_trust_model_names_the_tests_that_there_are() -> None:
    assert proving.PAGE.read_text("utf-8") == proving.page(), "run `make promises`"


def test_a_run_in_which_all_passed_proves_all() -> None:
    lines, whole = proving.table(proving.outcomes(told("passed")))
    assert whole
    assert "FAIL" not in lines


@pytest.mark.parametrize("became", ["failed", "skipped", ""])
def test_one_test_that_failed_was_skipped_or_did_not_run_is_one_too_many(became: str) -> None:
    one = proving.declared()["C6"][0]
    lines, whole = proving.table(proving.outcomes(told("passed", but={one: became})))
    assert not whole
    assert f"{became or 'did not run'}: {one}" in lines


def test_one_case_of_many_that_failed_is_enough() -> None:
    one = proving.declared()["C3"][0]
    seen = proving.outcomes(told("passed") + "\n" + json.dumps({"test": one, "outcome": "failed"}))
    assert proving.became(one, seen) == "failed"
