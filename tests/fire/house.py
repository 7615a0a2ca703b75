"""An installation of its own to set on fire: a cluster that waits for the disk, and a runner that forks its processes."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from kamurj.commands import home as homes
from kamurj.commands.database import choice, postmaster
from kamurj.commands.database.embedded import Embedded

ANSWER_SECONDS = 60.0


@dataclass(slots=True)
class House:
    """A home folder, its PostgreSQL, and a process that has the house loaded."""

    home: homes.Home
    server: Embedded
    environment: dict[str, str]
    runner: subprocess.Popen[str] | None = field(default=None)

    def start_runner(self) -> None:
        """Load the house once; children are forked from it."""
        with (self.home.logs / "runner.log").open("a") as log:
            self.runner = subprocess.Popen(
                [sys.executable, "-m", "tests.fire.runner"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=homes.ROOT,
                env=self.environment,
            )

    def ask(self, **asked: Any) -> Any:
        """One line to the runner, one line back."""
        runner = self.runner
        if runner is None or runner.stdin is None or runner.stdout is None:
            raise RuntimeError("The runner has not been started.")
        runner.stdin.write(json.dumps(asked) + "\n")
        runner.stdin.flush()
        if not (line := runner.stdout.readline()):
            raise RuntimeError(f"The runner ended: {(self.home.logs / 'runner.log').read_text()[-3_000:]}")
        return json.loads(line)

    def one(self, step: str, given: dict[str, Any] | None = None) -> dict[str, Any]:
        """Do one step in a process that nobody kills; its answer."""
        (outcome,) = self.ask(do="run", tasks=[{"step": step, "given": given or {}}], at_once=1)
        if outcome["how"] != "answered":
            raise AssertionError(f"{step}: {outcome}")
        answer: dict[str, Any] = outcome["answer"]
        return answer

    def postmaster_pid(self) -> int | None:
        """The process at the head of PostgreSQL, while it runs."""
        found = postmaster.running(self.server.data)
        return None if found is None else found.pid

    def kill_postmaster(self) -> None:
        """`kill -9` the head of PostgreSQL; start it again, which replays what it had written."""
        pid = self.postmaster_pid()
        if pid is None:
            raise AssertionError("PostgreSQL does not run.")
        os.kill(pid, signal.SIGKILL)
        while postmaster.running(self.server.data) is not None:
            time.sleep(0.002)
        self.server.start()

    def kill_backend(self) -> None:
        """`kill -9` one of the processes that serve our connections: PostgreSQL ends all others and recovers by itself."""
        with psycopg.connect(self.server.address("kamurj"), autocommit=True) as connection:
            served = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'kamurj' ORDER BY backend_start LIMIT 1"
            ).fetchone()
            before = connection.execute("SELECT pg_postmaster_start_time()").fetchone()
        if served is None:
            raise AssertionError("Nobody is connected, so nobody would notice.")
        os.kill(served[0], signal.SIGKILL)
        self._wait_for_recovery(served[0])
        with psycopg.connect(self.server.address("kamurj")) as connection:
            if connection.execute("SELECT pg_postmaster_start_time()").fetchone() != before:
                raise AssertionError("PostgreSQL was started anew; only one of its processes was killed.")

    def _wait_for_recovery(self, killed: int) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline:
            try:
                with psycopg.connect(self.server.address("kamurj"), connect_timeout=5) as connection:
                    row = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'kamurj'")
                    if row.fetchone() == (0,):
                        return
            except psycopg.OperationalError:
                pass
            time.sleep(0.02)
        raise AssertionError(f"PostgreSQL did not recover from the death of its process {killed}.")

    def durability(self) -> dict[str, str]:
        """The settings without which `kill -9` would prove less than it says."""
        with psycopg.connect(self.server.address("kamurj")) as connection:
            names = ("fsync", "synchronous_commit", "full_page_writes")
            return {name: str(connection.execute(f"SHOW {name}").fetchone()[0]) for name in names}  # type: ignore[index]

    def stop(self) -> None:
        """End what was started here, by its pid."""
        try:
            if self.runner is not None:
                for child in psutil.Process(self.runner.pid).children(recursive=True):
                    child.kill()  # those that stand still hear no SIGTERM
                self.runner.kill()
                self.runner.communicate()
        finally:
            self.server.stop()
            shutil.rmtree(self.home.path, ignore_errors=True)


def build_house() -> House:
    """Make the cluster and the tables; not served by anybody yet.

    Not under pytest's own folder: every run of pytest by one user closes that to others, and under root PostgreSQL is one.
    """
    home = homes.Home(Path(tempfile.mkdtemp(prefix="kamurj-fire-")))
    for place in (home.path, home.run, home.logs):
        place.mkdir(parents=True, exist_ok=True)
    server = Embedded(data=home.postgres, run=home.run, log=home.logs / "postgres.log")
    server.start()
    choice.ensure(server.address("postgres"), choice.NAME)
    foreign = ("KAMURJ_", "DJANGO_", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)} | {
        "KAMURJ_HOME": str(home.path),
        "KAMURJ_DATABASE_URL": server.address(choice.NAME),
        "KAMURJ_SECRET_KEY": secrets.token_urlsafe(50),
        "KAMURJ_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "kamurj.config.settings",
        "PYTHONPATH": os.pathsep.join([str(homes.ROOT / "src"), str(homes.ROOT)]),
    }
    migrated = subprocess.run(
        [sys.executable, "-m", "kamurj", "migrate", "--quiet"],
        cwd=homes.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if migrated.returncode:
        server.stop()
        raise AssertionError(migrated.stderr)
    return House(home=home, server=server, environment=environment)
