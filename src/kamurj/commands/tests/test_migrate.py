from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from benchmarks import harness

from kamurj.commands import fill_demo, migrate
from kamurj.commands.refusals import Refused


@pytest.fixture
def database():
    with harness.temporary_database(os.environ["KAMURJ_DATABASE_URL"]) as url:
        yield url


@pytest.fixture
def migrations_run(monkeypatch):
    runs = []
    answer = SimpleNamespace(returncode=0)
    monkeypatch.setattr(migrate.subprocess, "run", lambda *arguments, **_options: runs.append(arguments) or answer)
    return SimpleNamespace(runs=runs, answer=answer)


def test_the_same_migrations_are_applied_to_a_database_once(database, migrations_run):
    migrate.if_changed(database)
    migrate.if_changed(database)
    assert len(migrations_run.runs) == 1


def test_other_migrations_or_a_database_told_to_look_again_are_migrated(database, migrations_run, monkeypatch):
    migrate.if_changed(database)
    migrate.remember(database, "")
    migrate.if_changed(database)
    monkeypatch.setattr(migrate, "fingerprint", lambda: "another")
    migrate.if_changed(database)
    assert len(migrations_run.runs) == 3


def test_a_migration_that_fails_is_refused_and_tried_again_next_time(database, migrations_run):
    migrations_run.answer.returncode = 1
    with pytest.raises(Refused, match="could not be migrated"):
        migrate.if_changed(database)
    migrations_run.answer.returncode = 0
    migrate.if_changed(database)
    assert len(migrations_run.runs) == 2


def test_the_demos_mark_is_read_from_the_database_it_was_put_on(database):
    assert fill_demo.read_mark(database) == ""
    fill_demo.mark(database, fill_demo.BEGUN)
    fill_demo.mark(database, f"{fill_demo.FILLED} with seed 7")
    assert fill_demo.read_mark(database) == "kamurj demo: filled with seed 7"


def test_a_command_that_is_told_to_end_undoes_what_it_began():
    code = (
        "import signal, sys; from kamurj import __main__ as entry; signal.signal(signal.SIGTERM, entry._leave)\n"
        "try:\n    print('up', flush=True); signal.pause()\nfinally:\n    print('undone', flush=True)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as command:
        assert command.stdout.readline() == "up\n"
        command.terminate()
        assert command.stdout.readline() == "undone\n"
        assert command.wait(10) == 143
