"""Puts eighteen months of trade into the house, through the rooms' bulk doors, some thousand purchases a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kamurj.activity.contracts import ProductViewed
from kamurj.customers.contracts import Address
from kamurj.demo.people import Profile
from kamurj.demo.stocking import ARMENIAN_VAT, CALIFORNIAN_SALES_TAX, Stocked
from kamurj.demo.trade import Brought, Look, Purchase
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log import bulk as log
from kamurj.kernel.ids import CustomerId, LocationId, PaymentId, PriceListId, RefundId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Subject, anonymous_subject, customer_subject
from kamurj.orders import bulk as orders
from kamurj.orders.contracts import (
    Contact,
    DeliveryKind,
    HistoricLine,
    HistoricOrder,
    OrderStatus,
)
from kamurj.payments import bulk as payments
from kamurj.payments.contracts import Method
from kamurj.pricing.contracts import Quote
from kamurj.pricing.queries import amounts_of
from kamurj.returns import bulk as returns
from kamurj.returns.contracts import Disposition, Reason, ReturnAccepted, ReturnedPieces

SOURCE = "demo"
ACTOR = "system:demo"
NO_LIST = PriceListId(0)
TO_THE_WAREHOUSE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Books:
    """What the writing needs to know: the house's ids of goods and places, and its customers by profile."""

    stocked: Stocked
    customers: Mapping[str, CustomerId]


@dataclass(frozen=True, slots=True)
class Entry:
    """One purchase ready to be written."""

    order: HistoricOrder
    lines: tuple[HistoricLine, ...]
    payment: payments.PastPayment
    returned: tuple[returns.HistoricReturn, ...]
    return_lines: tuple[returns.HistoricReturnLine, ...]
    refunds: tuple[payments.PastRefund, ...]
    facts: tuple[log.PastFact, ...]


def key_of(purchase: Purchase) -> str:
    """The name of a purchase in the demo's own books and in its truth."""
    return f"D{purchase.number:06d}"


@atomic
def record(purchases: Sequence[Purchase], books: Books, *, now: datetime) -> None:
    """Write purchases with their payments, returns and facts, once: those that are known change nothing and tell nothing."""
    entries = [_entry(purchase, books) for purchase in purchases]
    written = orders.record_history(
        orders=[one.order for one in entries], lines=(line for one in entries for line in one.lines)
    )
    if not written.orders:
        return
    payments.record_history(
        payments=(one.payment for one in entries), refunds=(refund for one in entries for refund in one.refunds)
    )
    returns.record_history(
        returns=[back for one in entries for back in one.returned],
        lines=(line for one in entries for line in one.return_lines),
    )
    log.record_history(facts=(fact for one in entries for fact in one.facts), now=now)


def _entry(purchase: Purchase, books: Books) -> Entry:
    profile = purchase.person.profile_for(purchase.channel)
    customer = books.customers[profile.key]
    lines = tuple(_lines(purchase, books))
    gross, tax = sum(line.gross_minor for line in lines), sum(line.tax_minor for line in lines)
    order = _order(purchase, profile, customer, books, gross=gross, tax=tax)
    payment = _payment(purchase, order)
    returned = tuple(_returned(purchase, lines, books))
    return Entry(
        order=order,
        lines=lines,
        payment=payment,
        returned=tuple(back for back, _ in returned),
        return_lines=tuple(line for _, line in returned),
        refunds=tuple(_refund(back, payment, number) for number, (back, _) in enumerate(returned)),
        facts=tuple(_facts(purchase, order, lines, returned, customer, books)),
    )


def _abroad(purchase: Purchase) -> bool:
    return purchase.person.home.row.country == "US"


def _source(purchase: Purchase, books: Books) -> LocationId:
    """Where the pieces came from: the till's or the pickup store's own shelf, else the country's warehouse."""
    code = purchase.place.row.code if purchase.place else "WH-US" if _abroad(purchase) else "WH-AM"
    return books.stocked.places[code]


def _lines(purchase: Purchase, books: Books) -> Iterator[HistoricLine]:
    abroad = _abroad(purchase)
    language = purchase.person.language
    for position, line in enumerate(purchase.lines, start=1):
        unit = Money(line.sold.cents, "USD") if abroad else Money(line.sold.drams_minor, "AMD")
        quote = Quote(
            unit=unit,
            tax_basis_points=CALIFORNIAN_SALES_TAX if abroad else ARMENIAN_VAT,
            tax_included=not abroad,
            price_list=NO_LIST,
        )
        amounts = amounts_of(quoted=quote, quantity=line.quantity)
        yield HistoricLine(
            source_key=key_of(purchase),
            position=position,
            variant=books.stocked.variants[line.sold.sku],
            sku=line.sold.sku,
            name=line.article.row.words[language].name,
            options="",
            quantity=line.quantity,
            unit_minor=unit.minor,
            tax_basis_points=quote.tax_basis_points,
            tax_included=quote.tax_included,
            tax_minor=amounts.tax.minor,
            gross_minor=amounts.gross.minor,
            source_location=_source(purchase, books),
        )


def _order(
    purchase: Purchase, profile: Profile, customer: CustomerId, books: Books, *, gross: int, tax: int
) -> HistoricOrder:
    place = books.stocked.places[purchase.place.row.code] if purchase.place else None
    return HistoricOrder(
        source=SOURCE,
        source_key=key_of(purchase),
        channel=Channel(purchase.channel),
        currency="USD" if _abroad(purchase) else "AMD",
        status=OrderStatus.COMPLETED,
        delivery_kind=DeliveryKind(purchase.delivery),
        placed_at=purchase.at,
        tax_minor=tax,
        gross_minor=gross,
        pieces=sum(line.quantity for line in purchase.lines),
        location=place if purchase.delivery == "carry_out" else None,
        pickup_location=place if purchase.delivery == "collect" else None,
        customer=customer,
        language=purchase.person.language,
        contact=Contact(profile.given_name, profile.family_name, profile.email, profile.phone),
        address=_address(purchase, profile) if purchase.delivery == "ship" else None,
        confirmed_at=purchase.at,
        completed_at=purchase.delivered_at,
    )


def _address(purchase: Purchase, profile: Profile) -> Address:
    home = purchase.person.home.row
    return Address(
        recipient=f"{profile.given_name} {profile.family_name}",
        line1=f"{purchase.person.household % 180 + 1} {home.address_en.split(',')[0].lstrip('0123456789 ')}",
        city=home.address_en.rsplit(", ", 1)[-1],
        country=home.country,
        region=home.region,
    )


def _payment(purchase: Purchase, order: HistoricOrder) -> payments.PastPayment:
    id_ = orders.historic_id(source=SOURCE, source_key=order.source_key)
    if purchase.delivery == "carry_out":
        method = Method.IN_STORE_CASH if purchase.number % 5 == 0 else Method.IN_STORE_CARD
    else:
        method = Method.EXTERNAL
    return payments.PastPayment(
        id=PaymentId(id_),
        order=id_,
        method=method,
        provider="till" if purchase.delivery == "carry_out" else SOURCE,
        amount_minor=order.gross_minor,
        currency=order.currency,
        key=f"{SOURCE}:{order.source_key}",
        at=purchase.at,
        location=order.location,
    )


def _returned(
    purchase: Purchase, lines: Sequence[HistoricLine], books: Books
) -> Iterator[tuple[returns.HistoricReturn, returns.HistoricReturnLine]]:
    for number, brought in enumerate(purchase.returned, start=1):
        line = lines[brought.line]
        currency = "USD" if _abroad(purchase) else "AMD"
        refund = Money(line.gross_minor, currency).share(brought.quantity, line.quantity).minor
        key = f"{key_of(purchase)}-R{number}"
        yield (
            returns.HistoricReturn(
                source=SOURCE,
                source_key=key,
                order=orders.historic_id(source=SOURCE, source_key=key_of(purchase)),
                location=books.stocked.places[brought.place.row.code],
                accepted_at=brought.at,
                currency=currency,
                refund_minor=refund,
            ),
            _return_line(key, brought, line, refund),
        )


def _return_line(key: str, brought: Brought, line: HistoricLine, refund: int) -> returns.HistoricReturnLine:
    disposition = Disposition(brought.disposition)
    return returns.HistoricReturnLine(
        source_key=key,
        number=1,
        position=line.position,
        variant=line.variant,
        quantity=brought.quantity,
        disposition=disposition,
        reason=Reason(brought.reason),
        refund_minor=refund,
        delivered=line.quantity,
        arrived_at=brought.at + TO_THE_WAREHOUSE if disposition is Disposition.WAREHOUSE else None,
    )


def _refund(back: returns.HistoricReturn, payment: payments.PastPayment, number: int) -> payments.PastRefund:
    return payments.PastRefund(
        id=RefundId(returns.historic_id(source=SOURCE, source_key=back.source_key)),
        payment=payment.id,
        amount_minor=back.refund_minor,
        key=f"{payment.key}:refund:{number}",
        at=back.accepted_at,
        location=back.location,
    )


def _facts(
    purchase: Purchase,
    order: HistoricOrder,
    lines: Sequence[HistoricLine],
    returned: Sequence[tuple[returns.HistoricReturn, returns.HistoricReturnLine]],
    customer: CustomerId,
    books: Books,
) -> Iterator[log.PastFact]:
    subject = customer_subject(customer)
    for look in sorted(purchase.looks, key=lambda look: look.at):
        yield _look_fact(look, subject, books)
    placed, completed = orders.past_facts(order=order, lines=lines)
    channel, location = Channel(purchase.channel), order.location or order.pickup_location
    yield log.PastFact(
        fact=placed, occurred_at=purchase.at, channel=channel, subject=subject, location=location, actor=ACTOR
    )
    yield log.PastFact(
        fact=completed, occurred_at=purchase.delivered_at, channel=channel, subject=subject, location=location, actor=ACTOR
    )
    for back, line in returned:
        yield _return_fact(back, line, subject)


def _look_fact(look: Look, subject: Subject, books: Books) -> log.PastFact:
    """Half of the looking is done signed in; the rest is known only by the device."""
    known = int(look.device[-1], 16) % 2 == 0
    return log.PastFact(
        fact=ProductViewed(product=books.stocked.products[look.article.row.handle], language=look.person.language),
        occurred_at=look.at,
        channel=Channel.APP if look.person.channels["app"] > look.person.channels["web"] else Channel.WEB,
        subject=subject if known else anonymous_subject(look.device),
        actor=ACTOR,
    )


def _return_fact(back: returns.HistoricReturn, line: returns.HistoricReturnLine, subject: Subject) -> log.PastFact:
    refund = Money(back.refund_minor, back.currency)
    pieces = ReturnedPieces(
        position=line.position,
        variant=line.variant,
        quantity=line.quantity,
        disposition=line.disposition,
        reason=line.reason,
        refund=refund,
    )
    fact = ReturnAccepted(
        return_id=returns.historic_id(source=SOURCE, source_key=back.source_key),
        order=back.order,
        location=back.location,
        lines=(pieces,),
        refund=refund,
    )
    return log.PastFact(
        fact=fact, occurred_at=back.accepted_at, channel=Channel.STORE, subject=subject, location=back.location, actor=ACTOR
    )
