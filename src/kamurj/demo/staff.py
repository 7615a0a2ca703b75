"""The log-ins of the demo: staff in their stores, and two shoppers with a history of their own."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress

from kamurj.customers.operations import register
from kamurj.demo.log_ins import LOG_INS, LogIn
from kamurj.demo.stocking import Stocked
from kamurj.foundation.access.operations import create_staff, create_user
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.origin import Origin


def settle_in(stocked: Stocked, *, now: datetime, origin: Origin) -> dict[str, CustomerId]:
    """Make every log-in; return the shoppers' customers by their language."""
    shoppers: dict[str, CustomerId] = {}
    for log_in in LOG_INS:
        if log_in.role is not None:
            user = create_staff(
                email=log_in.email,
                password=log_in.password,
                name=log_in.name,
                role=log_in.role,
                location=stocked.places[log_in.place] if log_in.place else None,
                language=log_in.language,
                now=now,
                origin=origin,
            )
        else:
            user = create_user(
                email=log_in.email, password=log_in.password, name=log_in.name, language=log_in.language, now=now
            )
            shoppers[log_in.language] = _customer(user, log_in, now=now, origin=origin)
        EmailAddress.objects.create(user_id=user, email=log_in.email, verified=True, primary=True)
    return shoppers


def _customer(user: int, log_in: LogIn, *, now: datetime, origin: Origin) -> CustomerId:
    given_name, _, family_name = log_in.name.partition(" ")
    return register(
        user=user,
        email=log_in.email,
        given_name=given_name,
        family_name=family_name,
        language=log_in.language,
        is_verified=True,
        now=now,
        origin=origin,
    )
