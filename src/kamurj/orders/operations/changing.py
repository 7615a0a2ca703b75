"""Changing what was agreed: each change moves the order's version by one, and is written down with what it changed.

Lines are never rewritten: pieces are taken off them, and new lines are added. The journey has checked that nothing was
picked yet, and moves stock, work and money in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.facts import encode
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin, customer_subject
from kamurj.orders import errors
from kamurj.orders.contracts import Order, OrderStatus
from kamurj.orders.contracts.changes import (
    ChangeId,
    ChangeKind,
    ChangePolicy,
    ChangePolicyChanged,
    ChangeStatus,
    NewState,
    OrderChange,
    OrderChanged,
)
from kamurj.orders.operations.placing import columns_of
from kamurj.orders.operations.states import refusal_of
from kamurj.orders.queries import changes


@atomic
def ask_for_change(  # noqa: PLR0913 - a change is all of these
    *,
    change: ChangeId,
    order: Order,
    kind: ChangeKind,
    reason: str = "",
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    difference: Money,
    origin: Origin,
    now: datetime,
) -> OrderChange:
    """Write down what somebody wants changed; the order stays as it is. One statement. Raises ChangeUnderWay."""
    try:
        with atomic():
            sql.execute(
                """
                INSERT INTO orders_change (id, order_id, kind, status, version, by, reason, before, after, difference_minor,
                                           currency, asked_at)
                VALUES (%(id)s, %(order)s, %(kind)s, 'waiting', %(version)s, %(by)s, %(reason)s, %(before)s::jsonb,
                        %(after)s::jsonb, %(difference)s, %(currency)s, %(now)s)
                """,
                {
                    "id": change,
                    "order": order.id,
                    "kind": kind.value,
                    "version": order.version,
                    "by": origin.actor or origin.subject,
                    "reason": reason,
                    "before": json.dumps(encode(before), ensure_ascii=False),
                    "after": json.dumps(encode(after), ensure_ascii=False),
                    "difference": difference.minor,
                    "currency": difference.currency,
                    "now": now,
                },
            )
    except IntegrityError as waits:
        raise errors.ChangeUnderWay from waits
    return changes.change(change)


@atomic
def apply_change(*, change: OrderChange, order: Order, becomes: NewState, origin: Origin, now: datetime) -> None:
    """Make the order what was asked for, if it still is the version that was looked at. Locks the order's row.

    Raises OrderNotFound, OrderNotConfirmed, OrderAlready…, OrderChangedMeanwhile.
    """
    moved = sql.row(
        """
        UPDATE orders_order
           SET version = version + 1, pieces = %(pieces)s, net_minor = %(net)s, tax_minor = %(tax)s,
               gross_minor = %(gross)s, discount_minor = %(discount)s, pickup_location_id = %(pickup)s,
               address = %(address)s::jsonb
         WHERE id = %(order)s AND version = %(version)s AND status = 'confirmed'
        RETURNING version
        """,
        {
            "order": order.id,
            "version": order.version,
            "pieces": becomes.pieces,
            "net": becomes.totals.net.minor,
            "tax": becomes.totals.tax.minor,
            "gross": becomes.totals.gross.minor,
            "discount": becomes.totals.discount_minor,
            "pickup": becomes.delivery.location,
            "address": None
            if becomes.delivery.address is None
            else json.dumps(encode(becomes.delivery.address), ensure_ascii=False),
        },
    )
    if moved is None:
        raise _refusal(order.id)
    if becomes.off or becomes.added:
        _write_lines(order.id, becomes)
    _close(change, ChangeStatus.APPLIED, version=moved[0], now=now)
    fact = OrderChanged(
        order=order.id,
        number=order.number,
        customer=order.customer,
        change=change.id,
        kind=change.kind,
        order_version=moved[0],
        currency=order.currency,
        difference_minor=change.difference.minor,
        gross_minor=becomes.totals.gross.minor,
    )
    subject = None if order.customer is None else customer_subject(order.customer)
    tell(fact, origin=origin, now=now, subject=subject)


@atomic
def refuse_change(*, change: ChangeId, now: datetime) -> bool:
    """Nothing comes of a change that waited. False if it waits no more."""
    return bool(
        sql.execute(
            "UPDATE orders_change SET status = 'refused', settled_at = %s WHERE id = %s AND status = 'waiting'",
            (now, change),
        )
    )


@atomic
def note_cancellation(*, change: ChangeId, order: Order, reason: str, origin: Origin, now: datetime) -> None:
    """Put a cancellation among the order's changes: by whom, and why. The order's version stays; it changes no more."""
    nothing = Money.zero(order.currency)
    asked = ask_for_change(
        change=change,
        order=order,
        kind=ChangeKind.CANCEL,
        reason=reason,
        before={"status": order.status.value},
        after={"status": OrderStatus.CANCELLED.value},
        difference=nothing - order.totals.gross,
        origin=origin,
        now=now,
    )
    _close(asked, ChangeStatus.APPLIED, version=order.version + 1, now=now)


@atomic
def lock_order(*, order: OrderId) -> int:
    """Lock the order's row until the transaction ends; return its version. Raises OrderNotFound."""
    found = sql.row("SELECT version FROM orders_order WHERE id = %s FOR NO KEY UPDATE", (order,))
    if found is None:
        raise errors.OrderNotFound
    return int(found[0])


@atomic
def set_change_policy(*, policy: ChangePolicy, origin: Origin, now: datetime) -> ChangePolicy:
    """Change the rules for changing orders. `policy.version` is the one that was looked at.

    Raises PolicyChangedMeanwhile. The same rules again change nothing.
    """
    before = changes.change_policy()
    if before.version != policy.version:
        raise errors.PolicyChangedMeanwhile
    if before == policy:
        return before
    written = sql.row(
        """
        INSERT INTO orders_change_policy
               (id, items_once, cancel_after_items, details_after_items, lone_payment_only, back_to, same_items,
                cancel_once_begun, version)
        VALUES (1, %(items)s, %(cancel)s, %(details)s, %(lone)s, %(back_to)s, %(same)s, %(begun)s, %(version)s + 1)
            ON CONFLICT (id) DO UPDATE
               SET items_once = excluded.items_once, cancel_after_items = excluded.cancel_after_items,
                   details_after_items = excluded.details_after_items, lone_payment_only = excluded.lone_payment_only,
                   back_to = excluded.back_to, same_items = excluded.same_items,
                   cancel_once_begun = excluded.cancel_once_begun, version = excluded.version
             WHERE orders_change_policy.version = %(version)s
        RETURNING version
        """,
        {
            "items": policy.items_once,
            "cancel": policy.cancel_after_items,
            "details": policy.details_after_items,
            "lone": policy.lone_payment_only,
            "back_to": policy.back_to.value,
            "same": policy.same_items,
            "begun": policy.cancel_once_begun,
            "version": policy.version,
        },
    )
    if written is None:
        raise errors.PolicyChangedMeanwhile
    after = changes.change_policy()
    tell(ChangePolicyChanged(before=before, after=after), origin=origin, now=now)
    return after


def _write_lines(order: OrderId, becomes: NewState) -> None:
    """Take pieces off, and add the new lines behind the last one there ever was."""
    sql.execute(
        """
        UPDATE orders_order_line AS line SET cancelled = line.cancelled + gone.pieces
          FROM unnest(%(positions)s::smallint[], %(pieces)s::int[]) AS gone (position, pieces)
         WHERE line.order_id = %(order)s AND line.position = gone.position
        """,
        {"order": order, "positions": list(becomes.off), "pieces": list(becomes.off.values())},
    )
    if not becomes.added:
        return
    sql.execute(
        """
        INSERT INTO orders_order_line (order_id, position, variant_id, sku, name, options, quantity, unit_minor,
                                       tax_basis_points, tax_included, net_minor, tax_minor, gross_minor,
                                       source_location_id, discount_minor)
        SELECT %(order)s, line.position, line.variant, line.sku, line.name, line.options, line.quantity, line.unit,
               line.tax_basis_points, line.tax_included, line.net, line.tax, line.gross, line.source, line.discount
          FROM json_to_recordset(%(lines)s::json)
               AS line (position smallint, variant bigint, sku text, name text, options text, quantity int, unit bigint,
                        tax_basis_points int, tax_included boolean, net bigint, tax bigint, gross bigint, source bigint,
                        discount bigint)
        """,
        {"order": order, "lines": columns_of(becomes.added)},
    )


def _close(change: OrderChange, status: ChangeStatus, *, version: int, now: datetime) -> None:
    closed = sql.execute(
        "UPDATE orders_change SET status = %s, version = %s, settled_at = %s WHERE id = %s AND status = 'waiting'",
        (status.value, version, now, change.id),
    )
    if not closed:
        raise errors.OrderChangedMeanwhile


def _refusal(order: OrderId) -> errors.OrdersError:
    found = sql.row("SELECT status FROM orders_order WHERE id = %s", (order,))
    if found is not None and found[0] == OrderStatus.CONFIRMED:
        return errors.OrderChangedMeanwhile()
    return refusal_of(order)
