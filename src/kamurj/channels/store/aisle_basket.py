"""A sale whose pieces go several ways, before it is paid. Like the till's, it lives in the page's own address; who buys and
where a parcel goes are typed later and stay in forms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from kamurj.channels.store.basket import LARGEST_ID, read_basket
from kamurj.customers.contracts import Address
from kamurj.journeys.aisle_parts import Part
from kamurj.kernel.ids import CartId, CustomerId, LocationId, OrderId, VariantId
from kamurj.orders.contracts import MAXIMUM_LINES, MAXIMUM_QUANTITY, CartLine, Delivery, DeliveryKind

ALONG, HOME = "now", "ship"
"""Ways as an address says them; any other is the number of the store where it is collected."""


class AisleLine(NamedTuple):
    """So many pieces of an article, and their way."""

    variant: VariantId
    quantity: int
    way: str


@dataclass(frozen=True, slots=True)
class AisleBasket:
    """`sale` names the sale for ever; `cart` is the customer's web cart where it is finished here."""

    sale: OrderId
    lines: tuple[AisleLine, ...] = ()
    customer: CustomerId | None = None
    coupons: tuple[str, ...] = ()
    cart: CartId | None = None

    def fields(self) -> list[tuple[str, str]]:
        """Everything as the fields of a form or an address."""
        pairs = [("sale", str(self.sale))]
        for line in self.lines:
            pairs += [("variant", str(line.variant)), ("quantity", str(line.quantity)), ("way", line.way)]
        if self.customer is not None:
            pairs.append(("customer", str(self.customer)))
        if self.cart is not None:
            pairs.append(("cart", str(self.cart)))
        return pairs + [("coupon", code) for code in self.coupons]

    @property
    def address(self) -> str:
        """The page with this sale on it."""
        return f"{reverse('store:aisle')}?{urlencode(self.fields())}"

    def has(self, way: str) -> bool:
        """Whether anything goes this way."""
        return any(line.way == way for line in self.lines)

    def with_more(self, variant: VariantId, quantity: int, way: str) -> AisleBasket:
        """The same with more pieces of an article on a way, as many as a sale can have."""
        before = {(line.variant, line.way): line.quantity for line in self.lines}
        before[variant, way] = min(before.get((variant, way), 0) + quantity, MAXIMUM_QUANTITY)
        lines = [AisleLine(article, pieces, its_way) for (article, its_way), pieces in before.items()]
        return replace(self, lines=tuple(lines[:MAXIMUM_LINES]))

    def without(self, line: AisleLine) -> AisleBasket:
        """The same without one of its lines."""
        return replace(self, lines=tuple(one for one in self.lines if one != line))

    def without_coupon(self, code: str) -> AisleBasket:
        """The same without one of its coupons."""
        return replace(self, coupons=tuple(one for one in self.coupons if one != code))

    def for_customer(self, customer: CustomerId | None) -> AisleBasket:
        """The same for somebody else, whose web cart another one's is not."""
        return replace(self, customer=customer, cart=self.cart if customer == self.customer else None)

    def parts(self, *, here: LocationId, address: Address | None) -> list[Part]:
        """What goes each way. A parcel without an address is no part yet."""
        ways: dict[str, list[CartLine]] = {}
        for line in self.lines:
            ways.setdefault(line.way, []).append(CartLine(line.variant, line.quantity))
        return [Part(_delivery(way, here, address), tuple(lines)) for way, lines in ways.items() if way != HOME or address]


def read_aisle(query: QueryDict) -> AisleBasket:
    """Read a sale back; what comes from the till has no ways and is taken along. What makes no sense is left out."""
    till = read_basket(query).basket
    ways = [*query.getlist("way"), *[ALONG] * len(query.getlist("variant"))]
    basket = AisleBasket(till.sale, customer=till.customer, coupons=till.coupons, cart=_cart(query.get("cart", "")))
    for variant, quantity, way in zip(query.getlist("variant"), query.getlist("quantity"), ways, strict=False):
        number, pieces = _number(variant), _number(quantity)
        if 1 <= number <= LARGEST_ID and pieces >= 1 and _is_way(way):
            basket = basket.with_more(VariantId(number), min(pieces, MAXIMUM_QUANTITY), way)
    return basket


def _delivery(way: str, here: LocationId, address: Address | None) -> Delivery:
    if way == ALONG:
        return Delivery(DeliveryKind.CARRY_OUT, location=here)
    if way == HOME:
        return Delivery(DeliveryKind.SHIP, address=address)
    return Delivery(DeliveryKind.COLLECT, location=LocationId(int(way)))


def _is_way(text: str) -> bool:
    return text in (ALONG, HOME) or 1 <= _number(text) <= LARGEST_ID


def _number(text: str) -> int:
    """What stands there; 0 for what is no number."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_ID)) else 0


def _cart(text: str) -> CartId | None:
    try:
        return CartId(UUID(text))
    except ValueError:
        return None
