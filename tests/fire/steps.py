"""The steps of every journey as one process does them: what it is given comes in as JSON, its answer goes out as JSON."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kamurj.config.readers import SUBSCRIPTIONS
from kamurj.customers.contracts import Address
from kamurj.foundation.access import operations as access
from kamurj.foundation.access.contracts import Role, Scope
from kamurj.foundation.database import sql
from kamurj.foundation.log.reading import read_once
from kamurj.fulfilment import queries as fulfilling
from kamurj.journeys import (
    cancel_order,
    collect_in_store,
    pick_order,
    place_order,
    return_in_store,
    sell_at_till,
    settle_payments,
    ship_order,
    tasks,
)
from kamurj.journeys.contracts import PayBy, PaymentChoice, PlacedOrder
from kamurj.journeys.return_in_store import PiecesBack
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CartId, LocationId, OrderId, ReturnId, VariantId
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders.contracts import CartLine, Contact, Delivery, DeliveryKind
from kamurj.orders.operations import carts
from kamurj.payments import operations as payments
from kamurj.payments import recovery
from kamurj.payments.adapters import sandbox_events
from kamurj.payments.contracts import Method
from kamurj.returns.contracts import Disposition, Reason
from tests.fire import truth, world

Given = dict[str, Any]
Answer = dict[str, Any]

WEB = Origin(channel=Channel.WEB)
SYSTEM = Origin(channel=Channel.API, actor="system:fire")
LATER = timedelta(minutes=3)
"""When recovery is run and forms are sent again: everything that was begun is old enough to be asked about."""
HOME = Address(recipient="Ani", line1="Baghramyan 1", city="Yerevan", country="AM")
JOBS = {
    "journeys.settle_delivery": tasks.settle,
    "journeys.finish_return": tasks.finish_return,
    "journeys.tell_ready": tasks.tell_ready,
    "journeys.tell_shipped": tasks.tell_shipped,
    "journeys.tell_expired": tasks.tell_expired,
    "journeys.tell_returned": tasks.tell_returned,
    "journeys.settle_order": tasks.settle_order,
}


def build(given: Given) -> Answer:
    """Make the shop."""
    return world.build(given["articles"])


def fill_cart(given: Given) -> Answer:
    """A shopper's cart with two articles."""
    now = utc_now()
    cart = carts.open_cart(anonymous_id=given["shopper"], currency="AMD", language="en", origin=WEB, now=now)
    for variant, quantity in _lines(given):
        carts.set_line(cart=cart.id, variant=variant, quantity=quantity, origin=WEB, now=now)
    return {"cart": str(cart.id)}


def begin(given: Given) -> Answer:
    """Keep the pieces; say what it comes to."""
    begun = place_order.begin_checkout(
        cart=_cart(given), delivery=_delivery(given), language="en", origin=WEB, now=_now(given)
    )
    return {"total": begun.totals.gross.minor}


def place(given: Given) -> Answer:
    """Order the cart, by card or to be paid in the store."""
    in_store = given["token"] is None
    placed: PlacedOrder = place_order.place_order(
        cart=_cart(given),
        delivery=_delivery(given),
        payment=PaymentChoice(PayBy.IN_STORE) if in_store else PaymentChoice(PayBy.CARD, given["token"]),
        contact=Contact(given_name="Ani", family_name="Sargsyan", email=f"{given['shopper']}@example.com"),
        key=given["key"],
        origin=WEB,
        now=_now(given),
    )
    return {"order": str(placed.order), "number": placed.number, "total": placed.total.minor}


def settle_order(given: Given) -> Answer:
    """What the job does that a late answer defers."""
    found = sql.row("SELECT id FROM orders_order WHERE cart_id = %s", (given["cart"],))
    if found is None:
        return {}
    status = settle_payments.settle_order(order=OrderId(found[0]), origin=SYSTEM, now=_now(given))
    return {"status": status.value}


def start(given: Given) -> Answer:
    """An associate goes to fetch the pieces."""
    return _told(pick_order.start_picking(**_at(given)).status)


def pick(given: Given) -> Answer:
    """All pieces are found."""
    at = _at(given)
    work = fulfilling.fulfilment(at["fulfilment"])
    return _told(pick_order.pick(**at, picked={line.position: line.quantity for line in work.lines}).status)


def make_ready(given: Given) -> Answer:
    """The pieces wait at the desk."""
    return _told(collect_in_store.mark_ready(**_at(given)).status)


def hand_over(given: Given) -> Answer:
    """Against the code, and cash where something is due."""
    at = _at(given)
    code = fulfilling.pickup_code(at["fulfilment"]) or "000000"
    return _told(collect_in_store.hand_over(**at, code=code, paid_by=Method.IN_STORE_CASH).status)


def pack(given: Given) -> Answer:
    """The parcel waits for the carrier."""
    return _told(ship_order.pack(**_at(given)).status)


def ship(given: Given) -> Answer:
    """The carrier took it."""
    return _told(ship_order.ship(**_at(given), tracking=f"HY-{given['shopper']}").status)


def cancel(given: Given) -> Answer:
    """The shopper thinks better of it."""
    order = OrderId(UUID(given["order"]))
    return {"status": cancel_order.cancel_order(order=order, customer=None, origin=WEB, now=_now(given)).status.value}


def bring_back(given: Given) -> Answer:
    """One piece comes back to another store."""
    taken = return_in_store.return_in_store(
        id=ReturnId(UUID(given["form"])),
        order=OrderId(UUID(given["order"])),
        location=LocationId(given["gyumri"]),
        lines=[PiecesBack(1, 1, Disposition.SHELF, Reason.TOO_SMALL)],
        now=_now(given),
        origin=_staff(given["gyumri"]),
    )
    return {"refund": taken.returned.refund.minor}


def sell(given: Given) -> Answer:
    """A sale at the till, paid in cash."""
    sold = sell_at_till.sell_at_till(
        sale=OrderId(UUID(given["sale"])),
        location=LocationId(given["yerevan"]),
        lines=[CartLine(variant=variant, quantity=quantity) for variant, quantity in _lines(given)],
        method=Method.IN_STORE_CASH,
        language="en",
        origin=_staff(given["yerevan"]),
        now=_now(given),
    )
    return {"order": str(sold.order), "number": sold.number, "total": sold.totals.gross.minor}


def read(given: Given) -> Answer:
    """One round of every reader, as the worker does it."""
    return {"handled": sum(read_once(subscription) for subscription in SUBSCRIPTIONS)}


def take_jobs(given: Given) -> Answer:
    """The jobs that wait, taken from the queue: from now on this test is the worker."""
    taken = sql.rows("DELETE FROM procrastinate_jobs WHERE status = 'todo' RETURNING id, task_name, args")
    return {"jobs": [{"name": name, "arguments": arguments} for _, name, arguments in sorted(taken, key=lambda job: job[0])]}


def do_job(given: Given) -> Answer:
    """One job."""
    JOBS[given["name"]](**given["arguments"])
    return {}


def hear_the_bank(given: Given) -> Answer:
    """The sandbox's post: events of late answers among them."""
    moment = utc_now() + timedelta(seconds=30)
    sandbox_events.deliver(
        take=lambda event: payments.apply_provider_event(
            raw_body=event.raw_body, signature=event.signature, now=moment, origin=SYSTEM
        ),
        now=moment,
    )
    return {}


def settle_by_the_clock(given: Given) -> Answer:
    """What the periodic jobs do, a while later."""
    now = utc_now() + LATER
    settle_payments.settle(now=now, origin=SYSTEM)
    before = now - timedelta(minutes=1)
    for finish in (
        recovery.settle_all,
        recovery.resume_captures,
        recovery.resume_releases,
        recovery.resume_refunds,
    ):
        finish(before=before, now=now, origin=SYSTEM)
    return {}


def find(given: Given) -> Answer:
    """The orders that a shopper's form led to."""
    found = sql.rows(
        """
        SELECT number, status FROM orders_order WHERE cart_id = %(cart)s OR id = %(sale)s
         UNION
        SELECT number, status FROM orders_order o JOIN idempotency_key k ON k.answer->>'order' = o.id::text
         WHERE k.key = %(key)s
        """,
        given,
    )
    return {"orders": [{"number": number, "status": status} for number, status in found]}


def orders_of_keys(given: Given) -> Answer:
    """Which order each key led to."""
    found = sql.rows(
        """
        SELECT k.key, o.number, o.status FROM idempotency_key k JOIN orders_order o ON o.id::text = k.answer->>'order'
         WHERE k.operation = 'place_order' AND k.key = ANY(%s)
        """,
        (given["keys"],),
    )
    return {"orders": {key: {"number": number, "status": status} for key, number, status in found}}


def badge(given: Given) -> Answer:
    """An API key of a program that works at the desk."""
    now = utc_now()
    owner = access.create_staff(
        email="desk@example.com",
        password=None,
        name="Desk",
        role=Role.ADMINISTRATOR,
        location=None,
        now=now,
        origin=SYSTEM,
    )
    scopes = (Scope.FULFILMENT_READ, Scope.FULFILMENT_WRITE)
    key = access.issue_key(name="desk", owner=owner, scopes=scopes, expires_at=None, now=now, origin=SYSTEM)
    return {"secret": key.secret}


def look(given: Given) -> Answer:
    """Everything that is not as it must be, and what was mailed."""
    return {"wrong": truth.wrongs(), "mails": truth.mails()}


def _now(given: Given) -> datetime:
    return utc_now() + (LATER if given.get("later") else timedelta())


def _cart(given: Given) -> CartId:
    return CartId(UUID(given["cart"]))


def _lines(given: Given) -> list[tuple[VariantId, int]]:
    first, second = given["articles"]
    return [(VariantId(first), 2), (VariantId(second), 1)]


def _delivery(given: Given) -> Delivery:
    if given["ships"]:
        return Delivery(kind=DeliveryKind.SHIP, address=HOME)
    return Delivery(kind=DeliveryKind.COLLECT, location=LocationId(given["yerevan"]))


def _staff(place: int) -> Origin:
    return Origin(channel=Channel.STORE, location=LocationId(place), actor="user:5")


def _at(given: Given) -> dict[str, Any]:
    (work,) = fulfilling.fulfilments_of(OrderId(UUID(given["order"])))
    return {"fulfilment": work.id, "location": work.location, "now": _now(given), "origin": _staff(work.location)}


def _told(status: Any) -> Answer:
    return {"status": status.value}
