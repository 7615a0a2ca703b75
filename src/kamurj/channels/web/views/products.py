"""Lists of products: everything, a category, what a search found, and suggestions while typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import CategoryCard, Facet
from kamurj.channels.web.activities import saw_page, searched
from kamurj.channels.web.aisles import aisles_of, categories_of, category_of, trail_of
from kamurj.channels.web.goods import shown
from kamurj.channels.web.places import places_of
from kamurj.channels.web.visits import shopping
from kamurj.foundation.access.guards import public
from kamurj.journeys import browse
from kamurj.journeys.browsing import Listing, ListOrder
from kamurj.kernel.clock import utc_now
from kamurj.kernel.origin import Channel

A_PAGE = 24
SUGGESTIONS = 6
LONGEST_TEXT = 200
FACET = "f."
"""What the name of a filter begins with in an address: `f.colour=oak`."""

SORTS = (
    (ListOrder.RELEVANCE, _("Most liked")),
    (ListOrder.NEWEST, _("Newest")),
    (ListOrder.CHEAPEST, _("Price, lowest first")),
    (ListOrder.DEAREST, _("Price, highest first")),
    (ListOrder.NAME, _("Name")),
)


@public
@shopping
def products(request: HttpRequest) -> HttpResponse:
    """Everything we sell."""
    saw_page(request)
    title = gettext("New arrivals") if _sort(request) is ListOrder.NEWEST else gettext("Everything we sell")
    return _list_page(request, title=title, subcategories=aisles_of(request))


@public
@shopping
def category(request: HttpRequest, handle: str) -> HttpResponse:
    """A category and all under it. Raises UnknownCategory."""
    found = category_of(request, handle)
    saw_page(request)
    return _list_page(
        request,
        title=found.name,
        category=found,
        subcategories=[each for each in categories_of(request) if each.parent == found.category],
    )


@public
@shopping
def search(request: HttpRequest) -> HttpResponse:
    """What a text finds; an empty one leads to everything."""
    text = " ".join(request.GET.get("q", "")[:LONGEST_TEXT].split())
    if not text:
        return redirect("web:products")
    return _list_page(request, title=gettext("Results for “%(text)s”") % {"text": text}, text=text)


@public
@shopping
def suggest(request: HttpRequest) -> HttpResponse:
    """The first few finds for a text that is still being typed, as options of a list box."""
    text = " ".join(request.GET.get("q", "")[:LONGEST_TEXT].split())
    found = _listing(request, text=text, limit=SUGGESTIONS).products if text else ()
    return render(request, "web/parts/suggestions.html", {"goods": shown(found), "text": text})


def _list_page(
    request: HttpRequest,
    *,
    title: str,
    text: str | None = None,
    category: CategoryCard | None = None,
    subcategories: Sequence[CategoryCard] = (),
) -> HttpResponse:
    chosen = _chosen(request)
    listing = _listing(request, text=text, category=category, chosen=chosen)
    facets = catalogue.facets(
        language=places_of(request).language,
        category=category.category if category else None,
        search=listing.corrected_text or text,
        chosen=chosen,
    )
    if text is not None and listing.page == 1 and not chosen:
        searched(request, text=text, results=listing.total, corrected=listing.corrected_text)
    context = {
        "title": title,
        "text": text,
        "corrected": listing.corrected_text,
        "trail": trail_of(request, category) if category else (),
        "subcategories": subcategories,
        "total": listing.total,
        "goods": shown(listing.products),
        "facets": [_shown_facet(facet, chosen.get(facet.code, ())) for facet in facets if facet.code != "category"],
        "chosen_facets": sum(len(values) for values in chosen.values()),
        "sorts": SORTS,
        "sort": _sort(request),
        "page": listing.page,
        "pages": listing.pages,
        "more": listing.page < listing.pages,
    }
    return render(request, "web/products.html", context)


def _listing(
    request: HttpRequest,
    *,
    text: str | None = None,
    category: CategoryCard | None = None,
    chosen: Mapping[str, Sequence[str]] | None = None,
    limit: int = A_PAGE,
) -> Listing:
    places = places_of(request)
    return browse.product_list(
        segments=places.segments,
        channel=Channel.WEB,
        region=places.region,
        currency=places.currency,
        language=places.language,
        category=category.category if category else None,
        search=text,
        facets=chosen,
        sort=_sort(request),
        page=_page(request),
        limit=limit,
        now=utc_now(),
    )


def _chosen(request: HttpRequest) -> dict[str, list[str]]:
    return {
        name.removeprefix(FACET): values for name, values in request.GET.lists() if name.startswith(FACET) and any(values)
    }


def _sort(request: HttpRequest) -> ListOrder:
    wanted = request.GET.get("sort", "")
    return ListOrder(wanted) if wanted in set(ListOrder) else ListOrder.RELEVANCE


def _page(request: HttpRequest) -> int:
    wanted = request.GET.get("page", "1")
    return int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) <= 5 else 1


def _shown_facet(facet: Facet, chosen: Sequence[str]) -> dict[str, Any]:
    return {
        "name": facet.name,
        "parameter": f"{FACET}{facet.code}",
        "values": [
            {"code": value.code, "name": value.name, "count": value.count, "chosen": value.code in chosen}
            for value in facet.values
        ],
    }
