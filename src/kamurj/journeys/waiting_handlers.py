"""Readers of the log for what waits: mail that goes out, and labels of parcels that will not be sent."""

from __future__ import annotations

from uuid import UUID

from kamurj.carriers import operations as carriers
from kamurj.carriers.contracts import LabelGivenUp
from kamurj.carriers.errors import AlreadyUnderWay, NoLabel
from kamurj.foundation.log.contracts import StoredFact, Subscription, each, type_names
from kamurj.fulfilment.contracts import FulfilmentCancelled
from kamurj.fulfilment.contracts.collecting import CollectionReminded, DeadlineExtended
from kamurj.journeys import tasks
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import FulfilmentId
from kamurj.kernel.origin import Channel, Origin


def mail(fact: StoredFact) -> None:
    """The customer is reminded, or told that there is more time."""
    job = tasks.tell_reminder if fact.type == CollectionReminded.__name__ else tasks.tell_longer
    job.defer(fulfilment=fact.payload["fulfilment"])


def labels(fact: StoredFact) -> None:
    """A parcel that is not sent needs no label; the carrier of one that was given up is told so."""
    if fact.type == LabelGivenUp.__name__:
        tasks.give_up_label.defer(shipment=fact.payload["shipment"])
        return
    origin = Origin(channel=Channel(fact.channel), subject=fact.subject, actor="system:parcels")
    try:
        carriers.give_up(fulfilment=FulfilmentId(UUID(fact.payload["fulfilment"])), now=utc_now(), origin=origin)
    except (NoLabel, AlreadyUnderWay):
        return


SUBSCRIPTIONS = (
    Subscription("journeys.tell_waiting", each(mail), type_names(CollectionReminded, DeadlineExtended), acts=True),
    Subscription("journeys.labels", each(labels), type_names(FulfilmentCancelled, LabelGivenUp), acts=True),
)
