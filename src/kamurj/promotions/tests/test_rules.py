from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.kernel.ids import CategoryId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.promotions import errors
from kamurj.promotions.contracts import Gives, Goods, Market, Offer, Outcome, Refused, WhyNot
from kamurj.promotions.rules.discounts import evaluate
from kamurj.promotions.rules.terms import checked, code_of
from kamurj.promotions.tests.making import NOW, YEREVAN, goods, offer, terms


def outcome(
    lines: list[Goods], *offers: Offer, market: Market = YEREVAN, shipping: int | None = None, coupons: Any = None
) -> Outcome:
    asked = [one.coupon for one in offers if one.coupon] if coupons is None else coupons
    fee = None if shipping is None else Money(shipping, "AMD")
    return evaluate(goods=lines, offers=offers, coupons=asked, market=market, shipping=fee, now=NOW)


def off(found: Outcome) -> dict[int, int]:
    return {variant: found.off(variant) for one in found.applied for variant, _ in one.lines}


def why(found: Outcome) -> dict[str, WhyNot]:
    return {one.coupon: one.why for one in found.refused}


def test_percent_is_rounded_once_and_allotted_by_largest_remainder() -> None:
    found = outcome([goods(1, 333), goods(2, 333), goods(3, 334)], offer(basis_points=1050))
    assert found.applied[0].amount == Money(105, "AMD")
    assert off(found) == {1: 35, 2: 35, 3: 35}


def test_an_amount_is_never_more_than_the_goods() -> None:
    found = outcome([goods(1, 300), goods(2, 200)], offer(gives=Gives.AMOUNT, amount_minor=10_000, currency="AMD"))
    assert off(found) == {1: 300, 2: 200}


def test_a_fixed_price_lowers_what_costs_more_and_leaves_what_costs_less() -> None:
    found = outcome([goods(1, 500, 3), goods(2, 90)], offer(gives=Gives.FIXED_PRICE, amount_minor=100, currency="AMD"))
    assert off(found) == {1: 1200}


def test_of_three_the_cheapest_is_free_over_all_lines() -> None:
    three_for_two = offer(gives=Gives.BUY_GET, buy=2, get=1, basis_points=10_000)
    found = outcome([goods(1, 500, 4), goods(2, 100), goods(3, 300, 2)], three_for_two)
    assert off(found) == {2: 100, 3: 300}


def test_the_second_piece_at_half_price() -> None:
    found = outcome([goods(1, 501, 2)], offer(gives=Gives.BUY_GET, buy=1, get=1, basis_points=5_000))
    assert off(found) == {1: 251}


def test_a_table_brings_a_lamp_at_half_price_for_each_that_is_bought() -> None:
    lamp = {"gives": Gives.BUY_GET, "buy": 1, "get": 1, "basis_points": 5_000, "reward_variants": (VariantId(9),)}
    meant = offer(variants=(VariantId(1),), **lamp)
    assert off(outcome([goods(1, 1000), goods(9, 301)], meant)) == {9: 151}
    assert off(outcome([goods(1, 1000, 2), goods(9, 301, 5)], meant)) == {9: 301}
    assert off(outcome([goods(1, 1000), goods(2, 50)], meant)) == {}
    assert off(outcome([goods(9, 301, 5)], meant)) == {}


def test_what_is_rewarded_does_not_count_as_bought() -> None:
    meant = offer(gives=Gives.BUY_GET, buy=2, get=1, basis_points=10_000, reward_categories=(CategoryId(7),))
    assert off(outcome([goods(1, 100), goods(2, 50, 4, category=7)], meant)) == {}
    assert off(outcome([goods(1, 100, 4), goods(2, 50, 4, category=7), goods(3, 40, category=7)], meant)) == {2: 50, 3: 40}


def test_free_delivery_takes_the_fee_and_nothing_else() -> None:
    found = outcome([goods(1, 500)], offer(gives=Gives.FREE_SHIPPING), shipping=1500)
    assert (found.is_shipping_free, found.applied[0].amount) == (True, Money(1500, "AMD"))
    assert outcome([goods(1, 500)], offer(gives=Gives.FREE_SHIPPING), shipping=0).applied == ()
    assert why(outcome([goods(1, 500)], offer(gives=Gives.FREE_SHIPPING, coupon="SHIP"), shipping=0)) == {
        "SHIP": WhyNot.DELIVERY_ONLY
    }


def test_stackable_promotions_take_from_what_is_left_in_order_of_priority() -> None:
    tenth, hundred = offer(1), offer(2, gives=Gives.AMOUNT, amount_minor=100, currency="AMD", priority=5)
    found = outcome([goods(1, 1000)], tenth, hundred)
    assert [(one.promotion, one.amount.minor) for one in found.applied] == [(2, 100), (1, 90)]


def test_the_best_of_exclusive_and_stacked_is_taken_and_the_other_coupon_is_told() -> None:
    half = offer(3, basis_points=5000, is_exclusive=True, coupon="HALF")
    found = outcome([goods(1, 1000)], offer(1), offer(2, coupon="TENTH"), half)
    assert [one.coupon for one in found.applied] == ["HALF"]
    assert why(found) == {"TENTH": WhyNot.NOT_COMBINED}
    small = replace(half, promotion=replace(half.promotion, terms=terms(basis_points=100, is_exclusive=True)))
    assert why(outcome([goods(1, 1000)], offer(1), offer(2, coupon="TENTH"), small)) == {"HALF": WhyNot.NOT_COMBINED}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"starts_at": NOW + timedelta(days=1)}, WhyNot.NOT_YET),
        ({"ends_at": NOW}, WhyNot.OVER),
        ({"channels": (Channel.APP,)}, WhyNot.NOT_HERE),
        ({"regions": ("US-CA",)}, WhyNot.NOT_HERE),
        ({"currency": "USD"}, WhyNot.NOT_HERE),
        ({"segments": ("staff",)}, WhyNot.NOT_HERE),
        ({"max_uses": 3, "uses": 3}, WhyNot.USED_UP),
        ({"budget_minor": 50, "currency": "AMD", "spent": 50}, WhyNot.USED_UP),
        ({"budget_minor": 50, "currency": "AMD"}, WhyNot.USED_UP),
        ({"categories": (7,)}, WhyNot.NOT_THESE),
        ({"minimum_minor": 1001, "currency": "AMD"}, WhyNot.TOO_LITTLE),
        ({"gives": Gives.BUY_GET, "buy": 2, "get": 1}, WhyNot.NOT_THESE),
    ],
)
def test_a_coupon_that_gives_nothing_says_why(changed: dict[str, Any], reason: WhyNot) -> None:
    found = outcome([goods(1, 1000)], offer(coupon="CODE", **changed))
    assert found.applied == ()
    assert why(found) == {"CODE": reason}
    assert isinstance(errors.refusal_of(found.refused[0]), errors.CouponRefused)


def test_a_coupon_nobody_knows_is_said_to_be_unknown() -> None:
    assert outcome([goods(1, 100)], coupons=["NONE"]).refused == (Refused("NONE", WhyNot.UNKNOWN),)


def test_what_is_for_a_first_order_needs_a_known_customer_without_one() -> None:
    first = offer(coupon="FIRST", is_first_order_only=True)
    known = replace(YEREVAN, is_customer_known=True, is_first_order=True)
    assert outcome([goods(1, 100)], first, market=known).applied
    assert why(outcome([goods(1, 100)], first, market=replace(known, is_first_order=False))) == {"FIRST": WhyNot.NOT_FIRST}
    assert why(outcome([goods(1, 100)], first)) == {"FIRST": WhyNot.WHO}


def test_the_minimum_counts_only_the_goods_it_is_for() -> None:
    bound = {"categories": (2,), "minimum_minor": 500, "currency": "AMD"}
    lines = [goods(1, 400, category=1), goods(2, 400, category=2)]
    assert why(outcome(lines, offer(coupon="TWO", **bound))) == {"TWO": WhyNot.TOO_LITTLE}
    assert off(outcome([*lines, goods(3, 100, category=2)], offer(**bound))) == {2: 40, 3: 10}


offers_drawn = st.builds(
    lambda number, gives, points, amount, buy, get, exclusive, priority, category: offer(
        number,
        gives=gives,
        basis_points=points,
        amount_minor=amount,
        currency="AMD",
        buy=buy,
        get=get,
        is_exclusive=exclusive,
        priority=priority,
        categories=category,
    ),
    st.integers(1, 50),
    st.sampled_from(Gives),
    st.integers(1, 10_000),
    st.integers(1, 5_000),
    st.integers(1, 3),
    st.integers(1, 3),
    st.booleans(),
    st.integers(-2, 2),
    st.sampled_from([(), (1,), (2,)]),
)
lines_drawn = st.lists(
    st.builds(
        lambda variant, unit, quantity, category: goods(variant, unit, quantity, category=category),
        st.integers(1, 30),
        st.integers(1, 3_000),
        st.integers(1, 9),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda line: line.variant,
)


@given(lines_drawn, st.lists(offers_drawn, max_size=5, unique_by=lambda one: one.promotion.id), st.randoms())
def test_no_line_gets_more_than_it_costs_and_order_does_not_matter(
    lines: list[Goods], offers: list[Offer], chance: Any
) -> None:
    found = outcome(lines, *offers, shipping=700)
    for line in lines:
        assert 0 <= found.off(line.variant) <= line.unit.minor * line.quantity
    for one in found.applied:
        assert one.amount.minor == sum(money.minor for _, money in one.lines) + one.shipping.minor
        assert all(money.minor > 0 for _, money in one.lines)
    assert sum(one.shipping.minor for one in found.applied) <= 700
    shuffled, others = list(lines), list(offers)
    chance.shuffle(shuffled)
    chance.shuffle(others)
    assert outcome(shuffled, *others, shipping=700) == found


@given(lines_drawn, st.integers(1, 10_000))
def test_a_percentage_is_exact_to_the_minor_unit(lines: list[Goods], points: int) -> None:
    whole = sum(line.unit.minor * line.quantity for line in lines)
    found = outcome(lines, offer(basis_points=points))
    assert sum(off(found).values()) == (whole * points * 2 + 10_000) // 20_000


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"name_hy": " "}, errors.NameNeeded),
        ({"basis_points": 0}, errors.GivesNothing),
        ({"basis_points": 10_001}, errors.GivesNothing),
        ({"gives": Gives.AMOUNT, "amount_minor": 0, "currency": "AMD"}, errors.GivesNothing),
        ({"gives": Gives.AMOUNT, "amount_minor": 5}, errors.CurrencyNeeded),
        ({"gives": Gives.BUY_GET, "buy": 0, "get": 1}, errors.BuyGetRefused),
        ({"minimum_minor": 5}, errors.CurrencyNeeded),
        ({"currency": "XXX"}, errors.CurrencyNeeded),
        ({"ends_at": NOW - timedelta(days=2)}, errors.PeriodRefused),
        ({"max_uses": 0}, errors.LimitRefused),
        ({"max_per_customer": -1}, errors.LimitRefused),
        ({"budget_minor": 0, "currency": "AMD"}, errors.LimitRefused),
        ({"regions": ("Yerevan",)}, errors.RegionRefused),
        ({"segments": ("The trade",)}, errors.SegmentRefused),
        ({"reward_variants": (1,)}, errors.RewardNeedsBuying),
    ],
)
def test_terms_that_make_no_promotion_are_refused(changed: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        checked(terms(**changed))


def test_what_is_for_the_first_order_is_used_once_a_customer() -> None:
    assert checked(terms(is_first_order_only=True, max_per_customer=5)).max_per_customer == 1


def test_codes_are_kept_in_capitals_without_spaces() -> None:
    assert code_of(" spring-26 ") == "SPRING-26"
    assert code_of("գարուն") == "ԳԱՐՈՒՆ"
    for bad in ("", "AB", "A" * 41, "AB'--", "A\x00BC", "-ABC"):
        with pytest.raises(errors.CouponCodeRefused):
            code_of(bad)
