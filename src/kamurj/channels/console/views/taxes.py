"""Tax rates: what applies where and since when, and changing it with a preview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.errors import ChangedMeanwhile, NothingToChange
from kamurj.channels.console.forms.prices import TaxForm, period_of
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError
from kamurj.pricing import operations as pricing
from kamurj.pricing import queries as priced
from kamurj.pricing.contracts import TaxRate


@staff(Permission.CATALOGUE_VIEW)
@at_desk
def taxes(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The rates; on POST a new one is first shown, then written. Raises NotPermitted."""
    rates = priced.tax_rates()
    form = TaxForm(sent(request))
    preview: dict[str, Any] | None = None
    refusal: KamurjError | None = None
    if request.method == "POST":
        if not desk.may(Permission.PRICES_EDIT):
            raise NotPermitted(permission=Permission.PRICES_EDIT.value)
        if form.is_valid():
            wanted = _wanted(form, desk)
            before = _applies(rates, wanted)
            if before is not None and before.basis_points == wanted.basis_points:
                refusal = NothingToChange()
            elif "apply" in request.POST:
                try:
                    _write(wanted, desk)
                except KamurjError as why:
                    refusal = why
                else:
                    _offer(request, wanted, before)
                    return redirect("console:taxes")
            else:
                preview = {"wanted": wanted, "before": before}
    context = {
        "rates": [(rate, _is_current(rate, rates, desk.now)) for rate in rates],
        "form": form,
        "preview": preview,
        "refusal": refusal_text(refusal) if refusal else "",
        "untaxed": priced.regions_without_tax(now=desk.now),
    }
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "taxes.html", context, status=status)


@staff(Permission.PRICES_EDIT)
@require_POST
@at_desk
def undo_tax(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Let the rate apply again that applied before. Raises ChangedMeanwhile, UndoGone."""
    before = redeem(request, "console:undo_tax")
    was = TaxRate(before["region"], before["tax_category"], before["was"], datetime.fromisoformat(before["starts_at"]))
    now_applies = _applies(priced.tax_rates(), was)
    if now_applies is None or now_applies.basis_points != before["is"]:
        raise ChangedMeanwhile
    _write(was, desk)
    messages.success(request, gettext("The rate is what it was before."))
    return redirect("console:taxes")


def _wanted(form: TaxForm, desk: Desk) -> TaxRate:
    given = form.cleaned_data
    return TaxRate(
        region=given["region"].strip().upper(),
        tax_category=given["tax_category"].strip(),
        basis_points=int(given["percent"] * 100),
        starts_at=period_of(given["starts"], desk) or desk.now,
    )


def _write(rate: TaxRate, desk: Desk) -> None:
    pricing.change_tax_rate(
        region=rate.region,
        tax_category=rate.tax_category,
        basis_points=rate.basis_points,
        starts_at=rate.starts_at,
        now=desk.now,
        origin=desk.origin,
    )


def _offer(request: HttpRequest, wanted: TaxRate, before: TaxRate | None) -> None:
    before_points = 0 if before is None else before.basis_points
    offer(
        request,
        text=gettext("The tax rate of %(region)s is changed.") % {"region": wanted.region},
        to="console:undo_tax",
        before={
            "region": wanted.region,
            "tax_category": wanted.tax_category,
            "was": before_points,
            "is": wanted.basis_points,
            "starts_at": wanted.starts_at.isoformat(),
        },
        back=reverse("console:taxes"),
    )


def _applies(rates: Sequence[TaxRate], wanted: TaxRate) -> TaxRate | None:
    """The rate of this region and category at the moment the wanted one starts; the rates come by start."""
    fitting = [
        rate
        for rate in rates
        if (rate.region, rate.tax_category) == (wanted.region, wanted.tax_category) and rate.starts_at <= wanted.starts_at
    ]
    return fitting[-1] if fitting else None


def _is_current(rate: TaxRate, rates: Sequence[TaxRate], now: datetime) -> bool:
    return rate == _applies(rates, TaxRate(rate.region, rate.tax_category, 0, now))
