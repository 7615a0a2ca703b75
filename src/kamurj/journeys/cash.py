"""Cash on the counter: what goes back to somebody who gave more than is due."""

from __future__ import annotations

from kamurj.journeys.errors import CurrencyNotAccepted, TenderedTooLittle
from kamurj.kernel.money import Money


def change_for(total: Money, *, given: Money | None) -> Money:
    """What goes back of the cash that was given; None was exactly the total.

    Raises TenderedTooLittle, CurrencyNotAccepted.
    """
    if given is None:
        return Money.zero(total.currency)
    if given.currency != total.currency:
        raise CurrencyNotAccepted(accepted=total.currency, given=given.currency)
    if given < total:
        raise TenderedTooLittle(missing=total - given, total=total)
    return given - total
