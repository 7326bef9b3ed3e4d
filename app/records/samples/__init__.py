"""Sample topics and staff, to try the service out. Never planted unless `samples` is set.

The sample people have passwords that nobody ever knew: one signs in as them through links that work once.
"""

import tomllib
from datetime import datetime, timedelta
from importlib.resources import files
from secrets import token_urlsafe
from typing import Any

import pyotp
from argon2 import PasswordHasher
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.records import staff, topics
from app.records.tables import Staff, Topic

_YEAR = timedelta(days=365)
SAMPLE_PEOPLE = SAM, NOOR, KIM = ("Sam", "Noor", "Kim")
"""By name; nobody stands behind them."""


def sample_topics() -> list[Topic]:
    """The sample catalogue, in the order of the intake."""
    told = tomllib.loads(files(__package__).joinpath("topics.toml").read_text(encoding="utf-8"))
    return [Topic(position=place, **topic) for place, topic in enumerate(told["topic"])]


async def plant_topics(session: AsyncSession) -> None:
    """Begin with the sample catalogue where there is none at all: without a topic nobody could join."""
    if not await topics.catalogue(session):
        for topic in sample_topics():
            session.add(topic)
        await session.flush()


async def plant_samples(session: AsyncSession, *, now: datetime) -> None:
    """Add the sample people that are not there yet; what is there stays as it is."""
    await plant_topics(session)
    slugs = [topic.slug for topic in await topics.catalogue(session)]
    until = (now + _YEAR).date()
    for person in (
        _person(SAM, languages=["en", "es"], topics=slugs, cleared_until=until),
        _person(NOOR, languages=["en", "ar"], topics=slugs),
        _person(KIM, role="coordinator", languages=["en"]),
    ):
        if await staff.by_name(session, person.name) is None:
            await staff.add(session, person)


def _person(name: str, **told: Any) -> Staff:
    facts: dict[str, Any] = {"role": "listener", "tier": "full", "seats": 2, "chats_held": 20} | told
    unknown = PasswordHasher(time_cost=1, memory_cost=64).hash(token_urlsafe(32))
    return Staff(id=clock.new_id(), name=name, password_hash=unknown, totp_secret=pyotp.random_base32(), **facts)
