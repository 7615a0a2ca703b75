"""`./kamurj migrate`: brings the database's tables up to date."""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
from contextlib import suppress

import psycopg
from psycopg import sql

from kamurj.commands import started
from kamurj.commands.answers import print_json
from kamurj.commands.home import ROOT
from kamurj.commands.refusals import Refused

SETTING = "kamurj.migrated"
"""A setting of the database (ALTER DATABASE … SET): what it was last migrated with. It goes when the database goes."""


def run(arguments: list[str]) -> int:
    """Apply every migration that is pending; `--json` says which these were."""
    parser = argparse.ArgumentParser(prog="./kamurj migrate", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    parser.add_argument("--quiet", action="store_true", help="say nothing")
    options = parser.parse_args(arguments)
    with started.django():
        applied = apply(verbosity=0 if options.json or options.quiet else 1)
    if options.json:
        print_json({"applied": applied})
    return 0


def apply(*, verbosity: int) -> list[str]:
    """Apply what is pending and answer with its names; two processes at once take turns."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('kamurj migrate'))")
        try:
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if plan:
                call_command("migrate", interactive=False, verbosity=verbosity)
        finally:
            cursor.execute("select pg_advisory_unlock(hashtext('kamurj migrate'))")
    return [str(migration) for migration, _ in plan]


def if_changed(url: str) -> None:
    """Migrate, in a process of its own, unless this database was migrated with the very same migrations before.

    Asking Django costs a second and a half of every start; comparing a fingerprint costs nothing.
    """
    now = fingerprint()
    with psycopg.connect(url) as connection:
        row = connection.execute("select current_setting(%s, true)", [SETTING]).fetchone()
    if row and row[0] == now:
        return
    if status := subprocess.run([sys.executable, "-m", "kamurj", "migrate", "--quiet"], check=False).returncode:
        raise Refused("the database could not be migrated; the reason stands above.", status=status)
    remember(url, now)


def fingerprint() -> str:
    """Names and contents of our migrations, and the lock that pins everybody else's."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted((ROOT / "src" / "kamurj").glob("**/migrations/[0-9]*.py")):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def remember(url: str, value: str) -> None:
    """Note on the database what it was migrated with; where that is not allowed, the next start simply asks Django."""
    with psycopg.connect(url, autocommit=True) as connection, suppress(psycopg.errors.InsufficientPrivilege):
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("alter database {} set kamurj.migrated = {}").format(name, sql.Literal(value)))
