"""A sale that is not paid yet. It lives in the page's own address, so that going back is the way to undo and a reload loses
nothing; only what was sold is written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import CustomerId, OrderId, VariantId
from kamurj.orders.contracts import LONGEST_COUPON, MAXIMUM_COUPONS, MAXIMUM_LINES, MAXIMUM_QUANTITY, CartLine
from kamurj.orders.errors import QuantityRefused, TooManyLines
from kamurj.promotions.queries import normalised

LARGEST_ID = 2**63 - 1
MOST_PARTS = 10
LONGEST_SIGNED = 4000


@dataclass(frozen=True, slots=True)
class Basket:
    """`sale` was made when the till was opened and names the sale for ever: sent twice, it is one sale."""

    sale: OrderId
    lines: tuple[CartLine, ...] = ()
    customer: CustomerId | None = None
    coupons: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    """What pays for it so far, in `paying`'s words."""
    offs: tuple[str, ...] = ()
    """What is taken off by hand, in `discounting`'s words."""
    approval: str = ""
    """Who approved that, signed."""

    def fields(self) -> list[tuple[str, str]]:
        """Everything as the fields of a form or an address."""
        pairs = [("sale", str(self.sale))]
        for line in self.lines:
            pairs += [("variant", str(line.variant)), ("quantity", str(line.quantity))]
        if self.customer is not None:
            pairs.append(("customer", str(self.customer)))
        pairs += [("coupon", code) for code in self.coupons]
        pairs += [("part", part) for part in self.parts] + [("off", off) for off in self.offs]
        return [*pairs, ("approval", self.approval)] if self.approval else pairs

    @property
    def address(self) -> str:
        """The till with this sale on it."""
        return f"{reverse('store:till')}?{urlencode(self.fields())}"

    def with_one_more(self, variant: VariantId) -> Basket:
        """One more piece of an article. Raises QuantityRefused, TooManyLines."""
        before = next((line.quantity for line in self.lines if line.variant == variant), 0)
        if before >= MAXIMUM_QUANTITY:
            raise QuantityRefused(maximum=MAXIMUM_QUANTITY)
        if before == 0:
            if len(self.lines) >= MAXIMUM_LINES:
                raise TooManyLines(maximum=MAXIMUM_LINES)
            return replace(self, lines=(*self.lines, CartLine(variant, 1)))
        return replace(
            self,
            lines=tuple(CartLine(line.variant, line.quantity + (line.variant == variant)) for line in self.lines),
        )

    def without(self, variants: Sequence[VariantId]) -> Basket:
        """The same without these articles."""
        return replace(self, lines=tuple(line for line in self.lines if line.variant not in variants))

    def without_coupon(self, code: str) -> Basket:
        """The same without one of its coupons."""
        return replace(self, coupons=tuple(one for one in self.coupons if one != code))

    def for_customer(self, customer: CustomerId | None) -> Basket:
        """The same for somebody, or for nobody in particular."""
        return replace(self, customer=customer)


@dataclass(frozen=True, slots=True)
class ReadBasket:
    """What an address or a form said. `removed` lines were set to nothing; `before` has them still; `refusal` is what made
    no sense and was left out.
    """

    basket: Basket
    before: Basket
    removed: tuple[CartLine, ...]
    refusal: KamurjError | None


def read_basket(query: QueryDict) -> ReadBasket:
    """Read a sale back; a till that was just opened gets a new one. An article named twice is added up."""
    refusal: KamurjError | None = None
    pieces: dict[VariantId, int] = {}
    removed: set[VariantId] = set()
    numbers = zip(query.getlist("variant"), query.getlist("quantity"), strict=False)
    for variant, quantity in [(_number(one), _number(other)) for one, other in numbers]:
        if variant is None or not 1 <= variant <= LARGEST_ID:
            continue
        key = VariantId(variant)
        if quantity is None or not 0 <= quantity + pieces.get(key, 0) <= MAXIMUM_QUANTITY:
            refusal = QuantityRefused(maximum=MAXIMUM_QUANTITY)
            pieces.setdefault(key, 1)
        elif quantity == 0:
            removed.add(key)
            pieces.setdefault(key, 1)
        else:
            pieces[key] = pieces.get(key, 0) + quantity
    if (taken_off := _number(query.get("remove", ""))) in pieces:
        removed.add(VariantId(taken_off))
    if len(pieces) > MAXIMUM_LINES:
        refusal = TooManyLines(maximum=MAXIMUM_LINES)
    lines = tuple(CartLine(variant, quantity) for variant, quantity in pieces.items())[:MAXIMUM_LINES]
    sale, customer = _uuid(query.get("sale", "")), _uuid(query.get("customer", ""))
    before = Basket(
        OrderId(sale or ids.new()),
        lines,
        None if customer is None else CustomerId(customer),
        _coupons(query),
        parts=tuple(dict.fromkeys(query.getlist("part")))[:MOST_PARTS],
        offs=tuple(dict.fromkeys(query.getlist("off")))[: MAXIMUM_LINES + 1],
        approval=query.get("approval", "")[:LONGEST_SIGNED],
    )
    gone = tuple(line for line in lines if line.variant in removed)
    return ReadBasket(before.without([line.variant for line in gone]), before, gone, refusal)


def _coupons(query: QueryDict) -> tuple[str, ...]:
    """The codes as they are kept; what cannot be one stays as it was typed, so that the till can say so."""
    typed = [text.strip()[:LONGEST_COUPON] for text in query.getlist("coupon")]
    kept = [normalised(text) or text for text in typed if text.isprintable() and text]
    return tuple(dict.fromkeys(kept))[:MAXIMUM_COUPONS]


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.removeprefix("-").isdecimal() and len(text) <= 19 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
