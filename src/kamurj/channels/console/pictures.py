"""Where pictures are served."""

from __future__ import annotations

from django.core.files.storage import default_storage


def picture_address(path: str | None) -> str:
    """The address of a picture by its path in the store of files; empty where there is none."""
    return default_storage.url(path) if path else ""
