"""What may be a pseudonym: long enough to say, and nothing by which somebody could be reached outside."""

import re

SHORTEST, LONGEST = 2, 40
_CONTACT = re.compile(r"@|://|www\.|\w\.(?:com|net|org|me|io|de|uk|ru|fr|es)\b|(?:\d[\s().+-]*){5}", re.IGNORECASE)


def could_be_a_name(name: str) -> bool:
    """Whether people could be called that."""
    fits = SHORTEST <= len(name) <= LONGEST
    return fits and name.isprintable() and name == name.strip() and any(sign.isalpha() for sign in name)


def holds_contact_details(name: str) -> bool:
    """Whether a pseudonym hides an address, a number or a site."""
    return _CONTACT.search(name) is not None
