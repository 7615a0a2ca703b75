"""What the returns desk reads before it takes anything back: the policy's verdicts, open requests, and what stands out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from kamurj.channels.store.workplace import Workplace
from kamurj.customers.contracts import Customer
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.words.formatting import date_text, money_text
from kamurj.fulfilment import queries as fulfilments
from kamurj.journeys.return_signals import signals_of
from kamurj.journeys.return_terms import sold_at, verdicts_of
from kamurj.orders.contracts import Order
from kamurj.returns.contracts.claims import CLAIM_STATUS_NAMES, KIND_NAMES
from kamurj.returns.contracts.policies import CONDITION_NAMES, MEANS_NAMES, WHY_SENTENCES, Condition, Means, Verdict
from kamurj.returns.contracts.requests import REQUEST_NAMES
from kamurj.returns.contracts.signals import SIGNAL_SENTENCES, Signal
from kamurj.returns.queries import requests as asked
from kamurj.returns.queries.claims import claims_of
from kamurj.returns.queries.policies import means_for


def notes_on(
    order: Order, here: Workplace, *, has_receipt: bool = True, brought_by: Customer | None = None
) -> dict[str, Any]:
    """The verdict on each line by position, the open requests, the claims, the signals, and whether an exception may be
    made.
    """
    judged = verdicts_of(order, fulfilments.fulfilments_of(order.id), now=here.now, has_receipt=has_receipt)
    zone = sold_at(order).time_zone
    return {
        "verdicts": {position: _verdict(one, zone, here.language) for position, one in judged.items()},
        "requests": [
            (one, gettext(REQUEST_NAMES[one.wish.kind]), gettext(MEANS_NAMES[one.wish.means]))
            for one in asked.requests_of(order.id)
            if one.is_open
        ],
        "claims": [
            (one, gettext(KIND_NAMES[one.complaint.kind]), gettext(CLAIM_STATUS_NAMES[one.status]))
            for one in claims_of([order.id])
        ],
        "signals": signals_on(order, here, has_receipt=has_receipt, brought_by=brought_by),
        "asks_why": may_except(here) and any(not one.is_allowed for one in judged.values()),
    }


def signals_on(order: Order, here: Workplace, *, has_receipt: bool, brought_by: Customer | None) -> list[str]:
    """What stands out, in sentences for staff."""
    found = signals_of(order, has_receipt=has_receipt, brought_by=brought_by, now=here.now)
    return [_signal(one, here.language) for one in found]


def means_allowed(order: Order, positions: Sequence[int], here: Workplace, *, is_exception: bool) -> tuple[Means, ...]:
    """The ways back for the money of these lines; who makes an exception may choose any."""
    judged = verdicts_of(order, fulfilments.fulfilments_of(order.id), now=here.now)
    allowed = tuple(Means) if is_exception else means_for(judged, positions=positions)
    return tuple(one for one in allowed if one is not Means.STORE_CREDIT or order.customer is not None)


def may_except(here: Workplace) -> bool:
    """Whether this person may take back what the policy would not."""
    return here.member.may(Permission.ORDERS_REFUND) or here.member.may(Permission.CLAIMS_APPROVE)


def _verdict(verdict: Verdict, zone: str, language: str) -> str:
    until = verdict.until
    last_day = "" if until is None else date_text((until.astimezone(ZoneInfo(zone)) - timedelta(seconds=1)).date(), language)
    said = gettext(WHY_SENTENCES[verdict.why]).format(until=last_day)
    condition = verdict.terms.condition
    return said if condition is Condition.ANY else f"{said} {gettext(CONDITION_NAMES[condition])}."


def _signal(signal: Signal, language: str) -> str:
    amount = "" if signal.amount is None else money_text(signal.amount, language)
    return gettext(SIGNAL_SENTENCES[signal.kind]).format(
        count=signal.count, of=signal.of, days=signal.days, amount=amount, buyer=signal.buyer, bringer=signal.bringer
    )
