"""The statement behind facets: what a list can be narrowed by, each facet counted as if nothing were chosen in it."""

from __future__ import annotations

from typing import LiteralString

from kamurj.catalogue.searching import Narrowing, hits

_COUNTED: LiteralString = """
, alike AS (
    -- Most products share their category and facets with others: they are looked at once, however many they are.
    SELECT l.category_id, l.facets, count(*) AS n FROM candidates l GROUP BY 1, 2
), marked AS (
    -- The facets a product fails: it counts for a facet if it fails none, or that one alone.
    SELECT l.category_id, l.facets, l.n,
           ARRAY(SELECT c.code FROM unnest(%(chosen)s::text[], %(tokens)s::text[]) AS c (code, tokens)
                  WHERE NOT l.facets && c.tokens::text[]) AS failed
      FROM alike l
), tokens AS (
    SELECT split_part(token, ':', 1) AS code, substr(token, strpos(token, ':') + 1) AS value, n FROM (
        SELECT token, sum(m.n) AS n
          FROM marked m, unnest(m.facets) token
         WHERE cardinality(m.failed) = 0 OR m.failed = ARRAY[split_part(token, ':', 1)]
         GROUP BY token) counted
), shelves AS (
    SELECT child.id, child.handle, child.position, sum(of_leaf.n) AS n
      FROM (SELECT category_id, sum(n) AS n FROM marked WHERE cardinality(failed) = 0 GROUP BY 1) of_leaf
      JOIN catalogue_category leaf ON leaf.id = of_leaf.category_id
      JOIN catalogue_category child ON child.id = ANY(leaf.path)
     WHERE child.parent_id IS NOT DISTINCT FROM %(category)s::bigint
     GROUP BY 1, 2, 3
)
SELECT 'category' AS code, '' AS name, s.handle AS value, named.name AS value_name, s.n, -1 AS place, s.position
  FROM shelves s
  LEFT JOIN LATERAL (SELECT t.name FROM catalogue_category_translation t WHERE t.category_id = s.id
                      ORDER BY t.language = %(language)s DESC, t.language LIMIT 1) named ON true
UNION ALL
SELECT t.code, option.name, t.value, word.name, t.n, coalesce(option.position, 999), coalesce(word.position, 999)
  FROM tokens t
  LEFT JOIN LATERAL (SELECT w.name, w.position FROM catalogue_option_word w WHERE w.option = t.code AND w.value = ''
                      ORDER BY w.language = %(language)s DESC, w.language LIMIT 1) option ON true
  LEFT JOIN LATERAL (SELECT w.name, w.position FROM catalogue_option_word w WHERE w.option = t.code AND w.value = t.value
                      ORDER BY w.language = %(language)s DESC, w.language LIMIT 1) word ON true
 ORDER BY place, code, position, n DESC, value
"""


def of_list(narrowing: Narrowing) -> LiteralString:
    """Facet values with counts, of a list without a search text."""
    return (
        "WITH candidates AS (SELECT l.category_id, l.facets FROM catalogue_listing l WHERE "  # noqa: S608 - constants of this room
        + narrowing.where(facets_too=False)
        + ")"
        + _COUNTED
    )


def of_search(narrowing: Narrowing) -> LiteralString:
    """Facet values with counts, of what a search text finds."""
    return (
        "WITH "  # noqa: S608 - constants of this room
        + hits(narrowing, facets_too=False)
        + ", candidates AS (SELECT l.category_id, l.facets FROM hits JOIN catalogue_listing l USING (product_id))"
        + _COUNTED
    )
