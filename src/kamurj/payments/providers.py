"""Which provider serves a payment, and how it is spoken to: never inside a transaction, never without a time limit."""

from __future__ import annotations

from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from kamurj.foundation.database.transactions import forbid_transaction
from kamurj.payments.errors import UnknownProvider
from kamurj.payments.ports import PaymentProvider

DEFAULT = {"sandbox": "kamurj.payments.adapters.sandbox.Sandbox"}
"""Used where the settings do not name `PAYMENT_PROVIDERS` (name → class)."""
TIMEOUT_SECONDS = 10.0
"""How long we wait for one answer; shorter than any shopper's patience and than a web server's own limit."""


def standard() -> str:
    """The name of the provider that new payments by card go to."""
    return str(getattr(settings, "PAYMENT_PROVIDER", "sandbox"))


def provider_names() -> tuple[str, ...]:
    """Every provider that is set up."""
    return tuple(getattr(settings, "PAYMENT_PROVIDERS", DEFAULT))


def provider_named(name: str) -> PaymentProvider:
    """The provider of this name, for a call now: refuses inside a transaction. Raises UnknownProvider."""
    forbid_transaction()
    return reader_named(name)


def reader_named(name: str) -> PaymentProvider:
    """The provider of this name, to read an event it sent: nothing leaves the process. Raises UnknownProvider."""
    path = getattr(settings, "PAYMENT_PROVIDERS", DEFAULT).get(name)
    if path is None:
        raise UnknownProvider
    return _made(path)


@cache
def _made(path: str) -> PaymentProvider:
    return cast("PaymentProvider", import_string(path)())
