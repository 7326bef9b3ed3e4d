"""The rule of one number: hidden under ten, to the nearest five else. And what a number says to who reads it."""

FEWEST = 10
"""Counts under this are hidden, none at all included: an empty cell says as much as a full one."""
STEP = 5
FEWEST_CANDIDATES = 3
"""How many exact counts must stay possible behind everything that is published."""
NO_END = 10**9

Bounds = tuple[int, int]


def rounded(n: int) -> int | None:
    """Return the number to show; None when it is hidden."""
    return None if n < FEWEST else (n + STEP // 2) // STEP * STEP


def behind(shown: int) -> Bounds:
    """Return the exact counts that one shown number can stand for."""
    return max(FEWEST, shown - STEP // 2), shown + STEP // 2


def behind_hidden(n: int) -> Bounds:
    """Return what a hidden count is at most known to be, by who knows even why it is hidden."""
    return (0, FEWEST - 1) if n < FEWEST else (FEWEST, NO_END)
