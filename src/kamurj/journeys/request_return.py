"""A customer asks to give pieces back, for money or for other articles, before anything is sent or brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.foundation.database.transactions import atomic
from kamurj.fulfilment import queries as fulfilling
from kamurj.journeys import own_means, shipping
from kamurj.journeys.delivered import delivered_pieces
from kamurj.journeys.pricing_lines import price_lines, segments_of
from kamurj.journeys.return_in_store import NotOfThisOrder, withholding
from kamurj.journeys.return_terms import refuse_outside_policy, sold_at, verdicts_of
from kamurj.journeys.return_worth import worth_of_lines
from kamurj.journeys.subjects import about
from kamurj.kernel.ids import CustomerId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine, Order, OrderLine
from kamurj.orders.errors import OrderNotFound
from kamurj.payments import queries as paid
from kamurj.returns import queries as returned
from kamurj.returns.contracts import Disposition, LineToReturn, Reason
from kamurj.returns.contracts.policies import ExchangeFor, Means, Verdict
from kamurj.returns.contracts.requests import (
    Requested,
    RequestedLine,
    RequestId,
    RequestKind,
    RequestStatus,
    ReturnRequest,
    Wish,
)
from kamurj.returns.errors import (
    MeansNotAllowed,
    NewArticleGone,
    NewArticleMissing,
    NewArticleRefused,
    NothingToReturn,
    RequestIsOpen,
    RequestNotFound,
)
from kamurj.returns.operations import requests as asking
from kamurj.returns.queries import policies as terms
from kamurj.returns.queries import requests as asked
from kamurj.stock import queries as stock
from kamurj.stored_value.contracts import Account
from kamurj.stored_value.errors import NotEnoughValue


@dataclass(frozen=True, slots=True)
class Ask:
    """Pieces of one order line that the customer wants to give back; `new_variant` is wanted instead in an exchange."""

    position: int
    quantity: int
    reason: Reason
    new_variant: VariantId | None = None


@dataclass(frozen=True, slots=True)
class AskableLine:
    """One line as the page of asking shows it: `left` pieces may be asked for, `verdict` says what the policy means."""

    ordered: OrderLine
    delivered: int
    left: int
    verdict: Verdict
    request: ReturnRequest | None

    @property
    def can_be_asked(self) -> bool:
        """Whether the customer may ask now."""
        return self.left > 0 and self.request is None and self.verdict.is_allowed


@dataclass(frozen=True, slots=True)
class AskableOrder:
    """An order with what may be asked for, and all requests so far. `means` are allowed for every line of it."""

    order: Order
    lines: tuple[AskableLine, ...]
    requests: tuple[ReturnRequest, ...]
    means: tuple[Means, ...]

    @property
    def can_be_asked(self) -> bool:
        """Whether there is anything to ask for."""
        return any(line.can_be_asked for line in self.lines)


def what_may_come_back(*, order: OrderId, customer: CustomerId | None, now: datetime) -> AskableOrder:
    """The order's lines with what may be asked for. Raises OrderNotFound, also for somebody else's order."""
    placed = _own(order, customer)
    fulfilments = fulfilling.fulfilments_of(order)
    delivered, back = delivered_pieces(placed, fulfilments), returned.returned_pieces(order)
    judged = verdicts_of(placed, fulfilments, now=now)
    requests = asked.requests_of(order)
    open_ones = [one for one in requests if one.is_open]
    blocked = bool(open_ones) and _whole_order(judged)
    lines = tuple(
        AskableLine(
            line,
            delivered[line.position],
            delivered[line.position] - back.get(line.position, 0),
            judged[line.position],
            _awaited(open_ones, line.position) or (open_ones[0] if blocked else None),
        )
        for line in placed.lines
    )
    askable = [line.ordered.position for line in lines if line.can_be_asked]
    return AskableOrder(placed, lines, requests, _means(placed, judged, askable))


def preview_request(
    *,
    order: OrderId,
    customer: CustomerId | None,
    kind: RequestKind,
    lines: Sequence[Ask],
    means: Means,
    instrument: str | None = None,
    language: str,
    now: datetime,
) -> Wish:
    """What a request would say, with its worth and its price difference; nothing is written.

    `customer` asks for orders of their own; None means staff or whoever holds the order's address.
    Raises OrderNotFound, NotOfThisOrder, NotDelivered, TooManyReturned, the policy's refusals, MeansNotAllowed,
    NewArticleMissing, NewArticleRefused, NewArticleGone, and what `price_lines` refuses. `instrument` is the id of a means
    of the customer's own: NoSuchInstrument, InstrumentExpired, NotEnoughValue where it does not cover the difference.
    """
    return _wish(_own(order, customer), kind, lines, means, instrument, language=language, now=now)[0]


@atomic
def request_return(  # noqa: PLR0913 - a request is all of these
    *,
    id: RequestId,  # noqa: A002 - the form was given its id when it was opened
    order: OrderId,
    customer: CustomerId | None,
    kind: RequestKind,
    lines: Sequence[Ask],
    means: Means,
    instrument: str | None = None,
    language: str,
    now: datetime,
    origin: Origin,
) -> Requested:
    """Ask for a return or an exchange. The same form (id) again is answered with the first.

    Raises what `preview_request` raises, and RequestIsOpen, FormReused; nothing is written then.
    """
    placed = _own(order, customer)
    if (known := _known(id, placed)) is not None:
        return Requested(known, is_repeat=True)
    wish, judged = _wish(placed, kind, lines, means, instrument, language=language, now=now)
    whole = _whole_order(judged)
    if whole and any(one.is_open for one in asked.requests_of(order)):
        raise RequestIsOpen
    return asking.ask(
        id=id,
        order=order,
        customer=placed.customer,
        wish=wish,
        whole_order=whole,
        now=now,
        origin=about(placed.customer, origin),
    )


@atomic
def withdraw_request(*, request: RequestId, customer: CustomerId | None, now: datetime, origin: Origin) -> ReturnRequest:
    """The customer keeps the pieces. Raises RequestNotFound (also for somebody else's), RequestIsOver."""
    known = asked.request(request)
    if customer is not None and known.customer != customer:
        raise RequestNotFound
    return asking.close(id=request, status=RequestStatus.CANCELLED, now=now, origin=about(known.customer, origin))


@atomic
def decline_request(*, request: RequestId, reason: str, now: datetime, origin: Origin) -> ReturnRequest:
    """Staff do not take the pieces back, and say why. Raises RequestNotFound, RequestIsOver."""
    known = asked.request(request)
    return asking.close(
        id=request, status=RequestStatus.DECLINED, reason=reason, now=now, origin=about(known.customer, origin)
    )


def _own(order: OrderId, customer: CustomerId | None) -> Order:
    placed = orders.order(order)
    if customer is not None and placed.customer != customer:
        raise OrderNotFound
    return placed


def _known(id: RequestId, placed: Order) -> ReturnRequest | None:  # noqa: A002
    return next((one for one in asked.requests_of(placed.id) if one.id == id), None)


def _awaited(open_ones: Sequence[ReturnRequest], position: int) -> ReturnRequest | None:
    return next((one for one in open_ones if any(line.position == position for line in one.wish.lines)), None)


def _means(placed: Order, judged: Mapping[int, Verdict], positions: Sequence[int]) -> tuple[Means, ...]:
    """The ways back that the policy allows; store credit needs a customer whose it is."""
    allowed = terms.means_for(judged, positions=positions)
    return tuple(one for one in allowed if one is not Means.STORE_CREDIT or placed.customer is not None)


def _whole_order(judged: Mapping[int, Verdict]) -> bool:
    return any(verdict.terms.one_request_an_order for verdict in judged.values())


def _wish(
    placed: Order,
    kind: RequestKind,
    lines: Sequence[Ask],
    means: Means,
    instrument: str | None,
    *,
    language: str,
    now: datetime,
) -> tuple[Wish, dict[int, Verdict]]:
    fulfilments = fulfilling.fulfilments_of(placed.id)
    ordered = {line.position: line for line in placed.lines}
    for line in lines:
        if line.position not in ordered:
            raise NotOfThisOrder(position=line.position)
    worth = _worth(placed, delivered_pieces(placed, fulfilments), ordered, lines)
    positions = [line.position for line in lines]
    judged = refuse_outside_policy(placed, fulfilments, positions, now=now)
    if means not in _means(placed, judged, positions):
        raise MeansNotAllowed
    prices = _prices(placed, kind, lines, ordered, judged, language=language, now=now)
    wanted = tuple(
        RequestedLine(
            position=line.position,
            variant=ordered[line.position].variant,
            quantity=line.quantity,
            reason=line.reason,
            value=value,
            new_variant=line.new_variant,
            new_price=None if line.new_variant is None else prices[line.new_variant] * line.quantity,
        )
        for line, value in zip(lines, worth, strict=True)
    )
    value, difference = asked.worth(wanted, currency=placed.currency)
    wish = Wish(
        kind=kind,
        lines=wanted,
        means=means,
        instrument=instrument,
        value=value,
        difference=difference if kind is RequestKind.EXCHANGE else Money.zero(placed.currency),
        shipping=judged[positions[0]].terms.shipping,
    )
    if instrument is not None:
        _refuse_instrument(placed, wish, instrument, now=now)
    return wish, judged


def _refuse_instrument(placed: Order, wish: Wish, name: str, *, now: datetime) -> None:
    """Money of a return goes to a gift card or credit, or to what the order was paid with; the difference of an exchange is
    settled with any means of the customer's own, and value must cover it.
    """
    found = own_means.named(name, customer=placed.customer, now=now)
    if isinstance(found, Account):
        if Means(found.kind.value) is not wish.means:
            raise MeansNotAllowed
        if wish.difference > Money.zero(placed.currency) and (
            not found.is_usable(now) or found.balance.currency != placed.currency or found.balance < wish.difference
        ):
            raise NotEnoughValue(balance=found.balance)
    elif wish.means is not Means.ORIGINAL or (
        wish.kind is RequestKind.RETURN and all(one.instrument != found.id for one in paid.payments_of(order=placed.id))
    ):
        raise MeansNotAllowed


def _worth(
    placed: Order, delivered: Mapping[int, int], ordered: Mapping[int, OrderLine], lines: Sequence[Ask]
) -> list[Money]:
    """What each line is worth, checked against what was delivered and came back; where it goes is decided at the desk."""
    if not lines:
        raise NothingToReturn
    paid_for = worth_of_lines(placed)
    seen = returned.preview(
        order=placed.id,
        withholds=withholding(placed),
        lines=[
            LineToReturn(
                position=line.position,
                variant=ordered[line.position].variant,
                quantity=line.quantity,
                disposition=Disposition.SHELF,
                reason=line.reason,
                bought=ordered[line.position].quantity,
                delivered=delivered[line.position],
                gross=paid_for[line.position],
            )
            for line in lines
        ],
    )
    return _shortened([line.refund for line in seen.lines], seen.withheld)


def _shortened(worth: list[Money], withheld: Money) -> list[Money]:
    """The lines' worth less what is withheld of them, or with what is released on the first."""
    if withheld.minor <= 0:
        return [worth[0] - withheld, *worth[1:]]
    parts = withheld.allocate([one.minor for one in worth])
    return [one - part for one, part in zip(worth, parts, strict=True)]


def _prices(
    placed: Order,
    kind: RequestKind,
    lines: Sequence[Ask],
    ordered: Mapping[int, OrderLine],
    judged: Mapping[int, Verdict],
    *,
    language: str,
    now: datetime,
) -> dict[VariantId, Money]:
    """What one piece of each wanted article costs today, tax included, where the order was sold."""
    new = [(line, line.new_variant) for line in lines if line.new_variant is not None]
    if len(new) != (len(lines) if kind is RequestKind.EXCHANGE else 0):
        raise NewArticleMissing
    if not new:
        return {}
    variants = sorted({variant for _line, variant in new})
    cards = catalogue.variant_cards(
        variants=[*variants, *(ordered[line.position].variant for line in lines)], language=language
    )
    for line, variant in new:
        old = ordered[line.position].variant
        same = variant in cards and old in cards and cards[variant].product == cards[old].product
        if judged[line.position].terms.exchange is ExchangeFor.SAME_PRODUCT and not same:
            raise NewArticleRefused(position=line.position)
    _refuse_gone(placed, new, now=now)
    address = placed.delivery.address
    priced = price_lines(
        [CartLine(variant, 1) for variant in variants],
        segments=segments_of(placed.customer),
        channel=placed.channel,
        region=sold_at(placed).region if address is None else shipping.region_of(address),
        currency=placed.currency,
        language=language,
        now=now,
    )
    return {line.card.variant: line.amounts.gross for line in priced}


def _refuse_gone(placed: Order, new: Sequence[tuple[Ask, VariantId]], *, now: datetime) -> None:
    """Nothing is kept for a request; but what nobody could hand out is not promised either."""
    wanted: Counter[VariantId] = Counter()
    for line, variant in new:
        wanted[variant] += line.quantity
    free = stock.availability(variants=sorted(wanted), channel=placed.channel, now=now)
    for line, variant in new:
        if free.get(variant, 0) < wanted[variant]:
            raise NewArticleGone(position=line.position)
