"""What comes back in the demo: pieces that are asked to be returned or exchanged, an exchange, and claims in every state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kamurj.demo.log_ins import LOG_INS
from kamurj.demo.stocking import Stocked
from kamurj.foundation.log.contracts import Subscription
from kamurj.foundation.log.reading import pump
from kamurj.journeys import claims
from kamurj.journeys.exchange_in_store import exchange_in_store
from kamurj.journeys.request_return import Ask, request_return
from kamurj.journeys.return_in_store import PiecesBack
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId, LocationId, OrderId, ReturnId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations.queries import location as locate
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine, Order
from kamurj.payments.contracts import Method
from kamurj.returns.contracts import Disposition, Reason
from kamurj.returns.contracts.claims import Claim, ClaimId, ClaimKind, Outcome
from kamurj.returns.contracts.policies import Means
from kamurj.returns.contracts.requests import RequestId, RequestKind
from kamurj.returns.operations.claims import note_carrier, set_limit
from kamurj.stock.queries import levels_of_location

SALES = 8
LIMITS = (Money(50_000_00, "AMD"), Money(150_00, "USD"))


def trade(stocked: Stocked, shopper: CustomerId, *, now: datetime, readers: Sequence[Subscription]) -> None:
    """Somebody we know bought in one store lately, and is not happy with all of it."""
    place = next(
        stocked.places[one.place]
        for one in LOG_INS
        if one.place and locate(stocked.places[one.place]).currency == LIMITS[0].currency
    )
    staff = Origin(channel=Channel.STORE, location=place, actor="system:demo")
    for limit in LIMITS:
        set_limit(currency=limit.currency, limit=limit, now=now, origin=staff)
    goods = _goods(place, now=now)
    bought = [_sell(place, next(goods), shopper, now=now, origin=staff) for _ in range(SALES)]
    _ask(bought[0], now=now)
    exchange_in_store(
        id=ReturnId(ids.new()),
        order=bought[1].id,
        location=place,
        lines=[PiecesBack(1, 1, Disposition.SHELF, Reason.CHANGED_MIND)],
        new=[CartLine(next(goods), 1)],
        method=Method.IN_STORE_CARD,
        language="hy",
        now=now,
        origin=staff,
    )
    _complain(bought[2], ClaimKind.DAMAGED, "Հասավ կոտրված անկյունով։", now=now)
    noted = _complain(bought[3], ClaimKind.MISSING_PIECE, "One screw is missing in the box.", now=now)
    note_carrier(id=noted.id, note="House carrier, report 118", now=now)
    refused = _complain(bought[4], ClaimKind.LATE, "It came a day late.", now=now)
    claims.reject_claim(claim=refused.id, reason="It was carried out of the store.", now=now, origin=staff)
    for number, outcome in ((5, Outcome.REFUND), (6, Outcome.REPLACEMENT), (7, Outcome.RETURN_FIRST)):
        wrong = _complain(bought[number], ClaimKind.WRONG_ITEM, "Սխալ գույն է։", now=now)
        claims.settle_claim(claim=wrong.id, outcome=outcome, location=place, may_approve=number != 6, now=now, origin=staff)
    pump(readers)


def _goods(place: LocationId, *, now: datetime) -> Iterator[VariantId]:
    """What there is enough of, one after the other."""
    return iter([level.variant for level in levels_of_location(location=place, now=now, limit=200) if level.free >= 3])


def _sell(place: LocationId, variant: VariantId, shopper: CustomerId, *, now: datetime, origin: Origin) -> Order:
    sold = sell_at_till(
        sale=OrderId(ids.new()),
        location=place,
        lines=[CartLine(variant, 1)],
        method=Method.IN_STORE_CARD,
        customer=shopper,
        language="hy",
        origin=origin,
        now=now,
    )
    return orders.order(sold.order)


def _ask(bought: Order, *, now: datetime) -> None:
    request_return(
        id=RequestId(ids.new()),
        order=bought.id,
        customer=bought.customer,
        kind=RequestKind.RETURN,
        lines=[Ask(1, 1, Reason.NOT_AS_DESCRIBED)],
        means=Means.ORIGINAL,
        language="hy",
        now=now,
        origin=Origin(channel=Channel.WEB),
    )


def _complain(bought: Order, kind: ClaimKind, words: str, *, now: datetime) -> Claim:
    opened = claims.open_claim(
        id=ClaimId(ids.new()),
        order=bought.id,
        customer=bought.customer,
        kind=kind,
        lines=[claims.Wronged(1, 1)],
        words=words,
        now=now,
        origin=Origin(channel=Channel.WEB),
    )
    return opened.claim
