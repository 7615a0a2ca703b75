"""Stems of English words, light on purpose: number, participle and spelling, no derivation ("organic" is no "organ")."""

from __future__ import annotations

import re

IRREGULAR = {
    "women": "woman",
    "womens": "woman",
    "men": "man",
    "mens": "man",
    "children": "child",
    "childrens": "child",
    "kids": "kid",
    "feet": "foot",
    "teeth": "tooth",
    "shelves": "shelf",
    "shelving": "shelf",
    "knives": "knife",
    "scarves": "scarf",
    "halves": "half",
    "leaves": "leaf",
    "wooden": "wood",
    "golden": "gold",
    "woolen": "wool",
    "woollen": "wool",
    "grey": "gray",
    "jewellery": "jewelry",
    "earring": "earring",
    "earrings": "earring",
}
"""What no rule of number explains, adjectives of stuffs, and spellings of both sides of the ocean."""

_VOWEL = re.compile(r"[aeiouy]")
_BRITISH = ((re.compile(r"our$"), "or"), (re.compile(r"is(e|er|ing|ed)$"), r"iz\1"), (re.compile(r"tre$"), "ter"))
_LONG_ENOUGH = 5


def stem(word: str) -> str:
    """The stem of a word in lower case."""
    singular = IRREGULAR.get(word) or _singular(word)
    return _without_e(_root(_american(IRREGULAR.get(singular, singular))))


def _singular(word: str) -> str:
    if len(word) <= 3 or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) >= _LONG_ENOUGH:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return word[:-2]
    return word[:-1]


def _american(word: str) -> str:
    if len(word) >= _LONG_ENOUGH:
        for british, american in _BRITISH:
            word = british.sub(american, word)
    return word


def _root(word: str) -> str:
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and _VOWEL.search(root):
            doubled = root[-1] == root[-2] and root[-1] not in "lsz"
            return root[:-1] if doubled else root
    return word


def _without_e(word: str) -> str:
    return word[:-1] if word.endswith("e") and len(word) > 3 else word
