"""The rows of transfers: how they are read, and the conditional statements that let one pass into its next state once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, LiteralString
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.stock.contracts.transfers import Transfer, TransferLine, TransferStatus

NEXT_NUMBER: Final = "SELECT nextval('stock_transfer_number')"
INSERT: Final = """
    INSERT INTO stock_transfer (id, number, source_id, destination_id, status, version, note, requested_at, requested_by,
                                dispatched_by, received_by, cancelled_by)
    VALUES (%(id)s, %(number)s, %(source)s, %(destination)s, 'requested', 1, %(note)s, %(now)s, %(by)s, '', '', '')"""
INSERT_LINES: Final = """
    INSERT INTO stock_transfer_line (transfer_id, position, variant_id, requested, dispatched, received, damaged, lost, over)
    SELECT %(id)s, place, variant_id, quantity, 0, 0, 0, 0, 0
      FROM unnest(%(variants)s::bigint[], %(quantities)s::int[]) WITH ORDINALITY AS line (variant_id, quantity, place)"""
ADD_TO_LINES: Final = """
    UPDATE stock_transfer_line AS line
       SET dispatched = line.dispatched + more.dispatched, received = line.received + more.received,
           damaged = line.damaged + more.damaged, lost = line.lost + more.lost, over = line.over + more.over
      FROM unnest(%(positions)s::int[], %(dispatched)s::int[], %(received)s::int[], %(damaged)s::int[], %(lost)s::int[],
                  %(over)s::int[]) AS more (position, dispatched, received, damaged, lost, over)
     WHERE line.transfer_id = %(id)s AND line.position = more.position"""
MAKE_LEVELS: Final = """
    INSERT INTO stock_level (variant_id, location_id, slot, on_hand, held)
    SELECT variant_id, %(location)s, 0, 0, 0 FROM unnest(%(variants)s::bigint[]) AS line (variant_id) ORDER BY variant_id
        ON CONFLICT DO NOTHING"""
CANCEL: Final = """
    UPDATE stock_transfer SET status = 'cancelled', version = version + 1, cancelled_at = %(now)s, cancelled_by = %(by)s
     WHERE id = %(id)s AND version = %(version)s AND status = 'requested'
       AND (%(place)s::bigint IS NULL OR %(place)s IN (source_id, destination_id))"""
DISPATCH: Final = """
    UPDATE stock_transfer SET status = 'dispatched', version = version + 1, dispatched_at = %(now)s, dispatched_by = %(by)s,
           expected_date = %(expected)s
     WHERE id = %(id)s AND version = %(version)s AND status = 'requested' AND source_id = %(place)s"""
UNSEND: Final = """
    UPDATE stock_transfer AS transfer
       SET status = 'requested', version = version + 1, dispatched_at = NULL, dispatched_by = '', expected_date = NULL
     WHERE id = %(id)s AND version = %(version)s AND status = 'dispatched' AND source_id = %(place)s
       AND NOT EXISTS (SELECT 1 FROM stock_transfer_line AS line
                        WHERE line.transfer_id = transfer.id AND received + damaged + lost + over > 0)"""
FORGET_UNSENT: Final = "DELETE FROM stock_transfer_line WHERE transfer_id = %(id)s AND dispatched = 0"
UNSEND_LINES: Final = """
    UPDATE stock_transfer_line SET requested = dispatched, dispatched = 0 WHERE transfer_id = %(id)s"""
RECEIVE: Final = """
    UPDATE stock_transfer SET version = version + 1
     WHERE id = %(id)s AND version = %(version)s AND status = 'dispatched' AND destination_id = %(place)s"""
RECEIVED: Final = """
    UPDATE stock_transfer SET status = 'received', received_at = %(now)s, received_by = %(by)s WHERE id = %(id)s"""
HOW_MANY_WAIT: Final = """
    SELECT (SELECT count(*) FROM stock_transfer WHERE source_id = %(place)s AND status = 'requested'),
           (SELECT count(*) FROM stock_transfer WHERE destination_id = %(place)s AND status = 'dispatched')"""
IN_TRANSIT: Final = """
    SELECT line.variant_id, sum(line.dispatched - line.received - line.damaged - line.lost)::int
      FROM stock_transfer AS transfer JOIN stock_transfer_line AS line ON line.transfer_id = transfer.id
     WHERE transfer.status = 'dispatched' GROUP BY line.variant_id ORDER BY line.variant_id"""

_COLUMNS: Final = """id, number, source_id, destination_id, status, version, note, expected_date, requested_at, requested_by,
           dispatched_at, dispatched_by, received_at, received_by, cancelled_at, cancelled_by"""
_OWN = 16
"""So many columns are the transfer's own; those of a line follow."""


def read(which: LiteralString, parameters: Mapping[str, object], *, oldest_first: bool = False) -> tuple[Transfer, ...]:
    """The transfers for which a condition holds, with their lines, in one statement."""
    order: LiteralString = "ASC" if oldest_first else "DESC"
    found: dict[UUID, sql.Row] = {}
    lines: dict[UUID, list[TransferLine]] = {}
    statement: LiteralString = f"""
        WITH transfer AS (
            SELECT {_COLUMNS} FROM stock_transfer WHERE {which} ORDER BY id {order} LIMIT %(limit)s
        )
        SELECT transfer.*, line.position, line.variant_id, line.requested, line.dispatched, line.received, line.damaged,
               line.lost, line.over
          FROM transfer JOIN stock_transfer_line AS line ON line.transfer_id = transfer.id
         ORDER BY transfer.id {order}, line.position"""  # noqa: S608 - constants of this room
    for row in sql.rows(statement, parameters):
        found[row[0]] = row[:_OWN]
        position, variant, *pieces = row[_OWN:]
        lines.setdefault(row[0], []).append(TransferLine(position, VariantId(variant), *pieces))
    return tuple(_transfer(row, lines[number]) for number, row in found.items())


def _transfer(row: sql.Row, lines: list[TransferLine]) -> Transfer:
    identity, number, source, destination, status, version, note, expected, asked_at, asked_by, *rest = row
    return Transfer(
        identity,
        number,
        LocationId(source),
        LocationId(destination),
        TransferStatus(status),
        version,
        note,
        expected,
        asked_at,
        asked_by,
        tuple(lines),
        *rest,
    )
