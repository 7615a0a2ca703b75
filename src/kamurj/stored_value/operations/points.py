"""Loyalty points: what an order's kept money brings its customer, and what goes again when money goes back."""

from __future__ import annotations

from datetime import datetime, timedelta

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId, OrderId
from kamurj.kernel.money import EXPONENTS, Money
from kamurj.kernel.origin import Origin
from kamurj.stored_value import queries, rules, statements
from kamurj.stored_value.contracts import (
    WHOLE,
    AccountId,
    Kind,
    Movement,
    PointsEarned,
    PointsRule,
    PointsRuleSet,
    PointsTakenBack,
)
from kamurj.stored_value.errors import InvalidPointsRule

LONGEST_DAYS = 3650


@atomic
def settle_points(
    *, customer: CustomerId, order: OrderId, kept: Money, placed_at: datetime, now: datetime, origin: Origin
) -> Money:
    """Let an order have brought the points that `kept`, the money the shop keeps of it, earns by the rule of the day it was
    placed on; return what moved (below zero: taken back). Called again with the same money nothing moves.

    Points that were spent meanwhile cannot be taken back: as many go as are there.
    """
    rule = queries.points_rule_at(currency=kept.currency, at=placed_at)
    due = Money.zero(kept.currency) if rule is None else rule.earned(kept)
    if rule is None or (not due and queries.points_for(order=order) is None):
        return Money.zero(kept.currency)
    account = statements.insert_account(
        account=AccountId(ids.new()),
        kind=Kind.POINTS,
        customer=customer,
        code_hash=None,
        last="",
        currency=kept.currency,
        expires_at=_good_until(rule, now),
        now=now,
    )
    earned, movements = statements.earned_for(account=account.id, order=order)
    more = due - Money(earned, kept.currency)
    key = f"points:{order}:{movements}"
    if more.minor > 0:
        statements.bring_in(
            account=account.id,
            amount=more,
            movement=Movement.EARNED,
            side=rules.EARNED,
            key=key,
            reference=order,
            reason="",
            now=now,
        )
        statements.good_until(account=account.id, until=_good_until(rule, now))
        tell(PointsEarned(account=account.id, customer=customer, order=order, amount=more), origin=origin, now=now)
        return more
    if not more:
        return more
    taken = statements.take_back(account=account.id, amount=-more, key=key, reference=order, now=now)
    if taken is None:
        return Money.zero(kept.currency)
    tell(PointsTakenBack(account=account.id, customer=customer, order=order, amount=taken), origin=origin, now=now)
    return -taken


@atomic
def set_points_rule(
    *, currency: str, basis_points: int, point: Money, valid_days: int | None, now: datetime, origin: Origin
) -> PointsRule:
    """Let points be earned so from now on; orders placed before keep the rule of their day. The same again: as it is.

    Raises InvalidPointsRule.
    """
    if (
        currency not in EXPONENTS
        or point.currency != currency
        or not 0 < basis_points <= WHOLE
        or not 0 < point.minor <= rules.VALUE_LIMIT
        or (valid_days is not None and not 0 < valid_days <= LONGEST_DAYS)
    ):
        raise InvalidPointsRule
    before = _ended(currency, now, unless=(basis_points, point.minor, valid_days))
    if before is not None:
        return before
    sql.execute(
        """
        INSERT INTO stored_value_points_rule (currency, basis_points, point_minor, valid_days, starts_at)
        VALUES (%s, %s, %s, %s, %s)
        """,
        (currency, basis_points, point.minor, valid_days, now),
    )
    told = PointsRuleSet(currency=currency, basis_points=basis_points, point_minor=point.minor, valid_days=valid_days)
    tell(told, origin=origin, now=now)
    return PointsRule(currency, basis_points, point, valid_days, now)


@atomic
def end_points_rule(*, currency: str, now: datetime, origin: Origin) -> bool:
    """Let no more points be earned in a currency; those that are there stay good. Returns whether any were until now."""
    if currency not in queries.points_rules():
        return False
    _ended(currency, now, unless=None)
    tell(PointsRuleSet(currency=currency, basis_points=None, point_minor=None, valid_days=None), origin=origin, now=now)
    return True


def _ended(currency: str, now: datetime, *, unless: tuple[int, int, int | None] | None) -> PointsRule | None:
    """End the rule that holds, unless it says just that: then it is the answer. Changes of the rules queue up."""
    sql.row("SELECT pg_advisory_xact_lock(hashtext('stored_value.points_rule'))")
    known = queries.points_rules().get(currency)
    if known is not None and (known.basis_points, known.point.minor, known.valid_days) == unless:
        return known
    sql.execute(
        "UPDATE stored_value_points_rule SET ended_at = greatest(%s, starts_at) WHERE currency = %s AND ended_at IS NULL",
        (now, currency),
    )
    return None


def _good_until(rule: PointsRule, now: datetime) -> datetime | None:
    return None if rule.valid_days is None else now + timedelta(days=rule.valid_days)
