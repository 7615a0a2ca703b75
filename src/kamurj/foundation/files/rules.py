"""What a file is, by its first bytes, and what it is called."""

from __future__ import annotations

import hashlib
import re
import unicodedata

PICTURE_LIMIT_BYTES = 8_000_000
EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/svg+xml": "svg"}
CONTENT_TYPES = {extension: content_type for content_type, extension in EXTENSIONS.items()}

UNSAFE_SVG = re.compile(
    rb"<\s*(script|foreignObject|iframe|embed|object|animate|set|handler|!ENTITY|!DOCTYPE)\b|\bon\w+\s*=|javascript:"
    rb"|(?:href|src)\s*=\s*[\"']\s*(?!#|data:image/(?:png|jpeg|webp);)",
    re.IGNORECASE,
)
SVG_START = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)


def content_type_of(content: bytes) -> str | None:
    """The image type that the content shows itself to be, or None."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "image/svg+xml" if SVG_START.match(content) else None


def is_safe_drawing(content: bytes) -> bool:
    """Whether an SVG runs nothing and fetches nothing. Strict: drawings are made by our own programs."""
    return UNSAFE_SVG.search(content) is None


def path_for(*, name: str, content: bytes, kind: str, content_type: str) -> str:
    """Where content is kept: kind, two letters of its fingerprint, the fingerprint, and its name in plain letters."""
    fingerprint = hashlib.sha256(content).hexdigest()[:20]
    plain = unicodedata.normalize("NFKD", name.rsplit("/", 1)[-1].rsplit(".", 1)[0]).encode("ascii", "ignore").decode()
    word = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40]
    return f"{kind}/{fingerprint[:2]}/{'-'.join(filter(None, (fingerprint, word)))}.{EXTENSIONS[content_type]}"
