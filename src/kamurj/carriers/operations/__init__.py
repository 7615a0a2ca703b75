"""Changing parcels: each change is one conditional statement with its fact. Speaking to a carrier is `operations.labels`."""

from __future__ import annotations

import json
from datetime import datetime

from kamurj.carriers import errors
from kamurj.carriers.contracts import Label, LabelGivenUp, LabelMade, NewShipment, Offered, Shipment, ShipmentId
from kamurj.carriers.queries import shipment as read
from kamurj.carriers.queries import shipment_of
from kamurj.carriers.rules.offers import check_weight, promised_date
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.facts import encode
from kamurj.kernel.ids import FulfilmentId
from kamurj.kernel.origin import Origin


@atomic
def plan_shipment(*, wanted: NewShipment, offered: Offered, now: datetime, origin: Origin) -> Shipment:
    """Write a parcel down before its carrier is asked for a label; asked again for the same service, it is the same parcel.

    Raises TooHeavy, HasALabel where it has a label of another service.
    """
    service = offered.service
    check_weight(service, wanted.weight_grams)
    sql.execute(
        """
        INSERT INTO carriers_shipment
               (id, fulfilment_id, order_id, order_number, location_id, carrier, service, status, weight_grams, cost_minor,
                currency, sender, recipient, promised_date, label_date, planned_at, planned_by, since)
        VALUES (%(id)s, %(fulfilment)s, %(order)s, %(number)s, %(location)s, %(carrier)s, %(service)s, 'planned', %(grams)s,
                %(cost)s, %(currency)s, %(sender)s::jsonb, %(recipient)s::jsonb, %(promised)s, %(day)s, %(now)s, %(by)s,
                %(now)s)
            ON CONFLICT (fulfilment_id) WHERE status <> 'void' DO NOTHING
        """,
        {
            "id": wanted.id,
            "fulfilment": wanted.fulfilment,
            "order": wanted.order,
            "number": wanted.order_number,
            "location": wanted.location,
            "carrier": service.carrier,
            "service": service.code,
            "grams": wanted.weight_grams,
            "cost": service.cost.minor,
            "currency": service.cost.currency,
            "sender": json.dumps(encode(wanted.sender)),
            "recipient": json.dumps(encode(wanted.recipient)),
            "promised": promised_date(service, leaves=wanted.label_date, holidays=wanted.holidays),
            "day": wanted.label_date,
            "now": now,
            "by": origin.actor,
        },
    )
    planned = shipment_of(wanted.fulfilment)
    if planned is None:
        raise errors.CarriersError
    if (planned.carrier, planned.service) != (service.carrier, service.code):
        raise errors.HasALabel(tracking=planned.tracking or "…")
    return planned


@atomic
def record_label(*, shipment: ShipmentId, label: Label, now: datetime, origin: Origin) -> Shipment:
    """The carrier has answered: keep tracking number and label. A repeat changes nothing, nor does a late answer."""
    touched = sql.execute(
        """
        WITH labelled AS (
            UPDATE carriers_shipment SET status = 'labelled', tracking = %(tracking)s, since = %(now)s
             WHERE id = %(id)s AND status = 'planned' RETURNING id)
        INSERT INTO carriers_label (shipment_id, pdf, svg) SELECT id, %(pdf)s, %(svg)s FROM labelled
        """,
        {"id": shipment, "tracking": label.tracking, "now": now, "pdf": label.file.pdf, "svg": label.file.svg},
    )
    after = read(shipment)
    if touched:
        told = LabelMade(after.id, after.fulfilment, after.order, after.location, after.carrier, label.tracking)
        tell(told, origin=origin, now=now)
    return after


@atomic
def give_up(*, fulfilment: FulfilmentId, now: datetime, origin: Origin) -> Shipment:
    """The label of a fulfilment order counts no more. Raises NoLabel, AlreadyUnderWay."""
    given_up = sql.scalar(
        """
        UPDATE carriers_shipment SET status = 'void', since = %s
         WHERE fulfilment_id = %s AND status IN ('planned', 'labelled') RETURNING id
        """,
        (now, fulfilment),
    )
    if given_up is None:
        raise errors.AlreadyUnderWay if shipment_of(fulfilment) else errors.NoLabel
    after = read(ShipmentId(given_up))
    tell(LabelGivenUp(after.id, after.fulfilment, after.order, after.location), origin=origin, now=now)
    return after
