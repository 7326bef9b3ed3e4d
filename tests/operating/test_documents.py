"""Documents that run: no command that a page tells people to type goes stale unnoticed."""

import base64
import json
import re
import secrets
from pathlib import Path

import pytest

from app import clock
from benchmarks.service import ROOT
from tests.operating.documents import HOW, PAGES, Block, blocks, commands, indented, is_target, wrong_with
from tests.operating.machine import Machine, machine

ALL = list(blocks())
SHELL = [one for one in ALL if one.language == "sh"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_says_what_it_is(page: Path) -> None:
    assert indented(page) == [], "fence it, and say what it is"
    ours = [one for one in ALL if one.page == page]
    assert [str(one) for one in ours if not one.language] == []
    assert [str(one) for one in ours if (one.language == "sh") != (one.how in HOW)] == []


@pytest.mark.parametrize("block", SHELL, ids=str)
def test_what_a_block_names_is_there(block: Block) -> None:
    told = list(commands(block.text))
    assert told, "an empty block"
    assert [wrong for command in told for wrong in wrong_with(command)] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("earshot fly", "no verb fly"),
        ("earshot resources dial", "no verb dial"),
        ("earshot serve --fast", "no option --fast"),
        ("A=b make runn", "no target runn"),
        ("make -C /srv/earshot bench-nothing", "no target bench-nothing"),
        ("make run PROT=8010", "no target PROT=8010"),
        ("cp /srv/earshot/deploy/proxy/Cadyfile /etc", "Cadyfile is no file"),
        ("systemctl enable --now earshot@8001 eardrum@1", "no unit eardrum@1"),
        ("docker compose -f deploy/compose.yaml exec node-3 earshot invite", "no service node-3"),
        ("true && frobnicate now", "knows true"),
        ('echo "$(earshot hear)"', "no verb hear"),
    ],
)
def test_a_stale_command_is_found(text: str, fault: str) -> None:
    assert fault in str([wrong for command in commands(text) for wrong in wrong_with(command)])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_target_that_a_sentence_names_is_one(page: Path) -> None:
    named = re.findall(r"`make ([a-z][a-z-]*)", page.read_text())
    assert [one for one in named if not is_target(one)] == []


def test_two_nodes_stand_after_what_the_page_says() -> None:
    page = [one for one in SHELL if one.page.name == "two-nodes.md"]
    assert {one.how for one in page} == {"run", "units", "proxy", "read"}
    with machine() as there:
        said = follow(there, page)
        assert said.count("/staff/join#") == 2, "the first two coordinators"
        assert "FAULT" in said, "before the first people came, check says so"
        assert "lines were not tried" in said
        (backup,) = (there.folder / "var/lib/earshot/backups").iterdir()
        assert backup.name.endswith(".dump.cms")
        # one of them dies, and the other answers on
        there.kills("earshot@8001")
        assert (there.answers("8001"), there.answers("8002")) == (False, True)


def follow(there: Machine, page: list[Block], *, proxied: bool = False) -> str:
    """Do what a page says, from its top to its end; return everything that was said."""
    said = ""
    for block in page:
        if block.how == "run" or (proxied and block.how == "proxy"):
            said += there.types(block.text)
        elif block.how == "units":
            there.asks_systemd(block.text)
        if "resources export" in block.text:
            dialled(there.work / "lines.json")
    return said


def dialled(file: Path) -> None:
    """Somebody has tried every line today."""
    lines = json.loads(file.read_text())
    file.write_text(json.dumps([one | {"checked": clock.now().date().isoformat()} for one in lines]))


def test_what_operations_says_works_from_the_roles_to_a_backup_that_comes_back() -> None:
    page = [one for one in SHELL if one.page.name == "operations.md" and one.how == "run"]
    roles, key, nodes, pair, backup, restore = (one.text for one in page)
    with machine() as there:
        there.env |= {f"{who}_PASSWORD": secrets.token_hex(24) for who in ("APP", "MIGRATOR", "VALKEY")}
        text = there.folder / "text.txt"
        text.write_text("We keep nothing.\n")
        there.env |= {
            "CLUSTER_SECRET": secrets.token_hex(24),
            "EARSHOT_PUBLIC_ORIGINS": "https://talk.example.net",
            "EARSHOT_CONTACT": "us at the town hall",
            "EARSHOT_PRIVACY_NOTICE": str(text),
            "EARSHOT_HOUSE_RULES": str(text),
            "ALLOW_UNCHECKED_LINES": "yes",
        }
        there.starts_postgresql(there.here("/srv/earshot/deploy/postgresql/postgresql.conf"))
        there.types(roles)
        public, private = json.loads(there.types(key).replace("'", '"'))
        assert len(base64.urlsafe_b64decode(public + "==")) == 65
        assert len(base64.urlsafe_b64decode(private + "==")) == 32
        with there.leaving_running(nodes):
            there.until(lambda: there.answers("8001") and there.answers("8002"), "the nodes")
            invited = there.types(f"{DATABASE} earshot invite coordinator")
            assert "/staff/join#" in invited
        there.types(pair)
        there.types(backup)
        there.drops_the_database()
        there.types(restore)
        assert "topic" in there.types(f"{DATABASE} earshot hand-over")


DATABASE = "DATABASE_URL=postgresql://earshot_app:$APP_PASSWORD@127.0.0.1:5432/earshot"
