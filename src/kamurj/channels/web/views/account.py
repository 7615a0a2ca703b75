"""The account: orders over every channel, and what we call somebody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from kamurj.channels.web import values
from kamurj.channels.web.entrance import welcome
from kamurj.channels.web.forms.orders import NameForm
from kamurj.channels.web.keys import order_address
from kamurj.channels.web.visits import shopping, visit_of
from kamurj.customers import operations as customers
from kamurj.customers import queries as known
from kamurj.customers.contracts import Customer
from kamurj.foundation.access.guards import signed_in
from kamurj.foundation.words.languages import current_language
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.origin import Channel
from kamurj.orders import queries as orders
from kamurj.orders.contracts import OrderStatus, OrderSummary, PageMark

A_PAGE = 20

STATUSES = {
    OrderStatus.PLACED: ("warn", _("Waiting for the bank")),
    OrderStatus.CONFIRMED: ("info", _("Under way")),
    OrderStatus.CANCELLED: ("", _("Cancelled")),
    OrderStatus.COMPLETED: ("good", _("Done")),
}
CHANNELS = {
    Channel.STORE: _("bought in a store"),
    Channel.PHONE: _("by phone"),
    Channel.APP: _("in the app"),
    Channel.CHAT: _("in a chat"),
}


@signed_in
@shopping
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Orders, newest first, and the name; on POST, change the name."""
    person = person_of(request)
    form = NameForm(request.POST or None, initial={"given_name": person.given_name, "family_name": person.family_name})
    if request.method == "POST" and form.is_valid():
        try:
            _rename(request, person, form)
        except KamurjError as refusal:
            form.add_error("given_name", refusal_text(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return redirect("web:account")
    page = orders.orders_of(customer=person.id, after=_mark(request), limit=A_PAGE)
    context = {
        "customer": person,
        "form": form,
        "orders": [_row(order) for order in page.orders],
        "next": page.next.text() if page.next else None,
        "accounts": values.owned_by(person.id),
    }
    return render(request, "web/account.html", context, status=422 if form.errors else 200)


def person_of(request: HttpRequest) -> Customer:
    """Whoever is logged in, as a customer."""
    visit = visit_of(request)
    user = request.user
    if visit.customer is None and user.is_authenticated:
        return known.customer(customer=welcome(request, user, anonymous_id=visit.anonymous_id))
    if visit.customer is None:
        raise TypeError("Only people who have logged in have an account.")
    return known.customer(customer=visit.customer)


def _rename(request: HttpRequest, person: Customer, form: NameForm) -> None:
    customers.change(
        customer=person.id,
        given_name=form.cleaned_data["given_name"],
        family_name=form.cleaned_data["family_name"],
        language=current_language(),
        home=person.home,
        origin=visit_of(request).origin,
        now=utc_now(),
    )


def _mark(request: HttpRequest) -> PageMark | None:
    text = request.GET.get("after")
    return orders.page_mark(text) if text else None


def _row(order: OrderSummary) -> dict[str, Any]:
    tone, words = STATUSES[order.status]
    return {
        "order": order,
        "href": order_address(order.number),
        "tone": tone,
        "status": words,
        "channel": CHANNELS.get(order.channel, ""),
    }
