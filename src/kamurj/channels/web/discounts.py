"""Promotions and coupons as the shop's pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from kamurj.foundation.words.languages import current_language
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.money import Money
from kamurj.orders.contracts import Order
from kamurj.promotions import queries as promotions
from kamurj.promotions.contracts import Outcome
from kamurj.promotions.errors import refusal_of


@dataclass(frozen=True, slots=True)
class ShownDiscount:
    """A line among the sums: what a promotion takes off the goods (a negative amount), or that it pays the delivery."""

    name: str
    amount: Money | None


@dataclass(frozen=True, slots=True)
class ShownCoupon:
    """A code on the cart; `refusal` says why it gives nothing."""

    code: str
    refusal: str


def discounts_of(outcome: Outcome) -> list[ShownDiscount]:
    """What promotions do to the goods and the delivery, one row each."""
    language = current_language()
    return [
        ShownDiscount(one.name(language), None if one.is_shipping_free else -(one.amount - one.shipping))
        for one in outcome.applied
    ]


def coupons_of(codes: tuple[str, ...], outcome: Outcome) -> list[ShownCoupon]:
    """The cart's codes in the order in which they were put on it."""
    refusals = {one.coupon: refusal_text(refusal_of(one)) for one in outcome.refused}
    return [ShownCoupon(code, refusals.get(code, "")) for code in codes]


def discounts_of_order(order: Order) -> list[ShownDiscount]:
    """What an order got. Where lines were taken off since, only the discount on what is left is shown."""
    if not order.totals.discount_minor:
        return []
    got = [one for one in promotions.redemptions_of(order=order.id) if one.amount]
    if sum(one.amount.minor for one in got) == order.totals.discount_minor:
        return [ShownDiscount(one.name(current_language()), -one.amount) for one in got]
    return [ShownDiscount(gettext("Discount"), -order.totals.discount)]
