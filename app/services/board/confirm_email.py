"""An e-mail address is used only once somebody has shown that it is theirs: by a code that was sent to it.

So a slip of the keys calls no stranger, and nobody makes us write to somebody who never asked.
"""

import hmac
import secrets
from datetime import datetime, timedelta

import msgspec

from app.records import contacts
from app.records.tables import Staff
from app.services.board.ring import Ringing, Rung
from app.services.board.ways import Asked, NotAWay, is_address, keep_ways, read_ways
from app.services.node import Node

GOOD_FOR = timedelta(minutes=30)
TRIES = 5
"""Wrong codes, after which another one has to be sent: a millionth chance each."""
PAUSE = timedelta(minutes=1)
MOST_A_DAY = 5
"""Letters that one person can have sent, so that nobody's mailbox is filled through us."""
DAY = timedelta(days=1)


class LetterNotSent(Exception):
    """The mail server did not take it."""


class WrongCode(Exception):
    """Not the code that was sent, or too late, or too often wrong."""


class TooManyLetters(Exception):
    """Another one can be sent in a moment, or tomorrow."""


async def ask_email(node: Node, person: Staff, email: str, *, now: datetime) -> None:
    """Send a code there; an empty address: no e-mail any more. What was confirmed before stays in use until then.

    Raises NotAWay, TooManyLetters or LetterNotSent.
    """
    if email and not (node.settings.mail.host and is_address(email)):
        raise NotAWay
    code = f"{secrets.randbelow(1_000_000):06}"
    async with node.records.unit() as unit:
        ways = await read_ways(unit, node, person.id)
        letters = tuple(at for at in ways.letters if now - at < DAY)
        if not email:
            gone = msgspec.structs.replace(ways, email="", asked=None)
            await keep_ways(unit, node, person, gone, now=now)
            return
        if len(letters) >= MOST_A_DAY or (letters and now - letters[-1] < PAUSE):
            raise TooManyLetters
        asked = Asked(email=email, code=code, until=now + GOOD_FOR)
        told = msgspec.structs.replace(ways, asked=asked, letters=(*letters, now))
        await keep_ways(unit, node, person, told, now=now)
    if await Ringing(node.settings, node.paging, person.role, now).code(email, code) is not Rung.SENT:
        raise LetterNotSent


async def confirm_email(node: Node, person: Staff, code: str, *, now: datetime) -> None:
    """Use the address from here on. Raises WrongCode."""
    async with node.records.unit() as unit:
        ways = await read_ways(unit, node, person.id)
        asked = ways.asked
        right = (
            asked is not None
            and now < asked.until
            and hmac.compare_digest(asked.code.encode(), "".join(code.split()).encode())
        )
        if asked is not None and right:
            told = msgspec.structs.replace(ways, email=asked.email, asked=None)
            await keep_ways(unit, node, person, told, now=now)
            return
        if asked is not None and node.paging is not None:
            left = msgspec.structs.replace(asked, tries=asked.tries + 1) if asked.tries + 1 < TRIES else None
            sealed = node.paging.seal(person.id, msgspec.structs.replace(ways, asked=left))
            await contacts.keep(unit, person.id, sealed)
    raise WrongCode
