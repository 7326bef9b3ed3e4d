"""`make check-safety`: how often the checks stop what they should not, which numbers they find, and what they cost.

CONVERSATIONS is a file or folder of lines `{"turns": [{"role", "text"}]}` that stays outside the project; without it
a dozen of our own are read. Prints a table and counts; with SHOW=yes what was stopped too, for who repairs it.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from app.safety.age import stated_age
from app.safety.contact import find_contact
from app.safety.cues import cues_in
from app.safety.known import Known, known_of
from app.safety.rules import Situation, Step, judge_listener, judge_seeker
from benchmarks.conversations import OURS
from benchmarks.figures import keep, machine
from crisis import DEFAULT

MOST_FALSE, LEAST_FOUND, MOST_MICROSECONDS = 2.0, 0.97, 100.0
"""Stops in a thousand messages of real conversations; numbers found; microseconds for a usual message."""
NUMBERS = 2_000
_WORDS = (
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
    ["null", "eins", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun"],
    ["zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"],
    ["zero", "um", "dois", "tres", "quatro", "cinco", "seis", "sete", "oito", "nove"],
)
_BETWEEN = ("", " ", "-", ".", " - ", "/", "_", "*", "  ", " . ", "\u200b", " dash ", "...", ", ")
"""The last one parts counted things too, so that pairs and threes with it are no number to anybody."""
_AROUND = (
    "{}",
    "{}",
    "my number is {}",
    "call me {}",
    "{} text me",
    "it's {} ok",
    "first {}",
    "then {}",
    "and {}",
    "{} is the rest",
)
_USUAL = (
    "i just feel like nobody would notice if i was not here",
    "that sounds really hard, how long has it been like this?",
    "my sister moved away last spring and the house is so quiet now",
    "would it help to tell me a little more about that night?",
)


def chance_of(seed: int) -> random.Random:
    """Return chance that can be played again."""
    return random.Random(seed)


def a_number(chance: random.Random) -> str:
    """Return digits as somebody's number has them."""
    while True:
        start = chance.choice(("07", "06", "01", "5", "4", "6", "9", "+44 7", "1", "02"))
        digits = "".join(letter for letter in start if letter.isdigit())
        digits += "".join(chance.choice("0123456789") for _ in range(chance.choice((8, 9, 9, 10)) - len(digits) + 1))
        if len(set(digits)) > 4 and not digits.startswith(("0800", "0808", "1800", "0500", "1300", "180")):
            return digits


def dressed(digits: str, chance: random.Random) -> str:
    """Write digits as somebody who hides them: in words, with signs between, in groups, with look-alikes."""
    words = chance.choice(_WORDS)
    how = chance.random()
    if how < 0.25:
        return chance.choice((" ", "-", " - ", ", ")).join(words[int(digit)] for digit in digits)
    if how < 0.45:
        return chance.choice((" ", "")).join(words[int(digit)] if chance.random() < 0.5 else digit for digit in digits)
    if how < 0.55:
        return digits.replace("0", "o") if len(digits) > 3 else digits
    if how < 0.65:
        return "".join(chr(ord("０") + int(digit)) for digit in digits)
    size = chance.choice((1, 1, 2, 3, 4))
    between = chance.choice(_BETWEEN if size in {1, 4} else _BETWEEN[:-1])
    return between.join(digits[at : at + size] for at in range(0, len(digits), size))


def in_parts(digits: str, chance: random.Random) -> list[str]:
    """Cut a number into one to six short messages, each dressed by itself."""
    cuts = sorted(chance.sample(range(1, len(digits)), chance.choice((0, 0, 1, 2, 3, 5))))
    parts = [digits[start:end] for start, end in zip([0, *cuts], [*cuts, len(digits)], strict=True)]
    return [chance.choice(_AROUND).format(dressed(part, chance)) for part in parts]


def found(numbers: int, known: Known, *, seed: int = 1) -> float:
    """Return the share of numbers of which some part was stopped before the last one arrived."""
    chance = random.Random(seed)
    return sum(_is_found(in_parts(a_number(chance), chance), known) for _ in range(numbers)) / numbers


def _is_found(parts: Sequence[str], known: Known) -> bool:
    return any(find_contact(part, before=parts[:number], known=known) for number, part in enumerate(parts))


def conversations(where: Path | None) -> Iterator[list[tuple[str, str]]]:
    """Yield conversations as rows of role and text."""
    paths = [OURS] if where is None else sorted(where.rglob("conv*.jsonl")) if where.is_dir() else [where]
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            yield [(turn["role"], turn["text"]) for turn in json.loads(line)["turns"]]


def stopped(where: Path | None, known: Known, *, show: bool) -> tuple[int, Counter[str]]:
    """Count messages, and those that an adult's chat would not have sent at once, by reason."""
    messages, reasons = 0, Counter[str]()
    for turns in conversations(where):
        before: dict[str, list[str]] = {}
        for role, text in turns:
            messages += 1
            said = before.setdefault(role, [])
            contact = find_contact(text, before=said, known=known, patient=role == "listener")
            situation = Situation(minor=False)
            if role == "listener":
                judged = judge_listener(contact, cues_in(text), situation, confirmed=False)
            else:
                judged = judge_seeker(contact, situation, confirmed=False)
            if judged.step is not Step.SEND:
                reasons[f"{role}: {judged.why}"] += 1
                if show:
                    print(
                        role,
                        judged.why,
                        contact.ways if contact else "",
                        text[:200].replace("\n", " "),
                        file=sys.stderr,
                    )
            before[role].append(text)
    return messages, reasons


def cost(known: Known, *, rounds: int = 2_000) -> float:
    """Return the microseconds that all checks of one usual message take, at the median of rounds."""
    before = list(_USUAL)
    for text in _USUAL:
        find_contact(text, before=before, known=known), cues_in(text)
    taken = []
    for number in range(rounds):
        text = _USUAL[number % len(_USUAL)]
        began = perf_counter()
        find_contact(text, before=before, known=known)
        cues_in(text)
        stated_age(text)
        taken.append(perf_counter() - began)
    return median(taken) * 1e6


def main() -> int:
    """Print the figures; 1 when one of them is not met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("conversations", nargs="?", type=Path)
    parser.add_argument("--show", action="store_true", help="print what was stopped")
    told = parser.parse_args()
    known = known_of(DEFAULT)
    messages, reasons = stopped(told.conversations, known, show=told.show)
    false = 1_000 * sum(reasons.values()) / max(1, messages)
    share, took = found(NUMBERS, known), cost(known)
    print(f"not sent at once       {false:6.2f} in 1,000 of {messages} messages (most {MOST_FALSE})")
    for reason, count in reasons.most_common():
        print(f"  {reason:28} {count}")
    print(f"numbers cut up, found  {share:6.3f} of {NUMBERS} (least {LEAST_FOUND})")
    print(f"cost of a message      {took:6.1f} µs, all checks together (most {MOST_MICROSECONDS:.0f})")
    keep("safety", {"machine": machine(), "false": false, "messages": messages, "found": share, "microseconds": took})
    return int(false > MOST_FALSE or share < LEAST_FOUND or took > MOST_MICROSECONDS)


if __name__ == "__main__":
    sys.exit(main())
