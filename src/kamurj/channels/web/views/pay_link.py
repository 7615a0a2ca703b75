"""The page behind a pay-link: what is to be paid, by which card, and that it was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from kamurj.channels.web.forms.checkout import CARDS
from kamurj.channels.web.limits import count_attempt
from kamurj.channels.web.visits import shopping, visit_of
from kamurj.foundation.access.guards import public
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys import pay_link as paying
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError
from kamurj.orders import queries as orders
from kamurj.payments import links
from kamurj.payments.contracts import LinkStatus
from kamurj.payments.errors import LinkIsPaid, NoSuchLink, ProviderSilent

TRIES, WITHIN_SECONDS = 30, 600


@public
@shopping
@never_cache
def pay_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link asks for; on POST, pay it. Raises NoSuchLink."""
    if request.method != "POST":
        return _page(request, token)
    count_attempt(request, what="pay_link", most=TRIES, within_seconds=WITHIN_SECONDS)
    card = request.POST.get("payment", "")
    try:
        paying.pay(link_token=token, token=card, now=utc_now(), origin=visit_of(request).origin)
    except NoSuchLink:
        raise
    except (LinkIsPaid, ProviderSilent):
        # Sent twice, or the bank is slow: the page itself says how it stands.
        return HttpResponseRedirect(reverse("web:pay_link", args=[token]))
    except KamurjError as refusal:
        return _page(request, token, refusal=refusal_text(refusal), chosen=card, status=422)
    return HttpResponseRedirect(reverse("web:pay_link", args=[token]))


def _page(request: HttpRequest, token: str, *, refusal: str = "", chosen: str = "", status: int = 200) -> HttpResponse:
    link = links.link_with_token(token=token, now=utc_now())
    context = {
        "link": link,
        "number": orders.order(link.order).number,
        "cards": CARDS,
        "chosen": chosen,
        "refusal": refusal,
        "is_open": link.status is LinkStatus.OPEN,
        "is_paid": link.status is LinkStatus.PAID,
        "is_waiting": link.status is LinkStatus.WAITING,
    }
    response = render(request, "web/pay_link.html", context, status=status)
    # Its address is the key: it goes to no other site, and into no list of a search engine. (Without any referrer a
    # browser would send the form from nowhere, and it would be refused.)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
