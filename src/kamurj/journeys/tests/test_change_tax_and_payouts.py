"""An order moved to a place that taxes otherwise, and random changes with payouts: money and stock always add up."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamurj.foundation.database import sql
from kamurj.journeys.change_order import apply_change, preview_change
from kamurj.journeys.changes import ChangeAddress, ChangeItems, ChangePayment, ItemSwap, PayWith, PreviewOutdated
from kamurj.journeys.route_order import route_order
from kamurj.journeys.settle_changes import settle_changes
from kamurj.journeys.tests.shop import PASADENA, WEB, Shop, order_of
from kamurj.journeys.tests.test_change_targets import by, kept, rules
from kamurj.journeys.tests.test_changes_add_up import LATER, agrees
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Delivery, DeliveryKind
from kamurj.orders.contracts.changes import BackTo
from kamurj.payments import queries as paid
from kamurj.payments.contracts import RefundStatus
from kamurj.pricing.operations import change_tax_rate
from kamurj.stock import queries as stocked
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Kind, Source
from kamurj.stored_value.operations import issue

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = st.tuples(
    st.sampled_from(["oak", "ash", "pay"]),
    st.sampled_from(["token", "card", "bad card", "gift", "nothing"]),
    st.booleans(),
)


@pytest.fixture
def shop(now):
    return Shop(now)


def test_an_address_where_tax_is_another_one_keeps_the_price_and_derives_the_tax_anew(shop):
    oregon = replace(PASADENA, line1="1 Pine St", city="Portland", region="OR")
    change_tax_rate(region="US-OR", tax_category="standard", basis_points=0, starts_at=shop.now, now=shop.now, origin=WEB)
    shop.stock(shop.oak, pasadena=2)
    cart = shop.cart({shop.oak: 2}, currency="USD")
    order = order_of(shop.place(cart, delivery=Delivery(kind=DeliveryKind.SHIP, address=PASADENA)))
    route_order(order=order.id, now=shop.now, origin=WEB)
    goods, tax = Money(80_00, "USD"), Money(7_60, "USD")
    assert (order.lines[0].net, order.totals.tax) == (goods, tax)
    seen = preview_change(order=order.id, wanted=ChangeAddress(oregon), customer=order.customer, now=shop.now)
    assert (seen.difference, seen.money.less, seen.totals_after.tax.minor) == (-tax, tax, 0)
    apply_change(token=seen.token, key="move", customer=order.customer, origin=WEB, now=shop.now)
    after = orders.order(order.id)
    (line,) = after.lines
    assert (line.unit, line.tax_basis_points, line.net, line.gross) == (order.lines[0].unit, 0, goods, goods)
    assert after.totals.gross == order.totals.gross - tax
    home = preview_change(order=order.id, wanted=ChangeAddress(PASADENA), customer=order.customer, now=shop.now)
    assert (home.totals_after.tax, home.money.pay.minor) == (tax, 0)
    assert stocked.audit() == ()


@given(steps=st.lists(STEPS, min_size=1, max_size=6))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_differences_come_and_go_no_more_goes_back_than_was_taken(shop, steps):
    rules(shop, back_to=BackTo.ANY)
    for variant in (shop.oak, shop.ash):
        shop.stock(variant, yerevan=6)
    sql.execute("DELETE FROM stock_allocation")
    sql.execute("DELETE FROM stock_hold")
    sql.execute("UPDATE stock_level SET held = 0")
    placed = shop.place(shop.cart({shop.oak: 2, shop.ash: 1}))
    route_order(order=placed.order, now=shop.now, origin=WEB)
    customer = orders.order(placed.order).customer
    means = {
        "token": PayWith(token="tok_accept"),
        "card": by(kept(shop, customer), customer),
        "bad card": by(kept(shop, customer, "tok_decline"), customer),
        "gift": PayWith(account=gift(shop, customer), holder=customer),
        "nothing": None,
    }
    for what, with_what, twice in steps:
        attempt(shop, placed.order, what, means[with_what], times=1 + twice)
        adds_up(placed.order)
    settle_changes(now=shop.now + LATER, origin=WEB)
    agrees(placed.order)
    adds_up(placed.order)


def gift(shop, customer):
    how = {"kind": Kind.GIFT_CARD, "source": Source.SOLD, "customer": customer, "now": shop.now, "origin": WEB}
    return issue(amount=Money(3_000_00, "AMD"), key=str(ids.new()), **how).account.id


def attempt(shop, order, what, pay, *, times):
    found = orders.order(order)
    to = {"oak": shop.oak, "ash": shop.ash}.get(what)
    with suppress(KamurjError):  # refused: whether it left anything behind is what is looked at
        swaps = tuple(ItemSwap(line.position, to) for line in found.lines[:1])
        wanted = ChangePayment(pay or PayWith()) if to is None else ChangeItems(swaps)
        seen = preview_change(order=order, wanted=wanted, customer=found.customer, pay=pay, now=shop.now)
        key = str(ids.new())
        for _ in range(times):
            apply_change(token=seen.token, key=key, customer=found.customer, pay=pay, origin=WEB, now=shop.now)


def adds_up(order):
    """Both books, and each payment: what went back, however and wherever, was taken before."""
    assert sum(one.amount.minor for one in paid.balances()) == 0
    assert value.audit().wrong == ()
    refunds = [one for one in paid.refunds_of(order=order) if one.status is not RefundStatus.FAILED]
    for payment in paid.payments_of(order=order):
        back = sum(one.amount.minor for one in refunds if one.payment == payment.id)
        assert back == payment.refunded.minor <= payment.captured.minor <= payment.amount.minor


def test_two_devices_that_apply_at_once_change_and_pay_out_once(shop):
    rules(shop, back_to=BackTo.ANY)
    shop.stock(shop.oak, yerevan=3)
    shop.stock(shop.ash, yerevan=3)
    order = order_of(shop.place(shop.cart({shop.oak: 1})))
    route_order(order=order.id, now=shop.now, origin=WEB)
    card = kept(shop, order.customer)
    wanted, pay = ChangeItems((ItemSwap(1, shop.ash),)), by(card, order.customer)
    seen = preview_change(order=order.id, wanted=wanted, customer=order.customer, pay=pay, now=shop.now)
    heard: list[object] = []

    def device(key):
        try:
            heard.append(
                apply_change(token=seen.token, key=key, customer=order.customer, pay=pay, origin=WEB, now=shop.now).status
            )
        except PreviewOutdated as late:
            heard.append(late.code)
        finally:
            connection.close()

    devices = [threading.Thread(target=device, args=(key,)) for key in ("phone", "laptop")]
    for one in devices:
        one.start()
    for one in devices:
        one.join()
    assert sorted(map(str, heard)) == ["applied", "change.preview_outdated"]
    (refund,) = paid.refunds_of(order=order.id)
    assert (refund.instrument, refund.amount) == (card.id, Money(2_000_00, "AMD"))
    adds_up(order.id)
