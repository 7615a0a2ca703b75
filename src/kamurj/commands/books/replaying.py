"""The log read from its beginning builds the same levels, accounts and balances as the tables hold."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.log.queries import told
from kamurj.payments import replay as payments
from kamurj.stock import replay as stock
from kamurj.stored_value import replay as stored_value


def differences(*, now: datetime) -> tuple[str, ...]:
    """Where the tables say something else than the log, a sentence each; reads the whole log."""
    return (
        *stock.differences(stock.rebuild(told(stock.TYPES)), now=now),
        *stored_value.differences(stored_value.rebuild(told(stored_value.TYPES))),
        *payments.differences(payments.rebuild(told(payments.TYPES))),
    )
