"""A place in line and a wait in words: never a number that nothing stands behind."""

from datetime import datetime

from babel.dates import format_date

from app.services.node import Node
from app.words import gettext, ngettext, spoken


def where(position: int, eligible: int, *, offered: bool) -> str:
    """Say where somebody stands. Nobody is "next" while there is nobody to be next for."""
    if offered:
        return gettext("Somebody is reading your words now.")
    if position <= 1 and eligible:
        return gettext("You are next.")
    if position <= 1:
        return gettext("You will be the first when somebody comes.")
    return gettext("You are number %(position)s in line.") % {"position": position}


def how_long(eligible: int, low: int | None, high: int | None, ends_in: int, *, offered: bool) -> str:
    """Say how long it may take, in minutes; or that nobody is there, and until when we look."""
    if offered:
        return gettext("It should not be long.")
    if eligible:
        return usual_wait(low, high) or gettext("We cannot say yet how long it takes.")
    nobody = gettext("Nobody who can talk with you is here right now. That says nothing about you.")
    until = ngettext(
        "We look for up to %(count)s minute more, and tell you if nobody came.",
        "We look for up to %(count)s minutes more, and tell you if nobody came.",
        ends_in,
    )
    return f"{nobody} {until % {'count': ends_in}}"


def usual_wait(low: int | None, high: int | None) -> str:
    """Say how long most people wait, or nothing where nothing is known."""
    if low is None or high is None:
        return ""
    if high <= 1:
        return gettext("Most people here wait about a minute.")
    said = ngettext(
        "Most people here wait %(low)s to %(high)s minute.", "Most people here wait %(low)s to %(high)s minutes.", high
    )
    return said % {"low": low, "high": high}


def opens_words(node: Node, *, now: datetime) -> str | None:
    """Say when people are taken in again, by the clock of the service; nothing while the hours run."""
    opens = node.opening.opens(now)
    if opens is None:
        return None
    named = {
        "day": format_date(opens.date(), "EEEE", locale=spoken()),
        "time": f"{opens:%H:%M}",
        "zone": opens.tzname() or "",
    }
    return gettext("We are here again on %(day)s at %(time)s (%(zone)s).") % named
