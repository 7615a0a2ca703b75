"""What somebody does in the shop, told to the log: never in the way of showing the page."""

from __future__ import annotations

from django.http import HttpRequest

from kamurj.activity import operations as activity
from kamurj.channels.web.visits import visit_of
from kamurj.foundation.words.languages import current_language
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CartId, ProductId


def saw_page(request: HttpRequest) -> None:
    """Somebody opened a page that is not a product's."""
    activity.record_page_view(page=request.path, language=current_language(), origin=visit_of(request).origin, now=utc_now())


def saw_product(request: HttpRequest, product: ProductId) -> None:
    """Somebody looked at a product."""
    activity.record_view(product=product, language=current_language(), origin=visit_of(request).origin, now=utc_now())


def searched(request: HttpRequest, *, text: str, results: int, corrected: str | None) -> None:
    """Somebody searched."""
    activity.record_search(
        text=text,
        results=results,
        corrected_text=corrected,
        language=current_language(),
        origin=visit_of(request).origin,
        now=utc_now(),
    )


def saw_cart(request: HttpRequest, *, cart: CartId, pieces: int) -> None:
    """Somebody looked into their cart."""
    activity.record_cart_view(cart=cart, pieces=pieces, origin=visit_of(request).origin, now=utc_now())
