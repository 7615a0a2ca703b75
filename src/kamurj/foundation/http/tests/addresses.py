"""Addresses for the tests of answers: one for everything that can go wrong."""

from typing import Annotated
from uuid import UUID

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path
from ninja import NinjaAPI, Schema
from pydantic import Field

from kamurj.foundation.access.guards import public
from kamurj.foundation.access.routes import open_to_all
from kamurj.foundation.access.tests.house import handler400, handler403, handler404, handler429, handler500
from kamurj.foundation.access.tests.house import urlpatterns as house
from kamurj.foundation.database import sql
from kamurj.foundation.http.json import json_body
from kamurj.foundation.http.once import idempotent
from kamurj.foundation.http.problems import StrictParser, answer_with_problems
from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.money import Money

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]


class SoldOut(KamurjError):
    code = "test.sold_out"
    kind = Kind.CONFLICT
    message = "Only {free} of <b>{name}</b> for {price} are left."


FAILURES = {
    "sold-out": lambda: SoldOut(free=2, name="Oak", price=Money(1250, "USD")),
    "not-found": lambda: Http404("secret path"),
    "denied": PermissionDenied,
    "suspicious": lambda: SuspiciousOperation("secret path"),
    "database": lambda: OperationalError("connection to server at 10.0.0.1 failed"),
    "surprise": lambda: RuntimeError("anahit@kamurj.example could not be written"),
    "integrity": lambda: IntegrityError("duplicate key\nDETAIL:  Key (email)=(anahit@kamurj.example) already exists."),
    "data": lambda: DataError("value too long"),
}


@public
def fail(_request: HttpRequest, how: str) -> HttpResponse:
    failure = FAILURES[how]()
    raise failure


@public
def echo(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"posted": request.POST.dict(), "files": list(request.FILES)})


@public
def write_json(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"stored": sql.scalar("SELECT %s::text", (json_body(request)["text"],))})


@public
def count_up(request: HttpRequest) -> HttpResponse:
    with idempotent(request, "test.count_up") as once:
        if once.answer is None:
            once.settle({"count": sql.scalar("SELECT count(*) + 1 FROM idempotency_key WHERE answer IS NOT NULL")})
    return JsonResponse(dict(once.answer))


@public
def with_script(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string('<script nonce="{{ request.csp_nonce }}">1</script>{{ request.csp_nonce }}')
    return HttpResponse(template.render({}, request))


class Line(Schema):
    variant: UUID
    quantity: Annotated[int, Field(ge=1, le=999)]


class Order(Schema):
    lines: Annotated[list[Line], Field(min_length=1)]


ninja = NinjaAPI(urls_namespace="test-answers", parser=StrictParser())
answer_with_problems(ninja)


@ninja.post("orders", auth=open_to_all)
def order(request: HttpRequest, order: Order) -> int:
    return len(order.lines)


@ninja.get("fail", auth=open_to_all)
def fail_in_a_route(request: HttpRequest, how: str) -> None:
    failure = FAILURES[how]()
    raise failure


urlpatterns = [
    path("fail/<how>", fail),
    path("api/fail/<how>", fail),
    path("echo", echo),
    path("api/write", write_json),
    path("api/count", count_up),
    path("count", count_up),
    path("script", with_script),
    path("api/t/", ninja.urls),
    *house,
]
