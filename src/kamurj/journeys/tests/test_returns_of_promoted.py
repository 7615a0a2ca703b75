"""Buy some, get some: what stays with the customer is paid for as if it had been bought alone."""

from __future__ import annotations

from itertools import permutations

import pytest

from kamurj.journeys import claims as claiming
from kamurj.journeys import return_in_store
from kamurj.journeys.exchange_in_store import preview_exchange
from kamurj.journeys.request_return import Ask, preview_request
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.journeys.tests.test_exchange_in_store import at, books_add_up, buy, swap
from kamurj.journeys.tests.test_promoted_orders import promotion
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId, ReturnId
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method
from kamurj.promotions import queries as promotions
from kamurj.promotions.contracts import Gives
from kamurj.returns.contracts import Disposition, Reason
from kamurj.returns.contracts.claims import ClaimId, ClaimKind, Outcome
from kamurj.returns.contracts.policies import Means
from kamurj.returns.contracts.requests import RequestKind

pytestmark = pytest.mark.django_db(transaction=True)
OAK, ASH, LAMP = 12_000_00, 10_000_00, 7_000_01


@pytest.fixture
def shop(now):
    shop = Shop(now)
    for variant in (shop.oak, shop.ash, shop.lamp):
        shop.stock(variant, yerevan=9, gyumri=9)
    return shop


def bring(shop, order, *positions):
    return return_in_store.return_in_store(
        id=ReturnId(ids.new()),
        order=order.id,
        location=shop.yerevan,
        lines=[return_in_store.PiecesBack(position, 1, Disposition.SHELF, Reason.OTHER) for position in positions],
        now=shop.now,
        origin=at(shop.yerevan),
    ).returned


def refunded(order):
    return sum(one.refunded.minor for one in paid.payments_of(order=order.id))


def test_the_piece_that_earned_the_free_one_goes_back_for_what_is_left_when_that_is_paid_for(shop):
    promotion(shop, gives=Gives.BUY_GET, buy=1, get=1, basis_points=10_000)
    order = buy(shop, (shop.oak, 1), (shop.lamp, 1))
    assert order.totals.gross == Money(OAK, "AMD")
    chair, lamp = (line.position for line in order.lines)
    first = bring(shop, order, chair)
    assert (first.refund.minor, first.withheld.minor) == (OAK - LAMP, LAMP)
    second = bring(shop, order, lamp)
    assert (second.refund.minor, second.withheld.minor) == (LAMP, -LAMP)
    assert refunded(order) == OAK
    books_add_up()


def test_the_free_piece_goes_back_for_nothing(shop):
    promotion(shop, gives=Gives.BUY_GET, buy=1, get=1, basis_points=10_000)
    order = buy(shop, (shop.oak, 1), (shop.lamp, 1))
    assert bring(shop, order, 2).refund.minor == 0
    assert bring(shop, order, 1).refund.minor == OAK


@pytest.mark.parametrize("way", sorted(set(permutations((1, 2, 3, 3)))))
def test_in_whatever_order_pieces_come_back_the_kept_ones_cost_no_less_than_alone(shop, way):
    """Of every three the cheapest is half off: an oak and an ash chair, and two lamps, which share what one is less."""
    promotion(shop, gives=Gives.BUY_GET, buy=2, get=1, basis_points=5000)
    order = buy(shop, (shop.oak, 1), (shop.ash, 1), (shop.lamp, 2))
    kept, price = [1, 2, 3, 3], {1: OAK, 2: ASH, 3: LAMP}
    for position in way:
        assert bring(shop, order, position).refund.minor >= 0
        kept.remove(position)
        half = min((price[one] for one in kept), default=0) // 2 if len(kept) >= 3 else 0
        shared = sum(price[one] for one in kept) - kept.count(3) * LAMP // 4
        cost = order.totals.gross.minor - refunded(order)
        assert cost == pytest.approx(max(sum(price[one] for one in kept) - half, shared), abs=2)
    assert refunded(order) == order.totals.gross.minor
    books_add_up()


def test_a_percentage_off_is_shared_and_nothing_is_withheld(shop):
    promotion(shop)
    order = buy(shop, (shop.oak, 1), (shop.lamp, 1))
    one = bring(shop, order, 1)
    assert (one.refund.minor, one.withheld.minor) == (10_800_00, 0)


def test_looks_and_wishes_say_what_the_desk_gives(shop):
    promotion(shop, gives=Gives.BUY_GET, buy=1, get=1, basis_points=10_000)
    order = buy(shop, (shop.oak, 1), (shop.lamp, 1))
    back = [return_in_store.PiecesBack(1, 1, Disposition.SHELF, Reason.OTHER)]
    assert return_in_store.preview(order=order.id, lines=back).refund.minor == OAK - LAMP
    wish = preview_request(
        order=order.id,
        customer=None,
        kind=RequestKind.RETURN,
        lines=[Ask(1, 1, Reason.OTHER)],
        means=Means.ORIGINAL,
        language="en",
        now=shop.now,
    )
    assert wish.value.minor == OAK - LAMP
    seen = preview_exchange(
        order=order.id, location=shop.gyumri, lines=back, new=[CartLine(shop.ash, 1)], language="en", now=shop.now
    )
    assert (seen.value.minor, seen.withheld.minor, seen.difference.minor) == (OAK - LAMP, LAMP, ASH - OAK + LAMP)


def test_a_claim_is_the_shops_fault_and_nothing_is_withheld_for_it(shop):
    promotion(shop, gives=Gives.BUY_GET, buy=1, get=1, basis_points=10_000)
    order = buy(shop, (shop.oak, 1), (shop.lamp, 1))
    claim = claiming.open_claim(
        id=ClaimId(ids.new()),
        order=order.id,
        customer=None,
        kind=ClaimKind.DAMAGED,
        lines=[claiming.Wronged(1, 1)],
        words="Broken.",
        now=shop.now,
        origin=WEB,
    ).claim
    claiming.settle_claim(claim=claim.id, outcome=Outcome.REFUND, may_approve=False, now=shop.now, origin=at(shop.yerevan))
    assert refunded(order) == OAK
    assert bring(shop, order, 2).refund.minor == 0


def test_what_goes_out_in_an_exchange_gets_the_offers_of_today_and_what_was_paid_counts(shop):
    order = buy(shop, (shop.ash, 1))
    number = promotion(shop)
    done = swap(shop, order, [(shop.oak, 1)])
    assert (done.exchange.value.minor, done.exchange.cost.minor) == (ASH, 10_800_00)
    assert done.new_order.totals.discount_minor == 1_200_00
    assert [one.promotion for one in promotions.redemptions_of(order=done.new_order.id)] == [number]
    books_add_up()


def test_money_of_two_payments_goes_back_part_by_part(shop):
    sale = sell_at_till(
        sale=OrderId(ids.new()),
        location=shop.yerevan,
        lines=[CartLine(shop.ash, 1)],
        method=Method.IN_STORE_CARD,
        language="en",
        origin=at(shop.yerevan),
        now=shop.now,
    )
    done = swap(shop, orders.order(sale.order), [(shop.oak, 1)], place=shop.yerevan)
    parts = return_in_store.refund_parts(order=done.new_order.id, amount=Money(OAK, "AMD"))
    assert sorted((part.payment.method.value, part.amount.minor) for part in parts) == [
        ("in_store_card", ASH),
        ("in_store_cash", OAK - ASH),
    ]
