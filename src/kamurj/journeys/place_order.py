"""From a cart to an order: hold → order → authorise → confirm, in two transactions with the bank's answer between them.

What a kill at any point leaves behind is finished by `settle_payments`. Why it goes this way:
docs/decisions/0051-placing-an-order.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from kamurj.customers import operations as customers
from kamurj.customers.contracts import Contact as Reach
from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.idempotency.contracts import Claim
from kamurj.foundation.idempotency.operations import claim, settle
from kamurj.foundation.log.operations import gather
from kamurj.journeys import checkout, errors, settle_payments, stored_parts
from kamurj.journeys.checkout import Priced
from kamurj.journeys.contracts import Checkout, PayBy, PaymentChoice, PlacedOrder, SourcedPieces
from kamurj.journeys.finish_cart import CartFinishedInStore
from kamurj.journeys.subjects import about
from kamurj.kernel import ids
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import CartId, CustomerId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartStatus, Contact, Delivery, DeliveryKind, OrderStatus
from kamurj.orders.errors import CartChangedMeanwhile, CartNotOpen
from kamurj.orders.operations.carts import lock_cart
from kamurj.orders.operations.placing import place
from kamurj.orders.operations.states import confirm
from kamurj.payments import instruments
from kamurj.payments import operations as payments
from kamurj.payments.contracts import Payment
from kamurj.payments.errors import PaymentsError
from kamurj.promotions.errors import refusal_of
from kamurj.promotions.operations.redeeming import redeem
from kamurj.stock import operations as stock
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import Hold

KEPT = timedelta(minutes=15)
"""How long pieces are kept while the shopper types an address and a card."""
MARGIN = timedelta(seconds=30)
"""Holds that end sooner are taken anew: they could run out while the order is being written."""
LONGEST_KEY = 200


@atomic
@gather()
def begin_checkout(
    *, cart: CartId, delivery: Delivery, position: Position | None = None, language: str, origin: Origin, now: datetime
) -> Checkout:
    """Keep the cart's pieces for 15 minutes and say what the order would come to.

    Beginning again (another store, another address) replaces what was kept. `position` is where the shopper is, if known.
    Raises stock's NotEnoughStock naming what is short, and what `checkout.price_cart` refuses; then nothing is kept anew.
    """
    priced = checkout.price_cart(orders.cart(cart), delivery, channel=origin.channel, language=language, now=now)
    buyer = about(priced.cart.customer, origin)
    sources = checkout.sources_of(priced.cart, priced.destination, position=position, origin=buyer, now=now)
    until = now + KEPT
    stock.hold(cart=cart, lines=checkout.to_hold(sources), until=until, now=now, origin=buyer)
    return Checkout(
        cart=priced.cart,
        lines=priced.lines,
        totals=priced.totals,
        sources=sources,
        kept_until=until,
        home_delivery=priced.home_delivery(now=now),
        promoted=priced.promoted,
    )


def place_order(  # noqa: PLR0913 - the whole form
    *,
    cart: CartId,
    delivery: Delivery,
    payment: PaymentChoice,
    contact: Contact,
    key: str,
    seen_total: Money | None = None,
    position: Position | None = None,
    origin: Origin,
    now: datetime,
) -> PlacedOrder:
    """Order the cart. Must not be called inside a transaction.

    `key` names this attempt (1 to 200 characters): sent again, it is answered with the same order. The cart, too, becomes
    one order only. Pieces kept by `begin_checkout` are used; if they are not kept any more they are taken if still free.
    `seen_total` is what the shopper saw.

    A bank that does not answer is no refusal: the order is `awaiting_payment`, keeps its pieces, and is settled later.
    Raises, with nothing ordered: PriceChanged, promotions' PromotionUsedUp and CouponRefused (without a `seen_total` also
    for a coupon of the cart that gives nothing), stock's NotEnoughStock, what `checkout.price_cart` refuses, customers'
    refusals of the contact, idempotency's KeyReused, CartChangedMeanwhile (another device began a checkout just now),
    PaymentUnfinished (the same key is at work), CartFinishedInStore (a till sold the cart), and payments' CardDeclined or
    ProviderUnreachable, after which the shopper's cart is open again with the same lines (parameter `cart`: its id).
    """
    forbid_transaction()
    if not 1 <= len(key) <= LONGEST_KEY:
        raise errors.KeyNeeded
    if payment.by is PayBy.IN_STORE and delivery.kind is not DeliveryKind.COLLECT:
        raise errors.PayInStoreOnCollectionOnly
    caller = origin.actor or origin.subject or "shopper"
    payment = replace(payment, stored=stored_parts.resolve(payment.stored, caller=caller, now=now))
    form = _Form(cart, delivery, payment, contact, seen_total)
    order = OrderId(ids.new())
    with atomic(), gather():
        claimed = claim(
            caller=caller,
            key=key,
            operation="place_order",
            body=form,
            now=now,
            answer={"order": order},
        )
        written = None if claimed.is_repeat else _write_down(order, form, position=position, origin=origin, now=now)
        if written is None:
            order = _known_order(claimed, cart)
    if written is None:
        return settle_payments.answer_again(order=order, now=now, origin=origin)
    if written.payment is None:
        return written.placed
    return _ask_the_bank(written.placed, written.payment, payment.token, origin=origin, now=now)


@dataclass(frozen=True, slots=True)
class _Form:
    """What the shopper sent: the same key must come with the same form."""

    cart: CartId
    delivery: Delivery
    payment: PaymentChoice
    contact: Contact
    seen_total: Money | None


@dataclass(frozen=True, slots=True)
class _Written:
    """An order that is written down, and the payment that the bank is to be asked for (None: paid in the store)."""

    placed: PlacedOrder
    payment: Payment | None


def _write_down(order: OrderId, form: _Form, *, position: Position | None, origin: Origin, now: datetime) -> _Written | None:
    """All of the first transaction. None if the cart became an order before."""
    accounts = stored_parts.lock(form.payment.stored)
    cart = lock_cart(cart=form.cart)
    if cart.status is CartStatus.ORDERED:
        return None
    stored_parts.check(form.payment.stored, accounts, customer=cart.customer)
    card = form.payment.instrument
    kept = None if card is None else instruments.own(instrument=card, customer=cart.customer, now=now)
    priced = checkout.price_cart(cart, form.delivery, channel=origin.channel, language=cart.language, now=now)
    _refuse_lost_coupons(form, priced)
    total = priced.totals.gross
    if form.seen_total is not None and form.seen_total != total:
        raise errors.PriceChanged(seen=str(form.seen_total), current=str(total))
    customer = cart.customer or _customer_of(
        form.contact, country=priced.destination.country, language=cart.language, origin=origin, now=now
    )
    origin = about(customer, origin)
    sources = _keep_pieces(order, priced, position=position, origin=origin, now=now)
    row = place(
        order=order,
        cart=cart.id,
        location=origin.location,
        customer=customer,
        language=cart.language,
        contact=form.contact,
        delivery=form.delivery,
        totals=priced.totals,
        lines=checkout.order_lines(priced.lines, sources),
        origin=origin,
        now=now,
    )
    placed = PlacedOrder(
        order=order,
        number=row.number,
        status=OrderStatus.PLACED,
        total=total,
        customer=customer,
        awaiting_payment=True,
        is_repeat=False,
    )
    redeem(order=order, customer=customer, applied=priced.promoted.applied, now=now, origin=origin)
    rest = stored_parts.spend(form.payment.stored, order=order, total=total, origin=origin, now=now)
    if form.payment.by is PayBy.IN_STORE or not rest:
        confirm(order=order, origin=origin, now=now)
        return _Written(replace(placed, status=OrderStatus.CONFIRMED, awaiting_payment=False), None)
    opened = payments.open_payment(order=order, amount=rest, key=f"order:{order}", now=now, origin=origin, by=kept)
    return _Written(placed, opened)


def _refuse_lost_coupons(form: _Form, priced: Priced) -> None:
    """Who looked at the total saw what every coupon gives; who did not is told that one gives nothing."""
    if form.seen_total is None and priced.promoted.refused:
        raise refusal_of(priced.promoted.refused[0])


def _ask_the_bank(placed: PlacedOrder, payment: Payment, token: str, *, origin: Origin, now: datetime) -> PlacedOrder:
    """Between the transactions: whatever the bank says is written down by `settle_payments`."""
    origin = about(placed.customer, origin)
    try:
        answer = payments.authorise(payment=payment, token=token)
    except PaymentsError as refused:
        # Certainly nothing was asked of the bank: the order comes to nothing at once.
        refused.params["cart"] = settle_payments.abandon(order=placed.order, payment=payment, origin=origin, now=now)
        raise
    heard = settle_payments.finish(order=placed.order, payment=payment, answer=answer, origin=origin, now=now)
    if heard.is_good:
        return replace(placed, status=OrderStatus.CONFIRMED, awaiting_payment=False)
    if heard.status in settle_payments.UNSETTLED:
        return placed
    raise settle_payments.refusal_of(order=placed.order, payment=heard)


def _known_order(claimed: Claim, cart: CartId) -> OrderId:
    """The order that this key, or else this cart, became."""
    if claimed.answer is not None:
        return OrderId(UUID(claimed.answer["order"]))
    known = orders.order_of_cart(cart)
    if known is None:
        raise CartNotOpen
    if known.channel is Channel.STORE:
        raise CartFinishedInStore(number=known.number)
    settle(claimed, answer={"order": known.id})
    return known.id


def _customer_of(contact: Contact, *, country: str, language: str, origin: Origin, now: datetime) -> CustomerId:
    return customers.identify_or_create(
        contact=Reach(email=contact.email, phone=contact.phone),
        given_name=contact.given_name,
        family_name=contact.family_name,
        language=language,
        country=country,
        origin=origin,
        now=now,
    ).customer


def _keep_pieces(
    order: OrderId, priced: Priced, *, position: Position | None, origin: Origin, now: datetime
) -> tuple[SourcedPieces, ...]:
    """Keep the pieces for the order: what its cart holds, or else what is free."""
    cart = priced.cart
    holds, by_location = stocked.kept_and_free(
        cart=cart.id, variants=[line.variant for line in cart.lines], channel=origin.channel, now=now
    )
    if _are_as_asked(holds, priced, now=now):
        kept = stock.allocate(cart=cart.id, order=order, now=now, origin=origin)
        sources = tuple(SourcedPieces(one.variant, one.location, one.quantity) for one in kept)
        if sources != tuple(SourcedPieces(hold.variant, hold.location, hold.quantity) for hold in holds):
            # Another device began a checkout between the two statements: these are not the pieces that were looked at.
            raise CartChangedMeanwhile
        return sources
    sources = checkout.choose(cart, by_location, priced.destination, position=position, origin=origin, now=now)
    stock.keep_for_order(cart=cart.id, order=order, lines=checkout.to_hold(sources), now=now, origin=origin)
    return sources


def _are_as_asked(holds: Sequence[Hold], priced: Priced, *, now: datetime) -> bool:
    """Whether a cart holds all that it asks for and nothing else, in the right place, and for long enough."""
    kept: Counter[VariantId] = Counter()
    for hold in holds:
        if hold.expires_at <= now + MARGIN or priced.destination.store not in (None, hold.location):
            return False
        kept[hold.variant] += hold.quantity
    return kept == {line.variant: line.quantity for line in priced.cart.lines}
