"""What takes two persons: the first one's word is kept until another one's comes. Neither may be whom it is about."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.records import second_person
from app.records.tables import Act, Staff


class NeedsAnother(Exception):
    """Somebody else has to say this."""


async def two_agree(session: AsyncSession, act: Act, subject: str, by: Staff, *, now: datetime) -> bool:
    """Whether two persons want this now; the first one's word is kept, and nothing is done. Raises NeedsAnother."""
    first = await second_person.asked(session, act, subject)
    if by.id == subject or (first is not None and first.asked_by == by.id):
        raise NeedsAnother
    if first is None:
        await second_person.ask(session, act, subject, by=by.id, today=now.date())
        return False
    await second_person.settle(session, act, subject)
    return True
