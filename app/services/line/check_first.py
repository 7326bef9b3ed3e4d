"""Look at what is written before there is a chat: a first message, a note for the next listener, a listener's name."""

from app.safety.age import stated_age
from app.safety.contact import find_contact
from app.safety.cues import cues_in
from app.safety.rules import Situation, Why, judge_listener, judge_seeker
from app.services.chat.check_message import NotSent, answer_listener, answer_seeker, is_findable
from app.services.chat.check_words import YOUR_LISTENER
from app.services.node import Node
from app.words import gettext, later
from crisis import Watch
from matching import AgeBand

NO_NAME = later("That looks like a number, an address, a link or a name elsewhere. Please make one up without it.")


def check_first_message(node: Node, text: str, band: AgeBand, watch: Watch, *, confirmed: bool) -> bool:
    """Tell whether its author wants to be found. Raises NotSent or SendAnyway, as in a chat."""
    contact = find_contact(text, known=node.sayable)
    if contact is None:
        return False
    situation = Situation(minor=band.needs_clearance, findable=is_findable(watch.tier, watch.kinds))
    judgement = judge_seeker(contact, situation, confirmed=confirmed)
    answer_seeker(judgement, contact, name=gettext(YOUR_LISTENER))
    return judgement.why is Why.FOUND


class NameNotTaken(NotSent):
    """What they would like to be called, or how to be spoken of, could lead to them."""


def check_names(node: Node, *names: str) -> None:
    """Look at what a seeker would like to be called. Nobody needs a number or an address there. Raises NameNotTaken."""
    for name in names:
        if find_contact(name, known=node.sayable) is not None:
            raise NameNotTaken("name-not-taken", NO_NAME)


def band_of(band: AgeBand, first_message: str) -> AgeBand:
    """Return the age band, lowered where the first message says an age."""
    age = stated_age(first_message)
    return band if age is None else band.lowered(age)


def check_note(node: Node, note: str) -> None:
    """Look at a note that a listener leaves and the seeker can read. Raises NotSent."""
    contact = find_contact(note, known=node.sayable)
    judgement = judge_listener(contact, cues_in(note), Situation(minor=True, danger=True), confirmed=True)
    answer_listener(judgement, contact)
