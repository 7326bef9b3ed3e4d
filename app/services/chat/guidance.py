"""What a listener is told when danger is heard: what helps, and what to ask. Words only; nothing is decided here.

Asking directly about suicide plants nothing and often brings relief. We name no diagnosis, promise no rescue, and never
let a listener think that we could send somebody: nobody here can see where a seeker is. The seeker calls first; where
they cannot, a coordinator calls for them, if they want that and say where they are.
"""

from collections.abc import Collection
from typing import NamedTuple

from crisis import Kind, Tier


class Guidance(NamedTuple):
    """One thing to do, and questions in words that a listener can use as they are."""

    words: str = ""
    asks: tuple[str, ...] = ()


NONE_NEEDED = Guidance()
_CALLS = (
    "Nobody here can see where they are or send anyone. They call first, with the numbers on their page; you can help "
    "them find the words. If they cannot, and want it, a coordinator calls for them with what they choose to tell."
)
_MINOR = (
    "They may be under 18. Short, plain sentences; no promise to keep it secret. Ask for a grown-up they trust, who is "
    "near. A coordinator is there for you too."
)

_SELF = {
    Tier.WATCH: Guidance(
        "Something may be heavier than it sounds. Ask openly, and leave room.", ("How bad is it tonight, really?",)
    ),
    Tier.ELEVATED: Guidance(
        "Ask directly; it does not plant the thought, and it can be a relief. No diagnosis, no arguing: listen.",
        ("Are you thinking of ending your life?", "How long has it been like this?", "What has kept you here so far?"),
    ),
    Tier.HIGH: Guidance(
        "Stay. Slow down. You do not have to fix it.",
        (
            "Are you safe this minute?",
            "Have you thought about how, or when?",
            "Is there somebody who could be with you now?",
            "Could you put what you might use out of reach for tonight?",
        ),
    ),
    Tier.EMERGENCY: Guidance(
        "Stay. Short sentences, one question at a time. You do not have to fix it.",
        (
            "Are you safe this minute?",
            "Have you taken or done something already?",
            "Will you call the emergency number now? I stay here while you do.",
            "Who could come to you, or open the door?",
        ),
    ),
}
_OTHERS = {
    Kind.CONCERN_FOR_OTHER: Guidance(
        "They worry about somebody else. Ask how sure they are, what they can do, and how they are themselves. If the "
        "other is in danger now, the emergency number is for them too; the seeker calls.",
        ("Have you been able to ask them directly?", "Are they alone now?", "Who could help you carry this?"),
    ),
    Kind.HARM_TO_OTHERS: Guidance(
        "Stay calm and do not accuse. Ask about the anger, and about now. A coordinator is told; ask them early.",
        ("Is somebody in danger this minute?", "What would help you step away from it for tonight?"),
    ),
    Kind.EXPLOITATION: Guidance(
        "It is not their fault, whatever was sent or done. Do not ask for details. They need not answer, pay or send "
        "anything more, and can keep what was written to them.",
        ("Is somebody pressing you right now?", "Does anybody you trust know?"),
    ),
    Kind.ABUSE: Guidance(
        "Believe them; do not ask why they stay. Somebody may be beside them or read this later: ask whether it is "
        "safe to write. They decide what happens. The places on their card are folded for that reason.",
        ("Is it safe to write just now?", "Is the person near you?", "Where could you go for tonight?"),
    ),
    Kind.MINOR_AT_RISK: Guidance(
        "A child may be in danger. Believe them, promise no secret, do not question them. A coordinator is told.",
        ("Are you safe this minute?", "Is there a grown-up you trust near you?"),
    ),
}
_FOR_MINORS = {
    "Are you thinking of ending your life?": "Do you sometimes think about not wanting to live any more?",
    "Is there somebody who could be with you now?": "Is there a grown-up you trust who could be with you now?",
    "Could you put what you might use out of reach for tonight?": "Could a grown-up put away what you might use?",
    "Who could come to you, or open the door?": "Which grown-up could come to you right now?",
    "Where could you go for tonight?": "Is there a grown-up whose home is safe for you tonight?",
}


def guidance_for(tier: Tier, kinds: Collection[str], *, minor: bool) -> Guidance:
    """Return what helps now: the seeker's own danger first, and above all when it is grave."""
    special = [guidance for kind, guidance in _OTHERS.items() if kind in kinds]
    only_special = bool(special) and set(kinds) <= set(_OTHERS)
    if tier >= Tier.EMERGENCY and Kind.CONCERN_FOR_OTHER not in kinds:
        chosen = [_SELF[tier], *special]
    elif only_special:
        chosen = special
    else:
        chosen = [_SELF[tier]] if tier in _SELF else []
        chosen += special
    if not chosen:
        return NONE_NEEDED
    words = "\n".join(guidance.words for guidance in chosen[:2])
    if tier >= Tier.HIGH:
        words = f"{words}\n{_CALLS}"
    asks = tuple(dict.fromkeys(ask for guidance in chosen[:2] for ask in guidance.asks))
    if minor:
        words, asks = f"{words}\n{_MINOR}", tuple(_FOR_MINORS.get(ask, ask) for ask in asks)
    return Guidance(words, asks[:5])
