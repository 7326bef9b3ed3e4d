"""What a decision about a report can say: rules, decisions and reasons are chosen from these lists, never written."""

CATEGORIES: dict[str, str] = {
    "unsafe": "Somebody did not feel safe",
    "sexual": "It became sexual",
    "harassing": "Cruel or harassing",
    "asked-for-contact": "Asked for a name, number or account",
    "child-at-risk": "A child may be in danger",
    "threat": "A threat",
    "other": "Something else",
}
GRAVE = frozenset({"child-at-risk", "sexual", "threat"})
"""Whoever is reported for these gets nobody new until a person has looked."""
RULES: dict[str, str] = {
    "kindness": "Be kind: no cruelty, no threats.",
    "nothing-sexual": "Nothing sexual.",
    "stay-here": "Nobody asks for names, numbers or accounts, or to meet elsewhere.",
    "children": "Children are protected first.",
    "stay-with-danger": "Nobody in danger is left alone.",
    "honest-reports": "Reports are for what went wrong.",
    "none": "No rule was broken.",
}
DECISIONS: dict[str, str] = {
    "removed": "They may not come back.",
    "trained": "They talk with nobody until they have been trained again.",
    "warned": "They were warned.",
    "nothing": "Nothing follows from it.",
}
PAUSING = frozenset({"removed", "trained"})
"""Decisions after which the listener stays without offers."""
REASONS: dict[str, str] = {
    "words-show": "The last messages show it.",
    "words-do-not": "The last messages do not show it.",
    "pattern": "It fits what others have told us.",
    "said-so": "They have told us so themselves.",
    "no-words": "No words were kept, so we could not see what was said.",
    "mistake": "It was a misunderstanding.",
}
EXTENSIONS: dict[str, str] = {
    "second-officer": "The second officer cannot come sooner.",
    "more-reports": "Other reports are being looked at with it.",
    "asked-outside": "We have asked somebody outside for advice.",
}
