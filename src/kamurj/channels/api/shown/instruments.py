"""Kept cards and wallets as JSON."""

from __future__ import annotations

from datetime import datetime

from kamurj.channels.api.shown.plain import Shown
from kamurj.payments.contracts.instruments import Instrument


def instrument(kept: Instrument, *, now: datetime) -> Shown:
    """One of them, without its token."""
    return {
        "instrument": str(kept.id),
        "kind": kept.kind.value,
        "brand": kept.brand,
        "last4": kept.last4,
        "expires": None if kept.expires is None else kept.expires.isoformat(),
        "is_usable": kept.is_good_on(now.date()),
    }
