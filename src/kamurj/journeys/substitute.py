"""A substitute for a piece that is not there: offered by the associate, kept at once, taken or not by the customer.

The price never rises: a cheaper article costs what it costs, a dearer one what was agreed, and the shop bears the rest.
What is kept for an offer is held with an end of its own, so nothing is lost wherever a process dies (0087).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import VariantCard
from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.log.operations import gather
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import Fulfilment, Pieces
from kamurj.fulfilment.contracts.questions import (
    SUBSTITUTE_PERIOD,
    Offer,
    Question,
    QuestionId,
    QuestionKind,
    QuestionStatus,
)
from kamurj.fulfilment.contracts.rerouting import MissingReason
from kamurj.fulfilment.errors import NoSuchLine, QuestionIsOver
from kamurj.fulfilment.operations import asking, rerouting
from kamurj.fulfilment.queries import questions
from kamurj.journeys.pick_order import end_if_nothing_is_left, write_off
from kamurj.journeys.planning_changes import AGREED, region_of
from kamurj.journeys.settle_changes import send_money
from kamurj.journeys.subjects import about
from kamurj.journeys.take_off import NOT_AVAILABLE, SUBSTITUTED, take_off
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.ids import CartId, FulfilmentId, LocationId, RefundId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.kernel.words import N_
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderLine, OrderStatus
from kamurj.pricing import queries as pricing
from kamurj.pricing.contracts import Quote
from kamurj.stock import operations as stock
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import HoldLine

MOST_OFFERED = 12
RELATED = 12
"""So many other articles of the category are looked at."""


class NotASubstitute(KamurjError):
    """Another version of the article, or something of its category, with the same tax: nothing else replaces a piece."""

    code = "substitute.not_a_substitute"
    kind = Kind.CONFLICT
    message = N_("“{name}” cannot be offered instead: choose another version, or an article of the same category.")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that could be offered. `price` is today's, `pays` what a piece would cost this customer."""

    card: VariantCard
    price: Money
    pays: Money
    free: int
    is_same_product: bool


def candidates(*, fulfilment: FulfilmentId, position: int, language: str) -> tuple[Candidate, ...]:
    """What lies in the place and could be offered for a line: other versions first, then what is nearest in price.

    Raises NoSuchLine.
    """
    work = reading.fulfilment(fulfilment)
    order = orders.order(work.order)
    line = _line_of(order, position)
    now = work.started_at or work.opened_at
    own = catalogue.variant_cards([line.variant], language).get(line.variant)
    if own is None:
        return ()
    siblings = [
        one.variant
        for one in catalogue.product_by_handle(own.handle, language, drafts_too=True).variants
        if one.active and one.variant != line.variant
    ]
    related = [
        variant for card in catalogue.related_in_category(own.product, language, limit=RELATED) for variant in card.variants
    ]
    return _weighed(work, order, line, own, [*siblings, *related], language, now=now)


def candidate_with_code(*, fulfilment: FulfilmentId, position: int, code: str, language: str) -> Candidate:
    """The article with this barcode or number, if it can be offered. Raises UnknownVariant, NotASubstitute."""
    work = reading.fulfilment(fulfilment)
    order = orders.order(work.order)
    line = _line_of(order, position)
    card = catalogue.variant_by_code(code, language)
    own = catalogue.variant_cards([line.variant], language).get(line.variant)
    found = () if own is None else _weighed(work, order, line, own, [card.variant], language, now=work.opened_at)
    if not found:
        raise NotASubstitute(name=card.name)
    return found[0]


def propose(
    *,
    fulfilment: FulfilmentId,
    location: LocationId,
    position: int,
    quantity: int,
    variant: VariantId,
    why: MissingReason = MissingReason.NOT_FOUND,
    origin: Origin,
    now: datetime,
) -> Question:
    """Offer a substitute for pieces of a line: for missing ones, and others are reported missing with it, `why`.

    The substitute's pieces are kept from this moment until the customer answers or the time is over. Raises NotASubstitute,
    stock's NotEnoughStock, fulfilment's NothingToReplace, QuestionWaits, and what stands in the way; then nothing changed.
    """
    with atomic(), gather():
        work = rerouting.lock_work(fulfilment)
        order = orders.order(work.order)
        origin = about(order.customer, origin)
        line = _line_of(order, position)
        card, quote = _refuse_other(order, line, variant, now=now)
        question, until = QuestionId(ids.new()), now + SUBSTITUTE_PERIOD
        kept = HoldLine(variant, location, quantity)
        unasked = _missing_unasked(work, position)
        to_report = {position: quantity - unasked} if quantity > unasked else {}

        def report() -> None:
            if to_report:
                write_off(fulfilment=fulfilment, location=location, missing=to_report, why=why, now=now, origin=origin)

        def keep() -> None:
            stock.hold(cart=CartId(question), lines=[kept], until=until, now=now, origin=origin)

        # Levels are locked in one order, so that two associates who swap the same articles never wait in a circle.
        for step in (report, keep) if line.variant < card.variant else (keep, report):
            step()
        return asking.offer_substitute(
            question=question,
            fulfilment=fulfilment,
            location=location,
            offer=Offer(position, quantity, variant, min(quote.unit, line.unit)),
            expires_at=until,
            now=now,
            origin=origin,
        )


def answer(*, question: QuestionId, accept: bool, origin: Origin, now: datetime) -> Question:
    """The customer takes the substitute, or goes without. Once; must not be called inside a transaction.

    Accepted: the missing pieces are taken off the order, the substitute is a line of its own, and a difference goes back.
    Declined: the missing pieces are taken off, and what was paid for them goes back. Raises QuestionIsOver, NoSuchQuestion.
    """
    forbid_transaction()
    asked = questions.question(question)
    if asked.kind is not QuestionKind.SUBSTITUTE:
        raise QuestionIsOver
    with atomic(), gather():
        if accept:
            refunds = _take(asked, origin=origin, now=now)
        else:
            refunds = _do_without(asked, QuestionStatus.DECLINED, origin=origin, now=now)
    send_money((), refunds, origin=about(orders.order(asked.order).customer, origin), now=now)
    return questions.question(question)


@atomic
def withdraw(*, question: QuestionId, location: LocationId, origin: Origin, now: datetime) -> Question:
    """Staff take an offer back: its pieces are free, the missing ones stay missing and may be asked about again.

    Raises QuestionIsOver.
    """
    asked = questions.question(question)
    if asked.location != location or asked.kind is not QuestionKind.SUBSTITUTE:
        raise QuestionIsOver
    work = rerouting.lock_work(asked.fulfilment)
    origin = about(orders.order(asked.order).customer, origin)
    done = asking.decline(question=question, status=QuestionStatus.WITHDRAWN, now=now, origin=origin)
    stock.release(cart=CartId(question), now=now, origin=origin)
    if work.is_open:
        end_if_nothing_is_left(reading.fulfilment(work.id), now=now, origin=origin)
    return done


def lapse(*, question: Question, origin: Origin, now: datetime) -> bool:
    """Nobody answered in time: the order goes on without the pieces. False if it was answered or taken back meanwhile."""
    forbid_transaction()
    try:
        with atomic(), gather():
            refunds = _do_without(question, QuestionStatus.LAPSED, origin=origin, now=now)
    except QuestionIsOver:
        return False
    send_money((), refunds, origin=origin, now=now)
    return True


def _take(asked: Question, *, origin: Origin, now: datetime) -> list[RefundId]:
    offer = asked.offer
    work = rerouting.lock_work(asked.fulfilment)
    order = orders.order(asked.order)
    if offer is None or order.status is not OrderStatus.CONFIRMED:
        raise QuestionIsOver
    origin = about(order.customer, origin)
    line = _line_of(order, offer.position)
    position = max(one.position for one in orders.lines_as_agreed(order)) + 1
    asking.accept_substitute(question=asked.id, position=position, now=now, origin=origin)
    added = _new_line(order, line, offer, position, work.location)
    refunds = take_off(
        order=order, off={offer.position: offer.quantity}, added=[added], reason=SUBSTITUTED, origin=origin, now=now
    )
    stock.allocate(cart=CartId(asked.id), order=order.id, now=now, origin=origin)
    return refunds


def _do_without(asked: Question, status: QuestionStatus, *, origin: Origin, now: datetime) -> list[RefundId]:
    work = rerouting.lock_work(asked.fulfilment)
    order = orders.order(asked.order)
    origin = about(order.customer, origin)
    asking.decline(question=asked.id, status=status, now=now, origin=origin)
    refunds: list[RefundId] = []
    offer = asked.offer
    if offer is not None:
        variant = next(line.variant for line in work.lines if line.position == offer.position)
        pieces = [Pieces(offer.position, variant, offer.quantity)]
        rerouting.give_up(fulfilment=work.id, pieces=pieces, now=now, origin=origin)
    if offer is not None and order.status is OrderStatus.CONFIRMED and order.pieces > offer.quantity:
        refunds = take_off(order=order, off={offer.position: offer.quantity}, reason=NOT_AVAILABLE, origin=origin, now=now)
    stock.release(cart=CartId(asked.id), now=now, origin=origin)
    if work.is_open:
        end_if_nothing_is_left(reading.fulfilment(work.id), now=now, origin=origin)
    return refunds


def _missing_unasked(work: Fulfilment, position: int) -> int:
    """Missing pieces of a line that the customer was not asked about, or only in a question that was taken back."""
    missing = next((line.missing for line in work.lines if line.position == position), 0)
    for one in questions.questions_of(work.order):
        if one.fulfilment == work.id and one.offer is not None and one.offer.position == position and one.is_counted:
            missing -= one.offer.quantity
    return missing


def _line_of(order: Order, position: int) -> OrderLine:
    found = next((line for line in order.lines if line.position == position), None)
    if found is None:
        raise NoSuchLine(position=position)
    return found


def _refuse_other(order: Order, line: OrderLine, variant: VariantId, *, now: datetime) -> tuple[VariantCard, Quote]:
    """The article that is offered, with today's price. Raises NotASubstitute."""
    cards = catalogue.variant_cards([line.variant, variant], order.language)
    card, own = cards.get(variant), cards.get(line.variant)
    if card is None or own is None or variant == line.variant or not card.sellable:
        raise NotASubstitute(name=card.name if card else line.name)
    if card.product != own.product:
        paths = catalogue.category_paths([variant, line.variant])
        if paths.get(variant, ()) != paths.get(line.variant):
            raise NotASubstitute(name=card.name)
    quote = _quotes(order, [variant], now=now).get(variant)
    if quote is None or not _is_taxed_alike(line, quote):
        raise NotASubstitute(name=card.name)
    return card, quote


def _weighed(
    work: Fulfilment,
    order: Order,
    line: OrderLine,
    own: VariantCard,
    variants: Sequence[VariantId],
    language: str,
    *,
    now: datetime,
) -> tuple[Candidate, ...]:
    variants = list(dict.fromkeys(one for one in variants if one != line.variant))
    here = {
        variant: next((place.free for place in places if place.location == work.location), 0)
        for variant, places in stocked.by_location(variants=variants, now=now).items()
    }
    there = [variant for variant in variants if here.get(variant, 0) > 0]
    quotes, cards = _quotes(order, there, now=now), catalogue.variant_cards(there, language)
    paths = catalogue.category_paths([*there, line.variant])
    found = [
        Candidate(card, quote.unit, min(quote.unit, line.unit), here[variant], card.product == own.product)
        for variant in there
        if (card := cards.get(variant)) is not None
        and (quote := quotes.get(variant)) is not None
        and card.sellable
        and _is_taxed_alike(line, quote)
        and paths.get(variant) == paths.get(line.variant)
    ]
    found.sort(key=lambda one: (not one.is_same_product, abs(one.price.minor - line.unit.minor), one.card.variant))
    return tuple(found[:MOST_OFFERED])


def _quotes(order: Order, variants: Sequence[VariantId], *, now: datetime) -> dict[VariantId, Quote]:
    region = region_of(order.delivery)
    return pricing.quote(variants=variants, channel=order.channel, region=region, currency=order.currency, now=now)


def _is_taxed_alike(line: OrderLine, quote: Quote) -> bool:
    return (quote.tax_basis_points, quote.tax_included) == (line.tax_basis_points, line.tax_included)


def _new_line(order: Order, line: OrderLine, offer: Offer, position: int, location: LocationId) -> OrderLine:
    """The substitute as it is agreed: promotions keep giving what they gave for the pieces that it replaces, and the sum
    is never more than what is taken off, to the last unit of rounding.
    """
    card = catalogue.variant_cards([offer.variant], order.language)[offer.variant]
    left = line.quantity - offer.quantity
    most = line.gross - line.gross.share(left, line.quantity)
    quote = Quote(offer.unit, line.tax_basis_points, line.tax_included, AGREED)
    price = offer.unit * offer.quantity
    discount = min(line.discount.share(offer.quantity, line.quantity), price)
    amounts = pricing.amounts_of(quoted=quote, quantity=offer.quantity, discount_minor=discount.minor)
    if amounts.gross > most:
        discount = min(discount + (amounts.gross - most), price)
        amounts = pricing.amounts_of(quoted=quote, quantity=offer.quantity, discount_minor=discount.minor)
    return replace(
        line,
        position=position,
        variant=card.variant,
        sku=card.sku,
        name=card.name,
        options=card.options,
        quantity=offer.quantity,
        unit=offer.unit,
        net=amounts.net,
        tax=amounts.tax,
        gross=amounts.gross,
        source=location,
        discount_minor=discount.minor,
        cancelled=0,
    )
