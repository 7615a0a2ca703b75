"""Sales put aside: parked with a name, seen at every till of the place, taken up once."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from kamurj.channels.store.answers import posted, status_of
from kamurj.channels.store.basket import Basket, read_basket
from kamurj.channels.store.sentences import people, told
from kamurj.channels.store.views.till_page import Shown, till_page
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.journeys.till import sale_on_till
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.money import Money
from kamurj.tills import queries as tills
from kamurj.tills.contracts import ParkedId
from kamurj.tills.operations import parking

NOT_KEPT = ("part", "approval")
"""Money is paid at one till in one go: parts and approvals are asked for anew."""


@staff(Permission.TILL_SELL)
@posted("store:till")
@at_work
def park(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Put the sale aside and show an empty till."""
    read = read_basket(request.POST)
    try:
        put = parking.park(
            parked=ParkedId(read.basket.sale),
            location=here.location,
            zone=here.zone,
            fields=[pair for pair in read.basket.fields() if pair[0] not in NOT_KEPT],
            pieces=sum(line.quantity for line in read.basket.lines),
            total=_total(read.basket, here),
            name=request.POST.get("name", ""),
            now=here.now,
            origin=here.origin,
        )
    except KamurjError as refusal:
        return till_page(request, here, read, Shown(refusal=told(refusal, here)), status=status_of(refusal))
    messages.success(request, gettext("Put aside as number %(number)d.") % {"number": put.number})
    return redirect("store:till")


@staff(Permission.TILL_SELL)
@at_work
def parked(request: HttpRequest, here: Workplace) -> HttpResponse:
    """What waits in this place."""
    return _list(request, here)


@staff(Permission.TILL_SELL)
@posted("store:parked")
@at_work
def recall(request: HttpRequest, here: Workplace, sale: UUID) -> HttpResponse:
    """Take a waiting sale up, or throw it away; only one till gets it."""
    is_dropped = "drop" in request.POST
    try:
        found = parking.recall(
            parked=ParkedId(sale),
            location=here.location,
            key=_key(request),
            is_dropped=is_dropped,
            now=here.now,
            origin=here.origin,
        )
    except KamurjError as refusal:
        return _list(request, here, refusal=told(refusal, here), status=status_of(refusal))
    if is_dropped:
        messages.success(request, gettext("Number %(number)d was thrown away.") % {"number": found.number})
        return redirect("store:parked")
    return HttpResponseRedirect(f"{reverse('store:till')}?{urlencode(found.fields)}")


def _list(request: HttpRequest, here: Workplace, *, refusal: str = "", status: int = 200) -> HttpResponse:
    waiting = tills.parked(location=here.location, now=here.now)
    context = {"here": here, "waiting": waiting, "people": people(one.parked_by for one in waiting), "refusal": refusal}
    return render(request, "store/parked.html", context | {"key": ids.new()}, status=status)


def _total(basket: Basket, here: Workplace) -> Money:
    sale = sale_on_till(
        lines=basket.lines,
        till=here.place,
        coupons=basket.coupons,
        customer=basket.customer,
        language=here.language,
        now=here.now,
    )
    return sale.totals.gross


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return ids.new()
