"""What is kept of learning: steps by week, and a shown practice chat for a while."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.practice import scenarios
from app.records import learning, staff
from app.records.tables import Practice, Staff
from app.records.unit_of_work import Records
from app.services.keep_records import PRACTICE_KEPT, forget_old
from app.services.shift.take_shift import set_shift
from app.services.staff.learn import StillLearning, finish_step, progress_of
from app.services.staff.show_practice import TooShort, show_practice
from app.wire.requests import SetShift
from tests.nodes import NIGHT, Evening

SAID = ("Hello.", "It sounds hard.", "What was it like?", "Thank you for telling me.")


async def hired(records: Records, tier: str = "applicant") -> Staff:
    person = Staff(id="ada", name="Ada", role="listener", tier=tier, password_hash="", totp_secret="")
    async with records.unit() as unit:
        await staff.add(unit, person)
    return person


async def test_a_step_keeps_its_first_week_and_nothing_else(records: Records, friday: datetime) -> None:
    ada = await hired(records)
    for weeks in range(2):
        await finish_step(records, ada, "listening", now=friday + timedelta(weeks=weeks))
    assert (await progress_of(records, ada)).steps == {"listening"}
    with pytest.raises(ValueError, match="made up"):
        await finish_step(records, ada, "made up", now=friday)


@pytest.mark.parametrize("state", ["ready", "away", "draining"])
async def test_no_shift_begins_before_the_course(records: Records, tmp_path: Path, state: str) -> None:
    evening, ada = Evening(tmp_path), await hired(records)
    evening.node.records = records
    with pytest.raises(StillLearning):
        await set_shift(evening.node, ada, SetShift(state=state), now=NIGHT)  # type: ignore[arg-type]
    assert await set_shift(evening.node, ada, SetShift(state="off"), now=NIGHT) is None


async def test_where_people_are_trained_elsewhere_they_begin_on_probation(records: Records, tmp_path: Path) -> None:
    evening, ada = Evening(tmp_path), await hired(records)
    evening.restart(course=False)
    evening.node.records = records
    on = await set_shift(evening.node, ada, SetShift(state="ready"), now=NIGHT)
    assert on is not None
    assert on.tier == "probation"


async def test_a_talk_and_a_note_are_gone_after_a_fortnight_and_that_somebody_was_ready_is_not(
    records: Records, tmp_path: Path
) -> None:
    evening, ada = Evening(tmp_path), await hired(records)
    evening.node.records = records
    for key in ("grief", "exam", "anger"):
        await show_practice(records, ada, scenarios()[key], SAID, chance=0, now=NIGHT)
    async with records.unit() as unit:
        for key, verdict in (("exam", "ready"), ("anger", "again")):
            shown = await learning.one(unit, "ada", key)
            assert shown is not None
            await learning.judge(unit, shown, verdict, "a word")  # type: ignore[arg-type]
    for later, left in ((PRACTICE_KEPT, 3), (PRACTICE_KEPT + timedelta(days=1), 1)):
        await forget_old(evening.node, now=NIGHT + later)
        assert len((await progress_of(records, ada)).shown) == left
    (ready,) = (await progress_of(records, ada)).shown
    assert (ready.scenario, ready.verdict, ready.talk, ready.note) == ("exam", "ready", None, "")


async def test_a_talk_is_shown_whole_or_not_at_all(records: Records, friday: datetime) -> None:
    ada = await hired(records)
    with pytest.raises(TooShort):
        await show_practice(records, ada, scenarios()["grief"], ("Hello.", "", "", "Bye."), chance=0, now=friday)
    assert await show_practice(records, ada, scenarios()["grief"], SAID, chance=0, now=friday)
    assert await show_practice(records, ada, scenarios()["grief"], SAID[::-1], chance=1, now=friday)
    (shown,) = (await progress_of(records, ada)).shown
    assert shown.talk is not None
    assert [turn["text"] for turn in shown.talk if turn["author"] == "listener"] == list(SAID[::-1])


async def test_only_an_applicant_begins_on_probation_and_with_the_account_all_of_it_goes(records: Records) -> None:
    ada = await hired(records, tier="full")
    async with records.unit() as unit:
        await learning.show(unit, Practice(staff_id="ada", scenario="grief", shown=date(2026, 11, 20), talk=[]))
        await learning.keep_step(unit, "ada", "listening", date(2026, 11, 16))
        assert not await learning.begin_probation(unit, "ada")
    async with records.unit() as unit:
        await unit.delete(ada)
    assert (await progress_of(records, ada)).shown == ()
    assert (await progress_of(records, ada)).steps == frozenset()
