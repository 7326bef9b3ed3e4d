"""Passwords of staff: hashed with Argon2id, checked beside the event loop, at the same cost for unknown names.

A new one needs length and has to be hard to guess. No rules of composition: they make passwords worse.
"""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 128
# OWASP's first choice for Argon2id: 19 MiB, two passes, one lane
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# two at a time: a storm of sign-ins may queue, it may not take the memory or the processors of the chats
_WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")
_HARD_ENOUGH = 3  # of zxcvbn's 0 to 4: over a hundred million guesses, with the lists of leaked passwords tried first
_READ = 64  # what zxcvbn looks at; its time grows with the length, and so much is hard enough by itself or repeats


class PasswordRefused(Exception):
    """It is too short, too long, or among the first that somebody would try."""


async def hashed(password: str) -> str:
    """The hash to keep."""
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, _HASHER.hash, _bytes(password))


async def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password; None, for a name that nobody has, takes as long and never matches."""
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, _matches, password, kept)


async def require_good(password: str, *, name: str) -> None:
    """Raise PasswordRefused, with words for the person, unless it can be their new password."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordRefused(f"A password needs {SHORTEST} to {LONGEST} characters. A few words in a row are fine.")
    if not await asyncio.get_running_loop().run_in_executor(_WORKERS, _hard_to_guess, password, name):
        raise PasswordRefused(
            "That one is easy to guess: it is on the lists that people try first, or close to one of them. "
            "Four words that have nothing to do with each other work well."
        )


def _hard_to_guess(password: str, name: str) -> bool:
    # its lists are 9 MB that a node holds from the first new password on
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # noqa: PLC0415  # it ships no types

    return bool(zxcvbn(password[:_READ], user_inputs=[name, "earshot", "listener"])["score"] >= _HARD_ENOUGH)


def _matches(password: str, kept: str | None) -> bool:
    try:
        right = _HASHER.verify(kept or _nobodys_hash(), _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")  # whatever was typed is a password, not an error


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))
