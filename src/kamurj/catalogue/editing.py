"""What editors of categories and options read: words in every language, and what depends on them."""

from __future__ import annotations

from typing import LiteralString

from kamurj.catalogue.contracts import CategorySheet, OptionSheet
from kamurj.foundation.database import sql
from kamurj.kernel.ids import CategoryId

_CATEGORIES: LiteralString = """
SELECT c.id, c.handle, c.parent_id, c.position, c.path,
       (SELECT coalesce(jsonb_object_agg(t.language, t.name), '{}') FROM catalogue_category_translation t
         WHERE t.category_id = c.id),
       (SELECT count(*) FROM catalogue_product p WHERE p.category_id = c.id)
  FROM catalogue_category c
"""

_OPTIONS: LiteralString = """
WITH used AS MATERIALIZED (
    SELECT o.key AS option, o.value, count(*) AS variants
      FROM catalogue_variant v, jsonb_each_text(v.options) o GROUP BY 1, 2
), worded AS MATERIALIZED (
    SELECT option, value, jsonb_object_agg(language, name) AS names, max(position) AS position
      FROM catalogue_option_word GROUP BY 1, 2
), every AS (
    SELECT option, value FROM used UNION SELECT option, '' FROM used
    UNION SELECT option, value FROM worded UNION SELECT option, '' FROM worded
)
SELECT every.option, every.value, coalesce(w.names, '{}'), coalesce(w.position, 0),
       coalesce((SELECT sum(u.variants) FROM used u
                  WHERE u.option = every.option AND every.value IN ('', u.value)), 0)::bigint
  FROM every LEFT JOIN worded w USING (option, value)
 ORDER BY coalesce((SELECT o.position FROM worded o WHERE o.option = every.option AND o.value = ''), 0), every.option,
          every.value <> '', coalesce(w.position, 0), every.value
"""


def category_sheets() -> tuple[CategorySheet, ...]:
    """The whole tree, parents before their children, siblings by position and handle."""
    sheets = [
        CategorySheet(
            category=CategoryId(number),
            handle=handle,
            names=names,
            parent=None if parent is None else CategoryId(parent),
            position=position,
            path=tuple(map(CategoryId, path)),
            products=products,
        )
        for number, handle, parent, position, path, names, products in sql.rows(_CATEGORIES)
    ]
    places = {sheet.category: (sheet.position, sheet.handle) for sheet in sheets}
    return tuple(sorted(sheets, key=lambda sheet: [places[category] for category in sheet.path]))


def option_sheets() -> tuple[OptionSheet, ...]:
    """Every option, each before its values, by position; those too that variants have and nobody has named."""
    return tuple(OptionSheet(*row) for row in sql.rows(_OPTIONS))
