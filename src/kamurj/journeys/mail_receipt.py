"""A receipt goes out by mail: asked for at the sale or later, once an address, the whole sale in one letter.

The address lies with the order; facts and jobs name the wish by its id, so that no log ever reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext, override

from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.words.formatting import moment_text, money_text
from kamurj.foundation.words.languages import known_language
from kamurj.journeys.endless_aisle import sold
from kamurj.journeys.subjects import about
from kamurj.journeys.tell_shopper import send
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import DeliveryKind, Order
from kamurj.orders.contracts.receipts import ReceiptMail, ReceiptMailId
from kamurj.orders.operations.receipts import ask_for_receipt, note_receipt_sent
from kamurj.orders.queries.receipts import receipt_mail
from kamurj.payments import queries as payments
from kamurj.payments.contracts import Method


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A line of a mailed receipt, in words."""

    name: str
    options: str
    quantity: int
    price: str


@dataclass(frozen=True, slots=True)
class ReceiptPart:
    """One order of the sale: how the customer gets it, and its lines."""

    number: str
    way: str
    lines: tuple[ReceiptLine, ...]


@atomic
def ask(*, sale: OrderId, address: str, language: str, now: datetime, origin: Origin) -> tuple[ReceiptMail, bool]:
    """Let the receipt of a sale go to an address; whether that is new. The same address again changes nothing, whichever
    order of the sale is named. Raises orders' NoMailAddress, OrderNotFound.
    """
    found = sold(sale)
    first = found[0] if found else orders.order(sale)
    return ask_for_receipt(
        order=first.id, address=address, language=known_language(language), now=now, origin=about(first.customer, origin)
    )


def tell_receipt(*, mail: ReceiptMailId, now: datetime) -> bool:
    """Mail a receipt that was asked for. False: sent before. Not inside a transaction."""
    wanted = receipt_mail(mail)
    if wanted.sent_at is not None:
        return False
    made = sold(wanted.order)
    first = next(one for one in made if one.id == wanted.order)
    reader = replace(first, contact=replace(first.contact, email=wanted.address), language=wanted.language)
    is_sent = send(reader, name=f"receipt:{mail}", template="receipt", words=_words(made, wanted.language), now=now)
    note_receipt_sent(mail=mail, now=now)
    return is_sent


def _words(made: tuple[Order, ...], language: str) -> dict[str, object]:
    currency = made[0].currency
    total = sum((one.totals.gross for one in made), start=Money.zero(currency))
    tax = sum((one.totals.tax for one in made), start=Money.zero(currency))
    paid = [one for order in made for one in payments.payments_of(order=order.id) if one.captured]
    store = None if made[0].location is None else locations.location(made[0].location)
    with override(language):
        sums: dict[Method, Money] = {}
        for one in paid:
            sums[one.method] = sums.get(one.method, Money.zero(currency)) + one.captured
        names = {
            Method.IN_STORE_CASH: gettext("Cash"),
            Method.IN_STORE_CARD: gettext("Card terminal"),
            Method.CARD: gettext("Card, paid online"),
            Method.GIFT_CARD: gettext("Gift card"),
            Method.STORE_CREDIT: gettext("Store credit"),
            Method.EXTERNAL: gettext("Paid elsewhere"),
        }
        return {
            "store": "" if store is None else store.name(language),
            "address": "" if store is None else store.address(language),
            "sold_at": moment_text(made[0].placed_at, language, store.time_zone if store else "Asia/Yerevan"),
            "parts": [ReceiptPart(one.number, _way(one, language), _lines(one, language)) for one in made],
            "total": money_text(total, language),
            "tax": money_text(tax, language),
            "paid": [(names[method], money_text(amount, language)) for method, amount in sums.items()],
            "lines": (),
        }


def _lines(order: Order, language: str) -> tuple[ReceiptLine, ...]:
    lines = [ReceiptLine(one.name, one.options, one.quantity, money_text(one.gross, language)) for one in order.lines]
    if order.totals.shipping:
        lines.append(ReceiptLine(gettext("Delivery"), "", 1, money_text(order.totals.shipping, language)))
    return tuple(lines)


def _way(order: Order, language: str) -> str:
    delivery = order.delivery
    if delivery.kind is DeliveryKind.SHIP:
        return gettext("Sent to your home")
    if delivery.kind is DeliveryKind.COLLECT and delivery.location is not None:
        return gettext("To collect: %(store)s") % {"store": locations.location(delivery.location).name(language)}
    return gettext("Taken along")
