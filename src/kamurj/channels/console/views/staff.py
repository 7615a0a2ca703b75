"""Staff: who works here, as what and where."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import number_or_404, sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.forms.staff import MemberForm, NewMemberForm
from kamurj.foundation.access import operations as access
from kamurj.foundation.access.contracts import Permission, Role, StaffCard
from kamurj.foundation.access.errors import AccessError
from kamurj.foundation.access.guards import staff
from kamurj.foundation.access.queries import staff_cards
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.ids import LocationId


@staff(Permission.STAFF_MANAGE)
@at_desk
def staff_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody who works or worked here."""
    return show(request, desk, "staff.html", {"members": staff_cards()})


@staff(Permission.STAFF_MANAGE)
@at_desk
def new_member(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take somebody on; a password can be given, or is set by them over the reset mail."""
    form = NewMemberForm(sent(request), desk=desk)
    refusal: AccessError | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            access.create_staff(
                email=given["email"],
                password=given["password"] or None,
                name=given["name"],
                role=Role(given["role"]),
                location=LocationId(int(given["location"])) if given["location"] else None,
                now=desk.now,
                origin=desk.origin,
                language=given["language"],
            )
        except AccessError as why:
            refusal = why
        else:
            messages.success(request, gettext("%(name)s can log in now.") % {"name": given["name"]})
            return redirect("console:staff")
    context = {"form": form, "refusal": refusal_text(refusal) if refusal else ""}
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "staff_new.html", context, status=status)


@staff(Permission.STAFF_MANAGE)
@at_desk
def member(request: HttpRequest, desk: Desk, user: int) -> HttpResponse:
    """One member's role and store; on POST they are changed."""
    card = _card(user)
    initial = {"role": card.role.value, "location": str(card.location_id or "")}
    form = MemberForm(sent(request), initial=initial, desk=desk)
    refusal: AccessError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            access.change_role(
                user=card.user_id,
                role=Role(form.cleaned_data["role"]),
                location=LocationId(int(form.cleaned_data["location"])) if form.cleaned_data["location"] else None,
                now=desk.now,
                origin=desk.origin,
            )
        except AccessError as why:
            refusal = why
        else:
            messages.success(request, gettext("%(name)s is saved.") % {"name": card.name or card.email})
            return redirect("console:staff")
    context = {"form": form, "card": card, "refusal": refusal_text(refusal) if refusal else ""}
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "member.html", context, status=status)


@staff(Permission.STAFF_MANAGE)
@require_POST
@at_desk
def dismiss_member(request: HttpRequest, desk: Desk, user: int) -> HttpResponse:
    """End somebody's work here; their keys are worth nothing any more."""
    card = _card(user)
    try:
        access.dismiss(user=card.user_id, now=desk.now, origin=desk.origin)
    except AccessError as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("console:member", card.user_id)
    messages.success(request, gettext("%(name)s no longer works here.") % {"name": card.name or card.email})
    return redirect("console:staff")


@staff(Permission.STAFF_MANAGE)
@require_POST
@at_desk
def take_back(request: HttpRequest, desk: Desk, user: int) -> HttpResponse:
    """Take somebody back who left, with the role they had."""
    card = _card(user)
    if not card.is_active:
        access.grant_role(user=card.user_id, role=card.role, location=card.location_id, now=desk.now, origin=desk.origin)
        messages.success(request, gettext("%(name)s works here again.") % {"name": card.name or card.email})
    return redirect("console:staff")


def _card(user: int) -> StaffCard:
    wanted = number_or_404(user)
    for card in staff_cards():
        if card.user_id == wanted:
            return card
    raise Http404
