"""Reading the shop's terms: one statement, whatever is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from kamurj.foundation.database import sql
from kamurj.kernel.ids import CategoryId
from kamurj.returns.contracts.policies import (
    BoughtLine,
    Condition,
    ExchangeFor,
    Means,
    Policy,
    ShippingPayer,
    Terms,
    Verdict,
)
from kamurj.returns.rules import policies as rules

_SELECT = """
SELECT id, category_id, country, returnable, days, condition, receipt_needed, means, shipping, exchange,
       one_request_an_order, set_at, set_by
  FROM returns_policy WHERE ended_at IS NULL
"""


def policies() -> tuple[Policy, ...]:
    """All terms that hold now: the general ones first, then by category and country."""
    return tuple(
        _policy(columns) for columns in sql.rows(_SELECT + " ORDER BY category_id NULLS FIRST, country NULLS FIRST")
    )


def policy_of(*, category: CategoryId | None, country: str | None) -> Policy | None:
    """The terms set for exactly this category and country, if any."""
    found = sql.row(
        _SELECT + " AND category_id IS NOT DISTINCT FROM %s AND country IS NOT DISTINCT FROM %s", (category, country)
    )
    return None if found is None else _policy(found)


def verdicts(
    lines: Sequence[BoughtLine], *, now: datetime, has_receipt: bool = True, known: Sequence[Policy] | None = None
) -> dict[int, Verdict]:
    """What the terms of now (or the `known` ones) say of each line, by position."""
    terms = policies() if known is None else known
    return {line.position: rules.judge(line, terms, now=now, has_receipt=has_receipt) for line in lines}


def refuse_outside(judged: Mapping[int, Verdict], *, positions: Iterable[int], time_zone: str) -> None:
    """Refuse the first of these lines that may not come back: NotReturnable, TooLateToReturn, ReceiptNeeded."""
    for position in sorted(positions):
        if position in judged and not judged[position].is_allowed:
            raise rules.refusal(judged[position], time_zone=time_zone)


def means_for(judged: Mapping[int, Verdict], *, positions: Iterable[int]) -> tuple[Means, ...]:
    """The ways back for the money that all these lines allow."""
    return rules.means_for([judged[position] for position in sorted(set(positions)) if position in judged])


def _policy(columns: tuple[Any, ...]) -> Policy:
    id_, category, country, returnable, days, condition, receipt, means, shipping, exchange, one, set_at, set_by = columns
    terms = Terms(
        returnable=returnable,
        days=days,
        condition=Condition(condition),
        receipt_needed=receipt,
        means=tuple(Means(each) for each in means),
        shipping=ShippingPayer(shipping),
        exchange=ExchangeFor(exchange),
        one_request_an_order=one,
    )
    return Policy(id=id_, category=category, country=country, terms=terms, set_at=set_at, set_by=set_by)
