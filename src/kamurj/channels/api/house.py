"""The API as django-ninja sees it: its routes, its refusals, its description."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase
from ninja.openapi.schema import OpenAPISchema

from kamurj.channels.api.description import complete
from kamurj.channels.api.pace import pace
from kamurj.channels.api.routes import (
    carts,
    catalogue,
    claims,
    customers,
    exchanges,
    fulfilment,
    instruments,
    order_changes,
    orders,
    payments,
    places,
    requests,
    returns,
    stock,
    waiting,
)
from kamurj.foundation.http.problems import StrictParser, answer_with_problems

DESCRIPTION = """\
One stock, one customer, one log, for programs.

**Languages.** Names and refusals come in the language of `Accept-Language`: `en` or `hy`.
**Money** is a whole number of the smallest unit with its currency.
**Refusals** are `application/problem+json` (RFC 9457); `code` stays the same for ever, `detail` is for people.
**Once.** A POST that changes something needs an `Idempotency-Key` (8 to 200 letters, digits, `- _ . :`), kept for 48 hours:
the same request again gets the same answer, another request under the same key 422, one that is still at work 409.
A failure on our side (5xx) is not kept: send the same request again.
**Pace.** Whoever reads too often gets 429; `Retry-After` says after how many seconds the next request is welcome.
**Who.** Looking around is open to everybody. A cart is opened by its token, a customer's session, or an API key.
"""


class Reference(DocsBase):
    """Swagger UI from the installed package, on a page of ours that our Content-Security-Policy lets work."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page."""
        address = self.get_openapi_url(api, kwargs)
        settings = {"url": address, "layout": "BaseLayout", "deepLinking": True, "docExpansion": "list"}
        return render(request, "api/docs.html", {"api": api, "description_address": address, "settings": settings})


class Api(NinjaAPI):
    """Version 1; its description is made once."""

    _described: OpenAPISchema | None = None

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description with what django-ninja does not know of: keys, problems, examples, who may call."""
        if self._described is None:
            described = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
            complete(described, self)
            self._described = described
        return self._described


api = Api(
    title="Kamurj API",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api-v1",
    docs=Reference(),
    parser=StrictParser(),
    throttle=pace,
)
answer_with_problems(api)
for part in (
    catalogue,
    places,
    carts,
    orders,
    order_changes,
    fulfilment,
    returns,
    requests,
    exchanges,
    claims,
    stock,
    customers,
    instruments,
    payments,
    waiting,
):
    api.add_router("", part.router)
