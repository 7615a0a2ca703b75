"""Which adapter speaks to a carrier: never inside a transaction."""

from __future__ import annotations

from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from kamurj.carriers.errors import NoSuchCarrier
from kamurj.carriers.ports import CarrierPort
from kamurj.foundation.database.transactions import forbid_transaction

DEFAULT = {"files": "kamurj.carriers.adapters.files.Files"}
"""Used where the settings do not name `CARRIER_ADAPTERS` (name → class)."""


def adapters() -> tuple[str, ...]:
    """Every way of speaking to a carrier that is set up."""
    return tuple(getattr(settings, "CARRIER_ADAPTERS", DEFAULT))


def port_to(adapter: str) -> CarrierPort:
    """The way to speak to a carrier now. Raises NoSuchCarrier."""
    forbid_transaction()
    path = getattr(settings, "CARRIER_ADAPTERS", DEFAULT).get(adapter)
    if path is None:
        raise NoSuchCarrier
    return _made(path)


@cache
def _made(path: str) -> CarrierPort:
    return cast("CarrierPort", import_string(path)())
