"""Pieces of a file, each in one transaction with the mark that it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.importers.contracts import FileToImport


def once(file: FileToImport, *, source: str, stage: str, number: int, now: datetime, write: Callable[[], None]) -> bool:
    """Do a piece of work unless it is done already; return whether it was done now.

    The mark and the work commit together. A second importer of the same file waits at the mark and then skips.
    """
    with atomic():
        marked = sql.execute(
            """
            INSERT INTO importers_finished_chunk (source, file_hash, stage, number, finished_at) VALUES (%s, %s, %s, %s, %s)
                ON CONFLICT DO NOTHING
            """,
            (source, file.digest, stage, number, now),
        )
        if marked:
            write()
    return bool(marked)
