"""A PostgreSQL of its own for one test run: quick instead of durable, and gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kamurj.commands import home as homes
from kamurj.commands import locks
from kamurj.commands.database import choice
from kamurj.commands.database.embedded import Embedded


@contextmanager
def home_and_database(home: homes.Home) -> Iterator[homes.Home]:
    """A throw-away home under `home`/test with a running server, or the database that KAMURJ_DATABASE_URL names."""
    homes.prepare(home)
    folder = home.path / "test"
    folder.mkdir(exist_ok=True)
    clear_abandoned(folder)
    own = homes.Home(Path(tempfile.mkdtemp(prefix="run-", dir=folder)))
    alive = locks.share(own.path / "alive")
    homes.prepare(own)
    homes.export(own)
    try:
        if given := os.environ.get(choice.VARIABLE):
            choice.check(given)
            yield own
        else:
            with _server(own).in_use():
                choice.ensure(_server(own).address("postgres"), choice.NAME)
                os.environ[choice.VARIABLE] = _server(own).address(choice.NAME)
                yield own
                del os.environ[choice.VARIABLE]
    finally:
        alive.close()
        shutil.rmtree(own.path, ignore_errors=True)


def clear_abandoned(folder: Path) -> int:
    """Stop and remove what test runs that were killed left behind; answers how many there were."""
    cleared = 0
    for left in folder.glob("run-*"):
        if not (left / "alive").exists() or not (lock := locks.try_alone(left / "alive")):
            continue
        with lock:
            _server(homes.Home(left)).stop()
            shutil.rmtree(left, ignore_errors=True)
            cleared += 1
    return cleared


def _server(home: homes.Home) -> Embedded:
    return Embedded(data=home.postgres, run=home.run, log=home.logs / "postgres.log", scratch=True)
