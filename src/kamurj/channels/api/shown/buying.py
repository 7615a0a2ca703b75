"""Carts, checkouts and orders as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kamurj.channels.api.shown.catalogue import price
from kamurj.channels.api.shown.plain import Shown, home_delivery, moment, money, money_or_none, picture
from kamurj.foundation.words.languages import current_language
from kamurj.foundation.words.sentences import refusal_text
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.journeys.contracts import CartLineView, CartView, Checkout, PlacedOrder, PricedLine
from kamurj.journeys.promises import Promise, PromiseKind
from kamurj.kernel.ids import FulfilmentId
from kamurj.orders.contracts import Order, OrderLine, OrderPage, OrderSummary, Totals
from kamurj.promotions.contracts import Outcome
from kamurj.promotions.errors import refusal_of


def cart(view: CartView) -> Shown:
    """A cart."""
    return {
        "cart": str(view.id),
        "version": view.cart.version,
        "status": view.cart.status.value,
        "channel": view.cart.channel.value,
        "currency": view.cart.currency,
        "lines": [_cart_line(line) for line in view.lines],
        "pieces": view.pieces,
        "subtotal": money(view.subtotal),
        "tax": money(view.tax),
        "discounts": _discounts(view.promoted),
        "coupons": _coupons(view.cart.coupons, view.promoted),
        "can_be_ordered": view.can_be_ordered,
    }


def checkout(begun: Checkout) -> Shown:
    """What an order would come to."""
    return {
        "cart": str(begun.cart.id),
        "lines": [_checkout_line(line) for line in begun.lines],
        "totals": totals(begun.totals),
        "discounts": _discounts(begun.promoted),
        "coupons": _coupons(begun.cart.coupons, begun.promoted),
        "kept_until": moment(begun.kept_until),
        "home_delivery": home_delivery(begun.home_delivery),
    }


def placed(one: PlacedOrder) -> Shown:
    """An order just after placing."""
    return {
        "order": str(one.order),
        "number": one.number,
        "status": one.status.value,
        "total": money(one.total),
        "awaiting_payment": one.awaiting_payment,
        "is_repeat": one.is_repeat,
    }


def order(
    one: Order, works: Sequence[Fulfilment], codes: Mapping[FulfilmentId, str], promise: Promise | None = None
) -> Shown:
    """An order whole; `codes` are shown to its owner only."""
    return {
        "order": str(one.id),
        "number": one.number,
        "status": one.status.value,
        "channel": one.channel.value,
        "currency": one.currency,
        "delivery_kind": one.delivery.kind.value,
        "pickup_location": one.delivery.location,
        "totals": totals(one.totals),
        "lines": [_order_line(line) for line in one.lines],
        "fulfilments": [_parcel(work, codes.get(work.id)) for work in works],
        "promise": None if promise is None else _promise(promise),
        "placed_at": moment(one.placed_at),
        "confirmed_at": moment(one.confirmed_at),
        "cancelled_at": moment(one.cancelled_at),
        "completed_at": moment(one.completed_at),
        "cancel_reason": None if one.cancel_reason is None else one.cancel_reason.value,
    }


def _promise(promise: Promise) -> Shown:
    is_collected = promise.kind is PromiseKind.COLLECT
    return {
        "earliest": moment(promise.earliest),
        "latest": moment(promise.latest),
        "ready_by": moment(promise.latest) if is_collected else None,
        "pickup_by": moment(promise.until) if is_collected else None,
    }


def summary(one: OrderSummary) -> Shown:
    """A row of a list of orders."""
    return {
        "order": str(one.id),
        "number": one.number,
        "status": one.status.value,
        "channel": one.channel.value,
        "customer": None if one.customer is None else str(one.customer),
        "customer_name": one.customer_name,
        "delivery_kind": one.delivery_kind.value,
        "pickup_location": one.pickup_location,
        "gross": money(one.gross),
        "pieces": one.pieces,
        "placed_at": moment(one.placed_at),
    }


def orders(page: OrderPage) -> Shown:
    """A page of orders."""
    return {
        "orders": [summary(one) for one in page.orders],
        "next": None if page.next is None else page.next.text(),
    }


def totals(sums: Totals) -> Shown:
    """The sums of an order."""
    return {
        "net": money(sums.net),
        "tax": money(sums.tax),
        "gross": money(sums.gross),
        "shipping": money(sums.shipping),
        "fees": money(sums.fees),
        "discount": money(sums.discount),
    }


def _discounts(outcome: Outcome) -> list[Shown]:
    language = current_language()
    return [
        {
            "name": one.name(language),
            "coupon": one.coupon,
            "amount": money(one.amount),
            "is_delivery_free": one.is_shipping_free,
        }
        for one in outcome.applied
    ]


def _coupons(codes: Sequence[str], outcome: Outcome) -> list[Shown]:
    refusals = {one.coupon: refusal_of(one) for one in outcome.refused}
    return [
        {
            "code": code,
            "problem": refusals[code].code if code in refusals else None,
            "detail": refusal_text(refusals[code]) if code in refusals else None,
        }
        for code in codes
    ]


def _cart_line(line: CartLineView) -> Shown:
    card = line.card
    return {
        "variant": line.variant,
        "sku": card.sku if card else None,
        "name": card.name if card else None,
        "options_text": card.options if card else None,
        "picture": picture(card.image) if card else None,
        "quantity": line.quantity,
        "price": price(line.quote),
        "gross": money_or_none(line.amounts.gross if line.amounts else None),
        "available": line.available,
        "problem": line.problem.value if line.problem else None,
    }


def _checkout_line(line: PricedLine) -> Shown:
    return {
        "variant": line.card.variant,
        "sku": line.card.sku,
        "name": line.card.name,
        "options_text": line.card.options,
        "quantity": line.quantity,
        "price": price(line.quote),
        "discount": money(line.discount),
        "net": money(line.amounts.net),
        "tax": money(line.amounts.tax),
        "gross": money(line.amounts.gross),
    }


def _order_line(line: OrderLine) -> Shown:
    return {
        "position": line.position,
        "variant": line.variant,
        "sku": line.sku,
        "name": line.name,
        "options_text": line.options,
        "quantity": line.quantity,
        "unit": money(line.unit),
        "discount": money(line.discount),
        "net": money(line.net),
        "tax": money(line.tax),
        "gross": money(line.gross),
    }


def _parcel(work: Fulfilment, code: str | None) -> Shown:
    return {
        "fulfilment": str(work.id),
        "location": work.location,
        "kind": work.kind.value,
        "status": work.status.value,
        "deadline_at": moment(work.deadline_at),
        "tracking": work.tracking,
        "pickup_code": code,
    }
