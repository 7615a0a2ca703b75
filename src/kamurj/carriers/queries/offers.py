"""Reading what carriers offer."""

from __future__ import annotations

from kamurj.carriers.contracts import Carrier, Offered, Service
from kamurj.carriers.errors import NoSuchCarrier, NoSuchService
from kamurj.carriers.rules.offers import HOUSE, SERVICES
from kamurj.foundation.database import sql
from kamurj.kernel.money import Money


def offers(*, country: str | None = None, inactive_too: bool = False) -> tuple[Offered, ...]:
    """What can be chosen for a parcel to a country (None: to any), cheapest first; the house's own carrier as long as
    nothing was written down. One statement.
    """
    found = sql.rows(
        """
        SELECT carrier.code, carrier.name_en, carrier.name_hy, carrier.adapter, carrier.is_active,
               service.code, service.country, service.name_en, service.name_hy, service.cost_minor, service.currency,
               service.latest_days, service.most_grams, service.is_active
          FROM carriers_carrier AS carrier JOIN carriers_service AS service ON service.carrier_id = carrier.code
         ORDER BY service.country, service.cost_minor, carrier.code, service.code
        """
    )
    known = [_offered(*columns) for columns in found] or [Offered(HOUSE, service) for service in SERVICES]
    return tuple(
        one
        for one in known
        if (country is None or one.service.country == country)
        and (inactive_too or (one.carrier.is_active and one.service.is_active))
    )


def offered(*, key: str, country: str) -> Offered:
    """One service by its key. Raises NoSuchService."""
    found = next((one for one in offers(country=country) if one.service.key == key), None)
    if found is None:
        raise NoSuchService
    return found


def carriers() -> tuple[Carrier, ...]:
    """Everybody who takes parcels, or took some."""
    found = sql.rows("SELECT code, name_en, name_hy, adapter, is_active FROM carriers_carrier ORDER BY code")
    return tuple(Carrier(*columns) for columns in found) or (HOUSE,)


def carrier(code: str) -> Carrier:
    """One of them. Raises NoSuchCarrier."""
    found = next((one for one in carriers() if one.code == code), None)
    if found is None:
        raise NoSuchCarrier
    return found


def _offered(*columns: object) -> Offered:
    code, name_en, name_hy, adapter, is_active, *rest = columns
    service, country, en, hy, cost, currency, days, grams, offered_now = rest
    return Offered(
        Carrier(code, name_en, name_hy, adapter, is_active),  # type: ignore[arg-type]  # columns are as the table says
        Service(code, service, country, en, hy, Money(cost, currency), days, grams, offered_now),  # type: ignore[arg-type]
    )
