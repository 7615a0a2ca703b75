"""`./kamurj migrate`: brings the database's tables up to date."""

from __future__ import annotations

import argparse

from kamurj.commands import started
from kamurj.commands.answers import print_json


def run(arguments: list[str]) -> int:
    """Apply every migration that is pending; `--json` says how many that were."""
    parser = argparse.ArgumentParser(prog="./kamurj migrate", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    options = parser.parse_args(arguments)
    with started.django():
        applied = apply(verbosity=0 if options.json else 1)
    if options.json:
        print_json({"applied": applied})
    return 0


def apply(*, verbosity: int) -> list[str]:
    """Apply what is pending and answer with its names; two processes at once take turns."""
    from django.core.management import call_command  # noqa: PLC0415 - after Django's set-up
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

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
