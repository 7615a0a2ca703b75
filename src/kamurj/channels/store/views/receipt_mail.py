"""A receipt is mailed, at the sale or again from its page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kamurj.channels.store.answers import posted, refused
from kamurj.channels.store.errors import DoneElsewhere
from kamurj.channels.store.forms.aisle import ReceiptForm
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.customers.contracts import Customer
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys import aisle_parts
from kamurj.journeys import mail_receipt as receipts
from kamurj.kernel.ids import OrderId
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import DeliveryKind, Order
from kamurj.orders.errors import NoMailAddress
from kamurj.orders.queries.receipts import receipt_mails_of


@staff(Permission.TILL_SELL)
@posted("store:receipt", "sale")
@at_work
def mail_receipt(request: HttpRequest, here: Workplace, sale: UUID) -> HttpResponse:
    """Let the receipt go to an address, and say what became of it on the sale's page."""
    order = orders.order(OrderId(sale))
    if order.location != here.location:
        place = locations.location(order.location) if order.location else None
        return refused(request, here, DoneElsewhere(place=place.name(here.language) if place else order.number), place=place)
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        messages.error(request, refusal_text(NoMailAddress()))
        return _back(order)
    mail, is_new = receipts.ask(
        sale=order.id,
        address=form.cleaned_data["mail_to"],
        language=form.cleaned_data["language"],
        now=here.now,
        origin=here.origin,
    )
    if is_new:
        messages.success(request, gettext("The receipt is on its way."))
    elif mail.sent_at is None:
        messages.info(request, gettext("The receipt is on its way to this address already."))
    else:
        messages.info(
            request, gettext("The receipt went to this address before. Ask the customer to look into the spam folder.")
        )
    return _back(order)


def mail_context(order: Order, buyer: Customer | None, here: Workplace) -> dict[str, Any]:
    """What the part of a sale's page shows that mails its receipt."""
    known = {"mail_to": order.contact.email or "", "language": buyer.language if buyer else here.language}
    return {
        "sale": order.id,
        "mails": receipt_mails_of(aisle_parts.family(order.id)),
        "receipt_form": ReceiptForm(initial=known),
    }


def _back(order: Order) -> HttpResponse:
    page = "store:receipt" if order.delivery.kind is DeliveryKind.CARRY_OUT else "store:aisle_sold"
    return redirect(page, sale=order.id)
