"""The later stages, chunk by chunk: orders with their payments and facts, cancellations, and the movements of stock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import duckdb

from kamurj.customers.contracts import Address
from kamurj.foundation.log import bulk as log
from kamurj.importers.online_retail.goods import CURRENCY, ORIGIN, SOURCE, Known
from kamurj.kernel.ids import OrderId, PaymentId, RefundId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, customer_subject
from kamurj.orders import bulk as orders
from kamurj.orders.contracts import (
    DeliveryKind,
    HistoricLine,
    HistoricOrder,
    OrderStatus,
)
from kamurj.payments import bulk as payments
from kamurj.payments.contracts import Method
from kamurj.returns import bulk as returns
from kamurj.returns.contracts import Disposition, Reason, ReturnAccepted, ReturnedPieces
from kamurj.stock import bulk as stock
from kamurj.stock.contracts import PastMovement

Row = tuple[Any, ...]


@lru_cache(maxsize=8_192)
def _order_id(invoice: str) -> OrderId:
    return orders.historic_id(source=SOURCE, source_key=invoice)


def chunks(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many chunks a table was laid out in."""
    found = connection.execute(f"SELECT coalesce(max(chunk) + 1, 0) FROM {table}").fetchone()  # noqa: S608 - our tables
    return int(found[0]) if found else 0


def write_orders(connection: duckdb.DuckDBPyConnection, chunk: int, known: Known, *, now: datetime) -> None:
    """Write one chunk of invoices as completed orders, each paid in full when its total is above zero."""
    documents = connection.execute(
        """
        SELECT invoice, moment, customer, country, gross, fees, shipping, pieces FROM document
         WHERE chunk = ? ORDER BY invoice
        """,
        [chunk],
    ).fetchall()
    lines = connection.execute(
        """
        SELECT invoice, position, code, quantity, round(price * 100)::bigint, minor FROM placed
         WHERE invoice IN (SELECT invoice FROM document WHERE chunk = ?) ORDER BY invoice, position
        """,
        [chunk],
    ).fetchall()
    past = [_order(row, known) for row in documents]
    past_lines = [_line(row, known) for row in lines]
    orders.record_history(orders=past, lines=past_lines)
    payments.record_history(payments=_payments(documents))
    log.record_history(facts=_order_facts(past, past_lines), now=now)


def write_returns(connection: duckdb.DuckDBPyConnection, chunk: int, known: Known, *, now: datetime) -> None:
    """Write one chunk of cancellations as returns of the orders they undo, refunded where that order was paid."""
    rows = connection.execute(
        """
        SELECT credit_note, invoice, position, number, code, quantity, minor, moment, delivered, same_day, customer
          FROM returned
          JOIN (SELECT invoice AS credit_note, max(customer) AS customer FROM line GROUP BY invoice) USING (credit_note)
         WHERE chunk = ? ORDER BY credit_note, invoice, number
        """,
        [chunk],
    ).fetchall()
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row[0], row[1]), []).append(row)
    returns.record_history(
        returns=[_return(key, group, known) for key, group in grouped.items()],
        lines=(_return_line(row, known) for row in rows),
    )
    payments.record_history(payments=(), refunds=_refunds(connection, chunk))
    log.record_history(facts=_return_facts(grouped, known), now=now)


def write_movements(connection: duckdb.DuckDBPyConnection, chunk: int, known: Known, *, now: datetime) -> None:
    """Write one chunk of what came and went, in the order of time."""
    rows = connection.execute(
        "SELECT code, moment, quantity, reason, invoice FROM movement WHERE chunk = ? ORDER BY place", [chunk]
    ).fetchall()
    outcome = stock.record_movements(rows=(_movement(row, known) for row in rows), now=now, origin=ORIGIN)
    if outcome.refused:
        count = len(outcome.refused)
        raise ArithmeticError(f"The opening count leaves {count} movements uncovered; first {outcome.refused[0]}.")


def _order(row: Row, known: Known) -> HistoricOrder:
    invoice, moment, customer, country, gross, fees, shipping, pieces = row
    at = moment.replace(tzinfo=UTC)
    return HistoricOrder(
        source=SOURCE,
        source_key=invoice,
        channel=Channel.WEB,
        currency=CURRENCY,
        status=OrderStatus.COMPLETED,
        delivery_kind=DeliveryKind.SHIP,
        placed_at=at,
        tax_minor=0,
        gross_minor=gross,
        pieces=pieces,
        shipping_minor=shipping,
        fees_minor=fees - shipping,
        customer=known.customers.get(customer),
        address=Address(recipient="", line1="", city="", country=country or ""),
        confirmed_at=at,
        completed_at=at,
    )


def _line(row: Row, known: Known) -> HistoricLine:
    invoice, position, code, quantity, unit, minor = row
    sku = f"OR-{code}"
    name, place = known.names[code], known.warehouse
    return HistoricLine(
        invoice, position, known.variants[sku], sku, name, "", quantity, unit, 0, True, 0, minor, place
    )  # fmt: skip


def _payments(documents: Iterable[Row]) -> Iterator[payments.PastPayment]:
    for invoice, moment, _, _, gross, *_ in documents:
        if gross > 0:
            order = _order_id(invoice)
            yield payments.PastPayment(
                id=PaymentId(order),
                order=order,
                method=Method.EXTERNAL,
                provider=SOURCE,
                amount_minor=gross,
                currency=CURRENCY,
                key=f"{SOURCE}:{invoice}",
                at=moment.replace(tzinfo=UTC),
            )


def _order_facts(past: Iterable[HistoricOrder], lines: Iterable[HistoricLine]) -> Iterator[log.PastFact]:
    of_order: dict[str, list[HistoricLine]] = {}
    for line in lines:
        of_order.setdefault(line.source_key, []).append(line)
    for order in past:
        for fact in orders.past_facts(order=order, lines=of_order.get(order.source_key, ())):
            yield log.PastFact(
                fact=fact,
                occurred_at=order.placed_at,
                channel=Channel.WEB,
                subject=customer_subject(order.customer) if order.customer else None,
                actor=ORIGIN.actor,
            )


def _return(key: tuple[str, str], group: Sequence[Row], known: Known) -> returns.HistoricReturn:
    credit_note, invoice = key
    return returns.HistoricReturn(
        source=SOURCE,
        source_key=f"{credit_note}/{invoice}",
        order=_order_id(invoice),
        location=known.warehouse,
        accepted_at=group[0][7].replace(tzinfo=UTC),
        currency=CURRENCY,
        refund_minor=sum(row[6] for row in group),
    )


def _return_line(row: Row, known: Known) -> returns.HistoricReturnLine:
    credit_note, invoice, position, number, code, quantity, minor, _, delivered, same_day, _ = row
    return returns.HistoricReturnLine(
        source_key=f"{credit_note}/{invoice}",
        number=number,
        position=position,
        variant=known.variants[f"OR-{code}"],
        quantity=quantity,
        disposition=Disposition.SHELF,
        reason=Reason.CHANGED_MIND if same_day else Reason.OTHER,
        refund_minor=minor,
        delivered=delivered,
    )


def _refunds(connection: duckdb.DuckDBPyConnection, chunk: int) -> Iterator[payments.PastRefund]:
    """What went back on each paid order, never more than was paid for it in all: the rest stays a credit in the return."""
    found = connection.execute(
        "SELECT credit_note, invoice, refunded, moment FROM refund WHERE chunk = ? AND refunded > 0 ORDER BY ALL", [chunk]
    ).fetchall()
    for credit_note, invoice, refunded, moment in found:
        key = f"{credit_note}/{invoice}"
        yield payments.PastRefund(
            id=RefundId(returns.historic_id(source=SOURCE, source_key=key)),
            payment=PaymentId(_order_id(invoice)),
            amount_minor=refunded,
            key=f"{SOURCE}:{key}",
            at=moment.replace(tzinfo=UTC),
        )


def _return_facts(grouped: dict[tuple[str, str], list[Row]], known: Known) -> Iterator[log.PastFact]:
    for (credit_note, invoice), group in grouped.items():
        customer = known.customers.get(group[0][10])
        fact = ReturnAccepted(
            return_id=returns.historic_id(source=SOURCE, source_key=f"{credit_note}/{invoice}"),
            order=_order_id(invoice),
            location=known.warehouse,
            lines=tuple(
                ReturnedPieces(
                    position=row[2],
                    variant=known.variants[f"OR-{row[4]}"],
                    quantity=row[5],
                    disposition=Disposition.SHELF,
                    reason=Reason.CHANGED_MIND if row[9] else Reason.OTHER,
                    refund=Money(row[6], CURRENCY),
                )
                for row in group
            ),
            refund=Money(sum(row[6] for row in group), CURRENCY),
        )
        yield log.PastFact(
            fact=fact,
            occurred_at=group[0][7].replace(tzinfo=UTC),
            channel=Channel.WEB,
            subject=customer_subject(customer) if customer else None,
            location=known.warehouse,
            actor=ORIGIN.actor,
        )


def _movement(row: Row, known: Known) -> PastMovement:
    code, moment, quantity, reason, invoice = row
    return PastMovement(
        at=moment.replace(tzinfo=UTC),
        variant=known.variants[f"OR-{code}"],
        location=known.warehouse,
        quantity=quantity,
        reason=reason,
        reference=invoice and _order_id(invoice),
    )
