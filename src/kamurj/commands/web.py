"""Granian with the house in it already: loaded once, then forked, so that web processes begin ready and share memory.

Takes Granian's own options. Nothing here may open a connection or start a thread: neither survives a fork.
"""

from __future__ import annotations

import gc
import multiprocessing
import sys


def load() -> None:
    """Import the whole house, down to its last address."""
    from django.urls import get_resolver

    from kamurj.config import wsgi  # noqa: F401 - imported for what it sets up

    get_resolver().url_patterns  # noqa: B018 - read for what reading it loads
    gc.freeze()


def run() -> None:
    """Load, then serve until told to stop."""
    from granian.cli import entrypoint

    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
        load()
    entrypoint()  # type: ignore[no-untyped-call]  # Granian's own, untyped


if __name__ == "__main__":
    run()
