"""Whatever mix of returns, exchanges and claims an order sees: never more goes back than was paid, and the books add up."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamurj.journeys.tests.shop import Shop
from kamurj.journeys.tests.test_claims import bring, complain, settle
from kamurj.journeys.tests.test_exchange_in_store import books_add_up, buy, swap
from kamurj.kernel.errors import KamurjError
from kamurj.payments import queries as paid
from kamurj.returns import queries as returned
from kamurj.returns.contracts.claims import Outcome

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("return"), st.integers(1, 2)),
        st.tuples(st.just("exchange"), st.integers(1, 2)),
        st.tuples(st.sampled_from([Outcome.REFUND, Outcome.REPLACEMENT]), st.integers(1, 2)),
        st.tuples(st.just(Outcome.ALLOWANCE), st.integers(1, 13_000_00)),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture
def shop(now):
    return Shop(now)


@given(steps=STEPS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_mix_gives_back_more_than_was_paid(shop, steps):
    shop.stock(shop.oak, yerevan=20, gyumri=20)
    shop.stock(shop.ash, yerevan=20, gyumri=20)
    order = buy(shop, (shop.oak, 3))
    for what, size in steps:
        with suppress(KamurjError):
            step(shop, order, what, size)
        payments = paid.payments_of(order=order.id)
        assert all(0 <= one.refunded.minor <= one.captured.minor for one in payments)
        assert returned.returned_pieces(order.id).get(1, 0) <= 3
    with suppress(KamurjError):
        bring(shop, order, 3 - returned.returned_pieces(order.id).get(1, 0))
    books_add_up()


def step(shop, order, what, size):
    if what == "return":
        bring(shop, order, size)
    elif what == "exchange":
        swap(shop, order, [(shop.ash, size)], pieces=size)
    else:
        pieces = 1 if what is Outcome.ALLOWANCE else size
        amount = size if what is Outcome.ALLOWANCE else None
        settle(shop, complain(shop, order, pieces=pieces), what, amount=amount, location=shop.yerevan)
