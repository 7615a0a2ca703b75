"""Mail to a customer whose order cannot be delivered as it was agreed: a question with its link, or plain bad news."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from kamurj.catalogue import queries as catalogue
from kamurj.foundation.words.formatting import moment_text, money_text
from kamurj.foundation.words.languages import known_language
from kamurj.fulfilment.contracts.questions import QuestionId, QuestionKind
from kamurj.fulfilment.queries import questions
from kamurj.journeys.tell_shopper import MailLine, send
from kamurj.kernel.ids import OrderId
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders

PAGE = "web:question"
"""The page behind the link, by the name of its address."""


def link_of(question: QuestionId, language: str) -> str:
    """The address of a question's page in a language."""
    with override(language):
        return settings.SITE_ADDRESS.rstrip("/") + reverse(PAGE, args=[questions.token_of(question)])


def tell_question(*, question: QuestionId, now: datetime) -> bool:
    """Mail a question with its link. False: no address, over already, or told before."""
    asked = questions.question(question)
    if not asked.is_open(now):
        return False
    order = orders.order(asked.order)
    language = known_language(order.language)
    store = locations.location(asked.location)
    words: dict[str, object] = {
        "link": link_of(question, language),
        "store": store.name(language),
        "until": moment_text(asked.expires_at, language, store.time_zone),
    }
    if asked.offer is not None:
        card = catalogue.variant_cards([asked.offer.variant], language).get(asked.offer.variant)
        agreed = {line.position: line for line in orders.lines_as_agreed(order)}
        line = agreed[asked.offer.position]
        words |= {
            "missing": _named(line.name, line.options),
            "instead": _named(card.name, card.options) if card else "",
            "price": money_text(asked.offer.unit, language),
            "is_cheaper": asked.offer.unit < line.unit,
            "pieces": asked.offer.quantity,
        }
    template = "substitute" if asked.kind is QuestionKind.SUBSTITUTE else "elsewhere"
    return send(order, name=f"question:{question}", template=template, words=words, now=now)


def tell_given_up(*, order: OrderId, pieces: Mapping[int, int], fact: int, now: datetime) -> bool:
    """Mail that pieces (by position) are not to be had, and that the money for them goes back. False: not sent."""
    found = orders.order(order)
    agreed = {line.position: line for line in orders.lines_as_agreed(found)}
    lines = [
        MailLine(agreed[position].name, agreed[position].options, 0, count) for position, count in sorted(pieces.items())
    ]
    return send(found, name=f"given_up:{fact}", template="given_up", words={"lines": lines}, now=now)


def _named(name: str, options: str) -> str:
    return f"{name}, {options}" if options else name
