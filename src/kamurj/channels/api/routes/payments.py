"""The payment providers' events, and links by which an order is paid."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import origin_of
from kamurj.channels.api.once import once
from kamurj.channels.api.schemas import working as schemas
from kamurj.channels.api.schemas.plain import Id, OrderNumber
from kamurj.channels.api.shown import working as showing
from kamurj.channels.api.shown.plain import Shown
from kamurj.foundation.access.contracts import Scope
from kamurj.foundation.access.routes import ApiScope, open_to_all
from kamurj.journeys import pay_link
from kamurj.kernel.clock import utc_now
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.payments import links
from kamurj.payments.contracts import LinkStatus
from kamurj.payments.operations import apply_provider_event

router = Router(tags=["Payments"])

STRIPE_SIGNATURE = "Stripe-Signature"
SIGNATURE = "Sandbox-Signature"
"""`t=<unix seconds>,v1=<HMAC-SHA-256 of "<seconds>.<raw body>">`, at most five minutes old."""


@router.post(
    "/payments/sandbox/events",
    auth=open_to_all,
    response=schemas.EventTaken,
    summary="An event of the payment provider",
    openapi_extra={
        "parameters": [
            {
                "in": "header",
                "name": SIGNATURE,
                "required": True,
                "schema": {"type": "string"},
                "example": "t=1773482400,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd",
                "description": 'HMAC-SHA-256 over "<unix seconds>.<raw body>", at most five minutes old.',
            }
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ProviderEvent"}}},
        },
    },
)
def sandbox_event(request: HttpRequest) -> HttpResponse:
    """What became of a payment. Its signature is its door and its id its key: sent again, it is not applied again."""
    outcome = apply_provider_event(
        raw_body=request.body,
        signature=request.headers.get(SIGNATURE, ""),
        now=utc_now(),
        origin=origin_of(request),
    )
    return answer({"is_repeat": outcome.is_repeat})


@router.post(
    "/payments/stripe/events",
    auth=open_to_all,
    response=schemas.EventTaken,
    summary="An event of Stripe",
    openapi_extra={
        "parameters": [
            {
                "in": "header",
                "name": STRIPE_SIGNATURE,
                "required": True,
                "schema": {"type": "string"},
                "example": "t=1773482400,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd",
                "description": "As Stripe signs its webhooks.",
            }
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ProviderEvent"}}},
        },
    },
)
def stripe_event(request: HttpRequest) -> HttpResponse:
    """What became of a payment or a refund at Stripe; 404 where Stripe is not set up."""
    outcome = apply_provider_event(
        raw_body=request.body,
        signature=request.headers.get(STRIPE_SIGNATURE, ""),
        now=utc_now(),
        origin=origin_of(request),
        provider="stripe",
    )
    return answer({"is_repeat": outcome.is_repeat})


@router.post(
    "/orders/{number}/pay-links",
    auth=ApiScope(Scope.ORDERS_WRITE),
    response={201: schemas.PayLink},
    summary="Make a link by which an order is paid",
)
def make_pay_link(request: HttpRequest, number: OrderNumber, body: schemas.NewPayLink) -> HttpResponse:
    """All that is owed for a confirmed order, or less of it. The link's own address is read by `GET /pay-links/{link}`."""
    found = orders.order_by_number(number)
    amount = None if body.amount_minor is None else Money(body.amount_minor, found.currency)

    def make() -> Shown:
        made = pay_link.make_link(
            order=found.id, amount=amount, valid=timedelta(days=body.days), now=utc_now(), origin=origin_of(request)
        )
        return showing.pay_link(made, found.number, None)

    return once(request, "payments.make_pay_link", make, status=201)


@router.get(
    "/pay-links/{link}", auth=ApiScope(Scope.ORDERS_WRITE), response=schemas.PayLink, summary="Where a pay-link stands"
)
def read_pay_link(request: HttpRequest, link: Id) -> HttpResponse:
    """A link with its address while it can be paid."""
    found = links.link(link=UUID(str(link)), now=utc_now())
    address = None
    if found.status is LinkStatus.OPEN:
        address = request.build_absolute_uri(reverse("web:pay_link", args=[links.token_of(found.id)]))
    return answer(showing.pay_link(found, orders.order(found.order).number, address))
