"""From text to words, and from a word to the lexemes it is found by. The same for what is stored and what is asked."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kamurj.catalogue.rules import armenian, english

LONGEST_WORD = 40
MOST_QUERY_WORDS = 8

STOP_WORDS = frozenset(
    (
        *("a", "an", "and", "are", "at", "by", "for", "from", "in", "is", "it", "me", "my", "of", "on", "or", "our"),
        *("some", "the", "their", "this", "to", "us", "with", "your"),
        *("և", "ու", "կամ", "համար", "հետ", "է", "եմ", "են", "որ", "այս", "այդ", "այն", "մի", "մեջ", "վրա", "իմ", "մեր"),
        *("ձեր", "ինձ"),
    )
)
"""Words that say nothing about a product; skipped in questions, not stored."""

_MARKS = re.compile("[՛՜՞՟\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f]")
"""Armenian marks of emphasis, exclamation and question stand inside a word; soft hyphens, joiners and accents too."""

_POSSESSIVE = re.compile(r"['’ʼ]s\b")
_APOSTROPHES = re.compile(r"['’ʼ՚`]")
_WORD = re.compile(r"[^\W_]+(?:[-‐‑֊][^\W_]+)*")
_HYPHENS = re.compile(r"[-‐‑֊]")
_ARMENIAN = re.compile(r"[\u0561-\u0587]")
_LATIN = re.compile(r"[a-z]+")


def normalise(text: str) -> str:
    """Text as it is compared: no case, no accents, no marks inside words, և as one letter however it was typed."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold().replace("եւ", "և")
    return _APOSTROPHES.sub("", _POSSESSIVE.sub("", plain.replace("×", "x")))


def words(text: str) -> list[str]:
    """The words of a text in order, without stop words; what a hyphen joins is several words."""
    parts = (part for run in _WORD.findall(normalise(text)) for part in _HYPHENS.split(run))
    return [word[:LONGEST_WORD] for word in parts if word not in STOP_WORDS]


def words_to_store(text: str) -> set[str]:
    """The words a text is found by: those of `words`, and what a hyphen joins as one word too ("tshirt")."""
    joined = (_HYPHENS.sub("", run) for run in _WORD.findall(normalise(text)))
    return {word[:LONGEST_WORD] for word in joined if word not in STOP_WORDS}.union(words(text))


def words_to_find(text: str) -> list[str]:
    """The words of a question, each once, at most eight."""
    return list(dict.fromkeys(words(text)))[:MOST_QUERY_WORDS]


@lru_cache(maxsize=50_000)
def stems(word: str) -> frozenset[str]:
    """The stems a word may have: one for English, every plausible one for Armenian, none for a number."""
    if is_armenian(word):
        return armenian.stems(word)
    if is_latin(word):
        return frozenset({english.stem(word)})
    return frozenset()


def lexemes(word: str) -> frozenset[str]:
    """The word itself and its stems: two words are forms of one another if they share a lexeme."""
    return stems(word) | {word}


def is_armenian(word: str) -> bool:
    """Whether it is written in Armenian letters."""
    return _ARMENIAN.search(word) is not None


def is_latin(word: str) -> bool:
    """Whether it is written in the letters a to z alone."""
    return _LATIN.fullmatch(word) is not None
