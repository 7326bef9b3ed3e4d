"""The audit is append-only: the database itself refuses to change it, or to lose what is under a year old."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app import clock
from app.records import audit
from app.records.unit_of_work import Records
from app.services.keep_records import AUDIT_KEPT

YOUNG, OLD = timedelta(days=300), timedelta(days=400)


async def written(records: Records) -> list[str]:
    async with records.unit() as unit:
        return [entry.target for entry, _ in await audit.latest(unit)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff_audit SET did = 'nothing'",
        "UPDATE staff_audit SET staff_id = 'somebody else'",
        "DELETE FROM staff_audit",
        "TRUNCATE staff_audit",
    ],
)
async def test_nobody_rewrites_it(records: Records, statement: str) -> None:
    async with records.unit() as unit:
        await audit.note(unit, at=clock.now() - YOUNG, staff_id="kim", did="opened", target="case")
    with pytest.raises(DBAPIError, match=r"append-only|permission denied"):  # by its guard, or by the rights of a role
        async with records.unit() as unit:
            await (await unit.connection()).execute(sa.text(statement))
    assert await written(records) == ["case"]


@pytest.mark.proves("C26")
async def test_after_twelve_months_a_line_goes_and_no_other(records: Records) -> None:
    now = clock.now()
    async with records.unit() as unit:
        for ago, target in ((OLD, "old"), (YOUNG, "young")):
            await audit.note(unit, at=now - ago, staff_id="kim", did="opened", target=target)
    async with records.unit() as unit:
        await audit.forget(unit, now - AUDIT_KEPT)
    assert await written(records) == ["young"]
    with pytest.raises(DBAPIError, match="append-only"):
        async with records.unit() as unit:
            await audit.forget(unit, now)
    assert await written(records) == ["young"]


async def test_a_line_is_taken_back_only_where_it_was_never_there_for_anybody_else(records: Records) -> None:
    async with records.unit() as unit:
        entry = await audit.note(unit, at=clock.now(), staff_id="kim", did="tried")
        await audit.take_back(unit, entry)
    assert await written(records) == []
