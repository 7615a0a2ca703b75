from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import CustomerId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.promotions import errors, queries
from kamurj.promotions.contracts import Applied, Gives, PromotionId
from kamurj.promotions.operations.coupons import add_coupon, issue_coupons
from kamurj.promotions.operations.redeeming import give_back, redeem
from kamurj.promotions.operations.terms import add_promotion, change_promotion, end_promotion
from kamurj.promotions.tests.making import NOW, STAFF, WEB, terms


def added(**changed: Any) -> PromotionId:
    return add_promotion(terms=terms(**changed), now=NOW, origin=STAFF)


def by_code(code: str = "SPRING", max_uses: int | None = None, **changed: Any) -> PromotionId:
    number = added(by_coupon=True, **changed)
    add_coupon(promotion=number, code=code, max_uses=max_uses, now=NOW, origin=STAFF)
    return number


def applied(promotion: PromotionId, minor: int = 100, coupon: str | None = None) -> Applied:
    off = ((VariantId(1), Money(minor, "AMD")),)
    return Applied(promotion, "Spring", "Գարուն", coupon, off, Money.zero("AMD"))


def redeemed(*some: Applied, order: OrderId | None = None, customer: CustomerId | None = None) -> OrderId:
    order = order or OrderId(ids.new())
    redeem(order=order, customer=customer, applied=some, now=NOW, origin=WEB)
    return order


def counts(promotion: PromotionId) -> tuple[int, int]:
    found = queries.promotion(promotion)
    return found.uses, found.spent_minor


@pytest.mark.django_db
def test_offers_are_those_running_now_and_those_of_the_coupons_in_one_statement() -> None:
    running, _later, _over = added(), added(starts_at=NOW + timedelta(days=1)), added(ends_at=NOW)
    coupon = by_code("SPRING", ends_at=NOW)
    with count_statements() as counted:
        found = queries.offers(coupons=["SPRING", "NONE"], now=NOW)
    assert counted.count == 1
    assert sorted((one.promotion.id, one.coupon) for one in found) == [(running, None), (coupon, "SPRING")]


@pytest.mark.django_db
def test_a_promotion_reads_as_it_was_written() -> None:
    wanted = terms(variants=(VariantId(3),), budget_minor=500, currency="AMD", ends_at=NOW + timedelta(days=3))
    number = add_promotion(terms=wanted, now=NOW, origin=STAFF)
    assert queries.promotion(number).terms == wanted
    assert [one.id for one in queries.promotions(now=NOW)] == [number]


@pytest.mark.django_db
def test_changing_and_ending_can_be_taken_back() -> None:
    number = added(max_uses=5)
    before = change_promotion(promotion=number, terms=terms(max_uses=9), expected_version=1, now=NOW, origin=STAFF)
    with pytest.raises(errors.ChangedByAnother):
        change_promotion(promotion=number, terms=before, expected_version=1, now=NOW, origin=STAFF)
    change_promotion(promotion=number, terms=before, expected_version=2, now=NOW, origin=STAFF)
    assert queries.promotion(number).terms == before
    assert end_promotion(promotion=number, ends_at=NOW, now=NOW, origin=STAFF) is None
    assert queries.offers(now=NOW) == ()
    assert end_promotion(promotion=number, ends_at=None, now=NOW, origin=STAFF) == NOW
    assert len(queries.offers(now=NOW)) == 1
    with pytest.raises(errors.PeriodRefused):
        end_promotion(promotion=number, ends_at=NOW - timedelta(days=9), now=NOW, origin=STAFF)
    with pytest.raises(errors.UnknownPromotion):
        queries.promotion(PromotionId(number + 1))


@pytest.mark.django_db
def test_a_first_limit_counts_what_was_used_before() -> None:
    number = added()
    redeemed(applied(number, 300))
    redeemed(applied(number, 200))
    assert counts(number) == (0, 0)
    with pytest.raises(errors.LimitRefused):
        change_promotion(promotion=number, terms=terms(max_uses=1), expected_version=1, now=NOW, origin=STAFF)
    change_promotion(promotion=number, terms=terms(max_uses=3), expected_version=1, now=NOW, origin=STAFF)
    assert counts(number) == (2, 500)


@pytest.mark.django_db
def test_codes_are_taken_once_and_belong_to_promotions_by_coupon() -> None:
    number = by_code("Spring 26")
    with pytest.raises(errors.CouponCodeTaken):
        add_coupon(promotion=number, code="spring26", now=NOW, origin=STAFF)
    made = issue_coupons(promotion=number, count=25, prefix="vip", now=NOW, origin=STAFF)
    assert len(set(made)) == 25
    assert all(code.startswith("VIP-") for code in made)
    assert (queries.coupons_of(promotion=number).codes, queries.coupons_of(promotion=number).used) == (26, 0)
    with pytest.raises(errors.NotByCoupon):
        add_coupon(promotion=added(), code="OTHER", now=NOW, origin=STAFF)
    with pytest.raises(errors.TooManyCodes):
        issue_coupons(promotion=number, count=0, now=NOW, origin=STAFF)


@pytest.mark.django_db
def test_redeeming_counts_every_limit_once_in_one_statement() -> None:
    customer, order = CustomerId(ids.new()), OrderId(ids.new())
    limited = added(max_uses=2, max_per_customer=1, budget_minor=1_000, currency="AMD")
    single = by_code("ONCE", max_uses=1)
    both = (applied(limited, 400), applied(single, 50, "ONCE"))
    with atomic(), count_statements() as counted:
        redeemed(*both, order=order, customer=customer)
    assert counted.count == 2  # its own, and the log's
    redeemed(*both, order=order, customer=customer)
    assert counts(limited) == (1, 400)
    assert queries.coupons_of(promotion=single).used == 1
    got = queries.redemptions_of(order=order)
    assert [(one.promotion, one.amount.minor, one.coupon) for one in got] == [(limited, 400, None), (single, 50, "ONCE")]
    assert queries.given(promotion=limited) == {"AMD": (1, Money(400, "AMD"))}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("some", "refusal"),
    [
        ({"max_uses": 1}, errors.CouponUsedUp),
        ({"budget_minor": 150, "currency": "AMD"}, errors.CouponUsedUp),
        ({"max_per_customer": 1}, errors.CouponUsedByYou),
        ({"ends_at": NOW}, errors.CouponOver),
    ],
)
def test_what_is_used_up_is_refused_and_nothing_is_counted(some: dict[str, Any], refusal: type[KamurjError]) -> None:
    customer = CustomerId(ids.new())
    number = by_code("LAST", **some)
    if "ends_at" not in some:
        redeemed(applied(number, 100, "LAST"), customer=customer)
    before = counts(number), sql.scalar("SELECT count(*) FROM promotions_redemption")
    with pytest.raises(refusal), atomic():
        redeemed(applied(number, 100, "LAST"), customer=customer)
    assert (counts(number), sql.scalar("SELECT count(*) FROM promotions_redemption")) == before


@pytest.mark.django_db
def test_an_automatic_promotion_that_is_used_up_says_so_by_its_name() -> None:
    number = added(max_uses=1)
    redeemed(applied(number))
    with pytest.raises(errors.PromotionUsedUp) as refused, atomic():
        redeemed(applied(number))
    assert refused.value.params == {"name": "Spring"}


@pytest.mark.django_db
def test_what_counts_customers_needs_one() -> None:
    number = by_code("YOU", max_per_customer=1)
    with pytest.raises(errors.CouponNeedsCustomer), atomic():
        redeemed(applied(number, 100, "YOU"))


@pytest.mark.django_db
def test_a_cancelled_order_gives_back_once_what_it_used() -> None:
    customer = CustomerId(ids.new())
    limited = by_code("ONCE", max_uses=1, budget_minor=500, currency="AMD", max_per_customer=1)
    order = redeemed(applied(limited, 500, "ONCE"), customer=customer)
    assert give_back(order=order, now=NOW, origin=STAFF) == 1
    assert give_back(order=order, now=NOW, origin=STAFF) == 0
    assert counts(limited) == (0, 0)
    assert queries.given(promotion=limited) == {}
    redeemed(applied(limited, 500, "ONCE"), customer=customer)
    assert counts(limited) == (1, 500)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_as_many_get_it_as_may() -> None:
    hot = by_code("HOT", max_uses=1)
    change = replace(queries.promotion(hot).terms, max_uses=5)
    sql.execute("UPDATE promotions_coupon SET max_uses = NULL")
    change_promotion(promotion=hot, terms=change, expected_version=1, now=NOW, origin=STAFF)
    other = added(max_uses=100, gives=Gives.FREE_SHIPPING)
    outcomes: list[str] = []

    def buy() -> None:
        for _ in range(4):
            try:
                redeemed(applied(hot, 10, "HOT"), applied(other))
                outcomes.append("got")
            except errors.CouponUsedUp:
                outcomes.append("late")
        connection.close()

    buyers = [threading.Thread(target=buy) for _ in range(8)]
    for buyer in buyers:
        buyer.start()
    for buyer in buyers:
        buyer.join()
    assert (outcomes.count("got"), outcomes.count("late")) == (5, 27)
    assert counts(hot) == (5, 50)
    assert counts(other)[0] == 5
