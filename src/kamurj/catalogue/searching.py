"""The statements behind lists, search and facets, put together from fixed parts; values always travel as parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import LiteralString

from kamurj.catalogue.contracts import ProductStatus, Sort
from kamurj.catalogue.rules.checks import CODE, VALUE
from kamurj.catalogue.rules.question import Question, keys
from kamurj.catalogue.rules.words import lexemes
from kamurj.kernel.ids import CategoryId

MOST_FACETS = 6

FACET_PARTS: tuple[LiteralString, ...] = (
    " AND l.facets && %(facet_0)s::text[]",
    " AND l.facets && %(facet_1)s::text[]",
    " AND l.facets && %(facet_2)s::text[]",
    " AND l.facets && %(facet_3)s::text[]",
    " AND l.facets && %(facet_4)s::text[]",
    " AND l.facets && %(facet_5)s::text[]",
)


def token_of(code: str, value: str) -> str:
    """How a listing holds an option's value; nothing that a listing holds, if these are no codes."""
    return f"{code}:{value}" if CODE.fullmatch(code) and VALUE.fullmatch(value) else ""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which products a list is about, apart from a search text. Values of one facet widen, several facets narrow."""

    statuses: tuple[ProductStatus, ...] = (ProductStatus.ACTIVE,)
    category: CategoryId | None = None
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def chosen(self) -> list[tuple[str, list[str]]]:
        """The facets that have a value chosen, at most six, with their tokens; what is no code matches nothing."""
        used = [(code, values) for code, values in self.facets.items() if values]
        return [
            (code if CODE.fullmatch(code) else "", [token_of(code, value) for value in values])
            for code, values in used[:MOST_FACETS]
        ]

    def where(self, *, facets_too: bool = True) -> LiteralString:
        """The condition on `catalogue_listing l`."""
        # One status is compared with =, so that an index ordered behind it can serve the whole list.
        condition: LiteralString = "l.status = %(status)s" if len(self.statuses) == 1 else "l.status = ANY(%(statuses)s)"
        if self.category is not None:
            condition += (
                " AND l.category_id = ANY(ARRAY(SELECT c.id FROM catalogue_category c"
                " WHERE c.path @> ARRAY[%(category)s]::bigint[]))"
            )
        if facets_too:
            for part in FACET_PARTS[: len(self.chosen())]:
                condition += part
        return condition

    def parameters(self) -> dict[str, object]:
        """The values that `where` names."""
        tokens = {f"facet_{place}": tokens for place, (_, tokens) in enumerate(self.chosen())}
        return {
            "status": self.statuses[0].value,
            "statuses": [status.value for status in self.statuses],
            "category": self.category,
            **tokens,
        }


ORDERS: Mapping[tuple[Sort, str], LiteralString] = {
    (Sort.RELEVANCE, "en"): "l.popularity DESC, l.product_id",
    (Sort.RELEVANCE, "hy"): "l.popularity DESC, l.product_id",
    (Sort.NEWEST, "en"): "l.published_at DESC, l.product_id DESC",
    (Sort.NEWEST, "hy"): "l.published_at DESC, l.product_id DESC",
    (Sort.NAME, "en"): "l.sort_en, l.product_id",
    (Sort.NAME, "hy"): "l.sort_hy, l.product_id",
}

CARDS: LiteralString = """
SELECT coalesce(json_agg(json_build_array(
           p.id, p.handle, named.name, p.brand, p.kind, p.status, p.category_id, filed.name, image.path, image.alt,
           p.tax_category,
           ARRAY(SELECT v.id FROM catalogue_variant v WHERE v.product_id = p.id AND v.active ORDER BY v.position, v.id)
       ) ORDER BY page.place), '[]')
  FROM page
  JOIN catalogue_product p ON p.id = page.product_id
  LEFT JOIN LATERAL (SELECT t.name FROM catalogue_product_translation t WHERE t.product_id = p.id
                      ORDER BY t.language = %(language)s DESC, t.language LIMIT 1) named ON true
  LEFT JOIN LATERAL (SELECT t.name FROM catalogue_category_translation t WHERE t.category_id = p.category_id
                      ORDER BY t.language = %(language)s DESC, t.language LIMIT 1) filed ON true
  LEFT JOIN LATERAL (SELECT m.path, CASE %(language)s WHEN 'hy' THEN m.alt_hy ELSE m.alt_en END AS alt
                       FROM catalogue_media m WHERE m.product_id = p.id
                      ORDER BY m.position, m.id LIMIT 1) image ON true
"""

_EXACT: LiteralString = """
unknown AS MATERIALIZED (
    -- Words that no product on sale has, each with those words that share a key with it.
    SELECT asked.word, (SELECT json_agg(json_build_array(w.lexeme, w.shown, w.latin, w.listings))
                          FROM catalogue_word w
                         WHERE w.deletions && asked.keys::text[] AND w.listings > 0) AS near
      FROM unnest(%(words)s::text[], %(forms)s::text[], %(keys)s::text[]) AS asked (word, forms, keys)
     WHERE NOT EXISTS (SELECT FROM catalogue_word w WHERE w.lexeme = ANY(asked.forms::text[]) AND w.listings > 0)
), exact AS (
    SELECT product_id FROM catalogue_variant WHERE upper(sku) = upper(%(code)s::text)
    UNION SELECT product_id FROM catalogue_variant WHERE barcode = %(code)s::text
), full_hits AS MATERIALIZED (
    SELECT w.product_id, w.popularity,
           CASE WHEN w.product_id IN (SELECT product_id FROM exact) THEN 9
                ELSE (w.name_lexemes @@ %(strict)s::tsquery)::int * 2 + (w.lexemes @@ %(strict)s::tsquery)::int
                   + (w.name_lexemes @@ %(wide)s::tsquery)::int END AS tier
      FROM catalogue_listing_words w
     WHERE w.lexemes @@ %(wide)s::tsquery AND """

_ITS_NUMBER: LiteralString = """
    UNION ALL
    SELECT w.product_id, w.popularity, 9
      FROM exact JOIN catalogue_listing_words w USING (product_id)
     WHERE NOT w.lexemes @@ %(wide)s::tsquery AND """

_SOME_WORDS: LiteralString = """
), hits AS MATERIALIZED (
    SELECT * FROM full_hits
    UNION ALL
    SELECT w.product_id, w.popularity,
           (SELECT sum((w.lexemes @@ apart::tsquery)::int * 2 + (w.name_lexemes @@ apart::tsquery)::int)
              FROM unnest(%(apart)s::text[]) apart)::int
      FROM catalogue_listing_words w
     WHERE NOT EXISTS (SELECT FROM full_hits) AND NOT EXISTS (SELECT FROM unknown WHERE near IS NOT NULL)
       AND cardinality(%(apart)s::text[]) > 1
       AND w.lexemes @@ %(loose)s::tsquery AND """


def hits(narrowing: Narrowing, *, facets_too: bool = True) -> LiteralString:
    """CTEs ending in `hits`: who has all words or the very number, or if there is nobody, who has some of the words.

    Some of the words only count where no word can be corrected: a corrected question comes before half of one.

    The narrow listing is asked only where there is something to narrow; the words alone know status and popularity.
    """
    among: LiteralString = "w.status = ANY(%(statuses)s)"
    if narrowing.category is not None or (facets_too and narrowing.chosen()):
        among += " AND w.product_id IN (SELECT l.product_id FROM catalogue_listing l WHERE "
        among += narrowing.where(facets_too=facets_too) + ")"
    return _EXACT + among + _ITS_NUMBER + among + _SOME_WORDS + among + ")"


def listed(narrowing: Narrowing, sort: Sort, language: str) -> LiteralString:
    """One row: the total, and the cards of one page."""
    where = narrowing.where()
    order = ORDERS[sort, language]
    page: LiteralString = "WITH page AS (SELECT chosen.product_id, row_number() OVER () AS place FROM (SELECT l.product_id"
    return (
        page  # noqa: S608 - constants of this room
        + " FROM catalogue_listing l WHERE "
        + where
        + " ORDER BY "
        + order
        + " LIMIT %(limit)s OFFSET %(offset)s) chosen) SELECT (SELECT count(*) FROM catalogue_listing l WHERE "
        + where
        + "), ("
        + CARDS
        + ")"
    )


def searched(narrowing: Narrowing, sort: Sort, language: str) -> LiteralString:
    """One row: the total, the cards of one page, how many have all words, the unknown words with what is near them."""
    ranked: LiteralString = "FROM hits l ORDER BY l.tier DESC, l.popularity DESC, l.product_id"
    if sort is not Sort.RELEVANCE:
        ranked = "FROM hits JOIN catalogue_listing l USING (product_id) ORDER BY " + ORDERS[sort, language]
    return (
        "WITH "  # noqa: S608 - constants of this room
        + hits(narrowing)
        + ", page AS (SELECT chosen.product_id, row_number() OVER () AS place FROM (SELECT l.product_id "
        + ranked
        + " LIMIT %(limit)s OFFSET %(offset)s) chosen) SELECT (SELECT count(*) FROM hits), ("
        + CARDS
        + "), (SELECT count(*) FROM full_hits), (SELECT json_object_agg(word, near) FROM unknown WHERE near IS NOT NULL)"
    )


def all_listed(narrowing: Narrowing) -> LiteralString:
    """One row: every product of a list, the popular first, with its variants on sale beside it."""
    among: LiteralString = "(SELECT l.product_id, l.popularity, 0 AS tier FROM catalogue_listing l WHERE "
    return "SELECT " + _AS_COLUMNS + " FROM " + among + narrowing.where() + ") l" + _ON_SALE  # noqa: S608 - constants of this room


def all_searched(narrowing: Narrowing) -> LiteralString:
    """One row: every product of a search, the best first, with its variants; then what `searched` says last."""
    return (
        "WITH "  # noqa: S608 - constants of this room
        + hits(narrowing)
        + ", found AS (SELECT "
        + _AS_COLUMNS
        + " FROM hits l"
        + _ON_SALE
        + ") SELECT products, variants, (SELECT count(*) FROM full_hits),"
        + " (SELECT json_object_agg(word, near) FROM unknown WHERE near IS NOT NULL) FROM found"
    )


_AS_COLUMNS: LiteralString = (
    "coalesce(array_agg(l.product_id ORDER BY l.tier DESC, l.popularity DESC, l.product_id, v.id), '{}') AS products,"
    " coalesce(array_agg(v.id ORDER BY l.tier DESC, l.popularity DESC, l.product_id, v.id), '{}') AS variants"
)
_ON_SALE: LiteralString = " LEFT JOIN catalogue_variant v ON v.product_id = l.product_id AND v.active"


def question_parameters(question: Question, *, correcting: bool = True) -> dict[str, object]:
    """The values that `hits` and `searched` name, apart from the narrowing's; without `correcting` nothing is near."""
    return {
        "code": question.code,
        "strict": question.strict,
        "wide": question.wide,
        "loose": question.loose,
        "apart": list(question.apart),
        "words": list(question.words),
        "forms": [_array(sorted(lexemes(word))) for word in question.words],
        "keys": [_array(keys(word) if correcting else []) for word in question.words],
    }


def _array(members: Sequence[str]) -> str:
    """An array as text, to travel inside an array: members hold letters, digits and `~` only."""
    return "{" + ",".join(f'"{member}"' for member in members) + "}"
