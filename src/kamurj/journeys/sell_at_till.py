"""A customer stands at the till: priced, sold, paid and carried out in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import gather
from kamurj.journeys import errors, stored_parts, till_discounts
from kamurj.journeys.cash import Split, TillPart, change_for, split
from kamurj.journeys.checkout import order_lines
from kamurj.journeys.contracts import Sale, SourcedPieces, StoredPart
from kamurj.journeys.drawer import note_sale
from kamurj.journeys.pricing_lines import Buyer, price_lines, promoted, segments_of, totals_of
from kamurj.journeys.subjects import about
from kamurj.journeys.till_discounts import Givers, HandDiscount
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
from kamurj.tills import queries as tills
from kamurj.tills.operations.discounts import keep_discounts

NOBODY = Contact(given_name="", family_name="")


@atomic
def sell_at_till(  # noqa: PLR0913 - a sale is all of these
    *,
    sale: OrderId,
    location: LocationId,
    lines: Sequence[CartLine],
    method: Method | None,
    tendered: Money | None = None,
    parts: Sequence[TillPart] = (),
    discounts: Sequence[HandDiscount] = (),
    givers: Givers | None = None,
    customer: CustomerId | None = None,
    coupons: Sequence[str] = (),
    contact: Contact = NOBODY,
    seen_total: Money | None = None,
    language: str,
    origin: Origin,
    now: datetime,
) -> Sale:
    """Sell pieces over the counter at this store's prices; `sale` is the id that the till made: sent twice, it is one sale.

    `parts` pay first, stored value among them; what they leave is paid by `method`, cash or the card terminal (None: nothing
    is left), and `tendered` is the cash given for it (None: exactly that). Cash is rounded to the coins of the policy and
    needs an open drawer. `discounts` are given by hand after those of promotions, by `givers`. A store sells whatever the
    hour, as long as it trades. Two lines of one variant are added up. `seen_total` is what the till showed; `coupons` are
    the codes that the customer shows. Raises TillClosedDown, UnknownArticle, NotSoldAnyMore, NoPrice, NotEnoughStock,
    QuantityRefused, PriceChanged, SaleIdReused, what `cash.split` and `till_discounts` refuse, stored value's refusals,
    tills' NoOpenDrawer, and promotions' CouponRefused and PromotionUsedUp; then nothing is sold.
    """
    till = locations.location(location)
    if not till.active:
        raise errors.TillClosedDown(name=till.name(language))
    wanted = _merged(lines)
    policy = tills.policy()
    value = [StoredPart(account=part.account, amount=part.amount) for part in parts if part.account is not None]
    with gather():
        stored_parts.check(value, stored_parts.lock(value), customer=customer)
        segments = segments_of(customer)
        priced = price_lines(
            wanted,
            segments=segments,
            channel=origin.channel,
            region=till.region,
            currency=till.currency,
            language=language,
            now=now,
        )
        buyer = Buyer(
            origin.channel, till.region, till.currency, coupons=_kept(coupons), customer=customer, segments=segments
        )
        priced, outcome = promoted(priced, buyer, shipping=Money.zero(till.currency), now=now)
        by_hand = till_discounts.discounted(priced, discounts, currency=till.currency)
        priced = by_hand.lines
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
            return _sold_before(sale, till, wanted, tendered, step=policy.step_of(till.currency))
        if seen_total is not None and seen_total != totals.gross:
            raise errors.PriceChanged(seen=seen_total, current=totals.gross)
        if outcome.refused:
            raise refusal_of(outcome.refused[0])
        redeem(order=sale, customer=customer, applied=outcome.applied, now=now, origin=about(customer, origin))
        till_discounts.refuse_unapproved(by_hand, givers, policy)
        how = split(totals.gross, parts=parts, method=method, tendered=tendered, step=policy.step_of(till.currency))
        _hand_out(sale, till, wanted, how, value, origin=about(customer, origin), now=now)
        given = till_discounts.kept(discounts, by_hand, givers, policy)
        keep_discounts(order=sale, discounts=given, now=now, origin=about(customer, origin))
        note_sale(sale, how, location=location, origin=origin, now=now)
    return Sale(order=sale, number=row.number, totals=totals, paid=totals.gross, change=how.change, is_repeat=False)


def _hand_out(
    sale: OrderId,
    till: LocationCard,
    wanted: Sequence[CartLine],
    how: Split,
    value: Sequence[StoredPart],
    *,
    origin: Origin,
    now: datetime,
) -> None:
    """Pay and carry out: value first, whose accounts are locked already (0081)."""
    due = sum((part.amount for part in how.stored), start=Money.zero(till.currency))
    stored_parts.spend(value, order=sale, total=due, location=till.location, origin=origin, now=now)
    pieces = [Pieces(variant=line.variant, quantity=line.quantity) for line in wanted]
    stock.sell_directly(order=sale, location=till.location, lines=pieces, now=now, origin=origin)
    for part in how.taken:
        payments.take_in_store(
            order=sale,
            method=part.method,
            amount=part.amount,
            location=till.location,
            key=f"sale:{sale}" if len(how.taken) == 1 else f"sale:{sale}:{part.method.value}",
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


def _sold_before(
    sale: OrderId, till: LocationCard, wanted: Sequence[CartLine], tendered: Money | None, *, step: int
) -> Sale:
    """The first answer again, with the prices of then. Raises SaleIdReused if other pieces are sold under the id now."""
    sold = orders.order(sale)
    pieces = {line.variant: line.quantity for line in sold.lines}
    if sold.location != till.location or pieces != {line.variant: line.quantity for line in wanted}:
        raise errors.SaleIdReused
    cash = [one.amount for one in paid.payments_of(order=sale) if one.method is Method.IN_STORE_CASH]
    due = sum((one + tills.rounding_of(one, step) for one in cash), start=Money.zero(till.currency))
    return Sale(
        order=sale,
        number=sold.number,
        totals=sold.totals,
        paid=sold.totals.gross,
        change=change_for(due, given=tendered if cash and tendered and tendered >= due else None),
        is_repeat=True,
    )
