"""Prices: of a product’s variants, of a list, and the lists themselves. First shown, then done, and taken back at will."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.catalogue import queries as listed
from kamurj.catalogue.contracts import ProductStatus, Sort, VariantCard
from kamurj.channels.console.asked import number_or_404, page_number, sent, words
from kamurj.channels.console.desk import Desk, at_desk, show, status_of, way_back
from kamurj.channels.console.errors import ChangedMeanwhile, NothingToChange, UnreadableEntry
from kamurj.channels.console.forms.prices import EndForm, PriceListForm, period_of
from kamurj.channels.console.undo import offer, redeem
from kamurj.channels.console.views.product import sheet_of
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import PriceListId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.pricing import operations as pricing
from kamurj.pricing import queries as priced
from kamurj.pricing.contracts import PriceList

A_PAGE = 20
MOST_TIERS = 10

Tiers = tuple[tuple[int, Money], ...]
"""What a piece costs from how many pieces on, fewest first; nothing: there is no price."""


@dataclass(frozen=True, slots=True)
class Step:
    """The prices of one article on one list that become others."""

    price_list: PriceList
    card: VariantCard
    before: Tiers
    after: Tiers

    @property
    def typed(self) -> str:
        """What comes, as somebody would type it."""
        return _typed(self.after)

    @property
    def seen(self) -> str:
        """What there is, so that applying can tell whether it is there still."""
        return _seen(self.before)


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the table."""

    name: str
    value: str
    price_list: PriceList


@staff(Permission.CATALOGUE_VIEW)
@at_desk
def product_prices(request: HttpRequest, desk: Desk, product: int) -> HttpResponse:
    """What a product's variants cost on every list that is valid or will be. Raises UnknownProduct, NotPermitted."""
    sheet = sheet_of(product)
    page = listed.product_by_handle(sheet.handle, desk.language, drafts_too=True)
    lists = [one for one in priced.price_lists() if one.ends_at is None or one.ends_at > desk.now]
    variants = [one.variant for one in page.variants]
    context = {"title": page.name, "back": reverse("console:product", args=[sheet.product])}
    return _table(request, desk, lists, variants, context)


@staff(Permission.CATALOGUE_VIEW)
@at_desk
def price_list(request: HttpRequest, desk: Desk, price_list: int) -> HttpResponse:
    """The prices of one list, some products a page. Raises UnknownPriceList, NotPermitted."""
    found = priced.price_list(PriceListId(number_or_404(price_list)))
    text = words(request)
    products = listed.list_products(
        language=desk.language,
        search=text or None,
        sort=Sort.RELEVANCE if text else Sort.NAME,
        page=page_number(request),
        limit=A_PAGE,
        statuses=(ProductStatus.ACTIVE, ProductStatus.DRAFT),
    )
    variants = [variant for card in products.cards for variant in card.variants]
    context = {
        "title": found.name,
        "back": reverse("console:price_lists"),
        "one": found,
        "products": products,
        "more": products.page < products.pages,
        "text": text,
        "is_list": True,
        "end_form": EndForm(None, desk=desk, initial={"ends": found.ends_at}),
    }
    return _table(request, desk, [found], variants, context)


def _table(
    request: HttpRequest, desk: Desk, lists: Sequence[PriceList], variants: Sequence[VariantId], context: dict[str, Any]
) -> HttpResponse:
    """Show the table, show what would change, or change it."""
    cards = listed.variant_cards(variants, desk.language)
    known = _known(variants)
    steps: list[Step] = []
    refusal: KamurjError | None = None
    if request.method == "POST":
        if not desk.may(Permission.PRICES_EDIT):
            raise NotPermitted(permission=Permission.PRICES_EDIT.value)
        try:
            steps = _steps(request, lists, [cards[one] for one in variants if one in cards], known)
            if "apply" in request.POST:
                _refuse_stale(request, steps)
                _write(steps, desk)
                _offer(request, steps)
                return redirect(request.get_full_path())
        except KamurjError as why:
            refusal = why
    rows = [
        (cards[variant], [_cell(request, one, variant, known.get((one.id, variant), ())) for one in lists])
        for variant in variants
        if variant in cards
    ]
    page = {"lists": lists, "rows": rows, "steps": steps, "refusal": refusal_text(refusal) if refusal else ""}
    return show(request, desk, "prices.html", context | page, status=status_of(refusal) if refusal else 200)


def _known(variants: Sequence[VariantId]) -> dict[tuple[PriceListId, VariantId], Tiers]:
    """What each article costs on each list."""
    known: dict[tuple[PriceListId, VariantId], Tiers] = {}
    for variant, some in priced.prices_of(variants=variants).items():
        for one in some:
            place = (one.price_list, variant)
            known[place] = (*known.get(place, ()), (one.from_quantity, one.unit))
    return known


def _cell(request: HttpRequest, one: PriceList, variant: VariantId, tiers: Tiers) -> Cell:
    name = f"price-{one.id}-{variant}"
    return Cell(name, request.POST.get(name, _typed(tiers)), one)


def _typed(tiers: Tiers) -> str:
    """Prices as somebody would type them, `120; 10: 110`: whole units without a fraction of zeros."""
    return "; ".join(_whole(unit) if pieces == 1 else f"{pieces}: {_whole(unit)}" for pieces, unit in tiers)


def _whole(price: Money) -> str:
    whole = price.amount.to_integral_value()
    return f"{whole if whole == price.amount else price.amount:f}"


def _seen(tiers: Tiers) -> str:
    return " ".join(f"{pieces}:{unit.minor}" for pieces, unit in tiers)


def _steps(
    request: HttpRequest,
    lists: Sequence[PriceList],
    cards: Sequence[VariantCard],
    known: dict[tuple[PriceListId, VariantId], Tiers],
) -> list[Step]:
    """What the form says that is not so yet. Raises UnreadableEntry, NothingToChange."""
    steps = [
        Step(one, card, before, after)
        for card in cards
        for one in lists
        if (typed := request.POST.get(f"price-{one.id}-{card.variant}")) is not None
        and (after := _read(typed, one.currency)) != (before := known.get((one.id, card.variant), ()))
    ]
    if not steps:
        raise NothingToChange
    return steps


def _read(typed: str, currency: str) -> Tiers:
    """Prices as they were typed. Raises UnreadableEntry."""
    plain = typed.strip().replace(" ", "").replace("\u00a0", "").replace(",", ".")
    found: dict[int, Money] = {}
    try:
        for part in filter(None, plain.split(";")):
            pieces, colon, price = part.rpartition(":")
            found.setdefault(_pieces(pieces) if colon else 1, Money.parse(price, currency))
    except ValueError as wrong:
        raise UnreadableEntry(entry=typed) from wrong
    if len(found) != len([*filter(None, plain.split(";"))]) or len(found) > MOST_TIERS or (found and 1 not in found):
        raise UnreadableEntry(entry=typed)
    return tuple(sorted(found.items()))


def _pieces(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 6 and int(typed)):
        raise ValueError(typed)
    return int(typed)


def _refuse_stale(request: HttpRequest, steps: Sequence[Step]) -> None:
    """What was previewed must still be what is there. Raises ChangedMeanwhile."""
    for step in steps:
        seen = request.POST.get(f"seen-{step.price_list.id}-{step.card.variant}")
        if seen != step.seen:
            raise ChangedMeanwhile


@atomic
def _write(steps: Sequence[Step], desk: Desk) -> None:
    for step in sorted(steps, key=lambda one: (one.price_list.id, one.card.variant)):
        _set(step.price_list.id, step.card.variant, step.before, step.after, desk)


def _set(price_list: PriceListId, variant: VariantId, before: Tiers, after: Tiers, desk: Desk) -> None:
    for pieces in sorted(dict(before).keys() - dict(after).keys()):
        pricing.remove_price(price_list=price_list, variant=variant, from_quantity=pieces, now=desk.now, origin=desk.origin)
    for pieces, amount in after:
        pricing.set_price(
            price_list=price_list,
            variant=variant,
            amount=amount,
            from_quantity=pieces,
            now=desk.now,
            origin=desk.origin,
        )


def _offer(request: HttpRequest, steps: Sequence[Step]) -> None:
    before = [
        {
            "price_list": step.price_list.id,
            "variant": step.card.variant,
            "currency": step.price_list.currency,
            "was": [[pieces, unit.minor] for pieces, unit in step.before],
            "is": [[pieces, unit.minor] for pieces, unit in step.after],
        }
        for step in steps
    ]
    text = gettext("%(count)d prices are changed.") % {"count": len(steps)}
    offer(request, text=text, to="console:undo_prices", before={"prices": before}, back=request.get_full_path())


@staff(Permission.PRICES_EDIT)
@require_POST
@at_desk
def undo_prices(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Set prices back, all or none. Raises ChangedMeanwhile if one is no longer what it was changed to, UndoGone."""
    _set_back(redeem(request, "console:undo_prices")["prices"], desk)
    messages.success(request, gettext("The prices are as they were."))
    return redirect(way_back(request, "console:price_lists"))


@atomic
def _set_back(prices: Sequence[dict[str, Any]], desk: Desk) -> None:
    known = _known([VariantId(one["variant"]) for one in prices])
    for one in prices:
        place = (PriceListId(one["price_list"]), VariantId(one["variant"]))
        there = known.get(place, ())
        if [[pieces, unit.minor] for pieces, unit in there] != one["is"]:
            raise ChangedMeanwhile
        _set(*place, there, tuple((pieces, Money(minor, one["currency"])) for pieces, minor in one["was"]), desk)


@staff(Permission.CATALOGUE_VIEW)
@at_desk
def price_lists(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every list of prices, and what is wrong with them."""
    lists = priced.price_lists()
    context: dict[str, Any] = {"lists": lists, "untaxed": priced.regions_without_tax(now=desk.now)}
    return show(request, desk, "price_lists.html", context)


@staff(Permission.PRICES_EDIT)
@at_desk
def new_price_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add an empty list of prices."""
    form = PriceListForm(sent(request), desk=desk)
    refusal: KamurjError | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = pricing.add_price_list(
                name=given["name"],
                currency=given["currency"],
                tax_included=given["tax_included"],
                starts_at=period_of(given["starts"], desk) or desk.now,
                ends_at=period_of(given["ends"], desk),
                channel=Channel(given["channel"]) if given["channel"] else None,
                region=given["region"].upper() or None,
                segment=given["segment"].lower() or None,
                priority=given["priority"],
                now=desk.now,
                origin=desk.origin,
            )
        except KamurjError as why:
            refusal = why
        else:
            messages.success(request, gettext("The price list is there. It has no prices yet."))
            return redirect("console:price_list", made)
    context = {"form": form, "refusal": refusal_text(refusal) if refusal else ""}
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "price_list_new.html", context, status=status)


@staff(Permission.PRICES_EDIT)
@require_POST
@at_desk
def end_price_list(request: HttpRequest, desk: Desk, price_list: int) -> HttpResponse:
    """Let a list end, or never. Raises UnknownPriceList, InvalidPeriod, UnreadableEntry."""
    found = priced.price_list(PriceListId(number_or_404(price_list)))
    form = EndForm(request.POST, desk=desk)
    if not form.is_valid():
        raise UnreadableEntry(entry=request.POST.get("ends", ""))
    ends_at = period_of(form.cleaned_data["ends"], desk)
    if ends_at == found.ends_at:
        raise NothingToChange
    pricing.end_price_list(price_list=found.id, ends_at=ends_at, now=desk.now, origin=desk.origin)
    offer(
        request,
        text=gettext("The list “%(name)s” has another end.") % {"name": found.name},
        to="console:undo_end",
        before={"price_list": found.id, "was": found.ends_at and found.ends_at.isoformat()},
        back=reverse("console:price_list", args=[found.id]),
    )
    return redirect("console:price_list", found.id)


@staff(Permission.PRICES_EDIT)
@require_POST
@at_desk
def undo_end(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Give a list the end back that it had. Raises UndoGone."""
    before = redeem(request, "console:undo_end")
    was = period_of(before["was"], desk)
    pricing.end_price_list(price_list=PriceListId(before["price_list"]), ends_at=was, now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The list ends when it ended before."))
    return redirect("console:price_list", before["price_list"])
