"""Processes Kamurj starts: they end with the one that started them, and none is forgotten."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

MARK = "KAMURJ_RUN"
"""The environment variable that marks the processes of one run, so that the next run knows what a killed one left."""

FOLLOW_PARENT = """
import ctypes, os, signal, sys
if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(sys.argv[1]):
        sys.exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Has the kernel end the process when its parent dies (prctl(2)), then becomes the program itself."""

GRACE_SECONDS = 10.0


@dataclass(slots=True)
class Process:
    """One program that is kept running. Everything it starts is in its own process group and ends with it."""

    name: str
    arguments: list[str]
    log: Path
    running: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it, its output at the end of its log."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-S", "-E", "-c", FOLLOW_PARENT, str(os.getpid()), sys.executable, *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def has_ended(self) -> bool:
        """Whether it was started and is gone."""
        return self.running is not None and self.running.poll() is not None

    def stop(self) -> None:
        """Ask it to end, and end whatever of its group is still there after the grace."""
        if self.running is None:
            return
        self.running.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.running.wait(GRACE_SECONDS)
        self.clear()

    def clear(self) -> None:
        """Kill what is left of its group: the workers of a killed web server keep its port otherwise."""
        if self.running is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()
        self.running = None


def clear_leftovers(token: str) -> int:
    """Kill the processes that a killed run with this token left behind; answers how many."""
    left = [process for process in psutil.process_iter() if process.pid != os.getpid() and _token(process) == token]
    for process in left:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(left, timeout=GRACE_SECONDS)
    return len(left)


def _token(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except (psutil.Error, OSError):
        return None
