"""The editor of one product: its words in both languages, its status, and how a change is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.catalogue import operations as catalogue
from kamurj.catalogue import queries as listed
from kamurj.catalogue.contracts import ProductChanges, ProductKind, ProductSheet, ProductStatus
from kamurj.catalogue.errors import EditedMeanwhile
from kamurj.channels.console.asked import member, number, number_or_404, sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.errors import NothingToChange
from kamurj.channels.console.forms.products import PictureForm, ProductForm, initial_of, language_words
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.facts import encode
from kamurj.kernel.ids import CategoryId, ProductId
from kamurj.pricing import queries as pricing

UNDO = "console:undo_product_change"


@staff(Permission.CATALOGUE_VIEW)
@at_desk
def product(request: HttpRequest, desk: Desk, product: int) -> HttpResponse:
    """Everything about one product; on POST its words and fields are saved. Raises UnknownProduct, NotPermitted."""
    sheet = sheet_of(product)
    form = ProductForm(sent(request), tree=listed.categories(desk.language), initial=initial_of(sheet))
    if request.method != "POST":
        return editor(request, desk, sheet, form=form)
    if not desk.may(Permission.CATALOGUE_EDIT):
        raise NotPermitted(permission=Permission.CATALOGUE_EDIT.value)
    if not form.is_valid():
        return editor(request, desk, sheet, form=form, status=422)
    changes = ProductChanges(
        handle=form.cleaned_data["handle"],
        category=CategoryId(int(form.cleaned_data["category"])),
        brand=form.cleaned_data["brand"],
        tax_category=form.cleaned_data["tax_category"],
        kind=ProductKind(form.cleaned_data["kind"]),
        words=language_words(form.cleaned_data, sheet.words),
    )
    seen = form.cleaned_data["version"]
    try:
        version = catalogue.change_product(
            product=sheet.product, expected_version=seen, changes=changes, now=desk.now, origin=desk.origin
        )
    except KamurjError as refusal:
        return editor(request, desk, sheet, form=form, refusal=refusal)
    if version == seen:
        messages.info(request, refusal_text(NothingToChange()))
    else:
        _offer(request, sheet, changes, version, gettext("The product is saved."))
    return redirect("console:product", sheet.product)


@staff(Permission.CATALOGUE_EDIT)
@require_POST
@at_desk
def change_status(request: HttpRequest, desk: Desk, product: int) -> HttpResponse:
    """Put a product on sale, back among the drafts, or into the archive. Raises UnknownProduct, EditedMeanwhile."""
    sheet = sheet_of(product)
    status = member(ProductStatus, request.POST.get("status"))
    if status is None or status is sheet.status:
        raise NothingToChange
    version = number(request.POST.get("version")) or 0
    changes = ProductChanges(status=status)
    after = (
        catalogue.archive_product(product=sheet.product, expected_version=version, now=desk.now, origin=desk.origin)
        if status is ProductStatus.ARCHIVED
        else catalogue.change_product(
            product=sheet.product, expected_version=version, changes=changes, now=desk.now, origin=desk.origin
        )
    )
    said = {
        ProductStatus.ACTIVE: gettext("The product is on sale."),
        ProductStatus.DRAFT: gettext("The product is a draft again and gone from the shop."),
        ProductStatus.ARCHIVED: gettext("The product is in the archive and gone from the shop."),
    }
    _offer(request, sheet, changes, after, said[status])
    return redirect("console:product", sheet.product)


@staff(Permission.CATALOGUE_EDIT)
@require_POST
@at_desk
def undo_product(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Set a product's fields back. Raises EditedMeanwhile if somebody has changed it since, UndoGone."""
    before = redeem(request, UNDO)
    catalogue.undo_change(
        product=ProductId(before["product"]),
        previous=before["previous"],
        expected_version=before["version"],
        now=desk.now,
        origin=desk.origin,
    )
    messages.success(request, gettext("The change is taken back."))
    return redirect("console:product", before["product"])


def sheet_of(product: int) -> ProductSheet:
    """The product of an address. Raises UnknownProduct."""
    return listed.product_sheet(ProductId(number_or_404(product)))


def editor(
    request: HttpRequest,
    desk: Desk,
    sheet: ProductSheet,
    *,
    form: ProductForm | None = None,
    picture_form: PictureForm | None = None,
    refusal: KamurjError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The editor's page, with what somebody typed and why it was not taken."""
    page = listed.product_by_handle(sheet.handle, desk.language, drafts_too=True)
    prices = pricing.prices_of(variants=[one.variant for one in page.variants])
    lists = {one.id: one for one in pricing.price_lists()}
    context: dict[str, Any] = {
        "sheet": sheet,
        "page": page,
        "form": form or ProductForm(None, tree=listed.categories(desk.language), initial=initial_of(sheet)),
        "picture_form": picture_form or PictureForm(None, None, variants=page.variants),
        "prices": {variant: [(lists[one.price_list], one.unit) for one in some] for variant, some in prices.items()},
        "refusal": refusal_text(refusal) if refusal else "",
        "is_stale": isinstance(refusal, EditedMeanwhile),
        "may_edit": desk.may(Permission.CATALOGUE_EDIT),
        "title": page.name,
    }
    return show(request, desk, "product.html", context, status=status_of(refusal) if refusal else status)


def _offer(request: HttpRequest, sheet: ProductSheet, changes: ProductChanges, version: int, text: str) -> None:
    offer(
        request,
        text=text,
        to=UNDO,
        before={"product": sheet.product, "version": version, "previous": _previous(sheet, changes)},
        back=reverse("console:product", args=[sheet.product]),
    )


def _previous(sheet: ProductSheet, changes: ProductChanges) -> Mapping[str, object]:
    """What the change replaced, as `undo_change` wants it."""
    found: dict[str, object] = {}
    for name in (field.name for field in fields(ProductChanges)):
        wanted, known = getattr(changes, name), getattr(sheet, name)
        if name == "words" and wanted is not None:
            differing = {language: known.get(language) for language, text in wanted.items() if known.get(language) != text}
            if differing:
                found[name] = encode(differing)
        elif wanted is not None and wanted != known:
            found[name] = encode(known)
    return found
