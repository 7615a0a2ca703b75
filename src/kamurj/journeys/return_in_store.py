"""Taking pieces back in any store, wherever they were bought: goods to their place, money to where it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.fulfilment import queries as reading
from kamurj.journeys.delivered import delivered_pieces
from kamurj.journeys.errors import NotAWarehouse
from kamurj.journeys.money_back import RefundTo
from kamurj.journeys.refund_parts import Part, parts_of, promise_parts
from kamurj.journeys.return_terms import refuse_outside_policy
from kamurj.journeys.return_worth import payments_behind, refunds_behind, withholds_of, worth_of_lines
from kamurj.journeys.settle_delivery import settle_delivery
from kamurj.journeys.subjects import about
from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.ids import LocationId, OrderId, ReturnId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.kernel.words import N_
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationKind
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderLine
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method, PaymentStatus, Refund, RefundStatus
from kamurj.returns import operations as returns
from kamurj.returns import queries as returned
from kamurj.returns.contracts import Disposition, LineToReturn, Preview, Reason, Return, ReturnLine, Withholds
from kamurj.returns.contracts.claims import ClaimStatus
from kamurj.returns.contracts.policies import Means
from kamurj.returns.errors import MeansNotAllowed
from kamurj.returns.operations import claims as claiming
from kamurj.returns.operations import requests as asking
from kamurj.returns.queries import claims as claimed
from kamurj.returns.queries import policies as terms
from kamurj.stock import operations as stock
from kamurj.stock.contracts import Pieces
from kamurj.stock.contracts import Reason as Why


class NotOfThisOrder(KamurjError):
    """The piece belongs to another order, or to nobody's."""

    code = "returns.not_of_this_order"
    kind = Kind.INVALID
    message = N_("Line {position} is not part of this order. Check the receipt.")


class NoWarehouse(KamurjError):
    """There is no warehouse to send pieces to."""

    code = "returns.no_warehouse"
    kind = Kind.CONFLICT
    message = N_("There is no warehouse to send the pieces to. Choose the shelf or damaged.")


@dataclass(frozen=True, slots=True)
class PiecesBack:
    """Pieces of one order line on the counter, and what the associate says of them."""

    position: int
    quantity: int
    disposition: Disposition
    reason: Reason


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """One line of an order as the returns desk shows it. `left` may still come back."""

    ordered: OrderLine
    delivered: int
    returned: int

    @property
    def left(self) -> int:
        """Pieces that may still come back."""
        return self.delivered - self.returned


@dataclass(frozen=True, slots=True)
class ReturnableOrder:
    """An order as the returns desk shows it, with what came back earlier."""

    order: Order
    lines: tuple[ReturnableLine, ...]
    earlier: tuple[Return, ...]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was taken back and how the money goes back. `is_repeat`: the same form came before; nothing was done again."""

    returned: Return
    refunds: tuple[Refund, ...]
    is_repeat: bool


def scan_receipt(*, number: str) -> ReturnableOrder:
    """The order on a receipt that staff hold in their hands. Raises OrderNotFound."""
    return _returnable(orders.order_by_number(number))


def preview(*, order: OrderId, lines: Sequence[PiecesBack]) -> Preview:
    """What would be refunded for each line; nothing is changed. Raises what `return_in_store` would raise."""
    bought = orders.order(order)
    return returned.preview(order=order, lines=to_return(bought, lines), withholds=withholding(bought))


def refund_parts(*, order: OrderId, amount: Money) -> tuple[Part, ...]:
    """On which payments so much would go back the way it came, part by part. Raises NothingWasPaid."""
    return parts_of(payments_behind(orders.order(order)), amount)


def return_in_store(  # noqa: PLR0913 - a form is all of these
    *,
    id: ReturnId,  # noqa: A002 - the form was given its id when it was opened
    order: OrderId,
    location: LocationId,
    lines: Sequence[PiecesBack],
    exception: str | None = None,
    has_receipt: bool = True,
    to: RefundTo | None = None,
    now: datetime,
    origin: Origin,
) -> TakenBack:
    """Take pieces back at a store: in one transaction they are counted, put where they belong and their money is promised.

    The shop's policy is kept, unless staff say why not: `exception`; pieces that a claim awaits come back whatever it says.
    `has_receipt`: the order was named by whoever brings the pieces, not found by who they are. `to` is where the money goes
    instead of the way it came, where the policy allows that. Requests that awaited these pieces are done with it.
    `id` was made when the form was opened: the same form again is answered with the first return. Cash and terminal
    refunds are done at once, from the drawer of this store; a card's refund is sent afterwards (`finish_return`). Must not
    be called inside a transaction: money that was promised but not yet taken for the order is taken first.
    Raises LocationClosed, OutsidePolicy, MeansNotAllowed, NotOfThisOrder, NotDelivered, TooManyReturned, FormReused,
    NothingWasPaid, NoWarehouse, and ProviderSilent or ProviderUnreachable before anything is changed.
    """
    forbid_transaction()
    locations.open_store(location)
    bought = orders.order(order)
    if any(payment.status is PaymentStatus.AUTHORISED for payment in paid.payments_of(order=order)):
        settle_delivery(order=order, now=now, origin=origin)
        bought = orders.order(order)
    with atomic():
        origin = about(bought.customer, origin)
        accepted = returns.accept(
            id=id,
            order=order,
            location=location,
            lines=to_return(bought, lines),
            exception=exception,
            withholds=withholding(bought),
            now=now,
            origin=origin,
        )
        if not accepted.is_repeat:
            positions = [line.position for line in lines]
            if exception is None:
                refuse_unfit(bought, positions, to=to, has_receipt=has_receipt, now=now)
            asking.note_received(order=order, returned=id, positions=positions, now=now, origin=origin)
            claiming.note_returned(order=order, returned=id, positions=positions, now=now, origin=origin)
            promise_parts(
                order=bought,
                amount=accepted.returned.refund,
                key=f"return:{id}",
                reason="return",
                location=location,
                to=to,
                now=now,
                origin=origin,
            )
            put_away(accepted.returned, now=now, origin=origin)
            note_refunded(accepted.returned, now=now, origin=origin)
    done = returned.returned(id)
    return TakenBack(done, refunds_of(done), accepted.is_repeat)


def finish_return(*, returned_id: ReturnId, now: datetime, origin: Origin) -> bool:
    """Send the money that was promised for a return; True once all of it has gone back. May be called again at any time.

    Must not be called inside a transaction. Raises ProviderSilent, ProviderUnreachable: call it again.
    """
    forbid_transaction()
    done = returned.returned(returned_id)
    origin = about(orders.order(done.order).customer, origin)
    for refund in refunds_of(done):
        if refund.status is RefundStatus.PENDING:
            payments.send_refund(refund=refund.id, now=now, origin=origin)
    return note_refunded(done, now=now, origin=origin)


@atomic
def receive_at_warehouse(
    *, returned_id: ReturnId, warehouse: LocationId, now: datetime, origin: Origin
) -> tuple[ReturnLine, ...]:
    """The pieces that a store sent on have arrived: they are on the warehouse's stock from now on.

    Raises NotAWarehouse for any other place, and NotOnItsWay.
    """
    if locations.location(warehouse).kind is not LocationKind.WAREHOUSE:
        raise NotAWarehouse
    lines = returns.receive(id=returned_id, location=warehouse, now=now, origin=origin)
    stock.receive_transfer(transfer=returned_id, destination=warehouse, lines=_pieces(lines), now=now, origin=origin)
    return lines


def refunds_of(done: Return) -> tuple[Refund, ...]:
    """The refunds that were promised for a return; one that failed and was asked for again is the new one."""
    of_order = refunds_behind(orders.order(done.order))
    promised = [refund for refund in of_order if refund.key.startswith(f"return:{done.id}:")]
    return tuple(paid.last_try(refund, of_order) for refund in promised)


def _returnable(order: Order) -> ReturnableOrder:
    delivered = delivered_pieces(order, reading.fulfilments_of(order.id))
    back = returned.returned_pieces(order.id)
    return ReturnableOrder(
        order=order,
        lines=tuple(ReturnableLine(line, delivered[line.position], back.get(line.position, 0)) for line in order.lines),
        earlier=returned.returns_of(order.id),
    )


def to_return(order: Order, lines: Sequence[PiecesBack]) -> tuple[LineToReturn, ...]:
    """The pieces on the counter with what the order says of their lines. Raises NotOfThisOrder."""
    ordered = {line.position: line for line in order.lines}
    delivered = delivered_pieces(order, reading.fulfilments_of(order.id))
    worth = worth_of_lines(order)
    for line in lines:
        if line.position not in ordered:
            raise NotOfThisOrder(position=line.position)
    return tuple(
        LineToReturn(
            position=line.position,
            variant=ordered[line.position].variant,
            quantity=line.quantity,
            disposition=line.disposition,
            reason=line.reason,
            bought=ordered[line.position].quantity,
            delivered=delivered[line.position],
            gross=worth[line.position],
        )
        for line in lines
    )


def refuse_unfit(
    bought: Order,
    positions: Sequence[int],
    *,
    to: RefundTo | None,
    has_receipt: bool,
    now: datetime,
    any_means: bool = False,
) -> None:
    """Keep the policy, but for pieces that a claim awaits; `any_means` leaves open where the money goes.

    Raises OutsidePolicy's refusals and MeansNotAllowed.
    """
    awaited = {
        line.position
        for claim in claimed.claims_of([bought.id])
        if claim.status is ClaimStatus.APPROVED
        for line in claim.complaint.lines
    }
    asked = [position for position in positions if position not in awaited]
    judged = refuse_outside_policy(bought, reading.fulfilments_of(bought.id), asked, now=now, has_receipt=has_receipt)
    if asked and not any_means and means_of(to) not in terms.means_for(judged, positions=asked):
        raise MeansNotAllowed


def means_of(to: RefundTo | None) -> Means:
    """A way back as the policy calls it."""
    if to is None:
        return Means.ORIGINAL
    return Means.GIFT_CARD if to.by is Method.GIFT_CARD else Means.STORE_CREDIT


def withholding(bought: Order) -> Withholds | None:
    """What is withheld of the order's refunds when pieces come back without those that a promotion gave for them."""
    if not any(line.discount_minor for line in bought.lines):
        return None
    return withholds_of(bought, delivered_pieces(bought, reading.fulfilments_of(bought.id)))


def put_away(done: Return, *, now: datetime, origin: Origin) -> None:
    """Everything comes in as returned; what is damaged goes out as damaged, what is for the warehouse is sent there.

    So the ledger tells the whole way, and neither can be sold in between: it is one transaction.
    """
    stock.restock(
        location=done.location, lines=_pieces(done.lines), reason=Why.RETURNED, reference=done.id, now=now, origin=origin
    )
    if damaged := _pieces([line for line in done.lines if line.disposition is Disposition.DAMAGED]):
        stock.adjust(
            location=done.location,
            lines=[Pieces(one.variant, -one.quantity) for one in damaged],
            reason=Why.DAMAGED,
            reference=done.id,
            now=now,
            origin=origin,
        )
    if sent_on := _pieces([line for line in done.lines if line.disposition is Disposition.WAREHOUSE]):
        stock.dispatch_transfer(
            transfer=done.id,
            source=done.location,
            destination=_nearest_warehouse(done.location),
            lines=sent_on,
            now=now,
            origin=origin,
        )


def _nearest_warehouse(location: LocationId) -> LocationId:
    here = locations.location(location)
    near = locations.nearest(position=here.position, limit=1, kind=LocationKind.WAREHOUSE)
    if not near:
        raise NoWarehouse
    return near[0].card.location


def _pieces(lines: Sequence[ReturnLine]) -> list[Pieces]:
    counts: Counter[VariantId] = Counter()
    for line in lines:
        counts[line.variant] += line.quantity
    return [Pieces(variant, count) for variant, count in sorted(counts.items())]


def note_refunded(done: Return, *, now: datetime, origin: Origin) -> bool:
    """Whether all the money of a return has gone back; if so, the return says it from now on."""
    gone = sum(
        (refund.amount for refund in refunds_of(done) if refund.status is RefundStatus.DONE),
        start=Money.zero(done.refund.currency),
    )
    if gone != done.refund:
        return False
    returns.mark_refunded(id=done.id, now=now, origin=origin)
    return True
