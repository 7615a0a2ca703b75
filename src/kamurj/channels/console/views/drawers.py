"""The drawers of every till: opened, counted, and by how much they were off; and what tills keep to."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.names import name_of
from kamurj.channels.console.people import people
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission, Role
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys.till_report import till_report
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import LocationId
from kamurj.kernel.money import EXPONENTS, Money
from kamurj.locations.contracts import LocationKind
from kamurj.tills import queries as tills
from kamurj.tills.contracts import DrawerId, EntryKind
from kamurj.tills.operations import policy

AT_TILLS = (Role.ASSOCIATE, Role.MANAGER, Role.ADMINISTRATOR)
SHOWN = 100


class PolicyForm(forms.Form):
    """One number of the policy: a role's limit in percent, or a currency's smallest coin in minor units."""

    name = forms.CharField(max_length=40, widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=0, max_value=10**9)


@staff(Permission.ORDERS_REFUND)
@at_desk
def drawers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Sessions, the latest first; of one place, or only those that were off."""
    text = request.GET.get("place", "")
    place = LocationId(int(text)) if text.isascii() and text.isdecimal() and len(text) < 18 else None
    only_different = request.GET.get("off") == "1"
    found = tills.drawers(location=place, only_different=only_different, limit=SHOWN)
    context = {
        "drawers": found,
        "place": place,
        "only_different": only_different,
        "stores": [card for card in desk.places.values() if card.kind is LocationKind.STORE],
        "people": people(name for one in found for name in (one.opened_by, one.closed_by)),
    }
    return show(request, desk, "drawers.html", context)


@staff(Permission.ORDERS_REFUND)
@at_desk
def drawer(request: HttpRequest, desk: Desk, drawer: UUID) -> HttpResponse:
    """One session in numbers."""
    report = till_report(drawer=DrawerId(drawer))
    nothing = Money.zero(report.expected.currency)
    context = {
        "report": report,
        "here": desk.places.get(report.drawer.location),
        "rounding": sum((one.amount for one in report.of(EntryKind.ROUNDING)), start=nothing),
        "people": people([report.drawer.opened_by, report.drawer.closed_by, *(one.by for one in report.by_hand)]),
    }
    return show(request, desk, "drawer.html", context)


@staff(Permission.STAFF_MANAGE)
@at_desk
def till_policy(request: HttpRequest, desk: Desk) -> HttpResponse:
    """How much each role may take off by hand, and the smallest coins; each is changed by itself and can be taken back."""
    refusal = ""
    status = 200
    if request.method == "POST":
        form = PolicyForm(request.POST)
        if not form.is_valid():
            refusal, status = gettext("Write a whole number."), 422
        else:
            try:
                before = _change(form.cleaned_data["name"], form.cleaned_data["number"], desk)
            except KamurjError as why:
                refusal, status = refusal_text(why), status_of(why)
            else:
                offer(
                    request,
                    text=gettext("The tills keep to it from now on."),
                    to="console:undo_till_policy",
                    before={"name": form.cleaned_data["name"], "number": before},
                    back=reverse("console:till_policy"),
                )
                return redirect("console:till_policy")
    now = tills.policy()
    currencies = sorted({card.currency for card in desk.places.values()})
    context = {
        "limits": [(f"limit:{role.value}", name_of(role), now.limit_of(role.value) // 100) for role in AT_TILLS],
        "steps": [(f"step:{each}", each, now.step_of(each), Money(now.step_of(each), each)) for each in currencies],
        "refusal": refusal,
    }
    return show(request, desk, "till_policy.html", context, status=status)


@staff(Permission.STAFF_MANAGE)
@require_POST
@at_desk
def undo_till_policy(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Let the number be again what it was. Raises UndoGone."""
    before = redeem(request, "console:undo_till_policy")
    _change(before["name"], before["number"], desk)
    messages.success(request, gettext("The tills keep to what was before."))
    return redirect("console:till_policy")


def _change(name: str, number: int, desk: Desk) -> int:
    """Change one number; what it was. Raises PolicyOutOfRange."""
    kind, _colon, of = name.partition(":")
    now = tills.policy()
    if kind == "limit" and of in {role.value for role in AT_TILLS}:
        policy.set_limit(role=of, basis_points=number * 100, now=desk.now, origin=desk.origin)
        return now.limit_of(of) // 100
    currency = of if kind == "step" and of in EXPONENTS else ""
    policy.set_step(currency=currency or "AMD", minor=number if currency else 0, now=desk.now, origin=desk.origin)
    return now.step_of(of)
