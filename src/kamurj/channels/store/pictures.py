"""Pictures: where an article's is served, and codes drawn as QR."""

from __future__ import annotations

import segno
from django.core.files.storage import default_storage
from django.utils.safestring import SafeString, mark_safe

from kamurj.catalogue.contracts import Image


def picture_address(image: Image | None) -> str:
    """The address of an article's picture; empty where there is none."""
    return default_storage.url(image.path) if image else ""


def qr_picture(text: str) -> SafeString:
    """The text as a QR code drawn in SVG; the text is encoded in it, not written into the markup."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(border=0, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - made of rectangles by segno
