"""What leaves the room."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FileKind(StrEnum):
    """What a file is for, which says what it may be."""

    PICTURE = "picture"
    """Sent by people: PNG, JPEG or WebP."""
    DRAWING = "drawing"
    """Made by our own programs: the same, and SVG without scripts or links to elsewhere."""
    EVIDENCE = "evidence"
    """A photo that a customer sends of what is wrong: what PICTURE may be, but never served to everybody."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the store. `path` is what rooms keep; it is served under `/media/<path>`, but for EVIDENCE, which
    only a view that knows whose it is may show (`views.private_file`).
    """

    path: str
    content_type: str
    size_bytes: int
