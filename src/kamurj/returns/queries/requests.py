"""Reading requests: one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kamurj.foundation.database import sql
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.returns.contracts import Reason
from kamurj.returns.contracts.policies import Means, ShippingPayer
from kamurj.returns.contracts.requests import RequestedLine, RequestId, RequestKind, RequestStatus, ReturnRequest, Wish
from kamurj.returns.errors import RequestNotFound
from kamurj.returns.rules import requests as rules

_SELECT = """
SELECT id, order_id, customer_id, label, status, kind, means, instrument, currency, value_minor, difference_minor, shipping,
       requested_at, requested_by, closed_at, close_reason, returned_id,
       (SELECT json_agg(json_build_array(position, variant_id, quantity, reason, value_minor, new_variant_id,
                                         new_price_minor) ORDER BY number)
          FROM returns_request_line WHERE request_id = returns_request.id)
  FROM returns_request
"""


def request(id: RequestId) -> ReturnRequest:  # noqa: A002 - a request is asked for by its id
    """One request. Raises RequestNotFound."""
    return _found(sql.row(_SELECT + "WHERE id = %s", (id,)))


def request_labelled(label: str) -> ReturnRequest:
    """The request with this label, however it is typed. Raises RequestNotFound."""
    plain = "".join(letter for letter in label.upper() if letter.isascii() and letter.isalnum())
    return _found(sql.row(_SELECT + "WHERE label = %s", (plain,)))


def requests_of(order: OrderId) -> tuple[ReturnRequest, ...]:
    """All requests of an order, first first."""
    return tuple(_request(row) for row in sql.rows(_SELECT + "WHERE order_id = %s ORDER BY requested_at, id", (order,)))


def requests(*, status: RequestStatus | None = None, limit: int = 100) -> tuple[ReturnRequest, ...]:
    """Requests in one state or in any, newest first."""
    asked = "" if status is None else "WHERE status = %(status)s "
    found = sql.rows(
        _SELECT + asked + "ORDER BY requested_at DESC, id LIMIT %(limit)s",
        {"status": None if status is None else status.value, "limit": limit},
    )
    return tuple(_request(row) for row in found)


def worth(lines: Sequence[RequestedLine], *, currency: str) -> tuple[Money, Money]:
    """What the pieces are worth, and what the new ones cost more than that."""
    return rules.value(lines, currency=currency), rules.difference(lines, currency=currency)


def _found(row: tuple[Any, ...] | None) -> ReturnRequest:
    if row is None:
        raise RequestNotFound
    return _request(row)


def _request(columns: tuple[Any, ...]) -> ReturnRequest:
    (id_, order, customer, label, status, kind, means, instrument, currency, value, difference, shipping) = columns[:12]
    requested_at, requested_by, closed_at, close_reason, returned, lines = columns[12:]
    wish = Wish(
        kind=RequestKind(kind),
        lines=tuple(_line(line, currency) for line in lines),
        means=Means(means),
        instrument=instrument,
        value=Money(value, currency),
        difference=Money(difference, currency),
        shipping=ShippingPayer(shipping),
    )
    return ReturnRequest(
        id=id_,
        order=order,
        customer=customer,
        label=label,
        status=RequestStatus(status),
        wish=wish,
        requested_at=requested_at,
        requested_by=requested_by,
        closed_at=closed_at,
        close_reason=close_reason,
        returned=returned,
    )


def _line(columns: Sequence[Any], currency: str) -> RequestedLine:
    position, variant, quantity, reason, value, new_variant, new_price = columns
    return RequestedLine(
        position=position,
        variant=variant,
        quantity=quantity,
        reason=Reason(reason),
        value=Money(value, currency),
        new_variant=new_variant,
        new_price=None if new_price is None else Money(new_price, currency),
    )
