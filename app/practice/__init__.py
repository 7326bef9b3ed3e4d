"""The practice room: scripted seekers, what is heard in a listener's lines, and what is said of them afterwards.

Pure: no model of language, no clock, no chance of its own. Everything is a rule with a name that can be looked up.
It knows nothing of the line, of chats or of crisis, and nothing of those knows it.
"""

from app.practice.feedback import Feedback, Remark, look_back
from app.practice.hearing import Rule, hear, rules
from app.practice.playing import LONGEST, MOST_LINES, Play, Turn, play
from app.practice.scenario import Scenario, State, scenarios

__all__ = [
    "LONGEST",
    "MOST_LINES",
    "Feedback",
    "Play",
    "Remark",
    "Rule",
    "Scenario",
    "State",
    "Turn",
    "hear",
    "look_back",
    "play",
    "rules",
    "scenarios",
]
