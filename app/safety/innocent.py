"""Numbers that lead to nobody: times, dates, prices, percentages. They are blanked before others look."""

import re

GONE = "\0"
"""Stands where something was blanked; no row of digits runs across it."""
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19\d\d|20[0-4]\d)"
_SHAPES = re.compile(
    "|".join((
        rf"(?<![\d.:/-])(?:{_DAY}[-./]{_MONTH}|{_MONTH}[-./]{_DAY})[-./](?:{_YEAR}|\d\d)(?![\d:/-]|\.\d)",
        rf"(?<![\d.:/-]){_YEAR}[-./]{_MONTH}(?:[-./]{_DAY})?(?![\d:/-]|\.\d)",
        rf"(?<![\d.:/+-]){_YEAR}\s?[-–/]\s?(?:{_YEAR}|\d\d)(?![\d:/-]|\.\d)",
        r"(?<![\d.:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\b)?(?![\d.:]\d)",
        r"[$€£¥₹]\s?(?!0\d)\d{1,3}(?:(?:,\d{3})+|\d{0,4})(?:\.\d\d?)?k?(?!\d)",
        r"(?<![\d,.+(-])(?!0)\d{1,3}(?:,\d{3})+(?![\d,-]|[ .]\d)",
        r"(?<![\d.])\d{1,3}(?:[.,]\d{1,2})?\s?(?:%|(?:percent|per cent|prozent|por ciento|pour cent|por cento)\b)",
        r"(?<![\d.,-])(?!0)\d{1,3}(?:\.\d{3})*(?:,\d\d?)?\s?(?:€|(?:eur|euros?|reais|dollars?|bucks|quid|pesos)\b)",
        r"(?<![\d/.+-])(?:[7-9]\d|1\d\d|2[0-2]\d)/(?:[3-9]\d|1[0-4]\d)(?![\d/-]|[ .]\d)",
        r"(?<!\d)(?:24/7(?:/365)?|9[-–]?1[-–]?1|5[-–]4[-–]3[-–]2[-–]1|4[-–]7[-–]8)(?!\d|[ -]\d)",
    ))
)  # fmt: skip


def without_innocent(text: str) -> str:
    """Blank what is plainly a time, a date, a price or a percentage; the length stays."""
    return _SHAPES.sub(lambda found: GONE * len(found[0]), text)
