"""What is known of a line outside, in words: the languages of our own file and of the coordinators stay as they are.

A line's name is its own and is never translated. A note that the catalogues do not know is shown as it was written.
"""

import re
from datetime import datetime

from babel.dates import format_date, get_day_names

from app.words import dialled, gettext, later, spoken
from crisis import Resource
from crisis.hours import ALWAYS

SERVICES = {"ambulance": later("Ambulance"), "police": later("Police"), "fire": later("Fire")}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def facts(resource: Resource, *, at: datetime) -> str:
    """Say what else is known of it. "Open now" is said of lines that close."""
    state = None if resource.hours == ALWAYS else resource.open_at(at)
    services = ", ".join(
        f"{gettext(SERVICES.get(name, name))} {dialled(number)}"
        for name, number in resource.services
        if number != resource.phone
    )
    also = ", ".join(dialled(number) for number in resource.also)
    known = (
        "" if state is None else gettext("open now") if state else gettext("closed now"),
        hours(resource.hours),
        dialled(resource.messaging) if resource.messaging else "",
        gettext("also %(numbers)s") % {"numbers": also} if also else "",
        gettext(resource.cost),
        services,
        gettext(resource.note),
    )
    return " · ".join(filter(None, known))


def hours(written: str) -> str:
    """Say when it answers; hours that are written as we do not write them stay as they are."""
    days = get_day_names("abbreviated", locale=spoken())
    known = {name: days[number] for number, name in enumerate(_DAYS)} | {"daily": gettext("daily")}
    return re.sub("|".join(known), lambda found: known[found[0]], written)


def tried(resource: Resource) -> str:
    """Say when a person of ours last tried it."""
    if resource.checked is None:
        return gettext("not yet checked by us")
    return gettext("last checked on %(date)s") % {"date": format_date(resource.checked, "long", locale=spoken())}
