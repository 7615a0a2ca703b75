"""Readers of the log that carry a flow on: from a confirmed order to the shops, from delivered goods to money and mail.

They write to the database only; whatever leaves the process becomes a job in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kamurj.catalogue.contracts import CategoryChanged, CategoryRemoved, ProductArchived, ProductChanged, ProductCreated
from kamurj.foundation.log.contracts import StoredFact, Subscription, each, type_names
from kamurj.fulfilment.contracts import (
    CodeReissued,
    CollectionExpired,
    FulfilmentCancelled,
    HandedOver,
    ReadyForCollection,
    Shipped,
)
from kamurj.fulfilment.contracts.questions import OtherStoreDeclined, OtherStoreOffered, SubstituteOffered
from kamurj.fulfilment.contracts.rerouting import PiecesGivenUp, PiecesRejected
from kamurj.journeys import earn_points, offer_rules, promises, route_order, tasks
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import OrderId, PaymentId
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import (
    DeliveryKind,
    OrderCancelled,
    OrderCompleted,
    OrderConfirmed,
    OrderPlaced,
    OrderStatus,
)
from kamurj.orders.contracts.changes import ChangeKind, OrderChanged
from kamurj.orders.contracts.receipts import ReceiptAskedByMail
from kamurj.payments.contracts import (
    OWED_BY_US,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentVoided,
    RefundCompleted,
    RefundFailed,
    RefundRequested,
)
from kamurj.payments.queries import first_try
from kamurj.payments.queries import payment as payment_of
from kamurj.payments.queries import refund as refund_of
from kamurj.returns.contracts import ReturnAccepted
from kamurj.returns.contracts.claims import ClaimSettled
from kamurj.returns.operations import claims as claiming
from kamurj.sourcing import operations as sourcing

MAILS = {
    ReadyForCollection.__name__: tasks.tell_ready,
    CodeReissued.__name__: tasks.tell_ready,
    Shipped.__name__: tasks.tell_shipped,
    CollectionExpired.__name__: tasks.tell_expired,
}
"""Which job tells the shopper of which step."""
QUESTIONS = type_names(SubstituteOffered, OtherStoreOffered)
"""Facts by which a customer is asked something."""
PAID = type_names(PaymentAuthorised, PaymentCaptured)
"""Facts by which money is with us, or promised."""


def route(fact: StoredFact) -> None:
    """A confirmed order is given to its places, a cancelled one taken back from them."""
    order = OrderId(UUID(fact.payload["order"]))
    origin = Origin(channel=Channel(fact.channel), location=fact.location_id, subject=fact.subject, actor="system:routing")
    if fact.type == OrderConfirmed.__name__:
        route_order.route_order(order=order, now=utc_now(), origin=origin)
    else:
        route_order.take_back(order=order, reason=fact.payload["reason"], now=utc_now(), origin=origin)


def settle(fact: StoredFact) -> None:
    """Pieces are out, or will not be: order and money follow."""
    tasks.settle.defer(order=fact.payload["order"])


def mail(fact: StoredFact) -> None:
    """The shopper is told."""
    if fact.type == ReturnAccepted.__name__:
        tasks.tell_returned.defer(returned=fact.payload["return_id"])
    elif fact.type in QUESTIONS:
        tasks.tell_question.defer(question=fact.payload["question"])
    elif fact.type == PiecesGivenUp.__name__:
        pieces = {str(line["position"]): line["quantity"] for line in fact.payload["lines"]}
        tasks.tell_given_up.defer(order=fact.payload["order"], pieces=pieces, fact=fact.id)
    else:
        MAILS[fact.type].defer(fulfilment=fact.payload["fulfilment"])


def mail_receipt(fact: StoredFact) -> None:
    """A receipt is wanted by mail."""
    tasks.tell_receipt.defer(mail=fact.payload["mail"])


def refund(fact: StoredFact) -> None:
    """A return was taken, or a claim settled, or money of one has gone back: send what is still promised, and note when all
    is done.
    """
    if fact.type == ReturnAccepted.__name__:
        tasks.finish_return.defer(returned=fact.payload["return_id"])
        return
    if fact.type == ClaimSettled.__name__:
        tasks.finish_claim.defer(claim=fact.payload["claim"])
        return
    purpose, _, rest = first_try(refund_of(refund=fact.as_(RefundCompleted).refund)).key.partition(":")
    if purpose == "return":
        tasks.finish_return.defer(returned=rest.partition(":")[0])


def decide_again(fact: StoredFact) -> None:
    """What was to replace pieces was cancelled: their claim is open again."""
    order = OrderId(UUID(fact.payload["order"]))
    origin = Origin(channel=Channel(fact.channel), subject=fact.subject, actor="system:claims")
    claiming.note_replacement_cancelled(new_order=order, now=utc_now(), origin=origin)


def hear_of_payments(facts: Sequence[StoredFact]) -> None:
    """A bank answered late, or took money by itself: its order still waits, or was cancelled meanwhile.

    The straight way needs nothing.
    """
    found = orders.orders_by_id([OrderId(UUID(fact.payload["order"])) for fact in facts])
    for fact in facts:
        order = found.get(OrderId(UUID(fact.payload["order"])))
        paid_in_vain = fact.type in PAID and order and order.status is OrderStatus.CANCELLED
        if order and order.status is OrderStatus.COMPLETED and fact.type == PaymentAuthorised.__name__:
            tasks.settle.defer(order=str(order.id))
        if order and ((order.status is OrderStatus.PLACED and not _is_made_of_value(fact)) or paid_in_vain):
            tasks.settle_order.defer(order=str(order.id))


def _is_made_of_value(fact: StoredFact) -> bool:
    """Whether a gift card or store credit paid: nobody is asked for that, and the rest may be asked for at this moment."""
    return payment_of(payment=PaymentId(UUID(fact.payload["payment"]))).method in OWED_BY_US


def keep_promise(fact: StoredFact) -> None:
    """What was promised is kept beside a confirmed order, and anew where it goes elsewhere."""
    order = OrderId(UUID(fact.payload["order"]))
    origin = Origin(channel=Channel(fact.channel), subject=fact.subject, actor="system:promises")
    if fact.type == OrderConfirmed.__name__:
        promises.keep(order=order, at=orders.order(order).placed_at, now=utc_now(), origin=origin)
    elif fact.payload["kind"] == ChangeKind.ADDRESS:
        promises.keep(order=order, at=fact.occurred_at, is_new=True, now=utc_now(), origin=origin)


def earn(fact: StoredFact) -> None:
    """Goods are with the customer, or money moved: points follow."""
    order = OrderId(UUID(fact.payload["order"]))
    origin = Origin(channel=Channel(fact.channel), location=fact.location_id, subject=fact.subject, actor="system:points")
    earn_points.settle_points(order=order, now=utc_now(), origin=origin)


def follow_categories(facts: Sequence[StoredFact]) -> None:
    """Articles came, went or moved: the categories that offer rules name are asked again, once for all of these facts."""
    del facts
    offer_rules.refresh_members()


def count_parcels(fact: StoredFact) -> None:
    """An order that is shipped is work for the places it comes from, until it is cancelled."""
    order = OrderId(UUID(fact.payload["order"]))
    if fact.type == OrderCancelled.__name__:
        sourcing.count_parcels(order=order, locations=(), at=fact.occurred_at)
        return
    placed = fact.as_(OrderPlaced)
    if placed.delivery_kind is DeliveryKind.SHIP:
        sourcing.count_parcels(order=order, locations=[line.source for line in placed.lines], at=fact.occurred_at)


SUBSCRIPTIONS = (
    Subscription("journeys.count_parcels", each(count_parcels), type_names(OrderPlaced, OrderCancelled)),
    Subscription(
        "journeys.offer_rules",
        follow_categories,
        type_names(ProductCreated, ProductChanged, ProductArchived, CategoryChanged, CategoryRemoved),
    ),
    Subscription("journeys.mail_receipt", each(mail_receipt), type_names(ReceiptAskedByMail), acts=True),
    Subscription("journeys.route_order", each(route), type_names(OrderConfirmed, OrderCancelled), acts=True),
    Subscription(
        "journeys.settle_delivery",
        each(settle),
        type_names(HandedOver, Shipped, CollectionExpired, FulfilmentCancelled, PiecesRejected, OtherStoreDeclined),
        acts=True,
    ),
    Subscription(
        "journeys.tell_shopper",
        each(mail),
        (
            *type_names(ReadyForCollection, CodeReissued, Shipped, CollectionExpired, ReturnAccepted),
            *type_names(SubstituteOffered, OtherStoreOffered, PiecesGivenUp),
        ),
        acts=True,
    ),
    Subscription(
        "journeys.settle_payments",
        hear_of_payments,
        type_names(PaymentAuthorised, PaymentCaptured, PaymentDeclined, PaymentVoided),
        acts=True,
    ),
    Subscription(
        "journeys.refund_returns", each(refund), type_names(ReturnAccepted, RefundCompleted, ClaimSettled), acts=True
    ),
    Subscription("journeys.keep_promise", each(keep_promise), type_names(OrderConfirmed, OrderChanged), acts=True),
    Subscription(
        "journeys.earn_points",
        each(earn),
        type_names(OrderCompleted, PaymentCaptured, RefundRequested, RefundCompleted, RefundFailed),
        acts=True,
    ),
    Subscription("journeys.decide_again", each(decide_again), type_names(OrderCancelled), acts=True),
)
