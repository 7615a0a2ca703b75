"""Selling at the till what lies elsewhere, alone or together with what the customer takes along: all of it or nothing.

First the pieces are kept, each part's under its own id, then one transaction makes the orders, takes the money and hands
out what is taken along. By a pay-link, the orders wait with their pieces until it is paid or over (0091).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from kamurj.customers import operations as people
from kamurj.customers.contracts import Contact as Reach
from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.idempotency.errors import KeyReused
from kamurj.foundation.idempotency.operations import claim
from kamurj.foundation.log.operations import gather
from kamurj.journeys import aisle_parts, errors, finish_cart, stored_parts
from kamurj.journeys.aisle_parts import Part, PricedPart, PricedSale
from kamurj.journeys.aisle_payment import CounterPayment, change_again, pay_at_counter
from kamurj.journeys.checkout import order_lines, to_hold
from kamurj.journeys.contracts import SourcedPieces
from kamurj.journeys.pay_link import make_link
from kamurj.journeys.promises import Promise
from kamurj.journeys.subjects import about
from kamurj.kernel.errors import Kind
from kamurj.kernel.ids import CartId, CustomerId, LocationId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.kernel.words import N_
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Contact, DeliveryKind, Order
from kamurj.orders.operations.carts import lock_cart
from kamurj.orders.operations.placing import place
from kamurj.orders.operations.states import complete, confirm
from kamurj.payments import links
from kamurj.payments.contracts import PayLink
from kamurj.promotions.contracts import Refused
from kamurj.promotions.errors import refusal_of
from kamurj.promotions.operations.redeeming import redeem
from kamurj.stock import operations as stock
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import Reason
from kamurj.stock.errors import HoldExpired, NotEnoughStock

KEPT = timedelta(minutes=15)
"""How long pieces are kept while the associate types an address and counts money."""
MARGIN = timedelta(seconds=30)
"""What is kept no longer than this is kept anew before it is sold."""
ROUNDS = 5
"""So often is a sale tried whose pieces another device takes and gives back at the same moment."""
SELL = "sell_elsewhere"
LINK_VALID = timedelta(hours=2)
"""How long a pay-link of the shop floor can be paid, and its pieces are kept."""


class LinkForOneParcel(errors.JourneyError):
    """A link would let goods leave before they are paid, or pay one order of several."""

    code = "aisle.link_for_one_parcel"
    kind = Kind.CONFLICT
    message = N_(
        "A pay-link pays for one parcel, or for what is collected in one store. What the customer takes along, or what goes "
        "another way, is a sale of its own."
    )


class ContactNeeded(errors.JourneyError):
    """Nobody to tell when the pieces come."""

    code = "aisle.contact_needed"
    message = N_("Ask for a name and an e-mail address or a phone number: whom shall we tell when it comes?")


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A part whose pieces are kept: from where they come, and when the customer has them."""

    part: PricedPart
    sources: tuple[SourcedPieces, ...]
    promise: Promise | None


@dataclass(frozen=True, slots=True)
class KeptSale:
    """A sale that can be paid; `total` is what the form sends back as the total that was seen."""

    parts: tuple[KeptPart, ...]
    total: Money
    refused: tuple[Refused, ...]
    kept_until: datetime


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose sale it is: somebody who was found (`known`), how to reach them, and their web cart if it is finished here."""

    contact: Contact
    known: CustomerId | None = None
    web_cart: CartId | None = None


@dataclass(frozen=True, slots=True)
class SoldElsewhere:
    """A finished sale: its orders, what goes back in cash, and the `link` where it is still to be paid."""

    orders: tuple[Order, ...]
    total: Money
    change: Money
    link: PayLink | None
    is_repeat: bool


def keep(
    *,
    sale: OrderId,
    location: LocationId,
    parts: Sequence[Part],
    customer: Customer,
    coupons: Sequence[str] = (),
    language: str,
    origin: Origin,
    now: datetime,
) -> KeptSale:
    """Keep the pieces of every part for 15 minutes and say what they come to. Beginning again replaces what was kept.

    What the customer's web cart keeps is given to the sale. Raises NotEnoughStock with what is short (then nothing is kept
    any more), what `tidy` and `checkout.price_cart` refuse, TillClosedDown, SaleIdReused, and what `finish_cart.check`
    refuses.
    """
    till = _till(location, language)
    asked = aisle_parts.tidy(parts, till=till)
    if orders.orders_by_id([sale]):
        raise errors.SaleIdReused
    if customer.web_cart is not None:
        finish_cart.check(orders.cart(customer.web_cart), customer=customer.known)
    form = _Form(sale, asked, customer, CounterPayment(method=None), tuple(coupons), None)
    found = _price(form, till, language=language, origin=origin, now=now)
    let_go(sale=sale, origin=origin, now=now)
    sources = _keep(found, till, customer, origin=origin, now=now)
    return KeptSale(
        parts=tuple(
            KeptPart(part, pieces, aisle_parts.promise_of(part, pieces, now=now))
            for part, pieces in zip(found.parts, sources, strict=True)
        ),
        total=found.total,
        refused=found.refused,
        kept_until=now + KEPT,
    )


def let_go(*, sale: OrderId, origin: Origin, now: datetime) -> None:
    """The customer changed their mind before paying: nothing is kept any more. Doing it again changes nothing."""
    for order in aisle_parts.family(sale):
        stock.release(cart=CartId(order), now=now, origin=origin)


def sell(  # noqa: PLR0913 - a sale is all of these
    *,
    sale: OrderId,
    location: LocationId,
    parts: Sequence[Part],
    customer: Customer,
    payment: CounterPayment,
    coupons: Sequence[str] = (),
    seen_total: Money | None = None,
    language: str,
    origin: Origin,
    now: datetime,
) -> SoldElsewhere:
    """Sell every part, or none. Must not be called inside a transaction. `sale` is the id that the till made: sent twice,
    from however many devices, it is one sale.

    Paid at the counter, orders are confirmed and what is taken along is handed out; by link they wait for it, with their
    pieces, until it is over. Raises, with nothing sold: what `keep` refuses, SaleIdReused, PriceChanged, CouponRefused,
    ContactNeeded, LinkForOneParcel, HoldExpired (try again), what gift cards refuse, TenderedTooLittle, and
    `finish_cart`'s CartFinishedElsewhere where the shopper was quicker on the web.
    """
    forbid_transaction()
    till = _till(location, language)
    asked = aisle_parts.tidy(parts, till=till)
    if payment.is_by_link and (len(asked) > 1 or asked[0].delivery.kind is DeliveryKind.CARRY_OUT):
        raise LinkForOneParcel
    caller = origin.actor or "till"
    form = _Form(sale, asked, customer, payment, tuple(coupons), seen_total)
    names = {"location": location, "parts": asked, "customer": customer.known, "web_cart": customer.web_cart}
    for attempt in count(1):
        try:
            if not orders.orders_by_id([sale]):
                if customer.web_cart is not None:
                    finish_cart.check(orders.cart(customer.web_cart), customer=customer.known)
                _keep_where_needed(form, till, language=language, origin=origin, now=now)
            with atomic(), gather():
                claimed = claim(caller=caller, key=str(sale), operation=SELL, body=names, now=now, answer={"order": sale})
                if not claimed.is_repeat:
                    return _write_down(form, till, language=language, origin=origin, now=now)
            break
        except KeyReused as other:
            raise errors.SaleIdReused from other
        except (NotEnoughStock, HoldExpired) as gone:
            # The same form is being sold from another device: its pieces are that one's now, or the two took turns.
            if customer.web_cart is not None and not orders.orders_by_id([sale]):
                finish_cart.check(orders.cart(customer.web_cart), customer=customer.known)
            if not orders.orders_by_id([sale]) and (isinstance(gone, NotEnoughStock) or attempt >= ROUNDS):
                raise
    let_go(sale=sale, origin=origin, now=now)
    return _sold_before(sale, payment, now=now)


@dataclass(frozen=True, slots=True)
class _Form:
    """What the till sent."""

    sale: OrderId
    parts: tuple[Part, ...]
    customer: Customer
    payment: CounterPayment
    coupons: tuple[str, ...]
    seen_total: Money | None


def _write_down(form: _Form, till: LocationCard, *, language: str, origin: Origin, now: datetime) -> SoldElsewhere:
    """All of the transaction: accounts before carts before stock before promotions, as whoever sells locks them."""
    accounts = stored_parts.lock(form.payment.value)
    web_cart = None if form.customer.web_cart is None else lock_cart(cart=form.customer.web_cart)
    if web_cart is not None:
        finish_cart.check(web_cart, customer=form.customer.known)
    found = _price(form, till, language=language, origin=origin, now=now)
    if form.seen_total is not None and form.seen_total != found.total:
        raise errors.PriceChanged(seen=form.seen_total, current=found.total)
    if found.refused:
        raise refusal_of(found.refused[0])
    buyer = _identified(form, till, language=language, origin=origin, now=now)
    stored_parts.check(form.payment.value, accounts, customer=buyer)
    origin = about(buyer, origin)
    kept = [_allocated(part, origin=origin, now=now) for part in found.parts]
    for number, (part, sources) in enumerate(zip(found.parts, kept, strict=True)):
        row = place(
            order=part.order,
            cart=form.customer.web_cart if number == 0 else None,
            location=till.location,
            customer=buyer,
            language=language,
            contact=form.customer.contact,
            delivery=part.delivery,
            totals=part.priced.totals,
            lines=order_lines(part.priced.lines, sources),
            origin=origin,
            now=now,
        )
        if row.is_repeat:
            raise errors.SaleIdReused
    for part in found.parts:
        redeem(order=part.order, customer=buyer, applied=part.priced.promoted.applied, now=now, origin=origin)
    if web_cart is not None:
        finish_cart.keep_the_rest(web_cart, [part.lines for part in found.parts], origin=origin, now=now)
    paid = pay_at_counter(
        form.payment,
        {part.order: part.gross for part in found.parts},
        sale=form.sale,
        location=till.location,
        origin=origin,
        now=now,
    )
    link = None
    for part in found.parts:
        if form.payment.is_by_link and paid.owed[part.order]:
            link = make_link(order=part.order, now=now, origin=origin, valid=LINK_VALID)
        else:
            _hand_on(part, origin=origin, now=now)
    made = orders.orders_by_id([part.order for part in found.parts])
    return SoldElsewhere(tuple(made[part.order] for part in found.parts), found.total, paid.change, link, is_repeat=False)


def _hand_on(part: PricedPart, *, origin: Origin, now: datetime) -> None:
    """Paid: what is sent or collected is work for its places from now on, what is taken along is gone."""
    confirm(order=part.order, origin=origin, now=now)
    if part.is_taken_along:
        stock.consume(order=part.order, reason=Reason.SOLD, now=now, origin=origin)
        complete(order=part.order, origin=origin, now=now)


def _sold_before(sale: OrderId, payment: CounterPayment, *, now: datetime) -> SoldElsewhere:
    """The first answer again."""
    made = sold(sale)
    total = sum((one.totals.gross for one in made), start=Money.zero(made[0].currency))
    change = change_again(payment, [one.id for one in made], currency=total.currency)
    link = next((one for order in made for one in links.links_of(order=order.id, now=now)), None)
    return SoldElsewhere(made, total, change, link, is_repeat=True)


def sold(sale: OrderId) -> tuple[Order, ...]:
    """The orders of a sale, by any of them: first what was taken along. Empty where nothing was sold under this id."""
    found = orders.orders_by_id(aisle_parts.family(sale)).values()
    return tuple(sorted(found, key=lambda one: (aisle_parts.WAYS.index(one.delivery.kind), one.delivery.location or 0)))


def _price(form: _Form, till: LocationCard, *, language: str, origin: Origin, now: datetime) -> PricedSale:
    return aisle_parts.price(
        form.parts,
        sale=form.sale,
        till=till,
        customer=form.customer.known,
        coupons=form.coupons,
        language=language,
        origin=origin,
        now=now,
    )


def _keep(
    found: PricedSale, till: LocationCard, customer: Customer, *, origin: Origin, now: datetime
) -> list[tuple[SourcedPieces, ...]]:
    """Each part's pieces in a transaction of its own, so that no two sales wait for each other in a circle."""
    origin = about(customer.known, origin)
    if customer.web_cart is not None:
        stock.release(cart=customer.web_cart, now=now, origin=origin)
    kept = []
    try:
        for part in found.parts:
            with atomic(), gather():
                sources = aisle_parts.choose_sources(part, till=till, origin=origin, now=now)
                stock.hold(cart=CartId(part.order), lines=to_hold(sources), until=now + KEPT, now=now, origin=origin)
            kept.append(sources)
    except NotEnoughStock:
        for part in found.parts[: len(kept)]:
            stock.release(cart=CartId(part.order), now=now, origin=origin)
        raise
    return kept


def _keep_where_needed(form: _Form, till: LocationCard, *, language: str, origin: Origin, now: datetime) -> None:
    found = _price(form, till, language=language, origin=origin, now=now)
    if not all(_is_kept(part, now=now) for part in found.parts):
        _keep(found, till, form.customer, origin=origin, now=now)


def _is_kept(part: PricedPart, *, now: datetime) -> bool:
    """Whether all pieces of a part lie where they are needed, for long enough."""
    held: Counter[VariantId] = Counter()
    place = part.delivery.location
    for hold in stocked.holds_of(cart=CartId(part.order)):
        if hold.expires_at <= now + MARGIN or place not in (None, hold.location):
            return False
        held[hold.variant] += hold.quantity
    return held == {line.variant: line.quantity for line in part.lines}


def _allocated(part: PricedPart, *, origin: Origin, now: datetime) -> tuple[SourcedPieces, ...]:
    """What was kept for the part is its order's now. Raises HoldExpired where it is not all there any more."""
    kept = stock.allocate(cart=CartId(part.order), order=part.order, now=now, origin=origin)
    found = tuple(SourcedPieces(one.variant, one.location, one.quantity) for one in kept)
    pieces: Counter[VariantId] = Counter()
    for one in found:
        pieces[one.variant] += one.quantity
    if pieces != {line.variant: line.quantity for line in part.lines}:
        raise HoldExpired
    return found


def _identified(form: _Form, till: LocationCard, *, language: str, origin: Origin, now: datetime) -> CustomerId | None:
    """Who buys: nobody in particular where everything is taken along and nobody gave a name. Raises ContactNeeded."""
    contact = form.customer.contact
    is_reachable = bool(contact.given_name and (contact.email or contact.phone))
    if not is_reachable:
        if any(part.delivery.kind is not DeliveryKind.CARRY_OUT for part in form.parts):
            raise ContactNeeded
        return form.customer.known
    return (
        form.customer.known
        or people.identify_or_create(
            contact=Reach(email=contact.email, phone=contact.phone),
            given_name=contact.given_name,
            family_name=contact.family_name,
            language=language,
            country=till.country,
            origin=origin,
            now=now,
        ).customer
    )


def _till(location: LocationId, language: str) -> LocationCard:
    till = locations.location(location)
    if not till.active:
        raise errors.TillClosedDown(name=till.name(language))
    return till
