"""Speaking to carriers: always outside a transaction, and safe to do again."""

from __future__ import annotations

import logging
from datetime import date, datetime

from kamurj.carriers import errors
from kamurj.carriers.contracts import Carrier, Service, Shipment, ShipmentId, ShipmentStatus
from kamurj.carriers.operations import record_label
from kamurj.carriers.ports import CarrierSilent
from kamurj.carriers.queries import day_list, unfinished
from kamurj.carriers.queries import shipment as read
from kamurj.carriers.queries.offers import carrier as carrier_of
from kamurj.carriers.queries.offers import carriers, offers
from kamurj.carriers.speaking import port_to
from kamurj.foundation.database.transactions import forbid_transaction
from kamurj.kernel.origin import Origin

logger = logging.getLogger(__name__)


def finish_label(*, shipment: ShipmentId, now: datetime, origin: Origin) -> Shipment:
    """Ask the carrier for the label of a planned parcel and keep it; one that has its label is answered as it is.

    Must not be called inside a transaction. The carrier knows the parcel by its id, so asking twice, or again after a
    process died in between, gives the same label. Raises LabelNotMade.
    """
    forbid_transaction()
    planned = read(shipment)
    if planned.status is not ShipmentStatus.PLANNED:
        return planned
    carrier = carrier_of(planned.carrier)
    try:
        made = port_to(carrier.adapter).make_label(shipment=planned, carrier=carrier, service=_service(planned))
    except CarrierSilent as silent:
        raise errors.LabelNotMade from silent
    return record_label(shipment=shipment, label=made, now=now, origin=origin)


def finish_labels(*, before: datetime, now: datetime, origin: Origin) -> int:
    """Ask for every label that was planned before a moment and is not there; return how many are there now."""
    made = 0
    for one in unfinished(before=before):
        try:
            made += finish_label(shipment=one.id, now=now, origin=origin).is_labelled
        except errors.LabelNotMade:
            logger.warning("The carrier %s still owes the label of parcel %s", one.carrier, one.id)
    return made


def tell_given_up(*, shipment: ShipmentId) -> None:
    """Tell the carrier that a given-up parcel will not come; again, it is harmless. Not inside a transaction."""
    given_up = read(shipment)
    if given_up.status is not ShipmentStatus.VOID:
        raise errors.AlreadyUnderWay
    try:
        port_to(carrier_of(given_up.carrier).adapter).give_up(shipment=given_up)
    except CarrierSilent as silent:
        raise errors.LabelNotMade from silent


def hand_manifest(*, carrier: str, day: date) -> tuple[int, str]:
    """Give a carrier the list of a day's parcels; how many, and where it can be looked up. Raises LabelNotMade."""
    known = carrier_of(carrier)
    parcels = day_list(carrier=carrier, day=day)
    try:
        return len(parcels), port_to(known.adapter).hand_manifest(carrier=known, day=day, shipments=parcels)
    except CarrierSilent as silent:
        raise errors.LabelNotMade from silent


def hand_manifests(*, day: date) -> int:
    """Give every carrier the list of a day on which it was given parcels; return how many lists. One that is silent keeps no
    other waiting, and is asked again by the clock.
    """
    with_parcels: list[Carrier] = [one for one in carriers() if day_list(carrier=one.code, day=day)]
    given = 0
    for one in with_parcels:
        try:
            hand_manifest(carrier=one.code, day=day)
        except errors.LabelNotMade:
            logger.warning("The carrier %s did not take the list of %s", one.code, day)
        else:
            given += 1
    return given


def _service(planned: Shipment) -> Service:
    known = offers(country=planned.recipient.country, inactive_too=True)
    wanted = (planned.carrier, planned.service)
    found = next((one.service for one in known if (one.service.carrier, one.service.code) == wanted), None)
    return found or Service(*wanted, planned.recipient.country, planned.service, "", planned.cost, 1, planned.weight_grams)
