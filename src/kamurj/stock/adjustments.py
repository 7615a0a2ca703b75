"""PUBLIC: corrections somebody makes by hand, each with its reason and taken back once by the opposite movement (0089)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.kernel.origin import Origin
from kamurj.stock import operations, rules
from kamurj.stock.contracts import Pieces, Reason
from kamurj.stock.contracts.corrections import Adjustment
from kamurj.stock.errors import ReasonNeedsNote, UnknownAdjustment

LONGEST_NOTE = 300


@atomic
def adjust(
    *,
    location: LocationId,
    lines: Sequence[Pieces],
    reason: Reason,
    note: str = "",
    by: str,
    now: datetime,
    origin: Origin,
) -> Adjustment:
    """Correct what lies there by a signed quantity a variant, all lines or none, and keep who did it and why.

    Raises ReasonNeedsNote for another reason without words, ReasonSaysOtherwise where pieces cannot come or go for it,
    BelowHeld, QuantityOutOfRange.
    """
    words = note.strip()[:LONGEST_NOTE]
    if reason is Reason.OTHER and not words:
        raise ReasonNeedsNote
    rules.check_reason(reason, [line.quantity for line in lines])
    made = Adjustment(ids.new(), location, reason, words, now, by)
    operations.adjust(location=location, lines=lines, reason=reason, reference=made.id, now=now, origin=origin)
    sql.execute(
        """
        INSERT INTO stock_adjustment (id, location_id, reason, note, made_at, made_by) VALUES (%s, %s, %s, %s, %s, %s)
        """,
        (made.id, location, reason.value, words, now, by),
    )
    return made


@atomic
def take_back(*, adjustment: UUID, now: datetime, origin: Origin) -> None:
    """Make the opposite movements, once. Raises UnknownAdjustment, and BelowHeld where pieces are kept by now."""
    undone = sql.row(
        "UPDATE stock_adjustment SET undone_at = %s WHERE id = %s AND undone_at IS NULL RETURNING location_id, reason",
        (now, adjustment),
    )
    if undone is None:
        raise UnknownAdjustment
    location, reason = undone
    moved = sql.rows(
        "SELECT variant_id, sum(quantity)::int FROM stock_movement WHERE reference = %s GROUP BY variant_id ORDER BY 1",
        (adjustment,),
    )
    operations.adjust(
        location=LocationId(location),
        lines=[Pieces(VariantId(variant), -quantity) for variant, quantity in moved],
        reason=Reason(reason),
        reference=adjustment,
        now=now,
        origin=origin,
    )


def adjustments(*, references: Sequence[UUID]) -> dict[UUID, Adjustment]:
    """Those of the references that are corrections by hand, with who made them and why."""
    found = sql.rows(
        "SELECT id, location_id, reason, note, made_at, made_by, undone_at FROM stock_adjustment WHERE id = ANY(%s::uuid[])",
        (list(references),),
    )
    return {row[0]: Adjustment(row[0], LocationId(row[1]), Reason(row[2]), *row[3:]) for row in found}
