"""Codes that people type or paste: an invitation's, and those for the day on which the second factor is lost.

Letters and digits that are not mistaken for each other. They are drawn, long enough that a plain hash keeps them, and
read kindly: capitals, spaces and dashes do not matter.
"""

import hashlib
import secrets

_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u
_MISTAKEN = str.maketrans({"i": "1", "l": "1", "o": "0"})
_GROUP = 4
_INVITATION_GROUPS = 6  # 120 bits
_RECOVERY_GROUPS = 4  # 80 bits, and an account beside them
HOW_MANY = 10
"""Recovery codes at a time."""


def new_invitation() -> str:
    """A fresh code for one person, shown once."""
    return _drawn(_INVITATION_GROUPS)


def new_recovery_codes() -> tuple[str, ...]:
    """Ten fresh codes, shown once."""
    return tuple(_drawn(_RECOVERY_GROUPS) for _ in range(HOW_MANY))


def kept(code: str) -> str:
    """What the records hold of an invitation's code."""
    return hashlib.sha256(_read(code).encode()).hexdigest()


def kept_for(staff_id: str, code: str) -> str:
    """What the records hold of somebody's recovery code: the same code of another person is another one."""
    return hashlib.sha256(f"{staff_id} {_read(code)}".encode()).hexdigest()


def _drawn(groups: int) -> str:
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(groups))


def _read(code: str) -> str:
    typed = code.encode("utf-8", "replace").decode().lower()  # half a character is a wrong code, not an error
    return "".join(sign for sign in typed if sign.isalnum()).translate(_MISTAKEN)
