"""The files of the repository."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "kamurj"


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file git keeps, or would keep if it were added now; the ignored ones are nobody's."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git is found by its name
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


@cache
def text_of(path: Path) -> str | None:
    """The file's text, or None if it is no text."""
    content = path.read_bytes()
    return None if b"\0" in content else content.decode("utf-8", errors="replace")
