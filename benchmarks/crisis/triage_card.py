"""`make triage-card EVALUATION=DIR`: docs/triage-card.md, with every figure measured now and none written by hand.

The prose is in ``triage_card.template.md``. Rows are counted by class and never quoted. Without DIR the card is made of
a few sentences of our own, printed, and not written: it would say nothing.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Template
from textwrap import fill
from typing import Any

from benchmarks.crisis.cost import costs, texts_of, verdicts
from benchmarks.crisis.evaluation import HALVES, Judged, believed, by_halves, judge, kinds, tiers
from benchmarks.crisis.goals import GOALS, gap, told
from benchmarks.crisis.rates import Figure, share
from benchmarks.crisis.rows import Material, asked_for
from benchmarks.figures import machine
from crisis import LANGUAGES
from crisis.languages import reviewers

WIDTH = 120
CARD = Path("docs/triage-card.md")
TEMPLATE = Path(__file__).with_name("triage_card.template.md")
PREVALENCES = (0.005, 0.02, 0.05)
LEARNED = """
- A small model stands beside the phrases. It was taught on sentences written for it and on nobody's real words. It
  weighs how grave a whole message sounds: a *vague* phrase counts only where that is enough. A plain statement counts
  whatever it says, and it raises nothing by itself."""
_NAMES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "tr": "Turkish", "zh": "Chinese",
}  # fmt: skip
_TIERS = {
    "emergency": "a time, a plan, means, a farewell, an act under way",
    "high": "thoughts of suicide, plainly said",
    "passive": "a wish to be dead or gone",
    "selfharm": "self-harm",
    "abuse": "danger from others",
    "harm_others": "harm to others",
}
_KINDS = {
    "abuse": "danger from others",
    "emergency": "a time, a plan, a farewell",
    "explicit": "plainly said",
    "passive": "a wish to be dead or gone",
    "selfharm": "self-harm",
    "typo": "misspelt",
    "past_recovered": "long ago, and over",
    "ambivalent_now": "torn between both",
    "auto_dots": "masked: dots between letters",
    "auto_homoglyph": "masked: look-alike letters",
    "auto_leet": "masked: digits for letters",
    "auto_repeat": "masked: stretched letters",
    "auto_spaced": "masked: letters apart",
    "auto_star": "masked: stars for letters",
    "auto_typo": "masked: misspelt",
    "auto_zwsp": "masked: invisible letters",
    "denial": "says that it is not so",
    "directed_abuse": "insults to somebody",
    "discussion": "talk about the subject",
    "distress": "sad, and no more",
    "distress_strong": "very sad, and no more",
    "everyday": "everyday",
    "figurative": "figure of speech",
    "history_recovered": "long ago, and over",
    "homonym": "the same words, another sense",
    "listener_side": "what a listener would say",
    "negated_but_crisis": 'a "not" that does not reassure',
    "obfuscated": "masked by hand",
    "quoted": "somebody else's words",
    "third_party": "worry about somebody else",
    "vocab_discussion": "news, support for others, literal use",
}


def card(material: Material) -> str:
    """Measure, and fill in the card."""
    judged = judge(material)
    figures = by_halves(judged)
    on = machine()
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        learned=_learned(),
        summary=_summary(figures["all"]),
        material=_material(material),
        goals=_goals(figures),
        lacking=_lacking(figures["all"]),
        believed=", ".join(f"{believed(judged, one):.0%} at {one:.1%}" for one in PREVALENCES),
        alarms=_alarms(judged),
        plain=_plain(figures["all"]),
        tiers=_tiers(judged),
        ways=_ways(judged),
        languages=_languages(judged),
        cost=_cost(material),
        python=on["python"],
        machine=on["machine"],
    )


def _summary(figures: Mapping[str, Figure]) -> str:
    def of_hundred(name: str) -> str:
        one = figures[name]
        return f"{one.value:.0%} ({one.low:.0%} to {one.high:.0%})"

    def of_thousand(name: str) -> str:
        one = figures[name]
        return f"{1000 * one.value:.1f} ({1000 * one.low:.1f} to {1000 * one.high:.1f})"

    return fill(
        f"Of messages about suicide and self-harm it flags {of_hundred('suicide and self-harm caught')}, of "
        f"emergencies {of_hundred('emergencies caught')}. At the same setting it flags "
        f"{of_thousand('everyday flagged')} of 1,000 everyday messages and {of_thousand('distress flagged')} of 1,000 "
        f"sad ones. In a chat it speaks up on the very turn in {of_hundred('chats caught on the turn')}, and in "
        f"{of_hundred('calm chats flagged')} of calm chats it speaks up for nothing.",
        WIDTH,
    )


def _learned() -> str:
    """Say whether a learned part speaks too: it does where reading a message has loaded one."""
    return LEARNED if "crisis.learned" in sys.modules else ""


def _material(material: Material) -> str:
    if material.own:
        return "**A few dozen sentences of our own. The figures below say nothing; they show that the command runs.**"
    rows = {name: f"{len(of):,}" for name, of in material.messages.items()}
    chats = {name: len(of) for name, of in material.chats.items()}
    crises = sum(row.crisis for row in material.messages["gold"])
    told_of = (
        f"{rows['gold']} real messages from public forums and networks, labelled by hand and blind to their source",
        f"{crises} of those are crises; the others were often picked for being hard",
        f"{rows['everyday']} everyday and {rows['distress']} sad messages from public collections, not picked",
        f"{rows['adversarial']} constructed or masked lines, and {rows['multilingual']} in other languages",
        f"{rows['challenge']} lines that others wrote in the style of clinical cases",
        f"{chats['esconv']} support chats between paid volunteers about troubles of their own",
        f"{chats['spliced']} of such chats with a real crisis message put in, and {chats['synthetic']} written chats",
        "another part is kept back, and was not looked at for this card",
    )
    return "\n".join(fill(f"- {one}", WIDTH, subsequent_indent="  ") for one in told_of)


def _goals(figures: Mapping[str, Mapping[str, Figure]]) -> str:
    rows = []
    for goal in GOALS:
        halves = [figures[half][goal.measure] for half in HALVES]
        whole = figures["all"][goal.measure]
        sign = "≥" if goal.at_least else "≤"
        rows.append(
            (goal.measure, *(told(one, goal) for one in halves), gap(*halves), told(whole, goal),
             f"{sign} {goal.told(goal.must)}", f"{sign} {goal.told(goal.wish)}", goal.verdict(whole))
        )  # fmt: skip
    return _table(("measure", "half A", "half B", "gap", "all", "must", "wish", "met"), rows)


def _lacking(figures: Mapping[str, Figure]) -> str:
    lacking = [
        f"{goal.measure} ({verdict.removeprefix('MISSED ')})"
        for goal in GOALS
        if (verdict := goal.verdict(figures[goal.measure])).startswith("MISSED")
    ]
    return fill(f"Missed: {'; '.join(lacking)}.", WIDTH) if lacking else "No must is missed here."


def _alarms(judged: Judged) -> str:
    halves = [judged.of(half) for half in HALVES]
    rows = [
        (_kind(kind), said, *(told(_of(half, name, kind, crisis=False)) for half in halves), told(figure))
        for name, said in (("gold", "real"), ("adversarial", "constructed"))
        for kind, figure in sorted(kinds(judged, name, crisis=False).items(), key=lambda one: -one[1].value)
    ]
    return _table(("kind", "rows", "A flagged", "B flagged", "all flagged"), rows)


def _plain(figures: Mapping[str, Figure]) -> str:
    goals = {goal.measure: goal for goal in GOALS}
    return ", ".join(f"{name} {told(figures[name], goals[name])}" for name in ("everyday flagged", "distress flagged"))


def _tiers(judged: Judged) -> str:
    found = [tiers(one) for one in (*(judged.of(half) for half in HALVES), judged)]
    none = share([])
    rows = [(said, *(told(one.get(name, none)) for one in found)) for name, said in _TIERS.items()]
    return _table(("what was said", "A heard", "B heard", "all heard"), rows)


def _ways(judged: Judged) -> str:
    halves = [judged.of(half) for half in HALVES]
    heard = kinds(judged, "adversarial", crisis=True)
    rows = [
        (_kind(kind), *(told(_of(half, "adversarial", kind, crisis=True)) for half in halves), told(figure))
        for kind, figure in sorted(heard.items(), key=lambda one: one[1].value)
        if figure.k != figure.n
    ]
    return _table(("how", "A heard", "B heard", "all heard"), rows)


def _kind(kind: str) -> str:
    return _KINDS.get(kind, kind.replace("_", " "))


def _of(judged: Judged, name: str, kind: str, *, crisis: bool) -> Figure:
    return kinds(judged, name, crisis=crisis).get(kind, share([]))


def _languages(judged: Judged) -> str:
    heard, wrong = (kinds(judged, "multilingual", crisis=crisis) for crisis in (True, False))
    none = share([])
    rows = [
        (
            _NAMES.get(code, code),
            "see above" if code == "en" else told(heard.get(code, none)),
            "see above" if code == "en" else told(wrong.get(code, none)),
            dict(reviewers())[code] or "not yet",
        )
        for code in LANGUAGES
    ]
    rows += [
        (f"{_NAMES.get(code, code)}, no phrases", told(heard.get(code, none)), told(wrong.get(code, none)), "-")
        for code in sorted({*heard, *wrong} - set(LANGUAGES))
    ]
    return _table(("language", "crises heard", "wrongly flagged", "read by a native speaker"), rows)


def _cost(material: Material) -> str:
    rows = costs(texts_of(material))
    beside: list[Sequence[Any]] = [
        (name.removesuffix(", us"), *(one[cell] for cell in ("ours p50", "VADER p50", "ratio p50", "ours p99",
                                                            "VADER p99", "ratio p99")))
        for name, one in rows.items()
        if "ratio p50" in one
    ]  # fmt: skip
    table = _table(("messages", "median, us", "bare VADER", "times", "p99, us", "bare VADER", "times"), beside)
    bars = "; ".join(f"{bar}: {verdict}" for bar, verdict in verdicts(rows).items())
    return f"Beside a bare VADER call on the same messages, in one run, in turns:\n\n{table}\n\n{fill(bars, WIDTH)}."


def _table(head: Iterable[str], rows: Iterable[Sequence[Any]]) -> str:
    heads = list(head)
    lines = [heads, ["---"] * len(heads), *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> int:
    """Run from the command line."""
    material = asked_for("benchmarks.crisis.triage_card", __doc__)
    text = card(material)
    if material.own:
        print(text)
        print("Not written: this was made of a few sentences of our own. Give EVALUATION=DIR.")
        return 0
    CARD.write_text(text, encoding="utf-8")
    print(f"Written to {CARD}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
