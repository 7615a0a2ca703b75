"""What the buyers and their database processes have used of the processors: the figure that a busy machine changes least."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import psycopg

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def seconds_used(processes: Iterable[int]) -> float:
    """Processor time of these processes of this machine until now, in seconds; one that is gone counts nothing."""
    ticks = 0
    for process in processes:
        try:
            # After the name in brackets, which may hold anything: fields 14 and 15 are time in the program and for it.
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS_A_SECOND


def database_processes(url: str) -> list[int]:
    """The server's processes that serve this database; none where the server runs on another machine."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    return [pid for (pid,) in found if _name_of(pid).startswith("postgres")]


def _name_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/comm").read_text()
    except OSError:
        return ""
