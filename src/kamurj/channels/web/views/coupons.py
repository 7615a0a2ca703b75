"""Coupons: put on the cart and taken off it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.web import carts as cart_of_visit
from kamurj.channels.web.answers import asked_by_htmx, back_with_refusal, way_back
from kamurj.channels.web.limits import count_attempt
from kamurj.channels.web.places import places_of
from kamurj.channels.web.views.cart import cart_part
from kamurj.channels.web.visits import shopping, visit_of
from kamurj.foundation.access.guards import public
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys import carts
from kamurj.journeys.contracts import CartView
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError
from kamurj.promotions.errors import CouponUnknown

CODE_ATTEMPTS = 30
CODE_SECONDS = 600
"""So many codes a visit may try in ten minutes: nobody types more, and guessing fifty bits takes more."""


@public
@shopping
@require_POST
def add_coupon(request: HttpRequest) -> HttpResponse:
    """Put the code that was typed on the cart, or say why it gives nothing."""
    count_attempt(request, what="coupon", most=CODE_ATTEMPTS, within_seconds=CODE_SECONDS)
    return _answer(request, carts.apply_coupon, gettext("The coupon is on your cart."))


@public
@shopping
@require_POST
def remove_coupon(request: HttpRequest) -> HttpResponse:
    """Take a code off the cart."""
    return _answer(request, carts.remove_coupon, gettext("The coupon was taken off."))


def _answer(request: HttpRequest, change: Callable[..., CartView], done: str) -> HttpResponse:
    places, code = places_of(request), request.POST.get("code", "").strip()
    found = cart_of_visit.shown_cart(request) or cart_of_visit.open_cart(request)
    try:
        if not code:
            raise CouponUnknown(coupon="")
        view = change(
            cart=found.id,
            code=code,
            region=places.region,
            language=places.language,
            origin=visit_of(request).origin,
            now=utc_now(),
        )
    except KamurjError as refusal:
        if asked_by_htmx(request):
            typed: dict[str, Any] = {"coupon_refusal": refusal_text(refusal), "coupon_typed": code}
            return cart_part(request, found, typed, status=422)
        return back_with_refusal(request, refusal, "web:cart")
    cart_of_visit.counted(request, view)
    if asked_by_htmx(request):
        return cart_part(request, view, {})
    messages.success(request, done)
    return HttpResponseRedirect(way_back(request, "web:cart"))
