"""Claims: what customers say is wrong, how it is put right, and from where on somebody has to agree."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import member, sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.errors import ChangedMeanwhile
from kamurj.channels.console.forms.claims import DecisionForm, LimitForm
from kamurj.channels.console.names import name_of
from kamurj.channels.console.people import people
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.files.views import private_file
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys import claims as claiming
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.payments import queries as paid
from kamurj.returns.contracts.claims import CLAIM_STATUS_NAMES, KIND_NAMES, OUTCOME_NAMES, Claim, ClaimId, ClaimStatus
from kamurj.returns.operations import claims as deciding
from kamurj.returns.queries import claims as claimed

UNDO = "console:undo_claim"
UNDO_LIMIT = "console:undo_claim_limit"


@staff(Permission.ORDERS_VIEW)
@at_desk
def claims(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What customers complain of, newest first; and the limits. On POST, a limit is set. Raises NotPermitted."""
    form = LimitForm(sent(request))
    if request.method == "POST":
        if not desk.may(Permission.PRICES_EDIT):
            raise NotPermitted(permission=Permission.PRICES_EDIT.value)
        if form.is_valid():
            return _set_limit(request, desk, form)
    status = member(ClaimStatus, request.GET.get("status"))
    found = claimed.claims(status=status)
    placed = orders.orders_by_id([one.order for one in found])
    context = {
        "rows": [{"claim": one, "order": placed.get(one.order), **_words(one)} for one in found],
        "states": [(one, gettext(CLAIM_STATUS_NAMES[one])) for one in ClaimStatus],
        "chosen": status,
        "limits": [one.limit for one in claimed.limits().values()],
        "form": form,
    }
    return show(request, desk, "claims.html", context, status=422 if form.errors else 200)


@staff(Permission.ORDERS_VIEW)
@at_desk
def claim(request: HttpRequest, desk: Desk, claim: UUID) -> HttpResponse:
    """One claim; on POST it is first shown what a decision would mean, then done. Raises ClaimNotFound, NotPermitted."""
    known = claimed.claim(ClaimId(claim))
    order = orders.order(known.order)
    form = DecisionForm(sent(request), claim=known, customer=order.customer)
    remedy, refusal = None, ""
    status = 200
    if request.method == "POST":
        if not desk.may(Permission.ORDERS_REFUND):
            raise NotPermitted(permission=Permission.ORDERS_REFUND.value)
        status = 422
        if form.is_valid():
            try:
                if "apply" in request.POST:
                    return _decide(request, desk, known, form)
                remedy = claiming.preview_claim(claim=known.id, outcome=form.outcome_chosen, amount=form.money)
                status = 200
            except KamurjError as why:
                refusal, status = refusal_text(why), status_of(why)
    names = {line.position: line for line in order.lines}
    context = {
        "claim": known,
        "order": order,
        **_words(known),
        "lines": [(line, names[line.position]) for line in known.complaint.lines],
        "photos": range(1, len(known.complaint.photos) + 1),
        "form": form,
        "remedy": remedy,
        "outcome_name": gettext(OUTCOME_NAMES[remedy.outcome]) if remedy else "",
        "parts": [(name_of(part.payment.method), part.amount) for part in remedy.parts] if remedy else (),
        "may_approve": desk.may(Permission.CLAIMS_APPROVE),
        "refusal": refusal,
        "refunds": [(name_of(paid.payment(payment=one.payment).method), one) for one in claiming.refunds_of_claim(known)],
        "new_order": orders.order(known.new_order) if known.new_order else None,
        "decided_by": people([known.decided_by]).get(known.decided_by or "", ""),
    }
    return show(request, desk, "claim.html", context, status=status)


@staff(Permission.ORDERS_REFUND)
@require_POST
@at_desk
def reject(request: HttpRequest, desk: Desk, claim: UUID) -> HttpResponse:
    """The shop does not put it right; the customer reads why. Can be taken back. Raises ClaimNotFound, ClaimIsOver."""
    reason = " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:200]
    address = reverse("console:claim", args=[claim])
    if not reason:
        messages.error(request, gettext("Say why: the customer reads it."))
        return redirect(address)
    claiming.reject_claim(claim=ClaimId(claim), reason=reason, now=desk.now, origin=desk.origin)
    offer(request, text=gettext("The claim is rejected."), to=UNDO, before={"claim": str(claim)}, back=address)
    return redirect(address)


@staff(Permission.ORDERS_REFUND)
@require_POST
@at_desk
def undo_claim(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A rejected claim is to be decided again. Raises UndoGone, ClaimNotRejected, ClaimIsOpen."""
    before = redeem(request, UNDO)
    claiming.take_rejection_back(claim=ClaimId(UUID(before["claim"])), now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The claim is open again."))
    return redirect("console:claim", before["claim"])


@staff(Permission.ORDERS_REFUND)
@require_POST
@at_desk
def reopen(request: HttpRequest, desk: Desk, claim: UUID) -> HttpResponse:
    """The same, whenever it was rejected. Raises ClaimNotFound, ClaimNotRejected, ClaimIsOpen."""
    claiming.take_rejection_back(claim=ClaimId(claim), now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The claim is open again."))
    return redirect("console:claim", claim)


@staff(Permission.ORDERS_REFUND)
@require_POST
@at_desk
def note_carrier(request: HttpRequest, desk: Desk, claim: UUID) -> HttpResponse:
    """Write down what was reported to the carrier. Raises ClaimNotFound."""
    deciding.note_carrier(id=ClaimId(claim), note=request.POST.get("note", ""), now=desk.now)
    messages.success(request, gettext("The note is kept."))
    return redirect("console:claim", claim)


@staff(Permission.ORDERS_VIEW)
@at_desk
def photo(request: HttpRequest, desk: Desk, claim: UUID, place: int) -> HttpResponse:
    """A photo of a claim. Raises ClaimNotFound."""
    del request, desk
    photos = claimed.claim(ClaimId(claim)).complaint.photos
    if not 1 <= place <= len(photos):
        raise Http404
    return private_file(photos[place - 1])


@staff(Permission.PRICES_EDIT)
@require_POST
@at_desk
def undo_limit(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Let the limit hold again that held before. Raises ChangedMeanwhile, UndoGone."""
    before = redeem(request, UNDO_LIMIT)
    currency, known = before["currency"], claimed.limits().get(before["currency"])
    if (known.limit.minor if known else None) != before["is"]:
        raise ChangedMeanwhile
    was = None if before["was"] is None else Money(before["was"], currency)
    deciding.set_limit(currency=currency, limit=was, now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The limit is what it was before."))
    return redirect("console:claims")


def _decide(request: HttpRequest, desk: Desk, known: Claim, form: DecisionForm) -> HttpResponse:
    done = claiming.settle_claim(
        claim=known.id,
        outcome=form.outcome_chosen,
        amount=form.money,
        reason=form.cleaned_data["reason"] or None,
        to=form.to(),
        may_approve=desk.may(Permission.CLAIMS_APPROVE),
        now=desk.now,
        origin=desk.origin,
    )
    if done.awaits_approval:
        messages.success(request, gettext("It is above the limit: somebody who may approve claims decides."))
    else:
        messages.success(request, gettext("The claim is decided."))
    return redirect("console:claim", known.id)


def _set_limit(request: HttpRequest, desk: Desk, form: LimitForm) -> HttpResponse:
    currency, limit = form.cleaned_data["currency"], form.cleaned_data["limit"]
    was = deciding.set_limit(currency=currency, limit=limit, now=desk.now, origin=desk.origin)
    if was != limit:
        offer(
            request,
            text=gettext("The limit is set."),
            to=UNDO_LIMIT,
            before={"currency": currency, "was": was and was.minor, "is": limit and limit.minor},
            back=reverse("console:claims"),
        )
    return redirect("console:claims")


def _words(one: Claim) -> dict[str, Any]:
    return {
        "kind": gettext(KIND_NAMES[one.complaint.kind]),
        "status": gettext(CLAIM_STATUS_NAMES[one.status]),
        "outcome": gettext(OUTCOME_NAMES[one.outcome]) if one.outcome else "",
    }
