"""What parcels, their events, documents and reasons are called on the pages of the store app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kamurj.carriers.contracts import EventKind, ShipmentStatus
from kamurj.fulfilment.contracts.collecting import Document, LongerBecause

PARCEL_NAMES = {
    ShipmentStatus.PLANNED: _("Label is being made"),
    ShipmentStatus.LABELLED: _("Label made"),
    ShipmentStatus.PICKED_UP: _("Picked up by the carrier"),
    ShipmentStatus.IN_TRANSIT: _("On its way"),
    ShipmentStatus.OUT_FOR_DELIVERY: _("Out for delivery"),
    ShipmentStatus.DELIVERED: _("Delivered"),
    ShipmentStatus.FAILED: _("Could not be delivered"),
    ShipmentStatus.RETURNED: _("Came back to us"),
    ShipmentStatus.VOID: _("Label thrown away"),
}
EVENT_NAMES = {
    EventKind.CREATED: _("Announced to the carrier"),
    EventKind.PICKED_UP: _("Picked up by the carrier"),
    EventKind.IN_TRANSIT: _("On its way"),
    EventKind.OUT_FOR_DELIVERY: _("Out for delivery"),
    EventKind.DELIVERED: _("Delivered"),
    EventKind.FAILED: _("Could not be delivered"),
    EventKind.RETURNED: _("Came back to us"),
}
DOCUMENTS = (
    (Document.PASSPORT.value, _("Passport")),
    (Document.IDENTITY_CARD.value, _("Identity card")),
    (Document.DRIVING_LICENCE.value, _("Driving licence")),
    (Document.OTHER.value, _("Another document with a picture")),
)
REASONS = (
    (LongerBecause.CUSTOMER_ASKED.value, _("The customer asked for it")),
    (LongerBecause.WE_WERE_CLOSED.value, _("We were closed")),
    (LongerBecause.OUR_MISTAKE.value, _("It was our mistake")),
)
