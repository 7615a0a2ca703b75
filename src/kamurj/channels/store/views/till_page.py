"""The page of the till: shown by every view that puts something on it or refuses to sell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from kamurj.channels.store.basket import Basket, ReadBasket
from kamurj.channels.store.discounting import discounts_of
from kamurj.channels.store.forms.drawer import ApproveForm, DiscountForm, PartForm
from kamurj.channels.store.forms.till import CodeForm, CustomerForm, SellForm
from kamurj.channels.store.names import PROBLEM_NAMES
from kamurj.channels.store.notes import notes_for
from kamurj.channels.store.sentences import told
from kamurj.channels.store.views.till_panels import DiscountPanel, discount_panel, pay_panel
from kamurj.channels.store.workplace import Workplace
from kamurj.customers import queries as customers
from kamurj.customers.contracts import Customer
from kamurj.journeys.contracts import LineProblem
from kamurj.journeys.errors import DiscountNotPossible, DiscountReasonNeeded, UnknownArticle
from kamurj.journeys.till import FoundProduct, TillLine, TillSale, sale_on_till
from kamurj.kernel.ids import CustomerId, VariantId
from kamurj.kernel.money import Money
from kamurj.payments.contracts import Method
from kamurj.promotions.errors import refusal_of
from kamurj.tills import queries as tills


@dataclass(slots=True)
class Shown:
    """What a view wants to show on the till besides the sale."""

    code: CodeForm = field(default_factory=CodeForm)
    customer_form: CustomerForm = field(default_factory=CustomerForm)
    sell: SellForm | None = None
    found: Sequence[FoundProduct] = ()
    found_customers: Sequence[Customer] | None = None
    sold_before: str = ""
    refusal: str = ""
    part: PartForm | None = None
    discount: DiscountForm | None = None
    approve: ApproveForm | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the till with what is wrong with it, in words."""

    on_till: TillLine
    problem: str
    off: Money | None = None
    reason: str = ""
    without: str = ""


def till_page(request: HttpRequest, here: Workplace, read: ReadBasket, shown: Shown, *, status: int = 200) -> HttpResponse:
    """The till with this sale on it."""
    basket, sale = _known(read.basket, here, shown)
    buyer = _customer(basket)
    if buyer is None:
        basket = basket.for_customer(None)
    policy = tills.policy()
    paid = pay_panel(basket, sale, buyer, here, policy)
    by_hand = discount_panel(basket, sale, here, policy)
    is_included = all(line.quote.tax_included for line in sale.lines if line.quote)
    currency = here.place.currency
    context: dict[str, Any] = {
        "here": here,
        "basket": basket,
        "sale": sale,
        "lines": [_line(line, by_hand) for line in sale.lines],
        "removed": _removed(read, here),
        "undo": read.before.address,
        "buyer": buyer,
        "without_buyer": basket.for_customer(None).address,
        "shown": shown,
        "sell": shown.sell or SellForm(currency=currency, initial={"method": Method.IN_STORE_CASH.value}),
        "part_form": shown.part or PartForm(currency=currency),
        "discount_form": shown.discount or DiscountForm(currency=currency),
        "approve_form": shown.approve or ApproveForm(),
        "paid": paid,
        "by_hand": by_hand,
        "found": [(one, [(each, _with(basket, each.card.variant)) for each in one.articles]) for one in shown.found],
        "found_customers": None
        if shown.found_customers is None
        else [(one, basket.for_customer(one.id).address) for one in shown.found_customers],
        "goods": (sale.totals.gross if is_included else sale.totals.net) + sale.totals.discount,
        "discounts": [(one.name(here.language), -one.amount) for one in sale.promoted.applied],
        "coupons": _coupons(basket, sale, here),
        "notes": notes_for(paid.due),
        "refusal": shown.refusal or (told(read.refusal, here) if read.refusal else ""),
        "tax_included": is_included,
        "waiting": len(tills.parked(location=here.location, now=here.now)),
    }
    answer = render(request, "store/till.html", context, status=status)
    if request.method == "GET":
        answer["HX-Replace-Url"] = basket.address
    return answer


def _line(line: TillLine, by_hand: DiscountPanel) -> Line:
    given = by_hand.on.get(line.card.variant)
    if given is None:
        return Line(line, _problem(line))
    return Line(line, _problem(line), given.off, given.reason, given.without)


def _known(basket: Basket, here: Workplace, shown: Shown) -> tuple[Basket, TillSale]:
    """The sale with prices; an article that does not exist is taken off, and said."""
    while True:
        try:
            return basket, sale_on_till(
                lines=basket.lines,
                till=here.place,
                coupons=basket.coupons,
                customer=basket.customer,
                discounts=discounts_of(basket),
                language=here.language,
                now=here.now,
            )
        except (DiscountNotPossible, DiscountReasonNeeded) as impossible:
            basket = replace(basket, offs=(), approval="")
            shown.refusal = shown.refusal or told(impossible, here)
        except UnknownArticle as unknown:
            basket = basket.without([VariantId(int(str(unknown.params["variant"])))])
            shown.refusal = shown.refusal or told(unknown, here)


def _coupons(basket: Basket, sale: TillSale, here: Workplace) -> list[tuple[str, str, str]]:
    """Each code, why it gives nothing (or nothing), and the till without it."""
    refusals = {one.coupon: told(refusal_of(one), here) for one in sale.promoted.refused}
    return [(code, refusals.get(code, ""), basket.without_coupon(code).address) for code in basket.coupons]


def _customer(basket: Basket) -> Customer | None:
    if basket.customer is None:
        return None
    return customers.customers(customers=[CustomerId(basket.customer)]).get(basket.customer)


def _problem(line: TillLine) -> str:
    if line.problem is LineProblem.NOT_ENOUGH and line.here <= 0:
        return gettext("None is free here. Take it off, or press “Send or collect elsewhere”.")
    if line.problem is LineProblem.NOT_ENOUGH:
        return gettext("Only %(count)d free here. Take fewer, or count again.") % {"count": line.here}
    return str(PROBLEM_NAMES[line.problem]) if line.problem else ""


def _removed(read: ReadBasket, here: Workplace) -> str:
    """The names of what was just taken off."""
    if not read.removed:
        return ""
    gone = sale_on_till(lines=read.removed, till=here.place, language=here.language, now=here.now)
    return ", ".join(line.card.name for line in gone.lines)


def _with(basket: Basket, variant: VariantId) -> str:
    return f"{basket.address}&add={variant}"
