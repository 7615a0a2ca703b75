from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamurj.foundation.database import sql
from kamurj.fulfilment import queries as fulfilling
from kamurj.journeys.change_order import apply_change, preview_change
from kamurj.journeys.changes import ChangeItems, ChangePayment, ChangeStore, ItemSwap, PayWith
from kamurj.journeys.route_order import route_order
from kamurj.journeys.settle_changes import settle_changes
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts.changes import ChangeStatus
from kamurj.orders.queries.changes import changes_of
from kamurj.payments import queries as paid
from kamurj.payments.contracts import PaymentStatus
from kamurj.stock import queries as stocked

pytestmark = pytest.mark.django_db(transaction=True)

WISHES = st.one_of(
    st.tuples(st.just("items"), st.integers(0, 3), st.booleans(), st.integers(1, 2)),
    st.tuples(st.just("store"), st.booleans()),
    st.tuples(st.just("payment"), st.sampled_from(["tok_accept", "tok_decline", "tok_late"])),
)
LATER = timedelta(minutes=2)
TOKENS = st.sampled_from(["tok_accept", "tok_accept", "tok_decline", "tok_late", "tok_timeout"])


@pytest.fixture
def shop(now):
    return Shop(now)


@given(wishes=st.lists(st.tuples(WISHES, TOKENS, st.booleans()), min_size=1, max_size=6))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_changed_and_however_the_bank_answers_stock_work_and_money_agree(shop, wishes):
    for variant in (shop.oak, shop.ash):
        shop.stock(variant, yerevan=6, gyumri=4, warehouse=0)
    sql.execute("DELETE FROM stock_allocation")
    sql.execute("DELETE FROM stock_hold")
    sql.execute("UPDATE stock_level SET held = 0")
    placed = shop.place(shop.cart({shop.oak: 2, shop.ash: 1}))
    route_order(order=placed.order, now=shop.now, origin=WEB)
    for wish, token, settles in wishes:
        attempt(shop, placed.order, wish, token)
        if settles:
            settle_changes(now=shop.now + LATER, origin=WEB)
        agrees(placed.order)
    settle_changes(now=shop.now + LATER, origin=WEB)
    assert ChangeStatus.WAITING not in {one.status for one in changes_of(placed.order)}
    agrees(placed.order)


def attempt(shop, order, wish, token):
    found = orders.order(order)
    with suppress(KamurjError):  # refused: whether it left anything behind is what is looked at
        seen = preview_change(order=order, wanted=wanted_of(shop, found, wish), customer=found.customer, now=shop.now)
        key = str(ids.new())
        for _ in range(2):
            apply_change(
                token=seen.token,
                key=key,
                customer=found.customer,
                pay=PayWith(token=token),
                origin=WEB,
                now=shop.now,
            )


def wanted_of(shop, found, wish):
    match wish:
        case ("items", which, to_oak, quantity):
            line = found.lines[which % len(found.lines)]
            return ChangeItems((ItemSwap(line.position, shop.oak if to_oak else shop.ash, min(quantity, line.quantity)),))
        case ("store", to_gyumri):
            return ChangeStore(shop.gyumri if to_gyumri else shop.yerevan)
        case _:
            return ChangePayment(PayWith(token=wish[1]))


def agrees(order):
    found = orders.order(order)
    nothing = Money.zero(found.currency)
    assert stocked.audit() == ()
    assert sum((line.gross for line in found.lines), nothing) == found.totals.gross
    assert found.totals.net + found.totals.tax == found.totals.gross
    assert found.pieces == 3
    assert {line.source for line in found.lines} == {found.delivery.location}
    kept = sql.rows(
        "SELECT variant_id, location_id, sum(quantity)::int FROM stock_allocation WHERE order_id = %s GROUP BY 1, 2",
        (order,),
    )
    assert {(variant, place): count for variant, place, count in kept} == by_place(found)
    work = {
        (line.position, line.variant, line.quantity)
        for one in fulfilling.fulfilments_of(order)
        if one.is_open
        for line in one.lines
    }
    assert work == {(line.position, line.variant, line.quantity) for line in found.lines}
    assert secured(order, nothing) >= found.totals.gross


def by_place(found):
    pieces = {}
    for line in found.lines:
        pieces[line.variant, line.source] = pieces.get((line.variant, line.source), 0) + line.quantity
    return pieces


def secured(order, nothing):
    return sum(
        (one.amount if one.status is PaymentStatus.AUTHORISED else one.refundable for one in paid.payments_of(order=order)),
        nothing,
    )
