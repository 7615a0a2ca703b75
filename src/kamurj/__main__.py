"""`./kamurj NAME …`: finds the command, runs it, and turns an expected refusal into one sentence."""

from __future__ import annotations

import errno
import importlib
import json
import signal
import sys
from types import FrameType

from kamurj.commands import listing
from kamurj.commands.refusals import Refused


def main(arguments: list[str]) -> int:
    """Run one command; the answer is the exit status: 0 done, 1 refused or failed, 2 not understood, 130 interrupted."""
    if arguments[:1] == ["--knows"]:
        return _knows(arguments[1])
    if not arguments or arguments[0] in {"help", "-h", "--help"}:
        print(listing.text())
        return 0
    name, *rest = arguments
    try:
        return _run(name, rest)
    except Refused as refusal:
        print(f"kamurj: {refusal}", file=sys.stderr)
        if "--json" in rest:
            print(json.dumps({"error": str(refusal)}, ensure_ascii=False))
        return refusal.status
    except KeyboardInterrupt:
        print("kamurj: interrupted.", file=sys.stderr)
        return 130


def _run(name: str, rest: list[str]) -> int:
    command = listing.find(name)
    module = importlib.import_module(command.module)
    try:
        status: int = module.run(rest)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Refused("the disk is full. Free some space and run the same command again; nothing was lost.") from error
        raise
    return status


def _knows(name: str) -> int:
    try:
        listing.find(name)
    except Refused as refusal:
        print(f"kamurj: {refusal}", file=sys.stderr)
        return refusal.status
    return 0


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Being told to end is no reason to leave anything running: what was begun is undone on the way out."""
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    sys.exit(main(sys.argv[1:]))
