"""Armenian typed in Latin letters: how a word sounds, however its typist spells it.

There is no single habit (bazmoc, bazmots; shapik, šapik; xohanoc, khohanots), so both sides are brought to one key:
an Armenian word is romanised, a Latin one taken as it is, then spellings of one sound are made the same.
"""

from __future__ import annotations

import re

_PLAIN = dict(zip("աբգդեզէիլխկհմյնոպջռսվտրփքօֆթ", "abgdezeilxkhmynopjrsvtrpkoft", strict=True))
_ROMAN = _PLAIN | {
    "ը": "",
    "ժ": "zh",
    "ծ": "ts",
    "ձ": "dz",
    "ղ": "gh",
    "ճ": "ch",
    "շ": "sh",
    "չ": "ch",
    "ց": "ts",
    "և": "ev",
}

_SOUNDS = (
    (re.compile(r"t?ch"), "č"),
    (re.compile(r"sh"), "š"),
    (re.compile(r"zh|j"), "ž"),
    (re.compile(r"kh|x"), "ħ"),
    (re.compile(r"gh"), "ğ"),
    (re.compile(r"t[sz]|c"), "ц"),
    (re.compile(r"dz"), "z"),
    (re.compile(r"oo|ou"), "u"),
    (re.compile(r"q"), "k"),
    (re.compile(r"ph"), "p"),
    (re.compile(r"th"), "t"),
    (re.compile(r"w"), "v"),
    (re.compile(r"^ye"), "e"),
    (re.compile(r"^vo"), "o"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_ENDINGS = (
    "neric",
    "nerits",
    "nerov",
    "nerum",
    "neri",
    "nery",
    "ner",
    "eri",
    "ery",
    "er",
    "ic",
    "its",
    "ov",
    "um",
    "in",
    "i",
    "y",
)
SHORTEST_KEY = 3


def key_of_armenian(word: str) -> str:
    """The key of a word in Armenian letters."""
    return _key("".join(_ROMAN.get(letter, letter) for letter in word.replace("ու", "u")))


def keys_of_latin(word: str) -> tuple[str, ...]:
    """The keys of a word in Latin letters: as it stands, then without each ending it may have."""
    bare = [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)]
    keys = (_key(form) for form in (word, *bare))
    return tuple(dict.fromkeys(key for key in keys if len(key) >= SHORTEST_KEY or key == _key(word)))


def _key(roman: str) -> str:
    for sound, sign in _SOUNDS:
        roman = sound.sub(sign, roman)
    return roman
