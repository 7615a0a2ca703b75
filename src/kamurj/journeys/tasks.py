"""Jobs of the journeys: each names one thing by its id, and may run again."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy

from kamurj.carriers.contracts import ShipmentId
from kamurj.carriers.operations import labels
from kamurj.foundation.jobs.app import periodic, task
from kamurj.fulfilment.contracts.questions import QuestionId
from kamurj.journeys import (
    claims,
    collect_in_store,
    mail_receipt,
    public_holidays,
    questions,
    resource_orders,
    return_in_store,
    settle_changes,
    settle_delivery,
    settle_payments,
    tell_of_questions,
    tell_shopper,
    tell_waiting,
    waiting,
)
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import FulfilmentId, OrderId, ReturnId
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders.contracts.receipts import ReceiptMailId
from kamurj.returns.contracts.claims import ClaimId

ORIGIN = Origin(channel=Channel.API, actor="system:journeys")
PATIENTLY = RetryStrategy(max_attempts=12, exponential_wait=2)
"""2 s, 4 s, 8 s … over two hours in all: as long as a provider or a mail server may be away."""


@task(name="journeys.settle_delivery", retry=PATIENTLY)
def settle(order: str) -> None:
    """Bring order and money in line with what was delivered."""
    settle_delivery.settle_delivery(order=OrderId(UUID(order)), now=utc_now(), origin=ORIGIN)


@task(name="journeys.finish_return", retry=PATIENTLY)
def finish_return(returned: str) -> None:
    """Send the money promised for a return."""
    return_in_store.finish_return(returned_id=ReturnId(UUID(returned)), now=utc_now(), origin=ORIGIN)


@task(name="journeys.finish_claim", retry=PATIENTLY)
def finish_claim(claim: str) -> None:
    """Send the money promised for a claim."""
    claims.finish_claim(claim=ClaimId(UUID(claim)), now=utc_now(), origin=ORIGIN)


@task(name="journeys.tell_ready", retry=PATIENTLY)
def tell_ready(fulfilment: str) -> None:
    """Mail the shopper that the pieces wait."""
    tell_shopper.tell_ready(fulfilment=FulfilmentId(UUID(fulfilment)), now=utc_now())


@task(name="journeys.tell_shipped", retry=PATIENTLY)
def tell_shipped(fulfilment: str) -> None:
    """Mail the shopper that the parcel left."""
    tell_shopper.tell_shipped(fulfilment=FulfilmentId(UUID(fulfilment)), now=utc_now())


@task(name="journeys.tell_expired", retry=PATIENTLY)
def tell_expired(fulfilment: str) -> None:
    """Mail the shopper that nobody came in time."""
    tell_shopper.tell_expired(fulfilment=FulfilmentId(UUID(fulfilment)), now=utc_now())


@task(name="journeys.tell_question", retry=PATIENTLY)
def tell_question(question: str) -> None:
    """Mail a customer a question about the order, with its link."""
    tell_of_questions.tell_question(question=QuestionId(UUID(question)), now=utc_now())


@task(name="journeys.tell_given_up", retry=PATIENTLY)
def tell_given_up(order: str, pieces: dict[str, int], fact: int) -> None:
    """Mail a customer that pieces are not to be had."""
    counted = {int(position): count for position, count in pieces.items()}
    tell_of_questions.tell_given_up(order=OrderId(UUID(order)), pieces=counted, fact=fact, now=utc_now())


@task(name="journeys.tell_returned", retry=PATIENTLY)
def tell_returned(returned: str) -> None:
    """Mail the shopper a receipt of the return."""
    tell_shopper.tell_returned(returned=ReturnId(UUID(returned)), now=utc_now())


@task(name="journeys.tell_receipt", retry=PATIENTLY)
def tell_receipt(mail: str) -> None:
    """Mail a receipt to where it is wanted."""
    mail_receipt.tell_receipt(mail=ReceiptMailId(UUID(mail)), now=utc_now())


@periodic(cron="*/5 * * * *")
@task(name="journeys.expire_overdue", queueing_lock="journeys.expire_overdue", pass_context=False)
def expire_overdue(timestamp: int) -> None:
    """Close collections whose deadline has passed."""
    del timestamp
    collect_in_store.expire_overdue(now=utc_now(), origin=ORIGIN)


@periodic(cron="* * * * *")
@task(name="journeys.lapse_questions", queueing_lock="journeys.lapse_questions", pass_context=False)
def lapse_questions(timestamp: int) -> None:
    """End questions to customers that nobody answered in time."""
    del timestamp
    questions.lapse_overdue(now=utc_now(), origin=ORIGIN)


@task(name="journeys.settle_order", retry=PATIENTLY)
def settle_order(order: str) -> None:
    """Bring an order in line with a payment that was heard of late."""
    settle_payments.settle_order(order=OrderId(UUID(order)), now=utc_now(), origin=ORIGIN)


@periodic(cron="* * * * * */10")
@task(name="journeys.settle_payments", queueing_lock="journeys.settle_payments", pass_context=False)
def settle_half_done(timestamp: int) -> None:
    """Finish orders whose payment was cut off."""
    del timestamp
    settle_payments.settle(now=utc_now(), origin=ORIGIN)


@periodic(cron="* * * * * */10")
@task(name="journeys.settle_changes", queueing_lock="journeys.settle_changes", pass_context=False)
def settle_changes_of_orders(timestamp: int) -> None:
    """Finish changes of orders that wait for their bank."""
    del timestamp
    settle_changes.settle_changes(now=utc_now(), origin=ORIGIN)


@periodic(cron="17 3 * * *")
@task(name="journeys.keep_holidays", queueing_lock="journeys.keep_holidays", pass_context=False)
def keep_holidays(timestamp: int) -> None:
    """Have the public holidays of this year and the next written down."""
    del timestamp
    public_holidays.keep_everywhere(now=utc_now(), origin=ORIGIN)


@periodic(cron="40 3 * * *")
@task(name="journeys.resource_orders", queueing_lock="journeys.resource_orders", pass_context=False)
def resource_open_orders(timestamp: int) -> None:
    """Every night: source the open orders that nobody has begun on anew, all together."""
    del timestamp
    resource_orders.resource_orders(now=utc_now(), origin=ORIGIN)


@task(name="journeys.tell_reminder", retry=PATIENTLY)
def tell_reminder(fulfilment: str) -> None:
    """Mail the shopper that the last day is near."""
    tell_waiting.tell_reminder(fulfilment=FulfilmentId(UUID(fulfilment)), now=utc_now())


@task(name="journeys.tell_longer", retry=PATIENTLY)
def tell_longer(fulfilment: str) -> None:
    """Mail the shopper that there is more time."""
    tell_waiting.tell_longer(fulfilment=FulfilmentId(UUID(fulfilment)), now=utc_now())


@task(name="journeys.give_up_label", retry=PATIENTLY)
def give_up_label(shipment: str) -> None:
    """Tell a carrier that a parcel will not come."""
    labels.tell_given_up(shipment=ShipmentId(UUID(shipment)))


@periodic(cron="*/10 * * * *")
@task(name="journeys.remind", queueing_lock="journeys.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Remind customers whose collection ends soon."""
    del timestamp
    waiting.remind(now=utc_now(), origin=ORIGIN)
