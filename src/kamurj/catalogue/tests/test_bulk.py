from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from kamurj.catalogue import bulk, queries
from kamurj.catalogue.contracts import CategoryRow, MediaRow, NewVariant, OptionRow, ProductRow, ProductWords, Upserted
from kamurj.catalogue.errors import (
    CategoryInsideItself,
    DuplicateBarcode,
    DuplicateSku,
    InvalidOptions,
    InvalidProduct,
    UnknownCategory,
)
from kamurj.catalogue.tests import shelf
from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.kernel.origin import Origin


def _row(handle: str = "new", sku: str = "NEW-1", barcode: str | None = None, name: str = "New thing") -> ProductRow:
    return ProductRow(handle, "home", {"en": ProductWords(name)}, (NewVariant(sku, {}, barcode),))


def _counts() -> list[object]:
    return [
        sql.scalar("SELECT count(*) FROM catalogue_product"),
        sql.scalar("SELECT count(*) FROM catalogue_variant"),
        sql.scalar("SELECT count(*) FROM log_fact"),
    ]


def test_the_same_rows_again_change_nothing(shop: Upserted, now: datetime, origin: Origin) -> None:
    before = _counts()
    again = bulk.upsert_products(shelf.products(), now=now, origin=origin)
    assert (again.products_created, again.products_changed, again.variants_written) == (0, 0, 0)
    assert again.products_unchanged == len(shop.products)
    assert again.variants == shop.variants
    assert again.products == shop.products
    assert _counts() == before


def test_only_what_differs_is_changed_and_found_anew(shop: Upserted, now: datetime, origin: Origin) -> None:
    rows = shelf.products()
    rows[0] = replace(rows[0], words={"en": ProductWords("Hovercraft sofa")})
    rows[1] = replace(rows[1], media=(MediaRow("p/1.svg"), MediaRow("p/2.svg", sku=rows[1].variants[0].sku)))
    again = bulk.upsert_products(rows, now=now, origin=origin)
    assert (again.products_created, again.products_changed) == (0, 2)
    assert [card.handle for card in queries.search("hovercrafts", "en").cards] == [rows[0].handle]
    assert queries.product_by_handle(rows[0].handle, "hy").name == "Արարատ եռատեղ բազմոց"
    assert queries.product_by_handle(rows[0].handle, "en").version == 2
    assert [media.path for media in queries.product_by_handle(rows[1].handle, "en").media] == ["p/1.svg", "p/2.svg"]


def test_of_rows_with_one_handle_the_last_counts(shop: Upserted, now: datetime, origin: Origin) -> None:
    rows = [_row(name="First"), _row(name="Last")]
    assert bulk.upsert_products(rows, now=now, origin=origin).products_created == 1
    assert queries.product_by_handle("new", "en").name == "Last"


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        (replace(_row(), category="nowhere"), UnknownCategory),
        (_row(sku="SOCKS-29-BLUS"), DuplicateSku),
        (_row(barcode="485000000"), DuplicateBarcode),
        (replace(_row(), variants=()), InvalidProduct),
        (replace(_row(), words={}), InvalidProduct),
        (replace(_row(), handle="Bad Handle"), InvalidProduct),
        (replace(_row(), variants=(NewVariant("A", {}), NewVariant("B", {}))), InvalidOptions),
        (replace(_row(), media=(MediaRow("../x"),)), InvalidProduct),
        (replace(_row(), media=(MediaRow("x.svg", sku="ANOTHER"),)), InvalidProduct),
    ],
)
def test_one_bad_row_and_none_is_stored(
    shop: Upserted, now: datetime, origin: Origin, row: ProductRow, refusal: type[Exception]
) -> None:
    before = _counts()
    with pytest.raises(refusal):
        bulk.upsert_products([_row("fine", "FINE"), row], now=now, origin=origin)
    assert _counts() == before


def test_importers_can_ask_row_by_row() -> None:
    assert bulk.refusal_of(_row()) is None
    assert isinstance(bulk.refusal_of(_row(sku="")), InvalidProduct)


def test_one_sku_in_two_rows_is_refused(shop: Upserted, now: datetime, origin: Origin) -> None:
    with pytest.raises(DuplicateSku):
        bulk.upsert_products([_row("a", "SAME"), _row("b", "SAME")], now=now, origin=origin)


def test_many_rows_cost_as_many_statements_as_few(shop: Upserted, now: datetime, origin: Origin) -> None:
    counts = []
    for size in (300, 900):
        rows = [_row(f"row-{size}-{n}", f"ROW-{size}-{n}", name=f"Thing {n}") for n in range(size)]
        with count_statements() as counted:
            bulk.upsert_products(rows, now=now, origin=origin)
        counts.append(counted.count)
    assert counts[0] == counts[1]
    assert counts[0] < 50


def test_a_big_import_and_single_edits_count_words_alike(shop: Upserted, now: datetime, origin: Origin) -> None:
    counts = "SELECT lexeme, listings FROM catalogue_word WHERE listings > 0 ORDER BY 1"
    one_by_one = sql.rows(counts)
    bulk.rebuild_search()
    assert sql.rows(counts) == one_by_one


def test_categories_come_in_any_order_and_stay_as_they_are(shop: Upserted) -> None:
    before = queries.categories("hy")
    bulk.upsert_categories(list(reversed(shelf.CATEGORIES)))
    assert queries.categories("hy") == before


def test_a_category_cannot_be_its_own_ancestor(shop: Upserted) -> None:
    with pytest.raises(CategoryInsideItself):
        bulk.upsert_categories([CategoryRow("a", {"en": "A"}, "b"), CategoryRow("b", {"en": "B"}, "a")])
    with pytest.raises(CategoryInsideItself):
        bulk.upsert_categories([CategoryRow("furniture", {"en": "Furniture"}, "sofas")])
    with pytest.raises(UnknownCategory):
        bulk.upsert_categories([CategoryRow("c", {"en": "C"}, "nobody")])


@pytest.mark.parametrize(
    "row",
    [OptionRow("Colour", {"en": "x"}), OptionRow("colour", {}), OptionRow("colour", {"en": "x"}, "Not a code")],
)
def test_option_words_that_cannot_be_stored_are_refused(shop: Upserted, row: OptionRow) -> None:
    with pytest.raises(InvalidProduct):
        bulk.upsert_options([row])
