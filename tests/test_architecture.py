"""The tree keeps its own rules: who imports whom, what the docs must name, and what no file may hold."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.routes import HTTPRoute, WebSocketRoute

from app.asgi import create_app, make_node
from app.problems import PROBLEMS
from app.records.unit_of_work import Records
from app.settings import Settings
from app.settings.document import as_file, as_page, settings
from tests.nodes import NOWHERE

ROOT = Path(__file__).parents[1]
LONGEST = 260
"""Lines with something on them, in one source file."""
MAPPED = {".py", ".ts", ".md", ".yaml", ".conf", ".css", ".html", ".txt"}
"""What a folder holds that is for reading."""
MADE = {"frontend/src/wire.gen.ts"}
"""Files that a program writes."""
NOT_OURS = {".git", ".venv", ".tools", ".data", ".bench", ".cache", ".chromium", ".hypothesis", "node_modules", "dist"}
ROLES = {"anyone", "seeker", "listener", "coordinator"}
WITHOUT_ROLE = {"/schema", "/schema/openapi.json", "/schema/{path:str}"}
"""The API's description: the framework makes these routes, and they show what stands in this repository."""


def files() -> Iterator[Path]:
    """Every file of ours, as a path in the tree."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith("cache")]
        yield from (Path(folder, name).relative_to(ROOT) for name in names)


def is_test(path: Path) -> bool:
    """A suite is a list of sentences, read one at a time."""
    return path.parts[0] == "tests" or ".test." in path.name


def doc(name: str) -> str:
    path = ROOT / "docs" / name
    assert path.exists(), f"docs/{name} is not written yet"
    return path.read_text(encoding="utf-8")


def test_every_floor_imports_only_what_lies_below() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_problem_type_is_in_the_protocol() -> None:
    protocol = doc("protocol.md")
    assert {problem.type for problem in PROBLEMS.values() if f"`{problem.type}`" not in protocol} == set()


def test_every_problem_has_a_type_of_its_own() -> None:
    types = [problem.type for problem in PROBLEMS.values()]
    assert sorted(types) == sorted(set(types))


def test_every_setting_is_in_its_documents() -> None:
    assert doc("settings.md") == as_page(), "run `make settings`"
    assert (ROOT / "deploy/earshot.env").read_text(encoding="utf-8") == as_file(), "run `make settings`"
    assert [one.variable for one in settings() if not one.means] == []


def test_every_route_says_for_whom_it_is(tmp_path: Path) -> None:
    app = create_app(make_node(Settings(_env_file=None, data=tmp_path), Records(NOWHERE)))
    handlers = [
        (route.path, handler)
        for route in app.routes
        for handler in (
            route.route_handlers
            if isinstance(route, HTTPRoute)
            else [route.route_handler]
            if isinstance(route, WebSocketRoute)
            else []
        )
    ]
    assert len(handlers) > len(ROLES)
    roleless = {path for path, handler in handlers if handler.opt.get("role") not in ROLES}
    assert roleless == WITHOUT_ROLE


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md"])
def test_the_map_shows_the_tree_that_there_is(page: str) -> None:
    """Each folder of the tree, of `app` and of `tests` stands on it, and nothing that is not there."""
    text = (ROOT / page).read_text(encoding="utf-8")
    told = text.partition("## The map" if page == "README.md" else "## The tree")[2].partition("\n## ")[0]
    paths = [path.parts[:-1] for path in files() if path.suffix in MAPPED and not path.parts[0].startswith(".")]
    top = {parts[0] for parts in paths if parts}
    inside = {parts[1] for parts in paths if parts[:1] in (("app",), ("tests",)) and len(parts) > 1}
    named = set(re.findall(r"\b([a-z_]+)\b", told))
    assert (top | inside) - {"app"} - named == set()
    shown = set(re.findall(r"(?:^|[` ])([a-z_/]+)/(?=[` \n])", told, re.MULTILINE))
    gone = {one for one in shown if not any((ROOT / base / one).is_dir() for base in ("", "app", "app/live", "docs"))}
    assert gone == set()


@pytest.mark.parametrize("kind", [".py", ".ts", ".html"])
def test_no_source_is_longer_than_one_can_read_at_once(kind: str) -> None:
    long = {
        path.as_posix(): lines
        for path in files()
        if path.suffix == kind and path.as_posix() not in MADE and not is_test(path)
        for lines in [sum(bool(line.strip()) for line in (ROOT / path).read_text(encoding="utf-8").splitlines())]
        if lines > LONGEST
    }
    assert long == {}


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the machine's own setting, so that a mirror or an offline copy works."""
    names = (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"))
    hosts = [".".join(name).encode() for name in names]
    naming = {path.as_posix() for path in files() if any(host in (ROOT / path).read_bytes() for host in hosts)}
    assert naming == set()
