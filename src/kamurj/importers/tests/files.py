"""Small files for the importers' tests, in the shape of the real ones."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from kamurj.importers.contracts import FileToImport

ONLINE_RETAIL = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")


def write_csv(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], *, encoding: str = "utf-8"
) -> FileToImport:
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return FileToImport(
        path=path, digest=hashlib.sha256(path.read_bytes()).hexdigest(), rejects=path.with_suffix(".rejects.csv")
    )


def retail_rows() -> list[tuple[object, ...]]:
    """Twenty lines that hold every case the real file has."""
    uk = "United Kingdom"
    return [
        ("489434", "85048", "15CM CHRISTMAS GLASS BALL", 12, "2009-12-01 07:45:00", 6.95, 13085, uk),
        ("489434", "79323P", "PINK CHERRY LIGHTS", 10, "2009-12-01 07:45:00", 6.75, 13085, uk),
        ("489434", "79323p", "PINK CHERRY LIGHTS", 2, "2009-12-01 07:45:00", 6.50, 13085, uk),
        ("489434", "POST", "POSTAGE", 1, "2009-12-01 07:45:00", 18.00, 13085, uk),
        ("489435", "85048", "15CM CHRISTMAS GLASS BALL", 3, "2009-12-02 09:00:00", 7.95, 13085, uk),
        ("489435", "85048", "15CM CHRISTMAS GLASS BALL", 3, "2009-12-02 09:00:00", 7.95, 13085, uk),
        ("489436", "PADS", "PADS TO MATCH ALL CUSHIONS", 1, "2009-12-02 10:00:00", 0.001, "", "EIRE"),
        ("489437", "PADS", "PADS TO MATCH ALL CUSHIONS", 6, "2009-12-02 11:00:00", 0.001, "", "EIRE"),
        ("C489450", "85048", "15CM CHRISTMAS GLASS BALL", -4, "2009-12-05 10:00:00", 6.95, 13085, uk),
        ("C489451", "85048", "15CM CHRISTMAS GLASS BALL", -12, "2009-12-06 10:00:00", 6.95, 13085, uk),
        ("C489452", "22138", "BAKING SET", -1, "2009-12-07 10:00:00", 4.95, 99999, uk),
        ("C489453", "D", "Discount", -1, "2009-12-07 11:00:00", 20.00, 13085, uk),
        ("A506401", "B", "Adjust bad debt", 1, "2010-04-29 13:36:00", -53594.36, "", uk),
        ("489460", "85048", "damages", -2, "2009-12-08 10:00:00", 0.0, "", uk),
        ("489461", "22138", "found", 40, "2009-12-08 11:00:00", 0.0, "", uk),
        ("489462", "TEST001", "This is a test product.", 5, "2010-01-04 09:24:00", 4.5, 12346, uk),
        ("489463", "85048", "15CM CHRISTMAS GLASS BALL", 0, "2010-01-04 09:30:00", 4.5, 12346, uk),
        ("489464", "85048", "15CM CHRISTMAS GLASS BALL", 1, "not a date", 4.5, 12346, uk),
        ("489465", "85048", "15CM CHRISTMAS GLASS BALL", "some", "2010-01-04 09:31:00", 4.5, 12346, uk),
        ("", "85048", "15CM CHRISTMAS GLASS BALL", 1, "2010-01-04 09:32:00", 4.5, 12346, uk),
    ]
