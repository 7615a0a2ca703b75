"""What the device remembers of the last payment at the counter: the change that is to be given back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from kamurj.kernel.money import Money

REMEMBERED = "store.change"


def remember_change(request: HttpRequest, paid_for: UUID, *, given: Money | None, change: Money) -> None:
    """Keep what was given and what goes back until the next payment on this device."""
    minor = None if given is None else given.minor
    request.session[REMEMBERED] = {"for": str(paid_for), "given": minor, "change": change.minor}


def change_of(request: HttpRequest, paid_for: UUID, currency: str) -> dict[str, Money] | None:
    """What was given and what goes back for this payment, if it was the last one here and paid in cash."""
    kept = request.session.get(REMEMBERED)
    if not kept or kept["for"] != str(paid_for) or kept["given"] is None:
        return None
    return {"given": Money(kept["given"], currency), "back": Money(kept["change"], currency)}
