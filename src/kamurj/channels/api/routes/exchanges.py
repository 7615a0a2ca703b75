"""Exchanging pieces over a counter: what it would come to, and the exchange itself."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import OwnerOr, origin_of
from kamurj.channels.api.once import once_outside
from kamurj.channels.api.ownership import order_of, workplace_of
from kamurj.channels.api.schemas import returning as schemas
from kamurj.channels.api.schemas.plain import OrderNumber
from kamurj.channels.api.schemas.working import LineBack
from kamurj.channels.api.shown import returning as showing
from kamurj.channels.api.shown.plain import Shown
from kamurj.foundation.access.contracts import Scope
from kamurj.foundation.access.routes import ApiScope
from kamurj.foundation.words.languages import current_language
from kamurj.journeys.exchange_in_store import exchange_in_store, preview_exchange
from kamurj.journeys.return_in_store import PiecesBack
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import ReturnId, VariantId
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine
from kamurj.payments.contracts import Method
from kamurj.returns.contracts.exchanges import Exchange
from kamurj.returns.errors import ReturnNotFound
from kamurj.returns.queries.exchanges import exchange_of, exchanges_of

router = Router(tags=["Returns"])

owner = OwnerOr(Scope.RETURNS_WRITE)
desk = ApiScope(Scope.RETURNS_WRITE)


@router.post("/exchanges/preview", auth=desk, response=schemas.ExchangePreview, summary="What an exchange would come to")
def preview(request: HttpRequest, sent: schemas.ExchangePreviewed) -> HttpResponse:
    """What comes back is worth what was paid for it; what goes out costs today's price. Nothing is changed."""
    place = workplace_of(request, sent.location)
    seen = preview_exchange(
        order=orders.order_by_number(sent.number).id,
        location=place,
        lines=_back(sent.lines),
        new=_new(sent),
        language=current_language(),
        now=utc_now(),
    )
    return answer(showing.exchange_preview(seen))


@router.post("/exchanges", auth=desk, response={201: schemas.Exchange}, summary="Exchange pieces")
def make(request: HttpRequest, sent: schemas.ExchangeSent) -> HttpResponse:
    """Pieces come back over the counter and others go out, in one step, with one difference to pay or to give."""
    place = workplace_of(request, sent.location)
    found = orders.order_by_number(sent.number)
    seen = sent.seen_difference_minor

    def exchange() -> Shown:
        done = exchange_in_store(
            id=ReturnId(sent.id),
            order=found.id,
            location=place,
            lines=_back(sent.lines),
            new=_new(sent),
            method=Method(sent.paid_by),
            seen_difference=None if seen is None else Money(seen, found.currency),
            language=current_language(),
            now=utc_now(),
            origin=origin_of(request, location=place),
        )
        return _shown(done.exchange)

    return once_outside(request, "exchanges.make", exchange, status=201)


@router.get("/exchanges/{returned}", auth=desk, response=schemas.Exchange, summary="One exchange")
def one_exchange(request: HttpRequest, returned: UUID) -> HttpResponse:
    """An exchange by the id it was sent with."""
    del request
    made = exchange_of(ReturnId(returned))
    if made is None:
        raise ReturnNotFound
    return answer(_shown(made))


@router.get("/orders/{number}/exchanges", auth=owner, response=schemas.Exchanges, summary="An order's exchanges")
def exchanges(request: HttpRequest, number: OrderNumber) -> HttpResponse:
    """The exchanges in which pieces of an order came back, or which made it; first first."""
    found = order_of(request, number)
    return answer({"exchanges": [_shown(one) for one in exchanges_of([found.id])]})


def _shown(made: Exchange) -> Shown:
    return showing.exchange(made, orders.order(made.order), orders.order(made.new_order))


def _back(lines: Sequence[LineBack]) -> list[PiecesBack]:
    return [PiecesBack(line.position, line.quantity, line.disposition, line.reason) for line in lines]


def _new(sent: schemas.ExchangePreviewed) -> list[CartLine]:
    return [CartLine(VariantId(line.variant), line.quantity) for line in sent.new]
