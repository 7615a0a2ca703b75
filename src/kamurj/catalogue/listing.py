"""Keeping the listing true: what lists and search read of a product, made again from its own tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import LiteralString

from kamurj.catalogue import vocabulary
from kamurj.catalogue.rules.words import lexemes, normalise, words_to_store
from kamurj.foundation.database import sql
from kamurj.kernel.ids import ProductId

BATCH = 5_000
"""Products made listings of at a time: bounds memory, some 20 MB."""

FEW = 200
"""Up to so many products the vocabulary's counts are moved by differences; above, they are counted anew."""


@dataclass(frozen=True, slots=True)
class _Texts:
    """What one product is found by: `near` counts more than `far`."""

    product: ProductId
    near: str
    far: str
    sort_en: str
    sort_hy: str


def refresh(products: Sequence[ProductId]) -> None:
    """Make the listings of these products again, and bring the vocabulary up to date, in the open transaction."""
    if len(products) > FEW:
        shown = _write(products)
        vocabulary.lock()
        vocabulary.add_missing(shown)
        vocabulary.recount()
        return
    before = vocabulary.counted(products)
    shown = _write(products)
    vocabulary.move_counts(before=before, after=vocabulary.counted(products), shown=shown)


def rebuild() -> int:
    """Make every listing and the whole vocabulary again; return the number of products."""
    products = [ProductId(row[0]) for row in sql.rows("SELECT id FROM catalogue_product ORDER BY id")]
    vocabulary.lock()
    sql.execute("DELETE FROM catalogue_word")
    vocabulary.add_missing(_write(products))
    vocabulary.recount()
    return len(products)


def _write(products: Sequence[ProductId]) -> dict[str, str]:
    """Write the listings; return each lexeme with the word to show for it."""
    shown: dict[str, str] = {}
    for start in range(0, len(products), BATCH):
        _write_batch(list(_texts(products[start : start + BATCH])), shown)
    return shown


def _write_batch(batch: Sequence[_Texts], shown: dict[str, str]) -> None:
    found = [(text, _lexemes(text.near, shown), _lexemes(text.far, shown)) for text in batch]
    columns: dict[str, object] = {
        "products": [text.product for text, _, _ in found],
        "sort_en": [text.sort_en for text, _, _ in found],
        "sort_hy": [text.sort_hy for text, _, _ in found],
        "near": [_vector(near) for _, near, _ in found],
        "all_of_it": [_vector(near | far) for _, near, far in found],
    }
    sql.execute(_WRITE_LISTINGS, columns)
    sql.execute(_WRITE_WORDS, columns)


_WRITE_LISTINGS: LiteralString = """
INSERT INTO catalogue_listing AS l (product_id, status, category_id, popularity, published_at, sort_en, sort_hy, facets)
SELECT p.id, p.status, p.category_id, p.popularity, coalesce(p.published_at, p.created_at), made.sort_en, made.sort_hy,
       ARRAY(SELECT DISTINCT o.key || ':' || o.value
               FROM catalogue_variant v, jsonb_each_text(v.options) o
              WHERE v.product_id = p.id AND v.active ORDER BY 1)
  FROM unnest(%(products)s::bigint[], %(sort_en)s::text[], %(sort_hy)s::text[])
    AS made (product_id, sort_en, sort_hy)
  JOIN catalogue_product p ON p.id = made.product_id
    ON CONFLICT (product_id) DO UPDATE
   SET status = excluded.status, category_id = excluded.category_id, popularity = excluded.popularity,
       published_at = excluded.published_at, sort_en = excluded.sort_en, sort_hy = excluded.sort_hy,
       facets = excluded.facets
 WHERE (l.status, l.category_id, l.popularity, l.published_at, l.sort_en, l.sort_hy, l.facets)
       IS DISTINCT FROM
       (excluded.status, excluded.category_id, excluded.popularity, excluded.published_at, excluded.sort_en,
        excluded.sort_hy, excluded.facets)
"""

_WRITE_WORDS: LiteralString = """
INSERT INTO catalogue_listing_words AS w (product_id, status, popularity, name_lexemes, lexemes)
SELECT p.id, p.status, p.popularity, made.near::tsvector, made.all_of_it::tsvector
  FROM unnest(%(products)s::bigint[], %(near)s::text[], %(all_of_it)s::text[]) AS made (product_id, near, all_of_it)
  JOIN catalogue_product p ON p.id = made.product_id
    ON CONFLICT (product_id) DO UPDATE
   SET status = excluded.status, popularity = excluded.popularity, name_lexemes = excluded.name_lexemes,
       lexemes = excluded.lexemes
 WHERE (w.status, w.popularity, w.name_lexemes, w.lexemes)
       IS DISTINCT FROM (excluded.status, excluded.popularity, excluded.name_lexemes, excluded.lexemes)
"""


def _lexemes(text: str, shown: dict[str, str]) -> set[str]:
    found: set[str] = set()
    for word in words_to_store(text):
        for lexeme in lexemes(word):
            found.add(lexeme)
            known = shown.get(lexeme)
            if known is None or lexeme == word or (known != lexeme and (len(word), word) < (len(known), known)):
                shown[lexeme] = word
    return found


def _vector(found: Iterable[str]) -> str:
    """A tsvector as text. Lexemes are letters and digits only, so quoting them is enough."""
    return " ".join(f"'{lexeme}'" for lexeme in found)


def _texts(products: Sequence[ProductId]) -> Iterator[_Texts]:
    for row in sql.rows(_TEXTS, (list(products),)):
        yield _text(*row)


def _text(product: int, brand: str, words: dict[str, list[str]], own: str, above: str, values: str) -> _Texts:
    names = {language: text[0] for language, text in words.items()}
    fallback = names.get("en") or names.get("hy", "")
    return _Texts(
        product=ProductId(product),
        near=" ".join([*names.values(), brand, own]),
        far=" ".join([*(text[1] for text in words.values()), above, values]),
        sort_en=normalise(names.get("en", fallback)),
        sort_hy=normalise(names.get("hy", fallback)),
    )


_TEXTS = """
SELECT p.id, p.brand,
       (SELECT coalesce(jsonb_object_agg(t.language, jsonb_build_array(t.name, t.description)), '{}')
          FROM catalogue_product_translation t WHERE t.product_id = p.id),
       coalesce(own.names, ''), coalesce(above.names, ''),
       coalesce((SELECT string_agg(DISTINCT coalesce(w.name, translate(o.value, '_', ' ')), ' ')
                   FROM catalogue_variant v
                  CROSS JOIN jsonb_each_text(v.options) o
                   LEFT JOIN catalogue_option_word w ON w.option = o.key AND w.value = o.value
                  WHERE v.product_id = p.id AND v.active), '')
  FROM catalogue_product p
  JOIN catalogue_category c ON c.id = p.category_id
  LEFT JOIN (SELECT category_id, string_agg(name, ' ') AS names FROM catalogue_category_translation GROUP BY 1) own
    ON own.category_id = c.id
  LEFT JOIN (SELECT leaf.id, string_agg(t.name, ' ') AS names
               FROM catalogue_category leaf
               JOIN catalogue_category_translation t ON t.category_id = ANY(leaf.path) AND t.category_id <> leaf.id
              GROUP BY 1) above
    ON above.id = c.id
 WHERE p.id = ANY(%s)
"""
