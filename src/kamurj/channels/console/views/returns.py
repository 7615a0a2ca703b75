"""Returns: what customers ask for, and the terms on which pieces come back, changed with a preview and an undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.catalogue import queries as catalogue
from kamurj.channels.console.asked import member, number, sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.errors import ChangedMeanwhile, NothingToChange
from kamurj.channels.console.forms.returns import PolicyForm
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys import request_return
from kamurj.journeys.return_terms import effect_of
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.facts import decode, encode
from kamurj.kernel.ids import CategoryId
from kamurj.orders import queries as orders
from kamurj.returns.contracts.policies import (
    CONDITION_NAMES,
    EXCHANGE_NAMES,
    MEANS_NAMES,
    SHIPPING_NAMES,
    WITHOUT_POLICY,
    Policy,
    Terms,
)
from kamurj.returns.contracts.requests import REQUEST_NAMES, STATUS_NAMES, RequestId, RequestStatus
from kamurj.returns.operations import policies as setting
from kamurj.returns.queries import policies as known
from kamurj.returns.queries import requests as asked

Place = tuple[CategoryId | None, str | None]


@staff(Permission.ORDERS_VIEW)
@at_desk
def requests(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What customers want to give back, newest first."""
    status = member(RequestStatus, request.GET.get("status"))
    found = asked.requests(status=status)
    placed = orders.orders_by_id([one.order for one in found])
    rows = [
        {
            "request": one,
            "order": placed.get(one.order),
            "kind": gettext(REQUEST_NAMES[one.wish.kind]),
            "status": gettext(STATUS_NAMES[one.status]),
            "pieces": sum(line.quantity for line in one.wish.lines),
        }
        for one in found
    ]
    states = [(one, gettext(STATUS_NAMES[one])) for one in RequestStatus]
    return show(request, desk, "return_requests.html", {"rows": rows, "states": states, "chosen": status})


@staff(Permission.ORDERS_REFUND)
@require_POST
@at_desk
def decline(request: HttpRequest, desk: Desk, asked_for: UUID) -> HttpResponse:
    """The pieces are not taken back; the customer reads why. Raises RequestNotFound, RequestIsOver."""
    reason = " ".join(request.POST.get("reason", "").split())[:200]
    if not reason:
        messages.error(request, gettext("Say why: the customer reads it."))
    else:
        request_return.decline_request(request=RequestId(asked_for), reason=reason, now=desk.now, origin=desk.origin)
        messages.success(request, gettext("The request is declined."))
    return redirect("console:return_requests")


@staff(Permission.ORDERS_VIEW)
@at_desk
def policies(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The terms; on POST others are first shown with what they would change, then set or ended. Raises NotPermitted."""
    categories = catalogue.categories(desk.language)
    terms = known.policies()
    editing = next((one for one in terms if one.id == number(request.GET.get("edit"))), None)
    form = PolicyForm(sent(request), categories=categories, known=editing)
    preview: dict[str, Any] | None = None
    refusal: KamurjError | None = None
    if request.method == "POST":
        if not desk.may(Permission.PRICES_EDIT):
            raise NotPermitted(permission=Permission.PRICES_EDIT.value)
        if form.is_valid():
            place, wanted = form.place(), None if "end" in request.POST else form.terms()
            before = _own(terms, place)
            if (before.terms if before else None) == wanted:
                refusal = NothingToChange()
            elif "apply" in request.POST:
                try:
                    _write(place, wanted, desk)
                except KamurjError as why:
                    refusal = why
                else:
                    _offer(request, place, before, wanted)
                    return redirect("console:return_policies")
            else:
                preview = _preview(terms, place, before, wanted, desk)
    names = {one.category: one.name for one in categories}
    context = {
        "rows": [(one, names.get(one.category, "") if one.category else "", words_of(one.terms)) for one in terms],
        "house": words_of(WITHOUT_POLICY),
        "form": form,
        "preview": preview,
        "ending": preview is not None and preview["after"] is None,
        "refusal": refusal_text(refusal) if refusal else "",
    }
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "return_policies.html", context, status=status)


@staff(Permission.PRICES_EDIT)
@require_POST
@at_desk
def undo_policy(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Let the terms hold again that held before. Raises ChangedMeanwhile, UndoGone."""
    before = redeem(request, "console:undo_return_policy")
    place: Place = (before["category"], before["country"])
    own = _own(known.policies(), place)
    if (None if own is None else encode(own.terms)) != before["is"]:
        raise ChangedMeanwhile
    _write(place, None if before["was"] is None else _terms(before["was"]), desk)
    messages.success(request, gettext("The terms are what they were before."))
    return redirect("console:return_policies")


def words_of(terms: Terms) -> list[str]:
    """Terms as a list of sentences."""
    days = gettext("without a limit") if terms.days is None else gettext("%(days)s days") % {"days": terms.days}
    said = (
        [gettext("Can be returned: %(period)s") % {"period": days}] if terms.returnable else [gettext("Cannot be returned")]
    )
    said += [gettext(CONDITION_NAMES[terms.condition]), gettext(SHIPPING_NAMES[terms.shipping])]
    said.append(gettext("Money: %(means)s") % {"means": ", ".join(gettext(MEANS_NAMES[one]) for one in terms.means)})
    said.append(gettext("Exchange: %(what)s") % {"what": gettext(EXCHANGE_NAMES[terms.exchange])})
    if terms.receipt_needed:
        said.append(gettext("Only with its receipt or order number"))
    if terms.one_request_an_order:
        said.append(gettext("One open request an order"))
    return said


def _own(terms: tuple[Policy, ...], place: Place) -> Policy | None:
    return next((one for one in terms if (one.category, one.country) == place), None)


def _preview(
    terms: tuple[Policy, ...], place: Place, before: Policy | None, wanted: Terms | None, desk: Desk
) -> dict[str, Any]:
    others = [one for one in terms if one is not before]
    after = others if wanted is None else [*others, Policy(0, *place, wanted, desk.now, None)]
    return {
        "before": words_of(before.terms) if before else None,
        "after": words_of(wanted) if wanted else None,
        "effect": effect_of(after, now=desk.now),
    }


def _write(place: Place, wanted: Terms | None, desk: Desk) -> None:
    category, country = place
    if wanted is None:
        setting.end_policy(category=category, country=country, now=desk.now, origin=desk.origin)
    else:
        setting.set_policy(category=category, country=country, terms=wanted, now=desk.now, origin=desk.origin)


def _offer(request: HttpRequest, place: Place, before: Policy | None, wanted: Terms | None) -> None:
    offer(
        request,
        text=gettext("The return policy is changed."),
        to="console:undo_return_policy",
        before={
            "category": place[0],
            "country": place[1],
            "was": None if before is None else encode(before.terms),
            "is": None if wanted is None else encode(wanted),
        },
        back=reverse("console:return_policies"),
    )


def _terms(kept: dict[str, Any]) -> Terms:
    """Terms as the offer of an undo kept them."""
    return decode(Terms, kept)  # type: ignore[type-var]  # Terms are no fact, but are written as one
