"""The lists of what needs a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from kamurj.catalogue import queries as catalogue
from kamurj.channels.console.asked import number
from kamurj.channels.console.desk import Desk, at_desk, show
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.queries import promising
from kamurj.journeys.settle_payments import PATIENCE
from kamurj.kernel.ids import LocationId
from kamurj.orders import queries as orders
from kamurj.payments import queries as paid
from kamurj.stock import queries as stock

MOST = 200
FEW_PIECES = 2
"""So many free pieces or fewer are little, where nobody says otherwise."""


@staff(Permission.ORDERS_VIEW)
@at_desk
def payments(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Payments of which nobody knows whether the money is promised."""
    found = paid.unsettled(before=desk.now - PATIENCE)[:MOST]
    placed = orders.orders_by_id([one.order for one in found])
    return show(request, desk, "needs_payments.html", {"payments": found, "orders": placed})


@staff(Permission.ORDERS_VIEW)
@at_desk
def refunds(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Refunds that the bank would not pay out."""
    found = paid.refunds_failed(limit=MOST)
    placed = orders.orders_by_id([one.order for one in found])
    return show(request, desk, "needs_refunds.html", {"failed": found, "orders": placed})


@staff(Permission.ORDERS_VIEW)
@at_desk
def pickups(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Collections whose last day has passed."""
    found = fulfilments.overdue(now=desk.now, limit=MOST)
    placed = orders.orders_by_id([one.order for one in found])
    return show(request, desk, "needs_pickups.html", {"pickups": found, "orders": placed})


@staff(Permission.ORDERS_VIEW)
@at_desk
def late(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Work whose promised time is over, and how often promises were kept."""
    found = promising.late_work(now=desk.now, limit=MOST)
    context: dict[str, Any] = {
        "late": found,
        "orders": orders.orders_by_id([one.fulfilment.order for one in found]),
        "month": promising.punctuality(since=desk.now - timedelta(days=30), until=desk.now),
    }
    return show(request, desk, "needs_late.html", context)


@staff(Permission.STOCK_VIEW)
@at_desk
def low_stock(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Articles of which little is left in a place."""
    asked = number(request.GET.get("at_most"))
    at_most = FEW_PIECES if asked is None else min(asked, 1000)
    chosen = number(request.GET.get("location"))
    location = LocationId(chosen) if chosen is not None and chosen in desk.places else None
    levels = stock.low_stock(location=location, at_most=at_most, now=desk.now, limit=MOST)
    context: dict[str, Any] = {
        "levels": levels,
        "cards": catalogue.variant_cards([level.variant for level in levels], desk.language),
        "at_most": at_most,
        "location": location,
        "is_cut": len(levels) >= MOST,
    }
    return show(request, desk, "needs_low_stock.html", context)


@staff(Permission.STOCK_VIEW)
@at_desk
def low_stock_count(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The number for the first page, which asks for it by itself: counting reads every level there is."""
    found = stock.low_stock(at_most=FEW_PIECES, now=desk.now, limit=MOST)
    return show(request, desk, "parts/low_stock_count.html", {"count": len(found), "is_cut": len(found) >= MOST})
