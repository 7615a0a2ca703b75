"""The browser that browser tests drive: the machine's, or Debian's where the script may install it."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATH_VARIABLE = "KAMURJ_CHROMIUM"
REASON_VARIABLE = "KAMURJ_CHROMIUM_MISSING"
INSTALL_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Chromium:
    """Where it is, or why there is none."""

    path: str | None
    reason: str = ""

    def export(self) -> None:
        """Tell the tests."""
        if self.path:
            os.environ[PATH_VARIABLE] = self.path
        else:
            os.environ[REASON_VARIABLE] = self.reason


def find() -> Chromium:
    """The one KAMURJ_CHROMIUM names, else the first on PATH that starts."""
    given = os.environ.get(PATH_VARIABLE)
    for name in (given,) if given else NAMES:
        path = shutil.which(name)
        if path and _starts(path):
            return Chromium(path)
    return Chromium(None, f"{PATH_VARIABLE} names {given}, which does not start" if given else "no Chromium on this machine")


def find_or_install() -> Chromium:
    """The same, after installing Debian's package where we are root and there is apt-get."""
    found = find()
    if found.path or os.environ.get(PATH_VARIABLE):
        return found
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return Chromium(None, "no Chromium on this machine; as root, apt-get install chromium fonts-noto-core brings it")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-core"]):
        try:
            subprocess.run([apt, *arguments], env=quiet, check=True, capture_output=True, timeout=INSTALL_SECONDS)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return Chromium(None, f"no Chromium on this machine, and `apt-get {arguments[0]}` failed")
    return find()


def _starts(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], check=False, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
