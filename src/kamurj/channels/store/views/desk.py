"""The work list of the pickup and shipping desk, and one order on it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from kamurj.catalogue.contracts import Image
from kamurj.channels.store.forms.desk import DeskFilter
from kamurj.channels.store.names import STATUS_NAMES, STATUS_TONES
from kamurj.channels.store.sentences import told
from kamurj.channels.store.views.order_page import order_page
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts import OPEN, Fulfilment, FulfilmentKind
from kamurj.fulfilment.errors import FulfilmentNotFound
from kamurj.journeys.pick_order import DeskItem, work_list
from kamurj.journeys.store_day import is_late, is_overdue
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import FulfilmentId
from kamurj.orders import queries as orders

REFRESH_SECONDS = 20
MOST_PICTURES = 4
LONGEST_LIST = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One order of the work list."""

    item: DeskItem
    name: str
    pieces: int
    pictures: tuple[Image | None, ...]
    more: int
    is_late: bool
    is_overdue: bool

    @property
    def work(self) -> Fulfilment:
        """The fulfilment order."""
        return self.item.fulfilment


@staff(Permission.PICKUP_WORK)
@at_work
def desk(request: HttpRequest, here: Workplace) -> HttpResponse:
    """What is to do here, longest waiting first; with a number, straight to that order."""
    form = DeskFilter(request.GET)
    kind, status = form.chosen()
    refusal = ""
    if number := form.cleaned_data.get("number", ""):
        try:
            return redirect("store:order", work=_work_of(number, here).id)
        except KamurjError as unknown:
            refusal = told(unknown, here)
    found = work_list(
        location=here.location, language=here.language, now=here.now, kind=kind, status=status, limit=LONGEST_LIST
    )
    context = {
        "here": here,
        "form": form,
        "refusal": refusal,
        "rows": [_row(item, here) for item in found.items],
        "counts": [(each, STATUS_NAMES[each], found.counts.get(each, 0)) for each in OPEN],
        "total": sum(found.counts.values()),
        "kind": kind or "",
        "status": status or "",
        "kinds": list(FulfilmentKind),
        "statuses": STATUS_NAMES,
        "tones": STATUS_TONES,
        "refresh_seconds": REFRESH_SECONDS,
        "longest": LONGEST_LIST,
    }
    return render(request, "store/desk.html", context, status=404 if refusal else 200)


@staff(Permission.PICKUP_WORK)
@at_work
def order(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """One order with whatever is to be done next."""
    return order_page(request, here, FulfilmentId(work))


def to_order(work: UUID) -> HttpResponse:
    """Back to the order's page."""
    return HttpResponseRedirect(reverse("store:order", args=[work]))


def _work_of(number: str, here: Workplace) -> Fulfilment:
    """The order with this number: the work of this place, else of whichever place has it, which its page then says."""
    works = fulfilments.fulfilments_of(orders.order_by_number(number).id)
    mine = [work for work in works if work.location == here.location]
    if not works:
        raise FulfilmentNotFound
    return (mine or list(works))[0]


def _row(item: DeskItem, here: Workplace) -> Row:
    work, contact = item.fulfilment, item.order.contact
    pictures = [line.card.image if line.card else None for line in item.lines]
    return Row(
        item=item,
        name=f"{contact.given_name} {contact.family_name}".strip(),
        pieces=sum(line.quantity for line in work.lines),
        pictures=tuple(pictures[:MOST_PICTURES]),
        more=max(0, len(pictures) - MOST_PICTURES),
        is_late=is_late(work, now=here.now),
        is_overdue=is_overdue(work, now=here.now),
    )
