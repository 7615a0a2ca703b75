"""How much promotions take off: each alone, several together, and which of the ways is best for the shopper.

Amounts are minor units as quoted. Rounding: the discount of a whole promotion is rounded half up once, then allotted to the
lines by largest remainders, so that the parts add up; nothing depends on the order in which lines are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.kernel.ids import VariantId
from kamurj.kernel.money import Money, divide_half_up
from kamurj.promotions.contracts import WHOLE, Applied, Gives, Goods, Market, Offer, Outcome, Refused, Terms, WhyNot
from kamurj.promotions.rules.conditions import counted, rewarded, why_not


def evaluate(
    *,
    goods: Sequence[Goods],
    offers: Sequence[Offer],
    coupons: Sequence[str],
    market: Market,
    shipping: Money | None,
    now: datetime,
) -> Outcome:
    """What the offers give together. `goods` name a variant once; `shipping` is the fee to pay, None where nobody knows yet.

    Exclusive promotions count alone, the others together, by priority; of these ways the one that saves most is taken.
    Coupons without an offer are unknown. What one coupon of a promotion gives, a second one does not give again.
    """
    refused = [Refused(code, WhyNot.UNKNOWN) for code in coupons if code not in {offer.coupon for offer in offers}]
    fitting: list[Offer] = []
    for offer in sorted(offers, key=_rank):
        paid = None if shipping is None else bool(shipping)
        why = why_not(offer, goods, market, is_delivery_paid=paid, now=now)
        if why is None and offer.promotion.id in {one.promotion.id for one in fitting}:
            why = WhyNot.NOT_COMBINED
        if why is None:
            fitting.append(offer)
        elif offer.coupon is not None:
            refused.append(_refused(offer, why, market.currency))
    best = _best(fitting, goods, currency=market.currency, shipping=shipping)
    given = {one.promotion for one in best}
    refused += [
        _refused(offer, _why_left_out(offer, goods, shipping, market.currency), market.currency)
        for offer in fitting
        if offer.coupon is not None and offer.promotion.id not in given
    ]
    return Outcome(applied=best, refused=tuple(sorted(refused, key=lambda one: one.coupon)))


def _best(fitting: Sequence[Offer], goods: Sequence[Goods], *, currency: str, shipping: Money | None) -> tuple[Applied, ...]:
    ways = [[offer] for offer in fitting if offer.promotion.terms.is_exclusive]
    ways.append([offer for offer in fitting if not offer.promotion.terms.is_exclusive])
    tried = [_together(way, goods, currency=currency, shipping=shipping) for way in ways]
    # Of equals the first counts, and the ways are in order of priority; a free delivery is better than nothing at all.
    return max(tried, key=lambda way: (sum(one.amount.minor for one in way), any(one.is_shipping_free for one in way)))


def _together(
    offers: Sequence[Offer], goods: Sequence[Goods], *, currency: str, shipping: Money | None
) -> tuple[Applied, ...]:
    """Each takes from what the ones before it have left."""
    left = {one.variant: one.unit.minor * one.quantity for one in goods}
    fee = shipping
    applied: list[Applied] = []
    for offer in offers:
        terms = offer.promotion.terms
        is_free = terms.gives is Gives.FREE_SHIPPING and (fee is None or bool(fee))
        off = {} if terms.gives is Gives.FREE_SHIPPING else discount(terms, goods, left)
        fee_off = fee if is_free and fee is not None else Money.zero(currency)
        amount = sum(off.values()) + fee_off.minor
        if not (amount or is_free) or _is_beyond_budget(offer, amount):
            continue
        for variant, minor in off.items():
            left[variant] -= minor
        fee = Money.zero(currency) if is_free else fee
        applied.append(
            Applied(
                promotion=offer.promotion.id,
                name_en=terms.name_en,
                name_hy=terms.name_hy,
                coupon=offer.coupon,
                lines=tuple((variant, Money(minor, currency)) for variant, minor in sorted(off.items()) if minor),
                shipping=fee_off,
                is_shipping_free=is_free,
            )
        )
    return tuple(applied)


def discount(terms: Terms, goods: Sequence[Goods], left: dict[VariantId, int]) -> dict[VariantId, int]:
    """What the terms take off each of the goods, never more than what is `left` of it to pay."""
    meant = counted(terms, goods)
    match terms.gives:
        case Gives.PERCENT:
            whole = sum(left[one.variant] for one in meant)
            return _allotted(divide_half_up(whole * terms.basis_points, WHOLE), meant, left)
        case Gives.AMOUNT:
            return _allotted(min(terms.amount_minor, sum(left[one.variant] for one in meant)), meant, left)
        case Gives.FIXED_PRICE:
            return {one.variant: max(0, left[one.variant] - terms.amount_minor * one.quantity) for one in meant}
        case Gives.BUY_GET:
            pieces = sum(one.quantity for one in meant)
            if terms.rewards_others:
                return _cheapest(terms, rewarded(terms, goods), left, pieces=pieces // terms.buy * terms.get)
            return _cheapest(terms, meant, left, pieces=pieces // (terms.buy + terms.get) * terms.get)
        case Gives.FREE_SHIPPING:
            return {}


def _allotted(whole: int, meant: Sequence[Goods], left: dict[VariantId, int]) -> dict[VariantId, int]:
    weights = [left[one.variant] for one in meant]
    if whole <= 0 or sum(weights) <= 0:
        return {}
    # `whole` is never more than the sum of the weights, so no part is more than its weight.
    parts = Money(whole, meant[0].unit.currency).allocate(weights)
    return {one.variant: part.minor for one, part in zip(meant, parts, strict=True)}


def _cheapest(terms: Terms, meant: Sequence[Goods], left: dict[VariantId, int], *, pieces: int) -> dict[VariantId, int]:
    """What comes off the cheapest of the goods, so many pieces of all of them together."""
    off: dict[VariantId, int] = {}
    for one in sorted(meant, key=lambda goods: (goods.unit.minor, goods.variant)):
        here = min(pieces, one.quantity)
        pieces -= here
        off[one.variant] = min(divide_half_up(one.unit.minor * here * terms.basis_points, WHOLE), left[one.variant])
    return off


def _rank(offer: Offer) -> tuple[int, int, str]:
    return -offer.promotion.terms.priority, offer.promotion.id, offer.coupon or ""


def _is_beyond_budget(offer: Offer, amount: int) -> bool:
    budget = offer.promotion.terms.budget_minor
    return budget is not None and offer.promotion.spent_minor + amount > budget


def _why_left_out(offer: Offer, goods: Sequence[Goods], shipping: Money | None, currency: str) -> WhyNot:
    """A coupon that fits and yet is not in the best way: it gives nothing even alone, or something better excludes it."""
    terms = offer.promotion.terms
    if _together([offer], goods, currency=currency, shipping=shipping):
        return WhyNot.NOT_COMBINED
    alone = discount(terms, goods, {one.variant: one.unit.minor * one.quantity for one in goods})
    return WhyNot.USED_UP if any(alone.values()) else WhyNot.NOT_THESE


def _refused(offer: Offer, why: WhyNot, currency: str) -> Refused:
    minimum = Money(offer.promotion.terms.minimum_minor, currency) if why is WhyNot.TOO_LITTLE else None
    return Refused(offer.coupon or "", why, minimum)
