"""Changing what carriers offer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.carriers.contracts import CarriersChanged, Offered
from kamurj.carriers.rules.offers import check_service
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.origin import Origin


@atomic
def keep_offers(*, offers: Sequence[Offered], now: datetime, origin: Origin) -> None:
    """Write down what carriers offer: new ones are added, known ones changed, none removed. Raises OfferOutOfRange."""
    for one in offers:
        check_service(one.service)
        carrier, service = one.carrier, one.service
        sql.execute(
            """
            INSERT INTO carriers_carrier (code, name_en, name_hy, adapter, is_active) VALUES (%s, %s, %s, %s, %s)
                ON CONFLICT (code) DO UPDATE SET name_en = excluded.name_en, name_hy = excluded.name_hy,
                   adapter = excluded.adapter, is_active = excluded.is_active
            """,
            (carrier.code, carrier.name_en, carrier.name_hy, carrier.adapter, carrier.is_active),
        )
        sql.execute(
            """
            INSERT INTO carriers_service (carrier_id, code, country, name_en, name_hy, cost_minor, currency, latest_days,
                                          most_grams, is_active)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
                ON CONFLICT (carrier_id, code, country) DO UPDATE SET name_en = excluded.name_en,
                   name_hy = excluded.name_hy, cost_minor = excluded.cost_minor, currency = excluded.currency,
                   latest_days = excluded.latest_days, most_grams = excluded.most_grams, is_active = excluded.is_active
            """,
            (
                *(service.carrier, service.code, service.country, service.name_en, service.name_hy, service.cost.minor),
                *(service.cost.currency, service.latest_days, service.most_grams, service.is_active),
            ),
        )
    tell(CarriersChanged(tuple(sorted({one.carrier.code for one in offers}))), origin=origin, now=now)
