"""Which rows of digits are somebody's number, in one message or over several short ones."""

import itertools
import re
from collections.abc import Iterable, Sequence

from app.safety.digits import Run, may_stand_in_row, runs
from app.safety.innocent import without_innocent
from app.safety.known import Known
from app.safety.letters import fold
from app.safety.words import listed

SHORTEST = 7
"""Digits: below are house numbers, doses and short codes of services. A longer row than anybody dials may hold two."""
SHORTEST_KNOWN, LONGEST_KNOWN = 6, 17
"""Digits of a known number that other digits may stand beside: next to no private number holds six that are a line's;
the longest number has fifteen, and two to dial abroad."""
LATELY = 12
"""How many of an author's last messages a number may be spread over."""
_BESIDE = frozenset(listed("beside_numbers"))
"""Words with which a short message may still be nothing but a part of a number."""
_SKIPPED = 2
"""Messages without digits that may stand between two parts of what somebody answers; who listens answers nothing in
bare figures, and may not hide behind more of them."""
_LIST = re.compile(r"\s*(?:,|;|and|then|so|,\s*(?:and|then|so)|->|>)\s*")
_SCORE = re.compile(r"\d{1,2}\s?[-–:]\s?\d{1,2}(?:[,;\s]+\d{1,2}\s?[-–:]\s?\d{1,2})+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ROUND = re.compile(r"[1-9]\d*0{3}")
_COUNTING = "01234567890123456789"
_TOLL_FREE = re.compile(
    r"(?:00)?1?8(?:00|33|44|55|66|77|88)(?:[2-9]\d{6}|\d{3})|0(?:800|808|500)\d{6,7}|0800\d{5,8}|1[38]00\d{4,6}"
)
"""Numbers that cost the caller nothing: those of lines, and of no private person."""
_WORD = re.compile(r"[^\W\d_]+")


def phones(text: str, known: Known) -> list[tuple[int, int]]:
    """List where numbers stand in folded text."""
    found = runs(without_innocent(text))
    return [(run.start, run.end) for run in found if is_number(beside_known(run, known), text, known)]


def beside_known(run: Run, known: Known) -> Run:
    """Return the row without the numbers in it that we know: "under 35): 0800 068 4141" leaves 35."""
    groups, between, first = list(run.groups), list(run.between), 0
    while first < len(groups):
        last = _end_of_known(groups, first, known)
        if last > first:
            groups[first:last], between[max(first - 1, 0) : last - (first == 0)] = [], []
            first = 0 if not first else first - 1
        first += last == first
    return run._replace(groups=tuple(groups), between=tuple(between))


def _end_of_known(groups: Sequence[str], first: int, known: Known) -> int:
    """Return where a number that we know ends which begins with this group; where it began if none does."""
    number = ""
    for last in range(first, len(groups)):
        number += groups[last]
        if len(number) > LONGEST_KNOWN:
            break
        ours = len(number) >= SHORTEST_KNOWN or "".join(groups[:first]) == number  # "Childline 1098: 1098"
        if ours and known.number(number):
            return last + 1
    return first


def is_number(run: Run, text: str, known: Known) -> bool:
    """Tell whether a row of digits reads as a number to call, text or pay with, and not as one we know."""
    digits = run.digits
    if len(digits) < SHORTEST or known.number(digits) or len(set(digits)) == 1:
        return False
    if _TOLL_FREE.fullmatch(digits) or (digits.startswith("000") and len(digits.lstrip("0")) < SHORTEST):
        return False
    if run.groups[0][0] == "0" or text[max(0, run.start - 1) : run.start] in {"+", "("}:
        return not _counts(run.groups)
    if _counts(run.groups) or all(_YEAR.fullmatch(one) for one in run.groups):
        return False
    if len(run.groups) == 1:
        return _ROUND.fullmatch(digits) is None
    if _SCORE.fullmatch(text[run.start : run.end]):
        return False
    return run.spelled > 0 or not _is_list(run)


def _is_list(run: Run) -> bool:
    """Tell counted things from a number: "150, 140, 135", but not "0, 7, 9" nor "44, 09, 12"."""
    counted = all(len(group) in {2, 3} and group[0] != "0" for group in run.groups)
    return counted and all(_LIST.fullmatch(one) for one in run.between)


def _counts(groups: Sequence[str]) -> bool:
    """Tell counting from calling: "1 2 3 4 5 6 7", "10 9 8", "100 93 86 79"."""
    joined = "".join(groups)
    if joined in _COUNTING or joined in _COUNTING[::-1]:
        return True
    if len(groups) < 3 or any(one[0] == "0" and one != "0" for one in groups):  # noqa: PLR2004  # two make no series
        return False
    steps = {int(after) - int(before) for before, after in itertools.pairwise(groups)}
    return len(steps) == 1


def may_be_part(words: Iterable[str]) -> bool:
    """Tell whether the words of a message without digits leave room for a part of a number: nearly none do."""
    return all(word in _BESIDE or may_stand_in_row(word) for word in words)


def part_of_number(text: str, known: Known) -> list[Run]:
    """Return the digits of a message that is little else, and so may be one part of a number; else nothing."""
    folded = fold(text).text
    blank = without_innocent(folded)
    found = [beside_known(run, known) for run in runs(blank) if run.start < run.end]
    if not found or sum(len(run.digits) for run in found) >= SHORTEST:
        return []
    for run in reversed(found):
        blank = blank[: run.start] + " " + blank[run.end :]
    return found if _BESIDE.issuperset(_WORD.findall(blank)) else []


def phone_over_messages(text: str, before: Sequence[str], known: Known, *, patient: bool = False) -> bool:
    """Tell whether this message makes a number of what its author wrote in short ones before, newest last.

    `patient`: over all of them, whatever was said in between.
    """
    parts = part_of_number(text, known)
    if not parts:
        return False
    groups = [group for run in parts for group in run.groups]
    skipped = 0
    for earlier in reversed(before if patient else before[-LATELY:]):
        part = part_of_number(earlier, known)
        if not part:
            skipped += 1
            if skipped > _SKIPPED and not patient:
                break
            continue
        skipped = 0
        groups[:0] = [group for run in part for group in run.groups]
        row = Run(tuple(groups), (" ",) * (len(groups) - 1), 0, 0, 0)
        if is_number(row, "", known):
            return True
    return False
