"""What every command that works on data does first: a home, the words, a database, Django."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from kamurj.commands import home as homes
from kamurj.commands import words
from kamurj.commands.database import choice


@contextmanager
def home_and_database(home: homes.Home | None = None) -> Iterator[tuple[homes.Home, choice.Database]]:
    """A prepared home and a running database, left as they were found afterwards."""
    home = home or homes.from_environment()
    homes.prepare(home)
    homes.export(home)
    words.compile_changed(homes.ROOT / "src")
    with choice.using(home) as database:
        yield home, database


@contextmanager
def django(*, log_level: str = "WARNING") -> Iterator[None]:
    """The same with Django set up in this process; a person at a terminal hears of nothing below a warning."""
    os.environ.setdefault("KAMURJ_LOG_LEVEL", log_level)
    with home_and_database():
        import django as framework

        framework.setup()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()
