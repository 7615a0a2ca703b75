"""What a running installation writes down about itself. Only the standard library is used here: the doctor reads it."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from kamurj.commands import locks


def read(pid_file: Path) -> dict[str, str]:
    """What the pid file says; nothing when it is missing or half written."""
    with suppress(OSError, ValueError):
        told = json.loads(pid_file.read_text())
        if isinstance(told, dict):
            return {str(name): str(value) for name, value in told.items()}
    return {}


def is_held(lock: Path) -> bool:
    """Whether a live process holds the lock: what a pid file says may be long over."""
    if not lock.exists():
        return False
    mine = locks.try_alone(lock)
    if mine is None:
        return True
    mine.close()
    return False
