"""Products and order lines as pages show them: addresses, pictures and words instead of ids and bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kamurj.catalogue import queries as catalogue
from kamurj.channels.web.pictures import picture_address
from kamurj.journeys.browsing import Availability, Band, ListedProduct
from kamurj.kernel.money import Money
from kamurj.orders.contracts import Order


@dataclass(frozen=True, slots=True)
class Good:
    """A product's card. `has_range`: `price` is where it begins."""

    href: str
    name: str
    brand: str
    picture: str
    price: Money | None
    has_range: bool
    hint: dict[str, str]


def band_words(band: Band) -> dict[str, str]:
    """How much there is, in words, with the tone they are shown in."""
    match band.availability:
        case Availability.NONE:
            return {"tone": "", "text": gettext("Sold out")}
        case Availability.LAST_PIECES:
            pieces = band.pieces or 1
            return {"tone": "warn", "text": ngettext("Last piece", "Last %(n)s pieces", pieces) % {"n": pieces}}
        case _:
            return {"tone": "good", "text": gettext("In stock")}


def shown(products: Sequence[ListedProduct]) -> list[Good]:
    """Cards for a list."""
    return [
        Good(
            href=reverse("web:product", args=[product.card.handle]),
            name=product.card.name,
            brand=product.card.brand,
            picture=picture_address(product.card.image.path) if product.card.image else "",
            price=product.price_from,
            has_range=product.price_from != product.price_to,
            hint=band_words(product.available),
        )
        for product in products
    ]


def pictured_lines(order: Order, language: str) -> list[dict[str, Any]]:
    """An order's lines as they were agreed, with today's pictures."""
    cards = catalogue.variant_cards([line.variant for line in order.lines], language)
    return [
        {
            "name": line.name,
            "options": line.options,
            "quantity": line.quantity,
            "amount": (line.gross if line.tax_included else line.net) + line.discount,
            "picture": picture_address(card.image.path) if (card := cards.get(line.variant)) and card.image else "",
        }
        for line in order.lines
    ]
