"""Mail to the shopper about an order on its way: ready (with the code), shipped, taken back.

Every mail has a name of its own and goes out once, however often its job runs. Only if the process dies between handing
it to the mail server and noting that, the next run sends it again, under the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.idempotency.contracts import Claim
from kamurj.foundation.idempotency.errors import InFlight
from kamurj.foundation.idempotency.operations import claim, settle
from kamurj.foundation.words.formatting import moment_text, money_text
from kamurj.foundation.words.languages import known_language
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.journeys.collect_in_store import still_due
from kamurj.kernel.ids import FulfilmentId, ReturnId
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order
from kamurj.returns import queries as returns
from kamurj.returns.queries.exchanges import exchange_of


@dataclass(frozen=True, slots=True)
class MailLine:
    """A line as a mail lists it; `missing` pieces could not be found and are not charged."""

    name: str
    options: str
    quantity: int
    missing: int = 0


def tell_ready(*, fulfilment: FulfilmentId, now: datetime) -> bool:
    """Mail that the pieces wait, where, until when, and the code. False: no address, no longer waiting, or told before."""
    work = reading.fulfilment(fulfilment)
    code = reading.pickup_code(fulfilment)
    if code is None or work.deadline_at is None:
        return False
    order = orders.order(work.order)
    language = known_language(order.language)
    store = locations.location(work.location)
    due = still_due(work, order)
    return send(
        order,
        name=f"ready:{work.id}:{work.code_version}",
        template="ready",
        words={
            "code": code,
            "store": store.name(language),
            "address": store.address(language),
            "until": moment_text(work.deadline_at, language, store.time_zone),
            "due": money_text(due, language) if due else "",
            "lines": _lines(work, order),
        },
        now=now,
    )


def tell_shipped(*, fulfilment: FulfilmentId, now: datetime) -> bool:
    """Mail that a parcel left, with its tracking text. False: no address, or told before."""
    work = reading.fulfilment(fulfilment)
    order = orders.order(work.order)
    return send(
        order,
        name=f"shipped:{work.id}",
        template="shipped",
        words={"tracking": work.tracking, "lines": _lines(work, order)},
        now=now,
    )


def tell_expired(*, fulfilment: FulfilmentId, now: datetime) -> bool:
    """Mail that nobody came in time and the money goes back. False: no address, or told before."""
    work = reading.fulfilment(fulfilment)
    order = orders.order(work.order)
    return send(order, name=f"expired:{work.id}", template="expired", words={"lines": _lines(work, order)}, now=now)


def tell_returned(*, returned: ReturnId, now: datetime) -> bool:
    """Mail a receipt of a return: what came back and how much money goes back.

    False: no address, told before, or it was an exchange, whose receipt the customer has in hand.
    """
    taken = returns.returned(returned)
    if exchange_of(returned) is not None:
        return False
    order = orders.order(taken.order)
    language = known_language(order.language)
    ordered = {line.position: line for line in order.lines}
    return send(
        order,
        name=f"returned:{returned}",
        template="returned",
        words={
            "store": locations.location(taken.location).name(language),
            "refund": money_text(taken.refund, language),
            "lines": [
                MailLine(ordered[line.position].name, ordered[line.position].options, line.quantity) for line in taken.lines
            ],
        },
        now=now,
    )


def _lines(work: Fulfilment, order: Order) -> list[MailLine]:
    """The pieces of a delivery; what the customer took something else for is not spoken of any more."""
    ordered = {line.position: line for line in orders.lines_as_agreed(order)}
    return [
        MailLine(ordered[line.position].name, ordered[line.position].options, line.picked, line.missing)
        for line in work.lines
        if line.picked or line.missing
    ]


def send(order: Order, *, name: str, template: str, words: Mapping[str, object], now: datetime) -> bool:
    """Send the mail of this name unless it was sent."""
    forbid_transaction()
    if not order.contact.email:
        return False
    taken = _claim(name, now=now)
    if taken is None:
        return False
    _message(order, name=name, template=template, words=words).send()
    with atomic():
        settle(taken, answer={"sent_at": now})
    return True


def _claim(name: str, *, now: datetime) -> Claim | None:
    """The right to send a mail; None if it was sent. A claim that nobody settled is of a run that died: it is taken over."""
    try:
        with atomic():
            taken = claim(caller="mail", key=name, operation="mail", body=name, now=now)
    except InFlight:
        return Claim(caller="mail", key=name, answer=None)
    return None if taken.is_repeat else taken


def _message(order: Order, *, name: str, template: str, words: Mapping[str, object]) -> EmailMultiAlternatives:
    language = known_language(order.language)
    context = {"order": order, "given_name": order.contact.given_name, "language": language, **words}
    folder = "journeys/mail"
    with override(language):
        subject = render_to_string(f"{folder}/{template}_subject.txt", context)
        text = render_to_string(f"{folder}/{template}.txt", context)
        html = render_to_string(f"{folder}/{template}.html", context)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text.strip() + "\n",
        to=[order.contact.email or ""],
        headers={"Message-ID": f"<{name.replace(':', '.')}@{domain}>", "Content-Language": language},
    )
    message.attach_alternative(html, "text/html")
    return message
