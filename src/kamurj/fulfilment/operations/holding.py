"""Putting an order on hold, and letting it go on: each is one conditional statement."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.fulfilment import errors
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.fulfilment.contracts.rerouting import FulfilmentHeld, FulfilmentUnheld, HoldReason
from kamurj.fulfilment.operations import after_change
from kamurj.fulfilment.queries import fulfilment as read
from kamurj.fulfilment.rules import Change
from kamurj.kernel.ids import FulfilmentId, LocationId
from kamurj.kernel.origin import Origin


@atomic
def hold(
    *, fulfilment: FulfilmentId, location: LocationId | None, reason: HoldReason, now: datetime, origin: Origin
) -> Fulfilment:
    """Nothing is to be done with it until somebody lets it go on; its pieces stay kept. `location` None: from the office.

    Raises IsHeld, WrongStore, and whatever says that it is over.
    """
    touched = sql.execute(
        """
        UPDATE fulfilment_order SET held_at = %(now)s, held_by = %(by)s, held_reason = %(reason)s
         WHERE id = %(id)s AND status IN ('new', 'picking', 'ready') AND held_at IS NULL
           AND (%(location)s::bigint IS NULL OR location_id = %(location)s)
        """,
        {"now": now, "by": origin.actor, "reason": reason.value, "id": fulfilment, "location": location},
    )
    after = after_change(touched, fulfilment, change=Change.HOLD, location=location, now=now)
    tell(FulfilmentHeld(after.id, after.order, after.location, reason.value), origin=origin, now=now)
    return after


@atomic
def unhold(*, fulfilment: FulfilmentId, location: LocationId | None, now: datetime, origin: Origin) -> Fulfilment:
    """It may be worked on again; a collection waits longer by the time that nobody could collect it. Raises NotHeld,
    WrongStore.
    """
    touched = sql.execute(
        """
        UPDATE fulfilment_order
           SET held_at = NULL, held_by = NULL, held_reason = NULL,
               deadline_at = deadline_at + greatest(%(now)s - greatest(held_at, ready_at), interval '0')
         WHERE id = %(id)s AND held_at IS NOT NULL AND (%(location)s::bigint IS NULL OR location_id = %(location)s)
        """,
        {"id": fulfilment, "location": location, "now": now},
    )
    after = read(fulfilment)
    if not touched:
        raise errors.WrongStore if location not in (None, after.location) else errors.NotHeld
    tell(FulfilmentUnheld(after.id, after.order, after.location), origin=origin, now=now)
    return after
