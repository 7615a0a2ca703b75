"""What an order's page says about questions that wait for an answer."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from kamurj.fulfilment.contracts.questions import QuestionKind
from kamurj.fulfilment.queries import questions
from kamurj.kernel.clock import utc_now
from kamurj.orders.contracts import Order


def waiting(order: Order) -> list[dict[str, Any]]:
    """The questions that an order's customer can answer at this moment, with the addresses of their pages."""
    now = utc_now()
    return [
        {
            "is_substitute": one.kind is QuestionKind.SUBSTITUTE,
            "until": one.expires_at,
            "address": reverse("web:question", args=[questions.token_of(one.id)]),
        }
        for one in questions.questions_of(order.id)
        if one.is_open(now)
    ]
