"""Set-writes of the bulk door: rows travel by COPY to temporary tables, then a few statements store what differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

from kamurj.catalogue.contracts import ProductRow
from kamurj.foundation.database import sql

_TABLES: dict[LiteralString, LiteralString] = {
    "catalogue_new_product": """
        handle text, category text, brand text, kind text, status text, tax_category text, popularity bigint,
        published_at timestamptz""",
    "catalogue_new_translation": "handle text, language text, name text, description text",
    "catalogue_new_variant": """
        handle text, sku text, barcode text, options jsonb, weight_grams int, position int, active boolean""",
    "catalogue_new_media": "handle text, sku text, path text, alt_en text, alt_hy text, position int",
}


def stage(rows: Sequence[ProductRow]) -> None:
    """Bring the rows into temporary tables of this transaction."""
    for table, columns in _TABLES.items():
        sql.execute("DROP TABLE IF EXISTS pg_temp." + table)
        sql.execute("CREATE TEMPORARY TABLE " + table + " (" + columns + ") ON COMMIT DROP")
    _copy("catalogue_new_product", (_product(row) for row in rows))
    _copy("catalogue_new_translation", (words for row in rows for words in _words(row)))
    _copy("catalogue_new_variant", (variant for row in rows for variant in _variants(row)))
    _copy("catalogue_new_media", (media for row in rows for media in _media(row)))
    sql.execute("ANALYZE catalogue_new_product, catalogue_new_translation, catalogue_new_variant, catalogue_new_media")


def _copy(table: LiteralString, records: Iterable[Sequence[object]]) -> None:
    columns: tuple[LiteralString, ...] = tuple(column.split()[0] for column in _TABLES[table].split(","))
    sql.copy(table, columns, records)


def _product(row: ProductRow) -> Sequence[object]:
    return (
        *(row.handle, row.category, row.brand, row.kind.value, row.status.value, row.tax_category, row.popularity),
        row.published_at,
    )


def _words(row: ProductRow) -> Iterable[Sequence[object]]:
    return ((row.handle, language, words.name, words.description) for language, words in row.words.items())


def _variants(row: ProductRow) -> Iterable[Sequence[object]]:
    for position, v in enumerate(row.variants):
        options = json.dumps(dict(v.options), ensure_ascii=False)
        yield row.handle, v.sku, v.barcode, options, v.weight_grams, position, v.active


def _media(row: ProductRow) -> Iterable[Sequence[object]]:
    for position, media in enumerate(row.media):
        yield row.handle, media.sku, media.path, media.alt.get("en", ""), media.alt.get("hy", ""), position


def unknown_categories() -> list[str]:
    """The handles of categories that staged products name and nobody has."""
    found = sql.rows(
        """
        SELECT DISTINCT category FROM catalogue_new_product n
         WHERE NOT EXISTS (SELECT FROM catalogue_category c WHERE c.handle = n.category) ORDER BY 1
        """
    )
    return [row[0] for row in found]


def misplaced_sku() -> str | None:
    """A staged SKU that belongs to a product of another handle already, or None."""
    found: str | None = sql.scalar(
        """
        SELECT min(n.sku) FROM catalogue_new_variant n
          JOIN catalogue_variant v USING (sku)
          JOIN catalogue_product p ON p.id = v.product_id
         WHERE p.handle <> n.handle
        """
    )
    return found


def taken_barcode() -> str | None:
    """A staged barcode that belongs to a variant which is not staged with another, or None."""
    found: str | None = sql.scalar(
        """
        SELECT min(n.barcode) FROM catalogue_new_variant n
          JOIN catalogue_variant v USING (barcode)
         WHERE v.sku <> n.sku
        """
    )
    return found


def store_products(now: object) -> tuple[list[int], list[int]]:
    """Write the products themselves; return the ids of new and of changed ones."""
    return _written(
        """
        INSERT INTO catalogue_product AS p (handle, category_id, brand, kind, status, tax_category, popularity,
                                            version, created_at, changed_at, published_at)
        SELECT n.handle, c.id, n.brand, n.kind, n.status, n.tax_category, n.popularity, 1, %(now)s, %(now)s,
               CASE WHEN n.status = 'active' THEN coalesce(n.published_at, %(now)s) ELSE n.published_at END
          FROM catalogue_new_product n JOIN catalogue_category c ON c.handle = n.category
         ORDER BY n.handle
            ON CONFLICT (handle) DO UPDATE
           SET category_id = excluded.category_id, brand = excluded.brand, kind = excluded.kind,
               status = excluded.status, tax_category = excluded.tax_category, popularity = excluded.popularity,
               published_at = coalesce(p.published_at, excluded.published_at),
               version = p.version + 1, changed_at = %(now)s
         WHERE (p.category_id, p.brand, p.kind, p.status, p.tax_category, p.popularity)
               IS DISTINCT FROM (excluded.category_id, excluded.brand, excluded.kind, excluded.status,
                                 excluded.tax_category, excluded.popularity)
        RETURNING id, xmax = 0
        """,
        {"now": now},
    )


def store_translations() -> set[int]:
    """Write the words that differ; return the ids of their products."""
    new, changed = _written(
        """
        INSERT INTO catalogue_product_translation AS t (product_id, language, name, description)
        SELECT p.id, n.language, n.name, n.description
          FROM catalogue_new_translation n JOIN catalogue_product p USING (handle)
         ORDER BY p.id, n.language
            ON CONFLICT (product_id, language) DO UPDATE SET name = excluded.name, description = excluded.description
         WHERE (t.name, t.description) IS DISTINCT FROM (excluded.name, excluded.description)
        RETURNING product_id, xmax = 0
        """,
        {},
    )
    return {*new, *changed}


def store_variants() -> tuple[set[int], int]:
    """Write the variants that differ; return the ids of their products and how many were written."""
    new, changed = _written(
        """
        INSERT INTO catalogue_variant AS v (product_id, sku, barcode, options, weight_grams, position, active)
        SELECT p.id, n.sku, n.barcode, n.options, n.weight_grams, n.position, n.active
          FROM catalogue_new_variant n JOIN catalogue_product p USING (handle)
         ORDER BY p.id, n.position
            ON CONFLICT (sku) DO UPDATE
           SET barcode = excluded.barcode, options = excluded.options, weight_grams = excluded.weight_grams,
               position = excluded.position, active = excluded.active
         WHERE (v.barcode, v.options, v.weight_grams, v.position, v.active)
               IS DISTINCT FROM (excluded.barcode, excluded.options, excluded.weight_grams, excluded.position,
                                 excluded.active)
        RETURNING product_id, xmax = 0
        """,
        {},
    )
    return {*new, *changed}, len(new) + len(changed)


def store_media() -> set[int]:
    """Replace the pictures of products whose staged ones differ; products staged without pictures keep theirs."""
    found = sql.rows(
        """
        WITH wanted AS (
            SELECT p.id AS product_id, v.id AS variant_id, n.path, n.alt_en, n.alt_hy, n.position
              FROM catalogue_new_media n
              JOIN catalogue_product p USING (handle)
              LEFT JOIN catalogue_variant v ON v.sku = n.sku
        ), different AS (
            SELECT product_id
              FROM (SELECT product_id, array_agg(ROW(variant_id, path, alt_en, alt_hy) ORDER BY position) AS all_of_it
                      FROM wanted GROUP BY 1) w
              LEFT JOIN (SELECT product_id,
                                array_agg(ROW(variant_id, path, alt_en, alt_hy) ORDER BY position, id) AS all_of_it
                           FROM catalogue_media WHERE product_id IN (SELECT product_id FROM wanted) GROUP BY 1) m
             USING (product_id)
             WHERE w.all_of_it::text IS DISTINCT FROM m.all_of_it::text
        ), gone AS (
            DELETE FROM catalogue_media WHERE product_id IN (SELECT product_id FROM different)
        )
        INSERT INTO catalogue_media (product_id, variant_id, path, alt_en, alt_hy, position)
        SELECT product_id, variant_id, path, alt_en, alt_hy, position
          FROM wanted WHERE product_id IN (SELECT product_id FROM different)
         ORDER BY product_id, position
        RETURNING product_id
        """
    )
    return {row[0] for row in found}


def raise_versions(products: Sequence[int], now: object) -> None:
    """Count an edit for products of which only words, variants or pictures changed."""
    sql.execute(
        "UPDATE catalogue_product SET version = version + 1, changed_at = %s WHERE id = ANY(%s)", (now, list(products))
    )


def staged_ids() -> tuple[dict[str, Any], dict[str, Any]]:
    """The ids of all staged products by handle and variants by SKU."""
    products = sql.rows("SELECT p.handle, p.id FROM catalogue_new_product n JOIN catalogue_product p USING (handle)")
    variants = sql.rows("SELECT v.sku, v.id FROM catalogue_new_variant n JOIN catalogue_variant v USING (sku)")
    return dict(products), dict(variants)


def _written(statement: LiteralString, parameters: dict[str, object]) -> tuple[list[int], list[int]]:
    found = sql.rows(statement, parameters)
    return [row[0] for row in found if row[1]], [row[0] for row in found if not row[1]]
