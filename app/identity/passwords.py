"""Passwords of staff: hashed with Argon2id, checked beside the event loop, at the same cost for unknown names."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's first choice for Argon2id: 19 MiB, two passes, one lane
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# two at a time: a storm of sign-ins may queue, it may not take the memory or the processors of the chats
_WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")


async def hashed(password: str) -> str:
    """The hash to keep."""
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, _HASHER.hash, _bytes(password))


async def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password; None, for a name that nobody has, takes as long and never matches."""
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, _matches, password, kept)


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
