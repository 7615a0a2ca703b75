"""The journeys from their first step to their last, each step through fire; which fire is the procession's business.

Steps that another story burns at every point are taken calmly here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fire.procession import Procession

Story = Callable[[Procession], None]

PICKING = ("start", "pick")


def pay_by_card_collect_and_bring_back(people: Procession) -> None:
    """Order by card, fetched and handed over against the code, captured; one piece comes back in another store."""
    people.walk("begin")
    people.walk("place", some_leave=True)
    people.work()
    people.walk("start", refused=["fulfilment.already_started"])
    people.walk("pick")
    people.walk("make_ready", refused=["fulfilment.already_ready"])
    people.work()
    people.walk("hand_over", refused=["fulfilment.already_handed_over"])
    people.work()
    people.walk("bring_back")
    people.is_as_it_must_be()
    people.all_are("completed")


def pay_in_store_and_collect(people: Procession) -> None:
    """Order now, pay at the desk: hand-over and money are one."""
    people.walk("place", some_leave=True)
    people.work()
    people.calmly(*PICKING, "make_ready")
    people.walk("hand_over", refused=["fulfilment.already_handed_over"])
    people.is_as_it_must_be()
    people.all_are("completed")


def bank_answers_late_and_the_order_is_shipped(people: Procession) -> None:
    """The charge is made but its answer lost; an event tells it, a job settles the order, the carrier takes the parcel."""
    people.walk("place", some_leave=True)
    people.walk("hear_the_bank")
    people.walk("settle_order")
    people.work()
    people.calmly(*PICKING)
    people.walk("pack", refused=["fulfilment.already_ready"])
    people.walk("ship", refused=["fulfilment.already_shipped"])
    people.is_as_it_must_be()
    people.all_are("completed")


def bank_says_nothing(people: Procession) -> None:
    """The question never arrives: the order waits, is given up, and its cart is open again."""
    people.walk("place", refused=["payments.provider_unreachable"], some_leave=True)
    people.walk("settle_order")
    people.is_as_it_must_be()
    people.all_are("cancelled")


def card_is_declined(people: Procession) -> None:
    """The bank says no: nothing is kept, nothing is owed."""
    people.walk("place", refused=["payments.not_enough_funds", "payments.provider_unreachable"], some_leave=True)
    people.is_as_it_must_be()
    people.all_are("cancelled")


def shopper_cancels(people: Procession) -> None:
    """Ordered by card, cancelled while it is in the house: the money is released, the pieces are free."""
    people.calmly("place")
    people.work()
    people.walk("cancel", refused=["orders.already_cancelled"])
    people.is_as_it_must_be()
    people.all_are("cancelled")


def sale_at_the_till(people: Procession) -> None:
    """Sold, paid and carried out in one; one piece comes back in another store."""
    people.walk("sell", some_leave=True)
    people.walk("bring_back")
    people.is_as_it_must_be()
    people.all_are("completed")


STORIES: dict[Story, dict[str, Any]] = {
    pay_by_card_collect_and_bring_back: {"token": "tok_accept", "ships": False},
    pay_in_store_and_collect: {"token": None, "ships": False},
    bank_answers_late_and_the_order_is_shipped: {"token": "tok_late", "ships": True},
    bank_says_nothing: {"token": "tok_timeout", "ships": False},
    card_is_declined: {"token": "tok_decline", "ships": False},
    shopper_cancels: {"token": "tok_accept", "ships": False},
    sale_at_the_till: {"token": "tok_accept", "ships": False},
}
"""Every story with what its shoppers bring along."""
