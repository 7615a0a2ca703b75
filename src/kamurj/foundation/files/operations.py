"""Storing and opening files."""

from __future__ import annotations

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from kamurj.foundation.files.contracts import FileKind, StoredFile
from kamurj.foundation.files.errors import FileEmpty, FileNotAPicture, FileTooLarge, FileUnsafe
from kamurj.foundation.files.rules import PICTURE_LIMIT_BYTES, content_type_of, is_safe_drawing, path_for


def store_file(*, name: str, content: bytes, kind: FileKind) -> StoredFile:
    """Keep a file; storing the same content under the same name again changes nothing.

    The name is a hint for people only: what the file is, its first bytes say.
    Raises FileEmpty, FileTooLarge (8 MB), FileNotAPicture, FileUnsafe; nothing is stored then.
    """
    if not content:
        raise FileEmpty
    if len(content) > PICTURE_LIMIT_BYTES:
        raise FileTooLarge(limit_mb=PICTURE_LIMIT_BYTES // 1_000_000)
    content_type = content_type_of(content)
    is_drawing = content_type == "image/svg+xml"
    if content_type is None or (is_drawing and kind is not FileKind.DRAWING):
        raise FileNotAPicture
    if is_drawing and not is_safe_drawing(content):
        raise FileUnsafe
    path = path_for(name=name, content=content, kind=kind.value, content_type=content_type)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return StoredFile(path=path, content_type=content_type, size_bytes=len(content))


def open_file(path: str) -> File[bytes]:
    """The content of a stored file, to be closed by the caller. Raises FileNotFoundError."""
    return default_storage.open(path, "rb")
