"""Parts of a payment and discounts by hand are put on the sale; an approval is signed on the spot."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kamurj.channels.store.answers import posted, status_of
from kamurj.channels.store.basket import Basket, read_basket
from kamurj.channels.store.discounting import WHOLE_SALE, approved, discounts_of, with_discount
from kamurj.channels.store.forms.drawer import ApproveForm, DiscountForm, PartForm
from kamurj.channels.store.paying import parts_of, with_part
from kamurj.channels.store.sentences import told
from kamurj.channels.store.views.till_page import Shown, till_page
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access import pins
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import PinLocked, PinRefused
from kamurj.foundation.access.guards import staff
from kamurj.journeys.errors import ApprovalNeeded, InvalidPart, PartTwice
from kamurj.journeys.till import TillSale, sale_on_till
from kamurj.journeys.till_discounts import HandDiscount
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import VariantId
from kamurj.kernel.money import Money
from kamurj.payments.contracts import Method
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Account
from kamurj.stored_value.errors import NotEnoughValue
from kamurj.tills import queries as tills
from kamurj.tills.contracts import OffKind

UNPROCESSABLE = 422


@staff(Permission.TILL_SELL)
@posted("store:till")
@at_work
def add_part(request: HttpRequest, here: Workplace) -> HttpResponse:
    """One more part of the payment. A gift card's code is sent once, by POST, and stays in no address."""
    read = read_basket(request.POST)
    form = PartForm(request.POST, currency=here.place.currency)
    if not form.is_valid():
        return till_page(request, here, read, Shown(part=form), status=UNPROCESSABLE)
    try:
        basket = _with(form, read.basket, here)
    except KamurjError as refusal:
        beside = "card" if form.method is Method.GIFT_CARD else "amount"
        form.add_error("amount" if isinstance(refusal, InvalidPart | NotEnoughValue) else beside, told(refusal, here))
        return till_page(request, here, read, Shown(part=form), status=status_of(refusal))
    return redirect(basket.address)


@staff(Permission.TILL_SELL)
@posted("store:till")
@at_work
def discount(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Take something off a line or the whole sale, with a reason."""
    read = read_basket(request.POST)
    form = DiscountForm(request.POST, currency=here.place.currency)
    if not form.is_valid():
        return till_page(request, here, read, Shown(discount=form), status=UNPROCESSABLE)
    basket = with_discount(read.basket, _discount(form))
    try:
        _sale(basket, here)
    except KamurjError as refusal:
        form.add_error("value", told(refusal, here))
        return till_page(request, here, read, Shown(discount=form), status=status_of(refusal))
    return redirect(basket.address)


@staff(Permission.TILL_SELL)
@posted("store:till")
@at_work
def approve(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Somebody who may approves what was taken off, with their own PIN, for this sale and this much."""
    read = read_basket(request.POST)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return till_page(request, here, read, Shown(approve=form), status=UNPROCESSABLE)
    try:
        member = pins.approver(
            name=form.cleaned_data["approver"],
            pin=form.cleaned_data["pin"],
            permission=Permission.TILL_DISCOUNT,
            location=here.location,
            now=here.now,
        )
        sale = _sale(read.basket, here)
        if sale.by_hand.share > tills.policy().limit_of(member.role.value):
            raise _too_much(sale, member.role.value)
    except KamurjError as refusal:
        form.add_error("pin" if isinstance(refusal, PinRefused | PinLocked) else "approver", told(refusal, here))
        return till_page(request, here, read, Shown(approve=form), status=status_of(refusal))
    return redirect(approved(read.basket, member, off_minor=sale.by_hand.off).address)


def _with(form: PartForm, basket: Basket, here: Workplace) -> Basket:
    """The sale with the part that was asked for. Raises what stands in its way."""
    sale = _sale(basket, here)
    currency = here.place.currency
    parts = parts_of(basket, currency)
    left = sale.totals.gross - sum((part.amount for part in parts), start=Money.zero(currency))
    asked: Money | None = form.cleaned_data.get("amount")
    step = Money(tills.policy().step_of(currency) if form.method is Method.IN_STORE_CASH else 1, currency)
    if left.minor <= 0 or (asked is not None and not 0 < asked.minor <= left.minor):
        raise InvalidPart(step=step)
    account = _account(form, basket, here)
    if account is None:
        amount = asked or left
        if amount.minor % step.minor:
            raise InvalidPart(step=step)
        return with_part(basket, form.method, amount)
    if account.id in [part.account for part in parts]:
        raise PartTwice
    if not account.is_usable(here.now) or account.balance.currency != currency or (asked and asked > account.balance):
        raise NotEnoughValue(balance=account.balance)
    return with_part(basket, form.method, asked or min(left, account.balance), account)


def _account(form: PartForm, basket: Basket, here: Workplace) -> Account | None:
    """The gift card with the code, or the named customer's credit; None for cash and the terminal."""
    match form.method:
        case Method.GIFT_CARD:
            return stored.look_up(code=form.cleaned_data["card"], caller=here.origin.actor or "", now=here.now)
        case Method.STORE_CREDIT:
            currency = here.place.currency
            credit = (
                None
                if basket.customer is None
                else value.credit_of(customer=basket.customer, currency=currency, now=here.now)
            )
            if credit is None:
                raise NotEnoughValue(balance=Money.zero(currency))
            return credit
        case _:
            return None


def _discount(form: DiscountForm) -> HandDiscount:
    target = form.cleaned_data["target"]
    is_line = target.isascii() and target.isdecimal()
    return HandDiscount(
        VariantId(int(target)) if is_line and target != WHOLE_SALE else None,
        OffKind(form.cleaned_data["kind"]),
        form.cleaned_data["number"],
        form.cleaned_data["reason"],
    )


def _sale(basket: Basket, here: Workplace) -> TillSale:
    return sale_on_till(
        lines=basket.lines,
        till=here.place,
        coupons=basket.coupons,
        customer=basket.customer,
        discounts=discounts_of(basket),
        language=here.language,
        now=here.now,
    )


def _too_much(sale: TillSale, role: str) -> ApprovalNeeded:
    limit = tills.policy().limit_of(role)
    return ApprovalNeeded(limit=limit // 100, asked=-(-sale.by_hand.share // 100))
