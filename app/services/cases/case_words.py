"""What a decision about a report can say: rules, decisions and reasons are chosen from these lists, never written."""

from app.words import later

CATEGORIES: dict[str, str] = {
    "unsafe": later("Somebody did not feel safe"),
    "sexual": later("It became sexual"),
    "harassing": later("Cruel or harassing"),
    "asked-for-contact": later("Asked for a name, number or account"),
    "child-at-risk": later("A child may be in danger"),
    "threat": later("A threat"),
    "other": later("Something else"),
}
GRAVE = frozenset({"child-at-risk", "sexual", "threat"})
"""Whoever is reported for these gets nobody new until a person has looked."""
RULES: dict[str, str] = {
    "kindness": later("Be kind: no cruelty, no threats."),
    "nothing-sexual": later("Nothing sexual."),
    "stay-here": later("Nobody asks for names, numbers or accounts, or to meet elsewhere."),
    "children": later("Children are protected first."),
    "stay-with-danger": later("Nobody in danger is left alone."),
    "honest-reports": later("Reports are for what went wrong."),
    "none": later("No rule was broken."),
}
DECISIONS: dict[str, str] = {
    "removed": later("They may not come back."),
    "trained": later("They talk with nobody until they have been trained again."),
    "warned": later("They were warned."),
    "nothing": later("Nothing follows from it."),
}
PAUSING = frozenset({"removed", "trained"})
"""Decisions after which the listener stays without offers."""
REASONS: dict[str, str] = {
    "words-show": later("The last messages show it."),
    "words-do-not": later("The last messages do not show it."),
    "pattern": later("It fits what others have told us."),
    "said-so": later("They have told us so themselves."),
    "no-words": later("No words were kept, so we could not see what was said."),
    "mistake": later("It was a misunderstanding."),
}
EXTENSIONS: dict[str, str] = {
    "second-officer": "The second officer cannot come sooner.",
    "more-reports": "Other reports are being looked at with it.",
    "asked-outside": "We have asked somebody outside for advice.",
}
