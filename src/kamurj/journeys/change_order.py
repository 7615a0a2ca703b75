"""Changing an order while nobody has begun on it: a preview first, then the change, once.

Whose order it is, and whether its state and the shop's rules allow it, is decided here, whoever asks. A difference that is
paid by card is asked of the bank between two transactions; until it has answered, the order is as it was.
Decisions: docs/decisions/0082-changing-an-order.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing

from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.idempotency.operations import claim
from kamurj.foundation.log.operations import gather
from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.operations.following import lock_untouched, refuse_begun
from kamurj.journeys import cancel_order as cancelling
from kamurj.journeys import change_money as money
from kamurj.journeys import changes, settle_changes
from kamurj.journeys.change_rules import refuse_by_policy
from kamurj.journeys.changes import ChangedOrder, ChangePreview, PayWith, Wanted
from kamurj.journeys.errors import KeyNeeded
from kamurj.journeys.places_of_lines import at_true_places
from kamurj.journeys.planning_changes import Plan, plan
from kamurj.journeys.subjects import about
from kamurj.kernel import ids
from kamurj.kernel.facts import decode, encode
from kamurj.kernel.ids import CustomerId, OrderId
from kamurj.kernel.origin import Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderStatus
from kamurj.orders.contracts.changes import ChangeId, ChangeKind
from kamurj.orders.errors import OrderNotFound
from kamurj.orders.operations import changing
from kamurj.orders.operations.states import refusal_of
from kamurj.orders.queries.changes import change_policy, changes_of
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import PaymentStatus
from kamurj.stock import operations as stock

GOOD_FOR = timedelta(minutes=15)
"""How long a preview may be looked at."""
LONGEST_KEY = 200
SALT = "kamurj.change_order"
KINDS: dict[str, type[Any]] = {
    shape.__name__: shape
    for shape in (
        changes.ChangeItems,
        changes.ChangeAddress,
        changes.ChangeStore,
        changes.ChangePayment,
        changes.Cancel,
    )
}


def preview_change(
    *, order: OrderId, wanted: Wanted, customer: CustomerId | None, pay: PayWith | None = None, now: datetime
) -> ChangePreview:
    """What a change would do. Nothing is written, and no piece is kept yet.

    `customer` changes only orders of their own; None means staff, whose permission the channel has checked. `pay` is for a
    difference; it may also be said when the change is applied. Raises OrderNotFound (also for somebody else's order),
    WorkHasBegun, stock's NotEnoughStock, and what `changes` names.
    """
    found = at_true_places(orders.order(order), fulfilling.fulfilments_of(order))
    if customer is not None and found.customer != customer:
        raise OrderNotFound
    planned, moves = _reckon(found, wanted, pay, now=now)
    if isinstance(wanted, changes.Cancel) and customer is not None and not change_policy().cancel_once_begun:
        refuse_begun(fulfilling.fulfilments_of(order))
    token = signing.dumps(
        {
            "order": str(order),
            "version": found.version,
            "wanted": {type(wanted).__name__: encode(wanted)},
            "gross": planned.becomes.totals.gross.minor,
            "at": now.isoformat(),
        },
        salt=SALT,
    )
    return ChangePreview(
        token=token,
        order=order,
        number=found.number,
        kind=planned.kind,
        lines_before=found.lines,
        lines_after=planned.lines,
        delivery=planned.becomes.delivery,
        totals_before=found.totals,
        totals_after=planned.becomes.totals,
        difference=planned.difference,
        money=moves,
        until=now + GOOD_FOR,
    )


def apply_change(
    *,
    token: str,
    key: str,
    order: OrderId | None = None,
    customer: CustomerId | None,
    pay: PayWith | None = None,
    origin: Origin,
    now: datetime,
) -> ChangedOrder:
    """Make the change that was looked at. Must not be called inside a transaction.

    `order`, where it is said, must be the one that was looked at. `key` names this attempt: sent again, it is answered
    with the same change. Nothing is changed where it refuses:
    KeyNeeded, PreviewOutdated (the order's version or a price moved on, or 15 minutes passed), PaymentNeeded, payments'
    refusals of a card, and everything that the preview refuses, looked at anew under lock.
    """
    forbid_transaction()
    if not 1 <= len(key) <= LONGEST_KEY:
        raise KeyNeeded
    of_token, version, wanted, gross = _read(token, now=now)
    if order not in (None, of_token):
        raise changes.BadPreview
    order = of_token
    if isinstance(wanted, changes.Cancel):
        return _cancel(order, wanted, key=key, customer=customer, origin=origin, now=now)
    change = ChangeId(ids.new())
    if isinstance(wanted, changes.ChangePayment):
        pay = wanted.pay
    _take_what_goes_elsewhere(order, version, wanted, pay, customer=customer, origin=origin, now=now)
    with atomic(), gather():
        claimed = claim(
            caller=origin.actor or origin.subject or "shopper",
            key=key,
            operation="change_order",
            body={"token": token},
            now=now,
            answer={"change": change},
        )
        if claimed.answer is None:
            settled = _begin(order, version, wanted, gross, change, customer=customer, pay=pay, origin=origin, now=now)
    if claimed.answer is not None:
        return settle_changes.answer_again(
            change=ChangeId(UUID(claimed.answer["change"])), customer=customer, origin=origin, now=now
        )
    return settle_changes.go_on(settled, pay, origin=origin, now=now)


def _begin(  # noqa: PLR0913 - everything that was read from the token
    order: OrderId,
    version: int,
    wanted: Wanted,
    gross: int,
    change: ChangeId,
    *,
    customer: CustomerId | None,
    pay: PayWith | None,
    origin: Origin,
    now: datetime,
) -> settle_changes.Begun:
    """All of the first transaction: the change done, or written down with its payment opened and its pieces held."""
    work = lock_untouched(order=order)
    found = at_true_places(orders.order(order), work)
    if customer is not None and found.customer != customer:
        raise OrderNotFound
    if found.version != version:
        raise changes.PreviewOutdated
    planned, moves = _reckon(found, wanted, pay, now=now)
    if planned.becomes.totals.gross.minor != gross:
        raise changes.PreviewOutdated
    if moves.pay and pay is None:
        raise changes.PaymentNeeded(amount=moves.pay)
    origin = about(found.customer, origin)
    before, after = planned.snapshots()
    row = changing.ask_for_change(
        change=change,
        order=found,
        kind=planned.kind,
        before=before,
        after={**after, "wanted": {type(wanted).__name__: settle_changes.kept_of(wanted)}},
        difference=planned.difference,
        origin=origin,
        now=now,
    )
    if moves.pay and pay is not None and pay.account is None:
        by = None if pay.instrument is None else money.own_instrument(found, pay, now=now)
        if planned.keep:
            cart = settle_changes.cart_of(change)
            stock.hold(cart=cart, lines=planned.keep, until=now + GOOD_FOR, now=now, origin=origin)
        key = money.key_of(change)
        opened = payments.open_payment(order=order, amount=moves.pay, key=key, now=now, origin=origin, by=by)
        return settle_changes.Begun(found, row, opened, (), ())
    of_order = paid.payments_of(order=order)
    if moves.elsewhere and any(one.status is PaymentStatus.AUTHORISED for one in of_order):
        raise changes.PreviewOutdated
    to = money.way_back(found, pay, of_order, now=now) if moves.back and planned.kind is ChangeKind.ITEMS else None
    if moves.pay and pay is not None:
        money.pay_with_value(found, pay, moves.pay, change, origin=origin, now=now)
    released, refunds = settle_changes.carry_out(planned, row, moves, held=False, to=to, origin=origin, now=now)
    return settle_changes.Begun(found, row, None, released, refunds)


def _take_what_goes_elsewhere(
    order: OrderId,
    version: int,
    wanted: Wanted,
    pay: PayWith | None,
    *,
    customer: CustomerId | None,
    origin: Origin,
    now: datetime,
) -> None:
    """Before the transaction: only money that was taken can go to another means than it was promised by.

    Looked at without a lock, which the transaction does again: where the change is refused after all, the order is paid a
    little sooner. Nothing is taken for a preview that is used up.
    """
    if pay is None or not pay.is_named or not isinstance(wanted, changes.ChangeItems):
        return
    found = at_true_places(orders.order(order), fulfilling.fulfilments_of(order))
    if found.version != version or (customer is not None and found.customer != customer):
        return
    of_order = paid.payments_of(order=order)
    if not any(one.status is PaymentStatus.AUTHORISED for one in of_order):
        return
    _planned, moves = _reckon(found, wanted, pay, now=now)
    if moves.elsewhere:
        money.take_promised(order, origin=about(found.customer, origin), now=now)


def _reckon(found: Order, wanted: Wanted, pay: PayWith | None, *, now: datetime) -> tuple[Plan, changes.MoneyMoves]:
    if found.status is not OrderStatus.CONFIRMED and not isinstance(wanted, changes.Cancel):
        raise refusal_of(found.id)
    refuse_by_policy(found, settle_changes.kind_of(wanted))
    if not isinstance(wanted, changes.Cancel):
        refuse_begun(fulfilling.fulfilments_of(found.id))
    planned = plan(found, wanted, now=now)
    of_order = paid.payments_of(order=found.id)
    if isinstance(wanted, changes.ChangePayment):
        pay = wanted.pay
        money.refuse_same_way(pay, of_order)
        if change_policy().lone_payment_only and not money.is_lone(of_order):
            raise changes.LonePaymentNeeded(number=found.number)
    moves = money.moves_of(found, planned.kind, planned.becomes.totals.gross, of_order, pay)
    if pay is not None:
        money.refuse_payment(found, pay, moves.pay, now=now)
        if moves.elsewhere:
            money.way_back(found, pay, of_order, now=now)
    return planned, moves


def _cancel(
    order: OrderId, wanted: changes.Cancel, *, key: str, customer: CustomerId | None, origin: Origin, now: datetime
) -> ChangedOrder:
    before = orders.order(order)
    after = cancelling.cancel_order(order=order, customer=customer, reason=wanted.reason, key=key, origin=origin, now=now)
    row = next(one for one in reversed(changes_of(order)) if one.kind is ChangeKind.CANCEL)
    return settle_changes.answer(after, row, is_repeat=before.status is OrderStatus.CANCELLED)


def _read(token: str, *, now: datetime) -> tuple[OrderId, int, Wanted, int]:
    try:
        kept = signing.loads(token, salt=SALT)
    except signing.BadSignature as wrong:
        raise changes.BadPreview from wrong
    if not timedelta() <= now - datetime.fromisoformat(kept["at"]) <= GOOD_FOR:
        raise changes.PreviewOutdated
    ((name, payload),) = kept["wanted"].items()
    return OrderId(UUID(kept["order"])), kept["version"], decode(KINDS[name], payload), kept["gross"]
