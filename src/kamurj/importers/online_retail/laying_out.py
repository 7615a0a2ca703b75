"""Lays the sorted lines out as documents: orders with positions, credit notes, and which purchase each cancellation undoes.

Set-work in DuckDB, after `sorting.sort_lines`. Afterwards there are the tables `document` (one row an invoice that carries
money), `placed` (order lines with their position), `undone` (cancelled pieces with the order line they undo, or none),
`returned` and `refund` (what came back and what was paid for it), `movement` (what stock did, in the order of time).
"""

from __future__ import annotations

from typing import LiteralString

import duckdb

from kamurj.importers.online_retail.matching import Cancellation, Sale, match

PLACED: LiteralString = """
CREATE TABLE placed AS
SELECT invoice, row_number() OVER (PARTITION BY invoice ORDER BY n) AS position, n, code, description, quantity, moment,
       price, minor, customer, country
  FROM line WHERE kind = 'sale'
"""
DOCUMENTS: LiteralString = """
CREATE TABLE document AS
WITH summed AS (
    SELECT invoice, min(moment) AS moment, max(customer) AS customer, max(country) AS country,
           coalesce(sum(minor), 0)::bigint AS gross,
           coalesce(sum(minor) FILTER (kind <> 'sale'), 0)::bigint AS fees,
           coalesce(sum(minor) FILTER (kind = 'fee' AND code IN ('POST', 'DOT', 'C2', 'C3')), 0)::bigint AS shipping,
           coalesce(sum(quantity) FILTER (kind = 'sale'), 0)::bigint AS pieces,
           bool_or(kind IN ('credit_fee', 'book_fee')) AS is_credit
      FROM line WHERE kind IN ('sale', 'fee', 'credit_fee', 'book_fee') GROUP BY invoice
    UNION ALL
    -- Credit notes for pieces whose purchase is not in the file: they carry no money of their own.
    SELECT invoice, min(moment), max(customer), max(country), 0, 0, 0, 0, true
      FROM line WHERE n IN (SELECT cancellation FROM undone WHERE sale IS NULL) GROUP BY invoice
), merged AS (
    SELECT invoice, min(moment) AS moment, max(customer) AS customer, max(country) AS country, sum(gross)::bigint AS gross,
           sum(fees)::bigint AS fees, sum(shipping)::bigint AS shipping, sum(pieces)::bigint AS pieces,
           bool_or(is_credit) AS is_credit
      FROM summed GROUP BY invoice
)
SELECT *, (row_number() OVER (ORDER BY invoice) - 1) // ? AS chunk FROM merged ORDER BY invoice
"""
RETURNS: LiteralString = """
CREATE TABLE returned AS
WITH shared AS (
    SELECT undone.cancellation, undone.sale, undone.quantity, line.invoice, line.moment, line.code,
           -- The money of a cancellation that undoes several purchases is split by pieces, the last part taking the rest.
           (-line.minor * sum(undone.quantity) OVER so_far // -line.quantity)
           - (-line.minor * (sum(undone.quantity) OVER so_far - undone.quantity) // -line.quantity) AS minor
      FROM undone JOIN line ON line.n = undone.cancellation
    WINDOW so_far AS (PARTITION BY undone.cancellation ORDER BY undone.sale NULLS LAST)
)
SELECT shared.cancellation AS n, shared.invoice AS credit_note, coalesce(placed.invoice, shared.invoice) AS invoice,
       coalesce(placed.position, row_number() OVER (
           PARTITION BY shared.invoice, placed.invoice ORDER BY shared.cancellation)) AS position,
       row_number() OVER (
           PARTITION BY shared.invoice, coalesce(placed.invoice, shared.invoice) ORDER BY shared.cancellation) AS number,
       shared.code, shared.quantity, shared.minor::bigint AS minor, shared.moment,
       coalesce(placed.quantity, shared.quantity) AS delivered,
       coalesce(placed.moment::date = shared.moment::date, false) AS same_day,
       (dense_rank() OVER (ORDER BY shared.invoice) - 1) // ? AS chunk
  FROM shared LEFT JOIN placed ON placed.n = shared.sale
"""
REFUNDS: LiteralString = """
CREATE TABLE refund AS
WITH asked AS (
    SELECT credit_note, invoice, chunk, min(moment) AS moment, sum(minor)::bigint AS minor FROM returned GROUP BY ALL
), running AS (
    SELECT asked.*, greatest(document.gross, 0) AS paid,
           sum(minor) OVER (PARTITION BY asked.invoice ORDER BY asked.moment, credit_note) AS until
      FROM asked JOIN document ON document.invoice = asked.invoice
)
SELECT credit_note, invoice, chunk, moment,
       greatest(0, least(until, paid) - least(until - minor, paid))::bigint AS refunded
  FROM running
"""
MOVEMENTS: LiteralString = """
CREATE TABLE movement AS
WITH moved AS (
    SELECT code, moment, n, -quantity AS quantity, 'sold' AS reason, invoice FROM placed
    UNION ALL SELECT code, moment, n, -quantity, 'returned', invoice FROM line WHERE kind = 'return'
    UNION ALL SELECT code, moment, n, quantity, CASE WHEN quantity > 0 THEN 'found'
           WHEN regexp_matches(lower(description), 'damag|broken|smash|crush|wet|faulty|destroy|rust|mould|thrown')
           THEN 'damaged'
           ELSE 'lost' END, NULL
      FROM line WHERE kind = 'stock'
), running AS (
    SELECT *, sum(quantity) OVER (PARTITION BY code ORDER BY moment, n) AS level FROM moved
), opening AS (
    -- The file says nothing of what lay there before: so much that no shelf was ever below zero.
    SELECT code, min(moment) AS moment, 0 AS n, greatest(0, -min(level))::bigint AS quantity, 'opening_count' AS reason,
           NULL AS invoice
      FROM running GROUP BY code HAVING min(level) < 0
)
SELECT code, moment, quantity::bigint AS quantity, reason, invoice, place, (place - 1) // ? AS chunk
  FROM (SELECT *, row_number() OVER (ORDER BY n = 0 DESC, moment, n) AS place
          FROM (SELECT code, moment, n, quantity, reason, invoice FROM running UNION ALL BY NAME SELECT * FROM opening))
 ORDER BY place
"""


def lay_out(
    connection: duckdb.DuckDBPyConnection, *, documents_a_chunk: int, credits_a_chunk: int, movements_a_chunk: int
) -> None:
    """Make the tables `placed`, `undone`, `document`, `returned`, `refund` and `movement`; chunks are numbered from 0."""
    connection.execute(PLACED)
    _undo(connection)
    connection.execute(DOCUMENTS, [documents_a_chunk])
    connection.execute(RETURNS, [credits_a_chunk])
    connection.execute(REFUNDS)
    connection.execute(MOVEMENTS, [movements_a_chunk])


def _undo(connection: duckdb.DuckDBPyConnection) -> None:
    sales = connection.execute(
        """
        SELECT n, customer, code, moment, quantity, price_thousandths FROM line
         WHERE kind = 'sale' AND customer IS NOT NULL
           AND (customer, code) IN (SELECT (customer, code) FROM line WHERE kind = 'return')
        """
    ).fetchall()
    cancellations = connection.execute(
        """
        SELECT n, coalesce(customer, 0), code, moment, -quantity, price_thousandths FROM line WHERE kind = 'return'
        """
    ).fetchall()
    undoings = match([Sale(*row) for row in sales], [Cancellation(*row) for row in cancellations])
    connection.execute("CREATE TABLE undone (cancellation bigint, sale bigint, quantity bigint)")
    columns = {
        "cancellation": [undoing.cancellation for undoing in undoings],
        "sale": [undoing.sale for undoing in undoings],
        "quantity": [undoing.quantity for undoing in undoings],
    }
    connection.execute(
        "INSERT INTO undone SELECT unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::bigint[])",
        [columns["cancellation"], columns["sale"], columns["quantity"]],
    )
