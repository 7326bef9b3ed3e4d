"""What keeps listeners well, as rules: how many chats at once, and when somebody should have a kind word with them.

A talk in crisis takes the whole of somebody; the matcher gives no second one beside it (`Listener.room`). Nothing here
punishes: what is counted leads to an offer of help, and to no rank.
"""

EXPERIENCED, SEASONED = 20, 60
"""Chats held before a second one, and a third one, at the same time. Twenty is what crisis lines ask for."""
BREAKS = 3
"""Breaks after a crisis that somebody skipped within a week, from which on a coordinator is told."""
ENOUGH_TO_TELL = 6
"""With fewer chats in a week, half of them in crisis is chance."""


def seats_for(chats_held: int, *, most: int) -> int:
    """How many chats somebody may hold at once who has held that many so far."""
    return min(most, 1 + (chats_held >= EXPERIENCED) + (chats_held >= SEASONED))


def skips_rest(skipped: int) -> bool:
    """Whether somebody has gone without their breaks too often this week."""
    return skipped >= BREAKS


def carries_much(sessions: int, crisis: int) -> bool:
    """Whether half or more of a week's chats were with somebody in crisis."""
    return sessions >= ENOUGH_TO_TELL and 2 * crisis >= sessions
