"""Sourcing rules: what counts how much, and what each place does; tried on recent orders before they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import number
from kamurj.channels.console.desk import Desk, at_desk, show
from kamurj.channels.console.errors import ChangedMeanwhile, NothingToChange, UnreadableEntry
from kamurj.channels.console.people import people
from kamurj.channels.console.sourcing_words import RULES, places
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.journeys.sourcing import preview_rules
from kamurj.kernel.ids import LocationId
from kamurj.orders import queries as placed
from kamurj.orders.contracts import DeliveryKind
from kamurj.sourcing import operations as sourcing
from kamurj.sourcing import queries as sourced
from kamurj.sourcing.contracts import PlaceTerms, Rule, RuleKind, RuleSet

RECENT = 100
UNDO = "console:undo_sourcing"


@dataclass(frozen=True, slots=True)
class Moved:
    """An order that other rules would take from elsewhere."""

    number: str
    before: str
    after: str


@staff(Permission.STOCK_VIEW)
@at_desk
def rules(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The rules that hold; on POST they are tried on recent orders, or with `apply` they hold from now on.

    Raises NotPermitted, UnreadableEntry, NothingToChange, ChangedMeanwhile, PointsOutOfRange, RulesChangedMeanwhile.
    """
    now_holding, _ = sourced.current(now=desk.now)
    if request.method != "POST":
        return _page(request, desk, now_holding)
    if not desk.may(Permission.STOCK_ADJUST):
        raise NotPermitted(permission=Permission.STOCK_ADJUST.value)
    if number(request.POST.get("version")) != now_holding.version:
        raise ChangedMeanwhile
    wanted = _wanted(request.POST, now_holding, desk)
    if "apply" not in request.POST:
        return _page(request, desk, wanted, preview=_preview(wanted, desk))
    after = sourcing.save_rules(rules=wanted, now=desk.now, origin=desk.origin)
    if after == now_holding:
        raise NothingToChange
    offer(
        request,
        text=gettext("The sourcing rules are saved. They hold from the next order on."),
        to=UNDO,
        before={"was": now_holding.version, "is": after.version},
        back="console:sourcing",
    )
    return redirect("console:sourcing")


@staff(Permission.STOCK_ADJUST)
@require_POST
@at_desk
def undo_rules(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Let the rules hold again that were replaced. Raises UndoGone, RulesChangedMeanwhile."""
    before = redeem(request, UNDO)
    was = sourced.rule_set(before["was"])
    sourcing.save_rules(rules=replace(was, version=before["is"]), now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The sourcing rules are as they were."))
    return redirect("console:sourcing")


def _page(request: HttpRequest, desk: Desk, shown: RuleSet, *, preview: Mapping[str, Any] | None = None) -> HttpResponse:
    versions = sourced.versions(limit=5)
    context: dict[str, Any] = {
        "rules": shown,
        "weights": [(kind, words, shown.points(kind)) for kind, words in RULES.items()],
        "rows": [(card, shown.terms(card.location)) for card in desk.trading],
        "versions": versions,
        "names": people([one.by for one in versions]),
        "preview": preview,
        "may_edit": desk.may(Permission.STOCK_ADJUST),
    }
    return show(request, desk, "sourcing.html", context)


def _preview(wanted: RuleSet, desk: Desk) -> dict[str, Any]:
    recent = placed.search_orders(limit=RECENT)
    shipped = [one.id for one in recent.orders if one.delivery_kind is DeliveryKind.SHIP]
    asked, moved = preview_rules(rules=wanted, orders=list(placed.orders_by_id(shipped).values()), now=desk.now)
    rows = [Moved(one.order.number, places(one.before.taken, desk), places(one.after.taken, desk)) for one in moved]
    return {"asked": asked, "moved": rows}


def _wanted(typed: Mapping[str, str], before: RuleSet, desk: Desk) -> RuleSet:
    keep = _number(typed, "keep", before.keep)
    weights = tuple(
        Rule(kind, _number(typed, kind.value, before.points(kind)), keep if kind is RuleKind.SHELF else 0)
        for kind in RuleKind
    )
    terms = dict(before.places)
    for card in desk.trading:
        if f"cost-{card.location}" in typed:
            terms[card.location] = _terms(typed, before.terms(card.location), card.location)
    return replace(before, rules=weights, places=terms)


def _terms(typed: Mapping[str, str], before: PlaceTerms, location: LocationId) -> PlaceTerms:
    capacity = typed.get(f"capacity-{location}", "").strip()
    return replace(
        before,
        ships=f"ships-{location}" in typed,
        paused=f"paused-{location}" in typed,
        franchise=f"franchise-{location}" in typed,
        capacity=_number(typed, f"capacity-{location}", 0) if capacity else None,
        parcel_cost=_number(typed, f"cost-{location}", before.parcel_cost),
        excluded=_numbers(typed, f"excluded-{location}", before.excluded),
    )


def _numbers(typed: Mapping[str, str], name: str, otherwise: tuple[int, ...]) -> tuple[int, ...]:
    text = typed.get(name)
    if text is None:
        return otherwise
    found = [number(part) for part in text.replace(",", " ").split()]
    if None in found:
        raise UnreadableEntry(entry=text)
    return tuple(sorted({one for one in found if one is not None}))


def _number(typed: Mapping[str, str], name: str, otherwise: int) -> int:
    text = typed.get(name)
    if text is None:
        return otherwise
    found = number(text or "0")
    if found is None:
        raise UnreadableEntry(entry=text)
    return found
