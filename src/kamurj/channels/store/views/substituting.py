"""Offering a substitute for what is not there, and taking the offer back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from kamurj.catalogue.errors import UnknownVariant
from kamurj.channels.store.answers import posted, refused, status_of
from kamurj.channels.store.forms.desk import MISSING_REASONS
from kamurj.channels.store.forms.trouble import SubstituteForm
from kamurj.channels.store.sentences import told
from kamurj.channels.store.views.desk import to_order
from kamurj.channels.store.views.order_page import order_page
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.http.once import idempotent
from kamurj.fulfilment.contracts.questions import QuestionId
from kamurj.fulfilment.contracts.rerouting import MissingReason
from kamurj.fulfilment.errors import NoSuchLine, WrongStore
from kamurj.journeys import substitute as substituting
from kamurj.journeys.collect_in_store import at_the_desk
from kamurj.journeys.substitute import Candidate, NotASubstitute
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import FulfilmentId, VariantId
from kamurj.locations import queries as locations


@staff(Permission.PICKUP_WORK)
@at_work
def choose_substitute(request: HttpRequest, here: Workplace, work: UUID, position: int) -> HttpResponse:
    """What could be offered for a line; with a code, that article."""
    return _page(request, here, FulfilmentId(work), position)


@staff(Permission.PICKUP_WORK)
@posted("store:choose_substitute", "work", "position")
@at_work
def offer_substitute(request: HttpRequest, here: Workplace, work: UUID, position: int) -> HttpResponse:
    """Offer it: kept from now on, and the customer is asked. The same form sent twice asks once."""
    form = SubstituteForm(request.POST)
    if not form.is_valid():
        return _page(request, here, FulfilmentId(work), position, form=form, status=422)
    said = form.cleaned_data
    try:
        with idempotent(request, "store.offer_substitute") as once:
            if once.answer is None:
                question = substituting.propose(
                    fulfilment=FulfilmentId(work),
                    location=here.location,
                    position=position,
                    quantity=said["quantity"],
                    variant=VariantId(said["variant"]),
                    why=MissingReason(said["why"]),
                    origin=here.origin,
                    now=here.now,
                )
                once.settle({"question": str(question.id)})
    except KamurjError as refusal:
        return _page(
            request, here, FulfilmentId(work), position, form=form, refusal=told(refusal, here), status=status_of(refusal)
        )
    messages.success(request, gettext("We are asking the customer. Lay the substitute aside until they answer."))
    return to_order(work)


@staff(Permission.PICKUP_WORK)
@posted("store:order", "work")
@at_work
def withdraw_substitute(request: HttpRequest, here: Workplace, work: UUID, question: UUID) -> HttpResponse:
    """Take an offer back: its piece is free again."""
    try:
        substituting.withdraw(question=QuestionId(question), location=here.location, origin=here.origin, now=here.now)
    except KamurjError as refusal:
        return order_page(request, here, FulfilmentId(work), refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, gettext("The question is taken back. Put the substitute on its shelf again."))
    return to_order(work)


def _page(
    request: HttpRequest,
    here: Workplace,
    work: FulfilmentId,
    position: int,
    *,
    form: SubstituteForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    desk = at_the_desk(fulfilment=work, language=here.language)
    if desk.fulfilment.location != here.location:
        return refused(request, here, WrongStore(), place=locations.location(desk.fulfilment.location))
    line = next((one for one in desk.lines if one.line.position == position), None)
    if line is None:
        return order_page(request, here, work, refusal=told(NoSuchLine(position=position), here), status=422)
    code = request.GET.get("code", "").strip()
    found: tuple[Candidate, ...] = ()
    asked: dict[str, Any] = {"fulfilment": work, "position": position, "language": here.language}
    try:
        found = (substituting.candidate_with_code(code=code, **asked),) if code else substituting.candidates(**asked)
    except (UnknownVariant, NotASubstitute) as wrong:
        refusal, status = told(wrong, here), 404
    except KamurjError as wrong:
        return order_page(request, here, work, refusal=told(wrong, here), status=status_of(wrong))
    context = {
        "here": here,
        "work": desk.fulfilment,
        "line": line,
        "found": found,
        "form": form,
        "code": code,
        "refusal": refusal,
        "pieces": line.line.unpicked or line.line.missing,
        "most": line.line.unpicked + line.line.missing,
        "reasons": MISSING_REASONS,
        "request_key": str(ids.new()),
    }
    return render(request, "store/substitute.html", context, status=status)
