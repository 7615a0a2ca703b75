"""Orders: one's own by number, all of them for staff, and cancelling."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import OwnerOr, origin_of
from kamurj.channels.api.once import once_outside
from kamurj.channels.api.ownership import is_owner, order_of
from kamurj.channels.api.schemas import buying as schemas
from kamurj.channels.api.schemas.plain import Id, OrderNumber, PlaceCode
from kamurj.channels.api.shown import buying as showing
from kamurj.channels.api.shown.plain import Shown
from kamurj.foundation.access.contracts import Scope
from kamurj.foundation.access.routes import ApiScope
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.journeys import promises
from kamurj.journeys.cancel_order import cancel_order
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.origin import Channel
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CancelReason, Order, OrderStatus

router = Router(tags=["Orders"])

SomeDay = Annotated[date | None, Query(None, ge=date(2000, 1, 1), le=date(2199, 12, 31), examples=["2026-03-14"])]

OrderingChannel = Literal["web", "app", "store", "phone", "chat", "social", "mail", "api", "import"]
"""The channels that orders come from: nobody buys at the console."""


@router.get("/orders", auth=ApiScope(Scope.ORDERS_READ), response=schemas.Orders, summary="Orders, newest first")
def all_orders(  # noqa: PLR0913 - every way to look for an order
    request: HttpRequest,
    number: Annotated[str | None, Query(None, max_length=40, description="How the number begins.")],
    customer: Annotated[Id | None, Query(None)],
    status: Annotated[OrderStatus | None, Query(None)],
    channel: Annotated[OrderingChannel | None, Query(None)],
    location: Annotated[PlaceCode | None, Query(None, description="The till's store or the pickup store.")],
    placed_from: SomeDay,
    placed_until: SomeDay,
    after: Annotated[str | None, Query(None, max_length=100, description="`next` of the page before.")],
    limit: Annotated[int, Query(50, ge=1, le=200)],
) -> HttpResponse:
    """Orders that match everything given; days are UTC, `placed_until` is not included."""
    page = orders.search_orders(
        number=number,
        customer=None if customer is None else CustomerId(customer),
        status=status,
        channel=None if channel is None else Channel(channel),
        location=None if location is None else locations.location_by_code(location).location,
        placed_from=_midnight(placed_from),
        placed_until=_midnight(placed_until),
        after=None if after is None else orders.page_mark(after),
        limit=limit,
    )
    return answer(showing.orders(page))


@router.get("/orders/{number}", auth=OwnerOr(Scope.ORDERS_READ), response=schemas.Order, summary="Where an order stands")
def order(request: HttpRequest, number: OrderNumber) -> HttpResponse:
    """An order for whoever ordered it, or for staff. The pickup code is shown to its owner while the pieces wait."""
    return answer(_shown(request, order_of(request, number)))


@router.post("/orders/{number}/cancel", auth=OwnerOr(Scope.ORDERS_WRITE), response=schemas.Order, summary="Cancel an order")
def cancel(request: HttpRequest, number: OrderNumber) -> HttpResponse:
    """Cancel an order while it is in the house: its pieces are free, its money goes back."""
    found = order_of(request, number)
    reason = CancelReason.SHOPPER if is_owner(request) else CancelReason.STAFF
    customer = found.customer if is_owner(request) else None

    def stop() -> Shown:
        done = cancel_order(order=found.id, customer=customer, reason=reason, origin=origin_of(request), now=utc_now())
        return _shown(request, done)

    return once_outside(request, "orders.cancel", stop)


def _shown(request: HttpRequest, found: Order) -> Shown:
    works = fulfilments.fulfilments_of(found.id)
    ready = [work.id for work in works if work.status is FulfilmentStatus.READY] if is_owner(request) else []
    codes = {work: code for work in ready if (code := fulfilments.pickup_code(work))}
    return showing.order(found, works, codes, promises.whole(promises.of_order(found).values()))


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), ZoneInfo("UTC"))
