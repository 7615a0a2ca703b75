"""The ledger over all articles, as a page and as a file; and what places lose outside trade."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from kamurj.catalogue import queries as catalogue
from kamurj.channels.console.asked import number
from kamurj.channels.console.desk import Desk, at_desk, show
from kamurj.channels.console.forms.shelf import MovementFilter, PeriodForm
from kamurj.channels.console.people import people
from kamurj.channels.console.shrink_chart import both_ways
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.kernel.ids import VariantId
from kamurj.stock import adjustments
from kamurj.stock import queries as stocked
from kamurj.stock.contracts.corrections import SHRINKING, Shrinkage

A_PAGE = 50
A_FILE = 10_000
"""A file has so many rows at most, the newest; narrow the days for older ones."""
A_MONTH = timedelta(days=30)
PLACES_DRAWN = 15


@staff(Permission.STOCK_VIEW)
@at_desk
def movements(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What came and went, the newest first, by place, reason and days; of one article if it is named."""
    form = MovementFilter(request.GET, desk=desk)
    before = number(request.GET.get("before"))
    found = stocked.movements(variant=_variant(request), **form.asked(desk.zone), before=before, limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    made = adjustments.adjustments(references=[one.reference for one in shown if one.reference])
    context: dict[str, Any] = {
        "form": form,
        "movements": shown,
        "made": made,
        "people": people([one.made_by for one in made.values()]),
        "cards": catalogue.variant_cards([one.variant for one in shown], desk.language),
        "variant": _variant(request),
        "next": shown[-1].id if len(found) > A_PAGE else None,
        "is_first": before is None,
        "file": request.GET.urlencode(),
    }
    return show(request, desk, "movements.html", context)


@staff(Permission.STOCK_VIEW)
@at_desk
def movements_file(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The same as a file: at most ten thousand rows, the newest."""
    form = MovementFilter(request.GET, desk=desk)
    found = stocked.movements(variant=_variant(request), **form.asked(desk.zone), limit=A_FILE)
    made = adjustments.adjustments(references=[one.reference for one in found if one.reference])
    cards = catalogue.variant_cards(list({one.variant for one in found}), desk.language)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="movements-{desk.now.date().isoformat()}.csv"'
    lines = csv.writer(answer)
    lines.writerow(["at", "location", "sku", "quantity", "reason", "reference", "note"])
    for one in found:
        note = made[one.reference].note if one.reference in made else ""
        sku = cards[one.variant].sku if one.variant in cards else str(one.variant)
        place = desk.places[one.location].code if one.location in desk.places else str(one.location)
        row = [one.at.isoformat(), place, sku, one.quantity, one.reason, one.reference or "", note]
        lines.writerow([_plain(value) for value in row])
    return answer


@staff(Permission.STOCK_VIEW)
@at_desk
def shrinkage(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What places lose and find outside trade, the last thirty days or those that are asked for."""
    form = PeriodForm(request.GET)
    since, until = form.period(desk.zone)
    until = until or desk.now
    since = since or until - A_MONTH
    found = stocked.shrinkage(since=since, until=until)
    reasons = [reason for reason in SHRINKING if any(reason in one.pieces for one in found)]
    context = {
        "form": form,
        "since": since,
        "until": until,
        "rows": found,
        "reasons": reasons,
        "total": sum(one.net for one in found),
        "chart": both_ways([(desk.place_name(one.location), *_ways(one)) for one in found[:PLACES_DRAWN]]),
    }
    return show(request, desk, "shrinkage.html", context)


def _ways(one: Shrinkage) -> tuple[int, int]:
    """Pieces that went and pieces that came."""
    return -sum(min(0, count) for count in one.pieces.values()), sum(max(0, count) for count in one.pieces.values())


def _variant(request: HttpRequest) -> VariantId | None:
    found = number(request.GET.get("article"))
    return None if found is None else VariantId(found)


def _plain(value: object) -> object:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
