"""Gift cards over the counter: sold, topped up, looked at; and one's own PIN."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from kamurj.channels.store.answers import posted, status_of
from kamurj.channels.store.counter import change_of, remember_change
from kamurj.channels.store.forms.drawer import GiftCardForm, PinForm
from kamurj.channels.store.names import METHOD_NAMES
from kamurj.channels.store.sentences import told
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access import pins
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.journeys.errors import TenderedTooLittle
from kamurj.journeys.gift_cards import CardSold, sell_card, top_up_card
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.payments import queries as payments
from kamurj.payments.contracts import Method
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Account, AccountId, Kind
from kamurj.stored_value.errors import NoSuchAccount, StoredValueError

AMOUNTS = {
    "AMD": (5_000_00, 10_000_00, 20_000_00, 50_000_00),
    "USD": (25_00, 50_00, 100_00, 200_00),
    "EUR": (25_00, 50_00, 100_00, 200_00),
}
"""What most people put on a card; any other amount can be typed."""
SHOWN = "store.card_code"
SHOWN_FOR = timedelta(minutes=10)
UNPROCESSABLE = 422


@staff(Permission.TILL_SELL)
@at_work
def cards(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Sell a card, top one up, or look one up."""
    return _page(request, here)


@staff(Permission.TILL_SELL)
@posted("store:cards")
@at_work
def sell(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Sell a new card, or top up the one whose code was typed; the same form sent twice is one card."""
    form = GiftCardForm(request.POST, currency=here.place.currency)
    if not form.is_valid():
        return _page(request, here, form=form, status=UNPROCESSABLE)
    try:
        sold = _sold(form, here)
    except KamurjError as refusal:
        beside = "given" if isinstance(refusal, TenderedTooLittle) else None
        if isinstance(refusal, StoredValueError):
            beside = "code" if form.cleaned_data["code"] else "amount"
        form.add_error(beside, told(refusal, here))
        return _page(request, here, form=form, status=status_of(refusal))
    given = form.cleaned_data["given"] if form.means is Method.IN_STORE_CASH else None
    remember_change(request, sold.account.id, given=given, change=sold.change)
    request.session.pop(SHOWN, None)
    if sold.code:
        request.session[SHOWN] = {"card": str(sold.account.id), "at": here.now.isoformat()}
    return redirect("store:card_receipt", card=sold.account.id)


@staff(Permission.TILL_SELL)
@posted("store:cards")
@at_work
def balance(request: HttpRequest, here: Workplace) -> HttpResponse:
    """What is on a card. Wrong codes are counted."""
    code = request.POST.get("code", "")[:60]
    try:
        found = stored.look_up(code=code, caller=here.origin.actor or "", now=here.now)
    except KamurjError as refusal:
        return _page(request, here, missed=told(refusal, here), status=status_of(refusal))
    return _page(request, here, found=found)


@staff(Permission.TILL_SELL)
@at_work
def card_receipt(request: HttpRequest, here: Workplace, card: UUID) -> HttpResponse:
    """The slip of a card. Its code stands there on the till that sold it, until the next one or for ten minutes."""
    account = value.account(account=AccountId(card))
    paid = [one for one in payments.payments_of(order=OrderId(card)) if one.location == here.location]
    if account.kind is not Kind.GIFT_CARD or not paid:
        raise NoSuchAccount
    context = {
        "here": here,
        "account": account,
        "address": here.place.address(here.language),
        "code": value.code_of(account) if _is_shown(request, card, here.now) else "",
        "paid": METHOD_NAMES[paid[-1].method],
        "amount": paid[-1].amount,
        "change": change_of(request, card, account.balance.currency),
    }
    return render(request, "store/card_receipt.html", context)


@staff(Permission.STORE_VIEW)
@at_work
def pin(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Choose one's own PIN for approving at a till."""
    form = PinForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                pins.set_pin(
                    user=here.member.user_id,
                    pin=form.cleaned_data["pin"],
                    password=form.cleaned_data["password"],
                    now=here.now,
                    origin=here.origin,
                )
            except KamurjError as refusal:
                form.add_error("pin" if refusal.code == "access.pin_too_simple" else "password", told(refusal, here))
                status = status_of(refusal)
            else:
                messages.success(request, gettext("Your PIN is set."))
                return redirect("store:today")
    context = {"here": here, "form": form, "has_pin": pins.has_pin(user=here.member.user_id)}
    return render(request, "store/pin.html", context, status=status)


def _sold(form: GiftCardForm, here: Workplace) -> CardSold:
    given: Money | None = form.cleaned_data["given"]
    key: UUID = form.cleaned_data["card_key"]
    if code := form.cleaned_data["code"].strip():
        known = stored.look_up(code=code, caller=here.origin.actor or "", now=here.now)
        return top_up_card(
            account=known.id,
            amount=form.cleaned_data["amount"],
            key=key,
            method=form.means,
            till=here.place,
            tendered=given,
            language=here.language,
            origin=here.origin,
            now=here.now,
        )
    return sell_card(
        card=AccountId(key),
        amount=form.cleaned_data["amount"],
        method=form.means,
        till=here.place,
        tendered=given,
        language=here.language,
        origin=here.origin,
        now=here.now,
    )


def _page(
    request: HttpRequest,
    here: Workplace,
    *,
    form: GiftCardForm | None = None,
    found: Account | None = None,
    missed: str = "",
    status: int = 200,
) -> HttpResponse:
    currency = here.place.currency
    fresh = GiftCardForm(currency=currency, initial={"card_key": ids.new(), "method": Method.IN_STORE_CASH.value})
    context = {
        "here": here,
        "form": form or fresh,
        "amounts": [Money(minor, currency) for minor in AMOUNTS.get(currency, ())],
        "zero": Money.zero(currency),
        "found": found,
        "is_usable": found is not None and found.is_usable(here.now),
        "missed": missed,
    }
    return render(request, "store/cards.html", context, status=status)


def _is_shown(request: HttpRequest, card: UUID, now: datetime) -> bool:
    kept: Any = request.session.get(SHOWN)
    return bool(kept) and kept["card"] == str(card) and now - datetime.fromisoformat(kept["at"]) < SHOWN_FOR
