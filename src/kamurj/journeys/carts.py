"""The cart as a page shows it, and its changes: at most seven statements each, eight for a known customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import VariantCard
from kamurj.foundation.database.transactions import atomic
from kamurj.journeys import errors
from kamurj.journeys.contracts import CartLineView, CartView, LineProblem, PricedLine
from kamurj.journeys.pricing_lines import Buyer, promoted, segments_of
from kamurj.kernel.ids import CartId, CustomerId, LocationId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import LONGEST_COUPON, Cart, CartLine
from kamurj.orders.operations import carts, coupons
from kamurj.pricing import queries as pricing
from kamurj.pricing.contracts import Quote
from kamurj.promotions import queries as promotions
from kamurj.promotions.contracts import WhyNot
from kamurj.promotions.errors import CouponUnknown, refusal_of
from kamurj.stock import operations as stock
from kamurj.stock import queries as stocked

WAITING = (WhyNot.TOO_LITTLE, WhyNot.NOT_THESE, WhyNot.NOT_YET, WhyNot.WHO)
"""A coupon that gives nothing for one of these reasons stays on the cart: other goods, signing in, or time may change it."""


def view(*, cart: CartId, region: str | None, language: str, origin: Origin, now: datetime) -> CartView:
    """A cart with price and availability of every line. `region` is where the shopper buys (its prices and taxes): the
    chosen store's, or the shop's own. Raises CartNotFound.
    """
    return _shown(orders.cart(cart), region=region, language=language, origin=origin, now=now)


def open_cart(
    *,
    customer: CustomerId | None,
    anonymous_id: str | None,
    currency: str,
    region: str | None,
    language: str,
    origin: Origin,
    now: datetime,
) -> CartView:
    """The shopper's open cart, made if there is none, as a page shows it."""
    cart = carts.open_cart(
        customer=customer, anonymous_id=anonymous_id, currency=currency, language=language, origin=origin, now=now
    )
    return _shown(cart, region=region, language=language, origin=origin, now=now)


@atomic
def add(
    *,
    cart: CartId,
    variant: VariantId,
    quantity: int = 1,
    region: str | None,
    language: str,
    origin: Origin,
    now: datetime,
) -> CartView:
    """Put pieces in the cart. Raises UnknownArticle, NotSoldAnyMore and what orders' `add_line` refuses."""
    card = catalogue.variant_cards(variants=[variant], language=language).get(variant)
    if card is None:
        raise errors.UnknownArticle(variant=variant)
    if not card.sellable:
        raise errors.NotSoldAnyMore(variant=variant, name=card.name)
    carts.add_line(cart=cart, variant=variant, quantity=quantity, origin=origin, now=now)
    return view(cart=cart, region=region, language=language, origin=origin, now=now)


@atomic
def change(
    *,
    cart: CartId,
    variant: VariantId,
    quantity: int,
    expected_version: int | None = None,
    region: str | None,
    language: str,
    origin: Origin,
    now: datetime,
) -> CartView:
    """Let a line be so many pieces, 0 takes it out. Raises UnknownArticle and what orders' `set_line` refuses.

    What the cart held for a checkout before stays held until its time is over or a checkout begins anew.
    """
    if quantity > 0 and variant not in {line.variant for line in orders.cart(cart).lines}:
        raise errors.UnknownArticle(variant=variant)
    carts.set_line(cart=cart, variant=variant, quantity=quantity, expected_version=expected_version, origin=origin, now=now)
    return view(cart=cart, region=region, language=language, origin=origin, now=now)


@atomic
def remove(
    *, cart: CartId, variant: VariantId, region: str | None, language: str, origin: Origin, now: datetime
) -> CartView:
    """Take a line out; one that is not there is out already."""
    carts.set_line(cart=cart, variant=variant, quantity=0, origin=origin, now=now)
    return view(cart=cart, region=region, language=language, origin=origin, now=now)


@atomic
def merge_at_login(
    *, customer: CustomerId, anonymous_id: str, currency: str, language: str, origin: Origin, now: datetime
) -> Cart:
    """Put what was gathered before log-in into the customer's cart; pieces kept for the guest are free again, and kept
    anew when the customer's checkout begins. Doing it again is harmless.
    """
    guest = orders.find_open_cart(anonymous_id=anonymous_id)
    merged = carts.merge_carts(
        customer=customer, anonymous_id=anonymous_id, currency=currency, language=language, origin=origin, now=now
    )
    if guest is not None:
        stock.release(cart=guest.id, now=now, origin=origin)
    return merged


@atomic
def apply_coupon(*, cart: CartId, code: str, region: str | None, language: str, origin: Origin, now: datetime) -> CartView:
    """Put a coupon on the cart. Raises promotions' CouponRefused, with nothing changed, for one that can give nothing here
    and now, orders' TooManyCoupons, CartNotFound, CartNotOpen. One that only lacks the right goods is put on: it counts once
    they are there, and the cart says what is missing.
    """
    kept = promotions.normalised(code)
    if kept is None:
        raise CouponUnknown(coupon=code.strip()[:LONGEST_COUPON])
    coupons.put_coupon(cart=cart, code=kept, origin=origin, now=now)
    shown = view(cart=cart, region=region, language=language, origin=origin, now=now)
    for refused in shown.refused:
        if refused.coupon == kept and refused.why not in WAITING:
            raise refusal_of(refused)
    return shown


@atomic
def remove_coupon(*, cart: CartId, code: str, region: str | None, language: str, origin: Origin, now: datetime) -> CartView:
    """Take a coupon off the cart; one that is not there is off already."""
    kept = promotions.normalised(code)
    if kept is not None:
        coupons.take_coupon_off(cart=cart, code=kept, origin=origin, now=now)
    return view(cart=cart, region=region, language=language, origin=origin, now=now)


def choose_place(*, cart: CartId, currency: str, language: str, location: LocationId | None, now: datetime) -> None:
    """Remember in which store, currency and language the shopper buys."""
    carts.choose_place(cart=cart, currency=currency, language=language, location=location, now=now)


def _shown(cart: Cart, *, region: str | None, language: str, origin: Origin, now: datetime) -> CartView:
    variants = [line.variant for line in cart.lines]
    if not variants and not cart.coupons:
        return CartView(cart=cart, lines=(), subtotal=Money.zero(cart.currency), tax=Money.zero(cart.currency))
    cards = catalogue.variant_cards(variants=variants, language=language)
    segments = segments_of(cart.customer)
    quotes = pricing.quote(
        variants=variants,
        quantities={line.variant: line.quantity for line in cart.lines},
        segments=segments,
        channel=origin.channel,
        region=region,
        currency=cart.currency,
        now=now,
    )
    available = stocked.availability(variants=variants, channel=origin.channel, now=now)
    # Pieces that this cart itself keeps are not free, yet they are the shopper's own.
    for hold in stocked.holds_of(cart=cart.id):
        if hold.expires_at > now:
            available[hold.variant] = available.get(hold.variant, 0) + hold.quantity
    lines = tuple(
        _line(line, cards.get(line.variant), quotes.get(line.variant), available.get(line.variant, 0)) for line in cart.lines
    )
    amounts = [line.amounts for line in lines if line.amounts is not None]
    listed = pricing.total_of(lines=amounts, currency=cart.currency)
    buyer = Buyer(origin.channel, region, cart.currency, coupons=cart.coupons, customer=cart.customer, segments=segments)
    known, outcome = promoted(_priced(lines), buyer, shipping=None, now=now)
    whole = pricing.total_of(lines=[line.amounts for line in known], currency=cart.currency)
    return CartView(
        cart=cart, lines=lines, subtotal=whole.gross, tax=whole.tax, promoted=outcome, listed_minor=listed.gross.minor
    )


def _priced(lines: Sequence[CartLineView]) -> list[PricedLine]:
    return [
        PricedLine(card=line.card, quantity=line.quantity, quote=line.quote, amounts=line.amounts)
        for line in lines
        if line.card is not None and line.quote is not None and line.amounts is not None
    ]


def _line(line: CartLine, card: VariantCard | None, quote: Quote | None, available: int) -> CartLineView:
    problem = None
    if card is None or not card.sellable:
        problem = LineProblem.NOT_SOLD
    elif quote is None:
        problem = LineProblem.NO_PRICE
    elif available < line.quantity:
        problem = LineProblem.NOT_ENOUGH
    return CartLineView(
        variant=line.variant,
        quantity=line.quantity,
        card=card,
        quote=quote,
        amounts=None if quote is None else pricing.amounts_of(quoted=quote, quantity=line.quantity),
        available=available,
        problem=problem,
    )
