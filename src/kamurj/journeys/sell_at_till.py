"""A customer stands at the till: priced, sold, paid and carried out in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import gather
from kamurj.journeys import errors
from kamurj.journeys.cash import change_for
from kamurj.journeys.checkout import order_lines
from kamurj.journeys.contracts import Sale, SourcedPieces
from kamurj.journeys.pricing_lines import Buyer, price_lines, promoted, totals_of
from kamurj.journeys.subjects import about
from kamurj.kernel.ids import CustomerId, LocationId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard
from kamurj.orders import queries as orders
from kamurj.orders.contracts import (
    MAXIMUM_LINES,
    MAXIMUM_QUANTITY,
    CartLine,
    Contact,
    Delivery,
    DeliveryKind,
    Totals,
)
from kamurj.orders.errors import CartIsEmpty, QuantityRefused, TooManyLines
from kamurj.orders.operations.placing import place
from kamurj.orders.operations.states import complete, confirm
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method
from kamurj.promotions import queries as promotions
from kamurj.promotions.errors import CouponUnknown, refusal_of
from kamurj.promotions.operations.redeeming import redeem
from kamurj.stock import operations as stock
from kamurj.stock.contracts import Pieces

NOBODY = Contact(given_name="", family_name="")


@atomic
def sell_at_till(  # noqa: PLR0913 - a sale is all of these
    *,
    sale: OrderId,
    location: LocationId,
    lines: Sequence[CartLine],
    method: Method,
    tendered: Money | None = None,
    customer: CustomerId | None = None,
    coupons: Sequence[str] = (),
    contact: Contact = NOBODY,
    seen_total: Money | None = None,
    language: str,
    origin: Origin,
    now: datetime,
) -> Sale:
    """Sell pieces over the counter at this store's prices; `sale` is the id that the till made: sent twice, it is one sale.

    `method` is cash or the card terminal; `tendered` is the cash that was given (None: exactly the total). A store sells
    whatever the hour, as long as it trades. Two lines of one variant are added up. `seen_total` is what the till showed.
    `coupons` are the codes that the customer shows. Raises TillClosedDown, UnknownArticle, NotSoldAnyMore, NoPrice,
    NotEnoughStock, QuantityRefused, PriceChanged, TenderedTooLittle, SaleIdReused, and promotions' CouponRefused and
    PromotionUsedUp; then nothing is sold.
    """
    till = locations.location(location)
    if not till.active:
        raise errors.TillClosedDown(name=till.name(language))
    wanted = _merged(lines)
    with gather():
        priced = price_lines(
            wanted, channel=origin.channel, region=till.region, currency=till.currency, language=language, now=now
        )
        buyer = Buyer(origin.channel, till.region, till.currency, coupons=_kept(coupons), customer=customer)
        priced, outcome = promoted(priced, buyer, shipping=Money.zero(till.currency), now=now)
        totals = totals_of(priced, shipping=None, currency=till.currency)
        sources = [SourcedPieces(line.variant, location, line.quantity) for line in wanted]
        row = place(
            order=sale,
            cart=None,
            location=location,
            customer=customer,
            language=language,
            contact=contact,
            delivery=Delivery(kind=DeliveryKind.CARRY_OUT, location=location),
            totals=totals,
            lines=order_lines(priced, sources),
            origin=origin,
            now=now,
        )
        if row.is_repeat:
            return _sold_before(sale, till, wanted, tendered)
        if seen_total is not None and seen_total != totals.gross:
            raise errors.PriceChanged(seen=seen_total, current=totals.gross)
        if outcome.refused:
            raise refusal_of(outcome.refused[0])
        redeem(order=sale, customer=customer, applied=outcome.applied, now=now, origin=about(customer, origin))
        change = _change(totals, method, tendered)
        _hand_out(sale, till, wanted, totals, method, origin=about(customer, origin), now=now)
    return Sale(order=sale, number=row.number, totals=totals, paid=totals.gross, change=change, is_repeat=False)


def _hand_out(
    sale: OrderId,
    till: LocationCard,
    wanted: Sequence[CartLine],
    totals: Totals,
    method: Method,
    *,
    origin: Origin,
    now: datetime,
) -> None:
    pieces = [Pieces(variant=line.variant, quantity=line.quantity) for line in wanted]
    stock.sell_directly(order=sale, location=till.location, lines=pieces, now=now, origin=origin)
    payments.take_in_store(
        order=sale,
        method=method,
        amount=totals.gross,
        location=till.location,
        key=f"sale:{sale}",
        now=now,
        origin=origin,
    )
    confirm(order=sale, origin=origin, now=now)
    complete(order=sale, origin=origin, now=now)


def _kept(coupons: Sequence[str]) -> tuple[str, ...]:
    """The codes as they are kept. Raises CouponUnknown for what cannot be one."""
    kept = {code: promotions.normalised(code) for code in coupons}
    for code, known in kept.items():
        if known is None:
            raise CouponUnknown(coupon=code)
    return tuple(dict.fromkeys(known for known in kept.values() if known is not None))


def _merged(lines: Sequence[CartLine]) -> tuple[CartLine, ...]:
    if not lines:
        raise CartIsEmpty
    quantities: dict[VariantId, int] = {}
    for line in lines:
        quantities[line.variant] = quantities.get(line.variant, 0) + line.quantity
        if not (line.quantity >= 1 and quantities[line.variant] <= MAXIMUM_QUANTITY):
            raise QuantityRefused(maximum=MAXIMUM_QUANTITY)
    if len(quantities) > MAXIMUM_LINES:
        raise TooManyLines(maximum=MAXIMUM_LINES)
    return tuple(CartLine(variant=variant, quantity=quantity) for variant, quantity in quantities.items())


def _change(totals: Totals, method: Method, tendered: Money | None) -> Money:
    return change_for(totals.gross, given=tendered if method is Method.IN_STORE_CASH else None)


def _sold_before(sale: OrderId, till: LocationCard, wanted: Sequence[CartLine], tendered: Money | None) -> Sale:
    """The first answer again, with the prices of then. Raises SaleIdReused if other pieces are sold under the id now."""
    sold = orders.order(sale)
    pieces = {line.variant: line.quantity for line in sold.lines}
    if sold.location != till.location or pieces != {line.variant: line.quantity for line in wanted}:
        raise errors.SaleIdReused
    method = paid.payments_of(order=sale)[0].method
    return Sale(
        order=sale,
        number=sold.number,
        totals=sold.totals,
        paid=sold.totals.gross,
        change=_change(sold.totals, method, tendered),
        is_repeat=True,
    )
