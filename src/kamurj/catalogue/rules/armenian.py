"""Stems of Eastern Armenian nouns and adjectives.

PostgreSQL's own Armenian dictionary (Snowball) was measured and leaves the commonest forms apart: it keeps the article
of սեղանը, tears բազմոց down to բազմ and մահճակալ to մահճ (docs/decisions/0020-search.md). Endings here are those of the
school grammars: plural, case, article, in this order. Where an ending may also be part of the root (գույներ: գույն + եր
or գույ + ներ) every reading is kept; forms of one word then share at least one.
"""

from __future__ import annotations

import re

SHORTEST_STEM = 3

_PLURALS = ("", "ներ", "եր")
_CASES = ("", "ի", "ից", "ով", "ում", "ու", "ուց", "յի", "յից", "յով", "յում", "վի", "վից", "վով", "վա")
_AFTER_VOWEL = ("", "ն", "ս", "դ")
_AFTER_CONSONANT = ("", "ը")

_DERIVED = ("յա", "ե", "վե", "ային", "ավոր", "եղեն", "յան")
"""Endings that make an adjective of a stuff or a purpose: բամբակյա, փայտե, կաշվե, ամառային."""

_VOWEL = "աեէըիոօ"
_ARTICLE_AFTER_VOWEL = re.compile(r"[աեէիոօւ]ն$")
_CLOSED_SYLLABLE = re.compile(r"^(.*[^աեէըիոօւև])(?:ի|ու)([^աեէըիոօւև]+)$")

IRREGULAR = {
    "կին": ("կանայք", "կանանց", "կնոջ", "կանացի", "կանանցից", "կանանցով"),
    "տղամարդ": ("տղամարդիկ", "տղամարդկանց", "տղամարդու", "տղամարդկային"),
    "երեխա": ("երեխեք", "երեխաներ", "մանկական"),
    "տուն": ("տան", "տանը", "տնից", "տնով", "տներ", "տների", "տնային"),
    "մայր": ("մոր", "մորից", "մայրիկ"),
    "հայր": ("հոր", "հորից", "հայրիկ"),
    "սեր": ("սիրո", "սիրով"),
    "շուն": ("շան", "շներ", "շների"),
    "ձյուն": ("ձյան", "ձնառատ"),
    "օր": ("օրվա", "օրեր"),
}
"""Words whose forms no ending explains; the lists hold what shops say."""

_ROOT_OF = {form: root for root, forms in IRREGULAR.items() for form in (root, *forms)}


def _endings() -> tuple[str, ...]:
    found: set[str] = set()
    for plural in _PLURALS:
        for case in _CASES:
            body = plural + case
            vowel_end = bool(case) and (case[-1] in _VOWEL or case.endswith("ու"))
            articles = _AFTER_VOWEL if vowel_end else _AFTER_CONSONANT
            found.update(body + article for article in articles)
        if plural:
            found.update(plural + article for article in ("ն", "ս", "դ"))
    return tuple(sorted(found - {""}, key=len, reverse=True))


_ENDINGS = _endings()


def stems(word: str) -> frozenset[str]:
    """Every plausible stem of a word in lower case, with the vowel that falls out under endings left out (շապիկ: շապկ)."""
    if word in _ROOT_OF:
        return frozenset({_ROOT_OF[word]})
    bare = {word} | {word.removesuffix(ending) for ending in _ENDINGS if _leaves_a_stem(word, ending)}
    if _ARTICLE_AFTER_VOWEL.search(word) and _leaves_a_stem(word, "ն"):
        bare.add(word[:-1])
    derived = {form.removesuffix(ending) for form in bare for ending in _DERIVED if _leaves_a_stem(form, ending)}
    return frozenset(_ROOT_OF.get(form) or fold(form) for form in bare | derived)


def fold(stem: str) -> str:
    """The stem as it stands before endings: ույ is ու, and an ի or ու of the last closed syllable is gone (բուրդ: բրդ)."""
    plain = re.sub(r"ույ(?=[^աեէըիոօւև]|$)", "ու", stem)
    closed = _CLOSED_SYLLABLE.match(plain)
    if closed and len(closed[1] + closed[2]) >= SHORTEST_STEM:
        return closed[1] + closed[2]
    return plain


def _leaves_a_stem(word: str, ending: str) -> bool:
    return word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM
