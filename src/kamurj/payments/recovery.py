"""A public door: finishing what was begun with a provider and cut off, by a silent line or a killed process.

Everything here may run at any time, any number of times, in several processes at once: requests carry their first keys.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.payments import operations, queries
from kamurj.payments.contracts import (
    Difference,
    DifferenceKind,
    Payment,
    ProviderStatus,
    Reconciliation,
    Refund,
    RefundStatus,
)
from kamurj.payments.errors import PaymentsError, ProviderSilent, ProviderUnreachable
from kamurj.payments.hearing import hear
from kamurj.payments.ports import ProviderDown, ProviderTimeout
from kamurj.payments.providers import TIMEOUT_SECONDS, provider_named
from kamurj.payments.providers import provider_names as provider_names  # noqa: PLC0414 - this is its public door
from kamurj.payments.rules import heard_in

logger = logging.getLogger(__name__)

Thing = TypeVar("Thing", Payment, Refund)


def settle(*, payment: Payment, now: datetime, origin: Origin) -> Payment:
    """Ask the provider what became of an unsettled payment, and record it.

    One that never arrived is given up and released, so that it can never arrive. PaymentAuthorised, PaymentDeclined or
    PaymentVoided tells the order's journey what to do. Raises ProviderSilent, ProviderUnreachable.
    """
    try:
        answer = provider_named(payment.provider).look_up(key=payment.key, timeout_seconds=TIMEOUT_SECONDS)
    except ProviderTimeout as silent:
        raise ProviderSilent from silent
    except ProviderDown as down:
        raise ProviderUnreachable from down
    if answer.status is ProviderStatus.UNKNOWN:
        return operations.void(payment=payment.id, now=now, origin=origin)
    with atomic():
        heard = heard_in(answer.status)
        return hear(payment.id, heard, now=now, origin=origin, reference=answer.reference, reason=answer.reason)


def settle_all(*, before: datetime, now: datetime, origin: Origin) -> int:
    """Settle payments that nobody has answered for since before a moment; return how many are clear now."""
    return _each(queries.unsettled(before=before), lambda due: settle(payment=due, now=now, origin=origin).is_good)


def resume_captures(*, before: datetime, now: datetime, origin: Origin) -> int:
    """Take money whose taking was cut off; return how many were finished."""

    def finish(due: Payment) -> bool:
        return bool(operations.capture(payment=due.id, now=now, origin=origin).captured)

    return _each(queries.captures_due(before=before), finish)


def resume_releases(*, before: datetime, now: datetime, origin: Origin) -> int:
    """Release money of payments that were given up; return how many were finished."""

    def finish(due: Payment) -> bool:
        return not operations.release(payment=due.id, now=now, origin=origin).is_release_due

    return _each(queries.releases_due(before=before), finish)


def resume_refunds(*, before: datetime, now: datetime, origin: Origin) -> int:
    """Pay out refunds that were promised; return how many were finished."""

    def finish(due: Refund) -> bool:
        return operations.send_refund(refund=due.id, now=now, origin=origin).status is not RefundStatus.PENDING

    return _each(queries.refunds_due(before=before), finish)


def reconcile(*, since: datetime, provider: str = "sandbox") -> tuple[Difference, ...]:
    """Fetch a provider's own books and name every payment about which they and ours disagree; empty is as it should be.

    Money that is on its way (a late event, a refund being sent) shows until it has arrived.
    """
    lines = list(provider_named(provider).statement(since=since, timeout_seconds=TIMEOUT_SECONDS))
    return queries.differences(lines=lines, since=since, provider=provider)


def reconcile_and_keep(*, since: datetime, now: datetime, provider: str = "sandbox") -> Reconciliation:
    """Compare as `reconcile` does, and keep what was found for people to look at. Raises ProviderSilent,
    ProviderUnreachable.
    """
    try:
        lines = list(provider_named(provider).statement(since=since, timeout_seconds=TIMEOUT_SECONDS))
    except ProviderTimeout as silent:
        raise ProviderSilent from silent
    except ProviderDown as down:
        raise ProviderUnreachable from down
    found = queries.differences(lines=lines, since=since, provider=provider)
    run = Reconciliation(id=ids.new(), provider=provider, since=since, made_at=now, compared=len(lines), differences=found)
    with atomic():
        sql.execute(
            "INSERT INTO payments_reconciliation (id, provider, since, made_at, compared) VALUES (%s, %s, %s, %s, %s)",
            (run.id, provider, since, now, run.compared),
        )
        sql.copy(
            "payments_reconciliation_line",
            ("reconciliation_id", "key", "kind", "order_id", "ours_minor", "theirs_minor", "currency"),
            [
                (run.id, one.payment_key, one.kind.value, one.order, one.ours.minor, one.theirs.minor, one.ours.currency)
                for one in found
            ],
        )
    return run


def reconciliations(*, limit: int = 30) -> tuple[Reconciliation, ...]:
    """The latest comparisons, newest first, with what they found: two statements."""
    runs = sql.rows(
        "SELECT id, provider, since, made_at, compared FROM payments_reconciliation ORDER BY made_at DESC, id DESC LIMIT %s",
        (limit,),
    )
    found: dict[UUID, list[Difference]] = {run: [] for run, *_rest in runs}
    for run, key, kind, order, ours, theirs, currency in sql.rows(
        """
        SELECT reconciliation_id, key, kind, order_id, ours_minor, theirs_minor, currency
          FROM payments_reconciliation_line WHERE reconciliation_id = ANY(%s::uuid[]) ORDER BY key
        """,
        (list(found),),
    ):
        whose = None if order is None else OrderId(order)
        found[run].append(Difference(key, Money(ours, currency), Money(theirs, currency), DifferenceKind(kind), whose))
    return tuple(
        Reconciliation(run, provider, since, made_at, compared, tuple(found[run]))
        for run, provider, since, made_at, compared in runs
    )


def _each(things: Iterable[Thing], finish: Callable[[Thing], bool]) -> int:
    finished = 0
    for thing in things:
        try:
            finished += finish(thing)
        except PaymentsError as unfinished:
            # Whatever it is, the others do not wait for it.
            logger.warning("Still unfinished: %s %s: %s", type(thing).__name__, thing.id, unfinished.code)
    return finished
