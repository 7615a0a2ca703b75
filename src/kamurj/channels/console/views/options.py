"""The words for what variants differ in: options such as colour, and their values such as oak."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.catalogue import operations as catalogue
from kamurj.catalogue import queries as listed
from kamurj.catalogue.contracts import OptionSheet
from kamurj.catalogue.errors import UnknownOption
from kamurj.channels.console.asked import sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.errors import ChangedMeanwhile, NothingToChange
from kamurj.channels.console.forms.arranging import NamesForm, NewOptionForm, fingerprint, initial_of
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError

UNDO = "console:undo_option"


@staff(Permission.CATALOGUE_VIEW)
@at_desk
def options(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every option with how many values and variants it has; those too that nobody has named."""
    sheets = listed.option_sheets()
    rows = [
        (one, one.name(desk.language), sum(other.option == one.option for other in sheets) - 1)
        for one in sheets
        if not one.value
    ]
    return show(request, desk, "options.html", {"rows": rows})


@staff(Permission.CATALOGUE_EDIT)
@at_desk
def new_option(request: HttpRequest, desk: Desk, option: str = "") -> HttpResponse:
    """Name a new option, or with `option` a new value of it. Raises UnknownOption."""
    parent = _sheet(option) if option else None
    form = NewOptionForm(sent(request))
    refusal: KamurjError | None = None
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"].strip()
        try:
            catalogue.add_option(
                option=option or code,
                value=code if option else "",
                names=form.names(),
                position=form.cleaned_data["position"],
                now=desk.now,
                origin=desk.origin,
            )
        except KamurjError as why:
            refusal = why
        else:
            messages.success(request, gettext("“%(name)s” is there.") % {"name": next(iter(form.names().values()))})
            return redirect("console:option", option or code)
    context = {
        "form": form,
        "option": parent,
        "option_name": parent.name(desk.language) if parent else "",
        "refusal": refusal_text(refusal) if refusal else "",
    }
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "option_new.html", context, status=status)


@staff(Permission.CATALOGUE_VIEW)
@at_desk
def option(request: HttpRequest, desk: Desk, option: str, value: str = "") -> HttpResponse:
    """The words of an option or value; on POST they are saved. Raises UnknownOption, NotPermitted."""
    sheet = _sheet(option, value)
    form = NamesForm(sent(request), initial=initial_of(sheet))
    if request.method != "POST":
        return _page(request, desk, sheet, form)
    if not desk.may(Permission.CATALOGUE_EDIT):
        raise NotPermitted(permission=Permission.CATALOGUE_EDIT.value)
    if not form.is_valid():
        return _page(request, desk, sheet, form, status=422)
    try:
        if form.cleaned_data["seen"] != fingerprint(sheet):
            raise ChangedMeanwhile
        _write(sheet, form.names(), form.cleaned_data["position"], desk)
    except KamurjError as refusal:
        return _page(request, desk, sheet, form, refusal=refusal)
    _say(request, sheet)
    return redirect(_address(sheet))


@staff(Permission.CATALOGUE_EDIT)
@require_POST
@at_desk
def undo_option(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Call an option or value again what it was called. Raises ChangedMeanwhile, UnknownOption, UndoGone."""
    before = redeem(request, UNDO)
    sheet = _sheet(before["option"], before["value"])
    if fingerprint(sheet) != before["is"]:
        raise ChangedMeanwhile
    _write(sheet, before["names"], before["position"], desk)
    messages.success(request, gettext("The change is taken back."))
    return redirect(_address(sheet))


@staff(Permission.CATALOGUE_EDIT)
@require_POST
@at_desk
def remove_option(request: HttpRequest, desk: Desk, option: str, value: str = "") -> HttpResponse:
    """Take away the words of what no variant has. Raises UnknownOption; what still has it is said on its page."""
    sheet = _sheet(option, value)
    try:
        catalogue.remove_option(option=option, value=value, now=desk.now, origin=desk.origin)
    except KamurjError as refusal:
        return _page(request, desk, sheet, NamesForm(None, initial=initial_of(sheet)), refusal=refusal)
    messages.success(request, gettext("“%(name)s” is deleted.") % {"name": sheet.name(desk.language)})
    return redirect("console:option", option) if value else redirect("console:options")


def _sheet(option: str, value: str = "") -> OptionSheet:
    for one in listed.option_sheets():
        if (one.option, one.value) == (option, value):
            return one
    raise UnknownOption(code=value or option)


def _address(sheet: OptionSheet) -> str:
    if sheet.value:
        return resolve_url("console:option_value", sheet.option, sheet.value)
    return resolve_url("console:option", sheet.option)


def _write(sheet: OptionSheet, names: dict[str, str], position: int, desk: Desk) -> None:
    """Change its words, or give it the first ones: variants can have what nobody has named."""
    write = catalogue.change_option if sheet.names else catalogue.add_option
    write(option=sheet.option, value=sheet.value, names=names, position=position, now=desk.now, origin=desk.origin)


def _say(request: HttpRequest, before: OptionSheet) -> None:
    """That it is saved, with the offer to take it back where there was something before."""
    after = _sheet(before.option, before.value)
    if fingerprint(after) == fingerprint(before):
        messages.info(request, refusal_text(NothingToChange()))
        return
    text = gettext("The words are saved.")
    if not before.names:
        messages.success(request, text)
        return
    kept = {"option": before.option, "value": before.value, "is": fingerprint(after)}
    was = {"names": dict(before.names), "position": before.position}
    offer(request, text=text, to=UNDO, before={**kept, **was}, back=_address(before))


def _page(
    request: HttpRequest,
    desk: Desk,
    sheet: OptionSheet,
    form: NamesForm,
    *,
    refusal: KamurjError | None = None,
    status: int = 200,
) -> HttpResponse:
    family = [one for one in listed.option_sheets() if one.option == sheet.option]
    context: dict[str, Any] = {
        "sheet": sheet,
        "form": form,
        "values": [] if sheet.value else [(one, one.name(desk.language)) for one in family if one.value],
        "option_name": family[0].name(desk.language),
        "refusal": refusal_text(refusal) if refusal else "",
        "may_edit": desk.may(Permission.CATALOGUE_EDIT),
        "title": sheet.name(desk.language),
    }
    return show(request, desk, "option.html", context, status=status_of(refusal) if refusal else status)
