from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kamurj.foundation.database.counting import count_statements
from kamurj.journeys import carts, collect_in_store, pick_order, place_order, route_order, settle_delivery
from kamurj.journeys.cancel_order import cancel_order
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.journeys.tests.shop import SHIP, WEB, Shop, everything_adds_up, order_count
from kamurj.kernel import ids
from kamurj.kernel.ids import CartId, CustomerId, OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine
from kamurj.payments.contracts import Method
from kamurj.payments.errors import CardDeclined
from kamurj.promotions import errors as refusals
from kamurj.promotions import queries as promotions
from kamurj.promotions.contracts import Gives, PromotionId, Terms, WhyNot
from kamurj.promotions.operations.coupons import add_coupon
from kamurj.promotions.operations.terms import add_promotion
from kamurj.returns.rules.worth import refund

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(now):
    return Shop(now)


SEEN = {"region": "AM", "language": "en", "origin": WEB}


def promotion(shop: Shop, code: str | None = None, **changed: Any) -> PromotionId:
    plain: dict[str, Any] = {
        "name_en": "Tenth",
        "name_hy": "Տասներորդ",
        "gives": Gives.PERCENT,
        "basis_points": 1000,
        "starts_at": shop.now - timedelta(days=1),
        "by_coupon": code is not None,
    }
    number = add_promotion(terms=Terms(**{**plain, **changed}), now=shop.now, origin=WEB)
    if code is not None:
        add_coupon(promotion=number, code=code, now=shop.now, origin=WEB)
    return number


def coupon(shop: Shop, cart: CartId, code: str) -> Any:
    return carts.apply_coupon(cart=cart, code=code, now=shop.now, **SEEN)


def test_an_order_has_the_discount_in_its_lines_before_tax(shop):
    shop.stock(shop.oak, yerevan=5)
    number = promotion(shop)
    placed = shop.place(shop.cart({shop.oak: 2}), seen=Money(21_600_00, "AMD"))
    order = orders.order(placed.order)
    (line,) = order.lines
    assert (line.discount, line.gross, line.tax) == (Money(2_400_00, "AMD"), Money(21_600_00, "AMD"), Money(3_600_00, "AMD"))
    assert (order.totals.discount, order.totals.gross) == (Money(2_400_00, "AMD"), Money(21_600_00, "AMD"))
    (got,) = promotions.redemptions_of(order=order.id)
    assert (got.promotion, got.amount) == (number, Money(2_400_00, "AMD"))
    everything_adds_up()


def test_a_line_from_two_places_shares_its_discount(shop):
    shop.stock(shop.lamp, yerevan=1, warehouse=2)
    promotion(shop)
    placed = shop.place(shop.cart({shop.lamp: 3}), delivery=SHIP)
    order = orders.order(placed.order)
    assert len(order.lines) == 2
    assert sum(line.discount_minor for line in order.lines) == order.totals.discount_minor == 2_100_00
    assert sum(line.gross.minor for line in order.lines) + order.totals.shipping.minor == order.totals.gross.minor


def test_a_coupon_on_the_cart_is_shown_used_and_given_back(shop):
    shop.stock(shop.oak, yerevan=5)
    number = promotion(shop, "SPRING", max_uses=1)
    cart = shop.cart({shop.oak: 1})
    view = coupon(shop, cart, " spring ")
    assert (view.subtotal, view.listed, view.cart.coupons) == (Money(10_800_00, "AMD"), Money(12_000_00, "AMD"), ("SPRING",))
    placed = shop.place(cart)
    assert placed.total == Money(10_800_00, "AMD")
    with pytest.raises(refusals.CouponUsedUp):
        coupon(shop, shop.cart({shop.oak: 1}), "SPRING")
    cancel_order(order=placed.order, customer=None, origin=WEB, now=shop.now)
    assert promotions.promotion(number).uses == 0
    assert shop.place(shop.cart({shop.oak: 1})).total == Money(12_000_00, "AMD")


def test_a_declined_card_leaves_the_coupon_on_the_cart_and_free(shop):
    shop.stock(shop.oak, yerevan=5)
    promotion(shop, "SPRING", max_uses=1)
    cart = shop.cart({shop.oak: 1})
    coupon(shop, cart, "SPRING")
    with pytest.raises(CardDeclined) as declined:
        shop.place(cart, token="tok_decline")
    again = CartId(declined.value.params["cart"])
    assert orders.cart(again).coupons == ("SPRING",)
    assert shop.place(again).total == Money(10_800_00, "AMD")


def test_a_coupon_is_free_again_when_its_order_was_not_collected(shop):
    shop.stock(shop.oak, yerevan=5)
    number = promotion(shop, "SPRING", max_uses=1)
    cart = shop.cart({shop.oak: 1})
    coupon(shop, cart, "SPRING")
    placed = shop.place(cart)
    (work,) = route_order.route_order(order=placed.order, now=shop.now, origin=WEB)
    at = {"fulfilment": work.id, "location": shop.yerevan, "now": shop.now, "origin": WEB}
    pick_order.start_picking(**at)
    pick_order.pick(**at, picked={1: 1})
    collect_in_store.mark_ready(**at)
    late = shop.now + timedelta(days=30)
    assert collect_in_store.expire_overdue(now=late, origin=WEB) == 1
    for _ in range(2):
        settle_delivery.settle_delivery(order=placed.order, now=late, origin=WEB)
    assert promotions.promotion(number).uses == 0
    assert promotions.redemptions_of(order=placed.order)[0].given_back_at == late


def test_a_coupon_that_gives_nothing_says_why_and_can_be_taken_off(shop):
    shop.stock(shop.oak, yerevan=5)
    promotion(shop, "MORE", minimum_minor=50_000_00, currency="AMD")
    promotion(shop, "APP", channels=(Channel.APP,))
    cart = shop.cart({shop.oak: 1})
    view = coupon(shop, cart, "more")
    assert [(one.coupon, one.why, one.minimum) for one in view.refused] == [
        ("MORE", WhyNot.TOO_LITTLE, Money(50_000_00, "AMD"))
    ]
    for code, refusal in (
        ("APP", refusals.CouponNotHere),
        ("NONE", refusals.CouponUnknown),
        ("'; --", refusals.CouponUnknown),
    ):
        with pytest.raises(refusal):
            coupon(shop, cart, code)
    assert orders.cart(cart).coupons == ("MORE",)
    with pytest.raises(refusals.CouponNeedsMore):
        shop.place(cart)
    assert order_count() == 0
    assert shop.place(cart, seen=Money(12_000_00, "AMD")).total == Money(12_000_00, "AMD")
    other = shop.cart({shop.oak: 1})
    coupon(shop, other, "MORE")
    assert carts.remove_coupon(cart=other, code="MORE", now=shop.now, **SEEN).cart.coupons == ()


def test_a_promotion_of_a_category_reaches_the_products_in_it(shop):
    shop.stock(shop.oak, yerevan=5)
    (categories,) = set(carts.catalogue.categories_of([shop.oak]).values())
    promotion(shop, categories=tuple(categories))
    promotion(shop, name_en="Elsewhere", categories=(max(categories) + 1,), basis_points=5000)
    assert shop.place(shop.cart({shop.oak: 1})).total == Money(10_800_00, "AMD")


def test_the_delivery_is_free_and_a_discount_never_makes_it_dearer(shop):
    shop.stock(shop.oak, yerevan=9)
    promotion(shop)
    dear = place_order.begin_checkout(cart=shop.cart({shop.oak: 5}), delivery=SHIP, language="en", origin=WEB, now=shop.now)
    assert (dear.totals.shipping, dear.totals.gross) == (Money(0, "AMD"), Money(54_000_00, "AMD"))
    promotion(shop, "SHIP", gives=Gives.FREE_SHIPPING)
    cart = shop.cart({shop.oak: 1})
    assert shop.place(shop.cart({shop.oak: 1}), delivery=SHIP).total == Money(12_300_00, "AMD")
    assert coupon(shop, cart, "SHIP").promoted.is_shipping_free
    begun = place_order.begin_checkout(cart=cart, delivery=SHIP, language="en", origin=WEB, now=shop.now)
    assert begun.home_delivery is not None
    assert (begun.home_delivery.fee, begun.totals.shipping) == (Money(0, "AMD"), Money(0, "AMD"))
    placed = shop.place(cart, delivery=SHIP)
    assert placed.total == Money(10_800_00, "AMD")
    assert sum(one.amount.minor for one in promotions.redemptions_of(order=placed.order)) == 1_200_00 + 1_500_00


def test_the_first_order_is_for_a_customer_who_is_known_and_only_once(shop):
    shop.stock(shop.oak, yerevan=9)
    promotion(shop, "FIRST", is_first_order_only=True)
    guest = shop.cart({shop.oak: 1}, anonymous_id="guest")
    assert [one.why for one in coupon(shop, guest, "FIRST").refused] == [WhyNot.WHO]
    customer = CustomerId(ids.new())
    cart = carts.merge_at_login(
        customer=customer, anonymous_id="guest", currency="AMD", language="en", origin=WEB, now=shop.now
    )
    assert shop.place(cart.id, seen=Money(10_800_00, "AMD")).total == Money(10_800_00, "AMD")
    with pytest.raises(refusals.CouponNotForThis):
        coupon(shop, shop.cart({shop.oak: 1}, customer=customer), "FIRST")


def test_the_till_takes_coupons_and_its_own_promotions(shop):
    shop.stock(shop.oak, yerevan=5)
    promotion(shop, "TILL", channels=(Channel.STORE,), max_per_customer=1)
    at_till = Origin(channel=Channel.STORE, location=shop.yerevan)

    def sell(*, customer: CustomerId | None) -> Money:
        return sell_at_till(
            sale=OrderId(ids.new()), location=shop.yerevan, lines=[CartLine(shop.oak, 1)], method=Method.IN_STORE_CASH,
            customer=customer, coupons=["till"], language="en", origin=at_till, now=shop.now,
        ).totals.gross  # fmt: skip

    somebody = CustomerId(ids.new())
    assert sell(customer=somebody) == Money(10_800_00, "AMD")
    with pytest.raises(refusals.CouponUsedByYou):
        sell(customer=somebody)
    with pytest.raises(refusals.CouponNeedsCustomer):
        sell(customer=None)
    assert shop.free(shop.oak, shop.yerevan) == 4


def test_tax_on_top_is_taken_of_the_price_after_the_discount(shop):
    shop.stock(shop.oak, pasadena=2)
    promotion(shop)
    placed = shop.place(shop.cart({shop.oak: 1}, currency="USD"), delivery=shop.collect(shop.pasadena))
    (line,) = orders.order(placed.order).lines
    assert (line.net, line.tax) == (Money(36_00, "USD"), Money(3_42, "USD"))


def test_counting_promotions_costs_an_order_one_statement(shop):
    shop.stock(shop.oak, yerevan=9)
    cart = shop.cart({shop.oak: 1})
    with count_statements() as plain:
        shop.place(cart)
    promotion(shop)
    promotion(shop, "SPRING", max_uses=5)
    cart = shop.cart({shop.oak: 1})
    coupon(shop, cart, "SPRING")
    with count_statements() as promoted:
        shop.place(cart)
    assert promoted.count == plain.count + 1
    assert promoted.count <= 25


def test_pieces_that_come_back_are_worth_what_was_paid_for_them(shop):
    shop.stock(shop.oak, yerevan=3)
    promotion(shop, basis_points=3333)
    (line,) = orders.order(shop.place(shop.cart({shop.oak: 3})).order).lines
    assert (line.discount, line.gross) == (Money(11_998_80, "AMD"), Money(24_001_20, "AMD"))
    back = [refund(gross=line.gross, bought=3, before=before, quantity=1) for before in range(3)]
    assert [one.minor for one in back] == [8_000_40] * 3
