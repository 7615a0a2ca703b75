"""Taking pieces back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import LocationId, OrderId, ReturnId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.returns import errors, rules
from kamurj.returns.contracts import (
    Accepted,
    LineToReturn,
    Return,
    ReturnAccepted,
    ReturnedPieces,
    ReturnedPiecesArrived,
    ReturnLine,
    ReturnRefunded,
    Withholds,
)
from kamurj.returns.operations import counting
from kamurj.returns.queries import brought_back, returned
from kamurj.returns.rules import worth


@atomic
def accept(
    *,
    id: ReturnId,  # noqa: A002 - the form was given its id when it was opened
    order: OrderId,
    location: LocationId,
    lines: Sequence[LineToReturn],
    exception: str | None = None,
    withholds: Withholds | None = None,
    now: datetime,
    origin: Origin,
) -> Accepted:
    """Take pieces back at a location and say what is refunded for each line.

    `exception` is why staff take back what the policy would not; `withholds` says how much less goes back where pieces that
    are kept would have cost more without these. The same form (id) again is answered with the first return and changes
    nothing. Counts what came back with one statement that also checks it, locking the order's counters in line order: two
    tills cannot take more than was delivered; with `withholds` the order's one row before them. Raises NothingToReturn,
    NotDelivered, TooManyReturned, FormReused.
    """
    mark = rules.fingerprint(order=order, location=location, lines=lines)
    if not lines:
        raise errors.NothingToReturn
    currency = lines[0].gross.currency
    if not _is_new(
        id, order=order, location=location, currency=currency, mark=mark, exception=exception, now=now, origin=origin
    ):
        return Accepted(_repeated(id, mark), is_repeat=True)
    rules.check(lines, returned={})
    held = None if withholds is None else _hold(order)
    taken, along = rules.priced(lines, counted=counting.count_returned(order, lines))
    if along:
        counting.take_allowances(order, along)
    _write(id, taken)
    refund, kept_back = rules.total(taken), 0
    if withholds is not None and held is not None:
        due = withholds(brought_back(order))
        kept_back = worth.withheld(due=due, held=Money(held, currency), worth=refund).minor
        sql.execute("UPDATE returns_withheld SET held_minor = held_minor + %s WHERE order_id = %s", (kept_back, order))
        refund -= Money(kept_back, currency)
    sql.execute(
        "UPDATE returns_return SET refund_minor = %s, withheld_minor = %s WHERE id = %s", (refund.minor, kept_back, id)
    )
    tell(ReturnAccepted(id, order, location, _told(taken), refund), origin=origin, now=now)
    return Accepted(returned(id), is_repeat=False)


@atomic
def mark_refunded(*, id: ReturnId, now: datetime, origin: Origin) -> bool:  # noqa: A002 - a return is named by its id
    """The customer's money has gone back. False if that was known."""
    if not sql.execute(
        "UPDATE returns_return SET status = 'refunded', refunded_at = %s WHERE id = %s AND status = 'accepted'", (now, id)
    ):
        return False
    done = returned(id)
    tell(ReturnRefunded(id, done.order, done.refund), origin=origin, now=now)
    return True


@atomic
def receive(
    *,
    id: ReturnId,  # noqa: A002 - a return is named by its id
    location: LocationId,
    now: datetime,
    origin: Origin,
) -> tuple[ReturnLine, ...]:
    """The pieces that were sent on have reached the warehouse `location`; return their lines. Raises NotOnItsWay."""
    arrived = {
        number
        for (number,) in sql.rows(
            """
            UPDATE returns_line SET arrived_at = %s
             WHERE returned_id = %s AND disposition = 'warehouse' AND arrived_at IS NULL
            RETURNING number
            """,
            (now, id),
        )
    }
    done = returned(id)
    if not arrived:
        raise errors.NotOnItsWay
    lines = tuple(line for line in done.lines if line.number in arrived)
    tell(ReturnedPiecesArrived(id, done.order, location, _told(lines)), origin=origin, now=now)
    return lines


def _is_new(
    id: ReturnId,  # noqa: A002
    *,
    order: OrderId,
    location: LocationId,
    currency: str,
    mark: bytes,
    exception: str | None,
    now: datetime,
    origin: Origin,
) -> bool:
    """Claim the form's id. A second sender waits here until the first commits, then learns that it is a repeat."""
    return bool(
        sql.execute(
            """
            INSERT INTO returns_return (id, order_id, location_id, status, currency, refund_minor, fingerprint, accepted_at,
                                        accepted_by, exception)
            VALUES (%s, %s, %s, 'accepted', %s, 0, %s, %s, %s, %s)
                ON CONFLICT (id) DO NOTHING
            """,
            (id, order, location, currency, mark, now, origin.actor, exception),
        )
    )


def _repeated(id: ReturnId, mark: bytes) -> Return:  # noqa: A002
    stored = sql.scalar("SELECT fingerprint FROM returns_return WHERE id = %s", (id,))
    if bytes(stored) != mark:
        raise errors.FormReused
    return returned(id)


def _hold(order: OrderId) -> int:
    """Lock what was withheld of the order's refunds, and return it in minor units."""
    return int(
        sql.scalar(
            """
            INSERT INTO returns_withheld AS known (order_id, held_minor) VALUES (%s, 0)
                ON CONFLICT (order_id) DO UPDATE SET held_minor = known.held_minor RETURNING held_minor
            """,
            (order,),
        )
    )


def _write(id: ReturnId, lines: Sequence[ReturnLine]) -> None:  # noqa: A002
    sql.execute(
        """
        INSERT INTO returns_line (returned_id, number, position, variant_id, quantity, disposition, reason, refund_minor)
        SELECT %(id)s, line.* FROM unnest(%(numbers)s::smallint[], %(positions)s::smallint[], %(variants)s::bigint[],
                    %(quantities)s::int[], %(dispositions)s::text[], %(reasons)s::text[], %(refunds)s::bigint[]) AS line
        """,
        {
            "id": id,
            "numbers": [line.number for line in lines],
            "positions": [line.position for line in lines],
            "variants": [line.variant for line in lines],
            "quantities": [line.quantity for line in lines],
            "dispositions": [line.disposition.value for line in lines],
            "reasons": [line.reason.value for line in lines],
            "refunds": [line.refund.minor for line in lines],
        },
    )


def _told(lines: Sequence[ReturnLine]) -> tuple[ReturnedPieces, ...]:
    return tuple(
        ReturnedPieces(line.position, line.variant, line.quantity, line.disposition, line.reason, line.refund)
        for line in lines
    )
