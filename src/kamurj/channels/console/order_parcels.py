"""What an order's page shows of its parcels and of who came for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kamurj.carriers.queries import shipments_of
from kamurj.channels.console.parcel_words import EVENT_NAMES, STATUS_NAMES, STATUS_TONES
from kamurj.fulfilment.contracts.collecting import CollectionNotes, Document, LongerBecause
from kamurj.journeys.waiting import notes_of_order
from kamurj.orders.contracts import DeliveryKind, Order

DOCUMENTS = {
    Document.PASSPORT: _("Passport"),
    Document.IDENTITY_CARD: _("Identity card"),
    Document.DRIVING_LICENCE: _("Driving licence"),
    Document.OTHER: _("Another document with a picture"),
}
REASONS = {
    LongerBecause.CUSTOMER_ASKED: _("The customer asked for it"),
    LongerBecause.WE_WERE_CLOSED: _("We were closed"),
    LongerBecause.OUR_MISTAKE: _("It was our mistake"),
}


def around(found: Order) -> dict[str, Any]:
    """One statement for an order that is shipped, two for one that is collected, none for one that was carried out."""
    if found.delivery.kind is DeliveryKind.SHIP:
        return {
            "parcels": shipments_of(found.id),
            "parcel_names": STATUS_NAMES,
            "parcel_tones": STATUS_TONES,
            "event_names": EVENT_NAMES,
        }
    if found.delivery.kind is DeliveryKind.COLLECT:
        known = [one for one in notes_of_order(found.id).values() if one != CollectionNotes()]
        return {"collection_notes": known, "documents": DOCUMENTS, "longer_reasons": REASONS}
    return {}
