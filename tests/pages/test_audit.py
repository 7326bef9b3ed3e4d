"""The audit as coordinators read it: who did what, filtered, a page at a time."""

from datetime import timedelta

from app import clock
from app.pages.staff.audit import A_PAGE, month_of, months_back
from app.records import audit, staff
from tests.api.house import House
from tests.pages.forms import Seen

AUDIT = "/coordinator/audit"


async def test_it_is_filtered_by_person_deed_and_month_and_goes_on_to_older_ones(house: House) -> None:
    kim, now = await house.staff("Kim"), clock.now()
    async with house.node.records.unit() as unit:
        for n in range(A_PAGE):
            await audit.note(
                unit, at=now - timedelta(days=40), staff_id="gone", did="sealed a letter", target=f"to {n:02}"
            )
        await audit.note(unit, at=now, staff_id=None, did="swept the floor", target="kitchen")

    async def shows(**chosen: str) -> Seen:
        answer = await kim.get(AUDIT, params=chosen)
        assert answer.status_code == 200
        return Seen(answer.text)

    everything = await shows()
    assert "the service swept the floor kitchen" in everything.text
    assert "Kim signed in by a sample link" in (await shows(who=await id_of(house, "Kim"))).text
    assert "somebody who has left sealed a letter to 49" in everything.text
    assert "to 00" not in everything.text  # on the next page
    assert "sealed a letter to" not in (await shows(who="service")).text
    month = (now - timedelta(days=40)).strftime("%Y-%m")
    assert "swept the floor kitchen" not in (await shows(month=month)).text
    assert "sealed a letter to 00" in (await shows(month=month)).text
    assert "Nothing of that kind." in (await shows(who="made-up")).text
    assert "swept the floor kitchen" in (await shows(did="swept the floor")).text
    older = next(href for href in everything.links if "before=" in href)
    assert "sealed a letter to 00" in Seen((await kim.get(older)).text).text


async def id_of(house: House, name: str) -> str:
    async with house.node.records.unit() as unit:
        person = await staff.by_name(unit, name)
    assert person is not None
    return person.id


def test_months_are_the_last_twelve_and_the_one_that_has_begun() -> None:
    months = months_back(clock.now().date())
    assert len(months) == len(set(months)) == 13
    begins, ends = month_of("2026-12")
    assert (begins.isoformat()[:10], ends.isoformat()[:10]) == ("2026-12-01", "2027-01-01")
