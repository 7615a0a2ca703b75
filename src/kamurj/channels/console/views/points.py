"""Loyalty points: how they are earned, tried on last month's orders before it counts, and taken back at will."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.errors import ChangedMeanwhile, NothingToChange, UnreadableEntry
from kamurj.channels.console.forms.points import PointsForm
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys.earn_points import try_rule
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.money import Money
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import PointsRule
from kamurj.stored_value.operations import points as earning


@staff(Permission.CATALOGUE_VIEW)
@at_desk
def points(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The rules; on POST another one is first tried, then written. Raises NotPermitted."""
    form, preview = PointsForm(sent(request)), None
    refusal: KamurjError | None = None
    rules = value.points_rules()
    if request.method == "POST":
        if not desk.may(Permission.PRICES_EDIT):
            raise NotPermitted(permission=Permission.PRICES_EDIT.value)
        if form.is_valid():
            try:
                wanted = form.rule(desk.now)
                before = rules.get(wanted.currency)
                _refuse_the_same(before, wanted)
                if "apply" in request.POST:
                    _write(wanted, desk)
                    _offer(request, wanted.currency, before, wanted)
                    return redirect("console:points")
                preview = {"wanted": wanted, "before": before, "tried": try_rule(rule=wanted, now=desk.now)}
            except KamurjError as why:
                refusal = why
    context: dict[str, Any] = {
        "rules": rules.values(),
        "form": form,
        "preview": preview,
        "refusal": refusal_text(refusal) if refusal else "",
    }
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "points.html", context, status=status)


@staff(Permission.PRICES_EDIT)
@require_POST
@at_desk
def end_points(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Let no more points be earned in a currency. Raises UnreadableEntry where none are."""
    currency = request.POST.get("currency", "")
    before = value.points_rules().get(currency)
    if before is None:
        raise UnreadableEntry(entry=currency[:3])
    earning.end_points_rule(currency=currency, now=desk.now, origin=desk.origin)
    _offer(request, currency, before, None)
    return redirect("console:points")


@staff(Permission.PRICES_EDIT)
@require_POST
@at_desk
def undo_points(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Let points be earned as before. Raises ChangedMeanwhile, UndoGone."""
    kept = redeem(request, "console:undo_points")
    currency = kept["currency"]
    if _terms(value.points_rules().get(currency)) != kept["is"]:
        raise ChangedMeanwhile
    if kept["was"] is None:
        earning.end_points_rule(currency=currency, now=desk.now, origin=desk.origin)
    else:
        basis_points, minor, valid_days = kept["was"]
        _write(PointsRule(currency, basis_points, Money(minor, currency), valid_days, desk.now), desk)
    messages.success(request, gettext("Points are earned as they were before."))
    return redirect("console:points")


def _refuse_the_same(before: PointsRule | None, wanted: PointsRule) -> None:
    if _terms(before) == _terms(wanted):
        raise NothingToChange


def _terms(rule: PointsRule | None) -> list[int | None] | None:
    return None if rule is None else [rule.basis_points, rule.point.minor, rule.valid_days]


def _write(rule: PointsRule, desk: Desk) -> None:
    earning.set_points_rule(
        currency=rule.currency,
        basis_points=rule.basis_points,
        point=rule.point,
        valid_days=rule.valid_days,
        now=desk.now,
        origin=desk.origin,
    )


def _offer(request: HttpRequest, currency: str, before: PointsRule | None, after: PointsRule | None) -> None:
    offer(
        request,
        text=gettext("Points in %(currency)s are earned otherwise from now on.") % {"currency": currency},
        to="console:undo_points",
        before={"currency": currency, "was": _terms(before), "is": _terms(after)},
        back=reverse("console:points"),
    )
