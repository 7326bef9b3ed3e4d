"""What the chat's page says: at its beginning, and by itself while no server is asked.

The script gets its sentences from here, so that each stands in one place and in the language of the page.
"""

from app.live.chat import Chat
from app.safety.rules import Why
from app.services.chat.check_words import (
    NO_SECRETS,
    QUESTIONS,
    REPEATED,
    SEEKERS_OWN,
    SEXTORTION,
    SLOWED,
    SLOWLY,
    WARNED,
)
from app.services.chat.keep_copies import in_one_place
from app.wire.views import ChatView
from app.words import forms, gettext, isolated, later, ngettext

QUIET_ASK = later("Are you still there? Take your time. A word, or “I need a moment”, keeps this open.")
LISTENER_QUIET = later(
    "%(name)s has been quiet. You can wait, or choose “Somebody else, please” under More: you would be next."
)
HAND_OVER = later("%(name)s has asked somebody else to go on with you, and stays until they are here.")
NOTE = later("The listener before wrote for %(name)s: %(note)s")
EARLIER_OPEN = later("%(name)s can read what was said before.")

ASKS = later(
    "%(name)s looks after our listeners and would like to come in. They would see only what is written from then on."
)
HERE = later("%(name)s, who looks after our listeners, is here too, and sees what is written from here on.")
GONE = later("%(name)s is not in this chat any more.")

TOLD = {"sextortion": SEXTORTION, "slowed": SLOWED, "warned": WARNED, "noSecrets": NO_SECRETS}
"""What was noticed in the chat, and stands until it is over; the gravest first."""


def chat_words() -> dict[str, str | dict[str, str]]:
    """Return the sentences of the page's script, by what happens. `{name}` and the like are the script's to fill."""
    gaps = {gap: isolated(f"{{{gap}}}") for gap in ("name", "note")}
    said: dict[str, str | dict[str, str]] = {
        "here": gettext("%(name)s is here"),
        "away": gettext("%(name)s is out of reach for a moment. What you write is kept."),
        "gone": gettext("%(name)s's connection is gone; it was nothing you said."),
        "typing": gettext("%(name)s is writing"),
        "yourMoment": gettext("%(name)s knows that you need a moment. Take the time you need."),
        "theirMoment": gettext("%(name)s needs a moment, and is still here."),
        "goesOn": gettext("%(name)s goes on with you now, and has not read what stands above."),
        "note": gettext(NOTE),
        "earlierAsk": gettext("%(name)s cannot see what was said before. You can show it to them; you need not."),
        "earlierOpen": gettext(EARLIER_OPEN),
        "earlierGone": gettext("What was said before is gone from our side. %(name)s has not read it."),
        "quietAsk": gettext(QUIET_ASK),
        "listenerQuiet": gettext(LISTENER_QUIET),
        "handOver": gettext(HAND_OVER),
        "handOverOff": gettext("%(name)s goes on with you."),
        "held": gettext("%(name)s keeps this open for you. Write when you can."),
        "timeSoon": forms(
            "About %(count)s minute is left. %(name)s can add more time if it helps.",
            "About %(count)s minutes are left. %(name)s can add more time if it helps.",
        ),
        "extended": forms(
            "%(name)s added time. About %(count)s minute is left.",
            "%(name)s added time. About %(count)s minutes are left.",
        ),
        "quietWarn": forms(
            "It has been quiet for a while. This closes in %(count)s minute unless you write something.",
            "It has been quiet for a while. This closes in %(count)s minutes unless you write something.",
        ),
        "guest_asks": gettext(ASKS),
        "guest_in": gettext(HERE),
        "guest_gone": gettext(GONE),
        "sendAgain": gettext("Send this again when you are ready."),
        "noSecrets": gettext(NO_SECRETS),
        "sextortion": gettext(SEXTORTION),
        "warned": gettext(WARNED),
        "slowed": gettext(SLOWED),
        "ask_contactDetails": gettext(QUESTIONS[Why.CONTACT]),
        "ask_wantsFound": gettext(QUESTIONS[Why.FOUND]),
        "contactDetails": gettext(SEEKERS_OWN),
        "repeated": gettext(REPEATED),
        "slowDown": gettext(SLOWLY),
        "tooFast": gettext("A little slower, please. What you wrote is kept."),
        "noChat": gettext("This chat has ended. What you wrote is kept on your page."),
        "notUnderstood": gettext("That was not understood. What you wrote is kept."),
    }
    return {what: _open(words, gaps) for what, words in said.items()}


def _open(words: str | dict[str, str], gaps: dict[str, str]) -> str | dict[str, str]:
    if isinstance(words, str):
        return words % gaps
    return {form: sentence % (gaps | {"count": "{count}"}) for form, sentence in words.items()}


def guest_words(chat: ChatView) -> str:
    """Return what is said of a coordinator who came, or would like to; nothing where there is none."""
    guest = chat.guest
    if guest is None or guest.state == "gone":
        return ""
    words = {"asks": ASKS, "in": HERE}[guest.state]
    return gettext(words) % {"name": isolated(guest.name)}


def beginning(chat: ChatView) -> tuple[str, ...]:
    """Return what stands above the first message: who is there, for how long, and what came before."""
    name, limits = isolated(chat.with_), chat.limits
    rules = (
        gettext("%(name)s is a trained volunteer.") % {"name": name},
        ngettext(
            "You have about %(count)s minute; we say when it is nearly over.",
            "You have about %(count)s minutes; we say when they are nearly over.",
            limits.minutes,
        )
        % {"count": limits.minutes},
        ngettext(
            "If it goes quiet, we ask after %(count)s minute and close after %(close)s.",
            "If it goes quiet, we ask after %(count)s minutes and close after %(close)s.",
            limits.quiet_ask,
        )
        % {"count": limits.quiet_ask, "close": limits.quiet_end},
    )
    note = gettext(NOTE) % {"name": name, "note": isolated(chat.note)} if chat.note else ""
    opened = gettext(EARLIER_OPEN) % {"name": name} if chat.earlier == "open" else ""
    again = gettext(
        "We had to start again in the middle. What you both wrote before may be missing here; nobody else has it."
    )
    return tuple(filter(None, (" ".join(rules), note, opened, again if chat.restarted else "")))


def notice_of(chat: Chat) -> str | None:
    """Return what the chat's clock has said last, where no socket can say it."""
    said = None
    if chat.handing_over is not None:
        said = gettext(HAND_OVER)
    elif in_one_place(chat):
        said = gettext(
            "What you wrote last is not on %(name)s's page yet. We hold it for them, in one place only: "
            "if our server stopped now, it would be lost, and we would tell you."
        )
    elif told := next((words for kind, words in TOLD.items() if kind in chat.noticed), None):
        said = gettext(told)
    elif "listenerQuiet" in chat.noticed:
        said = gettext(LISTENER_QUIET)
    elif "quietWarn" in chat.noticed:
        said = gettext("It has been quiet. The chat closes soon unless one of you writes.")
    elif "quietAsk" in chat.noticed:
        said = gettext(QUIET_ASK)
    elif "timeSoon" in chat.noticed:
        said = gettext("The time for this chat is nearly over.")
    elif chat.restarted:
        said = gettext(
            "Our server had to start again. What was written before is not here any more; your listener still is."
        )
    return said % {"name": isolated(chat.listener_name)} if said else None
