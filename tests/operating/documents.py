"""The commands that documents tell people to type: found, and compared with what there is.

A block of commands opens with ```` ```sh ```` and one word that says what our tests do with it:
`run` it is executed as it stands; `units` what it asks systemd for is done by what the units say; `proxy` it is
executed by `make test-deploy`, which has a real Caddy; `read` it is compared, word by word, with programs, verbs,
options, targets, files and services that exist, which holds for the others too.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from typer.main import get_command

from app.commands import earshot
from benchmarks.service import ROOT

HOW = {"run", "units", "proxy", "read"}
PAGES = sorted(
    page
    for page in [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "deploy").rglob("*.md"),
        *(ROOT / ".github").rglob("*.md"),
    ]
)
SERVICES = {"postgresql", "valkey-server", "caddy"}
"""Units that are not ours, by the names that Debian gives them."""
FREE = {
    "apt-get", "cat", "chgrp", "chmod", "cp", "curl", "date", "echo", "git", "install", "ln", "mkdir",
    "openssl", "printf", "sed", "umask", "useradd", ".", "export", "valkey-server",
}  # fmt: skip
"""Programs of others, of which only the files they are given are compared."""


class Block(NamedTuple):
    """A block of a page."""

    page: Path
    line: int
    language: str
    how: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks() -> Iterator[Block]:
    """Every fenced block of every page."""
    for page in PAGES:
        inside: list[str] | None = None
        for number, line in enumerate(page.read_text().splitlines(), start=1):
            if not line.startswith("```"):
                if inside is not None:
                    inside.append(line)
            elif inside is None:
                inside, opened, (language, _, how) = [], number, line[3:].partition(" ")
            else:
                yield Block(page, opened, language, how, "\n".join(inside))
                inside = None


def indented(page: Path) -> list[str]:
    """Blocks of the older kind, of which nobody would know what they are."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"(?:\A|\n\n)( {4}\S.*)", text)


def commands(text: str) -> Iterator[list[str]]:
    """The simple commands of a piece of shell: split at what joins them, without what is set before them."""
    text = re.sub(r"<<'?END'?\n.*?\nEND\n?", "\n", text + "\n", flags=re.DOTALL)
    text = re.sub(r"\s#\s.*$", "", text, flags=re.MULTILINE)
    for inner in re.findall(r"\$\(([^()]+)\)", text):
        yield from commands(inner)
    words = shlex.shlex(text.replace("\\\n", " ").replace("\n", " ; "), posix=True, punctuation_chars=";|&()<>")
    words.whitespace_split = True
    words.commenters = ""
    one: list[str] = []
    for word in [*words, ";"]:
        if word and set(word) <= set(";|&()"):
            if told := _told(one):
                yield told
            one = []
        elif one[-1:] in ([">"], [">>"], ["<"]):  # where it goes to is no argument
            one.pop()
        else:
            one.append(word)


def _told(words: list[str]) -> list[str]:
    while words and (words[0] in {"do", "done", "then", "else", "fi"} or re.match(r"[A-Z_]+=", words[0])):
        words = words[1:]
    if words[:1] == ["for"]:
        return []
    if words[:1] == ["runuser"]:
        words = words[words.index("--") + 1 :]
    return words


def wrong_with(command: list[str]) -> list[str]:
    """What of a command does not exist."""
    program = command[0].removeprefix("/srv/earshot/")
    found = [f"{one} is no file" for one in _files(command) if not (ROOT / one).exists()]
    if program.endswith("earshot"):
        return found + _verb(command[1:])
    if program == "make":
        return found + [f"make has no target {one}" for one in targets_in(command[1:]) if not is_target(one)]
    if program == "systemctl":
        return found + [f"no unit {one}" for one in command[2:] if not one.startswith("-") and not _is_unit(one)]
    if program == "docker":
        return found + _compose(command[1:])
    if program in {"psql", "runuser"} or program.startswith("deploy/") or program in FREE:
        return found
    if program == "python" and command[1] == "-m":
        return found + (
            [] if (ROOT / command[2].replace(".", "/")).exists() or command[2] == "aiosmtpd" else [command[2]]
        )
    if program == "python" and command[1] == "-c":
        compile(command[2], "a document", "exec")
        return found
    return [*found, f"nobody here knows {program}"]


def targets_in(words: list[str]) -> list[str]:
    """What make is asked for."""
    if words[:1] == ["-C"]:
        words = words[2:]
    unknown = [one for one in words if "=" in one and not re.search(rf"\$[({{]{one.partition('=')[0]}\b", MAKEFILE)]
    return [one for one in words if "=" not in one] + unknown


def is_target(name: str) -> bool:
    """Whether the Makefile makes it; what stands behind a % has to be a module."""
    if re.search(rf"^{re.escape(name)}:", MAKEFILE, re.MULTILINE):
        return True
    rest = name.removeprefix("bench-")
    return rest != name and any((ROOT / "benchmarks" / one).exists() for one in (f"{rest}.py", rest))


MAKEFILE = (ROOT / "Makefile").read_text()


def _files(words: list[str]) -> list[str]:
    """Files of the checkout that a command names."""
    ours = (one.removeprefix("/srv/earshot/") for one in words)
    return [
        one.rstrip("/.")
        for one in ours
        if re.match(r"(?:deploy|docs|app|tests|benchmarks|frontend|requirements)/[\w./@-]+$", one)
        and not one.startswith(("deploy/.env", "deploy/texts", "frontend/dist"))
    ]


def _verb(words: list[str]) -> list[str]:
    command: Any = get_command(earshot)
    while words and hasattr(command, "commands") and not words[0].startswith("-"):
        verb, *words = words
        if verb not in command.commands:
            return [f"earshot has no verb {verb}"]
        command = command.commands[verb]
    known = {name for one in command.params for name in one.opts}
    return [
        f"{command.name} has no option {one}"
        for one in words
        if one.startswith("--") and one.split("=")[0] not in known
    ]


def _is_unit(name: str) -> bool:
    stem, at, _ = name.partition("@")
    units = ROOT / "deploy/systemd"
    return name in SERVICES or any(
        (units / one).exists() for one in (f"{stem}{at}.service", f"{stem}{at}", f"{name}.service")
    )


def _compose(words: list[str]) -> list[str]:
    file = (ROOT / "deploy/compose.yaml").read_text()
    services = set(re.findall(r"^  ([a-z][\w-]*):$", file.partition("\nservices:")[2], re.MULTILINE))
    found = []
    while words and words[0] in {"compose", "-f", "--env-file"}:
        words = words[1 if words[0] == "compose" else 2 :]
    verb, *rest = words
    rest = [one for one in rest if not one.startswith("-")]
    if verb not in {"up", "exec", "build", "run", "ps", "logs"}:
        found.append(f"docker compose {verb}?")
    if rest and rest[0] not in services:
        found.append(f"no service {rest[0]}")
    if verb == "exec" and rest[1:2] == ["earshot"]:
        found += _verb(rest[2:])
    return found
