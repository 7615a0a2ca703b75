"""Requests, exchanges and claims as JSON."""

from __future__ import annotations

from kamurj.channels.api.shown.plain import Shown, moment, money, money_or_none
from kamurj.channels.api.shown.working import returned_line
from kamurj.journeys.claims import Remedy
from kamurj.journeys.exchange_in_store import ExchangePreview
from kamurj.orders.contracts import Order
from kamurj.returns.contracts.claims import Claim
from kamurj.returns.contracts.exchanges import Exchange
from kamurj.returns.contracts.requests import ReturnRequest, Wish


def wish(one: Wish) -> Shown:
    """What a request would say."""
    return {
        "kind": one.kind.value,
        "lines": [
            {
                "position": line.position,
                "variant": line.variant,
                "quantity": line.quantity,
                "reason": line.reason.value,
                "value": money(line.value),
                "new_variant": line.new_variant,
                "new_price": money_or_none(line.new_price),
            }
            for line in one.lines
        ],
        "means": one.means.value,
        "value": money(one.value),
        "difference": money(one.difference),
        "shipping": one.shipping.value,
    }


def request(one: ReturnRequest, order: Order) -> Shown:
    """A request."""
    return {
        **wish(one.wish),
        "id": str(one.id),
        "order_number": order.number,
        "label": one.label,
        "status": one.status.value,
        "requested_at": moment(one.requested_at),
        "closed_at": moment(one.closed_at),
        "close_reason": one.close_reason,
        "returned": None if one.returned is None else str(one.returned),
    }


def exchange_preview(seen: ExchangePreview) -> Shown:
    """What an exchange would come to."""
    return {
        "lines": [returned_line(line) for line in seen.back],
        "new": [
            {"variant": line.card.variant, "quantity": line.quantity, "gross": money(line.amounts.gross)}
            for line in seen.out
        ],
        "value": money(seen.value),
        "cost": money(seen.cost),
        "difference": money(seen.difference),
        "withheld": money(seen.withheld),
    }


def exchange(made: Exchange, order: Order, new_order: Order) -> Shown:
    """An exchange."""
    return {
        "id": str(made.returned),
        "order_number": order.number,
        "new_order_number": new_order.number,
        "value": money(made.value),
        "cost": money(made.cost),
        "difference": money(made.difference),
        "made_at": moment(made.made_at),
    }


def claim(one: Claim, order: Order, new_order: Order | None) -> Shown:
    """A claim."""
    return {
        "id": str(one.id),
        "order_number": order.number,
        "label": one.label,
        "kind": one.complaint.kind.value,
        "status": one.status.value,
        "words": one.complaint.words,
        "photos": len(one.complaint.photos),
        "lines": [
            {
                "position": line.position,
                "variant": line.variant,
                "quantity": line.quantity,
                "value": money(line.value),
            }
            for line in one.complaint.lines
        ],
        "value": money(one.value),
        "outcome": None if one.outcome is None else one.outcome.value,
        "amount": money_or_none(one.amount),
        "reason": one.reason,
        "awaits_approval": one.awaits_approval,
        "new_order_number": None if new_order is None else new_order.number,
        "opened_at": moment(one.opened_at),
        "decided_at": moment(one.decided_at),
    }


def remedy(seen: Remedy) -> Shown:
    """What putting a claim right would mean."""
    return {
        "outcome": seen.outcome.value,
        "worth": money(seen.worth),
        "amount": money(seen.amount),
        "needs_approval": seen.needs_approval,
    }
