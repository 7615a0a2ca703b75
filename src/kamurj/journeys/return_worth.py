"""What the pieces of an order are worth when they come back, and which payments their money came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kamurj.catalogue import queries as catalogue
from kamurj.kernel.ids import OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderLine
from kamurj.payments import queries as paid
from kamurj.payments.contracts import OWED_BY_US, Payment, Refund
from kamurj.promotions import queries as promotions
from kamurj.promotions.contracts import Gives, Goods, Promotion
from kamurj.returns.contracts import Withholds
from kamurj.returns.contracts.claims import Claim
from kamurj.returns.queries.claims import claim_of_replacement

WHOLE = 10_000


def money_orders(order: Order) -> tuple[OrderId, ...]:
    """The orders whose payments paid for an order's pieces: itself; of a replacement, also the one it replaces pieces of.

    No statement for an order that costs something.
    """
    if order.totals.gross:
        return (order.id,)
    replaced = claim_of_replacement(order.id)
    return (order.id,) if replaced is None else (order.id, *money_orders(orders.order(replaced.order)))


def payments_behind(order: Order) -> list[Payment]:
    """In the order in which they were made; stored value last, as accounts are locked after other payments (0081)."""
    behind = [payment for one in money_orders(order) for payment in paid.payments_of(order=one)]
    return sorted(behind, key=lambda one: one.method in OWED_BY_US)


def refunds_behind(order: Order) -> tuple[Refund, ...]:
    """The refunds on all those payments."""
    return tuple(refund for one in money_orders(order) for refund in paid.refunds_of(order=one))


def worth_of_lines(order: Order) -> dict[int, Money]:
    """What was paid for each line, by position. The pieces of a replacement are worth what those were that they replace."""
    paid_for = {line.position: line.gross for line in order.lines}
    if order.totals.gross:
        return paid_for
    replaced = claim_of_replacement(order.id)
    return paid_for if replaced is None else _replaced_worth(order.lines, replaced)


def withholds_of(order: Order, delivered: Mapping[int, int]) -> Withholds | None:
    """What is withheld of the order's refunds where a buy-some-get-some promotion would not have given so much for the
    pieces that stay. None where it got no such promotion; three statements where it did, none where nothing was taken off.

    Other discounts on the same lines are taken to lie on the pieces that stay, in favour of the customer. So are the tax
    (the lowest rate of the lines counts) and pieces that never left the house, which count as kept.
    """
    if not any(line.discount_minor for line in order.lines):
        return None
    got = {one.promotion: one.amount.minor for one in promotions.redemptions_of(order=order.id) if not one.given_back_at}
    known = [promotions.promotion(one) for one in got]
    giving = [one for one in known if one.terms.gives is Gives.BUY_GET]
    if not giving:
        return None
    goods = _Kept(order, delivered, giving, sum(got[one.id] for one in giving))
    return goods.withheld


class _Kept:
    """An order and its buy-some-get-some promotions, to be asked what is to be withheld when pieces are back."""

    def __init__(self, order: Order, delivered: Mapping[int, int], giving: Sequence[Promotion], given: int) -> None:
        self.order, self.delivered, self.giving, self.given = order, delivered, giving, given
        variants = [line.variant for line in order.lines]
        cards = catalogue.variant_cards(variants, order.language)
        self.products = {variant: card.product for variant, card in cards.items()}
        self.categories = catalogue.categories_of(variants) if any(one.terms.names_categories for one in giving) else {}

    def withheld(self, back: Mapping[int, int]) -> Money:
        """What is to be withheld in all when so many pieces of each line are back."""
        lies = sum(self._lies_on(line, back) for line in self.order.lines)
        others = sum(line.discount_minor for line in self.order.lines) - self.given
        would_be = sum(promotions.taken_off(promotion=one, goods=self._goods(back)) for one in self.giving)
        lost = max(0, min(lies, self.given) - would_be - max(0, others))
        return Money(lost + self._tax(lost), self.order.currency)

    def _lies_on(self, line: OrderLine, back: Mapping[int, int]) -> int:
        """The discount on the pieces of a line that the customer still has."""
        gone, there = back.get(line.position, 0), self.delivered.get(line.position, 0)
        return (line.discount.share(there, line.quantity) - line.discount.share(min(gone, there), line.quantity)).minor

    def _goods(self, back: Mapping[int, int]) -> list[Goods]:
        pieces: dict[VariantId, int] = {}
        for line in self.order.lines:
            stay = line.quantity - line.cancelled - back.get(line.position, 0)
            if stay > 0 and line.variant in self.products:
                pieces[line.variant] = pieces.get(line.variant, 0) + stay
        units = {line.variant: line.unit for line in self.order.lines}
        return [
            Goods(variant, self.products[variant], self.categories.get(variant, frozenset()), units[variant], count)
            for variant, count in sorted(pieces.items())
        ]

    def _tax(self, lost: int) -> int:
        rates = [0 if line.tax_included else line.tax_basis_points for line in self.order.lines if line.discount_minor]
        return lost * min(rates, default=0) // WHOLE


def _replaced_worth(lines: Sequence[OrderLine], replaced: Claim) -> dict[int, Money]:
    """The worth that the claim made good, over the pieces that replace the others."""
    whole = replaced.amount or replaced.value
    each = {line.variant: line.value.minor // line.quantity for line in replaced.complaint.lines}
    weights = [each.get(line.variant, 0) * line.quantity for line in lines]
    parts = whole.allocate(weights if any(weights) else [line.quantity for line in lines])
    return {line.position: part for line, part in zip(lines, parts, strict=True)}
