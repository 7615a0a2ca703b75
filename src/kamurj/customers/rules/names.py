"""Names: kept as people write them, and compared in one script without case or accents."""

from __future__ import annotations

import unicodedata

from kamurj.customers.errors import InvalidName, NameTooLong

NAME_LIMIT = 100

_JOINERS = frozenset("\u200c\u200d")
"""Invisible, but they hold letters and emoji together."""
_TAGS = range(0xE0020, 0xE0080)
"""Invisible, but they spell the flags of regions."""

# Armenian to Latin, one letter at a time, near to how people spell their own names in Latin (not a standard's diacritics).
_LATIN = {
    "և": "ev", "ու": "u", "ա": "a", "բ": "b", "գ": "g", "դ": "d", "ե": "e", "զ": "z", "է": "e", "ը": "y", "թ": "t",
    "ժ": "zh", "ի": "i", "լ": "l", "խ": "kh", "ծ": "ts", "կ": "k", "հ": "h", "ձ": "dz", "ղ": "gh", "ճ": "ch", "մ": "m",
    "յ": "y", "ն": "n", "շ": "sh", "ո": "o", "չ": "ch", "պ": "p", "ջ": "j", "ռ": "r", "ս": "s", "վ": "v", "տ": "t",
    "ր": "r", "ց": "ts", "ւ": "v", "փ": "p", "ք": "k", "օ": "o", "ֆ": "f",
}  # fmt: skip
_FIRST = ("և", "ու")


def clean(text: str, *, limit: int = NAME_LIMIT) -> str:
    """The text as it is kept: NFC, single spaces, markup left as the plain text it is.

    Raises InvalidName for characters that nobody can see (NUL, controls, direction marks), NameTooLong.
    """
    if not text.isprintable() and any(_is_hidden(letter) for letter in text):
        raise InvalidName
    cleaned = " ".join(unicodedata.normalize("NFC", text).split())
    if len(cleaned) > limit:
        raise NameTooLong(limit=limit)
    return cleaned


def split(name: str) -> tuple[str, str]:
    """Given and family name of a full one: the last word is the family's."""
    given, _, family = clean(name, limit=2 * NAME_LIMIT).rpartition(" ")
    return clean(given or family), clean(family if given else "")


def key(text: str) -> str:
    """How a name is compared: Latin letters, no case, no accents, single spaces; at most 200 characters."""
    if text.isascii():
        return " ".join(text.lower().split())[:200]
    folded = text.casefold().replace("եւ", "և")
    for letters in _FIRST:
        folded = folded.replace(letters, _LATIN[letters])
    latin = "".join(_LATIN.get(letter, letter) for letter in folded)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(letter))
    return " ".join(plain.split())[:200]


def _is_hidden(letter: str) -> bool:
    category = unicodedata.category(letter)
    if category == "Cc":
        return letter not in "\t\n\r"
    if category == "Cf":
        return letter not in _JOINERS and ord(letter) not in _TAGS
    return category in ("Cs", "Co") or letter in "\u2028\u2029"
