"""Hears danger in what people write, and knows where else help can be found. It decides nothing about who is told.

``assess`` reads one message, ``Watch`` remembers a chat, ``resources_for`` answers with lines and sites, never empty.
Pure: time is an argument, nothing is stored, and no word of a text is kept.
"""

from crisis.directory import DEFAULT, Directory, Resource
from crisis.languages import LANGUAGES, can_read
from crisis.reading import Reading, assess
from crisis.resources import resources_for
from crisis.tiers import About, Kind, Reason, Tier
from crisis.watch import Watch, WatchState


def countries(directory: Directory = DEFAULT) -> tuple[tuple[str, str], ...]:
    """List ``(code, name)`` of every country with an emergency number, by name, for a picker."""
    return directory.countries()


__all__ = [
    "DEFAULT",
    "LANGUAGES",
    "About",
    "Directory",
    "Kind",
    "Reading",
    "Reason",
    "Resource",
    "Tier",
    "Watch",
    "WatchState",
    "assess",
    "can_read",
    "countries",
    "resources_for",
]
