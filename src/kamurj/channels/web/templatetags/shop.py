"""What the frame of every shop page shows by itself, also on pages that are not ours, such as the log-in's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel.dates import format_skeleton
from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from kamurj.channels.web.aisles import aisles_of
from kamurj.channels.web.carts import pieces_in_cart
from kamurj.channels.web.places import places_of
from kamurj.foundation.words.languages import current_language
from kamurj.kernel.clock import utc_now

register = template.Library()


@register.inclusion_tag("web/parts/masthead.html", takes_context=True)
def masthead(context: template.RequestContext) -> dict[str, Any]:
    """The strip, the search, the ways to account and cart, the aisles."""
    request = _request(context)
    places = places_of(request)
    trail = context.get("trail") or ()
    return {
        **_everything(context),
        "store_name": places.store.name(places.language) if places.store else "",
        "aisles": aisles_of(request),
        "current_aisle": trail[0].handle if trail else None,
        "pieces": pieces_in_cart(request),
    }


@register.inclusion_tag("web/parts/market_choice.html", takes_context=True)
def market_choice(context: template.RequestContext) -> dict[str, Any]:
    """The countries the shop sells in, with their money."""
    places = places_of(_request(context))
    return {**_everything(context), "markets": places.markets, "market": places.market}


@register.simple_tag(takes_context=True)
def alternates(context: template.RequestContext) -> SafeString:
    """The same page in the other languages, for search engines."""
    request = _request(context)
    address = request.build_absolute_uri(request.path)
    links = [(code, translate_url(address, code)) for code, _ in settings.LANGUAGES]
    return format_html_join("\n  ", '<link rel="alternate" hreflang="{}" href="{}">', links)


@register.filter
def near_day(day: date) -> str:
    """A day of these weeks, without its year: `Tue, 24 Nov`. A moment is read in its own time zone."""
    return format_skeleton("MMMEd", day, locale="hy_AM" if current_language() == "hy" else "en_GB")


@register.filter
def is_today(moment: datetime) -> bool:
    """Whether a moment lies on the present day of its own time zone."""
    return moment.date() == utc_now().astimezone(moment.tzinfo).date()


def _everything(context: template.RequestContext) -> dict[str, Any]:
    return {str(name): value for name, value in context.flatten().items()}


def _request(context: template.RequestContext) -> HttpRequest:
    request: HttpRequest = context["request"]
    return request
