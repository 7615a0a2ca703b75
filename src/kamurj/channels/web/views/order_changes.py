"""Changing an order: what could be changed, what that would mean, and doing it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from kamurj.channels.web import cards
from kamurj.channels.web.forms.order_changes import OrderChangeForm
from kamurj.channels.web.keys import order_address
from kamurj.channels.web.ownership import own_order
from kamurj.channels.web.visits import shopping, visit_of
from kamurj.foundation.access.guards import public
from kamurj.foundation.words.languages import current_language
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys.change_choices import may_change, other_stores, other_versions
from kamurj.journeys.change_order import apply_change, preview_change
from kamurj.journeys.changes import PayWith
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError
from kamurj.orders.contracts import Order
from kamurj.orders.contracts.changes import ChangeStatus


@public
@shopping
@never_cache
def change_order(request: HttpRequest, number: str) -> HttpResponse:
    """What can be changed; on POST a preview, and with its token the change. Raises OrderNotFound."""
    found = own_order(request, number)
    versions = other_versions(found, language=current_language())
    stores = other_stores(found)
    own = cards.own_of(request, found)
    form = OrderChangeForm(
        request.POST or None,
        order=found,
        versions=versions,
        stores=stores,
        holder=cards.holder_of(request, found),
        own_ways=cards.ways_of(own),
        ways_back=cards.ways_back(own),
    )
    context: dict[str, Any] = {
        "order": found,
        "form": form,
        "back": order_address(found.number),
        "may_change": may_change(found),
    }
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if "token" in request.POST:
                return _apply(request, found, form.back() or form.pay())
            pay = form.pay() if form.cleaned_data["part"] == "payment" else None
            context["preview"] = preview_change(
                order=found.id, wanted=form.wanted(), customer=found.customer, pay=pay, now=utc_now()
            )
            context["request_key"] = str(uuid4())
        except KamurjError as refusal:
            context["refusal"], status = refusal_text(refusal), 409
    return render(request, "web/order_change.html", context, status=422 if form.errors else status)


def _apply(request: HttpRequest, found: Order, pay: PayWith) -> HttpResponse:
    done = apply_change(
        token=request.POST["token"][:20_000],
        key=request.POST.get("request_key", "")[:200] or str(uuid4()),
        order=found.id,
        customer=found.customer,
        pay=pay if pay.token or pay.in_store or pay.is_named else None,
        origin=visit_of(request).origin,
        now=utc_now(),
    )
    if done.status is ChangeStatus.WAITING:
        messages.warning(request, gettext("Your bank has not answered yet. Your order changes as soon as it has."))
    else:
        messages.success(request, gettext("Your order was changed."))
    return HttpResponseRedirect(order_address(found.number))
