"""Selling what stands on the till, and the receipt."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from kamurj.channels.store.answers import posted, refused, status_of
from kamurj.channels.store.basket import Basket, ReadBasket, read_basket
from kamurj.channels.store.counter import change_of, remember_change
from kamurj.channels.store.discounting import discounts_of, givers_of
from kamurj.channels.store.errors import DoneElsewhere
from kamurj.channels.store.forms.till import SellForm
from kamurj.channels.store.names import METHOD_NAMES
from kamurj.channels.store.paying import parts_of
from kamurj.channels.store.pictures import qr_picture
from kamurj.channels.store.sentences import people, told
from kamurj.channels.store.views.receipt_mail import mail_context
from kamurj.channels.store.views.till_page import Shown, till_page
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.customers import queries as customers
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.journeys.cash import TillPart
from kamurj.journeys.contracts import Sale
from kamurj.journeys.errors import RestNotPaid, SaleIdReused, TenderedTooLittle
from kamurj.journeys.sell_at_till import NOBODY, sell_at_till
from kamurj.journeys.till_report import taxes_of
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import CustomerId, OrderId
from kamurj.kernel.money import Money
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Contact, DeliveryKind, Order
from kamurj.payments import queries as payments
from kamurj.payments.contracts import Method
from kamurj.tills import queries as tills
from kamurj.tills.contracts import EntryKind

BESIDE: dict[type[KamurjError], str] = {TenderedTooLittle: "given", RestNotPaid: "method"}
"""Beside which field a refusal stands."""


@staff(Permission.TILL_SELL)
@posted("store:till")
@at_work
def sell(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Sell what stands on the till and go to its receipt; the same form sent twice is one sale."""
    read = read_basket(request.POST)
    form = SellForm(request.POST, currency=here.place.currency)
    if read.refusal or not form.is_valid():
        return till_page(request, here, read, Shown(sell=form), status=422)
    try:
        sale = _sell(form, read.basket, here)
    except SaleIdReused as refusal:
        return _start_anew(request, here, read, refusal)
    except KamurjError as refusal:
        form.add_error(BESIDE.get(type(refusal)), told(refusal, here))
        return till_page(request, here, read, Shown(sell=form), status=status_of(refusal))
    remember_change(request, sale.order, given=form.given, change=sale.change)
    return redirect("store:receipt", sale=sale.order)


@staff(Permission.TILL_SELL)
@at_work
def receipt(request: HttpRequest, here: Workplace, sale: UUID) -> HttpResponse:
    """What was sold, for the customer's hand: on paper, with a code that finds it again."""
    sold = orders.order(OrderId(sale))
    if sold.location != here.location:
        place = locations.location(sold.location) if sold.location else None
        refusal = DoneElsewhere(place=place.name(here.language) if place else sold.number)
        return refused(request, here, refusal, place=place, back=reverse("store:till"))
    if sold.delivery.kind is not DeliveryKind.CARRY_OUT:
        return redirect("store:aisle_sold", sale=sold.id)
    paid = payments.payments_of(order=sold.id)
    given = tills.given_discounts(orders=[sold.id]).get(sold.id, ())
    moved = tills.entries_about(reference=sold.id, currency=sold.currency)
    rounding = sum((one.amount for one in moved if one.kind is EntryKind.ROUNDING), start=Money.zero(sold.currency))
    buyer = None if sold.customer is None else customers.customers(customers=[sold.customer]).get(sold.customer)
    context = {
        "here": here,
        "sold": sold,
        **mail_context(sold, buyer, here),
        "address": here.place.address(here.language),
        "buyer": buyer,
        "paid": [(METHOD_NAMES[one.method], one.amount, one.method is Method.IN_STORE_CASH) for one in paid],
        "rounding": rounding,
        "step": Money(tills.policy().step_of(sold.currency), sold.currency),
        "taxes": taxes_of([sold], sold.currency),
        "given": [(one, _line_name(sold, one.position)) for one in given],
        "people": people(name for one in given for name in (one.given_by, one.approved_by)),
        "change": change_of(request, sold.id, sold.currency),
        "picture": qr_picture(sold.number),
        "tax_included": all(line.tax_included for line in sold.lines),
    }
    return render(request, "store/receipt.html", context)


def _line_name(sold: Order, position: int | None) -> str:
    """What was made cheaper; "" for the whole sale."""
    return next((line.name for line in sold.lines if line.position == position), "")


def _sell(form: SellForm, basket: Basket, here: Workplace) -> Sale:
    return sell_at_till(
        sale=basket.sale,
        location=here.location,
        lines=basket.lines,
        method=form.method_chosen,
        tendered=form.given,
        parts=[TillPart(one.method, one.amount, one.account) for one in parts_of(basket, here.place.currency)],
        discounts=discounts_of(basket),
        givers=givers_of(basket, here.member),
        customer=basket.customer,
        coupons=basket.coupons,
        contact=NOBODY if basket.customer is None else _contact_of(basket.customer),
        seen_total=form.total_seen,
        language=here.language,
        origin=here.origin,
        now=here.now,
    )


def _contact_of(customer: CustomerId) -> Contact:
    """How the order finds its buyer again. Raises NoSuchCustomer."""
    known = customers.customer(customer=customer)
    return Contact(known.given_name, known.family_name, known.email, known.phone)


def _start_anew(request: HttpRequest, here: Workplace, read: ReadBasket, refusal: SaleIdReused) -> HttpResponse:
    """The till shows a sale that was sold and then changed: what stands there now becomes a sale of its own."""
    known = reverse("store:receipt", args=[read.basket.sale])
    fresh = replace(read, basket=replace(read.basket, sale=OrderId(ids.new())))
    shown = Shown(refusal=told(refusal, here), sold_before=known)
    return till_page(request, here, fresh, shown, status=status_of(refusal))
