"""The shop's letters, made fit for a PDF: each character in the first of its typefaces that has it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont as Typeface
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = "node_modules/@fontsource-variable"
FILES = (
    ("Inter", "inter/files/inter-latin-wght-normal.woff2"),
    ("Inter ext", "inter/files/inter-latin-ext-wght-normal.woff2"),
    ("Inter cyrillic", "inter/files/inter-cyrillic-wght-normal.woff2"),
    ("Noto Armenian", "noto-sans-armenian/files/noto-sans-armenian-armenian-wght-normal.woff2"),
)
UNKNOWN = "?"
"""Stands for a character that none of our typefaces has."""


def runs(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the name of its typeface."""
    known = _typefaces()
    spelt = [(character, _face(character, known)) for character in text]
    safe = [(character, face) if face else (UNKNOWN, FILES[0][0]) for character, face in spelt]
    for face, characters in groupby(safe, key=lambda each: each[1]):
        yield face, "".join(character for character, _ in characters)


def width(text: str, size: float) -> float:
    """How wide a text is in points."""
    return float(sum(pdfmetrics.stringWidth(piece, face, size) for face, piece in runs(text)))


def _face(character: str, known: dict[str, frozenset[int]]) -> str:
    return next((face for face, characters in known.items() if ord(character) in characters), "")


@cache
def _typefaces() -> dict[str, frozenset[int]]:
    """The characters of each typeface; loads and registers them once in a process, half a second."""
    found = {}
    for name, path in FILES:
        face = Typeface(Path(settings.ROOT, FOLDER, path))
        face.flavor = None  # Out of the web's packing: what a PDF can hold. Its standard weight is used.
        plain = io.BytesIO()
        face.save(plain)
        plain.seek(0)
        pdfmetrics.registerFont(TTFont(name, plain))
        found[name] = frozenset(face.getBestCmap())
    return found
