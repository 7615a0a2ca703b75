"""Asking for a return or an exchange, and what becomes of that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import CustomerId, OrderId, ReturnId
from kamurj.kernel.origin import Origin
from kamurj.returns import errors
from kamurj.returns.contracts.requests import (
    Requested,
    RequestedLine,
    RequestId,
    RequestKind,
    RequestStatus,
    ReturnRequest,
    ReturnRequestClosed,
    ReturnRequested,
    Wish,
)
from kamurj.returns.queries.requests import request as read
from kamurj.returns.rules import requests as rules


@atomic
def ask(
    *,
    id: RequestId,  # noqa: A002 - the form was given its id when it was opened
    order: OrderId,
    customer: CustomerId | None,
    wish: Wish,
    whole_order: bool,
    now: datetime,
    origin: Origin,
) -> Requested:
    """Write a request down. The same one (id) again is answered with the first and changes nothing.

    A line is in one open request at most; with `whole_order` the order has one open request at most. Whether the pieces may
    come back is decided before, by whoever knows the order and the policy. Raises NothingToReturn, NewArticleMissing,
    RequestIsOpen, FormReused.
    """
    _refuse_incomplete(wish)
    mark = rules.fingerprint(order=order, wish=wish)
    written = sql.execute(
        """
        INSERT INTO returns_request (id, order_id, customer_id, label, kind, status, whole_order, means, instrument,
                                     currency, value_minor, difference_minor, shipping, fingerprint, requested_at,
                                     requested_by)
        VALUES (%s, %s, %s, %s, %s, 'requested', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT DO NOTHING
        """,
        (
            id,
            order,
            customer,
            rules.label(id),
            wish.kind.value,
            whole_order,
            wish.means.value,
            wish.instrument,
            wish.value.currency,
            wish.value.minor,
            wish.difference.minor,
            wish.shipping.value,
            mark,
            now,
            origin.actor,
        ),
    )
    if not written:
        return Requested(_repeated(id, mark), is_repeat=True)
    if _write(id, order, wish.lines) < len(wish.lines):
        raise errors.RequestIsOpen
    pieces = sum(line.quantity for line in wish.lines)
    tell(ReturnRequested(id, order, wish.kind, pieces, wish.value, wish.difference), origin=origin, now=now)
    return Requested(read(id), is_repeat=False)


@atomic
def close(
    *,
    id: RequestId,  # noqa: A002 - a request is named by its id
    status: RequestStatus,
    reason: str | None = None,
    now: datetime,
    origin: Origin,
) -> ReturnRequest:
    """Withdraw or decline a request: its lines are free for another one. Raises RequestNotFound, RequestIsOver."""
    if not _closed([id], status, reason=reason, returned=None, now=now):
        read(id)
        raise errors.RequestIsOver
    done = read(id)
    tell(ReturnRequestClosed(id, done.order, status), origin=origin, now=now)
    return done


@atomic
def note_received(*, order: OrderId, returned: ReturnId, positions: Sequence[int], now: datetime, origin: Origin) -> int:
    """Pieces of an order came back: the open requests that awaited them are done. Return how many there were."""
    awaited = [
        RequestId(id_)
        for (id_,) in sql.rows(
            """
            SELECT DISTINCT request_id FROM returns_request_line
             WHERE order_id = %s AND is_open AND position = ANY(%s) ORDER BY request_id
            """,
            (order, list(positions)),
        )
    ]
    if not awaited:
        return 0
    done = _closed(awaited, RequestStatus.RECEIVED, reason=None, returned=returned, now=now)
    facts = [ReturnRequestClosed(one, order, RequestStatus.RECEIVED) for one in done]
    if facts:
        tell(*facts, origin=origin, now=now)
    return len(done)


def _refuse_incomplete(wish: Wish) -> None:
    if not wish.lines or any(line.quantity < 1 for line in wish.lines):
        raise errors.NothingToReturn
    if any((line.new_variant is None) is (wish.kind is RequestKind.EXCHANGE) for line in wish.lines):
        raise errors.NewArticleMissing


def _repeated(id: RequestId, mark: bytes) -> ReturnRequest:  # noqa: A002
    """The request with this id, if that is what stood in the way."""
    stored = sql.scalar("SELECT fingerprint FROM returns_request WHERE id = %s", (id,))
    if stored is None:
        raise errors.RequestIsOpen
    if bytes(stored) != mark:
        raise errors.FormReused
    return read(id)


def _write(id: RequestId, order: OrderId, lines: Sequence[RequestedLine]) -> int:  # noqa: A002
    """Write the lines in the order of their positions, so that two requests of one order do not wait for each other."""
    ordered = sorted(lines, key=lambda line: line.position)
    seen: Counter[int] = Counter()
    parts = []
    for line in ordered:
        parts.append(seen[line.position])
        seen[line.position] += 1
    return sql.execute(
        """
        INSERT INTO returns_request_line (request_id, order_id, is_open, number, position, part, variant_id, quantity,
                                          reason, value_minor, new_variant_id, new_price_minor)
        SELECT %(id)s, %(order)s, true, line.*
          FROM unnest(%(numbers)s::smallint[], %(positions)s::smallint[], %(parts)s::smallint[], %(variants)s::bigint[],
                      %(quantities)s::int[], %(reasons)s::text[], %(values)s::bigint[], %(new_variants)s::bigint[],
                      %(new_prices)s::bigint[]) AS line
            ON CONFLICT DO NOTHING
        """,
        {
            "id": id,
            "order": order,
            "numbers": list(range(1, len(ordered) + 1)),
            "positions": [line.position for line in ordered],
            "parts": parts,
            "variants": [line.variant for line in ordered],
            "quantities": [line.quantity for line in ordered],
            "reasons": [line.reason.value for line in ordered],
            "values": [line.value.minor for line in ordered],
            "new_variants": [line.new_variant for line in ordered],
            "new_prices": [None if line.new_price is None else line.new_price.minor for line in ordered],
        },
    )


def _closed(
    ids: Sequence[RequestId], status: RequestStatus, *, reason: str | None, returned: ReturnId | None, now: datetime
) -> list[RequestId]:
    """Close those that are still open, with their lines, in one statement; return which."""
    return [
        RequestId(id_)
        for (id_,) in sql.rows(
            """
            WITH closed AS (
                UPDATE returns_request SET status = %s, close_reason = %s, returned_id = %s, closed_at = %s
                 WHERE id = ANY(%s) AND status = 'requested'
                RETURNING id
            ), freed AS (
                UPDATE returns_request_line SET is_open = false WHERE request_id IN (SELECT id FROM closed)
            )
            SELECT id FROM closed ORDER BY id
            """,
            (status.value, reason, returned, now, list(ids)),
        )
    ]
