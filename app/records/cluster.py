"""The folder of the embedded PostgreSQL: where it stands, how it is made, and whether somebody already uses it.

It decides nothing about the running server. A half-made cluster is never used: it is made beside and then renamed.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.records.binaries import STATE, PostgresUnavailable, Runner, major_version

USER = "earshot"
SOCKET_NAME = ".s.PGSQL.5432"
_LONGEST_SOCKET = 107  # bytes in sockaddr_un.sun_path, without its end


@dataclass(frozen=True)
class Cluster:
    """A cluster that is ours to start: this process holds its lock."""

    home: Path
    """Where data and log stand; the folder itself, or root's state folder when the server cannot reach it."""
    sockets: Path
    password: str
    lock: IO[bytes]

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Where the server writes what it has to say."""
        return self.home / "log"

    def prepare(self, programs: Path, user: Runner, *, durable: bool) -> None:
        """Make the data directory when there is none, and refuse one of another version."""
        major = major_version(programs, user)
        if not self.data.exists():
            self._init(programs, user, durable=durable)
        kept = (self.data / "PG_VERSION").read_text().strip()
        if kept != major:
            raise PostgresUnavailable(
                f"The data in {self.home} belongs to PostgreSQL {kept}, and this Earshot brings {major}. "
                "Start the earlier Earshot and take a dump, or choose another DATA folder."
            )

    def _init(self, programs: Path, user: Runner, *, durable: bool) -> None:
        half_made = self.home / "data.tmp"
        shutil.rmtree(half_made, ignore_errors=True)
        half_made.mkdir()
        user.own(half_made, 0o700)
        password = self.home / "password.tmp"
        password.touch(0o600)
        password.write_text(self.password)
        user.own(password, 0o600)
        command = [str(programs / "initdb"), "-D", str(half_made), f"--username={USER}", f"--pwfile={password}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"]
        # C from the C library, which every machine has; sorting and case by PostgreSQL's own C.UTF-8
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += [] if durable else ["--no-sync"]
        try:
            subprocess.run(  # noqa: S603  # our own program
                command, check=True, capture_output=True, cwd=self.home, env=environment(), **user.popen
            )
        except (OSError, subprocess.CalledProcessError) as refused:
            said = getattr(refused, "stderr", None) or str(refused).encode()
            raise PostgresUnavailable(
                f"PostgreSQL could not make its data folder in {self.home} (is the disk full?): "
                f"{said.decode(errors='replace').strip().splitlines()[-1]}"
            ) from refused
        finally:
            password.unlink()
        half_made.rename(self.data)


def environment() -> dict[str, str]:
    """What the server sees of our environment: nothing that could steer it, nothing secret."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def claim(folder: Path, user: Runner) -> Cluster:
    """Take the folder for this process, or refuse: two servers on one folder would ruin it."""
    folder = folder.resolve()
    lock = _lock(folder, 0o755 if user.lowered else 0o700)
    try:
        password = _password(folder)
        home = _home(folder, password, user)
        return Cluster(home, _sockets(home, user), password, lock)
    except BaseException:
        lock.close()
        raise


def at(folder: Path, user: Runner) -> tuple[Path, str]:
    """Return where a cluster of this folder stands, and its password, without taking or making anything."""
    password = (folder / "password").read_text().strip()
    outside = _outside(folder, password)
    return (outside if user.lowered and (outside / "data").exists() else folder), password


def _lock(folder: Path, mode: int) -> IO[bytes]:
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        lock = (folder / "lock").open("ab")
    except OSError as refused:
        raise PostgresUnavailable(f"{folder} cannot be written: choose another DATA folder. ({refused})") from refused
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refused:
        lock.close()
        raise PostgresUnavailable(
            f"Another Earshot is already using {folder}. Stop it first, or choose another DATA folder and PORT."
        ) from refused
    return lock


def _password(folder: Path) -> str:
    kept = folder / "password"
    if not kept.exists():
        if (folder / "data").exists():
            raise PostgresUnavailable(f"{kept} is missing, and without it {folder} cannot be opened. Put it back.")
        fresh = folder / "password.new"
        fresh.touch(0o600)
        fresh.write_text(secrets.token_urlsafe(24))
        fresh.rename(kept)
    return kept.read_text().strip()


def _home(folder: Path, password: str, user: Runner) -> Path:
    """The folder itself, or a home outside when it is closed to the server. A new password means a new home."""
    home = _outside(folder, password)
    if not user.lowered or (user.reaches(folder) and not (home / "data").exists()):
        return folder
    _sweep()
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    STATE.chmod(0o755)
    (home / "for").write_text(str(folder))
    return home


def _outside(folder: Path, password: str) -> Path:
    return STATE / hashlib.sha256(f"{folder}\0{password}".encode()).hexdigest()[:16]


def _sweep() -> None:
    """Clear homes of temporary folders that are gone, so that trials leave nothing behind."""
    for note in STATE.glob("*/for"):
        folder = Path(note.read_text())
        if folder.is_relative_to(tempfile.gettempdir()) and not folder.exists():
            shutil.rmtree(note.parent, ignore_errors=True)


def _sockets(home: Path, user: Runner) -> Path:
    """A short folder for the unix socket, the same for the same cluster, and nobody else's."""
    name = f"earshot-{hashlib.sha256(str(home).encode()).hexdigest()[:12]}-{user.uid}"
    for base in (Path(tempfile.gettempdir()).resolve(), Path("/tmp")):  # noqa: S108  # made 0700 and checked below
        place = base / name
        if len(os.fsencode(place / SOCKET_NAME)) <= _LONGEST_SOCKET and user.reaches(base):
            break
    else:
        raise PostgresUnavailable("There is no temporary folder for PostgreSQL's socket. Set TMPDIR to a short path.")
    with suppress(FileExistsError):
        place.mkdir(mode=0o700)
        user.own(place, 0o700)
    about = place.lstat()
    if place.is_symlink() or not place.is_dir() or about.st_uid != user.uid or about.st_mode & 0o077:
        raise PostgresUnavailable(f"{place} belongs to somebody else. Remove it, or set TMPDIR to another folder.")
    return place
