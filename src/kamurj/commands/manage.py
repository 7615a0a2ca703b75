"""`./kamurj manage …`: any Django command, on the database Kamurj works on."""

from __future__ import annotations

from kamurj.commands import started


def run(arguments: list[str]) -> int:
    """Pass everything on to Django."""
    with started.home_and_database():
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings need the database's address

        try:
            execute_from_command_line(["./kamurj manage", *arguments])
        except SystemExit as leaving:
            return leaving.code if isinstance(leaving.code, int) else 1 if leaving.code else 0
    return 0
