"""The cart: looking into it, putting in, changing, taking out with a way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kamurj.channels.web import carts as cart_of_visit
from kamurj.channels.web.activities import saw_cart
from kamurj.channels.web.answers import asked_by_htmx, back_with_refusal, way_back
from kamurj.channels.web.discounts import coupons_of
from kamurj.channels.web.forms.cart import CartLineForm
from kamurj.channels.web.places import places_of
from kamurj.channels.web.visits import shopping, visit_of
from kamurj.foundation.access.guards import public
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys import carts
from kamurj.journeys.contracts import CartView
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError


@public
@shopping
@never_cache
def cart(request: HttpRequest) -> HttpResponse:
    """What lies in the cart, with prices and availability of now."""
    view = cart_of_visit.shown_cart(request)
    if view is not None:
        saw_cart(request, cart=view.id, pieces=view.pieces)
    return render(request, "web/cart.html", _context(view) | {"removed": request.session.pop("web.removed", None)})


@public
@shopping
@require_POST
def add_to_cart(request: HttpRequest) -> HttpResponse:
    """Put pieces of a variant into the cart."""
    form = CartLineForm(request.POST, smallest=1)
    try:
        line = form.line()
        places = places_of(request)
        view = carts.add(
            cart=cart_of_visit.open_cart(request).id,
            variant=line.variant,
            quantity=line.quantity,
            region=places.region,
            language=places.language,
            origin=visit_of(request).origin,
            now=utc_now(),
        )
    except KamurjError as refusal:
        if asked_by_htmx(request):
            return render(request, "web/parts/added.html", {"refusal": refusal_text(refusal)}, status=422)
        return back_with_refusal(request, refusal, "web:cart")
    cart_of_visit.counted(request, view)
    name = next((each.card.name for each in view.lines if each.variant == line.variant and each.card), "")
    if asked_by_htmx(request):
        return render(request, "web/parts/added.html", {"name": name, "pieces": view.pieces})
    messages.success(request, gettext("%(name)s is in your cart.") % {"name": name})
    return HttpResponseRedirect(way_back(request, "web:cart"))


@public
@shopping
@require_POST
def change_cart(request: HttpRequest) -> HttpResponse:
    """Let a line be so many pieces; none takes it out, and putting it back is one press away."""
    form = CartLineForm(request.POST, smallest=0)
    found = cart_of_visit.shown_cart(request)
    try:
        line = form.line()
        if found is None:
            found = cart_of_visit.open_cart(request)
        before = next((each for each in found.lines if each.variant == line.variant), None)
        places, visit = places_of(request), visit_of(request)
        change = carts.change if before is not None or line.quantity == 0 else carts.add
        view = change(
            cart=found.id,
            variant=line.variant,
            quantity=line.quantity,
            region=places.region,
            language=places.language,
            origin=visit.origin,
            now=utc_now(),
        )
    except KamurjError as refusal:
        if asked_by_htmx(request):
            return cart_part(request, found, {"refusal": refusal_text(refusal)}, status=422)
        return back_with_refusal(request, refusal, "web:cart")
    removed = None
    if line.quantity == 0 and before is not None:
        name = before.card.name if before.card else ""
        removed = {"variant": line.variant, "quantity": before.quantity, "name": name}
    cart_of_visit.counted(request, view)
    if asked_by_htmx(request):
        return cart_part(request, view, {"removed": removed})
    if removed:
        request.session["web.removed"] = removed
    return redirect("web:cart")


def _context(view: CartView | None) -> dict[str, Any]:
    if view is None:
        return {"lines": ()}
    return {
        "lines": cart_of_visit.shown_lines(view),
        "sums": cart_of_visit.sums_of(view),
        "coupons": coupons_of(view.cart.coupons, view.promoted),
        "can_be_ordered": view.can_be_ordered,
    }


def cart_part(request: HttpRequest, view: CartView | None, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The part of the page that a change of the cart changes."""
    pieces = view.pieces if view else 0
    return render(request, "web/parts/cart_answer.html", _context(view) | more | {"pieces": pieces}, status=status)
