"""The sample catalogue and people: complete, planted once, and not overwritten."""

from datetime import datetime

from app.records import staff, topics
from app.records.samples import plant_samples, sample_topics
from app.records.unit_of_work import Records


async def test_samples_are_planted_once(records: Records, friday: datetime) -> None:
    async with records.unit() as unit:
        await plant_samples(unit, now=friday)
    async with records.unit() as unit:
        await topics.set_open(unit, "money", is_open=False)
    async with records.unit() as unit:
        await plant_samples(unit, now=friday)
        people = await staff.everybody(unit)
        catalogue = await topics.catalogue(unit)
    assert [(person.name, person.role, person.tier) for person in people] == [
        ("Kim", "coordinator", "full"),
        ("Noor", "listener", "full"),
        ("Sam", "listener", "full"),
    ]
    kim, noor, sam = people
    assert sam.cleared_until is not None
    assert sam.cleared_until > friday.date()
    assert (sam.languages, noor.languages, noor.cleared_until) == (["en", "es"], ["en", "ar"], None)
    assert sam.topics == [topic.slug for topic in catalogue]
    assert len({person.password_hash for person in (kim, noor, sam)}) == 3
    assert [topic.slug for topic in catalogue if not topic.open] == ["money"]


def test_sample_topics_are_complete() -> None:
    catalogue = sample_topics()
    slugs = [topic.slug for topic in catalogue]
    assert slugs[0] == "just-talk"
    assert catalogue[0].name == "Just someone to talk to"
    assert len(slugs) == len(set(slugs)) >= 14
    for topic in catalogue:
        assert topic.related
        assert set(topic.related) <= set(slugs) - {topic.slug}
        assert len(topic.description) <= 120
