"""The topics, kept at hand so that intake works while PostgreSQL is away."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.records import topics
from app.records.bands import TopicGroup
from app.records.unit_of_work import Records
from app.wire.views import TopicView


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every topic in the order of the intake, and the group each is counted under."""

    topics: tuple[TopicView, ...] = ()
    groups: tuple[tuple[str, TopicGroup], ...] = ()
    sensitive: frozenset[str] = frozenset()
    """Those that are not for everybody's ears."""
    wording: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Name and description by slug and language, where coordinators have said them."""

    def names(self, slugs: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of topics, as people read them."""
        known = {topic.slug: topic.name for topic in self.topics}
        return tuple(known.get(slug, slug) for slug in slugs)

    def group(self, slugs: tuple[str, ...]) -> TopicGroup:
        """Return the group that a ticket is counted under: its first topic's."""
        return dict(self.groups).get(slugs[0], "other") if slugs else "other"

    def related(self) -> dict[str, frozenset[str]]:
        """Return which topics come close to each."""
        return {topic.slug: frozenset(topic.related) for topic in self.topics}

    def open(self) -> frozenset[str]:
        """Return the slugs that a seeker may choose."""
        return frozenset(topic.slug for topic in self.topics if topic.open)


async def load_catalogue(records: Records) -> Catalogue:
    """Read the catalogue."""
    async with records.unit() as unit:
        rows = await topics.catalogue(unit)
        worded = await topics.wordings(unit)
    views = tuple(
        TopicView(slug=row.slug, name=row.name, description=row.description, related=tuple(row.related), open=row.open)
        for row in rows
    )
    return Catalogue(
        views,
        tuple((row.slug, row.topic_group) for row in rows),
        frozenset(row.slug for row in rows if row.sensitive),
        {(one.slug, one.locale): (one.name, one.description) for one in worded},
    )
