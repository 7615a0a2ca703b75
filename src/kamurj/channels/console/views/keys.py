"""API keys: what programs may do, issued with a secret that is shown once."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import day_begins, sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.forms.staff import KeyForm
from kamurj.foundation.access import operations as access
from kamurj.foundation.access.contracts import IssuedKey, Permission, Scope
from kamurj.foundation.access.errors import AccessError
from kamurj.foundation.access.guards import staff
from kamurj.foundation.access.queries import api_keys
from kamurj.foundation.words.sentences import refusal_text

DAY = timedelta(days=1)


@staff(Permission.KEYS_MANAGE)
@at_desk
def key_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every key; on POST one is issued, and its secret is on the answer and nowhere else."""
    form = KeyForm(sent(request))
    refusal: AccessError | None = None
    issued: IssuedKey | None = None
    if request.method == "POST" and form.is_valid():
        last = form.cleaned_data["last_day"]
        try:
            issued = access.issue_key(
                name=form.cleaned_data["name"],
                owner=desk.member.user_id,
                scopes=[Scope(one) for one in form.cleaned_data["scopes"]],
                expires_at=day_begins(last + DAY, desk.zone) if last else None,
                now=desk.now,
                origin=desk.origin,
            )
            form = KeyForm(None)
        except AccessError as why:
            refusal = why
    context = {
        "keys": api_keys(),
        "form": form,
        "issued": issued,
        "refusal": refusal_text(refusal) if refusal else "",
        "now": desk.now,
    }
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "keys.html", context, status=status)


@staff(Permission.KEYS_MANAGE)
@require_POST
@at_desk
def revoke(request: HttpRequest, desk: Desk, prefix: str) -> HttpResponse:
    """Withdraw a key at once."""
    try:
        access.revoke_key(prefix=prefix.replace("\x00", ""), now=desk.now, origin=desk.origin)
    except AccessError as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("The key %(prefix)s is worth nothing any more.") % {"prefix": prefix})
    return redirect("console:keys")
