"""Opening claims and deciding them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import CustomerId, OrderId, ReturnId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.returns import errors
from kamurj.returns.contracts.claims import (
    Claim,
    ClaimApproved,
    ClaimId,
    ClaimLimitChanged,
    ClaimLine,
    ClaimOpened,
    ClaimRejected,
    ClaimReopened,
    ClaimSettled,
    ClaimStatus,
    ClaimWithdrawn,
    Complaint,
    OpenedClaim,
    Outcome,
)
from kamurj.returns.queries.claims import claim as read
from kamurj.returns.queries.claims import limits
from kamurj.returns.rules import claims as rules


@atomic
def open_claim(
    *,
    id: ClaimId,  # noqa: A002 - the form was given its id when it was opened
    order: OrderId,
    customer: CustomerId | None,
    complaint: Complaint,
    now: datetime,
    origin: Origin,
) -> OpenedClaim:
    """Write a claim down. The same one (id) again is answered with the first and changes nothing.

    An order line is in one open claim at most. What the pieces are worth is told by whoever knows the order.
    Raises NothingToReturn, WordsMissing, TooManyPhotos, ClaimIsOpen, FormReused.
    """
    rules.refuse_incomplete(complaint)
    mark = rules.fingerprint(order=order, complaint=complaint)
    written = sql.execute(
        """
        INSERT INTO returns_claim (id, order_id, customer_id, label, kind, status, words, photos, currency, fingerprint,
                                   opened_at, opened_by)
        VALUES (%s, %s, %s, %s, %s, 'opened', %s, %s, %s, %s, %s, %s)
            ON CONFLICT (id) DO NOTHING
        """,
        (
            id,
            order,
            customer,
            rules.label(id),
            complaint.kind.value,
            rules.plain(complaint.words),
            list(complaint.photos),
            complaint.lines[0].value.currency,
            mark,
            now,
            origin.actor,
        ),
    )
    if not written:
        return OpenedClaim(_repeated(id, mark), is_repeat=True)
    if _write(id, order, complaint.lines) < len(complaint.lines):
        raise errors.ClaimIsOpen
    opened = read(id)
    tell(ClaimOpened(id, order, complaint.kind, opened.pieces, opened.value), origin=origin, now=now)
    return OpenedClaim(opened, is_repeat=False)


@atomic
def propose(
    *,
    id: ClaimId,  # noqa: A002 - a claim is named by its id
    outcome: Outcome,
    amount: Money,
    reason: str | None,
    origin: Origin,
) -> Claim:
    """Say how an open claim should be put right; somebody who may approve it decides. Raises ClaimIsOver."""
    _moved(
        """
        UPDATE returns_claim SET outcome = %s, amount_minor = %s, reason = %s, proposed_by = %s
         WHERE id = %s AND status = 'opened' RETURNING order_id
        """,
        (outcome.value, amount.minor, reason, origin.actor or "", id),
        id,
    )
    return read(id)


@atomic
def settle(
    *,
    id: ClaimId,  # noqa: A002 - a claim is named by its id
    outcome: Outcome,
    amount: Money,
    reason: str | None,
    new_order: OrderId | None = None,
    now: datetime,
    origin: Origin,
) -> Claim:
    """An open claim is put right, once, in the transaction that promises its money or places its order.

    Call it first in that transaction: whoever decides at the same moment waits here. RETURN_FIRST is APPROVED until the
    pieces are back. Raises ClaimIsOver.
    """
    status = ClaimStatus.APPROVED if outcome is Outcome.RETURN_FIRST else ClaimStatus.SETTLED
    order = _moved(
        """
        UPDATE returns_claim SET status = %s, outcome = %s, amount_minor = %s, reason = coalesce(%s, reason),
                                 new_order_id = %s, decided_by = %s, decided_at = %s
         WHERE id = %s AND status = 'opened' RETURNING order_id
        """,
        (status.value, outcome.value, amount.minor, reason, new_order, origin.actor, now, id),
        id,
    )
    if status is ClaimStatus.APPROVED:
        tell(ClaimApproved(id, order), origin=origin, now=now)
    else:
        _close_lines(id)
        tell(ClaimSettled(id, order, outcome, amount, new_order), origin=origin, now=now)
    return read(id)


@atomic
def note_returned(*, order: OrderId, returned: ReturnId, positions: Sequence[int], now: datetime, origin: Origin) -> int:
    """Pieces came back: the claims that waited for them are put right by that return. Return how many there were."""
    done = sql.rows(
        """
        UPDATE returns_claim AS claim
           SET status = 'settled', returned_id = %(returned)s,
               amount_minor = (SELECT refund_minor FROM returns_return WHERE id = %(returned)s)
         WHERE order_id = %(order)s AND status = 'approved'
           AND EXISTS (SELECT FROM returns_claim_line line
                        WHERE line.claim_id = claim.id AND line.position = ANY(%(positions)s))
        RETURNING id, amount_minor, currency
        """,
        {"returned": returned, "order": order, "positions": list(positions)},
    )
    for id_, minor, currency in done:
        _close_lines(ClaimId(id_))
        settled = ClaimSettled(ClaimId(id_), order, Outcome.RETURN_FIRST, Money(minor, currency), None)
        tell(settled, origin=origin, now=now)
    return len(done)


@atomic
def reject(*, id: ClaimId, reason: str, now: datetime, origin: Origin) -> Claim:  # noqa: A002 - a claim is named by its id
    """The shop does not put it right; the customer reads why. Raises ClaimIsOver."""
    order = _moved(
        """
        UPDATE returns_claim SET status = 'rejected', reason = %s, decided_by = %s, decided_at = %s, outcome = NULL,
                                 amount_minor = NULL, proposed_by = NULL
         WHERE id = %s AND status IN ('opened', 'approved') RETURNING order_id
        """,
        (reason, origin.actor, now, id),
        id,
    )
    _close_lines(id)
    tell(ClaimRejected(id, order), origin=origin, now=now)
    return read(id)


@atomic
def withdraw(*, id: ClaimId, now: datetime, origin: Origin) -> Claim:  # noqa: A002 - a claim is named by its id
    """The customer wants nothing any more. Raises ClaimIsOver."""
    order = _moved(
        """
        UPDATE returns_claim SET status = 'withdrawn', decided_at = %s
         WHERE id = %s AND status IN ('opened', 'approved') RETURNING order_id
        """,
        (now, id),
        id,
    )
    _close_lines(id)
    tell(ClaimWithdrawn(id, order), origin=origin, now=now)
    return read(id)


@atomic
def take_rejection_back(*, id: ClaimId, now: datetime, origin: Origin) -> Claim:  # noqa: A002 - it is named by its id
    """A rejected claim is to be decided again. Raises ClaimNotRejected; ClaimIsOpen where another one took its place."""
    return _reopen(id, ClaimStatus.REJECTED, now=now, origin=origin)


@atomic
def note_replacement_cancelled(*, new_order: OrderId, now: datetime, origin: Origin) -> Claim | None:
    """What was to replace the pieces came to nothing: their claim is to be decided again, and they count as kept again, with
    the allowances that lay on them.

    None where the order replaces nothing, or that was noted before.
    """
    found = sql.row("SELECT id FROM returns_claim WHERE new_order_id = %s AND status = 'settled'", (new_order,))
    if found is None:
        return None
    sql.execute(
        """
        UPDATE returns_returnable AS known
           SET claimed = known.claimed - line.quantity, allowed_minor = known.allowed_minor + line.allowed_minor
          FROM (SELECT order_id, position, quantity, allowed_minor FROM returns_claim_line WHERE claim_id = %s
                 ORDER BY position) AS line
         WHERE known.order_id = line.order_id AND known.position = line.position AND known.claimed >= line.quantity
        """,
        (found[0],),
    )
    sql.execute("UPDATE returns_claim_line SET allowed_minor = 0 WHERE claim_id = %s", (found[0],))
    return _reopen(ClaimId(found[0]), ClaimStatus.SETTLED, now=now, origin=origin)


@atomic
def note_carrier(*, id: ClaimId, note: str, now: datetime) -> Claim:  # noqa: A002 - a claim is named by its id
    """Write down what was reported to the carrier, under which number; an empty note takes it off. Raises ClaimNotFound."""
    said = note.replace("\x00", "").strip()[:200] or None
    sql.execute(
        "UPDATE returns_claim SET carrier_note = %s, carrier_noted_at = %s WHERE id = %s",
        (said, None if said is None else now, id),
    )
    return read(id)


@atomic
def set_limit(*, currency: str, limit: Money | None, now: datetime, origin: Origin) -> Money | None:
    """From now on claims above this amount need an approval (None: none does); return what held. Raises LimitRefused."""
    if limit is not None and (limit.minor < 0 or limit.currency != currency):
        raise errors.LimitRefused
    known = limits().get(currency)
    before = known.limit if known else None
    if before == limit:
        return before
    if limit is None:
        sql.execute("DELETE FROM returns_claim_limit WHERE currency = %s", (currency,))
    else:
        sql.execute(
            """
            INSERT INTO returns_claim_limit (currency, limit_minor, set_at, set_by) VALUES (%s, %s, %s, %s)
                ON CONFLICT (currency) DO UPDATE
               SET limit_minor = excluded.limit_minor, set_at = excluded.set_at, set_by = excluded.set_by
            """,
            (currency, limit.minor, now, origin.actor),
        )
    tell(ClaimLimitChanged(currency, before, limit), origin=origin, now=now)
    return before


def _moved(statement: str, parameters: tuple[object, ...], id: ClaimId) -> OrderId:  # noqa: A002
    """The order of the claim that was moved. Raises ClaimIsOver, or ClaimNotFound where there is none."""
    found = sql.row(statement, parameters)
    if found is None:
        read(id)
        raise errors.ClaimIsOver
    return OrderId(found[0])


def _reopen(id: ClaimId, before: ClaimStatus, *, now: datetime, origin: Origin) -> Claim:  # noqa: A002
    taken = sql.scalar(
        """
        SELECT count(*) FROM returns_claim_line mine JOIN returns_claim_line other
            ON other.order_id = mine.order_id AND other.position = mine.position AND other.is_open
         WHERE mine.claim_id = %s AND other.claim_id <> %s
        """,
        (id, id),
    )
    if taken:
        raise errors.ClaimIsOpen
    found = sql.row(
        """
        UPDATE returns_claim SET status = 'opened', outcome = NULL, amount_minor = NULL, decided_at = NULL,
                                 decided_by = NULL, proposed_by = NULL, new_order_id = NULL, reason = NULL
         WHERE id = %s AND status = %s RETURNING order_id
        """,
        (id, before.value),
    )
    if found is None:
        read(id)
        raise errors.ClaimNotRejected
    sql.execute("UPDATE returns_claim_line SET is_open = true WHERE claim_id = %s", (id,))
    tell(ClaimReopened(id, OrderId(found[0])), origin=origin, now=now)
    return read(id)


def _repeated(id: ClaimId, mark: bytes) -> Claim:  # noqa: A002
    stored = sql.scalar("SELECT fingerprint FROM returns_claim WHERE id = %s", (id,))
    if bytes(stored) != mark:
        raise errors.FormReused
    return read(id)


def _close_lines(id: ClaimId) -> None:  # noqa: A002
    sql.execute("UPDATE returns_claim_line SET is_open = false WHERE claim_id = %s", (id,))


def _write(id: ClaimId, order: OrderId, lines: Sequence[ClaimLine]) -> int:  # noqa: A002
    """Write the lines in the order of their positions, so that two claims of one order do not wait for each other."""
    ordered = sorted(lines, key=lambda line: line.position)
    return sql.execute(
        """
        INSERT INTO returns_claim_line (claim_id, order_id, is_open, position, variant_id, quantity, value_minor)
        SELECT %(id)s, %(order)s, true, line.*
          FROM unnest(%(positions)s::smallint[], %(variants)s::bigint[], %(quantities)s::int[], %(values)s::bigint[]) AS line
            ON CONFLICT DO NOTHING
        """,
        {
            "id": id,
            "order": order,
            "positions": [line.position for line in ordered],
            "variants": [line.variant for line in ordered],
            "quantities": [line.quantity for line in ordered],
            "values": [line.value.minor for line in ordered],
        },
    )
