"""Whether earlier changes of an order, and the shop's rules, leave room for another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from kamurj.journeys import changes
from kamurj.orders.contracts import Order
from kamurj.orders.contracts.changes import ChangeKind, ChangePolicy, ChangeStatus, OrderChange
from kamurj.orders.errors import ChangeUnderWay
from kamurj.orders.queries.changes import change_policy, changes_of, latest_changes

LATEST = 500
"""On how many of the latest changes other rules are tried."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Of the latest `changes`, how many the rules refuse: `before` by those that hold, `after` by those that are tried."""

    changes: int
    before: int
    after: int


def refuse_by_policy(found: Order, kind: ChangeKind) -> None:
    """Raises ChangeUnderWay, ChangedOnceAlready, NotAfterItems where earlier changes stand in the way of this one."""
    known = changes_of(found.id)
    if any(one.status is ChangeStatus.WAITING for one in known):
        raise ChangeUnderWay
    if not _exchanged(known):
        return
    policy = change_policy()
    if kind is ChangeKind.ITEMS and policy.items_once:
        raise changes.ChangedOnceAlready(number=found.number)
    if not _leaves_room(policy, kind):
        raise changes.NotAfterItems(number=found.number)


def effect_of(wanted: ChangePolicy) -> Effect:
    """What other rules would have refused of the latest changes, and what the rules that hold would."""
    latest = sorted(latest_changes(limit=LATEST), key=lambda one: (one.order, one.asked_at, one.id))
    holding = change_policy()
    before = after = 0
    for _order, of_order in groupby(latest, key=lambda one: one.order):
        known: list[OrderChange] = []
        for one in of_order:
            if _exchanged(known) and (one.kind is not ChangeKind.ITEMS or not one.reason):
                before += not _leaves_room(holding, one.kind)
                after += not _leaves_room(wanted, one.kind)
            known.append(one)
    return Effect(changes=len(latest), before=before, after=after)


def _exchanged(known: Sequence[OrderChange]) -> bool:
    """Whether somebody asked for other articles. What the shop took off because it could not deliver it is no such wish."""
    return any(one.kind is ChangeKind.ITEMS and one.status is ChangeStatus.APPLIED and not one.reason for one in known)


def _leaves_room(policy: ChangePolicy, kind: ChangeKind) -> bool:
    """Whether the rules allow a change of this kind once the articles were changed."""
    match kind:
        case ChangeKind.ITEMS:
            return not policy.items_once
        case ChangeKind.CANCEL:
            return policy.cancel_after_items
    return policy.details_after_items
