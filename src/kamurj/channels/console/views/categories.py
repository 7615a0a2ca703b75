"""The tree of categories: looking at it, adding to it, renaming, moving, and taking away what is empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.catalogue import operations as catalogue
from kamurj.catalogue import queries as listed
from kamurj.catalogue.contracts import CategorySheet
from kamurj.catalogue.errors import UnknownCategory
from kamurj.channels.console.asked import sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.errors import ChangedMeanwhile, NothingToChange
from kamurj.channels.console.forms.arranging import CategoryForm, NewCategoryForm, fingerprint, initial_of
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import CategoryId

UNDO = "console:undo_category"


@staff(Permission.CATALOGUE_VIEW)
@at_desk
def categories(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The whole tree with what lies in each."""
    rows = [(one, one.name(desk.language), "\u2003" * (len(one.path) - 1)) for one in listed.category_sheets()]
    return show(request, desk, "categories.html", {"rows": rows})


@staff(Permission.CATALOGUE_EDIT)
@at_desk
def new_category(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add a category."""
    form = NewCategoryForm(sent(request), tree=listed.category_sheets(), language=desk.language)
    refusal: KamurjError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = catalogue.create_category(
                handle=form.cleaned_data["handle"],
                names=form.names(),
                parent=_parent(form),
                position=form.cleaned_data["position"],
                now=desk.now,
                origin=desk.origin,
            )
        except KamurjError as why:
            refusal = why
        else:
            messages.success(request, gettext("The category is there."))
            return redirect("console:category", made)
    context = {"form": form, "refusal": refusal_text(refusal) if refusal else ""}
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "category_new.html", context, status=status)


@staff(Permission.CATALOGUE_VIEW)
@at_desk
def category(request: HttpRequest, desk: Desk, category: int) -> HttpResponse:
    """One category; on POST it is renamed and put in its place. Raises UnknownCategory, NotPermitted."""
    tree = listed.category_sheets()
    sheet = _sheet(tree, category)
    form = CategoryForm(sent(request), tree=tree, language=desk.language, initial=initial_of(sheet), inside=sheet)
    if request.method != "POST":
        return _page(request, desk, sheet, form)
    if not desk.may(Permission.CATALOGUE_EDIT):
        raise NotPermitted(permission=Permission.CATALOGUE_EDIT.value)
    if not form.is_valid():
        return _page(request, desk, sheet, form, status=422)
    try:
        if form.cleaned_data["seen"] != fingerprint(sheet):
            raise ChangedMeanwhile
        _write(sheet, {**sheet.names, **form.names()}, _parent(form), form.cleaned_data["position"], desk)
    except KamurjError as refusal:
        return _page(request, desk, sheet, form, refusal=refusal)
    _say(request, sheet)
    return redirect("console:category", sheet.category)


@staff(Permission.CATALOGUE_EDIT)
@require_POST
@at_desk
def undo_category(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Call a category again what it was called, where it was. Raises ChangedMeanwhile, UnknownCategory, UndoGone."""
    before = redeem(request, UNDO)
    sheet = _sheet(listed.category_sheets(), before["category"])
    if fingerprint(sheet) != before["is"]:
        raise ChangedMeanwhile
    parent = None if before["parent"] is None else CategoryId(before["parent"])
    _write(sheet, before["names"], parent, before["position"], desk)
    messages.success(request, gettext("The change is taken back."))
    return redirect("console:category", sheet.category)


@staff(Permission.CATALOGUE_EDIT)
@require_POST
@at_desk
def remove_category(request: HttpRequest, desk: Desk, category: int) -> HttpResponse:
    """Take an empty category away. Raises UnknownCategory; what still lies in it is said on its page."""
    tree = listed.category_sheets()
    sheet = _sheet(tree, category)
    try:
        catalogue.remove_category(category=sheet.category, now=desk.now, origin=desk.origin)
    except KamurjError as refusal:
        form = CategoryForm(None, tree=tree, language=desk.language, initial=initial_of(sheet), inside=sheet)
        return _page(request, desk, sheet, form, refusal=refusal)
    messages.success(request, gettext("“%(name)s” is deleted.") % {"name": sheet.name(desk.language)})
    return redirect("console:categories")


def _sheet(tree: Sequence[CategorySheet], category: int) -> CategorySheet:
    for one in tree:
        if one.category == category:
            return one
    raise UnknownCategory


def _parent(form: CategoryForm) -> CategoryId | None:
    chosen = form.cleaned_data["parent"]
    return CategoryId(int(chosen)) if chosen else None


def _write(sheet: CategorySheet, names: dict[str, str], parent: CategoryId | None, position: int, desk: Desk) -> None:
    catalogue.change_category(
        category=sheet.category, names=names, parent=parent, position=position, now=desk.now, origin=desk.origin
    )


def _say(request: HttpRequest, before: CategorySheet) -> None:
    """That it is saved, with the offer to take it back; a first name in a language stays."""
    after = _sheet(listed.category_sheets(), before.category)
    if fingerprint(after) == fingerprint(before):
        messages.info(request, refusal_text(NothingToChange()))
        return
    kept = {"category": before.category, "is": fingerprint(after), "names": dict(before.names)}
    offer(
        request,
        text=gettext("The category is saved."),
        to=UNDO,
        before={**kept, "parent": before.parent, "position": before.position},
        back=reverse("console:category", args=[before.category]),
    )


def _page(
    request: HttpRequest,
    desk: Desk,
    sheet: CategorySheet,
    form: CategoryForm,
    *,
    refusal: KamurjError | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "sheet": sheet,
        "form": form,
        "refusal": refusal_text(refusal) if refusal else "",
        "may_edit": desk.may(Permission.CATALOGUE_EDIT),
        "title": sheet.name(desk.language),
    }
    return show(request, desk, "category.html", context, status=status_of(refusal) if refusal else status)
