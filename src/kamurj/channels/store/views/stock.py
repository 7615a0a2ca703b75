"""Where an article lies: here, in the next store, in the warehouse."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.errors import UnknownVariant
from kamurj.channels.store.answers import refused
from kamurj.channels.store.forms.shelf import AskForm
from kamurj.channels.store.forms.till import CodeForm
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.journeys.errors import UnknownArticle
from kamurj.journeys.look_up_stock import PlaceStock, stock_everywhere
from kamurj.journeys.promise_words import day_text, promise_text
from kamurj.journeys.promises import to_collect
from kamurj.journeys.till import FoundProduct, find_articles
from kamurj.kernel import ids
from kamurj.kernel.ids import VariantId
from kamurj.locations.contracts import LocationKind

LARGEST_ID = 2**63 - 1


@staff(Permission.STOCK_VIEW)
@at_work
def stock(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Find the article by its code, or by a part of its name."""
    form = CodeForm(request.GET) if "code" in request.GET else CodeForm()
    found: tuple[FoundProduct, ...] = ()
    if form.is_bound and form.is_valid() and (typed := form.cleaned_data["code"].strip()):
        try:
            return redirect("store:article", variant=catalogue.variant_by_code(typed, here.language).variant)
        except UnknownVariant:
            found = find_articles(text=typed, till=here.place, language=here.language, now=here.now)
        if not found:
            form.add_error("code", gettext("We find no article like this. Check the number, or type a part of its name."))
    shown = [(one, [(each, reverse("store:article", args=[each.card.variant])) for each in one.articles]) for one in found]
    context = {"here": here, "form": form, "found": shown}
    return render(request, "store/stock.html", context, status=422 if form.errors else 200)


@staff(Permission.STOCK_VIEW)
@at_work
def article(request: HttpRequest, here: Workplace, variant: int) -> HttpResponse:
    """One article over all places, nearest first."""
    try:
        number = VariantId(min(variant, LARGEST_ID))
        found = stock_everywhere(variant=number, here=here.place, language=here.language, now=here.now)
    except UnknownArticle as refusal:
        return refused(request, here, refusal)
    rows = [
        (one, one.place.name(here.language), one.place.address(here.language), _promised(one, here)) for one in found.places
    ]
    elsewhere = [
        (str(one.place.location), f"{name} ({one.free})")
        for one, name, _, _ in rows
        if one.free and one.place.location != here.location
    ]
    context = {
        "here": here,
        "form": CodeForm(),
        "found": found,
        "rows": rows,
        "ask": AskForm(places=elsewhere) if elsewhere and here.member.may(Permission.STOCK_MOVE) else None,
        "may_count": here.member.may(Permission.STOCK_COUNT),
        "request_key": str(ids.new()),
    }
    return render(request, "store/article.html", context)


def _promised(one: PlaceStock, here: Workplace) -> str:
    """When a customer could have it from another place: there, or as a parcel that leaves the warehouse."""
    if not one.free or one.place.location == here.location:
        return ""
    if one.place.kind is LocationKind.WAREHOUSE:
        return gettext("a parcel leaves %(day)s") % {"day": day_text(one.lead.dispatch_date, today=one.lead.today)}
    promise = to_collect(one.lead, location=one.place.location)
    return "" if promise is None else promise_text(promise, now=here.now)
