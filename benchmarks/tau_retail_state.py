"""What the house says of an order and of a user after a task, and what the file expects, in one form: compared, not trusted.

Money is in cents; lines are pieces without order; movements of nothing are left out (the file writes a refund of 0.00 where
an item was changed into itself). What a bank promised and the order does not need any more is let go here before it was
taken, which is a refund in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from benchmarks.tau_retail_files import GIFT_CARD

from kamurj.catalogue.queries import variant_cards
from kamurj.customers.queries import addresses_of
from kamurj.fulfilment.queries import fulfilments_of
from kamurj.importers.plain.customers import SOURCE
from kamurj.journeys.money_back import value_of
from kamurj.kernel.ids import CustomerId, OrderId
from kamurj.orders.contracts import CancelReason, Order, OrderStatus
from kamurj.orders.contracts.changes import ChangeKind, ChangeStatus
from kamurj.orders.queries import order as order_of
from kamurj.orders.queries.changes import changes_of
from kamurj.payments.bulk import instrument_id
from kamurj.payments.contracts import Payment, PaymentStatus, Refund, RefundStatus
from kamurj.payments.queries import payments_of, refunds_of
from kamurj.returns.contracts.requests import RequestKind, ReturnRequest
from kamurj.returns.queries.requests import requests_of
from kamurj.stored_value.bulk import account_of_code
from kamurj.stored_value.queries import account

Json = dict[str, Any]
REASONS = {
    CancelReason.NO_LONGER_NEEDED: "no longer needed",
    CancelReason.ORDERED_BY_MISTAKE: "ordered by mistake",
}


def names_of(user: Json) -> dict[str, str]:
    """The names in the file of a user's means, by the ids that they have here."""
    return {
        str(account_of_code(name) if one["source"] == GIFT_CARD else instrument_id(source=SOURCE, external_id=name)): name
        for name, one in user["payment_methods"].items()
    }


def order_here(order: OrderId, *, names: Mapping[str, str]) -> Json:
    """An order as the house has it; `names` are those of its user's means."""
    found = order_of(order)
    state: Json = {
        "items": Counter((line.sku, line.unit.minor) for line in found.lines for _ in range(line.quantity)),
        "address": _address(found),
        "payments": _payments(found, names),
        "status": _status(found),
    }
    if found.cancel_reason is not None and found.cancel_reason in REASONS:
        state["cancel_reason"] = REASONS[found.cancel_reason]
    for request in requests_of(order):
        state |= _request(request, names)
    return state


def order_expected(order: Json) -> Json:
    """The same of an order in the file."""
    address = order["address"]
    state: Json = {
        "items": Counter((item["item_id"], _cents(item["price"])) for item in order["items"]),
        "address": tuple(address[name] for name in ("address1", "address2", "city", "state", "zip")),
        "payments": Counter(
            (entry["transaction_type"], _cents(entry["amount"]), entry["payment_method_id"])
            for entry in order["payment_history"]
            if _cents(entry["amount"])
        ),
        "status": order["status"],
    }
    for name in ("cancel_reason", "return_payment_method_id", "exchange_payment_method_id"):
        if name in order:
            state[name] = order[name]
    for name in ("return_items", "exchange_items", "exchange_new_items"):
        if name in order:
            state[name] = Counter(order[name])
    if "exchange_price_difference" in order:
        state["exchange_price_difference"] = _cents(order["exchange_price_difference"])
    return state


def user_here(customer: CustomerId, *, cards: tuple[str, ...]) -> Json:
    """A user as the house has them: where they live, and what is on their gift cards."""
    home = next(one.address for one in addresses_of(customer=customer) if one.is_default)
    return {
        "address": (home.line1, home.line2, home.city, home.region, home.postcode),
        "cards": {card: account(account=account_of_code(card)).balance.minor for card in cards},
    }


def user_expected(user: Json) -> Json:
    """The same of a user in the file."""
    address = user["address"]
    return {
        "address": tuple(address[name] for name in ("address1", "address2", "city", "state", "zip")),
        "cards": {name: _cents(user["payment_methods"][name]["balance"]) for name in cards_of(user)},
    }


def cards_of(user: Json) -> tuple[str, ...]:
    """The gift cards of a user in the file."""
    return tuple(sorted(name for name, one in user["payment_methods"].items() if one["source"] == GIFT_CARD))


def _status(order: Order) -> str:
    if order.status is OrderStatus.CANCELLED:
        return "cancelled"
    if order.status is OrderStatus.COMPLETED:
        asked = requests_of(order.id)
        return f"{asked[0].wish.kind.value} requested" if asked else "delivered"
    if any(work.ready_at is not None for work in fulfilments_of(order.id)):
        return "processed"
    applied = [one for one in changes_of(order.id) if one.status is ChangeStatus.APPLIED]
    return "pending (item modified)" if any(one.kind is ChangeKind.ITEMS for one in applied) else "pending"


def _address(order: Order) -> tuple[str, ...]:
    address = order.delivery.address
    return (address.line1, address.line2, address.city, address.region, address.postcode) if address else ()


def _paid_by(payment: Payment, names: Mapping[str, str]) -> str:
    """The means that a payment came from."""
    return names.get(str(payment.instrument or payment.provider_reference), "?")


def _back_to(refund: Refund, payment: Payment, names: Mapping[str, str]) -> str:
    """The gift card or the card that took a refund, else what the money came from."""
    if refund.status is RefundStatus.FAILED:
        return "nobody"
    account = value_of(refund)
    if account is not None:
        return names.get(str(account.id), "?")
    return _paid_by(payment, names) if refund.instrument is None else names.get(str(refund.instrument), "?")


def _payments(order: Order, names: Mapping[str, str]) -> Counter[tuple[str, int, str]]:
    of_order, refunds = payments_of(order=order.id), refunds_of(order=order.id)
    by_id = {payment.id: payment for payment in of_order}
    taken = Counter(("payment", payment.amount.minor, _paid_by(payment, names)) for payment in of_order)
    back = Counter(("refund", refund.amount.minor, _back_to(refund, by_id[refund.payment], names)) for refund in refunds)
    moves = taken + back
    promised = [payment for payment in of_order if payment.status is PaymentStatus.AUTHORISED]
    paid = sum(payment.amount.minor for payment in of_order) - sum(refund.amount.minor for refund in refunds)
    if promised and order.status is OrderStatus.CONFIRMED and (spare := paid - order.totals.gross.minor) > 0:
        moves["refund", spare, _paid_by(promised[-1], names)] += 1
    return moves


def _request(request: ReturnRequest, names: Mapping[str, str]) -> Json:
    wish = request.wish
    means = names.get(wish.instrument or "", wish.instrument)
    variants = [line.variant for line in wish.lines] + [line.new_variant for line in wish.lines if line.new_variant]
    skus = {variant: card.sku for variant, card in variant_cards(variants=variants, language="en").items()}
    old = Counter(skus[line.variant] for line in wish.lines for _ in range(line.quantity))
    if wish.kind is RequestKind.RETURN:
        return {"return_items": old, "return_payment_method_id": means}
    return {
        "exchange_items": old,
        "exchange_new_items": Counter(
            skus[line.new_variant] for line in wish.lines if line.new_variant for _ in range(line.quantity)
        ),
        "exchange_payment_method_id": means,
        "exchange_price_difference": wish.difference.minor,
    }


def _cents(amount: float) -> int:
    return round(amount * 100)
