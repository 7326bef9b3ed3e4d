"""What somebody is told whose message was not sent, or not yet: why, and that nothing is lost. Words only."""

from collections.abc import Iterable, Mapping

from app.safety.contact import Way
from app.safety.rules import Why
from app.words import later

_NAMES: Mapping[Way, str] = {
    Way.PHONE: "a phone number",
    Way.EMAIL: "an e-mail address",
    Way.SITE: "a link",
    Way.HANDLE: "a name in another app",
    Way.ADDRESS: "an address",
    Way.POSTCODE: "a postcode",
    Way.COORDINATES: "a place on the map",
}
QUESTIONS: Mapping[Why, str] = {
    Why.CONTACT: later(
        "This looks like a number, an address, a link or a name elsewhere. Nobody here needs it, and once sent it "
        "cannot be taken back. You can change it, or send it anyway."
    ),
    Why.FOUND: later(
        "This says where you can be found. Send it, and %(name)s and a coordinator know that you want help to find you."
        " You can also change it first."
    ),
    Why.PROBING: "This can feel like being tested, for somebody who may be under 18. If you need to know it to help, "
    "say why, and send it anyway.",
}
"""What is asked once before a message is sent."""

SEEKERS_OWN = later(
    "Not sent: this looks like a number, an address, a link or a name elsewhere. You may be under 18, and we keep such "
    "things out of the chat, so that nobody can use them against you. It is still in the box. Take that part out, and "
    "send the rest."
)
REPEATED = later(
    "Not sent: the same was sent in other chats a short while ago, as advertising is. It is still in the box."
)
SLOWLY = later(
    "A pause of half a minute, please. What you wrote is kept. If it is not about the listener, say what it is about."
)
OVER = later("This chat ends here, because of what was written to the listener.")
YOUR_LISTENER = later("your listener")
NO_SECRETS = later("You never have to keep this chat secret. You can tell anybody you trust about it.")
SEXTORTION = later(
    "If somebody wants money or pictures from you: you need not answer, and do not pay. Keep what they "
    "wrote. It is not "
    "your fault, and there is help."
)
WARNED = later("Please be kind to %(name)s. You can be as angry as you are; just not at the person who listens.")
SLOWED = later("That was aimed at %(name)s again, so there is a pause of half a minute. Next time the chat ends.")

_KEPT = "It is still in the box."
LISTENERS: Mapping[Why, str] = {
    Why.CONTACT: "Not sent: this looks like %(what)s. Listeners lead nobody elsewhere. The seeker has crisis lines on "
    f"their page. {_KEPT}",
    Why.ELSEWHERE: f"Not sent: the talk stays here, where both of you are safe. {_KEPT}",
    Why.IMAGE: f"Not sent: nobody here asks for pictures or how somebody looks. A coordinator knows. {_KEPT}",
    Why.MEETING: f"Not sent: listeners and seekers never meet. A coordinator knows. {_KEPT}",
    Why.LOCATION: "Not sent: do not ask somebody who may be under 18 where they are. In danger, flag it first; then "
    f"you can. {_KEPT}",
    Why.MONEY: f"Not sent: nobody here offers or asks for money or gifts. A coordinator knows. {_KEPT}",
    Why.SEXUAL: f"Not sent: nothing sexual is said here by a listener. A coordinator knows. {_KEPT}",
    Why.ABUSE: f"Not sent: this hurts. If it is too much, hand over, or take a moment. {_KEPT}",
}
"""Why a listener's message was not sent."""


def named(ways: Iterable[Way]) -> str:
    """Name what was found, as one says it."""
    *most, last = [_NAMES[way] for way in ways]
    return f"{', '.join(most)} and {last}" if most else last
