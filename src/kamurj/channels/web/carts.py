"""The cart of the visit at hand: which one it is, and its lines as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kamurj.channels.web.discounts import discounts_of
from kamurj.channels.web.pictures import picture_address
from kamurj.channels.web.places import places_of
from kamurj.channels.web.visits import visit_of
from kamurj.journeys import carts
from kamurj.journeys.contracts import CartLineView, CartView, LineProblem
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import VariantId
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Cart

FEW = 3
"""So few pieces are worth a word."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a cart or an order with its picture and words. `refusal` says what stands in the way of ordering it."""

    variant: VariantId
    href: str
    picture: str
    name: str
    options: str
    quantity: int
    unit: Money | None
    amount: Money | None
    hint: dict[str, str] | None
    refusal: str


def find_cart(request: HttpRequest) -> Cart | None:
    """The visit's open cart, if something was ever put into one."""
    visit = visit_of(request)
    return orders.find_open_cart(customer=visit.customer, anonymous_id=None if visit.customer else visit.anonymous_id)


def pieces_in_cart(request: HttpRequest) -> int:
    """For the number beside the bag; one statement."""
    shown = getattr(request, "kamurj_pieces", None)
    if shown is None:
        cart = find_cart(request)
        shown = cart.pieces if cart else 0
    return int(shown)


def open_cart(request: HttpRequest) -> CartView:
    """The visit's cart, made if there is none."""
    visit, places = visit_of(request), places_of(request)
    return counted(
        request,
        carts.open_cart(
            customer=visit.customer,
            anonymous_id=visit.anonymous_id,
            currency=places.currency,
            region=places.region,
            language=places.language,
            origin=visit.origin,
            now=utc_now(),
        ),
    )


def shown_cart(request: HttpRequest) -> CartView | None:
    """The visit's cart as a page shows it, or None: looking into the bag makes no cart."""
    found = find_cart(request)
    if found is None:
        return None
    places = places_of(request)
    view = carts.view(
        cart=found.id, region=places.region, language=places.language, origin=visit_of(request).origin, now=utc_now()
    )
    return counted(request, view)


def counted(request: HttpRequest, view: CartView) -> CartView:
    """Let the number beside the bag be this cart's."""
    request.kamurj_pieces = view.pieces  # type: ignore[attr-defined]  # ours
    return view


def move_cart(request: HttpRequest) -> None:
    """After the visit chose another country or store: let its cart, if there is one, follow."""
    found = find_cart(request)
    if found is None:
        return
    del request.kamurj_places  # type: ignore[attr-defined]  # read again for the new choice
    places = places_of(request)
    carts.choose_place(
        cart=found.id,
        currency=places.currency,
        language=places.language,
        location=places.store.location if places.store else None,
        now=utc_now(),
    )


def shown_lines(view: CartView) -> list[ShownLine]:
    """The lines of a cart as a page shows them."""
    return [_shown(line) for line in view.lines]


def sums_of(view: CartView) -> dict[str, Any]:
    """What the cart comes to so far."""
    added = any(line.quote is not None and not line.quote.tax_included for line in view.lines)
    listed = sum((line.quote.unit * line.quantity for line in view.lines if line.quote), Money.zero(view.cart.currency))
    return {
        "pieces": view.pieces,
        "goods": listed,
        "discounts": discounts_of(view.promoted),
        "shipping": None,
        "tax": view.tax,
        "tax_added": added,
        "total": view.subtotal,
    }


def _shown(line: CartLineView) -> ShownLine:
    amount = None
    if line.amounts and line.quote:
        amount = line.amounts.gross if line.quote.tax_included else line.amounts.net
    return ShownLine(
        variant=line.variant,
        href=f"{reverse('web:product', args=[line.card.handle])}?variant={line.card.sku}" if line.card else "",
        picture=picture_address(line.card.image.path) if line.card and line.card.image else "",
        name=line.card.name if line.card else gettext("An article that we do not have any more"),
        options=line.card.options if line.card else "",
        quantity=line.quantity,
        unit=line.quote.unit if line.quote else None,
        amount=amount,
        hint=_hint(line),
        refusal=_refusal(line),
    )


def _hint(line: CartLineView) -> dict[str, str] | None:
    if line.problem or line.available - line.quantity >= FEW:
        return None
    return {"tone": "warn", "text": gettext("These are the last pieces.")}


def _refusal(line: CartLineView) -> str:
    match line.problem:
        case LineProblem.NOT_SOLD:
            return gettext("This is not sold any more. Please take it out.")
        case LineProblem.NO_PRICE:
            return gettext("This is not sold in your country. Please take it out, or choose another country.")
        case LineProblem.NOT_ENOUGH if line.available > 0:
            return ngettext(
                "Only %(pieces)s piece is left. Please choose fewer.",
                "Only %(pieces)s pieces are left. Please choose fewer.",
                line.available,
            ) % {"pieces": line.available}
        case LineProblem.NOT_ENOUGH:
            return gettext("This is sold out. Please take it out.")
        case _:
            return ""
