"""A customer's gift cards and store credit: what moved on them, giving value for a reason, blocking and unblocking."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.forms.value import BlockForm, GiveForm
from kamurj.customers import queries as customers
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import CustomerId
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import AccountId, Issued, Kind, Source
from kamurj.stored_value.errors import NoSuchAccount


@staff(Permission.ORDERS_REFUND)
@never_cache
@at_desk
def customer_value(request: HttpRequest, desk: Desk, customer: CustomerId) -> HttpResponse:
    """The accounts of a customer; on POST, give them value. A new card's code is shown on this answer alone.

    Raises NoSuchCustomer.
    """
    person = customers.customer(customer=customer)
    form = GiveForm(sent(request))
    issued: Issued | None = None
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            issued = _give(desk, customer, form)
        except KamurjError as why:
            refusal, status = refusal_text(why), status_of(why)
        else:
            form = GiveForm()
    context: dict[str, Any] = {
        "customer": person,
        "accounts": [(one, value.entries(account=one.id, limit=20)) for one in value.accounts_of(customer=customer)],
        "form": form,
        "block_form": BlockForm(),
        "issued": issued,
        "refusal": refusal,
        "now": desk.now,
    }
    return show(request, desk, "customer_value.html", context, status=422 if form.errors else status)


def _give(desk: Desk, customer: CustomerId, form: GiveForm) -> Issued:
    given = form.cleaned_data
    return stored.issue(
        kind=Kind(given["kind"]),
        amount=given["money"],
        source=Source.GRANTED,
        customer=customer,
        key=f"console:{customer}:{given['request_key']}",
        reason=given["reason"],
        now=desk.now,
        origin=desk.origin,
    )


@staff(Permission.ORDERS_REFUND)
@require_POST
@at_desk
def block_value(request: HttpRequest, desk: Desk, customer: CustomerId, account: UUID) -> HttpResponse:
    """Block an account of this customer, or unblock it, with the reason. Raises NoSuchAccount, InvalidReason."""
    number = AccountId(account)
    if value.account(account=number).customer != customer:
        raise NoSuchAccount
    reason = request.POST.get("reason", "")[:200]
    if request.POST.get("change") == "unblock":
        stored.unblock(account=number, reason=reason, now=desk.now, origin=desk.origin)
        messages.success(request, gettext("It can be used again."))
    else:
        stored.block(account=number, reason=reason, now=desk.now, origin=desk.origin)
        messages.success(request, gettext("It is blocked."))
    return redirect("console:customer_value", customer)
