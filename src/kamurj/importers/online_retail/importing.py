"""Imports an Online Retail file from beginning to end, and says what became of every line and every penny."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import partial

import duckdb

from kamurj.foundation.database import sql
from kamurj.foundation.database.beside import side_by_side
from kamurj.importers import rejects
from kamurj.importers.chunks import once
from kamurj.importers.contracts import FileToImport, Reject
from kamurj.importers.errors import BooksDiffer
from kamurj.importers.online_retail import documents
from kamurj.importers.online_retail.goods import SOURCE, Known, store_goods
from kamurj.importers.online_retail.laying_out import lay_out
from kamurj.importers.online_retail.sorting import sort_lines
from kamurj.kernel.clock import utc_now
from kamurj.kernel.progress import Progress

DOCUMENTS_A_CHUNK = 2_000
CREDITS_A_CHUNK = 1_000
MOVEMENTS_A_CHUNK = 50_000

STAGES = (
    ("orders", "document", documents.write_orders),
    ("returns", "returned", documents.write_returns),
    ("stock", "movement", documents.write_movements),
)
STREAMS = (("orders", "returns"), ("stock",))
"""What builds on one another goes in turn; the streams go side by side."""


def run(file: FileToImport, progress: Progress) -> dict[str, object]:
    """Import the file; every chunk is one transaction, so that a run after a crash goes on where the last one stopped.

    `imported` counts the lines that are in the house afterwards, whichever run brought them; `written_lines` those that
    this run brought. Money is in pence: file = imported (`net_minor_units`) + repeats + rejected.
    Raises BooksDiffer if orders less returns do not come to what the file says.
    """
    now = utc_now()
    progress("Reading and sorting the lines")
    connection = sort_lines(file.path)
    try:
        lay_out(
            connection,
            documents_a_chunk=DOCUMENTS_A_CHUNK,
            credits_a_chunk=CREDITS_A_CHUNK,
            movements_a_chunk=MOVEMENTS_A_CHUNK,
        )
        progress("Storing articles, prices and customers")
        known = store_goods(connection, now=now)
        written = _write(connection, known, file=file, now=now, progress=progress)
        reasons = rejects.write(file.rejects, _rejects(connection))
        return _report(connection, known) | {"written_lines": written, "rejected_by_reason": dict(reasons)}
    finally:
        connection.close()


def _write(
    connection: duckdb.DuckDBPyConnection, known: Known, *, file: FileToImport, now: datetime, progress: Progress
) -> int:
    totals = {table: documents.chunks(connection, table) for _, table, _ in STAGES}
    written: list[int] = []

    def stream(names: Collection[str]) -> Iterator[None]:
        own = connection.cursor()
        for stage, table, write in STAGES:
            for number in range(totals[table] if stage in names else 0):
                work = partial(write, own, number, known, now=now)
                done = once(file, source=SOURCE, stage=stage, number=number, now=now, write=work)
                written.append(_lines_of(own, table, number) if done else 0)
                progress("Writing orders, returns and stock", len(written), sum(totals.values()))
                yield

    side_by_side(*map(stream, STREAMS))
    return sum(written)


def _lines_of(connection: duckdb.DuckDBPyConnection, table: str, chunk: int) -> int:
    """Lines of the file that a chunk brings in; stock repeats what the others brought, except its corrections."""
    counting = {
        "document": """
            SELECT count(*) FROM line JOIN document USING (invoice)
             WHERE chunk = ? AND kind NOT IN ('repeat', 'reject', 'return', 'stock')
            """,
        "returned": "SELECT count(DISTINCT n) FROM returned WHERE chunk = ?",
        "movement": "SELECT count(*) FROM movement WHERE chunk = ? AND invoice IS NULL AND reason <> 'opening_count'",
    }
    found = connection.execute(counting[table], [chunk]).fetchone()
    return int(found[0]) if found else 0


def _rejects(connection: duckdb.DuckDBPyConnection) -> Iterator[Reject]:
    found = connection.execute(
        """
        SELECT n, reason, concat_ws(' | ', invoice, code, description, quantity, moment, price, customer, country) FROM line
         WHERE kind = 'reject' ORDER BY n
        """
    ).fetchall()
    for line, reason, text in found:
        yield Reject(line=line, reason=reason, text=text)


def _report(connection: duckdb.DuckDBPyConnection, known: Known) -> dict[str, object]:
    columns = ("read", "repeats", "rejected", "file_minor_units", "repeats_minor_units", "rejected_minor_units")
    counted = connection.execute(
        """
        SELECT count(*), count(*) FILTER (kind = 'repeat'), count(*) FILTER (kind = 'reject'),
               coalesce(sum(minor), 0)::bigint, coalesce(sum(minor) FILTER (kind = 'repeat'), 0)::bigint,
               coalesce(sum(minor) FILTER (kind = 'reject'), 0)::bigint
          FROM line
        """
    ).fetchone()
    report: dict[str, int] = dict(zip(columns, counted or (0,) * len(columns), strict=True))
    report["imported"] = report["read"] - report["repeats"] - report["rejected"]
    expected = report["file_minor_units"] - report["repeats_minor_units"] - report["rejected_minor_units"]
    booked = _booked(connection)
    if booked != expected:
        raise BooksDiffer(file=expected, house=booked)
    return {
        **report,
        **_kinds(connection),
        "customers": len(known.customers),
        "products": len(known.names),
        "net_minor_units": booked,
    }


def _booked(connection: duckdb.DuckDBPyConnection) -> int:
    """What the house has of this file: its orders' totals less what its returns gave back."""
    invoices = [row[0] for row in connection.execute("SELECT invoice FROM document").fetchall()]
    return int(
        sql.scalar(
            """
            WITH mine AS (
                SELECT id, gross_minor FROM orders_order
                 WHERE source = %s AND source_key = ANY(%s::text[]))
            SELECT coalesce((SELECT sum(gross_minor) FROM mine), 0)
                 - coalesce((SELECT sum(refund_minor) FROM returns_return WHERE order_id IN (SELECT id FROM mine)), 0)
            """,
            (SOURCE, invoices),
        )
    )


def _kinds(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    found = connection.execute(
        """
        SELECT (SELECT count(*) FROM document WHERE NOT is_credit), (SELECT count(*) FROM document WHERE is_credit),
               (SELECT count(DISTINCT (credit_note, invoice)) FROM returned),
               (SELECT count(*) FROM undone WHERE sale IS NULL),
               (SELECT count(*) FROM line WHERE kind IN ('fee', 'credit_fee', 'book_fee')),
               (SELECT count(*) FROM line WHERE kind = 'stock')
        """
    ).fetchone()
    names = ("orders", "credit_notes", "returns", "returns_without_purchase", "fee_lines", "stock_corrections")
    return dict(zip(names, found or (0,) * len(names), strict=True))
