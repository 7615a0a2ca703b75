"""`./kamurj worker`: the log readers and the jobs, in this process until it is told to stop."""

from __future__ import annotations

import argparse

from kamurj.commands import started


def run(arguments: list[str]) -> int:
    """Work until SIGTERM or Ctrl-C."""
    argparse.ArgumentParser(prog="./kamurj worker", description=__doc__).parse_args(arguments)
    with started.django():
        from kamurj.config.wiring import run_worker  # noqa: PLC0415 - after Django's set-up

        run_worker()
    return 0
