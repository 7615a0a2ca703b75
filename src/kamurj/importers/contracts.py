"""What an import says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kamurj.kernel.progress import Progress


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that was not imported: its number in the file (the first line after the header is 1), why, and its text."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class FileToImport:
    """A file by its path and the SHA-256 of its contents; `rejects` is where its rejected lines are written."""

    path: Path
    digest: str
    rejects: Path


Importer = Callable[[FileToImport, Progress], dict[str, object]]
"""Imports one kind of file and returns its report, members as documented for `./kamurj import`."""
