"""Pieces come back over the counter and others go out, in one step, with one difference to pay or to give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.log.operations import gather
from kamurj.fulfilment import queries as reading
from kamurj.journeys import return_in_store as counter
from kamurj.journeys.cash import change_for
from kamurj.journeys.checkout import order_lines
from kamurj.journeys.contracts import PricedLine, SourcedPieces
from kamurj.journeys.drawer import note_money
from kamurj.journeys.errors import CurrencyNotAccepted
from kamurj.journeys.exchange_money import carry_over, give_rest_back
from kamurj.journeys.pricing_lines import Buyer, price_lines, promoted, segments_of, totals_of
from kamurj.journeys.return_in_store import PiecesBack
from kamurj.journeys.return_terms import refuse_outside_policy
from kamurj.journeys.settle_delivery import settle_delivery
from kamurj.journeys.subjects import about
from kamurj.kernel import ids
from kamurj.kernel.ids import LocationId, OrderId, ReturnId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine, Delivery, DeliveryKind, Order
from kamurj.orders.errors import CartIsEmpty
from kamurj.orders.operations.placing import place
from kamurj.orders.operations.states import complete, confirm
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method, PaymentStatus, Refund
from kamurj.promotions.contracts import Outcome
from kamurj.promotions.operations.redeeming import redeem
from kamurj.returns import operations as returns
from kamurj.returns import queries as returned
from kamurj.returns.contracts import Return, ReturnLine
from kamurj.returns.contracts.exchanges import Exchange
from kamurj.returns.contracts.policies import ExchangeFor, Verdict
from kamurj.returns.errors import ExchangePriceChanged, FormReused, NewArticleRefused
from kamurj.returns.operations import claims as claiming
from kamurj.returns.operations import requests as asking
from kamurj.returns.operations.exchanges import note_exchange
from kamurj.returns.queries.exchanges import exchange_of
from kamurj.stock import operations as stock
from kamurj.stock.contracts import Pieces
from kamurj.tills.contracts import EntryKind


@dataclass(frozen=True, slots=True)
class ExchangePreview:
    """What would come back and go out. `difference` is to be paid; less than nothing: it goes back to the customer."""

    back: tuple[ReturnLine, ...]
    out: tuple[PricedLine, ...]
    value: Money
    cost: Money
    withheld: Money

    @property
    def difference(self) -> Money:
        """What the new pieces cost more than the old ones are worth."""
        return self.cost - self.value


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What was done. `refunds` are all of the return's; `change` goes back to who paid the difference in cash."""

    exchange: Exchange
    returned: Return
    new_order: Order
    refunds: tuple[Refund, ...]
    change: Money
    is_repeat: bool


def preview_exchange(
    *,
    order: OrderId,
    location: LocationId,
    lines: Sequence[PiecesBack],
    new: Sequence[CartLine],
    language: str,
    now: datetime,
) -> ExchangePreview:
    """What an exchange would come to; nothing is changed. Raises what `exchange_in_store` would raise, stock apart."""
    bought, till = orders.order(order), locations.open_store(location)
    _refuse_other_currency(bought, till)
    back = counter.preview(order=order, lines=lines)
    verdicts = refuse_outside_policy(bought, reading.fulfilments_of(order), [line.position for line in lines], now=now)
    _refuse_other_articles(bought, lines, new, verdicts, language)
    out, _ = _priced(bought, new, till, language=language, now=now)
    cost = totals_of(out, shipping=None, currency=till.currency).gross
    return ExchangePreview(back.lines, out, back.refund, cost, back.withheld)


def exchange_in_store(  # noqa: PLR0913 - an exchange is a return and a sale
    *,
    id: ReturnId,  # noqa: A002 - the form was given its id when it was opened
    order: OrderId,
    location: LocationId,
    lines: Sequence[PiecesBack],
    new: Sequence[CartLine],
    method: Method,
    tendered: Money | None = None,
    seen_difference: Money | None = None,
    language: str,
    now: datetime,
    origin: Origin,
) -> Exchanged:
    """Take pieces back and hand others out in one transaction: goods, the new order and its payment, or nothing of it.

    The worth of what came back pays for the new pieces; `method` is how the rest is paid at this till, and what is left over
    goes back the way it came. The same form (id) again is answered with the first exchange. Must not be called inside a
    transaction. Locks accounts and payments, then stock by variant. Raises what `return_in_store` and a sale raise, and
    NewArticleRefused, ExchangePriceChanged; nothing is changed then.
    """
    forbid_transaction()
    till = locations.open_store(location)
    bought = orders.order(order)
    _refuse_other_currency(bought, till)
    if any(payment.status is PaymentStatus.AUTHORISED for payment in paid.payments_of(order=order)):
        settle_delivery(order=order, now=now, origin=origin)
    with atomic(), gather():
        origin = about(bought.customer, origin)
        taken = returns.accept(
            id=id,
            order=order,
            location=location,
            lines=counter.to_return(bought, lines),
            withholds=counter.withholding(bought),
            now=now,
            origin=origin,
        )
        if taken.is_repeat:
            return _made_before(taken.returned, new)
        verdicts = refuse_outside_policy(bought, reading.fulfilments_of(order), [one.position for one in lines], now=now)
        _refuse_other_articles(bought, lines, new, verdicts, language)
        positions = [line.position for line in lines]
        asking.note_received(order=order, returned=id, positions=positions, now=now, origin=origin)
        claiming.note_returned(order=order, returned=id, positions=positions, now=now, origin=origin)
        out, promoted_by = _priced(bought, new, till, language=language, now=now)
        new_order = _place(bought, till, out, language=language, now=now, origin=origin)
        exchange = note_exchange(
            returned=taken.returned, new_order=new_order, cost=orders.order(new_order).totals.gross, now=now, origin=origin
        )
        if seen_difference is not None and seen_difference != exchange.difference:
            raise ExchangePriceChanged(seen=seen_difference, current=exchange.difference)
        change = _settle(taken.returned, exchange, bought, method, tendered, now=now, origin=origin)
        _move_goods(taken.returned, new_order, new, now=now, origin=origin)
        redeem(order=new_order, customer=bought.customer, applied=promoted_by.applied, now=now, origin=origin)
        confirm(order=new_order, origin=origin, now=now)
        complete(order=new_order, origin=origin, now=now)
        counter.note_refunded(taken.returned, now=now, origin=origin)
    done = returned.returned(id)
    return Exchanged(exchange, done, orders.order(new_order), counter.refunds_of(done), change, is_repeat=False)


def _settle(
    taken: Return,
    exchange: Exchange,
    bought: Order,
    method: Method,
    tendered: Money | None,
    *,
    now: datetime,
    origin: Origin,
) -> Money:
    """Carry the worth over to the new order, then take or give the difference; what goes back of the cash that was given."""
    carried = min(exchange.value, exchange.cost)
    carry_over(taken, bought, exchange.new_order, carried, now=now, origin=origin)
    give_rest_back(taken, bought, exchange.value - carried, now=now, origin=origin)
    rest = exchange.cost - carried
    if not rest:
        return rest
    payments.take_in_store(
        order=exchange.new_order,
        method=method,
        amount=rest,
        location=taken.location,
        key=f"exchange:{taken.id}:rest",
        now=now,
        origin=origin,
    )
    note_money(
        EntryKind.SALE,
        method,
        rest,
        key=f"exchange:{taken.id}:rest",
        reference=exchange.new_order,
        location=taken.location,
        origin=origin,
        now=now,
    )
    return change_for(rest, given=tendered if method is Method.IN_STORE_CASH else None)


def _priced(
    bought: Order, new: Sequence[CartLine], till: LocationCard, *, language: str, now: datetime
) -> tuple[tuple[PricedLine, ...], Outcome]:
    """What goes out, at the prices and with the offers of today: what was paid for the old pieces counts as money only."""
    if not new or any(line.quantity < 1 for line in new):
        raise CartIsEmpty
    segments = segments_of(bought.customer)
    lines = price_lines(
        _merged(new),
        segments=segments,
        channel=Channel.STORE,
        region=till.region,
        currency=till.currency,
        language=language,
        now=now,
    )
    buyer = Buyer(Channel.STORE, till.region, till.currency, customer=bought.customer, segments=segments)
    return promoted(lines, buyer, shipping=Money.zero(till.currency), now=now)


def _merged(new: Sequence[CartLine]) -> list[CartLine]:
    variants = sorted({line.variant for line in new})
    return [CartLine(one, sum(line.quantity for line in new if line.variant == one)) for one in variants]


def _place(
    bought: Order, till: LocationCard, out: Sequence[PricedLine], *, language: str, now: datetime, origin: Origin
) -> OrderId:
    new_order = OrderId(ids.new())
    place(
        order=new_order,
        cart=None,
        location=till.location,
        customer=bought.customer,
        language=language,
        contact=bought.contact,
        delivery=Delivery(kind=DeliveryKind.CARRY_OUT, location=till.location),
        totals=totals_of(out, shipping=None, currency=till.currency),
        lines=order_lines(out, [SourcedPieces(line.card.variant, till.location, line.quantity) for line in out]),
        origin=origin,
        now=now,
    )
    return new_order


def _move_goods(taken: Return, new_order: OrderId, new: Sequence[CartLine], *, now: datetime, origin: Origin) -> None:
    """Variant by variant, so that two tills that exchange the same two articles crosswise do not wait for each other."""
    out = {line.variant: line.quantity for line in _merged(new)}
    for variant in sorted({line.variant for line in taken.lines} | set(out)):
        back = tuple(line for line in taken.lines if line.variant == variant)
        if back:
            counter.put_away(replace(taken, lines=back), now=now, origin=origin)
        if variant in out:
            pieces = [Pieces(variant=variant, quantity=out[variant])]
            stock.sell_directly(order=new_order, location=taken.location, lines=pieces, now=now, origin=origin)


def _refuse_other_articles(
    bought: Order, lines: Sequence[PiecesBack], new: Sequence[CartLine], verdicts: dict[int, Verdict], language: str
) -> None:
    """Where the policy exchanges within one product only, nothing but its variants goes out."""
    bound = [line.position for line in lines if verdicts[line.position].terms.exchange is ExchangeFor.SAME_PRODUCT]
    if not bound:
        return
    ordered = {line.position: line.variant for line in bought.lines}
    wanted = [line.variant for line in new]
    cards = catalogue.variant_cards([*wanted, *(ordered[line.position] for line in lines)], language)
    products = {cards[ordered[line.position]].product for line in lines if ordered[line.position] in cards}
    if any(variant not in cards or cards[variant].product not in products for variant in wanted):
        raise NewArticleRefused(position=bound[0])


def _refuse_other_currency(bought: Order, till: LocationCard) -> None:
    if bought.currency != till.currency:
        raise CurrencyNotAccepted(accepted=till.currency, given=bought.currency)


def _made_before(taken: Return, new: Sequence[CartLine]) -> Exchanged:
    """The first answer again. Raises FormReused if the form was a return, or other pieces are wanted under it now."""
    exchange = exchange_of(taken.id)
    if exchange is None:
        raise FormReused
    new_order = orders.order(exchange.new_order)
    if {line.variant: line.quantity for line in new_order.lines} != {line.variant: line.quantity for line in _merged(new)}:
        raise FormReused
    nothing = Money.zero(exchange.cost.currency)
    return Exchanged(exchange, taken, new_order, counter.refunds_of(taken), nothing, is_repeat=True)
