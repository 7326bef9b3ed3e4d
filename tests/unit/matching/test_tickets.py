"""The legal moves of a ticket, and what each keeps."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from matching import AgeBand, IllegalMove, Ticket, TicketState
from tests.unit.matching.cast import MINUTE, NOW, ticket

W, O, M = TicketState.WAITING, TicketState.OFFERED, TicketState.MATCHED  # noqa: E741  # the table reads best so
L, E, R = TicketState.LEFT, TicketState.EXPIRED, TicketState.REDIRECTED

MOVES: dict[str, tuple[Callable[[Ticket], Ticket], TicketState, set[TicketState]]] = {
    "offered": (Ticket.offered, O, {W}),
    "declined": (lambda one: one.declined_by("sam", at=NOW), W, {O, M}),
    "returned": (Ticket.returned, W, {O, M}),
    "matched": (Ticket.matched, M, {W, O}),
    "back at head": (lambda one: one.back_at_head(at=NOW), W, {O, M}),
    "handed over": (lambda one: one.handed_over(by="sam", at=NOW, until=NOW + MINUTE), W, {O, M}),
    "not there": (Ticket.not_there, W, {O, M}),
    "left": (Ticket.left, L, {W, O, M}),
    "expired": (Ticket.expired, E, {W}),
    "redirected": (Ticket.redirected, R, {W}),
}


@pytest.mark.parametrize("start", TicketState)
@pytest.mark.parametrize("name", MOVES)
def test_only_legal_moves_are_made(name: str, start: TicketState) -> None:
    move, end, legal = MOVES[name]
    before = ticket(state=start)
    if start in legal:
        assert move(before).state is end
    else:
        with pytest.raises(IllegalMove):
            move(before)


def test_what_is_over_stays_over() -> None:
    ends = {L, E, R}
    assert all(not (legal & ends) for _, _, legal in MOVES.values())


def test_declining_keeps_the_place_and_remembers_who() -> None:
    asked = ticket(declined={"noor": NOW - MINUTE}, state=O)
    assert asked.declined_by("sam", at=NOW) == replace(asked, state=W, declined={"noor": NOW - MINUTE, "sam": NOW})


def test_a_withdrawn_offer_leaves_no_trace() -> None:
    waiting = ticket()
    assert waiting.offered().returned() == waiting


def test_a_matched_ticket_has_left_the_head() -> None:
    assert ticket(head=True, state=O).matched() == ticket(state=M)


def test_back_at_the_head_everybody_may_be_asked_again_but_who_was_changed() -> None:
    talking = ticket(state=M, declined={"noor": NOW}, blocked=frozenset({"ida"}))
    assert talking.back_at_head(at=NOW, without="sam") == replace(
        talking, state=W, head=True, since=NOW, declined={}, blocked=frozenset({"ida", "sam"})
    )
    assert talking.back_at_head(at=NOW).blocked == frozenset({"ida"})


def test_a_wait_is_counted_from_arrival_or_from_being_put_back() -> None:
    assert ticket(waited=7 * MINUTE).waited(NOW) == 7 * MINUTE
    assert ticket(waited=7 * MINUTE, since=NOW - MINUTE).waited(NOW) == MINUTE
    assert ticket(waited=-MINUTE).waited(NOW) == 0 * MINUTE


@pytest.mark.parametrize("state", TicketState)
def test_in_line_is_waiting_or_offered(state: TicketState) -> None:
    assert ticket(state=state).in_line == (state in {W, O})


@pytest.mark.parametrize("band", AgeBand)
def test_only_a_declared_adult_needs_no_clearance(band: AgeBand) -> None:
    assert band.needs_clearance == (band is not AgeBand.ADULT)
