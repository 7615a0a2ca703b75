"""`./kamurj lock`: pins every package anew, by hash, naming no download address. Needs uv, npm and the network."""

from __future__ import annotations

import argparse
import shutil
import subprocess

from kamurj.commands.answers import print_json, say
from kamurj.commands.home import ROOT
from kamurj.commands.refusals import Refused

OLDEST_PYTHON = "3.11"
OPTIONS = (
    *("--quiet", "--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header"),
)
LOCKS = {
    "requirements": (),
    # What checks run on has to be what runs, plus the checkers.
    "requirements-dev": ("--constraint", "requirements.lock"),
    "requirements-node": (),
    "requirements-uv": (),
}


def run(arguments: list[str]) -> int:
    """Write requirements*.lock and package-lock.json; without --upgrade what is pinned already stays."""
    parser = argparse.ArgumentParser(prog="./kamurj lock", description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    options = parser.parse_args(arguments)
    uv = _uv()
    upgrade = ("--upgrade",) if options.upgrade else ()
    for name, extra in LOCKS.items():
        _run([uv, "pip", "compile", f"{name}.in", *OPTIONS, *extra, *upgrade, "--output-file", f"{name}.lock"])
    npm = shutil.which("npm")
    if npm is None:
        raise Refused("requirements*.lock are written; package-lock.json needs npm on PATH. Install Node.js and run again.")
    verb = "update" if options.upgrade else "install"
    _run([npm, verb, "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"])
    written = [*(f"{name}.lock" for name in LOCKS), "package-lock.json"]
    if options.json:
        print_json({"written": written})
    else:
        say(f"Written: {', '.join(written)}.")
    return 0


def _uv() -> str:
    own = ROOT / ".venv" / ".setup" / "uv" / "bin" / "uv"
    found = shutil.which("uv") or (str(own) if own.exists() else None)
    if found is None:
        raise Refused("locking needs uv, and it is not on PATH. Install it: pip install uv")
    return found


def _run(command: list[str]) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise Refused(f"`{' '.join(command[:3])}` failed; the reason stands above.")
