"""Addresses for the tests of doors: one for every rule, one without."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views import View
from ninja import NinjaAPI, Router

from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import api, public, signed_in, staff
from kamurj.foundation.access.routes import ApiScope, open_to_all
from kamurj.foundation.access.tests.house import handler400, handler403, handler404, handler429, handler500
from kamurj.foundation.access.tests.house import urlpatterns as house

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]


@public
def for_all(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@signed_in
def for_known(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("known")


@staff(Permission.STOCK_ADJUST)
class ForStaff(View):
    def get(self, _request: HttpRequest) -> HttpResponse:
        return HttpResponse("staff")


@api("orders:write")
def for_programs(request: HttpRequest) -> HttpResponse:
    return HttpResponse(getattr(getattr(request, "key_holder", None), "prefix", "staff"))


def forgotten(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody should read this")


ninja = NinjaAPI(urls_namespace="test", docs_url="docs")


@ninja.get("stock", auth=ApiScope("stock:read"))
def read_stock(request: HttpRequest) -> str:
    return type(request.auth).__name__


@ninja.post("stock", auth=ApiScope("stock:write"))
def write_stock(request: HttpRequest) -> str:
    return type(request.auth).__name__


@ninja.get("hours", auth=open_to_all)
def read_hours(request: HttpRequest) -> str:
    return "open"


@ninja.get("forgotten")
def forgotten_route(request: HttpRequest) -> str:
    return "nobody should read this"


half = Router()


@half.get("half", auth=open_to_all)
def marked_half(request: HttpRequest) -> str:
    return "marked"


@half.post("half")
def forgotten_half(request: HttpRequest) -> str:
    return "forgotten"


ninja.add_router("", half)

urlpatterns = [
    path("t/all", for_all),
    path("t/known", for_known),
    path("t/staff", ForStaff.as_view()),
    path("api/t/programs", for_programs),
    path("t/forgotten", forgotten),
    path("t/borrowed", forgotten, name="account_login"),
    path("api/t/", ninja.urls),
    *house,
]
