"""One gift card, and more orders at once than it can pay: exactly what is on it goes, and it never falls below zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from benchmarks.checkout_shop import WEB, collected_in, draw, fill_carts
from django.db import connection

from kamurj.journeys.contracts import PayBy, PaymentChoice, StoredPart
from kamurj.journeys.place_order import place_order
from kamurj.kernel import ids
from kamurj.kernel.ids import CartId, LocationId, VariantId
from kamurj.kernel.money import Money
from kamurj.orders.contracts import Contact
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Account, Kind, Source
from kamurj.stored_value.errors import NotEnoughValue

BUYERS = 40
HANDS = 8
EACH = Money(1_000_00, "AMD")
ENOUGH_FOR = 10
REST = 400_00


def race(store: LocationId, variants: Sequence[VariantId]) -> Mapping[str, Any]:
    """Forty orders take 1000 of a card that has 10,400 on it, at the same moment: ten do, and 400 are left."""
    card = stored.issue(
        kind=Kind.GIFT_CARD,
        amount=Money(ENOUGH_FOR * EACH.minor + REST, EACH.currency),
        source=Source.SOLD,
        key=f"bench-{ids.new()}",
        now=datetime.now(UTC),
        origin=WEB,
    ).account
    carts = fill_carts(draw(variants, count=BUYERS, seed=9))
    with ThreadPoolExecutor(HANDS) as hands:
        paid = sum(hands.map(lambda cart: _paid(cart, store, card), carts))
    left = value.account(account=card.id).balance.minor
    spent = -sum(one.amount.minor for one in value.entries(account=card.id, limit=BUYERS) if one.amount.minor < 0)
    return {
        "gift_card_orders": paid,
        "gift_card_below_zero": int(left < 0 or spent > card.balance.minor),
        "gift_card_left_over": left - REST,
        "gift_card_books_wrong": len(value.audit().wrong),
    }


def _paid(cart: CartId, store: LocationId, card: Account) -> bool:
    """Order, with a part on the card and the rest by a bank card; whether the gift card had enough."""
    try:
        place_order(
            cart=cart,
            delivery=collected_in(store),
            payment=PaymentChoice(
                by=PayBy.CARD,
                token="tok_accept",  # noqa: S106 - a word of the sandbox
                stored=(StoredPart(account=card.id, amount=EACH),),
            ),
            contact=Contact("Անի", "Sargsyan", email=f"{cart}@example.com"),
            key=f"gift-{cart}",
            origin=WEB,
            now=datetime.now(UTC),
        )
    except NotEnoughValue:
        return False
    finally:
        connection.close()
    return True
