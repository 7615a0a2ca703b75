"""Asking for a return or an exchange of an order, and withdrawing it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import VariantChoice
from kamurj.channels.web.forms.returns import AskLineForm, MeansForm, asks_of
from kamurj.channels.web.goods import pictured_lines
from kamurj.channels.web.keys import opens, order_address
from kamurj.channels.web.visits import shopping, visit_of
from kamurj.foundation.access.guards import public
from kamurj.foundation.words.formatting import date_text
from kamurj.foundation.words.languages import current_language
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys import request_return
from kamurj.journeys.request_return import AskableLine, AskableOrder
from kamurj.journeys.return_terms import sold_at
from kamurj.kernel import ids
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import VariantId
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order
from kamurj.orders.errors import OrderNotFound
from kamurj.returns.contracts.policies import MEANS_NAMES, SHIPPING_NAMES, WHY_SENTENCES, Means, Verdict
from kamurj.returns.contracts.requests import RequestId, RequestKind
from kamurj.returns.errors import NothingToReturn, RequestNotFound
from kamurj.returns.queries import requests as asked


@public
@shopping
@never_cache
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Choose what goes back and what comes instead; look at it; ask."""
    found, now = _own_order(request, number), utc_now()
    shown = request_return.what_may_come_back(order=found.id, customer=None, now=now)
    lines = _forms(request, shown)
    means = MeansForm(request.POST if request.method == "POST" else None, means=shown.means)
    context = _page(request, shown, lines, means)
    if request.method != "POST" or "change" in request.POST:
        return render(request, "web/return.html", context)
    if any(str(one.id) == context["form_id"] for one in shown.requests):
        return HttpResponseRedirect(context["back"])
    if not (all([form.is_valid() for form in lines]) and means.is_valid()):  # noqa: C419 - every line says what is wrong
        return render(request, "web/return.html", context, status=422)
    try:
        return _answer(request, shown, lines, means, context, now)
    except KamurjError as refusal:
        context["refusal"] = refusal_text(refusal)
        return render(request, "web/return.html", context, status=409)


@public
@shopping
@never_cache
@require_POST
def withdraw(request: HttpRequest, number: str, asked_for: UUID) -> HttpResponse:
    """The customer keeps the pieces. Raises RequestNotFound, RequestIsOver."""
    found = _own_order(request, number)
    known = asked.request(RequestId(asked_for))
    if known.order != found.id:
        raise RequestNotFound
    request_return.withdraw_request(request=known.id, customer=None, now=utc_now(), origin=visit_of(request).origin)
    messages.success(request, gettext("Your request is withdrawn."))
    return HttpResponseRedirect(order_address(found.number))


def _answer(
    request: HttpRequest,
    shown: AskableOrder,
    lines: list[AskLineForm],
    means: MeansForm,
    context: dict[str, Any],
    now: datetime,
) -> HttpResponse:
    asks = asks_of(lines)
    if not asks:
        raise NothingToReturn
    kind = RequestKind.EXCHANGE if any(one.new_variant for one in asks) else RequestKind.RETURN
    chosen, language = Means(means.cleaned_data["means"]), current_language()
    if "send" not in request.POST:
        wish = request_return.preview_request(
            order=shown.order.id, customer=None, kind=kind, lines=asks, means=chosen, language=language, now=now
        )
        context["preview"] = _preview(shown, wish, language)
        return render(request, "web/return.html", context)
    request_return.request_return(
        id=RequestId(UUID(context["form_id"])),
        order=shown.order.id,
        customer=None,
        kind=kind,
        lines=asks,
        means=chosen,
        language=language,
        now=now,
        origin=visit_of(request).origin,
    )
    return HttpResponseRedirect(order_address(shown.order.number))


def _preview(shown: AskableOrder, wish: Any, language: str) -> dict[str, Any]:
    new = [line.new_variant for line in wish.lines if line.new_variant is not None]
    cards = catalogue.variant_cards(new, language)
    names = {line.ordered.position: line.ordered for line in shown.lines}
    return {
        "wish": wish,
        "lines": [(line, names[line.position], cards.get(line.new_variant)) for line in wish.lines],
        "means": gettext(MEANS_NAMES[wish.means]),
        "shipping": gettext(SHIPPING_NAMES[wish.shipping]),
        "to_pay": wish.difference if wish.difference.minor > 0 else None,
        "to_get": -wish.difference if wish.difference.minor < 0 else None,
    }


def _forms(request: HttpRequest, shown: AskableOrder) -> list[AskLineForm]:
    choices = _choices(shown)
    sent = request.POST if request.method == "POST" else None
    return [
        AskLineForm(sent, line=line, choices=choices.get(line.ordered.variant, ()))
        for line in shown.lines
        if line.can_be_asked
    ]


def _choices(shown: AskableOrder) -> dict[VariantId, tuple[VariantChoice, ...]]:
    """The variants of the same product for each line that can go back: one statement a product."""
    wanted = [line.ordered.variant for line in shown.lines if line.can_be_asked]
    language = current_language()
    cards = catalogue.variant_cards(wanted, language)
    pages = {
        handle: catalogue.product_by_handle(handle, language, drafts_too=True)
        for handle in {card.handle for card in cards.values()}
    }
    return {variant: tuple(one for one in pages[card.handle].variants if one.active) for variant, card in cards.items()}


def _page(request: HttpRequest, shown: AskableOrder, lines: list[AskLineForm], means: MeansForm) -> dict[str, Any]:
    pictures = pictured_lines(shown.order, current_language())
    forms = {form.line.ordered.position: form for form in lines}
    zone = sold_at(shown.order).time_zone
    return {
        "order": shown.order,
        "rows": [
            (line, forms.get(line.ordered.position), picture, _why(line, zone))
            for line, picture in zip(shown.lines, pictures, strict=True)
        ],
        "means": means,
        "can_be_asked": shown.can_be_asked,
        "form_id": _form_id(request),
        "back": order_address(shown.order.number),
    }


def _why(line: AskableLine, zone: str) -> str:
    if line.delivered == 0:
        return gettext("You do not have it yet.")
    if line.left <= 0:
        return gettext("It is back already.")
    if line.request is not None:
        return gettext("You have asked for it already.")
    return verdict_words(line.verdict, zone)


def verdict_words(verdict: Verdict, zone: str) -> str:
    """What the policy says of a line, with its last day on these clocks."""
    until = verdict.until
    last_day = (
        ""
        if until is None
        else date_text((until.astimezone(ZoneInfo(zone)) - timedelta(seconds=1)).date(), current_language())
    )
    return gettext(WHY_SENTENCES[verdict.why]).format(until=last_day)


def _own_order(request: HttpRequest, number: str) -> Order:
    found = orders.order_by_number(number)
    customer = visit_of(request).customer
    if opens(found.number, request.GET.get("key", "")) or (customer is not None and found.customer == customer):
        return found
    raise OrderNotFound


def _form_id(request: HttpRequest) -> str:
    """The id that the request will have: made when the form is opened, kept through the preview."""
    try:
        return str(UUID(request.POST.get("form_id", "")))
    except ValueError:
        return str(ids.new())
