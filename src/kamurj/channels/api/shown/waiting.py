"""Coming for a collection and parcels on their way as JSON."""

from __future__ import annotations

from kamurj.carriers.contracts import Heard, Shipment
from kamurj.channels.api.shown.plain import Shown, moment, money
from kamurj.foundation.words.sentences import refusal_text
from kamurj.fulfilment.contracts.collecting import CollectionNotes
from kamurj.journeys.waiting import Waiting


def pickup(number: str, notes: list[CollectionNotes]) -> Shown:
    """Who comes for an order."""
    arrival = next((one.arrival for one in notes if one.arrival), None)
    collector = next((one.collector for one in notes if one.collector), None)
    return {
        "number": number,
        "arrived_at": moment(arrival.arrived_at if arrival else None),
        "spot": arrival.spot if arrival else "",
        "collector": collector.name if collector else "",
    }


def outside(one: Waiting) -> Shown:
    """Somebody outside."""
    return {
        "fulfilment": str(one.arrival.fulfilment),
        "order_number": one.arrival.order_number,
        "name": one.name,
        "spot": one.arrival.spot,
        "arrived_at": moment(one.arrival.arrived_at),
    }


def parcel(one: Shipment) -> Shown:
    """A parcel for whoever ordered it; what staff noted of it stays in the house."""
    return {
        "fulfilment": str(one.fulfilment),
        "carrier": one.carrier,
        "service": one.service,
        "tracking": one.tracking,
        "status": one.status.value,
        "expected": one.promised_date.isoformat(),
        "delivered_at": moment(one.delivered_at),
        "events": [{"event": each.kind.value, "at": moment(each.at), "place": each.place} for each in one.events],
    }


def labelled(one: Shipment) -> Shown:
    """A parcel for whoever packed it."""
    return {**parcel(one), "weight_grams": one.weight_grams, "cost": money(one.cost)}


def heard(done: Heard) -> Shown:
    """What came of a carrier's events."""
    refused = [{"place": one.line, "code": one.why.code, "detail": refusal_text(one.why)} for one in done.not_taken]
    return {"stored": done.stored, "repeated": done.repeated, "refused": refused}
