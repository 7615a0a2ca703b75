"""The wide door for importers and the demo: many rows at once, by handle and SKU, the same rows again changing nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from kamurj.catalogue import listing, loading, tree
from kamurj.catalogue.contracts import (
    CategoryRow,
    OptionRow,
    ProductChanged,
    ProductCreated,
    ProductRow,
    ProductStatus,
    Upserted,
)
from kamurj.catalogue.errors import (
    CatalogueError,
    CategoryInsideItself,
    DuplicateBarcode,
    DuplicateSku,
    UnknownCategory,
)
from kamurj.catalogue.rules import checks
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import CategoryId, ProductId, VariantId
from kamurj.kernel.origin import Origin


def refusal_of(row: ProductRow) -> CatalogueError | None:
    """Why `upsert_products` would refuse this row by itself, or None; importers ask line by line."""
    return checks.refusal_of(row)


@atomic
def upsert_products(rows: Iterable[ProductRow], *, now: datetime, origin: Origin) -> Upserted:
    """Store products with words, variants and pictures; of rows with the same handle the last counts.

    What a row does not name (a language, a variant, all pictures) is kept. Listings and vocabulary are made once.
    Tells ProductCreated and ProductChanged. Raises the first refusal, and then nothing was stored: UnknownCategory,
    DuplicateSku (in two products), DuplicateBarcode, InvalidOptions, InvalidProduct.
    """
    wanted = list({row.handle: row for row in rows}.values())
    for row in wanted:
        checks.check_row(row)
    _check_numbers(wanted)
    loading.stage(wanted)
    _check_stage()
    created, changed = loading.store_products(now)
    touched = loading.store_translations()
    of_variants, written = loading.store_variants()
    touched |= of_variants | loading.store_media()
    only_parts = sorted(touched - {*created, *changed})
    if only_parts:
        loading.raise_versions(only_parts, now)
    products, variants = loading.staged_ids()
    edited = sorted({*changed, *only_parts})
    _finish(wanted, products, created=created, edited=edited, now=now, origin=origin)
    return Upserted(
        products_created=len(created),
        products_changed=len(edited),
        products_unchanged=len(wanted) - len(created) - len(edited),
        variants_written=written,
        variants={sku: VariantId(variant) for sku, variant in variants.items()},
        products={handle: ProductId(product) for handle, product in products.items()},
    )


def _finish(
    wanted: Sequence[ProductRow],
    products: dict[str, int],
    *,
    created: Sequence[int],
    edited: Sequence[int],
    now: datetime,
    origin: Origin,
) -> None:
    if created or edited:
        sql.execute("ANALYZE catalogue_product, catalogue_variant, catalogue_product_translation, catalogue_media")
        listing.refresh([ProductId(product) for product in sorted({*created, *edited})])
    rows = {products[row.handle]: row for row in wanted}
    versions: dict[int, int] = dict(
        sql.rows("SELECT id, version FROM catalogue_product WHERE id = ANY(%s)", (list(edited),))
    )
    tell(
        *(
            ProductCreated(
                product=ProductId(product),
                handle=rows[product].handle,
                status=ProductStatus(rows[product].status),
                skus=tuple(variant.sku for variant in rows[product].variants),
            )
            for product in created
        ),
        *(
            ProductChanged(
                product=ProductId(product), product_version=versions[product], changed={"imported": True}, previous={}
            )
            for product in edited
        ),
        origin=origin,
        now=now,
    )


def _check_numbers(rows: Sequence[ProductRow]) -> None:
    skus: set[str] = set()
    barcodes: set[str] = set()
    for variant in (variant for row in rows for variant in row.variants):
        if variant.sku in skus:
            raise DuplicateSku(sku=variant.sku)
        if variant.barcode is not None and variant.barcode in barcodes:
            raise DuplicateBarcode(barcode=variant.barcode)
        skus.add(variant.sku)
        barcodes.update([variant.barcode] if variant.barcode else [])


def _check_stage() -> None:
    if loading.unknown_categories():
        raise UnknownCategory
    if sku := loading.misplaced_sku():
        raise DuplicateSku(sku=sku)
    if barcode := loading.taken_barcode():
        raise DuplicateBarcode(barcode=barcode)


@atomic
def upsert_categories(rows: Iterable[CategoryRow]) -> dict[str, CategoryId]:
    """Store categories with their names by handle; returns the ids. Listings of products in them are made again.

    Raises UnknownCategory for a parent that nobody is, CategoryInsideItself, InvalidProduct.
    """
    wanted = {row.handle: row for row in rows}
    for row in wanted.values():
        checks.check_handle(row.handle)
        checks.check_names(row.names)
    before = tree.state()
    known: dict[str, int] = dict(sql.rows("SELECT handle, id FROM catalogue_category"))
    written: dict[str, CategoryId] = {}
    left = dict(wanted)
    while left:
        ready = [row for row in left.values() if row.parent is None or row.parent not in left]
        if not ready:
            raise CategoryInsideItself
        for row in ready:
            if row.parent is not None and row.parent not in known:
                raise UnknownCategory
            parent = None if row.parent is None else known[row.parent]
            known[row.handle] = written[row.handle] = tree.store(row.handle, parent, row.position)
            tree.name(written[row.handle], row.names)
            del left[row.handle]
    tree.settle(before)
    return written


@atomic
def upsert_options(rows: Iterable[OptionRow]) -> int:
    """Store the words for options and their values; returns how many changed. Listings that use them are made again.

    Raises InvalidProduct for a code or a name that cannot be stored.
    """
    wanted = list(rows)
    for row in wanted:
        checks.check_code(row.option, field="option")
        checks.check_names(row.names)
        if row.value:
            checks.check_value(row.value)
    flat = {
        (row.option, row.value, language): (name, row.position) for row in wanted for language, name in row.names.items()
    }
    changed = sql.rows(
        """
        INSERT INTO catalogue_option_word AS w (option, value, language, name, position)
        SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::int[])
            ON CONFLICT (option, value, language) DO UPDATE SET name = excluded.name, position = excluded.position
         WHERE (w.name, w.position) IS DISTINCT FROM (excluded.name, excluded.position)
        RETURNING option || ':' || value
        """,
        (
            *([key[place] for key in flat] for place in range(3)),
            [name for name, _ in flat.values()],
            [position for _, position in flat.values()],
        ),
    )
    tokens = sorted({row[0] for row in changed})
    found = sql.rows("SELECT product_id FROM catalogue_listing WHERE facets && %s::text[] ORDER BY 1", (tokens,))
    if found:
        listing.refresh([ProductId(row[0]) for row in found])
    return len(changed)


@atomic
def rebuild_search() -> int:
    """Make every listing and the vocabulary again from the products; returns how many products there are."""
    return listing.rebuild()
