"""Mail about a collection that waits: the last day is near, or it was put off. Each goes out once (see `tell_shopper`)."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.words.formatting import moment_text
from kamurj.foundation.words.languages import known_language
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.journeys.tell_shopper import send
from kamurj.kernel.ids import FulfilmentId
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders


def tell_reminder(*, fulfilment: FulfilmentId, now: datetime) -> bool:
    """Mail that the last day is near, with the code. False: no address, no longer waiting, or told before."""
    return _tell(fulfilment, template="reminder", now=now)


def tell_longer(*, fulfilment: FulfilmentId, now: datetime) -> bool:
    """Mail that there is more time. False: no address, no longer waiting, or told before."""
    return _tell(fulfilment, template="longer", now=now)


def _tell(fulfilment: FulfilmentId, *, template: str, now: datetime) -> bool:
    work = reading.fulfilment(fulfilment)
    if work.status is not FulfilmentStatus.READY or work.deadline_at is None or work.deadline_at <= now:
        return False
    order = orders.order(work.order)
    language = known_language(order.language)
    store = locations.location(work.location)
    words = {
        "code": reading.pickup_code(fulfilment) or "",
        "store": store.name(language),
        "address": store.address(language),
        "until": moment_text(work.deadline_at, language, store.time_zone),
    }
    return send(order, name=f"{template}:{work.id}", template=template, words=words, now=now)
