"""What a customer has received of an order, and what that is worth: arithmetic that hand-over and returns share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kamurj.fulfilment.contracts import Fulfilment
from kamurj.kernel.ids import VariantId
from kamurj.kernel.money import Money
from kamurj.orders.contracts import DeliveryKind, Order, OrderStatus
from kamurj.stock.contracts import HoldLine


def delivered_pieces(order: Order, fulfilments: Sequence[Fulfilment]) -> dict[int, int]:
    """Pieces of each order line (by position) that are with the customer or on their way.

    What was carried out of the shop, and completed orders from before this house kept fulfilments, count as delivered whole.
    """
    if order.status not in (OrderStatus.CONFIRMED, OrderStatus.COMPLETED):
        return dict.fromkeys((line.position for line in order.lines), 0)
    if order.delivery.kind is DeliveryKind.CARRY_OUT or (order.status is OrderStatus.COMPLETED and not fulfilments):
        return {line.position: line.quantity for line in order.lines}
    pieces = dict.fromkeys((line.position for line in order.lines), 0)
    for line in (line for one in fulfilments if one.is_delivered for line in one.lines):
        if line.picked:
            pieces[line.position] += line.picked
    return pieces


def worth(order: Order, delivered: Mapping[int, int]) -> Money:
    """What is to be paid for the delivered pieces: the order's gross less the share of what was not delivered.

    Shares of a line are rounded half up, as its refunds are, so both add up. Shipping and fees are due whole as soon as
    one piece is delivered, and not at all if none is.
    """
    if not any(delivered.values()):
        return Money.zero(order.currency)
    due = order.totals.gross
    for line in order.lines:
        due = due - line.gross + line.gross.share(delivered.get(line.position, 0), line.quantity)
    return due


def kept_for(fulfilment: Fulfilment, pieces: Mapping[int, int] | None = None) -> tuple[HoldLine, ...]:
    """The picked pieces (or those named by position) as stock knows them, each variant once."""
    counts: Counter[VariantId] = Counter()
    for line in fulfilment.lines:
        counts[line.variant] += line.picked if pieces is None else pieces.get(line.position, 0)
    return tuple(HoldLine(variant, fulfilment.location, count) for variant, count in sorted(counts.items()) if count)
