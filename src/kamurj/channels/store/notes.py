"""Which notes a customer is likely to hold out: amounts to press instead of typing."""

from __future__ import annotations

from kamurj.kernel.money import Money

NOTES = {
    "AMD": (1_000_00, 5_000_00, 10_000_00, 20_000_00, 50_000_00, 100_000_00),
    "USD": (5_00, 10_00, 20_00, 50_00, 100_00),
    "EUR": (5_00, 10_00, 20_00, 50_00, 100_00),
    "GBP": (5_00, 10_00, 20_00, 50_00),
    "RUB": (500_00, 1_000_00, 5_000_00),
    "GEL": (10_00, 20_00, 50_00, 100_00),
    "JPY": (1_000, 5_000, 10_000),
}
"""Notes in circulation that people pay with, in minor units."""
MOST = 4


def notes_for(total: Money) -> tuple[Money, ...]:
    """The total itself, then the least that covers it in whole notes of each size; at most four, each once."""
    if total.minor <= 0:
        return ()
    amounts = {total.minor} | {-(-total.minor // note) * note for note in NOTES.get(total.currency, ())}
    return tuple(Money(minor, total.currency) for minor in sorted(amounts)[:MOST])
