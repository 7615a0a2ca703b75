"""Links by which an order is paid: made, shown to be copied, and withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.forms.pay_links import PayLinkForm
from kamurj.channels.console.people import people
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys import pay_link
from kamurj.kernel.errors import KamurjError
from kamurj.orders import queries as placed
from kamurj.orders.contracts import Order
from kamurj.payments import links
from kamurj.payments.contracts import LinkStatus, PayLink


@staff(Permission.ORDERS_REFUND)
@at_desk
def pay_links(request: HttpRequest, desk: Desk, number: str) -> HttpResponse:
    """An order's links; on POST, one more. Raises OrderNotFound."""
    found = placed.order_by_number(number)
    owed = pay_link.owed(found)
    form = PayLinkForm(sent(request), owed=owed)
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            pay_link.make_link(
                order=found.id, amount=form.amount(), valid=form.valid_for(), now=desk.now, origin=desk.origin
            )
        except KamurjError as why:
            refusal, status = refusal_text(why), status_of(why)
        else:
            messages.success(request, gettext("The link is made. Copy it and send it to the customer."))
            return redirect("console:pay_links", found.number)
    made = links.links_of(order=found.id, now=desk.now)
    context = {
        "order": found,
        "owed": owed,
        "form": form,
        "refusal": refusal,
        "links": [(one, _address(request, found, one)) for one in made],
        "names": people([one.made_by for one in made]),
    }
    return show(request, desk, "pay_links.html", context, status=422 if form.errors else status)


@staff(Permission.ORDERS_REFUND)
@require_POST
@at_desk
def withdraw(request: HttpRequest, desk: Desk, link: UUID) -> HttpResponse:
    """Nobody may pay by it any more. Raises NoSuchLink."""
    found = links.link(link=link, now=desk.now)
    links.withdraw(link=link, now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The link is withdrawn."))
    return redirect("console:pay_links", placed.order(found.order).number)


def _address(request: HttpRequest, order: Order, link: PayLink) -> str:
    """Where the customer pays, in the order's language; only while there is something to pay."""
    if link.status is not LinkStatus.OPEN:
        return ""
    with translation.override(order.language):
        return request.build_absolute_uri(reverse("web:pay_link", args=[links.token_of(link.id)]))
