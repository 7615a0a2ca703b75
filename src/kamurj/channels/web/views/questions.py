"""The page behind a question's link: what the shop asks about an order, and the customer's answer, once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from kamurj.catalogue import queries as catalogue
from kamurj.channels.web.keys import order_address
from kamurj.channels.web.limits import count_attempt
from kamurj.channels.web.pictures import picture_address
from kamurj.channels.web.visits import shopping, visit_of
from kamurj.foundation.access.guards import public
from kamurj.foundation.words.languages import current_language
from kamurj.foundation.words.sentences import refusal_text
from kamurj.fulfilment.contracts.questions import Question, QuestionKind, QuestionStatus
from kamurj.fulfilment.errors import QuestionIsOver
from kamurj.fulfilment.queries import questions
from kamurj.journeys import collect_elsewhere, substitute
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import LocationId
from kamurj.kernel.money import Money
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order

TRIES, WITHIN_SECONDS = 30, 600
YES, NO = "yes", "no"


@public
@shopping
@never_cache
def question(request: HttpRequest, token: str) -> HttpResponse:
    """Show a question; on POST, take the answer. Raises NoSuchQuestion."""
    asked = questions.question_with_token(token)
    if request.method != "POST":
        return _page(request, asked)
    count_attempt(request, what="question", most=TRIES, within_seconds=WITHIN_SECONDS)
    try:
        _answer(request, asked, request.POST.get("answer", ""))
    except QuestionIsOver:
        # Sent twice, or too late: the page itself says how it stands.
        return HttpResponseRedirect(reverse("web:question", args=[token]))
    except KamurjError as refusal:
        return _page(request, asked, refusal=refusal_text(refusal), status=409)
    return HttpResponseRedirect(reverse("web:question", args=[token]))


def _answer(request: HttpRequest, asked: Question, said: str) -> None:
    how: dict[str, Any] = {"question": asked.id, "origin": visit_of(request).origin, "now": utc_now()}
    if asked.kind is QuestionKind.SUBSTITUTE and said in (YES, NO):
        substitute.answer(accept=said == YES, **how)
    elif asked.kind is QuestionKind.ELSEWHERE and said == NO:
        collect_elsewhere.want_money_back(**how)
    elif asked.kind is QuestionKind.ELSEWHERE and said.isascii() and said.isdecimal() and len(said) < 10:
        collect_elsewhere.choose_store(store=LocationId(int(said)), **how)


def _page(request: HttpRequest, asked: Question, *, refusal: str = "", status: int = 200) -> HttpResponse:
    order, now, language = orders.order(asked.order), utc_now(), current_language()
    place = locations.location(asked.location)
    is_open = asked.is_open(now)
    context: dict[str, Any] = {
        "question": asked,
        "order": order,
        "back": order_address(order.number),
        "refusal": refusal,
        "is_open": is_open,
        "is_accepted": asked.status is QuestionStatus.ACCEPTED,
        "is_substitute": asked.kind is QuestionKind.SUBSTITUTE,
        "store": place.name(language),
        "time_zone": place.time_zone,
        "chosen": locations.location(asked.chosen).name(language) if asked.chosen else "",
    }
    if asked.offer is not None:
        context |= _swap(asked, order, language)
    elif is_open:
        stores = collect_elsewhere.stores_for(asked, now=now)
        context["stores"] = [(card.location, card.name(language), card.address(language)) for card in stores]
    response = render(request, "web/question.html", context, status=status)
    # Its address is the key: it goes to no other site, and into no list of a search engine. (Without any referrer a
    # browser would send the form from nowhere, and it would be refused.)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _swap(asked: Question, order: Order, language: str) -> dict[str, Any]:
    """The missing article and the one that is offered, side by side, with what a piece costs."""
    offer = asked.offer
    if offer is None:
        return {}
    line = next(one for one in orders.lines_as_agreed(order) if one.position == offer.position)
    cards = catalogue.variant_cards([line.variant, offer.variant], language)
    old, new = cards.get(line.variant), cards.get(offer.variant)
    return {
        "pieces": offer.quantity,
        "missing": _shown(old.name if old else line.name, old.options if old else line.options, old, line.unit),
        "instead": _shown(new.name if new else "", new.options if new else "", new, offer.unit),
        "less": (line.unit - offer.unit) * offer.quantity if offer.unit < line.unit else None,
    }


def _shown(name: str, options: str, card: Any, unit: Money) -> dict[str, Any]:
    picture = picture_address(card.image.path) if card and card.image else ""
    return {"name": name, "options": options, "picture": picture, "unit": unit}
