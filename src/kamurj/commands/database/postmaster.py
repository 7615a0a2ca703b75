"""Which PostgreSQL process serves a data folder, read from the `postmaster.pid` it writes there."""

from __future__ import annotations

import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

SOCKET_LOCK = ".s.PGSQL.5432.lock"
GRACE_SECONDS = 5.0


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


def forget_dead(data: Path, *, socket_folder: Path) -> None:
    """Remove what a killed server left, its pid file and the lock of its socket, when no server has that pid any more.

    PostgreSQL itself would take whoever has the pid now for its predecessor, and refuse to start: another program, after
    the machine or the container was started anew, or the dead server as long as nobody has buried it.
    """
    for file in (data / "postmaster.pid", socket_folder / SOCKET_LOCK):
        try:
            pid = int(file.read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            continue
        if not serves(pid, data):
            file.unlink(missing_ok=True)


def end_orphans(data: Path) -> int:
    """End the processes of a server whose head was killed; return how many there were.

    Most notice by themselves at once. One in the middle of a long computation does not, and as long as it lives PostgreSQL
    refuses to start on its data.
    """
    left = _orphans(data)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGQUIT)
    _, deaf = psutil.wait_procs(left, timeout=GRACE_SECONDS)
    for process in deaf:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(deaf, timeout=GRACE_SECONDS)
    return len(left)


def _orphans(data: Path) -> list[psutil.Process]:
    """PostgreSQL's processes work in their data folder and are titled `postgres: …`; an orphan's parent does not."""
    here = {process.pid: process for process in psutil.process_iter() if _works_in(process, data.resolve())}
    orphans = []
    for process in here.values():
        with suppress(psutil.Error):
            if process.ppid() not in here and process.cmdline()[:1] and process.cmdline()[0].startswith("postgres: "):
                orphans.append(process)
    return orphans


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.name().startswith("postgres") and Path(process.cwd()) == folder
    except psutil.Error:
        return False
