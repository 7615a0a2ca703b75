"""What somebody typed, as a question to the index: the words, how each may be found, and what replaces a slip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kamurj.catalogue.rules.latin import keys_of_latin
from kamurj.catalogue.rules.spelling import allowed_edits, deletions, distance
from kamurj.catalogue.rules.words import is_armenian, is_latin, lexemes, words_to_find

LONGEST_TEXT = 200
SHORTEST_PREFIX = 2
LONGEST_CODE = 64
LATIN_MARK = "~"
"""Stands before the keys of a word's sound, so that they never meet the keys of its letters."""


@dataclass(frozen=True, slots=True)
class Near:
    """A word of the vocabulary that shares a key with an unknown one."""

    lexeme: str
    shown: str
    latin: str
    listings: int


@dataclass(frozen=True, slots=True)
class Question:
    """A search text taken apart. Three tsqueries: `strict` all words, `wide` the last one unfinished, `loose` any word."""

    words: tuple[str, ...]
    code: str
    strict: str
    wide: str
    loose: str
    apart: tuple[str, ...]


def ask(text: str) -> Question:
    """Take a text apart; a long one is cut at 200 characters. Without words in it the question finds nothing by words."""
    plain = text[:LONGEST_TEXT].replace("\x00", "").encode(errors="ignore").decode()
    return of_words(words_to_find(plain), code=" ".join(plain.split())[:LONGEST_CODE])


def of_words(words: Sequence[str], *, code: str = "") -> Question:
    """The question for these words, where only the last one may be unfinished."""
    terms = [_term(word) for word in words]
    wide = [*terms[:-1], _term(words[-1], unfinished=True)] if words else []
    return Question(
        words=tuple(words),
        code=code,
        strict=" & ".join(terms),
        wide=" & ".join(wide),
        loose=" | ".join(terms),
        apart=tuple(terms),
    )


def _term(word: str, *, unfinished: bool = False) -> str:
    parts = [f"'{lexeme}'" for lexeme in sorted(lexemes(word))]
    if unfinished and len(word) >= SHORTEST_PREFIX:
        parts.append(f"'{word}':*")
    return f"({' | '.join(parts)})"


def forms(word: str) -> list[str]:
    """The forms of an unknown word that a correction may be near to: itself and its longer stems."""
    stems = (stem for stem in lexemes(word) if allowed_edits(stem) or stem == word)
    return sorted(stems, key=lambda form: (form != word, form))


def keys(word: str) -> list[str]:
    """The keys by which the vocabulary may know an unknown word."""
    if not (is_armenian(word) or is_latin(word)):
        return []
    found = {key for form in forms(word) for key in deletions(form)}
    if is_latin(word):
        found.update(LATIN_MARK + key for sound in keys_of_latin(word) for key in deletions(sound))
    return sorted(found)


def corrected(words: Iterable[str], near: Mapping[str, Sequence[Near]]) -> list[str]:
    """The words, each unknown one replaced by the nearest known; of equally near ones by the commonest."""
    return [best_of(word, near[word]) or word if word in near else word for word in words]


def best_of(word: str, candidates: Iterable[Near]) -> str | None:
    """The nearest candidate within the allowed slips, as it is shown; None if there is none."""
    measured = ((_slips(word, candidate), -candidate.listings, candidate.shown) for candidate in candidates)
    within = [rank for rank in measured if rank[0] <= allowed_edits(word)]
    return min(within)[2] if within else None


def _slips(word: str, candidate: Near) -> int:
    """The fewest slips between any form of the word and the candidate; a candidate of under 4 letters allows none."""
    found = [_apart(form, candidate.lexeme, word) for form in forms(word)]
    if candidate.latin and is_latin(word):
        found += [_apart(sound, candidate.latin, word) for sound in keys_of_latin(word)]
    return min(found)


def _apart(form: str, known: str, word: str) -> int:
    limit = allowed_edits(word)
    slips = distance(form, known, limit=limit)
    return slips if slips == 0 or allowed_edits(known) else limit + 1


def sounds_known(near: Mapping[str, Sequence[Near]]) -> bool:
    """Whether an unknown word is a known one in other letters, sound for sound; then that is what is meant."""
    return any(_slips(word, candidate) == 0 for word, candidates in near.items() for candidate in candidates)
