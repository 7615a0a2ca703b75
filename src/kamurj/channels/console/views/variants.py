"""Adding and changing the variants of a product."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.catalogue import operations as catalogue
from kamurj.catalogue import queries as listed
from kamurj.catalogue.contracts import NewVariant, ProductSheet, VariantChanges, VariantChoice
from kamurj.catalogue.errors import UnknownVariant
from kamurj.channels.console.asked import number_or_404, sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.forms.products import VariantForm, lines_of
from kamurj.channels.console.undo import offer, redeem
from kamurj.channels.console.views.product import sheet_of
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import VariantId


@staff(Permission.CATALOGUE_EDIT)
@at_desk
def new_variant(request: HttpRequest, desk: Desk, product: int) -> HttpResponse:
    """Add a variant to a product. Raises UnknownProduct."""
    sheet = sheet_of(product)
    known = listed.product_by_handle(sheet.handle, desk.language, drafts_too=True).variants
    pattern = "\n".join(f"{code}: " for code in known[0].options) if known else ""
    form = VariantForm(sent(request), initial={"options": pattern, "version": sheet.version})
    refusal: KamurjError | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wanted = NewVariant(
            sku=given["sku"],
            options=given["options"],
            barcode=given["barcode"] or None,
            weight_grams=given["weight_grams"],
            active=given["active"],
        )
        try:
            catalogue.add_variant(
                product=sheet.product, variant=wanted, expected_version=given["version"], now=desk.now, origin=desk.origin
            )
        except KamurjError as why:
            refusal = why
        else:
            messages.success(request, gettext("The variant %(sku)s is there.") % {"sku": given["sku"]})
            return redirect("console:product", sheet.product)
    return _page(request, desk, sheet, form, refusal=refusal, known=None)


@staff(Permission.CATALOGUE_EDIT)
@at_desk
def variant(request: HttpRequest, desk: Desk, product: int, variant: int) -> HttpResponse:
    """Change a variant of a product. Raises UnknownProduct, UnknownVariant."""
    sheet = sheet_of(product)
    known = _variant_of(sheet, variant, desk)
    initial = {
        "sku": known.sku,
        "barcode": known.barcode or "",
        "weight_grams": known.weight_grams,
        "options": lines_of(known.options),
        "active": known.active,
        "version": sheet.version,
    }
    form = VariantForm(sent(request), initial=initial)
    refusal: KamurjError | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        changes = VariantChanges(**{name: given[name] for name in ("sku", "barcode", "weight_grams", "options", "active")})
        try:
            version = catalogue.change_variant(
                variant=known.variant, changes=changes, expected_version=given["version"], now=desk.now, origin=desk.origin
            )
        except KamurjError as why:
            refusal = why
        else:
            if version != given["version"]:
                _offer(request, sheet, known, version)
            return redirect("console:product", sheet.product)
    return _page(request, desk, sheet, form, refusal=refusal, known=known)


@staff(Permission.CATALOGUE_EDIT)
@require_POST
@at_desk
def undo_variant(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Set a variant back. Raises EditedMeanwhile if the product was changed since, UndoGone."""
    before = redeem(request, "console:undo_variant")
    catalogue.change_variant(
        variant=VariantId(before["variant"]),
        changes=VariantChanges(**before["was"]),
        expected_version=before["version"],
        now=desk.now,
        origin=desk.origin,
    )
    messages.success(request, gettext("The change is taken back."))
    return redirect("console:product", before["product"])


def _variant_of(sheet: ProductSheet, variant: int, desk: Desk) -> VariantChoice:
    page = listed.product_by_handle(sheet.handle, desk.language, drafts_too=True)
    for one in page.variants:
        if one.variant == number_or_404(variant):
            return one
    raise UnknownVariant


def _offer(request: HttpRequest, sheet: ProductSheet, known: VariantChoice, version: int) -> None:
    was: dict[str, Any] = {
        "sku": known.sku,
        "barcode": known.barcode or "",
        "weight_grams": known.weight_grams,
        "options": dict(known.options),
        "active": known.active,
    }
    offer(
        request,
        text=gettext("The variant %(sku)s is saved.") % {"sku": known.sku},
        to="console:undo_variant",
        before={"product": sheet.product, "variant": known.variant, "version": version, "was": was},
        back=reverse("console:product", args=[sheet.product]),
    )


def _page(
    request: HttpRequest,
    desk: Desk,
    sheet: ProductSheet,
    form: VariantForm,
    *,
    refusal: KamurjError | None,
    known: VariantChoice | None,
) -> HttpResponse:
    name = (sheet.words.get(desk.language) or next(iter(sheet.words.values()))).name
    context = {
        "sheet": sheet,
        "name": name,
        "form": form,
        "variant": known,
        "refusal": refusal_text(refusal) if refusal else "",
    }
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "variant.html", context, status=status)
