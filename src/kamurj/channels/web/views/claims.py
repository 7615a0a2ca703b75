"""Saying that something is wrong with an order, with photos; and taking that back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kamurj.channels.web.forms.claims import ClaimForm
from kamurj.channels.web.goods import pictured_lines
from kamurj.channels.web.keys import order_address
from kamurj.channels.web.ownership import own_order
from kamurj.channels.web.visits import shopping, visit_of
from kamurj.foundation.access.guards import public
from kamurj.foundation.files.contracts import FileKind
from kamurj.foundation.files.operations import store_file
from kamurj.foundation.files.views import private_file
from kamurj.foundation.words.languages import current_language
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys import claims as claiming
from kamurj.kernel import ids
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError
from kamurj.orders.contracts import Order
from kamurj.returns.contracts.claims import MOST_PHOTOS, Claim, ClaimId, ClaimKind
from kamurj.returns.errors import ClaimNotFound, TooManyPhotos
from kamurj.returns.queries import claims as claimed


@public
@shopping
@never_cache
def open_claim(request: HttpRequest, number: str) -> HttpResponse:
    """Say what is wrong; sent twice, it is one claim."""
    found = own_order(request, number)
    shown = claiming.what_may_be_claimed(order=found.id, customer=None)
    form_id = _form_id(request)
    back = order_address(found.number)
    if request.method == "POST" and any(one.id == form_id for one in shown.claims):
        return HttpResponseRedirect(back)
    form = ClaimForm(request.POST if request.method == "POST" else None, lines=shown.lines)
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _open(request, found, form, form_id)
            except KamurjError as why:
                refusal, status = refusal_text(why), 409
            else:
                messages.success(request, gettext("Thank you for telling us. We look at it and answer here."))
                return HttpResponseRedirect(back)
    pictures = dict(zip((line.position for line in found.lines), pictured_lines(found, current_language()), strict=True))
    context = {
        "order": found,
        "form": form,
        "rows": [(line, field, pictures[line.ordered.position]) for line, field in form.rows()],
        "form_id": form_id,
        "refusal": refusal,
        "back": back,
        "can_be_claimed": shown.can_be_claimed,
    }
    return render(request, "web/claim.html", context, status=status)


@public
@shopping
@never_cache
@require_POST
def withdraw(request: HttpRequest, number: str, claim: UUID) -> HttpResponse:
    """The customer wants nothing any more. Raises ClaimNotFound, ClaimIsOver."""
    known = _own_claim(request, number, claim)
    claiming.withdraw_claim(claim=known.id, customer=None, now=utc_now(), origin=visit_of(request).origin)
    messages.success(request, gettext("Your claim is withdrawn."))
    return HttpResponseRedirect(order_address(number))


@public
@shopping
@require_safe
def photo(request: HttpRequest, number: str, claim: UUID, place: int) -> HttpResponse:
    """A photo of a claim, for whoever may see its order. Raises ClaimNotFound."""
    photos = _own_claim(request, number, claim).complaint.photos
    if not 1 <= place <= len(photos):
        raise Http404
    return private_file(photos[place - 1])


def _open(request: HttpRequest, found: Order, form: ClaimForm, form_id: ClaimId) -> None:
    sent = request.FILES.getlist("photos")
    if len(sent) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    photos = [store_file(name="claim", content=one.read(), kind=FileKind.EVIDENCE).path for one in sent]
    claiming.open_claim(
        id=form_id,
        order=found.id,
        customer=None,
        kind=ClaimKind(form.cleaned_data["kind"]),
        lines=form.wronged(),
        words=form.cleaned_data["words"],
        photos=photos,
        now=utc_now(),
        origin=visit_of(request).origin,
    )


def _own_claim(request: HttpRequest, number: str, claim: UUID) -> Claim:
    found = own_order(request, number)
    known = claimed.claim(ClaimId(claim))
    if known.order != found.id:
        raise ClaimNotFound
    return known


def _form_id(request: HttpRequest) -> ClaimId:
    """The id that the claim will have: made when the form is opened."""
    try:
        return ClaimId(UUID(request.POST.get("form_id", "")))
    except ValueError:
        return ClaimId(ids.new())
