"""Where to work today, for who works in more than one place."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from kamurj.channels.store.errors import NotYourStore
from kamurj.channels.store.workplace import CHOSEN, may_choose
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.entering import staff_at_work
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.languages import current_language
from kamurj.foundation.words.sentences import refusal_text
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard


@staff(Permission.STORE_VIEW)
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the place; it stays chosen on this device until another one is, or until logging out."""
    member = staff_at_work(request)
    if member is None or not may_choose(member):
        raise NotYourStore
    places = locations.all_locations()
    language = current_language()
    form = PlaceForm(request.POST or None, places=places, language=language)
    if request.method == "POST" and form.is_valid():
        request.session[CHOSEN] = int(form.cleaned_data["location"])
        return HttpResponseRedirect(_way_on(request))
    context = {
        "form": form,
        "places": [(place, place.name(language), place.address(language)) for place in places],
        "next": request.GET.get("next") or request.POST.get("next", ""),
        "chosen": request.session.get(CHOSEN),
    }
    return render(request, "store/choose.html", context, status=422 if form.errors else 200)


class PlaceForm(forms.Form):
    """One of the places that trade."""

    location = forms.ChoiceField()

    def __init__(self, *args: object, places: tuple[LocationCard, ...], language: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        field = self.fields["location"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(place.location, place.name(language)) for place in places]
            field.error_messages = dict.fromkeys(("required", "invalid_choice"), refusal_text(NotYourStore()))


def _way_on(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url("store:today")
