"""The hard filters: each alone keeps a pair apart, and nothing else does."""

from typing import Any

import pytest

from matching import AgeBand, ListenerTier, Refusal, ShiftState, may_serve
from matching.ranking import may_ever_serve
from tests.unit.matching.cast import MINUTE, NOW, SECOND, listener, ticket


def test_a_ready_listener_with_a_free_seat_may_serve() -> None:
    assert may_serve(ticket(), listener(), now=NOW) is None


@pytest.mark.proves("C27")
@pytest.mark.parametrize(
    ("wish", "facts", "refusal"),
    [
        ({}, {"state": ShiftState.AWAY}, Refusal.NOT_READY),
        ({}, {"state": ShiftState.DRAINING}, Refusal.NOT_READY),
        ({}, {"state": ShiftState.OFF}, Refusal.NOT_READY),
        ({}, {"suspended": True}, Refusal.SUSPENDED),
        ({}, {"seats": 2, "taken": 2}, Refusal.NO_SEAT),
        ({}, {"seats": 1, "taken": 2}, Refusal.NO_SEAT),
        ({}, {"resting_until": NOW + SECOND}, Refusal.RESTING),
        ({"language": "es"}, {}, Refusal.LANGUAGE),
        ({"age_band": AgeBand.YOUNGER_TEEN}, {}, Refusal.NOT_CLEARED),
        ({"age_band": AgeBand.OLDER_TEEN}, {}, Refusal.NOT_CLEARED),
        ({"age_band": AgeBand.UNDECLARED}, {}, Refusal.NOT_CLEARED),
        ({"topics": ("grief", "money")}, {"opted_out": frozenset({"money"})}, Refusal.OPTED_OUT),
        ({"blocked": frozenset({"sam"})}, {}, Refusal.BLOCKED),
        ({"urgency": 3}, {"tier": ListenerTier.PROBATION}, Refusal.PROBATION),
        ({"urgency": 4}, {"tier": ListenerTier.PROBATION}, Refusal.PROBATION),
    ],
)
def test_one_hard_filter_is_enough(wish: dict[str, Any], facts: dict[str, Any], refusal: Refusal) -> None:
    assert may_serve(ticket(**wish), listener(**facts), now=NOW) is refusal


@pytest.mark.parametrize(
    ("wish", "facts"),
    [
        ({}, {"seats": 2, "taken": 1}),
        ({}, {"resting_until": NOW}),
        ({}, {"resting_until": NOW - MINUTE}),
        ({"language": "es"}, {"languages": frozenset({"en", "es"})}),
        ({"age_band": AgeBand.YOUNGER_TEEN}, {"cleared_for_minors": True}),
        ({"age_band": AgeBand.UNDECLARED}, {"cleared_for_minors": True}),
        ({"topics": ("grief",)}, {"topics": frozenset({"money"})}),
        ({"topics": ("grief",)}, {"opted_out": frozenset({"money"})}),
        ({"blocked": frozenset({"noor"})}, {}),
        ({"urgency": 2}, {"tier": ListenerTier.PROBATION}),
        ({"urgency": 4}, {"tier": ListenerTier.FULL}),
    ],
)
def test_what_is_no_hard_filter_keeps_nobody_apart(wish: dict[str, Any], facts: dict[str, Any]) -> None:
    assert may_serve(ticket(**wish), listener(**facts), now=NOW) is None


def test_a_seat_or_a_rest_passes_and_other_refusals_stay() -> None:
    busy = listener(taken=1, resting_until=NOW + MINUTE)
    assert may_ever_serve(ticket(), busy) is None
    assert may_ever_serve(ticket(language="es"), busy) is Refusal.LANGUAGE
