"""Where a parcel is, by everything its carrier told, in whatever order it was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kamurj.carriers.contracts import EventKind, ShipmentEvent, ShipmentStatus

STATUS_OF = {
    kind: ShipmentStatus.LABELLED if kind is EventKind.CREATED else ShipmentStatus(kind.value) for kind in EventKind
}
_ORDER = list(EventKind)


@dataclass(frozen=True, slots=True)
class Standing:
    """A status, when it began, and when the parcel was first with its recipient, if it was."""

    status: ShipmentStatus
    since: datetime
    delivered_at: datetime | None


def standing(events: Iterable[ShipmentEvent], *, planned_at: datetime) -> Standing:
    """What all events together say.

    What happened last counts, of two at the same moment the later step. Carriers also tell stale steps late: once a parcel
    was delivered only its return changes that, and after its return nothing does.
    """
    ordered = in_order(events)
    delivered = next((one for one in ordered if one.kind is EventKind.DELIVERED), None)
    returned = next((one for one in ordered if one.kind is EventKind.RETURNED), None)
    decisive = returned or delivered or (ordered[-1] if ordered else None)
    if decisive is None:
        return Standing(ShipmentStatus.LABELLED, planned_at, None)
    return Standing(STATUS_OF[decisive.kind], decisive.at, delivered.at if delivered else None)


def in_order(events: Iterable[ShipmentEvent]) -> tuple[ShipmentEvent, ...]:
    """Events as they happened."""
    return tuple(sorted(events, key=lambda one: (one.at, _ORDER.index(one.kind), one.id)))
