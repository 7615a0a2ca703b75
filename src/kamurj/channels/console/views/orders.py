"""Orders: the list, the page of one with everything about it, and what staff may do with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console import history, order_parcels, order_trouble, sourcing_words
from kamurj.channels.console.asked import day_begins, sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.forms.orders import CancelForm, OrderFilter
from kamurj.channels.console.people import people
from kamurj.customers import queries as customers
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.log import queries as log
from kamurj.foundation.words.sentences import refusal_text
from kamurj.fulfilment import queries as fulfilments
from kamurj.journeys import cancel_order as cancelling
from kamurj.journeys import settle_payments as settling
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import LocationId, RefundId
from kamurj.orders import queries as placed
from kamurj.orders.contracts import CancelReason, Order, OrderPage, OrderStatus
from kamurj.payments import operations as paying
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Payment, PaymentStatus, RefundStatus
from kamurj.returns import queries as returned

A_PAGE = 50
MOST_CUSTOMERS = 50
UNSETTLED = (PaymentStatus.PENDING, PaymentStatus.UNKNOWN)


@staff(Permission.ORDERS_VIEW)
@at_desk
def orders(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Orders newest first, narrowed by everything that was chosen."""
    form = OrderFilter(request.GET, desk=desk)
    page = _listed(form, desk, request.GET.get("after", "")) if form.is_valid() else OrderPage((), None)
    context: dict[str, Any] = {
        "form": form,
        "orders": page.orders,
        "next": page.next.text() if page.next else None,
        "is_first": not request.GET.get("after"),
        "is_narrowed": any(value for name, value in form.data.items() if name in form.fields),
    }
    return show(request, desk, "orders.html", context, status=422 if form.errors else 200)


def _listed(form: OrderFilter, desk: Desk, after: str) -> OrderPage:
    chosen = form.cleaned_data
    asked: dict[str, Any] = {
        "status": chosen["status"] or None,
        "channel": chosen["channel"] or None,
        "location": LocationId(int(chosen["location"])) if chosen["location"] else None,
        "placed_from": day_begins(chosen["since"], desk.zone) if chosen["since"] else None,
        "placed_until": day_begins(chosen["until"], desk.zone, days_later=1) if chosen["until"] else None,
        "after": placed.page_mark(after) if after else None,
        "limit": A_PAGE,
    }
    text = " ".join(chosen["q"].split())
    if not text:
        return placed.search_orders(**asked)
    by_number = placed.search_orders(**asked, number=text)
    if by_number.orders or not desk.may(Permission.CUSTOMERS_VIEW):
        return by_number
    found = customers.find(text, language=desk.language, limit=MOST_CUSTOMERS)
    return placed.search_orders(**asked, customers=[one.id for one in found]) if found else by_number


@staff(Permission.ORDERS_VIEW)
@at_desk
def order(request: HttpRequest, desk: Desk, number: str) -> HttpResponse:
    """Everything about one order. Raises OrderNotFound."""
    return _order_page(request, desk, placed.order_by_number(number))


def _order_page(request: HttpRequest, desk: Desk, found: Order) -> HttpResponse:
    payments = paid.payments_of(order=found.id)
    told = log.facts_of_order(found.id)
    work, back = fulfilments.fulfilments_of(found.id), returned.returns_of(found.id)
    actors = [fact.actor for fact in told] + [one.started_by for one in work] + [one.accepted_by for one in back]
    names = people([*actors, *(one.handed_over_by for one in work)])
    context: dict[str, Any] = {
        "order": found,
        "names": names,
        "payments": payments,
        "refunds": paid.refunds_of(order=found.id),
        "postings": paid.postings_of(order=found.id),
        "fulfilments": work,
        "returns": back,
        **order_trouble.around(found, work, desk),
        "sourcing": sourcing_words.shown(found, desk),
        **order_parcels.around(found),
        "history": history.told(told, found, names),
        "may_cancel": _may_cancel(desk, found),
        "may_settle": desk.may(Permission.ORDERS_REFUND) and _is_unsettled(found, payments),
        "cancel_form": CancelForm(),
    }
    return show(request, desk, "order.html", context)


def _may_cancel(desk: Desk, found: Order) -> bool:
    return desk.may(Permission.ORDERS_CANCEL) and found.status in (OrderStatus.PLACED, OrderStatus.CONFIRMED)


def _is_unsettled(found: Order, payments: Sequence[Payment]) -> bool:
    return found.status is OrderStatus.PLACED or any(payment.status in UNSETTLED for payment in payments)


@staff(Permission.ORDERS_CANCEL)
@at_desk
def cancel_order(request: HttpRequest, desk: Desk, number: str) -> HttpResponse:
    """Ask for the reason, and cancel; what was paid goes back."""
    found = placed.order_by_number(number)
    if request.method != "POST" and not _may_cancel(desk, found):
        messages.warning(
            request, gettext("Order %(number)s is over: it cannot be cancelled any more.") % {"number": found.number}
        )
        return redirect("console:order", found.number)
    form = CancelForm(sent(request))
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        reason = CancelReason(form.cleaned_data["reason"])
        try:
            cancelling.cancel_order(order=found.id, customer=None, reason=reason, origin=desk.origin, now=desk.now)
        except KamurjError as why:
            refusal, status = refusal_text(why), status_of(why)
        else:
            messages.success(request, gettext("Order %(number)s is cancelled.") % {"number": found.number})
            return redirect("console:order", found.number)
    context = {"order": found, "form": form, "refusal": refusal}
    return show(request, desk, "order_cancel.html", context, status=422 if form.errors else status)


@staff(Permission.ORDERS_REFUND)
@require_POST
@at_desk
def settle_order(request: HttpRequest, desk: Desk, number: str) -> HttpResponse:
    """Ask the bank about a payment that nobody knows the end of. Raises ProviderSilent, ProviderUnreachable."""
    found = placed.order_by_number(number)
    status = settling.settle_order(order=found.id, origin=desk.origin, now=desk.now)
    if status is OrderStatus.PLACED:
        messages.warning(request, gettext("The bank does not know yet. We go on asking."))
    else:
        messages.success(request, gettext("The payment is settled."))
    return redirect("console:order", found.number)


@staff(Permission.ORDERS_REFUND)
@require_POST
@at_desk
def refund_again(request: HttpRequest, desk: Desk, refund: RefundId) -> HttpResponse:
    """Try a failed refund once more. Raises NoSuchRefund, RefundTooLarge, ProviderSilent, ProviderUnreachable."""
    after = paying.refund_again(refund=refund, now=desk.now, origin=desk.origin)
    if after.status is RefundStatus.FAILED:
        messages.error(request, gettext("The bank refused the refund again. Talk to the bank or pay it out another way."))
    else:
        messages.success(request, gettext("The refund is on its way."))
    of = paid.payment(payment=after.payment).order
    return redirect("console:order", placed.order(of).number)
