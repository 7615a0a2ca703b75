from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from kamurj.foundation.database import sql
from kamurj.journeys import claims as claiming
from kamurj.journeys import return_in_store, tasks
from kamurj.journeys.cancel_order import cancel_order
from kamurj.journeys.claims import Wronged
from kamurj.journeys.money_back import RefundTo
from kamurj.journeys.tests.shop import SHIP, WEB, Shop
from kamurj.journeys.tests.test_exchange_in_store import at, books_add_up, buy, buy_by_card
from kamurj.journeys.tests.town import JOBS, read_all, work_off
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId, ReturnId
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts import DeliveryKind, OrderStatus
from kamurj.orders.errors import OrderNotFound
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method
from kamurj.returns import errors
from kamurj.returns import queries as returned
from kamurj.returns.contracts import Disposition, Reason
from kamurj.returns.contracts.claims import ClaimId, ClaimKind, ClaimStatus, Outcome
from kamurj.returns.contracts.policies import Terms
from kamurj.returns.operations.claims import set_limit
from kamurj.returns.operations.policies import set_policy
from kamurj.returns.queries import claims as claimed
from kamurj.stored_value import queries as value

pytestmark = pytest.mark.django_db(transaction=True)
OAK = 12_000_00


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=6, gyumri=3, warehouse=5)
    shop.stock(shop.ash, yerevan=5)
    return shop


def complain(shop, order, *, pieces=1, position=1, kind=ClaimKind.DAMAGED, customer=None, form=None, words="Broken."):
    return claiming.open_claim(
        id=form or ClaimId(ids.new()),
        order=order.id,
        customer=customer,
        kind=kind,
        lines=[Wronged(position, pieces)],
        words=words,
        now=shop.now,
        origin=WEB,
    ).claim


def settle(shop, claim, outcome, *, amount=None, may_approve=True, location=None, to=None):
    return claiming.settle_claim(
        claim=claim.id,
        outcome=outcome,
        amount=None if amount is None else Money(amount, "AMD"),
        to=to,
        location=location,
        may_approve=may_approve,
        now=shop.now,
        origin=at(location or shop.yerevan),
    )


def bring(shop, order, pieces=1, **more):
    return return_in_store.return_in_store(
        id=ReturnId(ids.new()),
        order=order.id,
        location=shop.yerevan,
        lines=[return_in_store.PiecesBack(1, pieces, Disposition.SHELF, Reason.OTHER)],
        now=shop.now + more.pop("later", timedelta(0)),
        origin=at(shop.yerevan),
        **more,
    )


def refunded(order):
    return sum(one.refunded.minor for one in paid.payments_of(order=order.id))


def test_all_the_money_goes_back_once_and_the_pieces_never_come_back_for_it_again(shop):
    order = buy(shop, (shop.oak, 2))
    claim = complain(shop, order)
    done = settle(shop, claim, Outcome.REFUND)
    assert (done.status, done.amount, refunded(order)) == (ClaimStatus.SETTLED, Money(OAK, "AMD"), OAK)
    with pytest.raises(errors.ClaimIsOver):
        settle(shop, claim, Outcome.REFUND)
    with pytest.raises(errors.TooManyReturned):
        bring(shop, order, 2)
    assert bring(shop, order).returned.refund == Money(OAK, "AMD")
    assert refunded(order) == 2 * OAK
    books_add_up()


def test_a_part_of_the_money_lowers_what_the_piece_is_worth_when_it_comes_back(shop):
    order = buy(shop, (shop.oak, 2))
    settle(shop, complain(shop, order, pieces=2), Outcome.ALLOWANCE, amount=5_000_01)
    assert bring(shop, order).returned.refund == Money(OAK - 2_500_00, "AMD")
    again = complain(shop, order)
    for wrong in (0, OAK, 9_500_00, None):
        with pytest.raises(errors.AllowanceRefused):
            settle(shop, again, Outcome.ALLOWANCE, amount=wrong)
    settle(shop, again, Outcome.ALLOWANCE, amount=9_499_99)
    assert bring(shop, order).returned.refund == Money(0, "AMD")
    assert refunded(order) == 2 * OAK
    books_add_up()


def test_money_of_a_card_goes_back_to_it_by_a_job_that_may_run_twice(shop):
    order = buy_by_card(shop, shop.oak)
    claim = settle(shop, complain(shop, order), Outcome.REFUND)
    assert [one.status.value for one in claiming.refunds_of_claim(claim)] == ["pending"]
    for _ in range(2):
        assert claiming.finish_claim(claim=claim.id, now=shop.now, origin=WEB)
    assert refunded(order) == OAK
    books_add_up()


def test_the_reader_of_the_log_has_the_money_sent(shop, monkeypatch):
    sql.execute("DELETE FROM procrastinate_jobs")
    monkeypatch.setitem(JOBS, "journeys.finish_claim", tasks.finish_claim)
    order = buy_by_card(shop, shop.oak)
    settle(shop, complain(shop, order), Outcome.REFUND)
    assert work_off(times=2).count("journeys.finish_claim") == 1
    assert refunded(order) == OAK


def test_money_goes_to_one_new_card_where_that_was_chosen(shop):
    order = buy(shop, (shop.oak, 1), method=Method.IN_STORE_CARD)
    claim = settle(shop, complain(shop, order), Outcome.REFUND, to=RefundTo(Method.GIFT_CARD))
    (refund,) = claiming.refunds_of_claim(claim)
    assert value.account_of_key(key=f"refund:{refund.id}").balance == Money(OAK, "AMD")
    books_add_up()


def test_a_replacement_goes_the_way_the_first_went_and_costs_nothing(shop):
    placed = shop.place(shop.cart({shop.oak: 1}), delivery=SHIP)
    order = orders.order(placed.order)
    with pytest.raises(errors.NotDelivered):
        complain(shop, order)
    sold = buy(shop, (shop.oak, 1))
    here = settle(shop, complain(shop, sold), Outcome.REPLACEMENT, location=shop.gyumri)
    new = orders.order(here.new_order)
    assert (new.status, new.delivery.kind, new.totals.gross) == (
        OrderStatus.COMPLETED,
        DeliveryKind.CARRY_OUT,
        Money(0, "AMD"),
    )
    assert shop.free(shop.oak, shop.gyumri) == 2
    assert refunded(sold) == 0
    with pytest.raises(errors.TooManyReturned):
        bring(shop, sold)
    back = bring(shop, new)
    assert (back.returned.refund, refunded(sold)) == (Money(OAK, "AMD"), OAK)
    with pytest.raises(errors.TooManyReturned):
        bring(shop, new)
    books_add_up()


def test_what_replaces_the_pieces_is_laid_ready_and_its_cancellation_opens_the_claim_again(shop):
    sold = buy(shop, (shop.oak, 1))
    claim = settle(shop, complain(shop, sold), Outcome.REPLACEMENT)
    new = orders.order(claim.new_order)
    assert (new.status, new.delivery.kind, new.delivery.location) == (
        OrderStatus.CONFIRMED,
        DeliveryKind.COLLECT,
        shop.yerevan,
    )
    read_all()
    cancel_order(order=new.id, customer=None, origin=WEB, now=shop.now)
    for _ in range(2):
        read_all()
    assert claimed.claim(claim.id).status is ClaimStatus.OPENED
    assert returned.returned_pieces(sold.id) == {}
    settle(shop, claim, Outcome.REFUND)
    assert refunded(sold) == OAK
    books_add_up()


def test_a_return_first_is_settled_by_the_return_whatever_the_policy_says(shop):
    set_policy(category=None, country=None, terms=Terms(days=1), now=shop.now, origin=WEB)
    order = buy(shop, (shop.oak, 1))
    later = timedelta(days=9)
    with pytest.raises(errors.TooLateToReturn):
        bring(shop, order, later=later)
    claim = settle(shop, complain(shop, order), Outcome.RETURN_FIRST)
    assert (claim.status, refunded(order)) == (ClaimStatus.APPROVED, 0)
    taken = bring(shop, order, later=later).returned
    done = claimed.claim(claim.id)
    assert (done.status, done.returned, done.amount) == (ClaimStatus.SETTLED, taken.id, Money(OAK, "AMD"))


def test_above_the_limit_somebody_agrees_who_may(shop):
    set_limit(currency="AMD", limit=Money(OAK - 1, "AMD"), now=shop.now, origin=WEB)
    order = buy(shop, (shop.oak, 1))
    claim = complain(shop, order)
    proposed = settle(shop, claim, Outcome.REPLACEMENT, may_approve=False)
    assert (proposed.awaits_approval, proposed.new_order, refunded(order)) == (True, None, 0)
    assert settle(shop, claim, Outcome.ALLOWANCE, amount=OAK - 1, may_approve=False).status is ClaimStatus.SETTLED


def test_a_claim_is_the_customers_own_and_once_for_a_line(shop):
    customer = CustomerId(ids.new())
    order = buy(shop, (shop.oak, 1), customer=customer)
    with pytest.raises(OrderNotFound):
        complain(shop, order, customer=CustomerId(ids.new()))
    form = ClaimId(ids.new())
    first = complain(shop, order, customer=customer, form=form)
    assert complain(shop, order, customer=customer, form=form) == first
    with pytest.raises(errors.FormReused):
        complain(shop, order, customer=customer, form=form, words="Something else.")
    with pytest.raises(errors.ClaimIsOpen):
        complain(shop, order)
    with pytest.raises(errors.ClaimNotFound):
        claiming.withdraw_claim(claim=first.id, customer=CustomerId(ids.new()), now=shop.now, origin=WEB)
    claiming.withdraw_claim(claim=first.id, customer=customer, now=shop.now, origin=WEB)
    with pytest.raises(errors.ClaimIsOver):
        settle(shop, first, Outcome.REFUND)


def test_a_rejection_is_taken_back_unless_another_claim_took_its_place(shop):
    order = buy(shop, (shop.oak, 1))
    claim = complain(shop, order)
    claiming.reject_claim(claim=claim.id, reason="It was whole.", now=shop.now, origin=WEB)
    again = claiming.take_rejection_back(claim=claim.id, now=shop.now, origin=WEB)
    assert (again.status, again.reason) == (ClaimStatus.OPENED, None)
    with pytest.raises(errors.ClaimNotRejected):
        claiming.take_rejection_back(claim=claim.id, now=shop.now, origin=WEB)
    claiming.reject_claim(claim=claim.id, reason="It was whole.", now=shop.now, origin=WEB)
    complain(shop, order)
    with pytest.raises(errors.ClaimIsOpen):
        claiming.take_rejection_back(claim=claim.id, now=shop.now, origin=WEB)


def test_what_never_left_the_house_can_only_be_late(shop):
    order = orders.order(shop.place(shop.cart({shop.oak: 1}), delivery=SHIP).order)
    claim = complain(shop, order, kind=ClaimKind.LATE)
    with pytest.raises(errors.NotDelivered):
        settle(shop, claim, Outcome.REFUND)
    assert claimed.claim(claim.id).status is ClaimStatus.OPENED


def test_many_who_decide_at_once_settle_it_once(shop, together):
    order = buy(shop, (shop.oak, 1))
    claim = complain(shop, order)
    calls = [partial(settle, shop, claim, Outcome.REFUND), partial(settle, shop, claim, Outcome.ALLOWANCE, amount=OAK)]
    outcomes = together([*calls * 2, partial(bring, shop, order)])
    refused = [one for one in outcomes if isinstance(one, Exception)]
    known = (errors.ClaimIsOver, errors.TooManyReturned, errors.AllowanceRefused)
    assert all(isinstance(one, known) for one in refused), refused
    assert refunded(order) == OAK
    books_add_up()


def test_a_sale_that_nobody_knows_of_is_complained_of_by_its_number(shop):
    sale = buy(shop, (shop.ash, 1))
    assert claiming.what_may_be_claimed(order=sale.id, customer=None).can_be_claimed
    complain(shop, sale, kind=ClaimKind.MISSING_PIECE)
    assert not claiming.what_may_be_claimed(order=sale.id, customer=None).can_be_claimed
