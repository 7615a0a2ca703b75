"""Something was wrong with what a customer got: they say so, the shop decides, and puts it right.

Decisions: docs/decisions/0093-claims.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.log.operations import gather
from kamurj.fulfilment import queries as fulfilling
from kamurj.journeys.delivered import delivered_pieces
from kamurj.journeys.money_back import RefundTo
from kamurj.journeys.refund_parts import Part, parts_of, promise_parts
from kamurj.journeys.replace_pieces import replace_pieces
from kamurj.journeys.return_in_store import NotOfThisOrder
from kamurj.journeys.return_worth import payments_behind, refunds_behind, worth_of_lines
from kamurj.journeys.settle_delivery import settle_delivery
from kamurj.journeys.subjects import about
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId, LocationId, OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderLine, OrderStatus
from kamurj.orders.errors import OrderNotFound
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import PaymentStatus, Refund, RefundStatus
from kamurj.returns import errors
from kamurj.returns import queries as returned
from kamurj.returns.contracts import Disposition, LineToReturn, Reason
from kamurj.returns.contracts.claims import (
    Claim,
    ClaimId,
    ClaimKind,
    ClaimLine,
    ClaimStatus,
    Complaint,
    OpenedClaim,
    Outcome,
)
from kamurj.returns.operations import claims as claiming
from kamurj.returns.operations import counting
from kamurj.returns.queries import claims as claimed


@dataclass(frozen=True, slots=True)
class Wronged:
    """Pieces of one order line that something is wrong with."""

    position: int
    quantity: int


@dataclass(frozen=True, slots=True)
class ClaimableLine:
    """One line as the page of complaining shows it: `left` pieces may be complained of, `claim` is the open one if any."""

    ordered: OrderLine
    left: int
    claim: Claim | None

    @property
    def can_be_claimed(self) -> bool:
        """Whether the customer may complain now."""
        return self.left > 0 and self.claim is None


@dataclass(frozen=True, slots=True)
class ClaimableOrder:
    """An order with what may be complained of, and all claims so far."""

    order: Order
    lines: tuple[ClaimableLine, ...]
    claims: tuple[Claim, ...]

    @property
    def can_be_claimed(self) -> bool:
        """Whether there is anything to complain of."""
        return any(line.can_be_claimed for line in self.lines)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What putting a claim right would mean: `worth` of its pieces, the money that goes back, on which payments."""

    outcome: Outcome
    worth: Money
    amount: Money
    parts: tuple[Part, ...]
    needs_approval: bool


def what_may_be_claimed(*, order: OrderId, customer: CustomerId | None) -> ClaimableOrder:
    """The order's lines with what may be complained of. Raises OrderNotFound, also for somebody else's order."""
    placed = _own(order, customer)
    gone = returned.returned_pieces(order)
    claims = claimed.claims_of([order])
    under_way = [one for one in claims if one.status in (ClaimStatus.OPENED, ClaimStatus.APPROVED)]
    is_ours = placed.status in (OrderStatus.CONFIRMED, OrderStatus.COMPLETED)
    lines = tuple(
        ClaimableLine(
            line,
            line.quantity - line.cancelled - gone.get(line.position, 0) if is_ours else 0,
            next((one for one in under_way if any(each.position == line.position for each in one.complaint.lines)), None),
        )
        for line in placed.lines
    )
    return ClaimableOrder(placed, lines, claims)


@atomic
def open_claim(  # noqa: PLR0913 - a claim is all of these
    *,
    id: ClaimId,  # noqa: A002 - the form was given its id when it was opened
    order: OrderId,
    customer: CustomerId | None,
    kind: ClaimKind,
    lines: Sequence[Wronged],
    words: str,
    photos: Sequence[str] = (),
    now: datetime,
    origin: Origin,
) -> OpenedClaim:
    """Say what is wrong. `photos` are paths of files that are stored already, as EVIDENCE.

    `customer` complains of orders of their own; None means staff or whoever holds the order's address. What never left the
    house can only be late. The same form (id) again is answered with the first.
    Raises OrderNotFound, NotOfThisOrder, NothingToReturn, NotDelivered, TooManyReturned, WordsMissing, TooManyPhotos,
    ClaimIsOpen, FormReused; nothing is written then.
    """
    placed = _own(order, customer)
    if not lines or any(line.quantity < 1 for line in lines):
        raise errors.NothingToReturn
    coming = _pieces(placed, lines, is_late=kind is ClaimKind.LATE)
    if (known := next((one for one in claimed.claims_of([order]) if one.id == id), None)) is None:
        seen = returned.preview(order=order, lines=coming).lines
        values = [line.refund for line in seen]
    else:
        values = [Money.zero(known.value.currency)] * len(coming)
    complaint = Complaint(
        kind=kind,
        lines=tuple(
            ClaimLine(line.position, line.variant, line.quantity, value) for line, value in zip(coming, values, strict=True)
        ),
        words=words,
        photos=tuple(photos),
    )
    return claiming.open_claim(
        id=id, order=order, customer=placed.customer, complaint=complaint, now=now, origin=about(placed.customer, origin)
    )


def preview_claim(*, claim: ClaimId, outcome: Outcome, amount: Money | None = None) -> Remedy:
    """What putting it right like this would mean; nothing is changed. Raises what `settle_claim` does, stock apart."""
    known = claimed.claim(claim)
    placed = orders.order(known.order)
    lines = _lines_of(known, placed)
    worth = _worth(known, lines, outcome)
    back = claimed.amount_of(outcome, asked=amount, worth=worth)
    parts = parts_of(payments_behind(placed), back) if back else ()
    return Remedy(outcome, worth, back, parts, claimed.needs_approval(outcome, amount=back, worth=worth))


def settle_claim(  # noqa: PLR0913 - a decision is all of these
    *,
    claim: ClaimId,
    outcome: Outcome,
    amount: Money | None = None,
    reason: str | None = None,
    to: RefundTo | None = None,
    location: LocationId | None = None,
    may_approve: bool,
    now: datetime,
    origin: Origin,
) -> Claim:
    """Put a claim right, once: money back with nothing sent back, the same pieces again, a part of the money, or a return.

    Above the shop's limit it is proposed only, unless `may_approve`; somebody who may then settles it. `amount` is the part
    of an allowance. `location` is the store whose drawer cash comes from, and where a replacement is handed out at once for
    pieces that were carried out of a store; None: what was taken at a till becomes the customer's credit. Cash at a till and
    stored value go back at once, cards afterwards (`finish_claim`). Must not be called inside a transaction: money that was
    promised but not yet taken for the order is taken first.
    Raises ClaimNotFound, ClaimIsOver, AllowanceRefused, NotDelivered, TooManyReturned, NothingWasPaid, stock's
    NotEnoughStock, and ProviderSilent or ProviderUnreachable before anything is changed.
    """
    forbid_transaction()
    known = claimed.claim(claim)
    placed = orders.order(known.order)
    origin = about(placed.customer, origin)
    if not known.is_open:
        raise errors.ClaimIsOver
    if any(payment.status is PaymentStatus.AUTHORISED for payment in paid.payments_of(order=placed.id)):
        settle_delivery(order=placed.id, now=now, origin=origin)
    remedy = preview_claim(claim=claim, outcome=outcome, amount=amount)
    if remedy.needs_approval and not may_approve:
        return claiming.propose(id=claim, outcome=outcome, amount=remedy.amount, reason=reason, origin=origin)
    with atomic(), gather():
        return _settle(known, placed, remedy, reason, to=to, location=location, now=now, origin=origin)


def finish_claim(*, claim: ClaimId, now: datetime, origin: Origin) -> bool:
    """Send the money that was promised for a claim; True once all of it has gone back. May be called again at any time.

    Must not be called inside a transaction. Raises ProviderSilent, ProviderUnreachable: call it again.
    """
    forbid_transaction()
    known = claimed.claim(claim)
    origin = about(known.customer, origin)
    for refund in refunds_of_claim(known):
        if refund.status is RefundStatus.PENDING:
            payments.send_refund(refund=refund.id, now=now, origin=origin)
    return all(refund.status is RefundStatus.DONE for refund in refunds_of_claim(known))


@atomic
def reject_claim(*, claim: ClaimId, reason: str, now: datetime, origin: Origin) -> Claim:
    """The shop does not put it right; the customer reads why. Raises ClaimNotFound, ClaimIsOver."""
    known = claimed.claim(claim)
    return claiming.reject(id=claim, reason=reason, now=now, origin=about(known.customer, origin))


@atomic
def take_rejection_back(*, claim: ClaimId, now: datetime, origin: Origin) -> Claim:
    """The claim is to be decided again. Raises ClaimNotFound, ClaimNotRejected, ClaimIsOpen."""
    known = claimed.claim(claim)
    return claiming.take_rejection_back(id=claim, now=now, origin=about(known.customer, origin))


@atomic
def withdraw_claim(*, claim: ClaimId, customer: CustomerId | None, now: datetime, origin: Origin) -> Claim:
    """The customer wants nothing any more. Raises ClaimNotFound (also for somebody else's), ClaimIsOver."""
    known = claimed.claim(claim)
    if customer is not None and known.customer != customer:
        raise errors.ClaimNotFound
    return claiming.withdraw(id=claim, now=now, origin=about(known.customer, origin))


def refunds_of_claim(known: Claim) -> tuple[Refund, ...]:
    """The refunds that were promised for a claim; one that failed and was asked for again is the new one."""
    behind = refunds_behind(orders.order(known.order))
    promised = [refund for refund in behind if refund.key.startswith(f"claim:{known.id}:")]
    return tuple(paid.last_try(refund, behind) for refund in promised)


def _settle(
    known: Claim,
    placed: Order,
    remedy: Remedy,
    reason: str | None,
    *,
    to: RefundTo | None,
    location: LocationId | None,
    now: datetime,
    origin: Origin,
) -> Claim:
    """In the open transaction: the claim's row first, then the counters, the money, and the goods (0081)."""
    lines = _lines_of(known, placed)
    new_order = OrderId(ids.new()) if remedy.outcome is Outcome.REPLACEMENT else None
    kept = remedy.worth if new_order is not None else remedy.amount
    done = claiming.settle(
        id=known.id, outcome=remedy.outcome, amount=kept, reason=reason, new_order=new_order, now=now, origin=origin
    )
    match remedy.outcome:
        case Outcome.REFUND | Outcome.REPLACEMENT:
            if counting.make_good(order=placed.id, lines=lines, claim=known.id) != remedy.worth:
                raise errors.ClaimIsOver  # pieces of it came back, or were made good, since it was looked at
        case Outcome.ALLOWANCE:
            counting.allow(order=placed.id, lines=lines, amount=remedy.amount)
    if remedy.amount:
        promise_parts(
            order=placed,
            amount=remedy.amount,
            key=f"claim:{known.id}",
            reason="claim",
            location=location or placed.location,
            to=to,
            at_a_till=location is not None,
            now=now,
            origin=origin,
        )
    if new_order is not None:
        replace_pieces(
            order=new_order, instead_of=placed, pieces=known.complaint.lines, location=location, now=now, origin=origin
        )
    return done


def _worth(known: Claim, lines: Sequence[LineToReturn], outcome: Outcome) -> Money:
    if outcome is Outcome.RETURN_FIRST:
        return known.value
    return returned.preview(order=known.order, lines=lines).refund


def _lines_of(known: Claim, placed: Order) -> tuple[LineToReturn, ...]:
    return _pieces(placed, [Wronged(line.position, line.quantity) for line in known.complaint.lines], is_late=False)


def _pieces(placed: Order, lines: Sequence[Wronged], *, is_late: bool) -> tuple[LineToReturn, ...]:
    """The pieces with what the order says of their lines; those that are late need not be here yet."""
    ordered = {line.position: line for line in placed.lines}
    delivered, worth = delivered_pieces(placed, fulfilling.fulfilments_of(placed.id)), worth_of_lines(placed)
    for line in lines:
        if line.position not in ordered:
            raise NotOfThisOrder(position=line.position)
    return tuple(
        LineToReturn(
            position=line.position,
            variant=ordered[line.position].variant,
            quantity=line.quantity,
            disposition=Disposition.DAMAGED,
            reason=Reason.OTHER,
            bought=ordered[line.position].quantity,
            delivered=_here(ordered[line.position]) if is_late else delivered[line.position],
            gross=worth[line.position],
        )
        for line in lines
    )


def _here(line: OrderLine) -> int:
    return line.quantity - line.cancelled


def _own(order: OrderId, customer: CustomerId | None) -> Order:
    placed = orders.order(order)
    if customer is not None and placed.customer != customer:
        raise OrderNotFound
    return placed
