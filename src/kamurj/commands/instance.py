"""One running installation a home: who it is, and what a killed one left behind."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from kamurj.commands import instance_file, locks, processes
from kamurj.commands.home import Home
from kamurj.commands.refusals import Refused


@contextmanager
def only_one(home: Home, *, address: str) -> Iterator[None]:
    """Be the one installation that runs on this home; Refused when another does.

    Being alive is holding the lock, not what the pid file says: a killed one lets go of it, and what it left is cleared.
    """
    lock = locks.try_alone(home.run / "serve.lock")
    pid_file = home.run / "serve.pid"
    if lock is None:
        other = instance_file.read(pid_file)
        raise Refused(
            f"Kamurj already runs on {home.path}{_who(other)}. Use that one, stop it{_how(other)}, "
            "or give this one a home of its own: KAMURJ_HOME=/some/folder ./kamurj …"
        )
    with lock:
        if token := instance_file.read(pid_file).get("token"):
            processes.clear_leftovers(token)
        token = secrets.token_hex(8)
        draft = pid_file.with_suffix(".new")
        draft.write_text(json.dumps({"pid": str(os.getpid()), "address": address, "token": token}))
        draft.replace(pid_file)
        os.environ[processes.MARK] = token
        try:
            yield
        finally:
            os.environ.pop(processes.MARK, None)
            pid_file.unlink(missing_ok=True)


def _who(other: dict[str, str]) -> str:
    return f" (process {other['pid']}, {other['address']})" if "pid" in other and "address" in other else ""


def _how(other: dict[str, str]) -> str:
    return f" (kill {other['pid']})" if "pid" in other else ""
