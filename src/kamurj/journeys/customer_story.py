"""A customer's story on one timeline: every channel's facts as sentences, with what they are worth and where they lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import ProductCard
from kamurj.customers import queries as customers
from kamurj.customers.contracts import Customer, TimelineCursor, TimelineEntry
from kamurj.journeys.story_words import WORDS
from kamurj.kernel.ids import CustomerId, LocationId, OrderId, ProductId, ReturnId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard
from kamurj.orders import queries as orders
from kamurj.orders.contracts import OrderStatus, OrderSummary
from kamurj.returns import queries as returns
from kamurj.returns.contracts import Return

COUNTED_ORDERS = 200
"""So many of the latest orders go into the value of a customer."""


class StoryKind(StrEnum):
    """What sort of thing happened; decides the sign beside it."""

    VISIT = "visit"
    CART = "cart"
    ORDER = "order"
    MONEY = "money"
    PICKUP = "pickup"
    RETURN = "return"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class StoryItem:
    """One thing that happened. `title` is to be translated, then filled: `gettext(item.title).format(**item.params)`.

    `place` is named in the asked language; what a customer typed stands in `params` as typed and is to be escaped.
    """

    at: datetime
    kind: StoryKind
    type: str
    channel: str
    location: LocationId | None
    place: str
    title: str
    params: Mapping[str, object]
    amount: Money | None
    order: OrderId | None
    order_number: str
    return_id: ReturnId | None
    product_handle: str


@dataclass(frozen=True, slots=True)
class Value:
    """What a customer is worth in one currency: what was bought, what of it came back, and over how many orders."""

    bought: Money
    returned: Money
    orders: int

    @property
    def kept(self) -> Money:
        """Bought less returned."""
        return self.bought - self.returned


@dataclass(frozen=True, slots=True)
class CustomerStory:
    """One page of a story, latest first. `next` continues it; `orders` are the latest ones, newest first.

    `values` has one entry a currency and leaves out cancelled orders; `is_whole`: it counts every order there is.
    """

    customer: Customer
    items: tuple[StoryItem, ...]
    next: TimelineCursor | None
    orders: tuple[OrderSummary, ...]
    returns: Mapping[OrderId, tuple[Return, ...]]
    values: tuple[Value, ...]
    is_whole: bool


def customer_story(
    *,
    customer: CustomerId,
    language: str,
    before: TimelineCursor | None = None,
    limit: int = 50,
    kinds: Sequence[StoryKind] = (),
    channels: Sequence[Channel] = (),
) -> CustomerStory:
    """The story of one customer, `limit` things at a time, of some kinds and channels or of all: six statements at most.

    Raises NoSuchCustomer.
    """
    person = customers.customer(customer=customer)
    types = tuple(name for name, words in WORDS.items() if not kinds or StoryKind(words.kind) in kinds)
    entries = customers.timeline(customer=customer, before=before, limit=limit, types=types, channels=channels or None)
    page = orders.orders_of(customer=customer, limit=COUNTED_ORDERS)
    back = returns.returns_of_orders([one.id for one in page.orders])
    named = _Names(
        places={card.location: card for card in locations.all_locations(closed_too=True)},
        orders={one.id: one for one in page.orders},
        products=_products(entries, language),
        language=language,
    )
    return CustomerStory(
        customer=person,
        items=tuple(_item(entry, named) for entry in entries),
        next=entries[-1].cursor if len(entries) == limit else None,
        orders=page.orders,
        returns={order: taken for order, taken in back.items() if taken},
        values=_values(page.orders, back),
        is_whole=page.next is None,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """What the ids in facts are called."""

    places: Mapping[LocationId, LocationCard]
    orders: Mapping[OrderId, OrderSummary]
    products: Mapping[ProductId, ProductCard]
    language: str


def _products(entries: Sequence[TimelineEntry], language: str) -> dict[ProductId, ProductCard]:
    viewed = sorted({ProductId(entry.payload["product"]) for entry in entries if entry.type == "ProductViewed"})
    return {card.product: card for card in catalogue.cards(viewed, language)} if viewed else {}


def _item(entry: TimelineEntry, named: _Names) -> StoryItem:
    words, told = WORDS[entry.type], entry.payload
    order = OrderId(UUID(told["order"])) if told.get("order") else None
    known = named.orders.get(order) if order else None
    location = entry.location or told.get("location") or told.get("pickup_location")
    card = named.places.get(location) if location else None
    product = named.products.get(told["product"]) if entry.type == "ProductViewed" else None
    amount = _amount(told)
    number = str(told.get("number") or (known.number if known else ""))
    pieces = _pieces(told)
    return StoryItem(
        at=entry.occurred_at,
        kind=StoryKind(words.kind),
        type=entry.type,
        channel=entry.channel,
        location=location,
        place=card.name(named.language) if card else "",
        title=words.counted(pieces),
        params={
            "number": number,
            "pieces": pieces,
            "text": str(told.get("text", "")),
            "product": product.name if product else "",
            "tracking": str(told.get("tracking", "")),
            "attempts_left": told.get("attempts_left", 0),
        },
        amount=amount,
        order=order,
        order_number=number,
        return_id=ReturnId(UUID(told["return_id"])) if told.get("return_id") else None,
        product_handle=product.handle if product else "",
    )


def _amount(told: Mapping[str, object]) -> Money | None:
    for name in ("refund", "amount"):
        match told.get(name):
            case {"minor": int(minor), "currency": str(currency)}:
                return Money(minor, currency)
    match told:
        case {"gross_minor": int(minor), "currency": str(currency)}:
            return Money(minor, currency)
    return None


def _pieces(told: Mapping[str, Any]) -> int:
    if lines := told.get("lines"):
        return sum(int(line.get("quantity", 0)) for line in lines)
    return int(told.get("quantity", 0))


def _values(placed: Sequence[OrderSummary], back: Mapping[OrderId, Sequence[Return]]) -> tuple[Value, ...]:
    by_currency: dict[str, Value] = {}
    for order in placed:
        if order.status in (OrderStatus.CANCELLED, OrderStatus.PLACED):
            continue
        zero = Money.zero(order.gross.currency)
        known = by_currency.get(zero.currency, Value(zero, zero, 0))
        returned = sum((taken.refund for taken in back.get(order.id, ())), start=zero)
        by_currency[zero.currency] = Value(known.bought + order.gross, known.returned + returned, known.orders + 1)
    return tuple(by_currency[currency] for currency in sorted(by_currency))
