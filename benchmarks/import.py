"""Importing a retailer's history: the Online Retail file where it is named, else one of the same shape made here.

`./kamurj bench import [FILE]`: the whole import, the same again, and an import killed with SIGKILL in the middle and run
again in a database of its own; beside it a bare COPY of the same order lines into an empty table, in the same run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from benchmarks.harness import temporary_database

FULL_LINES = 1_000_000
QUICK_LINES = 60_000
MAKING = """
COPY (
    WITH invoice AS (
        SELECT i AS number, 489434 + i AS invoice, TIMESTAMP '2009-12-01' + INTERVAL (i * 1000) SECOND AS moment,
               CASE WHEN hash(i) % 4 = 0 THEN NULL ELSE 12346 + hash(i * 7) % 5000 END AS customer
          FROM range({invoices}) AS numbers (i)
    ), line AS (
        SELECT invoice, moment, customer, (10000 + hash(number * 31 + place) % 4500)::varchar AS code,
               1 + hash(number + place * 13) % 24 AS quantity, number, place
          FROM invoice CROSS JOIN range({lines_an_invoice}) AS places (place)
    )
    SELECT invoice::varchar AS InvoiceNo, code AS StockCode, 'ARTICLE ' || code AS Description, quantity::bigint AS Quantity,
           moment AS InvoiceDate, (95 + hash(code) % 900) / 100.0 AS UnitPrice, customer::double AS CustomerID,
           'United Kingdom' AS Country
      FROM line
    UNION ALL
    SELECT 'C' || invoice, code, 'ARTICLE ' || code, -1, moment + INTERVAL 2 DAY, (95 + hash(code) % 900) / 100.0,
           customer::double, 'United Kingdom'
      FROM line WHERE place = 0 AND number % 6 = 0
    ORDER BY InvoiceDate, InvoiceNo
) TO '{path}' (FORMAT parquet)
"""
STATE = {
    "orders": "SELECT md5(string_agg(id::text || gross_minor, ',' ORDER BY id)) FROM orders_order",
    "lines": "SELECT count(*) || ':' || sum(gross_minor) || ':' || sum(quantity) FROM orders_order_line",
    "returns": "SELECT md5(string_agg(id::text || refund_minor, ',' ORDER BY id)) FROM returns_return",
    "levels": "SELECT count(*) || ':' || sum(on_hand) FROM stock_level",
    "movements": "SELECT count(*) || ':' || sum(quantity) FROM stock_movement",
    "postings": "SELECT count(*) || ':' || sum(amount_minor) FROM payments_posting",
    "customers": "SELECT count(*) FROM customers_customer",
    "facts": "SELECT count(*) FROM log_fact WHERE type IN ('OrderPlaced', 'OrderCompleted', 'ReturnAccepted')",
}
Progress = Callable[..., None]


def run(*, quick: bool, progress: Progress, arguments: Sequence[str]) -> dict[str, Any]:
    """Import, import again, kill and import again; every figure in one object."""
    server = os.environ["KAMURJ_DATABASE_URL"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(arguments[0]) if arguments else _made(Path(folder), QUICK_LINES if quick else FULL_LINES)
        progress("Importing the file")
        whole = _import(server, file)
        state = _state(server)
        progress("Importing it again")
        again = _import(server, file)
        unchanged = _state(server) == state
        progress("Importing it elsewhere, killed in the middle")
        with temporary_database(server) as other:
            _prepare(other)
            with psycopg.connect(server) as connection:
                chunks = _chunks(connection)
            killed_at = _import_and_kill(other, file, at_chunk=chunks // 2)
            resumed = _import(other, file)
            same = _state(other) == state
        copied = _bare_copy(server, progress)
    lines = int(state["lines"].split(":")[0])
    return {
        **{name: whole[name] for name in whole if name != "rejects_file"},
        "lines_per_second": round(whole["read"] / whole["seconds"]),
        "bare_copy_seconds": copied,
        "bare_copy_lines_per_second": round(lines / copied),
        "second_run_written_lines": again["written_lines"],
        "second_run_changes_nothing": unchanged,
        "second_run_seconds": again["seconds"],
        "chunks": chunks,
        "killed_after_chunks": killed_at,
        "resumed_written_lines": resumed["written_lines"],
        "killed_and_resumed_ends_the_same": same,
    }


def _made(folder: Path, lines: int) -> Path:
    path = folder / "made.parquet"
    duckdb.connect().execute(MAKING.format(invoices=lines // 25, lines_an_invoice=25, path=path))
    return path


def _environment(url: str) -> dict[str, str]:
    return {**os.environ, "KAMURJ_DATABASE_URL": url}


def _command(file: Path) -> list[str]:
    return [sys.executable, "-m", "kamurj", "import", "online-retail", str(file), "--json"]


def _import(url: str, file: Path) -> dict[str, Any]:
    done = subprocess.run(_command(file), env=_environment(url), check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _import_and_kill(url: str, file: Path, *, at_chunk: int) -> int:
    """Kill the import with SIGKILL once so many of its chunks are in; answers how many were, then."""
    process = subprocess.Popen(_command(file), env=_environment(url), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            while process.poll() is None and _chunks(connection) < at_chunk:
                time.sleep(0.02)
    finally:
        process.kill()
        process.wait()
    with psycopg.connect(url) as connection:
        return _chunks(connection)


def _chunks(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM importers_finished_chunk").fetchone()
    return int(row[0]) if row else 0


def _prepare(url: str) -> None:
    subprocess.run([sys.executable, "-m", "kamurj", "migrate", "--quiet"], env=_environment(url), check=True)


def _state(url: str) -> dict[str, str]:
    with psycopg.connect(url) as connection:
        return {name: str((connection.execute(query).fetchone() or ("",))[0]) for name, query in STATE.items()}


def _bare_copy(url: str, progress: Progress) -> float:
    """How long the same order lines take into an empty table with the same columns and no index."""
    progress("Copying the bare lines")
    with psycopg.connect(url) as connection, tempfile.TemporaryFile() as file:
        with connection.cursor().copy("COPY orders_order_line TO STDOUT") as out:
            for chunk in out:
                file.write(chunk)
        connection.execute("CREATE TEMPORARY TABLE bare_line (LIKE orders_order_line)")
        file.seek(0)
        began = time.monotonic()
        with connection.cursor().copy("COPY bare_line FROM STDIN") as into:
            while chunk := file.read(1 << 16):
                into.write(chunk)
        return round(time.monotonic() - began, 2)
