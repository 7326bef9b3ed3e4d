"""The weights of the index and its few fixed promises. Numbers only; `pairing` and `matcher` use them.

Each weight names where it comes from. "Studied" is an earlier simulation of ours with prototypes, which our tables do
not repeat; "compared" is this simulator, a few settings at loads 0.8 and 0.95 (docs/matching.md says on which seeds).
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How the index weighs a wait, a topic, a load and what a listener alone can do."""

    topic: timedelta = timedelta(seconds=120)
    """What knowing the first topic is worth, in seconds of waiting; another or a related topic is worth half.

    Studied: 60 to 300 s tie on waits; 300 s buys one or two points of topic fit.
    """
    elevated: int = 4
    """A second of an elevated ticket counts as this many. Studied: cuts their p95 by a fifth, others lose nothing."""
    load: float = 0.8
    """A full desk against an empty one, where a known topic is 2. Compared: 0.6 leaves the load a little less even."""
    idle_second: float = 3e-5
    """What a second without a chat adds: 0.4 over the longest shift, so it settles ties and little more."""
    scarcity: float = 0.016
    """Times one over the share of desks that can serve a pool (a language, with or without clearance for minors),
    summed over the pools of a desk: who alone can do something is kept for it. Compared: 0.012 waits longer at 0.95,
    and 0.02 makes the load less even."""
    versatility: float = 0.06
    """Per topic a listener takes: who can do much is kept for later, a little. Compared: 0.012 costs topic fit."""
    seat_lost: float = 1.0
    """Per seat of a listener, when somebody is urgent. Beside that chat nobody else is taken, and after it they rest:
    it takes every seat they have, so who has few is asked first. One a seat puts that before load and scarcity."""
    rare_below: float = 0.12
    """A pool that fewer of the desks than this can serve is rare. Its last free seat is kept back from the others."""
    kept_back: timedelta = timedelta(seconds=60)
    """For how long of its own wait a ticket that needs nothing rare may not take such a seat. Studied for
    languages; that it helps with clearance within a language too was compared."""
    widened_after: timedelta = timedelta(minutes=2)
    """From here on anybody counts like somebody who knows a related topic. It is the ladder's second step."""
    overdue_after: timedelta = timedelta(minutes=10)
    """From here on the oldest ticket has a share of the seats, whoever else is in the line."""
    overtaken_at_most: int = 3
    """Seats that could have served the oldest overdue ticket and went to others; the next one is its own."""
    offers_at_once: int = 2
    """To how many an urgent ticket is put; the first to accept has it. Measured: halves the urgent p95."""
    doubted_share: float = 0.15
    """When more of the last joins than this say "now" without a sign in words, they get one offer and no burst seat."""
    doubted_over: int = 100
    """Over how many joins that share is taken."""
    doubted_from: int = 20
    """Fewer joins than this prove nothing."""
