"""Claims that meet allowances, cancelled replacements and exchanges: each piece is made good once."""

from __future__ import annotations

import pytest

from kamurj.journeys.cancel_order import cancel_order
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.journeys.tests.test_claims import OAK, bring, complain, refunded, settle
from kamurj.journeys.tests.test_exchange_in_store import books_add_up, buy, swap
from kamurj.journeys.tests.town import read_all
from kamurj.kernel.money import Money
from kamurj.returns.contracts.claims import ClaimStatus, Outcome
from kamurj.returns.queries import claims as claimed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=6, gyumri=3)
    shop.stock(shop.ash, gyumri=3)
    return shop


def test_an_allowance_lies_on_the_piece_again_when_its_replacement_is_cancelled(shop):
    order = buy(shop, (shop.oak, 2))
    settle(shop, complain(shop, order), Outcome.ALLOWANCE, amount=5_000_00, location=shop.yerevan)
    claim = complain(shop, order)
    for _ in range(2):
        claim = settle(shop, claim, Outcome.REPLACEMENT)
        assert claim.amount == Money(OAK - 2_500_00, "AMD")
        read_all()
        cancel_order(order=claim.new_order, customer=None, origin=WEB, now=shop.now)
        read_all()
    done = settle(shop, claim, Outcome.REFUND, location=shop.yerevan)
    assert done.amount == Money(OAK - 2_500_00, "AMD")
    assert bring(shop, order).returned.refund == Money(OAK - 2_500_00, "AMD")
    assert refunded(order) == 2 * OAK
    books_add_up()


def test_a_claim_that_awaits_its_piece_is_settled_by_an_exchange_too(shop):
    order = buy(shop, (shop.oak, 1))
    claim = settle(shop, complain(shop, order), Outcome.RETURN_FIRST)
    done = swap(shop, order, [(shop.ash, 1)])
    after = claimed.claim(claim.id)
    assert (after.status, after.returned) == (ClaimStatus.SETTLED, done.returned.id)
    books_add_up()
