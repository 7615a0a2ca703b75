"""Orders of another system, one line an order line; the lines of one order stand together.

Columns: `order`, `placed_at` (ISO 8601 with its offset), `currency`, `sku`, `quantity`, `unit_price`; optional `channel`
(web), `status` (completed; or cancelled, confirmed, packed), `customer` (its `external_id` from the customers file),
`location` (code of the place the pieces come from: till, pickup store, warehouse), `delivery` (ship, collect, carry_out),
`tax_percent` (0; inside the price unless `tax_added` is yes), `language`, and where it goes: `line1`, `line2`, `city`,
`region`, `postcode`, `country`; `gift_card` is the code of the imported card that paid it, `payment_method` the
`external_id` of the customer's imported means that did. An order under way (confirmed,
packed) is paid and keeps its pieces; it goes on here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from kamurj.catalogue.contracts import VariantCard
from kamurj.catalogue.queries import variant_cards, variants_by_sku
from kamurj.customers.bulk import address_of, customer_id
from kamurj.customers.contracts import Address, Customer
from kamurj.customers.errors import CustomersError
from kamurj.customers.queries import customers
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log import bulk as log
from kamurj.importers.contracts import FileToImport
from kamurj.importers.plain import running, under_way
from kamurj.importers.plain.customers import SOURCE
from kamurj.importers.plain.reading import CsvRow, read
from kamurj.importers.plain.running import ORIGIN, Tally
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CustomerId, LocationId, PaymentId, PriceListId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, customer_subject
from kamurj.kernel.progress import Progress
from kamurj.locations.queries import all_locations
from kamurj.orders import bulk as orders
from kamurj.orders.contracts import (
    CancelReason,
    Contact,
    DeliveryKind,
    HistoricLine,
    HistoricOrder,
    OrderStatus,
)
from kamurj.payments import bulk as payments
from kamurj.payments import instruments
from kamurj.payments.contracts import Method
from kamurj.payments.contracts.instruments import Instrument, InstrumentId
from kamurj.pricing.contracts import Quote
from kamurj.pricing.queries import amounts_of
from kamurj.stock.errors import NotEnoughStock
from kamurj.stored_value.bulk import account_of_code
from kamurj.stored_value.contracts import Account, AccountId
from kamurj.stored_value.queries import accounts

NEEDED = ("order", "placed_at", "currency", "sku", "quantity", "unit_price")
ADDRESS = ("line1", "line2", "city", "region", "postcode", "country")
OPTIONAL = (
    "channel", "status", "customer", "location", "delivery", "tax_percent", "tax_added", "language",
    "gift_card", "payment_method", *ADDRESS,
)  # fmt: skip
LONGEST_KEY = 200
PACKED = "packed"
STATUSES = {
    "completed": OrderStatus.COMPLETED,
    "cancelled": OrderStatus.CANCELLED,
    "confirmed": OrderStatus.CONFIRMED,
    PACKED: OrderStatus.CONFIRMED,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the lines of a batch point at."""

    cards: dict[str, VariantCard]
    places: dict[str, LocationId]
    customers: dict[CustomerId, Customer]
    accounts: dict[AccountId, Account]
    instruments: dict[InstrumentId, Instrument]


@dataclass(frozen=True, slots=True)
class Read:
    """One order as the file tells it."""

    order: HistoricOrder
    lines: tuple[HistoricLine, ...]
    rows: tuple[CsvRow, ...]
    is_packed: bool
    gift_card: AccountId | None
    instrument: InstrumentId | None

    @property
    def is_under_way(self) -> bool:
        """Whether pieces are to be kept for it."""
        return self.order.status is OrderStatus.CONFIRMED


def run(file: FileToImport, progress: Progress) -> dict[str, object]:
    """Import the file; an order with one bad line is rejected with all its lines, the others are written."""
    rows = read(file.path, needed=NEEDED, optional=OPTIONAL)
    return running.run(file, rows, progress, _write, keeps_together=lambda row: row.values["order"])


@atomic
def _write(rows: Sequence[CsvRow], tally: Tally) -> None:
    variants = variants_by_sku(list({row.values["sku"] for row in rows}))
    cards = variant_cards(variants=list(variants.values()), language="en")
    told = {row.values.get("customer", "") for row in rows}
    known = Known(
        cards={sku: cards[variant] for sku, variant in variants.items() if variant in cards},
        places={card.code: card.location for card in all_locations(closed_too=True)},
        customers=customers(customers=list({customer_id(source=SOURCE, external_id=who) for who in told if who})),
        accounts=accounts(ids=[account_of_code(code) for code in {row.values.get("gift_card", "") for row in rows} if code]),
        instruments=instruments.names(
            instruments=[_named(name) for name in {row.values.get("payment_method", "") for row in rows} if name]
        ),
    )
    accepted: dict[str, Read] = {}
    for key, group in groupby(rows, key=lambda row: row.values["order"]):
        lines = list(group)
        try:
            accepted[key] = _read(lines, known, is_torn=key in accepted)
        except (ValueError, TypeError, CustomersError) as wrong:
            for line in lines:
                tally.reject(line, str(wrong))
    _record([one for one in accepted.values() if not one.is_under_way], tally)
    for one in accepted.values():
        if one.is_under_way:
            _go_on(one, tally)


def _go_on(one: Read, tally: Tally) -> None:
    """Record an order under way and keep its pieces, or reject it whole where they are not there."""
    order = orders.historic_id(source=SOURCE, source_key=one.order.source_key)
    is_new = bool(orders.unknown(source=SOURCE, keys=[one.order.source_key]))
    trial = Tally()
    try:
        with atomic():
            _record([one], trial)
            if is_new:
                under_way.go_on_with(order, one.lines, is_packed=one.is_packed, now=utc_now())
    except NotEnoughStock as short:
        for row in one.rows:
            tally.reject(row, f"the pieces of an order under way are not there: {short}")
    else:
        tally.imported += trial.imported
        tally.add(**trial.outcome)


def _record(read_: Sequence[Read], tally: Tally) -> None:
    """Write the orders; those known from an earlier run stay as they are and tell nothing again."""
    tally.imported += sum(len(one.rows) for one in read_)
    fresh = orders.unknown(source=SOURCE, keys=[one.order.source_key for one in read_])
    new = [one for one in read_ if one.order.source_key in fresh]
    done = orders.record_history(orders=[one.order for one in new], lines=(line for one in new for line in one.lines))
    payments.record_history(payments=(_payment(one) for one in new if _is_paid(one.order)))
    log.record_history(facts=(fact for one in new for fact in _facts(one)), now=utc_now())
    tally.add(orders=done.orders, repeated_orders=len(read_) - len(new))


def _read(rows: Sequence[CsvRow], known: Known, *, is_torn: bool) -> Read:
    first = rows[0].values
    key = first["order"]
    if is_torn:
        raise ValueError("the lines of this order do not stand together")
    if not 1 <= len(key) <= LONGEST_KEY:
        raise ValueError("order is empty or too long")
    placed_at = datetime.fromisoformat(first["placed_at"])
    if placed_at.tzinfo is None:
        raise ValueError("placed_at has no offset; write it like 2026-05-03T12:00:00+04:00")
    lines = tuple(_line(key, position, row.values, known) for position, row in enumerate(rows, start=1))
    told = first.get("status") or "completed"
    if (status := STATUSES.get(told)) is None:
        raise ValueError(f"status is one of {', '.join(STATUSES)}, not {told}")
    place = _place(first, known)
    delivery = DeliveryKind(first.get("delivery") or "ship")
    if status is OrderStatus.CONFIRMED and delivery is DeliveryKind.CARRY_OUT:
        raise ValueError("an order under way is shipped or collected")
    customer = customer_id(source=SOURCE, external_id=first["customer"]) if first.get("customer") else None
    who = known.customers.get(customer) if customer else None
    return Read(
        order=HistoricOrder(
            source=SOURCE,
            source_key=key,
            channel=Channel(first.get("channel") or "web"),
            currency=first["currency"],
            status=status,
            delivery_kind=delivery,
            placed_at=placed_at,
            tax_minor=sum(line.tax_minor for line in lines),
            gross_minor=sum(line.gross_minor for line in lines),
            pieces=sum(line.quantity for line in lines),
            location=place if delivery is DeliveryKind.CARRY_OUT else None,
            pickup_location=place if delivery is DeliveryKind.COLLECT else None,
            customer=customer,
            contact=Contact(who.given_name, who.family_name, who.email, who.phone) if who else None,
            address=_address(first, who) if first.get("line1") else None,
            language=first.get("language") or "en",
            confirmed_at=placed_at,
            completed_at=placed_at if status is OrderStatus.COMPLETED else None,
            cancelled_at=placed_at if status is OrderStatus.CANCELLED else None,
            cancel_reason=CancelReason.IMPORTED if status is OrderStatus.CANCELLED else None,
        ),
        lines=lines,
        rows=tuple(rows),
        is_packed=told == PACKED,
        gift_card=_gift_card(first.get("gift_card", ""), known),
        instrument=_instrument(first.get("payment_method", ""), customer, known),
    )


def _address(values: dict[str, str], who: Customer | None) -> Address:
    """Where it goes. Raises customers' InvalidAddress."""
    parts = {name: values.get(name, "") for name in ADDRESS}
    return address_of(Address(recipient=who.name if who and who.name else "—", **parts))


def _gift_card(code: str, known: Known) -> AccountId | None:
    if not code:
        return None
    account = account_of_code(code)
    if account not in known.accounts:
        raise ValueError("no such gift card: import the gift cards first")
    return account


def _named(external_id: str) -> InstrumentId:
    return payments.instrument_id(source=SOURCE, external_id=external_id)


def _instrument(external_id: str, customer: CustomerId | None, known: Known) -> InstrumentId | None:
    if not external_id:
        return None
    found = known.instruments.get(_named(external_id))
    if found is None or found.customer != customer:
        raise ValueError("the customer has no such payment method: import the payment methods first")
    return found.id


def _line(key: str, position: int, values: dict[str, str], known: Known) -> HistoricLine:
    card = known.cards.get(values["sku"])
    if card is None:
        raise ValueError(f"unknown sku {values['sku']}")
    if not values["quantity"].isdecimal() or not 0 < int(values["quantity"]) < 1_000_000:
        raise ValueError(f"quantity is no whole number above zero: {values['quantity']}")
    unit = Money.parse(values["unit_price"], values["currency"])
    if unit.minor < 0:
        raise ValueError("unit_price is below zero")
    quote = Quote(
        unit=unit,
        tax_basis_points=_basis_points(values.get("tax_percent") or "0"),
        tax_included=values.get("tax_added", "").lower() not in {"yes", "true", "1"},
        price_list=PriceListId(0),
    )
    amounts = amounts_of(quoted=quote, quantity=int(values["quantity"]))
    return HistoricLine(
        source_key=key,
        position=position,
        variant=card.variant,
        sku=card.sku,
        name=card.name,
        options=card.options,
        quantity=int(values["quantity"]),
        unit_minor=unit.minor,
        tax_basis_points=quote.tax_basis_points,
        tax_included=quote.tax_included,
        tax_minor=amounts.tax.minor,
        gross_minor=amounts.gross.minor,
        source_location=_place(values, known) or next(iter(known.places.values()), LocationId(0)),
    )


def _basis_points(percent: str) -> int:
    points = Money.parse(percent, "USD").minor
    if not 0 <= points <= 10_000:
        raise ValueError(f"tax_percent lies between 0 and 100, not {percent}")
    return points


def _place(values: dict[str, str], known: Known) -> LocationId | None:
    code = values.get("location")
    if code and code not in known.places:
        raise ValueError(f"unknown location {code}")
    return known.places[code] if code else None


def _is_paid(order: HistoricOrder) -> bool:
    return order.gross_minor > 0 and order.status in (OrderStatus.COMPLETED, OrderStatus.CONFIRMED)


def _payment(read_: Read) -> payments.PastPayment:
    order = read_.order
    id_ = orders.historic_id(source=SOURCE, source_key=order.source_key)
    return payments.PastPayment(
        id=PaymentId(id_),
        order=id_,
        method=Method.GIFT_CARD if read_.gift_card else Method.EXTERNAL,
        provider=SOURCE,
        amount_minor=order.gross_minor,
        currency=order.currency,
        key=f"{SOURCE}:{order.source_key}",
        at=order.placed_at,
        location=order.location,
        reference=str(read_.gift_card) if read_.gift_card else None,
        instrument=read_.instrument,
    )


def _facts(read_: Read) -> Iterator[log.PastFact]:
    order = read_.order
    placed, completed = orders.past_facts(order=order, lines=read_.lines)
    subject = customer_subject(order.customer) if order.customer else None
    for fact in (placed, completed) if order.completed_at else (placed,):
        yield log.PastFact(
            fact=fact,
            occurred_at=order.placed_at,
            channel=order.channel,
            subject=subject,
            location=order.location,
            actor=ORIGIN.actor,
        )
