"""`./kamurj worker`: the log readers and the jobs, in this process until it is told to stop."""

from __future__ import annotations

import argparse

from kamurj.commands import started


def run(arguments: list[str]) -> int:
    """Work until SIGTERM or Ctrl-C."""
    argparse.ArgumentParser(prog="./kamurj worker", description=__doc__).parse_args(arguments)
    with started.django(log_level="INFO"):
        from kamurj.config.wiring import run_worker

        run_worker()
    return 0
