"""Whether earlier changes of an order, and the shop's rules, leave room for another one."""

from __future__ import annotations

from kamurj.journeys import changes
from kamurj.orders.contracts import Order
from kamurj.orders.contracts.changes import ChangeKind, ChangeStatus
from kamurj.orders.errors import ChangeUnderWay
from kamurj.orders.queries.changes import change_policy, changes_of


def refuse_by_policy(found: Order, kind: ChangeKind) -> None:
    """Raises ChangeUnderWay, ChangedOnceAlready, NotAfterItems where earlier changes stand in the way of this one."""
    known = changes_of(found.id)
    if any(one.status is ChangeStatus.WAITING for one in known):
        raise ChangeUnderWay
    asked_for = [one for one in known if one.kind is ChangeKind.ITEMS and not one.reason]
    if not any(one.status is ChangeStatus.APPLIED for one in asked_for):
        return  # What the shop took off because it could not deliver it is no change that somebody asked for.
    policy = change_policy()
    if kind is ChangeKind.ITEMS and policy.items_once:
        raise changes.ChangedOnceAlready(number=found.number)
    if not (
        policy.cancel_after_items if kind is ChangeKind.CANCEL else policy.details_after_items or kind is ChangeKind.ITEMS
    ):
        raise changes.NotAfterItems(number=found.number)
