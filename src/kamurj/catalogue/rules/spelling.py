"""Misspellings: how far two words are apart, and a set of keys by which near words find each other in an index.

Keys after W. Garbe's symmetric deletion (SymSpell): two words within k edits share a form made by leaving out at most k
letters of each. Only the first ten letters are used for keys, which bounds their number at 56; the distance is then
measured over the whole words.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

KEY_LETTERS = 10


def allowed_edits(word: str) -> int:
    """How many slips are forgiven: none below 4 letters, one below 8, two from 8 on."""
    return (len(word) >= 4) + (len(word) >= 8)


@lru_cache(maxsize=20_000)
def deletions(word: str) -> frozenset[str]:
    """The word's first letters with up to `allowed_edits` of them left out, the whole among them."""
    start = word[:KEY_LETTERS]
    return frozenset(
        "".join(start[i] for i in range(len(start)) if i not in gone)
        for edits in range(allowed_edits(word) + 1)
        for gone in combinations(range(len(start)), edits)
    )


def distance(one: str, other: str, *, limit: int) -> int:
    """Edits from one word to the other, a swap of neighbours counting one; whatever is above `limit` is limit + 1.

    Damerau–Levenshtein in its restricted form (optimal string alignment): no letter is edited twice.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        current = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before_last[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before_last, last = last, current
    return min(last[-1], limit + 1)
