"""A customer's web cart is finished at the till: shown there, sold there, and ordered once, here or on the web."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import VariantCard
from kamurj.journeys.errors import JourneyError
from kamurj.journeys.pricing_lines import segments_of
from kamurj.kernel.errors import Kind
from kamurj.kernel.ids import CartId, CustomerId, VariantId
from kamurj.kernel.origin import Channel, Origin
from kamurj.kernel.words import N_
from kamurj.locations.contracts import LocationCard
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Cart, CartLine, CartStatus
from kamurj.orders.operations import carts
from kamurj.pricing import queries as pricing
from kamurj.pricing.contracts import Quote
from kamurj.stock import queries as stock


class CartFinishedElsewhere(JourneyError):
    """The shopper ordered the cart on the web, or another till sold it."""

    code = "finish_cart.finished_elsewhere"
    kind = Kind.CONFLICT
    message = N_("This cart was ordered just now: order {number}. Do not take any money for it here.")


class CartFinishedInStore(JourneyError):
    """A till sold the cart while the shopper was ordering it on the web."""

    code = "finish_cart.finished_in_store"
    kind = Kind.CONFLICT
    message = N_(
        "Your cart was just sold in a store: order {number}. Nothing was charged here, there is nothing left to do."
    )


class CartGone(JourneyError):
    """The cart went into another one, and that is the one to finish."""

    code = "finish_cart.gone"
    kind = Kind.CONFLICT
    message = N_("The customer's cart changed meanwhile. Look at it again.")


class CartOfSomebodyElse(JourneyError):
    """A cart is finished with the customer whose cart it is."""

    code = "finish_cart.somebody_elses"
    kind = Kind.FORBIDDEN
    message = N_("This cart belongs to somebody else. Find the customer first.")


@dataclass(frozen=True, slots=True)
class WebLine:
    """A line of the cart as the till sees it: `here` pieces are free in this store, `elsewhere` in others."""

    card: VariantCard
    quantity: int
    quote: Quote | None
    here: int
    elsewhere: int

    @property
    def way(self) -> str:
        """What is proposed: take it along, send it, or nothing where it lies nowhere or is not sold."""
        if not self.card.sellable or self.quote is None:
            return ""
        if self.here >= self.quantity:
            return "now"
        return "ship" if self.here + self.elsewhere >= self.quantity else ""


@dataclass(frozen=True, slots=True)
class WebCart:
    """A customer's open cart with this till's prices and stock."""

    id: CartId
    lines: tuple[WebLine, ...]
    coupons: tuple[str, ...]
    changed_at: datetime

    @property
    def pieces(self) -> int:
        """All pieces together."""
        return sum(line.quantity for line in self.lines)


def open_web_cart(*, customer: CustomerId, till: LocationCard, language: str, now: datetime) -> WebCart | None:
    """What the customer has in the cart of the web shop; None where it is empty. Five statements.

    Pieces that the cart itself keeps count as free: they are the customer's.
    """
    cart = orders.find_open_cart(customer=customer)
    if cart is None or not cart.lines:
        return None
    variants = [line.variant for line in cart.lines]
    cards = catalogue.variant_cards(variants=variants, language=language)
    quotes = pricing.quote(
        variants=variants,
        quantities={line.variant: line.quantity for line in cart.lines},
        segments=segments_of(customer),
        channel=Channel.STORE,
        region=till.region,
        currency=till.currency,
        now=now,
    )
    places = stock.by_location(variants=variants, cart=cart.id, now=now)
    lines = []
    for line in cart.lines:
        if line.variant not in cards:
            continue
        free = Counter({one.location: one.free for one in places[line.variant]})
        here = free.pop(till.location, 0)
        lines.append(WebLine(cards[line.variant], line.quantity, quotes.get(line.variant), here, free.total()))
    return WebCart(cart.id, tuple(lines), cart.coupons, cart.changed_at)


def check(cart: Cart, *, customer: CustomerId | None) -> None:
    """Raises CartOfSomebodyElse, CartFinishedElsewhere, CartGone."""
    if cart.customer is None or cart.customer != customer:
        raise CartOfSomebodyElse
    if cart.status is CartStatus.ORDERED:
        raise elsewhere(cart.id)
    if cart.status is not CartStatus.OPEN:
        raise CartGone


def elsewhere(cart: CartId) -> JourneyError:
    """What to say of a cart that became an order."""
    known = orders.order_of_cart(cart)
    return CartGone() if known is None else CartFinishedElsewhere(number=known.number)


def keep_the_rest(cart: Cart, sold: Sequence[Sequence[CartLine]], *, origin: Origin, now: datetime) -> CartId | None:
    """In the sale's transaction, once the cart is ordered: what was not sold lies in a new open cart of the customer;
    None where nothing is left.
    """
    gone: Counter[VariantId] = Counter()
    for line in (line for part in sold for line in part):
        gone[line.variant] += line.quantity
    rest = [CartLine(line.variant, line.quantity - gone[line.variant]) for line in cart.lines]
    if not any(line.quantity > 0 for line in rest):
        return None
    fresh = carts.open_cart(
        customer=cart.customer,
        currency=cart.currency,
        language=cart.language,
        location=cart.location,
        origin=origin,
        now=now,
    )
    for line in rest:
        if line.quantity > 0:
            carts.set_line(cart=fresh.id, variant=line.variant, quantity=line.quantity, origin=origin, now=now)
    return fresh.id
