"""One walk through a place for many orders: pieces are counted for whichever order needs them first."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.fulfilment import errors
from kamurj.fulfilment.contracts import Fulfilment, Pieces, PiecesPicked
from kamurj.fulfilment.queries import fulfilment as read
from kamurj.kernel.ids import FulfilmentId, LocationId, VariantId
from kamurj.kernel.origin import Origin

LONGEST_SHELF = 40
TRIES = 5
"""So often another order is looked for when somebody else has just counted its last piece."""


@atomic
def count_one(*, location: LocationId, variant: VariantId, now: datetime, origin: Origin) -> tuple[Fulfilment, int]:
    """A piece was found: it goes to the order that was opened first of those being picked here that need one.

    Returns that order's work and the position of the line. Raises NothingToPick.
    """
    for _ in range(TRIES):
        found = sql.row(_COUNT_ONE, {"location": location, "variant": variant})
        if found is not None:
            work, position, picked = read(FulfilmentId(found[0])), found[1], found[2]
            fact = PiecesPicked(work.id, work.order, work.location, (Pieces(position, variant, picked),))
            tell(fact, origin=origin, now=now)
            return work, position
        if not sql.scalar(_IS_NEEDED, {"location": location, "variant": variant}):
            break
    raise errors.NothingToPick


@atomic
def note_shelf(*, location: LocationId, variant: VariantId, text: str) -> None:
    """Say where in a place an article lies; an empty text forgets it. Raises ShelfTooLong."""
    text = " ".join(text.split())
    if len(text) > LONGEST_SHELF:
        raise errors.ShelfTooLong(most=LONGEST_SHELF)
    if not text:
        sql.execute("DELETE FROM fulfilment_shelf WHERE location_id = %s AND variant_id = %s", (location, variant))
        return
    sql.execute(
        """
        INSERT INTO fulfilment_shelf (location_id, variant_id, text) VALUES (%s, %s, %s)
            ON CONFLICT (location_id, variant_id) DO UPDATE SET text = excluded.text
        """,
        (location, variant, text),
    )


_NEEDED = """
          FROM fulfilment_order AS work JOIN fulfilment_line AS line ON line.fulfilment_id = work.id
         WHERE work.location_id = %(location)s AND work.status = 'picking' AND work.held_at IS NULL
           AND line.variant_id = %(variant)s
           AND line.quantity > line.picked + line.missing + line.substituted + line.rejected"""
_COUNT_ONE = (
    """
    WITH next AS (
        SELECT work.id, line.position"""  # noqa: S608 - constants of this module
    + _NEEDED
    + """
         ORDER BY work.opened_at, work.id, line.position LIMIT 1 FOR UPDATE OF work
    )
    UPDATE fulfilment_line AS line SET picked = line.picked + 1
      FROM next
     WHERE line.fulfilment_id = next.id AND line.position = next.position
       AND line.quantity > line.picked + line.missing + line.substituted + line.rejected
    RETURNING line.fulfilment_id, line.position, line.picked
"""
)
"""Locks the work first, as every change of it does."""
_IS_NEEDED = "SELECT EXISTS (SELECT" + _NEEDED + ")"
