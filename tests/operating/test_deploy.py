"""The files that a service is run with: they name what there is, keep no log of who came, and hold no secret."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from app.api.operator import operator_app
from app.commands import earshot
from app.settings.document import settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
KNOWN = {one.variable for one in settings()} | {"EARSHOT_SETTINGS"}
VARIABLE = re.compile(r"\b(EARSHOT_[A-Z_]+|DATABASE_URL|DATABASE_MIGRATOR_URL|VALKEY_URL|CLUSTER_SECRET)\b")
METRIC = re.compile(r"\bearshot_[a-z_]+\b")
COUNTERS = {"earshot_stumbles_total", "earshot_staff_calls_total", "earshot_rows_dropped_total"}


def files(*kinds: str) -> list[Path]:
    return sorted(path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix in kinds)


@pytest.mark.parametrize("path", [*files("", ".yaml", ".service", ".env", ".sh")], ids=lambda path: path.name)
def test_every_setting_that_a_file_names_is_one(path: Path) -> None:
    assert set(VARIABLE.findall(path.read_text())) - KNOWN == set()


def test_every_metric_that_is_watched_is_told() -> None:
    source = (ROOT / "app/api/operator.py").read_text()
    told = set(METRIC.findall(source)) | {f"{name}_total" for name in METRIC.findall(source)}
    watched = {
        name
        for file in ("alerts.yml", "alerts_test.yml", "dashboard.json")
        for name in METRIC.findall((DEPLOY / "monitoring" / file).read_text())
    }
    assert watched - told - {"earshot"} == set()
    assert operator_app.__doc__


def test_the_dashboard_is_one() -> None:
    board = json.loads((DEPLOY / "monitoring/dashboard.json").read_text())
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"]) > 10
    assert all(panel["targets"][0]["expr"] for panel in board["panels"])


def test_what_people_must_be_told_has_an_alert() -> None:
    named = set(re.findall(r"alert: (\w+)", (DEPLOY / "monitoring/alerts.yml").read_text()))
    assert named >= {
        "WaitingTooLong",
        "NobodyOnShift",
        "UrgentUnanswered",
        "PublishFailed",
        "RetentionFailed",
        "WatchDegraded",
    }


@pytest.mark.proves("C8")
def test_the_proxies_keep_no_log_of_who_came() -> None:
    caddy = (DEPLOY / "proxy/Caddyfile").read_text()
    assert re.findall(r"^\s*(?:log\b.*|output .*)$", caddy, re.MULTILINE) == ["\tlog {", "\t\toutput discard"]
    nginx = (DEPLOY / "proxy/nginx.conf").read_text()
    assert nginx.count("server {") == nginx.count("access_log off;") == nginx.count("error_log /dev/null crit;")
    assert "$proxy_add_x_forwarded_for" not in nginx
    assert "gzip off;" in nginx
    assert "proxy_max_temp_file_size 0;" in nginx


def test_the_compose_file_has_no_secret_and_lets_nobody_in_but_caddy() -> None:
    compose = (DEPLOY / "compose.yaml").read_text()
    assert set(re.findall(r"\$\{(\w+_PASSWORD|\w+_SECRET)(.*?)}", compose)) == {
        (name, ":?")
        for name in ("APP_PASSWORD", "MIGRATOR_PASSWORD", "POSTGRES_PASSWORD", "VALKEY_PASSWORD", "CLUSTER_SECRET")
    }
    assert compose.count("ports:") == 1
    assert '--save, "", --appendonly, "no"' in compose


UNITS = DEPLOY / "systemd"


def told_to(unit: Path) -> dict[str, list[str]]:
    """What systemd reads for a unit: its own file, and the drop-ins of its name and of what its name begins with."""
    stem = unit.name.removesuffix(".service")
    names = [f"{stem}.service.d", *(f"{stem[: at + 1]}.service.d" for at, sign in enumerate(stem) if sign == "-")]
    told: dict[str, list[str]] = {}
    for file in [unit, *(one for name in names for one in sorted((UNITS / name).glob("*.conf")))]:
        for line in file.read_text().splitlines():
            name, equals, value = line.partition("=")
            if equals and not line.startswith("#"):
                told.setdefault(name, []).append(value)
    return told


@pytest.mark.proves("C7")
@pytest.mark.parametrize("unit", sorted(UNITS.glob("*.service")), ids=lambda path: path.name)
def test_each_unit_keeps_memory_off_the_disk_and_lets_the_process_do_little(unit: Path) -> None:
    told = told_to(unit)
    wanted = {
        "LimitCORE": ["0"],
        "NoNewPrivileges": ["yes"],
        "ProtectSystem": ["strict"],
        "CapabilityBoundingSet": [""],
        "UMask": ["0077"],
        "User": ["earshot"],
    }
    assert {name: told.get(name) for name in wanted} == wanted
    assert "@resources" not in str(told["SystemCallFilter"]), "the service sets its own limits"


def test_no_folder_of_a_unit_is_a_link() -> None:
    """Debian 12's systemd passes by a folder that is a link: the nodes then ran with nothing forbidden."""
    assert [one.name for one in UNITS.iterdir() if one.is_symlink()] == []


def test_a_node_is_never_swapped_is_stopped_as_it_wants_and_keeps_its_reports_in_memory() -> None:
    told = told_to(UNITS / "earshot@.service")
    assert (told["MemorySwapMax"], told["KillSignal"]) == (["0"], ["SIGTERM"])
    # systemd empties /dev/shm of what was the unit's (RemoveIPC), so the sealed reports of a node alone lie in /run
    assert told["RuntimeDirectoryPreserve"] == ["yes"]
    assert "EARSHOT_REPORTS_FOLDER=/run/earshot/%i" in told["Environment"]


def test_the_container_installs_what_is_locked() -> None:
    file = (DEPLOY / "Containerfile").read_text()
    assert "pip install" not in file, "make does, by the hashes"
    assert re.search(r"^USER earshot$", file, re.MULTILINE)
    copied = set(re.findall(r"^COPY (\S+) \1$", file, re.MULTILINE))
    linted = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    assert copied >= {*linted, "migrations", "frontend", "requirements"}
    sent = (ROOT / ".dockerignore").read_text().splitlines()
    named = {name for line in re.findall(r"^COPY (.+) \S+$", file, re.MULTILINE) for name in line.split()}
    assert {one[1:] for one in sent if one.startswith("!")} == {one for one in named if "--from" not in one} - {
        "/srv/earshot"
    }
    assert {"*", "frontend/node_modules", "frontend/dist"} <= set(sent), "no secret, and nothing built elsewhere"


def test_every_verb_that_a_document_names_is_one() -> None:
    command: Any = get_command(earshot)
    verbs = {name: set(getattr(one, "commands", {})) for name, one in command.commands.items()}
    told = [
        (path.name, words)
        for path in [*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md"), *files(".service", ".yaml", ".sh", ".sql")]
        for words in re.findall(
            r"(?:`|^ {4}|bin/|node-1 |\\\n +\S+ )earshot ([a-z][a-z-]*(?: [a-z]+)?)", path.read_text(), re.MULTILINE
        )
    ]
    assert len(told) > 10
    wrong = []
    for name, words in told:
        verb, _, more = words.partition(" ")
        if name == "protocol.md":  # the words that keys are derived with
            continue
        if verb not in verbs or (verbs[verb] and more and more not in verbs[verb]):
            wrong.append((name, words))
    assert wrong == []


def test_every_page_that_a_document_leads_to_is_there() -> None:
    lost = [
        (path.name, link)
        for path in [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
        for link in re.findall(r"\]\(([^)#:]+)(?:#[\w-]*)?\)", path.read_text())
        if not (path.parent / link).exists()
    ]
    assert lost == []


def test_every_heading_that_a_document_leads_to_is_there() -> None:
    pages = {path: path.read_text() for path in [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]}
    lost = []
    for path, text in pages.items():
        for link, heading in re.findall(r"\]\(([^)#:]*)#([\w-]+)\)", text):
            there = pages[(path.parent / link).resolve() if link else path]
            headings = {
                re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-")
                for one in re.findall(r"^#+ (.*)$", there, re.MULTILINE)
            }
            if heading not in headings:
                lost.append((path.name, f"{link}#{heading}"))
    assert lost == []
