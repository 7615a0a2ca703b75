"""The payment provider's events."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import origin_of
from kamurj.channels.api.schemas import working as schemas
from kamurj.foundation.access.routes import open_to_all
from kamurj.kernel.clock import utc_now
from kamurj.payments.operations import apply_provider_event

router = Router(tags=["Payments"])

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
