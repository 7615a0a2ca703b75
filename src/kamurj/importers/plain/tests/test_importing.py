from __future__ import annotations

from pathlib import Path

import pytest

from kamurj.foundation.database import sql
from kamurj.importers.contracts import FileToImport
from kamurj.importers.plain import customers, gift_cards, locations, orders, products, stock
from kamurj.importers.tests.files import write_csv
from kamurj.kernel.geo import Position
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations.bulk import upsert_locations
from kamurj.locations.contracts import LocationKind, LocationRow
from kamurj.stored_value.operations import spend
from kamurj.stored_value.queries import account_with_code, audit

PRODUCTS = ("handle", "sku", "name_en", "name_hy", "category", "options", "barcode", "weight_grams", "price", "currency")
ORIGIN = Origin(channel=Channel.IMPORT)
pytestmark = pytest.mark.django_db


def quiet(what: str, done: float | None = None, total: float | None = None) -> None:
    """Say nothing."""


@pytest.fixture
def goods(tmp_path: Path, now) -> FileToImport:
    row = LocationRow(
        code="YVN", kind=LocationKind.STORE, name_en="Yerevan", name_hy="Երևան", region="AM-ER", country="AM",
        currency="AMD", position=Position(40.18, 44.51), time_zone="Asia/Yerevan",
    )  # fmt: skip
    upsert_locations(rows=[row], now=now, origin=ORIGIN)
    return write_csv(
        tmp_path / "products.csv",
        PRODUCTS,
        [
            ("chair", "CH-OAK", "Chair <b>", "Աթոռ", "furniture/chairs", "wood=oak", "4600000000017", 4200, "25900", "AMD"),
            ("chair", "CH-ASH", "", "", "", "wood=ash", "", 4300, "27900.50", "AMD"),
            ("lamp", "LAMP", "Lamp", "Լամպ", "furniture/lamps", "", "", "", "", ""),
            ("lamp", "LAMP", "Lamp", "Լամպ", "furniture/lamps", "", "", "", "", ""),
            ("bad one", "BAD-1", "Bad handle", "", "", "", "", "", "", ""),
            ("shelf", "SHELF", "Shelf", "", "", "", "", "heavy", "", ""),
            ("stool", "STOOL", "Stool", "", "", "", "", "", "12,50", "USD"),
            ("bench", "CH-OAK", "Bench", "", "", "", "", "", "", ""),
        ],
    )


def test_products_come_in_with_their_variants_prices_and_categories(goods: FileToImport) -> None:
    report = products.run(goods, quiet)
    assert (report["read"], report["imported"], report["repeats"], report["rejected"]) == (8, 3, 1, 4)
    assert sql.rows("SELECT handle FROM catalogue_product ORDER BY handle") == [("chair",), ("lamp",)]
    assert sql.rows("SELECT amount_minor FROM pricing_price ORDER BY 1") == [(2_590_000,), (2_790_050,)]
    assert sql.rows("SELECT handle FROM catalogue_category ORDER BY handle") == [
        ("chairs",), ("furniture",), ("lamps",), ("unsorted",)
    ]  # fmt: skip


def test_products_come_in_again_and_nothing_changes(goods: FileToImport) -> None:
    products.run(goods, quiet)
    again = products.run(goods, quiet)
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 2)


def test_locations_come_in_with_their_hours(tmp_path: Path) -> None:
    header = ("code", "kind", "name_en", "region", "country", "currency", "latitude", "longitude", "time_zone", "hours")
    place = ("AM-ER", "AM", "AMD", "40.18", "44.51", "Asia/Yerevan")
    file = write_csv(
        tmp_path / "locations.csv",
        header,
        [
            ("YVN", "store", "Yerevan", *place, "mo-fr 10:00-20:00; sa 11:00-15:00; sa 16:00-18:00"),
            ("WH", "warehouse", "Warehouse", *place, ""),
            ("BAD-1", "shop", "Kind", *place, ""),
            ("BAD-2", "store", "Hours", *place, "always"),
            ("BAD-3", "store", "Overlap", *place, "mo 10:00-14:00; mo 12:00-18:00"),
            ("BAD-4", "store", "Nowhere", "AM-ER", "AM", "AMD", "here", "44.51", "Asia/Yerevan", ""),
            ("BAD-5", "store", "Zone", "AM-ER", "AM", "AMD", "40.18", "44.51", "Mars/Base", ""),
        ],
    )
    report = locations.run(file, quiet)
    assert (report["imported"], report["rejected"]) == (2, 5)
    assert sql.rows("SELECT code FROM locations_location ORDER BY code") == [("WH",), ("YVN",)]
    assert sql.scalar("SELECT count(*) FROM locations_opening_hours") == 7
    assert locations.run(file, quiet)["imported"] == 2
    assert sql.scalar("SELECT count(*) FROM locations_opening_hours") == 7


def test_options_are_written_as_people_write_them(tmp_path: Path) -> None:
    rows = [
        ("chair", "C-1", "Chair", "Back rest=Mesh, grey; size=M"),
        ("chair", "C-2", "Chair", "back rest=Leather; size=M"),
        ("lamp", "L-1", "Lamp", "գույն=կարմիր"),
    ]
    report = products.run(write_csv(tmp_path / "p.csv", ("handle", "sku", "name_en", "options"), rows), quiet)
    assert (report["imported"], report["rejected"]) == (2, 1)
    found = sql.rows("SELECT options FROM catalogue_variant ORDER BY sku")
    assert found == [({"back_rest": "mesh-grey", "size": "m"},), ({"back_rest": "leather", "size": "m"},)]
    words = sql.rows("SELECT option, value, name FROM catalogue_option_word WHERE language = 'en' ORDER BY 1, 2")
    assert words == [("back_rest", "", "Back rest"), ("back_rest", "mesh-grey", "Mesh, grey")]


def test_gift_cards_come_in_once_and_open_with_their_code(tmp_path: Path, now) -> None:
    file = write_csv(
        tmp_path / "cards.csv",
        ("code", "balance", "currency", "customer", "expires_at"),
        [
            ("GIFT-1234-ABCD", "50.25", "USD", "1", ""),
            ("gift 1234 abce", "0", "USD", "", "2027-05-03T12:00:00+04:00"),
            ("GIFT-1234-ABCF", "-1", "USD", "", ""),
            ("1234", "10", "USD", "", ""),
            ("GIFT-1234-ABCG", "1", "USD", "", "2027-05-03T12:00:00"),
        ],
    )
    report = gift_cards.run(file, quiet)
    assert (report["imported"], report["rejected"], report["added"]) == (2, 3, 2)
    assert "1234" not in file.rejects.read_text()
    found = account_with_code(code="gift1234abcd")
    assert found is not None
    assert (found.balance, found.last) == (Money(5_025, "USD"), "ABCD")
    spend(account=found.id, amount=Money(5_000, "USD"), key="k", reference=None, now=now, origin=ORIGIN)
    assert gift_cards.run(file, quiet)["unchanged"] == 2
    assert account_with_code(code="gift1234abcd").balance == Money(25, "USD")
    assert not audit().wrong


def test_stock_is_a_count_and_strange_rows_are_named(goods: FileToImport, tmp_path: Path) -> None:
    products.run(goods, quiet)
    file = write_csv(
        tmp_path / "stock.csv",
        ("sku", "location", "on_hand"),
        [("CH-OAK", "YVN", 7), ("CH-ASH", "YVN", -1), ("NONE", "YVN", 1), ("LAMP", "MOON", 1), ("LAMP", "YVN", "many")],
    )
    report = stock.run(file, quiet)
    assert (report["imported"], report["rejected"]) == (1, 4)
    assert report["rejected_by_reason"] == {
        "A count cannot be negative.": 1, "unknown sku": 1, "unknown location": 1, "on_hand is no whole number": 1
    }  # fmt: skip
    assert sql.rows("SELECT on_hand FROM stock_level") == [(7,)]
    assert stock.run(file, quiet)["changed"] == 0


def test_customers_come_in_by_their_own_ids(tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "customers.csv",
        ("external_id", "given_name", "family_name", "email", "phone", "language", "country"),
        [
            ("1", "Անի", "Պետրոսյան", "ani@example.com", "091 234567", "hy", "AM"),
            ("2", "<script>", "Doe", "", "", "", ""),
            ("3", "No", "Mail", "not an address", "", "en", ""),
            ("", "No", "Id", "", "", "", ""),
            ("5", "Other", "Tongue", "", "", "fr", ""),
        ],
    )
    report = customers.run(file, quiet)
    assert (report["imported"], report["rejected"], report["added"]) == (2, 3, 2)
    assert sql.rows("SELECT value FROM customers_contact_point ORDER BY value") == [("+37491234567",), ("ani@example.com",)]
    assert sql.scalar("SELECT given_name FROM customers_customer WHERE external_id = '2'") == "<script>"
    assert customers.run(file, quiet)["unchanged"] == 2


def test_an_address_comes_into_the_book_once(tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "customers.csv",
        ("external_id", "given_name", "family_name", "line1", "city", "postcode", "country"),
        [
            ("1", "Ani", "Petrosyan", "5 Abovyan St", "Yerevan", "0001", "am"),
            ("2", "Sam", "Taylor", "1 Main St", "Glendale", "", ""),
            ("3", "Sam", "Other", "", "", "", ""),
        ],
    )
    report = customers.run(file, quiet)
    assert (report["imported"], report["rejected"]) == (2, 1)
    customers.run(file, quiet)
    kept = "SELECT recipient, line1, city, postcode, country, is_default FROM customers_address"
    assert sql.rows(kept) == [("Ani Petrosyan", "5 Abovyan St", "Yerevan", "0001", "AM", True)]


def test_orders_under_way_keep_their_pieces_and_go_on(goods: FileToImport, tmp_path: Path) -> None:
    products.run(goods, quiet)
    shelf = write_csv(tmp_path / "stock.csv", ("sku", "location", "on_hand"), [("LAMP", "YVN", 3)])
    stock.run(shelf, quiet)
    who = ("external_id", "given_name", "family_name", "email")
    customers.run(write_csv(tmp_path / "customers.csv", who, [("1", "Ani", "Petrosyan", "ani@example.com")]), quiet)
    header = ("order", "placed_at", "currency", "sku", "quantity", "unit_price", "status", "location", "customer", "line1")
    when = "2026-03-12T12:00:00+04:00"
    columns = (*header, "city", "country")
    file = write_csv(
        tmp_path / "orders.csv",
        columns,
        [
            ("B1", when, "AMD", "LAMP", 1, "14900", "confirmed", "YVN", "1", "5 Abovyan St", "Yerevan", "AM"),
            ("B2", when, "AMD", "LAMP", 1, "14900", "packed", "YVN", "1", "5 Abovyan St", "Yerevan", "AM"),
            ("B3", when, "AMD", "LAMP", 2, "14900", "confirmed", "YVN", "1", "5 Abovyan St", "Yerevan", "AM"),
            ("B4", when, "AMD", "LAMP", 1, "14900", "confirmed", "YVN", "1", "5 Abovyan St", "", "AM"),
        ],
    )
    report = orders.run(file, quiet)
    assert (report["imported"], report["rejected"], report["orders"]) == (2, 2, 2)
    works = (
        "SELECT source_key, fulfilment_order.status FROM fulfilment_order JOIN orders_order ON orders_order.id = order_id"
    )
    assert sql.rows(works + " ORDER BY 1") == [("B1", "new"), ("B2", "ready")]
    levels = "SELECT on_hand, held FROM stock_level"
    assert sql.rows(levels) == [(3, 2)]
    assert sql.rows("SELECT contact->>'email', address->>'city' FROM orders_order ORDER BY source_key") == [
        ("ani@example.com", "Yerevan"),
        ("ani@example.com", "Yerevan"),
    ]
    assert sql.rows("SELECT status, amount_minor FROM payments_payment") == [("captured", 1_490_000)] * 2
    assert orders.run(file, quiet)["repeated_orders"] == 2
    assert sql.rows(levels) == [(3, 2)]


def test_orders_come_in_whole_or_not_at_all(goods: FileToImport, tmp_path: Path) -> None:
    products.run(goods, quiet)
    header = ("order", "placed_at", "currency", "sku", "quantity", "unit_price", "customer", "tax_percent", "status")
    when = "2025-05-03T12:00:00+04:00"
    file = write_csv(
        tmp_path / "orders.csv",
        header,
        [
            ("A1", when, "AMD", "CH-OAK", 2, "25900", "1", "20", ""),
            ("A1", when, "AMD", "LAMP", 1, "14900.00", "1", "20", ""),
            ("A2", when, "AMD", "CH-OAK", 1, "25900", "", "", "cancelled"),
            ("A3", when, "AMD", "CH-OAK", 1, "25900", "", "", ""),
            ("A3", when, "AMD", "NONE", 1, "1", "", "", ""),
            ("A4", "3 May", "AMD", "LAMP", 1, "1", "", "", ""),
            ("A5", "2025-05-03T12:00:00", "AMD", "LAMP", 1, "1", "", "", ""),
            ("A6", when, "AMD", "LAMP", 0, "1", "", "", ""),
            ("A7", when, "XXX", "LAMP", 1, "1", "", "", ""),
            ("A8", when, "AMD", "LAMP", 1, "1", "", "", "under way"),
        ],
    )
    report = orders.run(file, quiet)
    assert (report["imported"], report["rejected"], report["orders"]) == (3, 7, 2)
    assert sql.rows("SELECT source_key, status, gross_minor, tax_minor FROM orders_order ORDER BY source_key") == [
        ("A1", "completed", 6_670_000, 863_333 + 248_333),
        ("A2", "cancelled", 2_590_000, 0),
    ]
    assert sql.rows("SELECT amount_minor FROM payments_payment") == [(6_670_000,)]
    facts = "SELECT type, count(*) FROM log_fact WHERE type LIKE 'Order%%' GROUP BY type ORDER BY type"
    assert sql.rows(facts) == [("OrderCompleted", 1), ("OrderPlaced", 2)]
    assert orders.run(file, quiet)["repeated_orders"] == 2
    assert sql.rows(facts) == [("OrderCompleted", 1), ("OrderPlaced", 2)]
