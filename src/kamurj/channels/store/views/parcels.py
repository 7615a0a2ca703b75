"""Packed parcels: a label, its picture and its file, and sending with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from kamurj.carriers import queries as shipping
from kamurj.carriers.contracts import LabelFile
from kamurj.carriers.errors import NoLabel
from kamurj.channels.store.answers import posted, status_of
from kamurj.channels.store.forms.waiting import LabelForm
from kamurj.channels.store.sentences import told
from kamurj.channels.store.views.desk import to_order
from kamurj.channels.store.views.order_page import order_page
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.fulfilment import queries as fulfilments
from kamurj.journeys import parcels
from kamurj.journeys.collect_in_store import at_the_desk
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import FulfilmentId


@staff(Permission.SHIPPING_WORK)
@posted("store:order", "work")
@at_work
def make_label(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Have a label made; the same form twice gives the same label."""
    desk = at_the_desk(fulfilment=FulfilmentId(work), language=here.language)
    found = parcels.packed(desk.fulfilment, desk.order, language=here.language)
    if found.shipment is not None and found.shipment.is_labelled:
        return to_order(work)
    form = LabelForm(request.POST, offers=found.offers)
    if found.shipment is None and not form.is_valid():
        return order_page(request, here, FulfilmentId(work), others={"label_form": form}, status=422)
    planned = found.shipment
    try:
        parcels.make_label(
            fulfilment=FulfilmentId(work),
            location=here.location,
            service=f"{planned.carrier}:{planned.service}" if planned else form.cleaned_data["service"],
            grams=planned.weight_grams if planned else form.cleaned_data["grams"],
            now=here.now,
            origin=here.origin,
        )
    except KamurjError as refusal:
        return order_page(request, here, FulfilmentId(work), refusal=told(refusal, here), status=status_of(refusal))
    return to_order(work)


@staff(Permission.SHIPPING_WORK)
@posted("store:order", "work")
@at_work
def give_up_label(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Throw the label away, to choose another carrier."""
    try:
        parcels.give_up_label(fulfilment=FulfilmentId(work), location=here.location, now=here.now, origin=here.origin)
    except KamurjError as refusal:
        return order_page(request, here, FulfilmentId(work), refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, gettext("The label is thrown away. Do not use the paper any more."))
    return to_order(work)


@staff(Permission.SHIPPING_WORK)
@posted("store:order", "work")
@at_work
def ship_labelled(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """The carrier took the parcel with its label."""
    try:
        parcels.ship_labelled(fulfilment=FulfilmentId(work), location=here.location, now=here.now, origin=here.origin)
    except KamurjError as refusal:
        return order_page(request, here, FulfilmentId(work), refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, gettext("Shipped. We are telling the customer now."))
    return to_order(work)


@staff(Permission.SHIPPING_WORK)
@at_work
def label_picture(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """The label as a picture. Raises NoLabel, also for another place's parcel."""
    del request
    return HttpResponse(_label(here, work).svg, content_type="image/svg+xml")


@staff(Permission.SHIPPING_WORK)
@at_work
def label_file(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """The label for the printer, A6. Raises NoLabel, also for another place's parcel."""
    del request
    answer = HttpResponse(_label(here, work).pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="label-{work}.pdf"'
    return answer


def _label(here: Workplace, work: UUID) -> LabelFile:
    parcel = shipping.shipment_of(FulfilmentId(work))
    if parcel is None or fulfilments.fulfilment(FulfilmentId(work)).location != here.location:
        raise NoLabel
    return shipping.label(parcel.id)
