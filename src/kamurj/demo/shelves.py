"""What lies where: an opening count, a delivery every month for what was sold, every sale and return, and today's levels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from kamurj.demo.articles.designing import Article, Sold
from kamurj.demo.places import PLACES, Place
from kamurj.demo.stocking import Stocked
from kamurj.demo.trade import Purchase
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.kernel.origin import Origin
from kamurj.locations.contracts import LocationKind
from kamurj.stock import bulk as stock
from kamurj.stock.contracts import PastMovement, Reason

Where = tuple[VariantId, LocationId]
BATCH = 60_000


def fill(
    seed: int,
    articles: Sequence[Article],
    trade: Sequence[Purchase],
    stocked: Stocked,
    *,
    begins_at: datetime,
    now: datetime,
    origin: Origin,
) -> None:
    """Write the whole ledger of the shelves, in the order of time; the levels follow from it."""
    moved = movements(seed, articles, trade, stocked, begins_at=begins_at)
    for start in range(0, len(moved), BATCH):
        outcome = stock.record_movements(rows=moved[start : start + BATCH], now=now, origin=origin)
        if outcome.refused:
            raise ArithmeticError(f"The demo's shelves do not add up: {outcome.refused[0].reason}")


def movements(
    seed: int, articles: Sequence[Article], trade: Sequence[Purchase], stocked: Stocked, *, begins_at: datetime
) -> list[PastMovement]:
    """All that ever came and went, in the order of time; no shelf ever gives what does not lie there."""
    # The hour at which people like to buy may be earlier on the first day than the moment at which trade begins.
    opens_at = begins_at - timedelta(days=1)
    moved = [*_opening(seed, articles, stocked, opens_at), *_sold_and_returned(trade, stocked)]
    moved += _deliveries(moved, opens_at)
    return sorted(moved, key=lambda one: (one.at, one.quantity < 0))


def _opening(seed: int, articles: Sequence[Article], stocked: Stocked, opens_at: datetime) -> Iterator[PastMovement]:
    """What should lie there: much in the warehouses, some in the stores by their trade; a tenth of the shelves is empty."""
    chance = Random(f"{seed}:shelves")
    for article in articles:
        for sold in article.sold:
            for place in PLACES:
                if pieces := _pieces(article, sold, place, chance):
                    yield PastMovement(
                        at=opens_at - timedelta(hours=1),
                        variant=stocked.variants[sold.sku],
                        location=stocked.places[place.row.code],
                        quantity=pieces,
                        reason=Reason.OPENING_COUNT.value,
                    )


def _pieces(article: Article, sold: Sold, place: Place, chance: Random) -> int:
    large = article.family.kind.value == "furniture"
    if place.row.kind is LocationKind.WAREHOUSE:
        return chance.randint(6, 20) if large else chance.randint(20, 90)
    usual = (0.8 if large else 3.0) * place.weight * min(article.appeal, 4) * min(sold.appeal, 2) * 0.6
    if chance.random() < 0.1:
        return 0
    return min(60, int(chance.gammavariate(1.6, max(usual, 0.4) / 1.6) + 0.35))


def _sold_and_returned(trade: Sequence[Purchase], stocked: Stocked) -> Iterator[PastMovement]:
    for purchase in trade:
        abroad = purchase.person.home.row.country == "US"
        source = purchase.place.row.code if purchase.place else "WH-US" if abroad else "WH-AM"
        reason = {"ship": Reason.SHIPPED, "collect": Reason.HANDED_OVER}.get(purchase.delivery, Reason.SOLD)
        for line in purchase.lines:
            yield PastMovement(
                at=purchase.delivered_at,
                variant=stocked.variants[line.sold.sku],
                location=stocked.places[source],
                quantity=-line.quantity,
                reason=reason.value,
            )
        for brought in purchase.returned:
            if brought.disposition == "shelf":
                yield PastMovement(
                    at=brought.at,
                    variant=stocked.variants[purchase.lines[brought.line].sold.sku],
                    location=stocked.places[brought.place.row.code],
                    quantity=brought.quantity,
                    reason=Reason.RETURNED.value,
                )


def _deliveries(moved: Sequence[PastMovement], opens_at: datetime) -> list[PastMovement]:
    """Every thirty days each shelf gets what it will sell until the next delivery."""
    wanted: dict[tuple[Where, int], int] = defaultdict(int)
    for one in moved:
        if one.quantity < 0:
            wanted[(one.variant, one.location), (one.at - opens_at).days // 30] -= one.quantity
    return [
        PastMovement(
            at=opens_at + timedelta(days=30 * month) - timedelta(minutes=30),
            variant=where[0],
            location=where[1],
            quantity=pieces,
            reason=Reason.RECEIVED.value,
        )
        for (where, month), pieces in wanted.items()
    ]
