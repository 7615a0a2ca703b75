"""The work of staff as JSON."""

from __future__ import annotations

from django.utils.translation import gettext

from kamurj.channels.api.shown.buying import summary
from kamurj.channels.api.shown.plain import Shown, moment, money, money_or_none
from kamurj.customers.contracts import Customer, TimelineCursor
from kamurj.fulfilment.contracts import Fulfilment, WorkItem
from kamurj.journeys.customer_story import CustomerStory, StoryItem
from kamurj.payments.contracts import PayLink
from kamurj.returns.contracts import Preview, Return, ReturnLine
from kamurj.stock.contracts import Level


def pay_link(link: PayLink, number: str, address: str | None) -> Shown:
    """A pay-link; its address is told only where it is asked for, and never kept with an answer."""
    return {
        "link": str(link.id),
        "order_number": number,
        "amount": money(link.amount),
        "status": link.status.value,
        "expires_at": moment(link.expires_at),
        "address": address,
    }


def fulfilment(work: Fulfilment) -> Shown:
    """A fulfilment order."""
    return {
        "fulfilment": str(work.id),
        "order": str(work.order),
        "order_number": work.order_number,
        "location": work.location,
        "kind": work.kind.value,
        "status": work.status.value,
        "lines": [
            {
                "position": line.position,
                "variant": line.variant,
                "quantity": line.quantity,
                "picked": line.picked,
                "missing": line.missing,
            }
            for line in work.lines
        ],
        "attempts_left": work.attempts_left,
        "opened_at": moment(work.opened_at),
        "ready_at": moment(work.ready_at),
        "deadline_at": moment(work.deadline_at),
        "handed_over_at": moment(work.handed_over_at),
        "shipped_at": moment(work.shipped_at),
        "tracking": work.tracking,
        "close_reason": work.close_reason,
    }


def work(item: WorkItem) -> Shown:
    """A row of a work list."""
    return {
        **fulfilment(item.fulfilment),
        "next_action": item.next_action.value,
        "waiting_since": moment(item.waiting_since),
    }


def preview(seen: Preview) -> Shown:
    """What would be refunded."""
    return {
        "lines": [returned_line(line) for line in seen.lines],
        "refund": money(seen.refund),
        "withheld": money(seen.withheld),
    }


def returned(one: Return) -> Shown:
    """A return."""
    return {
        "id": str(one.id),
        "order": str(one.order),
        "location": one.location,
        "status": one.status.value,
        "lines": [returned_line(line) for line in one.lines],
        "refund": money(one.refund),
        "withheld": money(one.withheld),
        "accepted_at": moment(one.accepted_at),
    }


def level(one: Level) -> Shown:
    """A variant in a place."""
    return {
        "variant": one.variant,
        "location": one.location,
        "on_hand": one.on_hand,
        "held": one.held,
        "free": one.free,
    }


def customer(one: Customer) -> Shown:
    """A customer."""
    return {
        "customer": str(one.id),
        "given_name": one.given_name,
        "family_name": one.family_name,
        "language": one.language,
        "contacts": [
            {"kind": point.kind.value, "value": point.value, "is_verified": point.verified_at is not None}
            for point in one.contacts
        ],
        "created_at": moment(one.created_at),
    }


def story(told: CustomerStory) -> Shown:
    """A customer's story."""
    return {
        "customer": customer(told.customer),
        "items": [_item(item) for item in told.items],
        "orders": [summary(one) for one in told.orders],
        "values": [
            {"bought": money(one.bought), "returned": money(one.returned), "orders": one.orders} for one in told.values
        ],
        "next": None if told.next is None else mark(told.next),
    }


def mark(cursor: TimelineCursor) -> str:
    """A place on a timeline, for the next page."""
    return f"{cursor.occurred_at.isoformat()}~{cursor.fact_id}"


def _item(item: StoryItem) -> Shown:
    return {
        "at": moment(item.at),
        "kind": item.kind.value,
        "type": item.type,
        "channel": item.channel,
        "place": item.place,
        "title": gettext(item.title).format(**item.params),
        "amount": money_or_none(item.amount),
        "order_number": item.order_number,
    }


def returned_line(line: ReturnLine) -> Shown:
    """Pieces that came back."""
    return {
        "position": line.position,
        "variant": line.variant,
        "quantity": line.quantity,
        "disposition": line.disposition.value,
        "reason": line.reason.value,
        "refund": money(line.refund),
    }
