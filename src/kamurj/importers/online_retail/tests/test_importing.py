from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kamurj.foundation.database import sql
from kamurj.importers.contracts import FileToImport
from kamurj.importers.online_retail import documents, importing
from kamurj.importers.tests.files import ONLINE_RETAIL, retail_rows, write_csv

TABLES = (
    "catalogue_product", "catalogue_variant", "customers_customer", "orders_order", "orders_order_line", "payments_payment",
    "payments_refund", "payments_posting", "returns_return", "returns_line", "stock_movement", "pricing_price",
)  # fmt: skip


def quiet(what: str, done: float | None = None, total: float | None = None) -> None:
    """Say nothing."""


def state() -> dict[str, object]:
    """Everything the import leaves behind, without the numbers that only count attempts."""
    counts = {table: sql.scalar(f"SELECT count(*) FROM {table}") for table in TABLES}  # noqa: S608 - names of this file
    sums = {
        "orders": sql.rows(
            "SELECT number, gross_minor, fees_minor, shipping_minor, pieces FROM orders_order ORDER BY number"
        ),
        "returns": sql.rows("SELECT id, refund_minor FROM returns_return ORDER BY id"),
        "levels": sql.rows(
            "SELECT sku, on_hand FROM stock_level JOIN catalogue_variant ON catalogue_variant.id = variant_id ORDER BY sku"
        ),
        "postings": sql.scalar("SELECT sum(amount_minor) FROM payments_posting"),
        "facts": sql.rows(
            "SELECT type, count(*) FROM log_fact WHERE type LIKE 'Order%%' OR type LIKE 'Ret%%' GROUP BY 1 ORDER BY 1"
        ),
    }
    return {**counts, **sums}


@pytest.fixture
def file(tmp_path: Path) -> FileToImport:
    return write_csv(tmp_path / "retail.csv", ONLINE_RETAIL, retail_rows())


@pytest.mark.django_db
def test_the_report_accounts_for_every_line_and_every_penny(file: FileToImport) -> None:
    report = importing.run(file, quiet)
    assert (report["read"], report["imported"], report["repeats"], report["rejected"]) == (20, 14, 1, 5)
    assert report["rejected_by_reason"] == {
        "test product": 1,
        "quantity is zero": 1,
        "date is missing or impossible": 1,
        "quantity is not a whole number in range": 1,
        "no invoice number": 1,
    }
    assert (report["orders"], report["credit_notes"], report["returns"], report["returns_without_purchase"]) == (4, 4, 5, 2)
    assert report["net_minor_units"] == (
        report["file_minor_units"] - report["repeats_minor_units"] - report["rejected_minor_units"]  # type: ignore[operator]
    )
    assert report["written_lines"] == 14


@pytest.mark.django_db
def test_cancellations_become_returns_of_the_orders_they_undo(file: FileToImport) -> None:
    importing.run(file, quiet)
    found = sql.rows(
        """
        SELECT o.source_key, l.quantity, l.refund_minor FROM returns_return r
          JOIN returns_line l ON l.returned_id = r.id JOIN orders_order o ON o.id = r.order_id
        """
    )
    # Twelve pieces came back when eight of the first purchase were left: four of the second followed.
    assert sorted(found) == [
        ("489434", 4, 2780), ("489434", 8, 5560), ("489435", 3, 2085), ("C489451", 1, 695), ("C489452", 1, 495)
    ]  # fmt: skip


@pytest.mark.django_db
def test_codes_that_are_no_products_become_fees_of_their_orders(file: FileToImport) -> None:
    importing.run(file, quiet)
    fees = sql.rows(
        """
        SELECT source_key, shipping_minor, fees_minor FROM orders_order
         WHERE shipping_minor <> 0 OR fees_minor <> 0 ORDER BY 1
        """
    )
    assert fees == [("489434", 1800, 0), ("A506401", 0, -5359436), ("C489453", 0, -2000)]


@pytest.mark.django_db
def test_a_second_run_changes_nothing_and_says_so(file: FileToImport) -> None:
    first = importing.run(file, quiet)
    before = state()
    second = importing.run(file, quiet)
    assert state() == before
    assert second["written_lines"] == 0
    assert {**second, "written_lines": 14} == first


@pytest.mark.django_db
def test_the_same_lines_in_another_file_are_known(file: FileToImport, tmp_path: Path) -> None:
    importing.run(file, quiet)
    before = state()
    importing.run(write_csv(tmp_path / "again.csv", ONLINE_RETAIL, [*retail_rows()[:8], *retail_rows()[8:]][:12]), quiet)
    after = state()
    assert after["orders"] == before["orders"]
    assert after["returns"] == before["returns"]
    assert after["payments_posting"] == before["payments_posting"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", ["write_orders", "write_returns", "write_movements"])
def test_a_run_that_was_cut_off_in_any_stage_ends_where_an_undisturbed_one_does(
    file: FileToImport, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CutOff(Exception):
        pass

    whole = getattr(documents, stage)

    def cut(*arguments: object, **named: object) -> None:
        whole(*arguments, **named)
        raise CutOff

    stages = tuple((name, table, cut if write is whole else write) for name, table, write in importing.STAGES)
    with monkeypatch.context() as patch:
        patch.setattr(importing, "STAGES", stages)
        with pytest.raises(CutOff):
            importing.run(file, quiet)
    report = importing.run(file, quiet)
    assert report["imported"] == 14
    again = state()
    assert importing.run(file, quiet)["written_lines"] == 0
    assert state() == again
    assert again["orders_order"] == 8
    assert again["facts"] == [("OrderCompleted", 8), ("OrderPlaced", 8), ("ReturnAccepted", 5)]


@pytest.mark.django_db
def test_rejected_lines_stand_in_a_file_with_their_number_and_reason(file: FileToImport) -> None:
    importing.run(file, quiet)
    with file.rejects.open(encoding="utf-8", newline="") as rejects:
        rows = list(csv.DictReader(rejects))
    assert [(row["line"], row["reason"]) for row in rows][:2] == [("16", "test product"), ("17", "quantity is zero")]
    assert "TEST001" in rows[0]["text"]
