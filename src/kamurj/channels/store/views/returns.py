"""Taking pieces back: find the order, say what comes back, look at the refund, accept."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from kamurj.catalogue import queries as catalogue
from kamurj.channels.store.answers import posted, refused, status_of
from kamurj.channels.store.errors import DoneElsewhere
from kamurj.channels.store.forms.returns import CardForm, FindForm, LineForm, MeansForm, pieces_back
from kamurj.channels.store.return_money import bringer, new_card, refund_to, remember_card
from kamurj.channels.store.return_notes import may_except, means_allowed, notes_on, signals_on
from kamurj.channels.store.return_words import bought_at, way_of_money, ways_of_parts
from kamurj.channels.store.sentences import people, told
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.customers import queries as customers
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.journeys import return_in_store
from kamurj.journeys.return_in_store import ReturnableOrder
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import ReturnId
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderSummary
from kamurj.orders.errors import OrderNotFound
from kamurj.payments.queries import orders_paid_by_card
from kamurj.returns import queries as taken_back
from kamurj.returns.contracts import DISPOSITION_NAMES, REASON_NAMES
from kamurj.returns.contracts.policies import Means
from kamurj.returns.errors import ClaimNotFound, MeansNotAllowed, NothingToReturn, RequestNotFound
from kamurj.returns.queries import requests
from kamurj.returns.queries.claims import claim_labelled
from kamurj.returns.queries.exchanges import exchange_of

RECENT = 8
MOST_CUSTOMERS = 5
MOST_ORDERS = 8
LONGEST_EXCEPTION = 200


@staff(Permission.RETURNS_ACCEPT)
@at_work
def start(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Find the order; below it, what came back here lately."""
    return _start(request, here, FindForm())


@staff(Permission.RETURNS_ACCEPT)
@posted("store:returns")
@at_work
def find(request: HttpRequest, here: Workplace) -> HttpResponse:
    """By the number on the receipt, of a return that was asked for or of a claim, or by who bought it.

    Sent by POST, so that nobody's number stays in an address.
    """
    form = FindForm(request.POST)
    if not form.is_valid():
        return _start(request, here, form, status=422)
    text = form.cleaned_data["text"].strip()
    try:
        return redirect("store:return_order", number=return_in_store.scan_receipt(number=text).order.number)
    except OrderNotFound:
        with suppress(RequestNotFound):
            return redirect("store:return_order", number=orders.order(requests.request_labelled(text).order).number)
        with suppress(ClaimNotFound):
            return redirect("store:claim", claim=claim_labelled(text).id)
        found = _orders_of(text, here)
    if not found:
        form.add_error(
            "text", gettext("We find no order by this. Check the number, or ask for the phone or e-mail of the order.")
        )
        return _start(request, here, form, status=422)
    return _start(request, here, form, found=found)


@staff(Permission.RETURNS_ACCEPT)
@posted("store:returns")
@at_work
def find_by_card(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Without a receipt: by the day, the amount and the end of the card's number."""
    form = CardForm(request.POST, currency=here.place.currency)
    found: list[OrderSummary] = []
    if form.is_valid():
        given = form.cleaned_data
        begins = datetime.combine(given["day"], time(), tzinfo=ZoneInfo(here.zone))
        named = orders_paid_by_card(
            amount=given["amount"], since=begins, until=begins + timedelta(days=1), last4=given["last4"]
        )
        bought = orders.orders_by_id(named)
        found = [_summary(bought[one]) for one in named if one in bought]
        if not found:
            form.add_error(None, gettext("No card paid so much on that day."))
    return _start(request, here, FindForm(), card=form, found=found, status=200 if found else 422)


@staff(Permission.RETURNS_ACCEPT)
@at_work
def order(request: HttpRequest, here: Workplace, number: str) -> HttpResponse:
    """The lines of an order with what can still come back."""
    try:
        bought = return_in_store.scan_receipt(number=number)
    except OrderNotFound as unknown:
        return refused(request, here, unknown, back=reverse("store:returns"))
    return _lines(request, here, bought, [LineForm(line=line) for line in bought.lines])


@staff(Permission.RETURNS_ACCEPT)
@posted("store:return_order", "number")
@at_work
def preview(request: HttpRequest, here: Workplace, number: str) -> HttpResponse:
    """What would be refunded, and where the money would go; nothing is done yet."""
    bought = return_in_store.scan_receipt(number=number)
    forms = [LineForm(request.POST, line=line) for line in bought.lines]
    if not all([form.is_valid() for form in forms]):  # noqa: C419 - every line is to say what is wrong with it
        return _lines(request, here, bought, forms, status=422)
    if "change" in request.POST:
        return _lines(request, here, bought, forms)
    try:
        pieces = pieces_back(forms)
        if not pieces:
            raise NothingToReturn
        seen = return_in_store.preview(order=bought.order.id, lines=pieces)
        exception = _exception(request, here)
        positions = [one.position for one in pieces]
        if exception is None:
            return_in_store.refuse_unfit(
                bought.order, positions, to=None, has_receipt=_has_receipt(request), now=here.now, any_means=True
            )
        means = _means(request, here, bought.order, positions)
        parts = return_in_store.refund_parts(order=bought.order.id, amount=seen.refund) if seen.refund else ()
    except KamurjError as refusal:
        return _lines(request, here, bought, forms, refusal=told(refusal, here), status=status_of(refusal))
    names = {line.position: line for line in bought.order.lines}
    context = {
        "here": here,
        "order": bought.order,
        "lines": [(line, names[line.position]) for line in seen.lines],
        "refund": seen.refund,
        "withheld": -seen.withheld,
        "forms": forms,
        "form_id": _form_id(request),
        "exception": exception or "",
        "money": ways_of_parts(parts),
        "means": means,
        "has_receipt": _has_receipt(request),
        "brought_by": request.POST.get("brought_by", ""),
        "signals": signals_on(
            bought.order,
            here,
            has_receipt=_has_receipt(request),
            brought_by=bringer(request.POST.get("brought_by", ""), here.language),
        ),
        "reasons": REASON_NAMES,
        "dispositions": DISPOSITION_NAMES,
    }
    return render(request, "store/return_preview.html", context)


@staff(Permission.RETURNS_ACCEPT)
@posted("store:return_order", "number")
@at_work
def accept(request: HttpRequest, here: Workplace, number: str) -> HttpResponse:
    """Take the pieces; the same form sent twice is one return."""
    bought = return_in_store.scan_receipt(number=number)
    forms = [LineForm(request.POST, line=line) for line in bought.lines]
    if not all([form.is_valid() for form in forms]):  # noqa: C419 - every line is to say what is wrong with it
        return _lines(request, here, bought, forms, status=422)
    form_id = ReturnId(UUID(_form_id(request)))
    pieces = pieces_back(forms)
    means = _means(request, here, bought.order, [one.position for one in pieces])
    if not means.is_valid():
        return _lines(request, here, bought, forms, refusal=told(MeansNotAllowed(), here), status=422)
    try:
        done = return_in_store.return_in_store(
            id=form_id,
            order=bought.order.id,
            location=here.location,
            lines=pieces,
            exception=_exception(request, here),
            has_receipt=_has_receipt(request),
            to=refund_to(means, bought.order, here),
            now=here.now,
            origin=here.origin,
        )
        if not done.is_repeat and not means.cleaned_data.get("gift_code"):
            remember_card(request, form_id, done.refunds if means.chosen is Means.GIFT_CARD else ())
    except KamurjError as refusal:
        return _lines(request, here, bought, forms, refusal=told(refusal, here), status=status_of(refusal))
    return redirect("store:returned", returned=form_id)


@staff(Permission.RETURNS_ACCEPT)
@at_work
def done(request: HttpRequest, here: Workplace, returned: UUID) -> HttpResponse:
    """What was taken back and where the money goes."""
    taken = taken_back.returned(ReturnId(returned))
    if exchange_of(taken.id) is not None:
        return redirect("store:exchanged", returned=returned)
    if taken.location != here.location:
        place = locations.location(taken.location)
        refusal = DoneElsewhere(place=place.name(here.language))
        return refused(request, here, refusal, place=place, back=reverse("store:returns"))
    bought = orders.order(taken.order)
    names = {line.position: line for line in bought.lines}
    context = {
        "here": here,
        "taken": taken,
        "order": bought,
        "lines": [(line, names[line.position]) for line in taken.lines],
        "refunds": way_of_money(taken.order, refunds=return_in_store.refunds_of(taken)),
        "withheld": -taken.withheld,
        "new_card": new_card(request, taken.id),
        "by": people([taken.accepted_by]).get(taken.accepted_by or "", ""),
        "reasons": REASON_NAMES,
        "dispositions": DISPOSITION_NAMES,
    }
    return render(request, "store/returned.html", context)


def _start(
    request: HttpRequest,
    here: Workplace,
    form: FindForm,
    *,
    card: CardForm | None = None,
    found: Sequence[OrderSummary] = (),
    status: int = 200,
) -> HttpResponse:
    recent = taken_back.returns_at(location=here.location, limit=RECENT)
    placed = orders.orders_by_id([one.order for one in recent])
    context = {
        "here": here,
        "form": form,
        "card": card or CardForm(currency=here.place.currency),
        "found": [(one, bought_at(one.channel, one.location, here.language)) for one in found],
        "recent": [(one, placed.get(one.order), sum(line.quantity for line in one.lines)) for one in recent],
    }
    return render(request, "store/returns.html", context, status=status)


def _orders_of(text: str, here: Workplace) -> list[OrderSummary]:
    """The latest orders of whoever this may be, newest first."""
    known = customers.find(text, language=here.language, limit=MOST_CUSTOMERS)
    found = [one for customer in known for one in orders.orders_of(customer=customer.id, limit=MOST_ORDERS).orders]
    return sorted(found, key=lambda one: one.placed_at, reverse=True)[: MOST_ORDERS * 2]


def _summary(bought: Order) -> OrderSummary:
    return OrderSummary(
        id=bought.id,
        number=bought.number,
        channel=bought.channel,
        location=bought.location,
        customer=bought.customer,
        customer_name=f"{bought.contact.given_name} {bought.contact.family_name}".strip(),
        status=bought.status,
        delivery_kind=bought.delivery.kind,
        pickup_location=bought.delivery.location,
        gross=bought.totals.gross,
        pieces=bought.pieces,
        placed_at=bought.placed_at,
    )


def _lines(
    request: HttpRequest,
    here: Workplace,
    bought: ReturnableOrder,
    forms: Sequence[LineForm],
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    cards = catalogue.variant_cards(variants=[line.ordered.variant for line in bought.lines], language=here.language)
    context: dict[str, Any] = {
        "here": here,
        "order": bought.order,
        "earlier": bought.earlier,
        "rows": [(form, form.line, cards.get(form.line.ordered.variant)) for form in forms],
        "can_return": any(line.left > 0 for line in bought.lines),
        "form_id": _form_id(request),
        "bought": bought_at(bought.order.channel, bought.order.location, here.language),
        "money": way_of_money(bought.order.id),
        "refusal": refusal,
        "exception": _exception(request, here) or "",
        "has_receipt": _has_receipt(request),
        "brought_by": request.POST.get("brought_by", ""),
        **notes_on(
            bought.order,
            here,
            has_receipt=_has_receipt(request),
            brought_by=bringer(request.POST.get("brought_by", ""), here.language),
        ),
    }
    return render(request, "store/return_order.html", context, status=status)


def _means(request: HttpRequest, here: Workplace, bought: Order, positions: Sequence[int]) -> MeansForm:
    is_exception = _exception(request, here) is not None
    return MeansForm(request.POST, means=means_allowed(bought, positions, here, is_exception=is_exception))


def _has_receipt(request: HttpRequest) -> bool:
    """Whether the order was named by its number; not where it was found by who bought it, or by a card."""
    said: str = request.POST.get("receipt", request.GET.get("receipt", ""))
    return said != "no"


def _exception(request: HttpRequest, here: Workplace) -> str | None:
    """Why staff take back what the policy would not; None if they may not, or say nothing."""
    said = " ".join(request.POST.get("exception", "").replace("\x00", "").split())[:LONGEST_EXCEPTION]
    return said if said and may_except(here) else None


def _form_id(request: HttpRequest) -> str:
    """The id that the return will have: made when the form is opened, kept through the preview."""
    try:
        return str(UUID(request.POST.get("form_id", "")))
    except ValueError:
        return str(ids.new())
