"""The policy, rule by rule, on the matcher that runs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from matching import (
    AgeBand,
    EndWait,
    ListenerTier,
    Offer,
    PageStandby,
    PutAway,
    Refusal,
    ShiftState,
    Withdraw,
    Withdrawal,
    may_burst,
    may_serve,
    replay,
)
from matching.events import (
    BreakOver,
    ListenerChanged,
    ListenerOff,
    ListenerOn,
    OfferAccepted,
    OfferLapsed,
    OfferPassed,
    OfferStands,
    OfferWithdrawn,
    SeatFreed,
    SeekerAbsent,
    SeekerSeen,
    TicketChanged,
    TicketGone,
    TicketJoined,
    TimePassed,
)
from matching.matcher import Matcher
from matching.tickets import TicketState
from tests.unit.matching.cast import MINUTE, NOW, SECOND, listener, ticket
from tests.unit.matching.stage import Stage, asked


def test_who_joins_is_put_to_a_free_listener_at_once() -> None:
    stage = Stage()
    stage.on("sam", topics={"grief"})
    [offer] = stage.joins("t", topics=("grief",))
    assert isinstance(offer, Offer)
    assert (offer.ticket.id, offer.listener.id, offer.lapses - offer.made) == ("t", "sam", 20 * SECOND)
    assert offer.why == "You know this topic; they have just come."


def test_a_freed_seat_goes_to_the_longest_wait() -> None:
    stage = Stage()
    stage.on("sam", taken=1)
    stage.joins("early")
    stage.after(5)
    stage.joins("late")
    assert asked(stage.tell(SeatFreed("sam"))) == [("early", "sam")]


@pytest.mark.parametrize(("head_start", "served"), [(119, "knows"), (121, "waits")])
def test_a_known_topic_counts_as_two_minutes_of_waiting(head_start: float, served: str) -> None:
    stage = Stage(widened_after=timedelta(hours=1))
    stage.on("sam", taken=1, topics={"grief"})
    stage.joins("waits", topics=("money",))
    stage.after(head_start)
    stage.joins("knows", topics=("grief",))
    assert asked(stage.tell(SeatFreed("sam"))) == [(served, "sam")]


@pytest.mark.parametrize(("topics", "known"), [(("money", "grief"), {"grief"}), (("grief",), {"family"})])
def test_another_or_a_related_topic_counts_half(topics: tuple[str, ...], known: set[str]) -> None:
    for head_start, served in ((59, "near"), (61, "waits")):
        stage = Stage()
        stage.on("sam", taken=1, topics=known)
        stage.joins("waits", topics=("school",))
        stage.after(head_start)
        stage.joins("near", topics=topics)
        assert asked(stage.tell(SeatFreed("sam"))) == [(served, "sam")]


def test_after_two_minutes_anybody_counts_like_a_related_topic() -> None:
    stage = Stage()
    stage.on("sam", taken=1, topics={"grief"})
    stage.joins("waits", topics=("school",))
    stage.after(121)
    stage.joins("knows", topics=("money", "grief"))
    assert asked(stage.tell(SeatFreed("sam"))) == [("waits", "sam")]


def test_a_second_of_an_elevated_wait_counts_as_four() -> None:
    stage = Stage()
    stage.on("sam", taken=1)
    stage.joins("calm")
    stage.after(30)
    stage.joins("shaken", urgency=2)
    stage.after(11)
    assert asked(stage.tell(SeatFreed("sam"))) == [("shaken", "sam")]


def test_the_least_loaded_of_equals_is_asked() -> None:
    stage = Stage()
    stage.on("sam", seats=2, taken=1)
    stage.on("noor", seats=3, taken=1)
    assert asked(stage.joins("t")) == [("t", "noor")]


def test_who_speaks_a_rare_language_is_asked_last() -> None:
    stage = Stage()
    stage.on("ana", languages={"en", "es"})
    stage.on("sam")
    stage.on("noor")
    assert asked(stage.joins("t"))[0][1] in {"sam", "noor"}


def test_who_is_cleared_for_minors_is_asked_last_for_an_adult() -> None:
    stage = Stage()
    stage.on("ida", cleared_for_minors=True)
    stage.on("sam")
    assert asked(stage.joins("adult")) == [("adult", "sam")]


@pytest.mark.parametrize("band", [AgeBand.YOUNGER_TEEN, AgeBand.OLDER_TEEN, AgeBand.UNDECLARED])
def test_who_needs_clearance_never_falls_back_on_others(band: AgeBand) -> None:
    stage = Stage()
    stage.on("sam")
    assert asked(stage.joins("t", age_band=band, urgency=4)) == []
    assert asked(stage.after(29 * 60)) == []
    assert asked(stage.on("ida", cleared_for_minors=True)) == [("t", "ida")]


def a_house_with_one_rare_speaker() -> Stage:
    stage = Stage(rare_below=0.3)
    for name in ("sam", "noor", "kim"):
        stage.on(name, taken=1)
    stage.on("ana", languages={"en", "es"})
    return stage


def test_the_last_free_rare_speaker_is_kept_from_common_tickets_for_a_minute() -> None:
    stage = a_house_with_one_rare_speaker()
    assert asked(stage.joins("t")) == []
    assert asked(stage.after(59.9)) == []
    assert asked(stage.after(0.1)) == [("t", "ana")]


@pytest.mark.parametrize("facts", [{"language": "es"}, {"urgency": 3}, {"head": True}])
def test_the_kept_seat_is_there_for_its_language_the_urgent_and_the_head(facts: dict[str, object]) -> None:
    assert asked(a_house_with_one_rare_speaker().joins("t", **facts)) == [("t", "ana")]


def test_a_second_rare_speaker_lets_the_first_go() -> None:
    stage = a_house_with_one_rare_speaker()
    stage.joins("t")
    assert asked(stage.on("eva", languages={"en", "es"}, topics={"grief"})) == [("t", "eva")]


def test_an_urgent_ticket_is_put_to_two_and_the_second_is_thanked() -> None:
    stage = Stage()
    for name in ("sam", "noor", "kim"):
        stage.on(name)
    pairs = asked(stage.joins("t", urgency=3))
    assert len(pairs) == 2
    first, second = (name for _, name in pairs)
    assert stage.tell(OfferAccepted("t", first)) == [Withdraw("t", second, Withdrawal.QUICKER)]


def test_the_crisis_trained_are_asked_first() -> None:
    stage = Stage()
    stage.on("sam")
    stage.on("kim", tier=ListenerTier.CRISIS, seats=2, taken=1)
    assert asked(stage.joins("t", urgency=4)) == [("t", "kim"), ("t", "sam")]


def test_an_urgent_ticket_never_goes_to_probation() -> None:
    stage = Stage()
    stage.on("new", tier=ListenerTier.PROBATION)
    assert asked(stage.joins("t", urgency=3)) == []
    assert asked(stage.joins("calm", urgency=2)) == [("calm", "new")]


def test_an_urgent_ticket_may_have_one_seat_over_the_usual() -> None:
    stage = Stage()
    stage.on("sam", taken=1, burst=True)
    stage.on("noor", taken=1)
    [offer] = stage.joins("t", urgency=3)
    assert isinstance(offer, Offer)
    assert (offer.listener.id, offer.burst) == ("sam", True)
    assert offer.why == "This is urgent, and you agreed to take one more; they have just come."
    assert asked(stage.joins("second", urgency=3)) == []


@pytest.mark.parametrize("facts", [{"in_crisis": True}, {"resting_until": NOW + MINUTE}, {"duty_ends": NOW}])
def test_the_seat_over_the_usual_obeys_every_rest_rule(facts: dict[str, object]) -> None:
    stage = Stage()
    stage.on("sam", taken=1, burst=True, **facts)
    assert asked(stage.joins("t", urgency=3)) == []


def test_may_burst_says_why_not() -> None:
    urgent, sam = ticket(urgency=3), listener(taken=1, burst=True)
    assert may_burst(urgent, sam, now=NOW) is None
    assert may_burst(ticket(urgency=2), sam, now=NOW) is Refusal.NO_SEAT
    assert may_burst(urgent, replace(sam, taken=2), now=NOW) is Refusal.NO_SEAT
    assert may_burst(urgent, replace(sam, languages=frozenset({"es"})), now=NOW) is Refusal.LANGUAGE


def test_beside_somebody_in_danger_there_is_no_second_chat() -> None:
    assert may_serve(ticket(), listener(seats=2, taken=1, in_crisis=True), now=NOW) is Refusal.NO_SEAT


def test_hours_used_up_are_a_rest() -> None:
    assert may_serve(ticket(), listener(duty_ends=NOW), now=NOW) is Refusal.RESTING
    assert may_serve(ticket(), listener(duty_ends=NOW + SECOND), now=NOW) is None


def test_a_break_ends_by_itself_or_by_word() -> None:
    stage = Stage()
    stage.on("sam", resting_until=NOW + MINUTE)
    stage.on("noor", resting_until=NOW + 10 * MINUTE)
    stage.joins("a")
    stage.joins("b")
    assert asked(stage.tell(BreakOver("noor"))) == [("a", "noor")]
    assert asked(stage.after(60))[-1][1] == "sam"


def test_a_pass_costs_nothing_and_the_next_is_asked() -> None:
    stage = Stage()
    stage.on("sam")
    stage.on("noor")
    [(_, first)] = asked(stage.joins("t"))
    [(_, second)] = asked(stage.tell(OfferPassed("t", first)))
    assert {first, second} == {"sam", "noor"}
    assert asked(stage.joins("u")) == [("u", first)]


def test_who_passed_is_asked_again_after_a_minute() -> None:
    stage = Stage()
    stage.on("sam")
    stage.joins("t")
    stage.tell(OfferPassed("t", "sam"))
    assert asked(stage.after(59.9)) == []
    assert asked(stage.after(0.1)) == [("t", "sam")]


def test_three_lapses_in_a_row_put_a_listener_on_away() -> None:
    stage = Stage()
    stage.on("sam")
    decided = []
    for name in ("a", "b", "c", "d"):
        decided += stage.joins(name)
        decided += stage.after(20)
    assert [one for one in decided if isinstance(one, PutAway)] == [PutAway("sam")]
    assert asked(stage.after(120)) == []
    ready = stage.listener("sam", state=ShiftState.READY)
    assert len(asked(stage.tell(ListenerChanged(ready)))) == 1


def test_an_answer_between_breaks_the_row() -> None:
    stage = Stage()
    stage.on("sam")
    decided = []
    for name in ("a", "b"):
        decided += stage.joins(name) + stage.after(20)
    stage.joins("c")
    stage.tell(OfferPassed("c", "sam"))
    decided += stage.joins("d") + stage.after(20)
    assert not any(isinstance(one, PutAway) for one in decided)


def test_an_absent_seeker_is_skipped_and_keeps_the_place() -> None:
    stage = Stage()
    stage.on("sam", taken=1)
    stage.joins("early")
    stage.after(1)
    stage.joins("late")
    stage.tell(SeekerAbsent("early"))
    assert asked(stage.tell(SeatFreed("sam"))) == [("late", "sam")]
    stage.tell(OfferAccepted("late", "sam"))
    stage.tell(SeekerSeen("early", connected=True))
    assert asked(stage.tell(SeatFreed("sam"))) == [("early", "sam")]


def test_a_page_without_connection_counts_for_25_seconds() -> None:
    stage = Stage()
    stage.joins("t")
    stage.tell(SeekerSeen("t"))
    stage.after(26)
    assert asked(stage.on("sam")) == []
    assert asked(stage.tell(SeekerSeen("t"))) == [("t", "sam")]


def test_the_oldest_has_one_of_four_seats_even_against_the_urgent() -> None:
    stage = Stage()
    stage.on("sam", taken=1)
    stage.joins("old")
    stage.after(601)
    served = []
    for number in range(5):
        stage.joins(f"urgent-{number}", urgency=4)
        [(one, _)] = asked(stage.tell(SeatFreed("sam")))
        stage.tell(OfferAccepted(one, "sam"))
        served.append(one)
    assert served == ["urgent-0", "urgent-1", "urgent-2", "old", "urgent-3"]


def test_many_who_only_say_now_get_one_offer_and_no_burst_seat() -> None:
    stage = Stage(doubted_from=4)
    for name in ("sam", "noor"):
        stage.on(name)
    for number in range(4):
        stage.joins(f"{number}", urgency=3, self_reported=True)
        stage.tell(TicketGone(f"{number}"))
    assert len(asked(stage.joins("ticked", urgency=3, self_reported=True))) == 1
    stage.tell(TicketGone("ticked"))
    assert len(asked(stage.joins("in words", urgency=3))) == 2


def test_the_ladder_pages_and_ends_and_forgets() -> None:
    stage = Stage()
    stage.on("sam", taken=1)
    stage.joins("t")
    assert stage.after(299) == []
    assert stage.after(1) == [PageStandby("t", "nobody has come for long")]
    assert stage.after(25 * 60) == [EndWait("t")]
    stage.joins("gone")
    stage.tell(SeekerAbsent("gone"))
    assert EndWait("gone", absent=True) in stage.after(15 * 60)


def test_when_nobody_on_shift_can_take_it_standby_is_paged_at_once() -> None:
    stage = Stage()
    stage.on("sam")
    assert stage.joins("t", language="es") == [PageStandby("t", "nobody on shift can take this")]


def test_a_wait_does_not_end_while_somebody_is_asked() -> None:
    stage = Stage()
    stage.joins("t")
    stage.after(30 * 60 - 10)
    stage.on("sam")
    assert not any(isinstance(one, EndWait) for one in stage.after(10))
    assert stage.tell(OfferPassed("t", "sam")) == [EndWait("t")]


def test_a_listener_who_goes_leaves_the_ticket_at_its_place() -> None:
    stage = Stage()
    stage.on("sam")
    stage.joins("t")
    assert stage.tell(ListenerOff("sam"))[0] == Withdraw("t", "sam", Withdrawal.NOT_YOURS)
    assert asked(stage.on("noor")) == [("t", "noor")]


def test_facts_that_change_take_an_offer_back() -> None:
    stage = Stage()
    stage.on("new", tier=ListenerTier.PROBATION)
    stage.joins("t")
    assert stage.tell(TicketChanged(stage.ticket("t", urgency=3))) == [Withdraw("t", "new", Withdrawal.NOT_YOURS)]


def test_who_leaves_frees_the_listener_for_the_next() -> None:
    stage = Stage()
    stage.on("sam")
    stage.joins("a")
    stage.joins("b")
    decided = stage.tell(TicketGone("a"))
    assert decided[0] == Withdraw("a", "sam", Withdrawal.LEFT)
    assert asked(decided) == [("b", "sam")]


def test_what_comes_late_or_twice_changes_nothing() -> None:
    stage = Stage()
    stage.on("sam")
    stage.joins("t")
    assert stage.tell(OfferPassed("t", "nobody")) == []
    assert stage.tell(TicketGone("nobody")) == []
    stage.tell(OfferAccepted("t", "sam"))
    assert stage.tell(OfferLapsed("t", "sam")) == []
    assert stage.tell(OfferWithdrawn("t", "sam")) == []
    assert asked(stage.joins("u")) == []


def test_after_a_full_re_read_an_offer_that_stands_is_not_made_again() -> None:
    stage = Stage()
    stage.on("sam", taken=1)
    stage.on("noor")
    assert stage.tell(TicketJoined(stage.ticket("t", state=TicketState.OFFERED), connected=True)) == []
    assert stage.tell(OfferStands("t", "sam", lapses=NOW + 20 * SECOND)) == []
    assert asked(stage.after(20)) == [("t", "noor")]


def test_the_same_log_gives_the_same_decisions() -> None:
    log = [
        (ListenerOn(listener("sam")), NOW),
        (TicketJoined(ticket("a"), connected=True), NOW),
        (TicketJoined(ticket("b"), connected=True), NOW + SECOND),
        (OfferPassed("a", "sam"), NOW + 3 * SECOND),
        (TimePassed(), NOW + 70 * SECOND),
    ]
    assert replay(log, Matcher()) == replay(log, Matcher())


def test_a_wait_may_end_earlier_than_usual_when_the_service_closes() -> None:
    stage = Stage()
    stage.joins("t", ends=NOW + 15 * MINUTE)
    assert not any(isinstance(one, EndWait) for one in stage.after(15 * 60 - 1))
    assert EndWait("t") in stage.after(1)


def test_a_closing_hour_that_is_called_off_ends_no_wait() -> None:
    stage = Stage()
    stage.joins("t", ends=NOW + 15 * MINUTE)
    stage.after(60)
    stage.tell(TicketChanged(stage.ticket("t", waited=NOW - stage.now + MINUTE)))
    assert not any(isinstance(one, EndWait) for one in stage.after(20 * 60))


def test_who_is_asked_beside_a_chat_that_turns_grave_is_put_to_somebody_else() -> None:
    stage = Stage()
    stage.on("sam", seats=2, taken=1)
    assert asked(stage.joins("t")) == [("t", "sam")]
    stage.on("noor", seats=1, taken=1)
    grave = stage.tell(ListenerChanged(stage.listener("sam", seats=2, in_crisis=True)))
    assert grave == [Withdraw("t", "sam", Withdrawal.NOT_YOURS)]
    assert asked(stage.tell(SeatFreed("noor"))) == [("t", "noor")]


def test_who_was_not_seen_and_is_again_has_the_seat_that_was_free_meanwhile() -> None:
    stage = Stage()
    stage.tell(TicketJoined(stage.ticket("t", waited=0 * SECOND)))
    stage.after(60)
    assert asked(stage.on("sam")) == []
    stage.tell(SeekerAbsent("t"))
    assert asked(stage.tell(SeekerSeen("t"))) == [("t", "sam")]


def test_a_ticket_that_no_seat_has_looked_at_since_it_was_absent_is_found_again() -> None:
    stage = Stage()
    stage.on("sam", seats=2)
    stage.joins("first")
    stage.tell(OfferAccepted("first", "sam"))
    stage.tell(TicketJoined(stage.ticket("t", topics=("grief",), seen=NOW - MINUTE, waited=MINUTE)))
    stage.after(61)
    assert asked(stage.tell(SeekerSeen("t"))) == [("t", "sam")]
