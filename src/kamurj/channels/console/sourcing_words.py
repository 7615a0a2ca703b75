"""Sourcing in words: why an order's pieces come from where they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kamurj.channels.console.desk import Desk
from kamurj.kernel.ids import CartId
from kamurj.orders.contracts import Order
from kamurj.sourcing import queries as sourcing
from kamurj.sourcing.contracts import Filtered, RuleKind, StoredDecision, Taken

RULES = {
    RuleKind.PARCELS: _("Each parcel"),
    RuleKind.STORE: _("Each parcel from a store"),
    RuleKind.OTHER_REGION: _("Each parcel from another region"),
    RuleKind.DISTANCE: _("Each 100 km"),
    RuleKind.PARCEL_COST: _("Times the place's own cost of a parcel"),
    RuleKind.FRANCHISE: _("Each piece from a franchise store"),
    RuleKind.SHELF: _("Each piece that leaves too few on a store's shelf"),
    RuleKind.LOAD: _("Each parcel the place has to send already"),
}
REASONS = {
    Filtered.CLOSED: _("Closed"),
    Filtered.COUNTRY: _("In another country"),
    Filtered.DOES_NOT_SHIP: _("Sends no parcels"),
    Filtered.EXCLUDED: _("Never sends these articles"),
    Filtered.NOTHING_FREE: _("Had nothing of it to sell"),
    Filtered.PAUSED: _("Sending was paused"),
    Filtered.FULL: _("Had enough to do for the day"),
}


@dataclass(frozen=True, slots=True)
class ShownCandidate:
    """A place that was weighed, its points by rule in words."""

    place: str
    points: int
    why: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision as the order's page shows it."""

    at: datetime
    is_move: bool
    chosen: str
    points: int
    alternative: str
    alternative_points: int | None
    is_optimal: bool
    candidates: tuple[ShownCandidate, ...]
    others: int
    left_out: tuple[tuple[str, str], ...]
    gave_way: tuple[str, ...]
    rules_version: int
    rules_digest: str


def shown(order: Order, desk: Desk) -> list[ShownDecision]:
    """What was decided for an order: the choice it was placed with, and every move after it."""
    decisions = () if order.cart is None else sourcing.decisions_of(cart=order.cart)
    decisions = decisions or sourcing.decisions_of(cart=CartId(order.id))  # sold at a till, which decides order by order
    first = [one for one in decisions if one.order is None and one.at <= order.placed_at][-1:]
    return [_shown(one, desk) for one in (*first, *(one for one in decisions if one.order == order.id))]


def _shown(decision: StoredDecision, desk: Desk) -> ShownDecision:
    trace = decision.trace
    used = {one.location for one in trace.chosen}
    return ShownDecision(
        at=decision.at,
        is_move=decision.order is not None,
        chosen=places(trace.chosen, desk),
        points=trace.points,
        alternative=places(trace.alternative, desk),
        alternative_points=trace.alternative_points,
        is_optimal=trace.is_optimal,
        candidates=tuple(
            ShownCandidate(
                place=desk.place_name(one.location),
                points=one.points,
                why=" · ".join(f"{RULES[RuleKind(kind)]} {points}" for kind, points in one.by_rule.items()),
                is_chosen=one.location in used,
            )
            for one in trace.scored
        ),
        others=trace.candidates - len(trace.scored),
        left_out=tuple(
            (str(REASONS[Filtered(reason)]), ", ".join(desk.place_name(location) for location in some))
            for reason, some in trace.filtered.items()
        ),
        gave_way=tuple(str(REASONS[Filtered(reason)]) for reason in trace.relaxed),
        rules_version=trace.rules_version,
        rules_digest=trace.rules_digest[:12],
    )


def places(taken: Sequence[Taken], desk: Desk) -> str:
    """Places with how many pieces come from each."""
    pieces: dict[str, int] = {}
    for one in taken:
        name = desk.place_name(one.location)
        pieces[name] = pieces.get(name, 0) + one.quantity
    return ", ".join(gettext("%(place)s (%(pieces)s)") % {"place": name, "pieces": count} for name, count in pieces.items())
