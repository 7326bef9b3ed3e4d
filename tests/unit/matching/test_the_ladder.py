"""The steps of a wait: every ticket in line stands on exactly one."""

from datetime import timedelta

import pytest

from matching import Rung, Ticket, rung_of
from tests.unit.matching.cast import MINUTE, NOW, RULES, SECOND, ticket


@pytest.mark.parametrize(
    ("waited", "rung"),
    [
        (timedelta(0), Rung.ASKING),
        (2 * MINUTE - SECOND, Rung.ASKING),
        (2 * MINUTE, Rung.WIDENED),
        (5 * MINUTE - SECOND, Rung.WIDENED),
        (5 * MINUTE, Rung.STANDBY),
        (30 * MINUTE - SECOND, Rung.STANDBY),
        (30 * MINUTE, Rung.ENDING),
        (timedelta(hours=9), Rung.ENDING),
        (-MINUTE, Rung.ASKING),
    ],
)
def test_a_wait_climbs_the_ladder(waited: timedelta, rung: Rung) -> None:
    assert rung_of(ticket(waited=waited), now=NOW, rules=RULES) is rung


@pytest.mark.parametrize(("silent", "rung"), [(15 * MINUTE - SECOND, Rung.STANDBY), (15 * MINUTE, Rung.GONE)])
def test_a_page_silent_for_too_long_is_gone(silent: timedelta, rung: Rung) -> None:
    assert rung_of(ticket(waited=20 * MINUTE, seen=NOW - silent), now=NOW, rules=RULES) is rung


def back_after_an_hour(ago: timedelta, *, silent: timedelta = timedelta(0)) -> Ticket:
    came = ticket(waited=61 * MINUTE, seen=NOW - silent)
    return came.offered().matched().back_at_head(at=NOW - ago)


def test_time_in_a_chat_is_not_time_in_line() -> None:
    assert rung_of(back_after_an_hour(MINUTE), now=NOW, rules=RULES) is Rung.ASKING
    assert rung_of(back_after_an_hour(30 * MINUTE), now=NOW, rules=RULES) is Rung.ENDING


def test_silence_in_a_chat_is_not_absence_from_the_line() -> None:
    silent = 40 * MINUTE
    assert rung_of(back_after_an_hour(MINUTE, silent=silent), now=NOW, rules=RULES) is Rung.ASKING
    assert rung_of(back_after_an_hour(15 * MINUTE, silent=silent), now=NOW, rules=RULES) is Rung.GONE
