"""`./kamurj manage …`: any Django command, on the database Kamurj works on."""

from __future__ import annotations

import os

from kamurj.commands import migrate, started


def run(arguments: list[str]) -> int:
    """Pass everything on to Django."""
    os.environ.setdefault("KAMURJ_LOG_LEVEL", "WARNING")
    with started.home_and_database() as (_, database):
        if arguments[:1] == ["migrate"]:
            # It may go backwards; the next start then has to look for itself.
            migrate.remember(database.url, "")
        from django.core.management import execute_from_command_line

        try:
            execute_from_command_line(["./kamurj manage", *arguments])
        except SystemExit as leaving:
            return leaving.code if isinstance(leaving.code, int) else 1 if leaving.code else 0
    return 0
