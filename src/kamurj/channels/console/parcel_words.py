"""What parcels and their events are called on the pages of the console."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kamurj.carriers.contracts import EventKind, ShipmentStatus, Shown

STATUS_NAMES = {
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
STATUS_TONES = {
    ShipmentStatus.PLANNED: "info",
    ShipmentStatus.LABELLED: "info",
    ShipmentStatus.DELIVERED: "good",
    ShipmentStatus.FAILED: "bad",
    ShipmentStatus.RETURNED: "bad",
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
SHOWN_NAMES = {
    Shown.UNDER_WAY: _("Under way"),
    Shown.LATE: _("Late"),
    Shown.FAILED: _("Came to nothing"),
    Shown.ALL: _("All"),
}
