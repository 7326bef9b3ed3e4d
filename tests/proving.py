"""Which test proves which of our promises, and one command that runs them all: `python -m tests.proving`.

A test says what it proves with `@pytest.mark.proves("C16")`, or a whole file with `pytestmark`. `promises.toml` has the
words of promises and checks, and the list of what is not proven, with the reason. A check counts as proven when each of
its tests ran and passed: one that was skipped, or did not run, fails the command.
"""

import ast
import json
import os
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).parents[1]
TOLD = "PROVED"
"""The variable that names the file where a run writes what became of each test. Not `EARSHOT_…`: servers would refuse
to start with a setting that is none."""
PAGE = ROOT / "docs/trust-model.md"
HEADING = "## The promises, and what proves them\n"
RUNS = (
    ("tests", "--ignore=tests/browser", "--ignore=tests/nodes_several"),
    ("tests/nodes_several",),
    ("tests/browser",),  # its driver has an event loop of its own
)

Tests = dict[str, list[str]]


def words() -> dict[str, dict[str, str]]:
    """What `promises.toml` says: promises, checks, and what is not proven."""
    told: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("promises.toml").read_text("utf-8"))
    return told


def checks_of(promise: str) -> list[str]:
    """The checks of a promise, from its range: C3-C9."""
    first, _, last = words()["ranges"][promise].partition("-")
    return [f"C{number}" for number in range(int(first[1:]), int((last or first)[1:]) + 1)]


def declared() -> Tests:
    """Every check to the tests that say they prove it, by reading the files of the suite."""
    found: Tests = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if "node_modules" not in path.parts:
            for test, checks in _in_file(path):
                for check in checks:
                    found[check].append(test)
    return dict(found)


def _in_file(path: Path) -> Iterator[tuple[str, list[str]]]:
    name = path.relative_to(ROOT).as_posix()
    for one in ast.parse(path.read_text("utf-8")).body:
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            for mark in one.decorator_list:
                if checks := _checks(mark):
                    yield f"{name}::{one.name}", checks
        elif (
            isinstance(one, ast.Assign)
            and ast.unparse(one.targets[0]) == "pytestmark"
            and (checks := _checks(one.value))
        ):
            yield name, checks
        elif isinstance(one, ast.Assign) and isinstance(one.value, ast.Call) and (checks := _checks(one.value.func)):
            yield f"{name}::{ast.unparse(one.targets[0])}", checks


def _checks(mark: ast.expr) -> list[str]:
    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.proves":
        return [str(ast.literal_eval(argument)) for argument in mark.args]
    return []


def section() -> str:
    """The part of the trust model that names promises, checks and tests."""
    told, tests = words(), declared()
    lines = [
        HEADING,
        "`make prove` runs every test named here and prints this list with what came of it; it fails where a check has",
        "no test, or one that failed, was skipped or did not run. `make promises` writes this part of the page.",
        "",
    ]
    for promise, said in told["promises"].items():
        lines += [f"### {promise}: {said}", ""]
        for check in checks_of(promise):
            lines.append(f"- **{check}** {told['checks'][check]}")
            if check in told["unproven"]:
                lines.append(f"  *Not proven by a test:* {told['unproven'][check]}")
            lines += [f"  - `{test}`" for test in tests.get(check, [])]
        lines.append("")
    return "\n".join(lines)


def page() -> str:
    """The whole trust model with the part as it should be."""
    before, _, _ = PAGE.read_text("utf-8").partition(HEADING)
    return before + section()


# What a run tells.


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each test's report carry what it proves."""
    for item in items:
        checks = [check for mark in item.iter_markers("proves") for check in mark.args]
        if checks:
            item.user_properties.append(("proves", checks))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Write down what became of a test: each call, and everything around it that did not pass."""
    told = os.environ.get(TOLD)
    if told and "PYTEST_XDIST_WORKER" not in os.environ and (report.when == "call" or report.outcome != "passed"):
        with Path(told).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"test": report.nodeid.partition("[")[0], "outcome": report.outcome}) + "\n")


# The command.


def outcomes(lines: str) -> Mapping[str, list[str]]:
    """What became of each test, all its cases."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines.splitlines():
        one = json.loads(line)
        found[one["test"]].append(one["outcome"])
    return found


def became(test: str, seen: Mapping[str, list[str]]) -> str:
    """Whether a test that is named here ran and passed whole."""
    told = {outcome for name, all_ in seen.items() if name == test or name.startswith(f"{test}::") for outcome in all_}
    if not told:
        return "did not run"
    return "passed" if told == {"passed"} else "failed" if "failed" in told else "skipped"


def table(seen: Mapping[str, list[str]]) -> tuple[str, bool]:
    """Promise, checks, tests and what became of them; and whether all is proven."""
    told, tests, lines, whole = words(), declared(), [], True
    for promise, said in told["promises"].items():
        lines.append(f"\n{promise}  {said}")
        for check in checks_of(promise):
            results = {test: became(test, seen) for test in tests.get(check, [])}
            bad = {test: result for test, result in results.items() if result != "passed"}
            proven = bool(results) and not bad
            excused = not results and check in told["unproven"]
            whole &= proven or excused
            verdict = f"pass ({len(results)})" if proven else "not proven, and we say so" if excused else "FAIL"
            lines.append(f"  {check:<4} {verdict:<26} {told['checks'][check]}")
            lines += [f"         {result}: {test}" for test, result in bad.items()]
            if not results and not excused:
                lines.append("         no test")
    return "\n".join(lines), whole


def main() -> int:
    """Run every test that proves something, and print what it comes to."""
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page(), "utf-8")
        return 0
    with TemporaryDirectory(prefix="earshot-prove-") as folder:
        told = Path(folder) / "told"
        told.touch()
        for run in RUNS:
            command = [sys.executable, "-m", "pytest", "-m", "proves", "-p", "tests.proving", *run, *sys.argv[1:]]
            subprocess.run(command, cwd=ROOT, env=os.environ | {TOLD: str(told)}, check=False)
        said, whole = table(outcomes(told.read_text("utf-8")))
    print(said)
    print("\nEvery promise is kept by its checks." if whole else "\nNot every promise is proven: see FAIL above.")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
