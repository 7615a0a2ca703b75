"""Which PostgreSQL process serves a data folder, read from the `postmaster.pid` it writes there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A running server: its process and where its socket lies."""

    pid: int
    socket_folder: str
    port: int


def running(data: Path) -> Postmaster | None:
    """The live server of this data folder. A file left by a killed one, whose pid may be anybody's now, does not count."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        found = Postmaster(pid=int(lines[0]), port=int(lines[3]), socket_folder=lines[4].strip())
    except (FileNotFoundError, IndexError, ValueError):
        return None
    return found if serves(found.pid, data) else None


def serves(pid: int, data: Path) -> bool:
    """Whether the process is a live PostgreSQL on this data folder."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and str(data) in process.cmdline()
    except psutil.Error:
        return False


def forget_dead(data: Path) -> None:
    """Remove what a killed server left when its pid belongs to another program now; PostgreSQL would wait for that one."""
    file = data / "postmaster.pid"
    try:
        pid = int(file.read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return
    if not serves(pid, data):
        file.unlink(missing_ok=True)
