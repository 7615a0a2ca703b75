"""Something is wrong, said at the counter: written down, decided, and where it can be, put right at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from kamurj.channels.store.answers import posted, status_of
from kamurj.channels.store.forms.claims import ClaimForm, DecisionForm
from kamurj.channels.store.names import METHOD_NAMES
from kamurj.channels.store.return_words import ways_of_parts
from kamurj.channels.store.sentences import told
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.files.contracts import FileKind
from kamurj.foundation.files.operations import store_file
from kamurj.foundation.files.views import private_file
from kamurj.journeys import claims as claiming
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.orders import queries as orders
from kamurj.payments import queries as paid
from kamurj.returns.contracts.claims import CLAIM_STATUS_NAMES, KIND_NAMES, OUTCOME_NAMES, Claim, ClaimId, ClaimKind
from kamurj.returns.queries import claims as claimed


@staff(Permission.RETURNS_ACCEPT)
@at_work
def new_claim(request: HttpRequest, here: Workplace, number: str) -> HttpResponse:
    """Write down what is wrong; sent twice, it is one claim. Raises OrderNotFound."""
    found = orders.order_by_number(number)
    shown = claiming.what_may_be_claimed(order=found.id, customer=None)
    form_id = _form_id(request)
    form = ClaimForm(request.POST if request.method == "POST" else None, lines=shown.lines)
    refusal, status = "", 200
    if request.method == "POST":
        if any(one.id == form_id for one in shown.claims):
            return redirect("store:claim", claim=form_id)
        status = 422
        if form.is_valid():
            try:
                _open(request, here, found.id, form, form_id)
            except KamurjError as why:
                refusal, status = told(why, here), status_of(why)
            else:
                return redirect("store:claim", claim=form_id)
    context = {
        "here": here,
        "order": found,
        "form": form,
        "rows": form.rows(),
        "form_id": form_id,
        "refusal": refusal,
        "can_be_claimed": shown.can_be_claimed,
    }
    return render(request, "store/new_claim.html", context, status=status)


@staff(Permission.RETURNS_ACCEPT)
@at_work
def claim(request: HttpRequest, here: Workplace, claim: UUID) -> HttpResponse:
    """One claim; on POST it is first shown what a decision would mean, then done. Raises ClaimNotFound."""
    known = claimed.claim(ClaimId(claim))
    form = DecisionForm(request.POST if request.method == "POST" else None, currency=known.value.currency)
    remedy, refusal, status = None, "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if "apply" in request.POST:
                    return _decide(request, here, known, form)
                remedy = claiming.preview_claim(claim=known.id, outcome=form.outcome_chosen, amount=form.money)
                status = 200
            except KamurjError as why:
                refusal, status = told(why, here), status_of(why)
    order = orders.order(known.order)
    names = {line.position: line for line in order.lines}
    context = {
        "here": here,
        "claim": known,
        "order": order,
        "kind": gettext(KIND_NAMES[known.complaint.kind]),
        "state": gettext(CLAIM_STATUS_NAMES[known.status]),
        "outcome": gettext(OUTCOME_NAMES[known.outcome]) if known.outcome else "",
        "lines": [(line, names[line.position]) for line in known.complaint.lines],
        "photos": range(1, len(known.complaint.photos) + 1),
        "form": form,
        "remedy": remedy,
        "remedy_name": gettext(OUTCOME_NAMES[remedy.outcome]) if remedy else "",
        "parts": ways_of_parts(remedy.parts) if remedy else (),
        "may_approve": here.member.may(Permission.CLAIMS_APPROVE),
        "refunds": [
            (METHOD_NAMES[paid.payment(payment=one.payment).method], one) for one in claiming.refunds_of_claim(known)
        ],
        "new_order": orders.order(known.new_order) if known.new_order else None,
        "refusal": refusal,
    }
    return render(request, "store/claim.html", context, status=status)


@staff(Permission.RETURNS_ACCEPT)
@posted("store:claim", "claim")
@at_work
def reject(request: HttpRequest, here: Workplace, claim: UUID) -> HttpResponse:
    """The shop does not put it right; the customer reads why. Raises ClaimNotFound, ClaimIsOver."""
    reason = " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:200]
    if not reason:
        messages.error(request, gettext("Say why: the customer reads it."))
    else:
        claiming.reject_claim(claim=ClaimId(claim), reason=reason, now=here.now, origin=here.origin)
    return redirect("store:claim", claim=claim)


@staff(Permission.RETURNS_ACCEPT)
@posted("store:claim", "claim")
@at_work
def reopen(request: HttpRequest, here: Workplace, claim: UUID) -> HttpResponse:
    """A rejection is taken back. Raises ClaimNotFound, ClaimNotRejected, ClaimIsOpen."""
    claiming.take_rejection_back(claim=ClaimId(claim), now=here.now, origin=here.origin)
    messages.success(request, gettext("The claim is open again."))
    return redirect("store:claim", claim=claim)


@staff(Permission.RETURNS_ACCEPT)
@at_work
def photo(request: HttpRequest, here: Workplace, claim: UUID, place: int) -> HttpResponse:
    """A photo of a claim. Raises ClaimNotFound."""
    del request, here
    photos = claimed.claim(ClaimId(claim)).complaint.photos
    if not 1 <= place <= len(photos):
        raise Http404
    return private_file(photos[place - 1])


def _open(request: HttpRequest, here: Workplace, order: ids.OrderId, form: ClaimForm, form_id: ClaimId) -> None:
    sent = request.FILES.get("photos")
    photos = [] if sent is None else [store_file(name="claim", content=sent.read(), kind=FileKind.EVIDENCE).path]
    claiming.open_claim(
        id=form_id,
        order=order,
        customer=None,
        kind=ClaimKind(form.cleaned_data["kind"]),
        lines=form.wronged(),
        words=form.cleaned_data["words"],
        photos=photos,
        now=here.now,
        origin=here.origin,
    )


def _decide(request: HttpRequest, here: Workplace, known: Claim, form: DecisionForm) -> HttpResponse:
    done = claiming.settle_claim(
        claim=known.id,
        outcome=form.outcome_chosen,
        amount=form.money,
        location=here.location,
        may_approve=here.member.may(Permission.CLAIMS_APPROVE),
        now=here.now,
        origin=here.origin,
    )
    if done.awaits_approval:
        messages.success(request, gettext("It is above the limit: somebody who may approve claims decides."))
    return redirect("store:claim", claim=known.id)


def _form_id(request: HttpRequest) -> ClaimId:
    """The id that the claim will have: made when the form is opened."""
    try:
        return ClaimId(UUID(request.POST.get("form_id", "")))
    except ValueError:
        return ClaimId(ids.new())
