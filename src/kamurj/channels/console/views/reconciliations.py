"""The provider's books beside ours: every comparison that was made, what disagrees, and the same as a file."""

from __future__ import annotations

import csv
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.desk import Desk, at_desk, show
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.orders import queries as orders
from kamurj.payments import recovery
from kamurj.payments.recovery import provider_names

A_MONTH = timedelta(days=31)


@staff(Permission.ORDERS_REFUND)
@at_desk
def reconciliations(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The latest comparisons; the newest one's differences in full."""
    runs = recovery.reconciliations()
    concerned = [one.order for one in runs[0].differences if one.order] if runs else []
    context = {"runs": runs, "latest": runs[0] if runs else None, "orders": orders.orders_by_id(concerned)}
    return show(request, desk, "reconciliations.html", context)


@staff(Permission.ORDERS_REFUND)
@require_POST
@at_desk
def run(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Compare now, with every provider that is set up. Raises ProviderSilent, ProviderUnreachable."""
    found = 0
    for provider in provider_names():
        kept = recovery.reconcile_and_keep(since=desk.now - A_MONTH, now=desk.now, provider=provider)
        found += len(kept.differences)
    if found:
        said = ngettext("%(count)d payment disagrees.", "%(count)d payments disagree.", found) % {"count": found}
        messages.warning(request, said)
    else:
        messages.success(request, gettext("Both books agree."))
    return redirect("console:reconciliations")


@staff(Permission.ORDERS_REFUND)
@at_desk
def as_csv(request: HttpRequest, desk: Desk, run: UUID) -> HttpResponse:
    """One comparison as a file."""
    del request, desk
    wanted = next((one for one in recovery.reconciliations() if one.id == run), None)
    if wanted is None:
        raise Http404
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    day = wanted.made_at.date().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="reconciliation-{wanted.provider}-{day}.csv"'
    lines = csv.writer(answer)
    lines.writerow(["payment", "kind", "order", "ours", "theirs", "currency"])
    for one in wanted.differences:
        # A name from outside must not become a formula in somebody's spreadsheet.
        key = f"'{one.payment_key}" if one.payment_key[:1] in "=+-@\t\r" else one.payment_key
        lines.writerow([key, one.kind.value, one.order or "", one.ours.amount, one.theirs.amount, one.ours.currency])
    return answer
