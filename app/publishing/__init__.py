"""PURE: exact counts in, published tables out; and the bounds that anybody could work out from them again.

Small counts are hidden, everything else and the totals are rounded, and where what is published would still leave a
count with too few candidates, more is hidden (decision 0021). Nothing here reads a row or a clock.
"""

from app.publishing.counts import Count, Grouped, Sum, Tables
from app.publishing.noise import noisy
from app.publishing.periods import FOUR, Length, PublishedTotal, decided_length
from app.publishing.publication import Publication, publish
from app.publishing.tables import NOBODY, OUTCOMES_TOLD, Values, Visits, case_tables, change_tables, volume_tables

__all__ = [
    "FOUR",
    "NOBODY",
    "OUTCOMES_TOLD",
    "Count",
    "Grouped",
    "Length",
    "Publication",
    "PublishedTotal",
    "Sum",
    "Tables",
    "Values",
    "Visits",
    "case_tables",
    "change_tables",
    "decided_length",
    "noisy",
    "publish",
    "volume_tables",
]
