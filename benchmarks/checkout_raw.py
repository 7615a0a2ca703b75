"""The rows of an order, copied from one that the journey placed, to be written by prepared statements alone.

An order's transactions are read from the rows themselves: everything with a newer `xmin` than a moment before. So what is
written raw is what the journey writes, whatever that becomes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from kamurj.kernel import ids

Statement = tuple[bytes, tuple[Any, ...]]
CHANGED_ONLY = ("stock_level", "orders_cart")
"""These rows were there before the order; they are updated."""
PROVIDER = "payments_sandbox_request"
"""Stands for the bank: written between the order's two transactions, in one of its own."""
LOG = "log_fact"
AT_FIRST: Mapping[str, Mapping[str, Any]] = {
    "orders_order": {"status": "placed", "confirmed_at": None},
    "payments_payment": {"status": "pending", "provider_reference": None},
}
"""What the order's first transaction writes where its second one writes something else: as much work for the indexes."""
PARENTS_FIRST = ("idempotency_key", "customers_customer", "orders_order")

_TAKE_A_PIECE = b"""
    UPDATE stock_level SET held = held + 1
     WHERE variant_id = %s AND location_id = %s AND slot = 0 AND on_hand - held >= 1"""


@dataclass(frozen=True, slots=True)
class Sample:
    """The rows of one order by table, and the names in them that every order has for itself."""

    rows: dict[str, list[dict[str, Any]]]
    changed_later: tuple[str, ...]
    late_transaction: str
    types: dict[tuple[str, str], str]
    names: tuple[str, ...]
    number: str


def horizon(url: str) -> int:
    """A transaction id that everything written from now on is newer than."""
    with psycopg.connect(url, autocommit=True) as connection:
        return int(connection.execute("SELECT pg_current_xact_id()::text").fetchone()[0])  # type: ignore[index]


def read_sample(url: str, *, since: int, cart: UUID) -> Sample:
    """The rows of the one order that was placed since."""
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
        types = _columns(connection)
        rows: dict[str, list[dict[str, Any]]] = {}
        xmins: dict[str, int] = {}
        for table in dict.fromkeys(table for table, _ in types):
            columns = sql.SQL(", ").join(sql.Identifier(column) for of, column in types if of == table)
            found = connection.execute(
                sql.SQL("SELECT xmin::text::bigint AS _xmin, {} FROM {} WHERE xmin::text::bigint > %s").format(
                    columns, sql.Identifier(table)
                ),
                (since,),
            ).fetchall()
            if found:
                xmins[table] = max(row.pop("_xmin") for row in found)
                rows[table] = found
    provider = xmins[PROVIDER]
    later = tuple(table for table, xmin in xmins.items() if xmin > provider and table != LOG)
    facts = [str(row["transaction_id"]) for row in rows[LOG]]
    made = {str(value) for of in rows.values() for row in of for value in row.values() if isinstance(value, UUID)}
    references = {row["reference"] for row in rows[PROVIDER]}
    return Sample(
        rows=rows,
        changed_later=later,
        late_transaction=max(facts, key=int),
        types=types,
        names=tuple(sorted({*made, *references, str(cart)})),
        number=rows["orders_order"][0]["number"],
    )


def transactions(sample: Sample, *, level: Callable[[], tuple[int, int]], cart: UUID) -> list[list[Statement]]:
    """The same rows under other names, in the order's three transactions; `level` says which level a piece is held in."""
    fresh = {name: str(ids.new()) for name in sample.names} | {sample.number: ids.order_number()}
    fresh[str(sample.rows["orders_cart"][0]["id"])] = str(cart)
    variant, location = level()
    first: list[Statement] = [
        (b"UPDATE orders_cart SET status = %s WHERE id = %s", ("ordered", cart)),
        (_TAKE_A_PIECE, (variant, location)),
    ]
    second: list[Statement] = []
    for table in sorted(sample.rows, key=_parents_first):
        if table in (*CHANGED_ONLY, PROVIDER, LOG):
            continue
        first.append(_insert(sample, table, [{**row, **AT_FIRST.get(table, {})} for row in sample.rows[table]], fresh))
        if table in sample.changed_later:
            second += [_update(sample, table, row, fresh) for row in sample.rows[table]]
    early = [row for row in sample.rows[LOG] if str(row["transaction_id"]) != sample.late_transaction]
    late = [row for row in sample.rows[LOG] if str(row["transaction_id"]) == sample.late_transaction]
    first.append(_insert(sample, LOG, early, fresh))
    second.append(_insert(sample, LOG, late, fresh))
    return [first, [_insert(sample, PROVIDER, sample.rows[PROVIDER], fresh)], second]


def _parents_first(table: str) -> tuple[int, str]:
    return (PARENTS_FIRST.index(table) if table in PARENTS_FIRST else len(PARENTS_FIRST), table)


def _columns(connection: psycopg.Connection[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """The type of every column that a writer names, by table (partitions under the name of the whole)."""
    found = connection.execute(
        """
        SELECT class.relname AS of, attribute.attname AS name, format_type(attribute.atttypid, NULL) AS type
          FROM pg_class AS class JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid
         WHERE class.relnamespace = 'public'::regnamespace AND class.relkind IN ('r', 'p') AND NOT class.relispartition
           AND attribute.attnum > 0 AND NOT attribute.attisdropped AND attribute.attidentity = ''
           AND attribute.attgenerated = ''
         ORDER BY class.relname, attribute.attnum
        """
    ).fetchall()
    return {(row["of"], row["name"]): row["type"] for row in found}


def _insert(sample: Sample, table: str, rows: Sequence[dict[str, Any]], fresh: dict[str, str]) -> Statement:
    names = [name for name in rows[0] if (table, name) != (LOG, "transaction_id")]
    one = "(" + ", ".join(f"%s::{sample.types[table, name]}" for name in names) + ")"
    columns = ", ".join(f'"{name}"' for name in names)
    query = f"INSERT INTO {table} ({columns}) VALUES " + ", ".join([one] * len(rows))  # noqa: S608 - names of our own tables
    return query.encode(), tuple(_renamed(row[name], fresh) for row in rows for name in names)


def _update(sample: Sample, table: str, row: dict[str, Any], fresh: dict[str, str]) -> Statement:
    names = list(AT_FIRST[table])
    columns = ", ".join(f"{name} = %s::{sample.types[table, name]}" for name in names)
    query = f"UPDATE {table} SET {columns} WHERE id = %s"  # noqa: S608 - names of our own tables
    return query.encode(), tuple(_renamed(row[name], fresh) for name in [*names, "id"])


def _renamed(value: Any, fresh: dict[str, str]) -> Any:
    if isinstance(value, UUID):
        return UUID(fresh.get(str(value), str(value)))
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        for name, other in fresh.items():
            value = value.replace(name, other)
    return value
