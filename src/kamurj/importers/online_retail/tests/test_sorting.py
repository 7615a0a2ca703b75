from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from kamurj.importers.errors import ColumnsMissing, FileUnreadable
from kamurj.importers.online_retail.sorting import sort_lines
from kamurj.importers.tests.files import ONLINE_RETAIL, retail_rows, write_csv


@pytest.fixture
def sorted_lines(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    return sort_lines(write_csv(tmp_path / "retail.csv", ONLINE_RETAIL, retail_rows()).path)


def test_every_line_gets_exactly_one_kind_and_rejects_a_reason(sorted_lines: duckdb.DuckDBPyConnection) -> None:
    found = dict(sorted_lines.execute("SELECT kind, count(*) FROM line GROUP BY kind").fetchall())
    assert found == {
        "sale": 6, "fee": 1, "repeat": 1, "return": 3, "credit_fee": 1, "book_fee": 1, "stock": 2, "reject": 5
    }  # fmt: skip
    reasons = sorted_lines.execute("SELECT n, reason FROM line WHERE kind = 'reject' ORDER BY n").fetchall()
    assert reasons == [
        (16, "test product"),
        (17, "quantity is zero"),
        (18, "date is missing or impossible"),
        (19, "quantity is not a whole number in range"),
        (20, "no invoice number"),
    ]


def test_the_lines_add_up_to_the_file_to_the_penny_though_prices_are_finer(sorted_lines: duckdb.DuckDBPyConnection) -> None:
    exact = sum(
        round(float(row[3]) * float(row[5]) * 1000) for row in retail_rows() if isinstance(row[3], int) and row[5] != ""
    )
    assert sorted_lines.execute("SELECT sum(minor) FROM line").fetchone() == ((exact + 5) // 10,)
    assert sorted_lines.execute("SELECT sum(minor) FROM line WHERE code = 'PADS'").fetchone() == (1,)


def test_codes_are_one_article_whatever_their_case(sorted_lines: duckdb.DuckDBPyConnection) -> None:
    assert sorted_lines.execute("SELECT count(DISTINCT code) FROM line WHERE code LIKE '79323%'").fetchone() == (1,)


def test_the_second_editions_column_names_are_understood(tmp_path: Path) -> None:
    header = ["Invoice" if name == "InvoiceNo" else "Price" if name == "UnitPrice" else name for name in ONLINE_RETAIL]
    header[6] = "Customer ID"
    file = write_csv(tmp_path / "retail.csv", header, retail_rows())
    assert sort_lines(file.path).execute("SELECT count(*) FROM line").fetchone() == (20,)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "retail.csv", ONLINE_RETAIL[:-2], [row[:-2] for row in retail_rows()])
    with pytest.raises(ColumnsMissing) as refusal:
        sort_lines(file.path)
    assert refusal.value.params["missing"] == "CustomerID, Country"


@pytest.mark.parametrize("name", ["retail.parquet", "retail.csv"])
def test_a_file_that_is_something_else_is_refused_with_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe" * 50)
    with pytest.raises((FileUnreadable, ColumnsMissing)) as refusal:
        sort_lines(path)
    assert name in str(refusal.value)
