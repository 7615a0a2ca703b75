"""What an order's page says about what went wrong with it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from kamurj.channels.web.keys import order_address, order_key
from kamurj.orders.contracts import Order, OrderStatus
from kamurj.returns.contracts.claims import CLAIM_STATUS_NAMES, KIND_NAMES, OUTCOME_NAMES, Claim, ClaimStatus, Outcome
from kamurj.returns.queries.claims import claims_of

TONES = {ClaimStatus.OPENED: "info", ClaimStatus.APPROVED: "info", ClaimStatus.SETTLED: "good", ClaimStatus.REJECTED: "warn"}


def complaining(order: Order) -> dict[str, Any]:
    """The claims of an order, and the address of making one where it is on its way or there."""
    is_ours = order.status in (OrderStatus.CONFIRMED, OrderStatus.COMPLETED)
    return {
        "claim_address": order_address(order.number, page="open_claim") if is_ours else None,
        "claims": [_shown(order.number, one) for one in claims_of([order.id])],
    }


def _shown(number: str, one: Claim) -> dict[str, Any]:
    key = order_key(number)
    gives = one.amount if one.outcome in (Outcome.REFUND, Outcome.ALLOWANCE) else None
    is_decided = one.status in (ClaimStatus.APPROVED, ClaimStatus.SETTLED)
    return {
        "claim": one,
        "title": gettext(KIND_NAMES[one.complaint.kind]),
        "status": gettext(CLAIM_STATUS_NAMES[one.status]),
        "tone": TONES.get(one.status, ""),
        "outcome": gettext(OUTCOME_NAMES[one.outcome]) if one.outcome and is_decided else "",
        "amount": gives if is_decided else None,
        "photos": [
            f"{reverse('web:claim_photo', args=[number, one.id, place])}?key={key}"
            for place in range(1, len(one.complaint.photos) + 1)
        ],
        "withdraw": f"{reverse('web:withdraw_claim', args=[number, one.id])}?key={key}",
    }
