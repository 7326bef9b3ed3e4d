"""Coordinators keep the topics: their order, what comes close, their words in each language, open or closed.

Closing one drops nobody. Whoever waits for it is looked after more widely; where nobody on shift could be asked, or it
is not for everybody's ears, they are told, and served for a quarter of an hour more.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app import clock
from app.live.interface import TicketEntry
from app.records import audit, topics
from app.records.bands import TopicGroup
from app.records.tables import Staff, Topic, TopicWording
from app.services.amend import amend
from app.services.catalogue import load_catalogue
from app.services.house.settle import NotSettled
from app.services.house.tell import tell_others
from app.services.line.keep_door import TOPIC_CLOSING, TOPIC_WIDER
from app.services.node import Node
from app.words import LOCALES, SOURCE
from matching import Listener, ShiftState
from matching.ranking import EVERYBODY_TAKES, may_ever_serve

MOST = 3
"""Topics that a ticket has at most."""


class NoSuchTopic(Exception):
    """There is no such topic."""


class TopicStays(Exception):
    """Who chooses nothing means this one: it is always open."""


async def set_topic_open(node: Node, person: Staff, slug: str, *, is_open: bool, now: datetime) -> None:
    """Open or close a topic to those who come. Raises NoSuchTopic or TopicStays."""
    if slug == EVERYBODY_TAKES and not is_open:
        raise TopicStays
    async with node.records.unit() as unit:
        if not await topics.set_open(unit, slug, is_open=is_open):
            raise NoSuchTopic
        did = "opened a topic" if is_open else "closed a topic"
        await audit.note(unit, at=now, staff_id=person.id, did=did, target=slug)
    await _changed(node)
    if not is_open:
        await _look_after(node, slug, now=now)


async def save_topic(
    node: Node,
    by: Staff,
    slug: str,
    *,
    words: tuple[str, str],
    related: Sequence[str],
    group: TopicGroup,
    sensitive: bool,
    now: datetime,
) -> str:
    """Change a topic, or, without a slug, add one at the end; return its slug. Raises NoSuchTopic or NotSettled."""
    name, description = worded(*words)
    async with node.records.unit() as unit:
        known = {one.slug: one for one in await topics.catalogue(unit)}
        if slug and slug not in known:
            raise NoSuchTopic
        place = known[slug].position if slug else max((one.position for one in known.values()), default=0) + 1
        kept = slug or _new_slug(name, known)
        others = [one for one in dict.fromkeys(related) if one in known and one != kept]
        topic = Topic(
            slug=kept,
            name=name,
            description=description,
            related=others,
            open=known[slug].open if slug else False,  # it is opened once its words stand in every language
            position=place,
            topic_group=group,
            sensitive=sensitive,
        )
        await topics.save(unit, topic)
        did = "changed a topic" if slug else "added a topic"
        await audit.note(unit, at=now, staff_id=by.id, did=did, target=kept)
    await _changed(node)
    return kept


async def word_topic(node: Node, by: Staff, slug: str, locale: str, name: str, about: str, *, now: datetime) -> None:
    """Say a topic in another language; nothing at all goes back to our catalogue. Raises NoSuchTopic or NotSettled."""
    if locale not in LOCALES or locale == SOURCE:
        raise NotSettled("locale", "Our pages do not speak that language.")
    async with node.records.unit() as unit:
        if await unit.get(Topic, slug) is None:
            raise NoSuchTopic
        if name.strip() or about.strip():
            name, about = worded(name, about)
            await topics.word(unit, TopicWording(slug=slug, locale=locale, name=name, description=about))
        else:
            await topics.unword(unit, slug, locale)
        await audit.note(unit, at=now, staff_id=by.id, did="worded a topic", target=f"{slug} {locale}")
    await _changed(node)


async def move_topic(node: Node, by: Staff, slug: str, *, up: bool, now: datetime) -> None:
    """Change places with the topic before, or after. Raises NoSuchTopic."""
    async with node.records.unit() as unit:
        order = await topics.catalogue(unit)
        at = next((place for place, one in enumerate(order) if one.slug == slug), None)
        if at is None:
            raise NoSuchTopic
        to = max(0, min(len(order) - 1, at - 1 if up else at + 1))
        order.insert(to, order.pop(at))
        for place, one in enumerate(order):
            one.position = place
        await audit.note(unit, at=now, staff_id=by.id, did="moved a topic", target=slug)
    await _changed(node)


def worded(name: str, description: str) -> tuple[str, str]:
    """Return the words as they are kept. Raises NotSettled."""
    name, description = " ".join(name.split()), " ".join(description.split())
    if not 2 <= len(name) <= 80:  # noqa: PLR2004  # the column's
        raise NotSettled("name", "A name of 2 to 80 letters, please: as somebody would say it themselves.")
    if len(description) > 300:  # noqa: PLR2004
        raise NotSettled("description", "At most 300 letters, please.")
    return name, description


def _new_slug(name: str, known: dict[str, Topic]) -> str:
    slug = "-".join(re.findall("[a-z0-9]+", name.lower()))[:30].strip("-")
    return slug if slug and slug not in known else f"{slug or 'topic'}-{clock.new_id()[:6].lower().strip('-_')}"


async def _changed(node: Node) -> None:
    node.catalogue = await load_catalogue(node.records)
    node.live.changes.bump()
    tell_others(node)


async def _look_after(node: Node, slug: str, *, now: datetime) -> None:
    """Nobody who waits for a topic that closes is dropped."""
    on = [one for one in await node.live.listeners() if one.state is ShiftState.READY]

    def looked_after(fresh: TicketEntry) -> TicketEntry:
        waits = fresh.ticket.in_line and fresh.aftermath is None and fresh.chat is None
        return _looked_after(node, fresh, slug, on, now=now) if waits and slug in fresh.ticket.topics else fresh

    for entry in await node.live.entries():
        await amend(node, entry, looked_after)


def _looked_after(node: Node, entry: TicketEntry, slug: str, on: Sequence[Listener], *, now: datetime) -> TicketEntry:
    wider = entry if slug in node.catalogue.sensitive else _wider(node, entry, slug)
    if slug not in node.catalogue.sensitive and any(may_ever_serve(wider.ticket, one) is None for one in on):
        return replace(wider, notice=TOPIC_WIDER)
    ends = now + node.settings.timing.closing_notice
    ends = min(ends, entry.ticket.ends) if entry.ticket.ends else ends
    return replace(wider, notice=TOPIC_CLOSING, ticket=replace(wider.ticket, ends=ends))


def _wider(node: Node, entry: TicketEntry, slug: str) -> TicketEntry:
    """Ask for what comes close too. Their own topic stays: who does not take it is not asked."""
    close = sorted(node.catalogue.related().get(slug, frozenset()) & node.catalogue.open())
    topics_ = tuple(dict.fromkeys((*entry.ticket.topics, *close, EVERYBODY_TAKES)))
    return replace(entry, ticket=replace(entry.ticket, topics=topics_[:MOST]))
