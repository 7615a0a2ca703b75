"""Reading returns: one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kamurj.foundation.database import sql
from kamurj.kernel.ids import LocationId, OrderId, ReturnId
from kamurj.kernel.money import Money
from kamurj.returns import rules
from kamurj.returns.contracts import (
    Disposition,
    LineToReturn,
    Preview,
    Reason,
    Return,
    ReturnLine,
    ReturnStatus,
    Withholds,
)
from kamurj.returns.errors import ReturnNotFound
from kamurj.returns.rules import worth
from kamurj.returns.rules.worth import Counted

_SELECT = """
SELECT id, order_id, location_id, status, currency, refund_minor, accepted_at, accepted_by, refunded_at, exception,
       withheld_minor,
       (SELECT json_agg(json_build_array(number, position, variant_id, quantity, disposition, reason, refund_minor,
                                         arrived_at) ORDER BY number)
          FROM returns_line WHERE returned_id = returns_return.id)
  FROM returns_return
"""

_ON_THE_WAY = "WHERE id IN (SELECT returned_id FROM returns_line WHERE disposition = 'warehouse' AND arrived_at IS NULL) "


def returned(id: ReturnId) -> Return:  # noqa: A002 - a return is asked for by its id
    """One return. Raises ReturnNotFound."""
    found = sql.row(_SELECT + "WHERE id = %s", (id,))
    if found is None:
        raise ReturnNotFound
    return _return(found)


def returns_of(order: OrderId) -> tuple[Return, ...]:
    """All returns of an order, first first."""
    return returns_of_orders([order])[order]


def returns_of_orders(orders: Sequence[OrderId]) -> dict[OrderId, tuple[Return, ...]]:
    """The returns of many orders; an order without any has an empty tuple."""
    by_order: dict[OrderId, tuple[Return, ...]] = dict.fromkeys(orders, ())
    for columns in sql.rows(_SELECT + "WHERE order_id = ANY(%s) ORDER BY accepted_at, id", (list(orders),)):
        one = _return(columns)
        by_order[one.order] = (*by_order[one.order], one)
    return by_order


def returns_at(*, location: LocationId, limit: int = 50) -> tuple[Return, ...]:
    """What a place has taken back lately, newest first."""
    found = sql.rows(_SELECT + "WHERE location_id = %s ORDER BY accepted_at DESC, id DESC LIMIT %s", (location, limit))
    return tuple(_return(columns) for columns in found)


def on_their_way(*, limit: int = 100) -> tuple[Return, ...]:
    """Returns with pieces that were sent to the warehouse and have not arrived, oldest first."""
    found = sql.rows(
        _SELECT + _ON_THE_WAY + "ORDER BY accepted_at, id LIMIT %s",
        (limit,),
    )
    return tuple(_return(columns) for columns in found)


def returned_pieces(order: OrderId) -> dict[int, int]:
    """How many pieces of each order line (by position) came back or were made good by a claim; the others are left out.

    For these nothing is given a second time.
    """
    return {position: one.gone for position, one in counted(order).items() if one.gone}


def counted(order: OrderId) -> dict[int, Counted]:
    """The counters of an order's lines, by position; lines of which nothing came back or was claimed are left out."""
    found = sql.rows(
        "SELECT position, returned + claimed, allowed_minor FROM returns_returnable WHERE order_id = %s", (order,)
    )
    return {position: Counted(gone, allowed) for position, gone, allowed in found}


def brought_back(order: OrderId) -> dict[int, int]:
    """How many pieces of each line really came back, by position."""
    return dict(sql.rows("SELECT position, returned FROM returns_returnable WHERE order_id = %s", (order,)))


def preview(*, order: OrderId, lines: Sequence[LineToReturn], withholds: Withholds | None = None) -> Preview:
    """What accepting these lines would refund now; nothing is changed. Raises what `accept` would raise."""
    before = counted(order)
    rules.check(lines, returned={position: one.gone for position, one in before.items()})
    priced, _ = rules.priced(lines, counted=before)
    kept_back = Money.zero(lines[0].gross.currency)
    if withholds is not None:
        back = brought_back(order)
        for position, quantity in rules.asked(lines).items():
            back[position] = back.get(position, 0) + quantity
        held = sql.scalar("SELECT held_minor FROM returns_withheld WHERE order_id = %s", (order,)) or 0
        kept_back = worth.withheld(due=withholds(back), held=Money(held, kept_back.currency), worth=rules.total(priced))
    return Preview(priced, kept_back)


def _return(columns: tuple[Any, ...]) -> Return:
    id_, order, location, status, currency, refund, accepted_at, accepted_by, refunded_at, exception, withheld, lines = (
        columns
    )
    return Return(
        id=id_,
        order=order,
        location=location,
        status=ReturnStatus(status),
        lines=tuple(_line(line, currency) for line in lines or ()),
        refund=Money(refund, currency),
        accepted_at=accepted_at,
        accepted_by=accepted_by,
        refunded_at=refunded_at,
        exception=exception,
        withheld_minor=withheld,
    )


def _line(columns: Sequence[Any], currency: str) -> ReturnLine:
    number, position, variant, quantity, disposition, reason, refund, arrived_at = columns
    return ReturnLine(
        number=number,
        position=position,
        variant=variant,
        quantity=quantity,
        disposition=Disposition(disposition),
        reason=Reason(reason),
        refund=Money(refund, currency),
        arrived_at=arrived_at and datetime.fromisoformat(arrived_at),
    )
