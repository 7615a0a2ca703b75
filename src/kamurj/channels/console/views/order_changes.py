"""Changing an order for its customer, seen first; and the rules by which orders are changed, tried before they hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.errors import NothingToChange
from kamurj.channels.console.forms.order_changes import OrderChangeForm, PolicyForm
from kamurj.channels.console.names import name_of
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.formatting import money_text
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys.change_choices import may_change, other_stores, other_versions
from kamurj.journeys.change_order import apply_change, preview_change
from kamurj.journeys.change_rules import effect_of
from kamurj.journeys.own_means import OwnMeans, means_of, ways_back
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.facts import decode, encode
from kamurj.orders import queries as placed
from kamurj.orders.contracts import Order
from kamurj.orders.contracts.changes import ChangePolicy, ChangeStatus
from kamurj.orders.operations.changing import set_change_policy
from kamurj.orders.queries.changes import change_policy
from kamurj.stored_value.contracts import Kind

UNDO = "console:undo_change_policy"


@staff(Permission.ORDERS_CANCEL)
@at_desk
def change_order(request: HttpRequest, desk: Desk, number: str) -> HttpResponse:
    """What can be changed; on POST a preview, and with its token the change. Raises OrderNotFound."""
    found = placed.order_by_number(number)
    own = means_of(found.customer, currency=found.currency, now=desk.now)
    form = OrderChangeForm(
        sent(request),
        order=found,
        versions=other_versions(found, language=desk.language),
        stores=other_stores(found),
        own=own,
        titles=_titles(own, desk),
        back=ways_back(own),
        language=desk.language,
    )
    context: dict[str, Any] = {"order": found, "form": form, "may_change": may_change(found)}
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            if "token" in request.POST:
                return _apply(request, desk, found, form)
            pay = form.pay() if form.cleaned_data["part"] == "payment" else None
            context["preview"] = preview_change(order=found.id, wanted=form.wanted(), customer=None, pay=pay, now=desk.now)
            context["request_key"] = str(uuid4())
        except KamurjError as why:
            refusal, status = refusal_text(why), status_of(why)
    context["refusal"] = refusal
    return show(request, desk, "order_change.html", context, status=422 if form.errors else status)


def _apply(request: HttpRequest, desk: Desk, found: Order, form: OrderChangeForm) -> HttpResponse:
    done = apply_change(
        token=request.POST["token"][:20_000],
        key=request.POST.get("request_key", "")[:200] or str(uuid4()),
        order=found.id,
        customer=None,
        pay=form.back() or form.pay(),
        origin=desk.origin,
        now=desk.now,
    )
    if done.status is ChangeStatus.WAITING:
        messages.warning(request, gettext("The bank has not answered yet. The order changes as soon as it has."))
    else:
        messages.success(request, gettext("Order %(number)s is changed.") % {"number": found.number})
    return redirect("console:order", found.number)


def _titles(own: OwnMeans, desk: Desk) -> dict[str, str]:
    """What the customer keeps, as staff read it out to them."""
    titles = {}
    for card in own.instruments:
        words = {"brand": card.brand or gettext("Card"), "last": card.last4}
        titles[str(card.id)] = gettext("%(brand)s ending %(last)s") % words if card.last4 else words["brand"]
    for one in own.accounts:
        name = gettext("Store credit") if one.kind is Kind.STORE_CREDIT else gettext("Gift card ending %(last)s")
        titles[str(one.id)] = f"{name % {'last': one.last}}: {money_text(one.balance, desk.language)}"
    return titles


@staff(Permission.ORDERS_VIEW)
@at_desk
def change_rules(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The rules that hold; on POST others are first shown with what they would have refused, then hold.

    Raises NotPermitted.
    """
    holding = change_policy()
    form = PolicyForm(sent(request), initial=encode(holding))
    preview: dict[str, Any] | None = None
    refusal: KamurjError | None = None
    if request.method == "POST":
        if not desk.may(Permission.PRICES_EDIT):
            raise NotPermitted(permission=Permission.PRICES_EDIT.value)
        if form.is_valid():
            wanted = form.policy()
            if replace(wanted, version=holding.version) == holding:
                refusal = NothingToChange()
            elif "apply" not in request.POST:
                preview = {"before": _words(holding), "after": _words(wanted), "effect": effect_of(wanted)}
            else:
                try:
                    after = set_change_policy(policy=wanted, origin=desk.origin, now=desk.now)
                except KamurjError as why:
                    refusal = why
                else:
                    kept = {"was": encode(holding), "is": after.version}
                    text = gettext("Orders are changed by these rules from now on.")
                    offer(request, text=text, to=UNDO, before=kept, back=request.path)
                    return redirect("console:change_rules")
    context = {
        "form": form,
        "words": _words(holding),
        "preview": preview,
        "refusal": refusal_text(refusal) if refusal else "",
    }
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "change_rules.html", context, status=status)


@staff(Permission.PRICES_EDIT)
@require_POST
@at_desk
def undo_change_policy(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Let the rules hold again that held before. Raises UndoGone, PolicyChangedMeanwhile."""
    before = redeem(request, UNDO)
    was: ChangePolicy = decode(ChangePolicy, before["was"])  # type: ignore[type-var]  # no fact, but written as one
    set_change_policy(policy=replace(was, version=before["is"]), origin=desk.origin, now=desk.now)
    messages.success(request, gettext("Orders are changed by the rules of before."))
    return redirect("console:change_rules")


def _words(policy: ChangePolicy) -> list[str]:
    """The rules as a list of sentences."""
    said = [
        gettext("Articles are changed once an order")
        if policy.items_once
        else gettext("Articles are changed as often as wanted")
    ]
    said.append(
        gettext("After that it may still be cancelled")
        if policy.cancel_after_items
        else gettext("After that it cannot be cancelled")
    )
    said.append(
        gettext("After that its address and payment may still be changed")
        if policy.details_after_items
        else gettext("After that its address and payment stay")
    )
    if not policy.cancel_once_begun:
        said.append(gettext("Customers cannot cancel an order on which a place has begun"))
    if policy.lone_payment_only:
        said.append(gettext("The way of payment is changed only where a single payment carries the order"))
    if policy.same_items:
        said.append(gettext("An article may be named as its own replacement: it stays, and the change counts"))
    said.append(gettext("A difference goes: %(where)s") % {"where": name_of(policy.back_to)})
    return said
