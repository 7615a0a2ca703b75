"""Promotions: the list, an editor that first shows what the last month would have got, codes, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.catalogue import queries as catalogue
from kamurj.channels.console.asked import number_or_404, sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.errors import UnreadableEntry
from kamurj.channels.console.forms.prices import period_of
from kamurj.channels.console.forms.promotions import CouponsForm, PromotionForm, initial_of
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys.preview_promotion import Tried, preview_promotion
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.facts import decode, encode
from kamurj.kernel.ids import VariantId
from kamurj.promotions import queries as promotions
from kamurj.promotions.contracts import Promotion, PromotionId, Terms
from kamurj.promotions.operations import coupons, terms


@staff(Permission.CATALOGUE_VIEW)
@at_desk
def promotion_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every promotion, those that count first."""
    found = promotions.promotions(now=desk.now)
    return show(request, desk, "promotions.html", {"promotions": [(one, one.is_running(desk.now)) for one in found]})


@staff(Permission.PRICES_EDIT)
@at_desk
def new_promotion(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add a promotion: first shown, then added."""
    return _edit(request, desk, None)


@staff(Permission.CATALOGUE_VIEW)
@at_desk
def promotion(request: HttpRequest, desk: Desk, promotion: int) -> HttpResponse:
    """One promotion, its codes and what it gave; on POST other terms, first shown. Raises UnknownPromotion, NotPermitted."""
    found = promotions.promotion(PromotionId(number_or_404(promotion)))
    if request.method == "POST" and not desk.may(Permission.PRICES_EDIT):
        raise NotPermitted(permission=Permission.PRICES_EDIT.value)
    return _edit(request, desk, found)


@staff(Permission.PRICES_EDIT)
@require_POST
@at_desk
def end_promotion(request: HttpRequest, desk: Desk, promotion: int) -> HttpResponse:
    """Let a promotion end now, with a way back. Raises UnknownPromotion, PeriodRefused."""
    number = PromotionId(number_or_404(promotion))
    was = terms.end_promotion(promotion=number, ends_at=desk.now, now=desk.now, origin=desk.origin)
    offer(
        request,
        text=gettext("The promotion has ended."),
        to="console:undo_promotion_end",
        before={"promotion": number, "was": was and was.isoformat()},
        back=reverse("console:promotion", args=[number]),
    )
    return redirect("console:promotion", number)


@staff(Permission.PRICES_EDIT)
@require_POST
@at_desk
def undo_promotion_end(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Give a promotion the end back that it had. Raises UndoGone."""
    before = redeem(request, "console:undo_promotion_end")
    number = PromotionId(before["promotion"])
    terms.end_promotion(promotion=number, ends_at=period_of(before["was"], desk), now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The promotion ends when it ended before."))
    return redirect("console:promotion", number)


@staff(Permission.PRICES_EDIT)
@require_POST
@at_desk
def undo_promotion(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Give a promotion the terms back that it had. Raises UndoGone, ChangedByAnother."""
    before = redeem(request, "console:undo_promotion")
    number = PromotionId(before["promotion"])
    terms.change_promotion(
        promotion=number,
        terms=decode(Terms, before["terms"]),  # type: ignore[type-var]  # any dataclass is read back
        expected_version=before["version"],
        now=desk.now,
        origin=desk.origin,
    )
    messages.success(request, gettext("The promotion is what it was before."))
    return redirect("console:promotion", number)


@staff(Permission.PRICES_EDIT)
@require_POST
@at_desk
def make_coupons(request: HttpRequest, desk: Desk, promotion: int) -> HttpResponse:
    """Add a code to share, or make single-use codes and hand them out as a file, once. Raises what the room refuses."""
    number = PromotionId(number_or_404(promotion))
    form = CouponsForm(request.POST)
    if not form.is_valid():
        raise UnreadableEntry(entry=str(request.POST.get("count", "")))
    given = form.cleaned_data
    if given["count"]:
        made = coupons.issue_coupons(
            promotion=number, count=given["count"], prefix=given["begins"], now=desk.now, origin=desk.origin
        )
        answer = HttpResponse("\n".join(("code", *made, "")), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="coupons-{number}.csv"'
        return answer
    kept = coupons.add_coupon(promotion=number, code=given["code"], now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The code %(code)s counts now.") % {"code": kept})
    return redirect("console:promotion", number)


def _edit(request: HttpRequest, desk: Desk, found: Promotion | None) -> HttpResponse:
    categories = [(str(one.category), one.name) for one in catalogue.categories(desk.language)]
    form = PromotionForm(sent(request), desk=desk, categories=categories, initial=_initial(found, desk))
    refusal: KamurjError | None = None
    tried: Tried | None = None
    if request.method == "POST" and form.is_valid():
        try:
            wanted = form.terms(variants=_articles(form.article_numbers), reward_variants=_articles(form.reward_numbers))
            if found is not None:
                wanted = replace(wanted, by_coupon=found.terms.by_coupon)
            tried = preview_promotion(terms=wanted, now=desk.now)
            if "apply" in request.POST:
                return redirect("console:promotion", _write(request, desk, found, wanted))
        except KamurjError as why:
            refusal, tried = why, None
    context: dict[str, Any] = {
        "one": found,
        "form": form,
        "tried": tried,
        "version": request.POST.get("version") or (found.version if found else 0),
        "refusal": refusal_text(refusal) if refusal else "",
    }
    if found is not None:
        context |= {
            "title": found.terms.name(desk.language),
            "is_running": found.is_running(desk.now),
            "given": promotions.given(promotion=found.id),
            "coupons": promotions.coupons_of(promotion=found.id),
            "coupons_form": CouponsForm(),
        }
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "promotion.html", context, status=status)


def _write(request: HttpRequest, desk: Desk, found: Promotion | None, wanted: Terms) -> PromotionId:
    if found is None:
        messages.success(request, gettext("The promotion is there."))
        return terms.add_promotion(terms=wanted, now=desk.now, origin=desk.origin)
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdecimal() else found.version
    before = terms.change_promotion(
        promotion=found.id, terms=wanted, expected_version=seen, now=desk.now, origin=desk.origin
    )
    offer(
        request,
        text=gettext("The promotion is changed."),
        to="console:undo_promotion",
        before={"promotion": found.id, "terms": encode(before), "version": seen + 1},
        back=reverse("console:promotion", args=[found.id]),
    )
    return found.id


def _articles(numbers: Sequence[str]) -> tuple[VariantId, ...]:
    """The variants of the article numbers that were typed. Raises UnreadableEntry for one that there is not."""
    known = catalogue.variants_by_sku(numbers)
    for number in numbers:
        if number not in known:
            raise UnreadableEntry(entry=number)
    return tuple(sorted(known.values()))


def _initial(found: Promotion | None, desk: Desk) -> dict[str, Any] | None:
    if found is None:
        return None
    named, rewarded = found.terms.variants, found.terms.reward_variants
    cards = catalogue.variant_cards([*named, *rewarded], desk.language)
    skus, rewards = (sorted(cards[one].sku for one in some if one in cards) for some in (named, rewarded))
    return initial_of(found.terms, desk=desk, articles=skus, rewards=rewards)
