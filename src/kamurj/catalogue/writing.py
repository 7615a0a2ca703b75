"""Writing single products: locks, versions, rows; what is told stays with the operations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from kamurj.catalogue import listing, reading
from kamurj.catalogue.contracts import NewVariant, ProductSheet, ProductWords
from kamurj.catalogue.errors import (
    CatalogueError,
    DuplicateBarcode,
    DuplicateHandle,
    DuplicateSku,
    EditedMeanwhile,
    UnknownCategory,
    UnknownProduct,
    UnknownVariant,
)
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel.ids import CategoryId, ProductId, VariantId


def locked(product: ProductId, *, expected_version: int | None) -> ProductSheet:
    """The product, locked until the transaction ends. Raises UnknownProduct, EditedMeanwhile."""
    if sql.row("SELECT 1 FROM catalogue_product WHERE id = %s FOR UPDATE", (product,)) is None:
        raise UnknownProduct
    found = sql.row(reading.PRODUCT_SHEET, (product,))
    if found is None:
        raise UnknownProduct
    sheet = reading.product_sheet(found)
    if expected_version is not None and sheet.version != expected_version:
        raise EditedMeanwhile(version=sheet.version)
    return sheet


def insert_product(handle: str, category: CategoryId, now: datetime) -> ProductId:
    """Add a bare product. Raises DuplicateHandle."""
    with refusing_duplicates(handle=handle):
        found = sql.scalar(
            """
            INSERT INTO catalogue_product (handle, category_id, brand, tax_category, status, kind, popularity, version,
                                           created_at, changed_at)
            VALUES (%s, %s, '', 'standard', 'draft', 'other', 0, 1, %s, %s) RETURNING id
            """,
            (handle, category, now, now),
        )
    return ProductId(found)


def product_of(variant: VariantId) -> ProductId:
    """Whose variant it is. Raises UnknownVariant."""
    found = sql.scalar("SELECT product_id FROM catalogue_variant WHERE id = %s", (variant,))
    if found is None:
        raise UnknownVariant
    return ProductId(found)


def require_category(category: CategoryId) -> None:
    """Raise UnknownCategory if there is none."""
    if sql.row("SELECT 1 FROM catalogue_category WHERE id = %s", (category,)) is None:
        raise UnknownCategory


def hold_category(category: CategoryId) -> None:
    """Raise UnknownCategory if there is none; else nobody removes it before the transaction ends."""
    if sql.row("SELECT 1 FROM catalogue_category WHERE id = %s FOR KEY SHARE", (category,)) is None:
        raise UnknownCategory


def finish_edit(product: ProductId, now: datetime) -> int:
    """Count the edit and make the listing again; returns the product's new version."""
    version: int = sql.scalar(
        "UPDATE catalogue_product SET version = version + 1, changed_at = %s WHERE id = %s RETURNING version",
        (now, product),
    )
    listing.refresh([product])
    return version


def write_fields(product: ProductId, fields: Mapping[str, Any], now: datetime) -> None:
    """Overwrite fields of a product; what becomes active for the first time is published now."""
    with refusing_duplicates(handle=str(fields.get("handle", ""))):
        sql.execute(
            """
            UPDATE catalogue_product
               SET handle = coalesce(%(handle)s::text, handle), category_id = coalesce(%(category)s::bigint, category_id),
                   brand = coalesce(%(brand)s::text, brand), status = coalesce(%(status)s::text, status),
                   tax_category = coalesce(%(tax_category)s::text, tax_category), kind = coalesce(%(kind)s::text, kind),
                   published_at = CASE WHEN %(status)s::text = 'active' THEN coalesce(published_at, %(now)s)
                                       ELSE published_at END
             WHERE id = %(product)s
            """,
            {
                "product": product,
                "now": now,
                **dict.fromkeys(("handle", "category", "brand", "status", "tax_category", "kind")),
                **fields,
            },
        )


def write_words(product: ProductId, words: Mapping[str, ProductWords]) -> None:
    """Overwrite the words of the languages given."""
    sql.execute(
        """
        INSERT INTO catalogue_product_translation (product_id, language, name, description)
        SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::text[])
            ON CONFLICT (product_id, language) DO UPDATE SET name = excluded.name, description = excluded.description
        """,
        (product, list(words), [text.name for text in words.values()], [text.description for text in words.values()]),
    )


def forget_words(product: ProductId, languages: Sequence[str]) -> None:
    """Take the words of these languages away."""
    sql.execute(
        "DELETE FROM catalogue_product_translation WHERE product_id = %s AND language = ANY(%s)",
        (product, list(languages)),
    )


def variants_of(product: ProductId) -> dict[VariantId, NewVariant]:
    """The product's variants, archived ones too, in their order."""
    found = sql.rows(
        """
        SELECT id, sku, options, barcode, weight_grams, active FROM catalogue_variant
         WHERE product_id = %s ORDER BY position, id
        """,
        (product,),
    )
    return {VariantId(row[0]): NewVariant(row[1], row[2], *row[3:]) for row in found}


def add_variant(product: ProductId, variant: NewVariant) -> VariantId:
    """Add a variant behind the others."""
    with refusing_duplicates(sku=variant.sku, barcode=variant.barcode):
        found = sql.scalar(
            """
            INSERT INTO catalogue_variant (product_id, sku, barcode, options, weight_grams, active, position)
            SELECT %(product)s, %(sku)s, %(barcode)s, %(options)s::jsonb, %(weight_grams)s, %(active)s,
                   (SELECT coalesce(max(position) + 1, 0) FROM catalogue_variant WHERE product_id = %(product)s)
            RETURNING id
            """,
            {"product": product, **_values(variant)},
        )
    return VariantId(found)


def overwrite_variant(identity: VariantId, variant: NewVariant) -> None:
    """Overwrite a variant."""
    with refusing_duplicates(sku=variant.sku, barcode=variant.barcode):
        sql.execute(
            """
            UPDATE catalogue_variant
               SET sku = %(sku)s, barcode = %(barcode)s, options = %(options)s::jsonb, weight_grams = %(weight_grams)s,
                   active = %(active)s
             WHERE id = %(variant)s
            """,
            {"variant": identity, **_values(variant)},
        )


def _values(variant: NewVariant) -> dict[str, object]:
    return {
        "sku": variant.sku,
        "barcode": variant.barcode,
        "options": json.dumps(dict(variant.options), ensure_ascii=False),
        "weight_grams": variant.weight_grams,
        "active": variant.active,
    }


def media_of(product: ProductId) -> list[int]:
    """The product's pictures in their order."""
    found = sql.rows("SELECT id FROM catalogue_media WHERE product_id = %s ORDER BY position, id", (product,))
    return [row[0] for row in found]


def add_media(product: ProductId, variant: VariantId | None, path: str, alt: Mapping[str, str]) -> int:
    """Add a picture behind the others; returns its id. Raises UnknownVariant if the variant is not the product's."""
    if variant is not None and product_of(variant) != product:
        raise UnknownVariant
    added: int = sql.scalar(
        """
        INSERT INTO catalogue_media (product_id, variant_id, path, alt_en, alt_hy, position)
        SELECT %(product)s, %(variant)s::bigint, %(path)s, %(en)s, %(hy)s,
               (SELECT coalesce(max(position) + 1, 0) FROM catalogue_media WHERE product_id = %(product)s)
        RETURNING id
        """,
        {"product": product, "variant": variant, "path": path, "en": alt.get("en", ""), "hy": alt.get("hy", "")},
    )
    return added


def order_media(order: Sequence[int]) -> None:
    """Number pictures in this order."""
    sql.execute(
        """
        UPDATE catalogue_media m SET position = asked.place
          FROM unnest(%s::bigint[]) WITH ORDINALITY AS asked (id, place) WHERE m.id = asked.id
        """,
        (list(order),),
    )


@contextmanager
def refusing_duplicates(*, sku: str = "", barcode: str | None = None, handle: str = "") -> Iterator[None]:
    """Turn the database's refusal of a second SKU, barcode or handle into ours; a race of two editors ends here too."""
    try:
        with atomic():
            yield
    except IntegrityError as clash:
        constraint = str(getattr(getattr(clash.__cause__, "diag", None), "constraint_name", ""))
        refusals: dict[str, CatalogueError] = {
            "catalogue_variant_sku": DuplicateSku(sku=sku),
            "catalogue_variant_barcode": DuplicateBarcode(barcode=barcode),
            "catalogue_product_handle": DuplicateHandle(handle=handle),
            "catalogue_category_handle": DuplicateHandle(handle=handle),
        }
        for name, refusal in refusals.items():
            if constraint.startswith(name):
                raise refusal from clash
        raise
