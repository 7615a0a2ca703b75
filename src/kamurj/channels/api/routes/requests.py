"""Asking to give pieces back or to exchange them, before anything is sent or brought."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import OwnerOr, origin_of
from kamurj.channels.api.once import once
from kamurj.channels.api.ownership import order_of
from kamurj.channels.api.schemas import returning as schemas
from kamurj.channels.api.schemas.plain import OrderNumber
from kamurj.channels.api.shown import returning as showing
from kamurj.channels.api.shown.plain import Shown
from kamurj.foundation.access.contracts import Scope
from kamurj.foundation.words.languages import current_language
from kamurj.journeys.request_return import Ask, preview_request, request_return, withdraw_request
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import VariantId
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order
from kamurj.orders.errors import OrderNotFound
from kamurj.returns.contracts.requests import RequestId, ReturnRequest
from kamurj.returns.errors import RequestNotFound
from kamurj.returns.queries import requests as asked

router = Router(tags=["Returns"])

owner = OwnerOr(Scope.RETURNS_WRITE)


@router.get(
    "/orders/{number}/return-requests", auth=owner, response=schemas.ReturnRequests, summary="What is asked to come back"
)
def requests_of(request: HttpRequest, number: OrderNumber) -> HttpResponse:
    """All requests for returns and exchanges of an order, first first."""
    found = order_of(request, number)
    return answer({"requests": [showing.request(one, found) for one in asked.requests_of(found.id)]})


@router.post(
    "/orders/{number}/return-requests/preview", auth=owner, response=schemas.Wish, summary="What a request would say"
)
def preview(request: HttpRequest, number: OrderNumber, sent: schemas.RequestPreviewed) -> HttpResponse:
    """What a return or an exchange would be worth, by the policy and the prices of now; nothing is changed."""
    found = order_of(request, number)
    wish = preview_request(
        order=found.id,
        customer=None,
        kind=sent.kind,
        lines=_asks(sent),
        means=sent.means,
        language=current_language(),
        now=utc_now(),
    )
    return answer(showing.wish(wish))


@router.post(
    "/orders/{number}/return-requests",
    auth=owner,
    response={201: schemas.ReturnRequest},
    summary="Ask for a return or an exchange",
)
def create(request: HttpRequest, number: OrderNumber, sent: schemas.RequestSent) -> HttpResponse:
    """Ask to give pieces back, for money or for other articles. Nothing is kept and nothing moves until they are here."""
    found = order_of(request, number)

    def ask() -> Shown:
        done = request_return(
            id=RequestId(sent.id),
            order=found.id,
            customer=None,
            kind=sent.kind,
            lines=_asks(sent),
            means=sent.means,
            language=current_language(),
            now=utc_now(),
            origin=origin_of(request),
        )
        return showing.request(done.request, found)

    return once(request, "returns.ask", ask, status=201)


@router.get("/return-requests/{request_id}", auth=owner, response=schemas.ReturnRequest, summary="One request")
def one_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """A request for a return or an exchange as it stands."""
    known, order = _own(request, request_id)
    return answer(showing.request(known, order))


@router.post(
    "/return-requests/{request_id}/cancel", auth=owner, response=schemas.ReturnRequest, summary="Withdraw a request"
)
def cancel(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The customer keeps the pieces after all."""
    known, order = _own(request, request_id)

    def withdraw() -> Shown:
        done = withdraw_request(request=known.id, customer=None, now=utc_now(), origin=origin_of(request))
        return showing.request(done, order)

    return once(request, f"returns.withdraw:{known.id}", withdraw)


def _asks(sent: schemas.RequestPreviewed) -> list[Ask]:
    return [
        Ask(line.position, line.quantity, line.reason, None if line.new_variant is None else VariantId(line.new_variant))
        for line in sent.lines
    ]


def _own(request: HttpRequest, request_id: UUID) -> tuple[ReturnRequest, Order]:
    """The request with its order, if that is the caller's. Raises RequestNotFound."""
    known = asked.request(RequestId(request_id))
    try:
        return known, order_of(request, orders.order(known.order).number)
    except OrderNotFound as unknown:
        raise RequestNotFound from unknown
