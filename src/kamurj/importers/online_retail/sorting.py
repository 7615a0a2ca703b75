"""Says of every line of the file what it is: a sale, a fee, a cancellation, a stock correction, a repeat, or a reject.

Set-work in DuckDB. After `sort_lines` the table `line` holds one row a line of the file with its number `n` (from 1),
its `kind` and, for rejects, the `reason`; `minor` is its money in pence.
"""

from __future__ import annotations

from pathlib import Path
from typing import LiteralString

import duckdb

from kamurj.importers.errors import ColumnsMissing, FileUnreadable

NEEDED = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
OTHER_NAMES = {"Invoice": "InvoiceNo", "Price": "UnitPrice", "Customer ID": "CustomerID"}
"""The second edition of the file renamed three columns."""

FEES = {
    "POST": "Postage",
    "DOT": "Web postage",
    "C2": "Carriage",
    "C3": "Carriage",
    "M": "Manual entry",
    "D": "Discount",
    "S": "Samples",
    "B": "Bad debt",
    "BANK CHARGES": "Bank charges",
    "ADJUST": "Adjustment",
    "ADJUST2": "Adjustment",
    "AMAZONFEE": "Amazon fee",
    "CRUK": "Charity commission",
}
"""Codes that are no products: money that belongs to an order or to the books, never to a shelf."""

SORTING: LiteralString = """
CREATE TABLE line AS
WITH read AS (
    SELECT n, invoice, code, description, quantity, moment, price, customer, country, repeat_of IS NOT NULL AS is_repeat,
           cast(round(price * 1000) AS bigint) AS price_thousandths
      FROM (
        SELECT *, lag(n) OVER (
                   PARTITION BY raw_invoice, raw_code, raw_description, raw_quantity, raw_at, raw_price, raw_customer,
                                raw_country ORDER BY n) AS repeat_of
          FROM raw)
), judged AS (
    SELECT *,
        CASE
            WHEN is_repeat THEN 'repeat'
            WHEN invoice IS NULL THEN 'reject' WHEN code IS NULL THEN 'reject'
            WHEN quantity IS NULL OR quantity = 0 OR abs(quantity) > 1000000 THEN 'reject'
            WHEN moment IS NULL OR moment < '1990-01-01' OR moment > '2100-01-01' THEN 'reject'
            WHEN price IS NULL OR abs(price) > 10000000 THEN 'reject'
            WHEN code LIKE 'TEST%' THEN 'reject'
            WHEN code IN (SELECT code FROM fee) AND price = 0 THEN 'reject'
            WHEN code IN (SELECT code FROM fee) AND invoice LIKE 'C%' THEN 'credit_fee'
            WHEN code IN (SELECT code FROM fee) AND (invoice LIKE 'A%' OR price < 0) THEN 'book_fee'
            WHEN code IN (SELECT code FROM fee) AND quantity < 0 THEN 'book_fee'
            WHEN code IN (SELECT code FROM fee) THEN 'fee'
            WHEN price < 0 THEN 'reject'
            WHEN invoice LIKE 'C%' AND quantity < 0 AND price > 0 THEN 'return'
            WHEN invoice LIKE 'C%' THEN 'reject'
            WHEN quantity < 0 AND price > 0 THEN 'reject'
            WHEN quantity < 0 THEN 'stock'
            WHEN price = 0 AND customer IS NULL THEN 'stock'
            ELSE 'sale'
        END AS kind,
        CASE
            WHEN is_repeat THEN NULL
            WHEN invoice IS NULL THEN 'no invoice number' WHEN code IS NULL THEN 'no stock code'
            WHEN quantity IS NULL OR abs(quantity) > 1000000 THEN 'quantity is not a whole number in range'
            WHEN quantity = 0 THEN 'quantity is zero'
            WHEN moment IS NULL OR moment < '1990-01-01' OR moment > '2100-01-01' THEN 'date is missing or impossible'
            WHEN price IS NULL OR abs(price) > 10000000 THEN 'price is not a number in range'
            WHEN code LIKE 'TEST%' THEN 'test product'
            WHEN code IN (SELECT code FROM fee) AND price = 0 THEN 'fee of nothing'
            WHEN code IN (SELECT code FROM fee) THEN NULL
            WHEN price < 0 THEN 'negative price of a product'
            WHEN invoice LIKE 'C%' AND price = 0 THEN 'cancellation without a price'
            WHEN invoice LIKE 'C%' AND quantity > 0 THEN 'cancellation with a positive quantity'
            WHEN quantity < 0 AND price > 0 AND invoice NOT LIKE 'C%' THEN 'negative quantity that cancels nothing'
        END AS reason
      FROM read
)
SELECT * EXCLUDE (is_repeat),
       -- Prices finer than a penny are rounded so that the running total never strays: each line gets the difference
       -- of two rounded totals, and the whole file adds up to the penny.
       (floor((exact_until + 5) / 10) - floor((exact_until - exact + 5) / 10))::bigint AS minor
  FROM (
    SELECT *, coalesce(quantity * price_thousandths, 0) AS exact,
           sum(coalesce(quantity * price_thousandths, 0)) OVER (ORDER BY n)::bigint AS exact_until
      FROM judged)
 ORDER BY n
"""


READING: LiteralString = """
CREATE TABLE raw AS
SELECT row_number() OVER () AS n,
       InvoiceNo::varchar AS raw_invoice, StockCode::varchar AS raw_code, Description::varchar AS raw_description,
       Quantity::varchar AS raw_quantity, InvoiceDate::varchar AS raw_at, UnitPrice::varchar AS raw_price,
       CustomerID::varchar AS raw_customer, Country::varchar AS raw_country,
       nullif(upper(trim(InvoiceNo::varchar)), '') AS invoice,
       nullif(nullif(upper(trim(StockCode::varchar)), ''), 'NAN') AS code,
       nullif(nullif(trim(Description::varchar), ''), 'nan') AS description,
       try_cast(Quantity AS bigint) AS quantity,
       try_cast(InvoiceDate AS timestamp) AS moment,
       try_cast(UnitPrice AS double) AS price,
       try_cast(try_cast(CustomerID AS double) AS bigint) AS customer,
       trim(Country::varchar) AS country
  FROM named
"""


def sort_lines(path: Path, *, memory_megabytes: int = 700) -> duckdb.DuckDBPyConnection:
    """Read the file and sort its lines; return the DuckDB connection that holds the table `line`.

    Raises FileUnreadable for what is neither Parquet nor CSV, ColumnsMissing naming the columns that are not there.
    """
    connection = duckdb.connect(config={"memory_limit": f"{memory_megabytes}MB", "threads": 2})
    _name_columns(connection, path)
    connection.execute(READING)
    connection.execute("CREATE TABLE fee (code varchar, name varchar)")
    connection.executemany("INSERT INTO fee VALUES (?, ?)", list(FEES.items()))
    connection.execute(SORTING)
    connection.execute("DROP TABLE raw")
    return connection


def _name_columns(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    quoted = str(path).replace("'", "''")
    reading = (
        f"read_parquet('{quoted}')"
        if path.suffix.lower() in {".parquet", ".pq"}
        else f"read_csv('{quoted}', header = true, all_varchar = true)"
    )
    try:
        connection.execute(f"CREATE VIEW source AS SELECT * FROM {reading}")  # noqa: S608 - the path is quoted
        found = {
            str(row[0]): OTHER_NAMES.get(str(row[0]), str(row[0]))
            for row in connection.execute("DESCRIBE source").fetchall()
        }
    except duckdb.Error as wrong:
        raise FileUnreadable(file=path.name, reason=str(wrong).splitlines()[0]) from wrong
    missing = [name for name in NEEDED if name not in found.values()]
    if missing:
        raise ColumnsMissing(file=path.name, missing=", ".join(missing), needed=", ".join(NEEDED))
    renamed = ", ".join(f'"{there}" AS {here}' for there, here in found.items() if here in NEEDED)
    connection.execute(f"CREATE VIEW named AS SELECT {renamed} FROM source")  # noqa: S608 - names of this module
