"""A product's pictures: sending one, their order, taking one off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.catalogue import operations as catalogue
from kamurj.catalogue import queries as listed
from kamurj.catalogue.contracts import LANGUAGES
from kamurj.catalogue.errors import UnknownMedia
from kamurj.channels.console.asked import number, number_or_404
from kamurj.channels.console.desk import Desk, at_desk
from kamurj.channels.console.forms.products import PictureForm
from kamurj.channels.console.undo import offer, redeem
from kamurj.channels.console.views.product import editor, sheet_of
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.files.contracts import FileKind
from kamurj.foundation.files.errors import FileRefused
from kamurj.foundation.files.operations import store_file
from kamurj.kernel.ids import ProductId, VariantId

UNDO = "console:undo_picture"


@staff(Permission.CATALOGUE_EDIT)
@require_POST
@at_desk
def upload(request: HttpRequest, desk: Desk, product: int) -> HttpResponse:
    """Add a picture behind the others. A file that is no picture or too large is refused and nothing is kept."""
    sheet = sheet_of(product)
    page = listed.product_by_handle(sheet.handle, desk.language, drafts_too=True)
    form = PictureForm(request.POST, request.FILES, variants=page.variants)
    if not form.is_valid():
        return editor(request, desk, sheet, picture_form=form, status=422)
    sent, variant = form.cleaned_data["file"], form.cleaned_data["variant"]
    try:
        kept = store_file(name=sent.name, content=sent.read(), kind=FileKind.PICTURE)
    except FileRefused as refusal:
        return editor(request, desk, sheet, picture_form=form, refusal=refusal)
    catalogue.add_media(
        product=sheet.product,
        path=kept.path,
        alt={language: form.cleaned_data[f"alt_{language}"] for language in LANGUAGES},
        variant=VariantId(int(variant)) if variant else None,
        now=desk.now,
        origin=desk.origin,
    )
    messages.success(request, gettext("The picture is there."))
    return redirect(_address(sheet.product))


@staff(Permission.CATALOGUE_EDIT)
@require_POST
@at_desk
def reorder(request: HttpRequest, desk: Desk, product: int) -> HttpResponse:
    """Move one picture a place forward or back. Raises UnknownMedia, EditedMeanwhile."""
    sheet = sheet_of(product)
    order = [one.media for one in listed.product_by_handle(sheet.handle, desk.language, drafts_too=True).media]
    moved = number(request.POST.get("media"))
    if moved not in order:
        raise UnknownMedia
    place = order.index(moved)
    target = place + (1 if request.POST.get("to") == "back" else -1)
    if 0 <= target < len(order):
        order[place], order[target] = order[target], order[place]
        catalogue.reorder_media(
            product=sheet.product, order=order, expected_version=sheet.version, now=desk.now, origin=desk.origin
        )
    return redirect(_address(sheet.product))


@staff(Permission.CATALOGUE_EDIT)
@require_POST
@at_desk
def remove(request: HttpRequest, desk: Desk, product: int, media: int) -> HttpResponse:
    """Take a picture off a product. Raises UnknownMedia."""
    sheet, wanted = sheet_of(product), number_or_404(media)
    pages = {language: listed.product_by_handle(sheet.handle, language, drafts_too=True).media for language in LANGUAGES}
    known = {language: {one.media: one for one in some} for language, some in pages.items()}
    if wanted not in known[desk.language]:
        raise UnknownMedia
    catalogue.remove_media(product=sheet.product, media=wanted, now=desk.now, origin=desk.origin)
    gone = known[desk.language][wanted]
    before = {
        "product": sheet.product,
        "path": gone.path,
        "variant": gone.variant,
        "alt": {language: some[wanted].alt for language, some in known.items()},
        "order": [one.media for one in pages[desk.language]],
        "media": wanted,
    }
    text = gettext("The picture is taken off the product.")
    offer(request, text=text, to=UNDO, before=before, back=_address(sheet.product))
    return redirect(_address(sheet.product))


@staff(Permission.CATALOGUE_EDIT)
@require_POST
@at_desk
def undo_picture(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Put a picture back where it was, as far as the others are still there. Raises UndoGone."""
    before = redeem(request, UNDO)
    product = ProductId(before["product"])
    sheet = sheet_of(product)
    known = [one.media for one in listed.product_by_handle(sheet.handle, desk.language, drafts_too=True).media]
    back = catalogue.add_media(
        product=product,
        path=before["path"],
        alt=before["alt"],
        variant=None if before["variant"] is None else VariantId(before["variant"]),
        now=desk.now,
        origin=desk.origin,
    )
    place = min(before["order"].index(before["media"]), len(known))
    catalogue.reorder_media(product=product, order=[*known[:place], back, *known[place:]], now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The picture is back."))
    return redirect(_address(product))


def _address(product: ProductId) -> str:
    return reverse("console:product", args=[product]) + "#pictures"
