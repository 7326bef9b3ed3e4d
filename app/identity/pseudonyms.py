"""What may be a pseudonym: long enough to say, and nothing by which somebody could be reached outside."""

from app.safety.contact import find_contact

SHORTEST, LONGEST = 2, 40


def could_be_a_name(name: str) -> bool:
    """Whether people could be called that."""
    fits = SHORTEST <= len(name) <= LONGEST
    return fits and name.isprintable() and name == name.strip() and any(sign.isalpha() for sign in name)


def holds_contact_details(name: str) -> bool:
    """Whether a pseudonym hides an address, a number or a site."""
    return find_contact(name) is not None
