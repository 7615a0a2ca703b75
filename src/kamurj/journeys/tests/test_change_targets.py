"""Where the money of a changed order comes from and goes to: kept cards, gift cards, and what the shop's rules say."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from kamurj.foundation.database import sql
from kamurj.fulfilment import queries as fulfilling
from kamurj.journeys import changes, settle_delivery
from kamurj.journeys.change_order import apply_change, preview_change
from kamurj.journeys.changes import ChangeItems, ChangePayment, ItemSwap, PayWith
from kamurj.journeys.route_order import route_order
from kamurj.journeys.tests.shop import WEB, Shop, everything_adds_up, order_of
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts.changes import BackTo, ChangePolicy, ChangeStatus
from kamurj.orders.operations.changing import set_change_policy
from kamurj.orders.queries.changes import change_policy, changes_of
from kamurj.payments import instruments
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import PaymentStatus, RefundStatus
from kamurj.payments.contracts.instruments import InstrumentId
from kamurj.payments.errors import CardDeclined, NoSuchInstrument, PayoutNotPossible
from kamurj.stock import queries as stocked

pytestmark = pytest.mark.django_db(transaction=True)
LESS = Money(2_000_00, "AMD")


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=3)
    shop.stock(shop.ash, yerevan=3)
    return shop


@pytest.fixture
def order(shop):
    return bought(shop, shop.oak)


def bought(shop, variant):
    placed = shop.place(shop.cart({variant: 1}))
    route_order(order=placed.order, now=shop.now, origin=WEB)
    return order_of(placed)


def rules(shop, **changed):
    policy = ChangePolicy(**changed, version=change_policy().version)
    set_change_policy(policy=policy, origin=WEB, now=shop.now)


def kept(shop, customer, token="tok_accept"):  # noqa: S107 - a word of the sandbox
    return instruments.save(id=InstrumentId(ids.new()), customer=customer, token=token, now=shop.now, origin=WEB)


def by(card, holder):
    return PayWith(instrument=card.id, holder=holder)


def change(shop, order, to, pay, *, key=None, wanted=None):
    found = orders.order(order.id)
    wanted = wanted or ChangeItems((ItemSwap(found.lines[0].position, to),))
    seen = preview_change(order=order.id, wanted=wanted, customer=order.customer, pay=pay, now=shop.now)
    return seen, apply_change(
        token=seen.token, key=key or str(uuid4()), customer=order.customer, pay=pay, origin=WEB, now=shop.now
    )


def nothing_moved(order):
    assert orders.order(order.id) == order
    (payment,) = paid.payments_of(order=order.id)
    assert (payment.status, payment.captured.minor) == (PaymentStatus.AUTHORISED, 0)
    assert paid.refunds_of(order=order.id) == ()


def test_a_kept_card_pays_a_difference_without_being_typed(shop):
    order = bought(shop, shop.ash)
    card = kept(shop, order.customer)
    seen, done = change(shop, order, shop.oak, by(card, order.customer))
    assert (seen.money.pay, done.status) == (LESS, ChangeStatus.APPLIED)
    assert paid.payments_of(order=order.id)[-1].instrument == card.id
    with pytest.raises(changes.SamePayment):
        two = ChangePayment(by(card, order.customer))
        _seen, _done = change(shop, order, None, None, wanted=two)
        change(shop, order, None, None, wanted=two)
    assert stocked.audit() == ()


def test_a_kept_card_that_the_bank_declines_changes_nothing(shop):
    order = bought(shop, shop.ash)
    card = kept(shop, order.customer, "tok_decline")
    with pytest.raises(CardDeclined):
        change(shop, order, shop.oak, by(card, order.customer))
    assert orders.order(order.id) == order


def test_where_the_shop_says_so_the_difference_goes_to_another_card_and_is_counted_once(shop, order):
    rules(shop, back_to=BackTo.ANY)
    card = kept(shop, order.customer)
    seen, _done = change(shop, order, shop.ash, by(card, order.customer), key="once")
    assert (seen.money.back, seen.money.less.minor, seen.money.elsewhere) == (LESS, 0, True)
    (payment,) = paid.payments_of(order=order.id)
    assert (payment.captured, payment.refunded) == (order.totals.gross, LESS)
    (refund,) = paid.refunds_of(order=order.id)
    assert (refund.instrument, refund.status, refund.amount) == (card.id, RefundStatus.DONE, LESS)
    again = apply_change(
        token=seen.token, key="once", customer=order.customer, pay=by(card, order.customer), origin=WEB, now=shop.now
    )
    assert (again.is_repeat, len(paid.refunds_of(order=order.id))) == (True, 1)
    settle_delivery.settle_delivery(order=order.id, now=shop.now, origin=WEB)
    assert paid.payments_of(order=order.id)[0].refunded == LESS
    assert sum(one.amount.minor for one in paid.balances()) == 0


@pytest.mark.parametrize("rule", [BackTo.ORIGINAL, BackTo.VALUE])
def test_where_the_shop_does_not_say_so_another_card_gets_nothing_and_nothing_is_taken(shop, order, rule):
    rules(shop, back_to=rule)
    with pytest.raises(changes.OnlyWhereItCameFrom):
        change(shop, order, shop.ash, by(kept(shop, order.customer), order.customer))
    nothing_moved(order)


def test_a_provider_that_pays_nothing_out_is_said_before_anything_is_taken(shop, order, monkeypatch):
    rules(shop, back_to=BackTo.ANY)
    monkeypatch.setattr("kamurj.payments.adapters.sandbox.Sandbox.pays_out", False)
    with pytest.raises(PayoutNotPossible):
        change(shop, order, shop.ash, by(kept(shop, order.customer), order.customer))
    nothing_moved(order)


def test_the_card_that_only_promised_is_just_charged_less(shop, order):
    rules(shop, back_to=BackTo.ANY)
    card = kept(shop, order.customer)
    change(shop, order, None, None, wanted=ChangePayment(by(card, order.customer)))
    seen, _done = change(shop, order, shop.ash, by(card, order.customer))
    assert (seen.money.less, seen.money.back.minor) == (LESS, 0)
    assert paid.refunds_of(order=order.id) == ()


def test_nobody_elses_card_is_charged_or_paid_and_a_guest_uses_none(shop, order):
    rules(shop, back_to=BackTo.ANY)
    stranger = CustomerId(ids.new())
    own, foreign = kept(shop, order.customer), kept(shop, stranger)
    for card, holder in ((foreign, order.customer), (foreign, stranger), (own, stranger), (own, None)):
        for wanted in (None, ChangePayment(by(card, holder))):
            with pytest.raises(NoSuchInstrument):
                change(shop, order, shop.ash, by(card, holder), wanted=wanted)
    nothing_moved(order)


def test_a_card_forgotten_between_the_look_and_the_change_changes_nothing(shop, order):
    rules(shop, back_to=BackTo.ANY)
    card = kept(shop, order.customer)
    wanted = ChangeItems((ItemSwap(1, shop.ash),))
    pay = by(card, order.customer)
    seen = preview_change(order=order.id, wanted=wanted, customer=order.customer, pay=pay, now=shop.now)
    instruments.forget(instrument=card.id, customer=order.customer, now=shop.now, origin=WEB)
    with pytest.raises(NoSuchInstrument):
        apply_change(token=seen.token, key="k", customer=order.customer, pay=pay, origin=WEB, now=shop.now)
    nothing_moved(order)


def test_what_cannot_be_paid_out_goes_back_to_where_it_came_from_when_it_is_tried_again(shop, order):
    rules(shop, back_to=BackTo.ANY)
    change(shop, order, shop.ash, by(kept(shop, order.customer, "tok_decline"), order.customer))
    (failed,) = (one.refund for one in paid.refunds_failed())
    again = payments.refund_again(refund=failed.id, now=shop.now, origin=WEB)
    assert (again.status, again.instrument) == (RefundStatus.DONE, None)
    hand_over(shop, order)
    assert paid.payments_of(order=order.id)[0].refunded == LESS


def hand_over(shop, order):
    from kamurj.journeys.tests.test_change_order import hand_over_everything  # noqa: PLC0415 - the same walk

    hand_over_everything(shop, order)


def test_an_article_named_as_its_own_replacement_stays_and_counts_only_where_the_shop_says_so(shop, order):
    itself = ChangeItems((ItemSwap(1, shop.oak),))
    with pytest.raises(changes.NothingToChange):
        change(shop, order, None, None, wanted=itself)
    rules(shop, same_items=True, items_once=True)
    _seen, done = change(shop, order, None, None, wanted=itself)
    after = orders.order(order.id)
    assert (done.status, after.lines, after.totals, after.version) == (
        ChangeStatus.APPLIED,
        order.lines,
        order.totals,
        order.version + 1,
    )
    assert [one.left for work in fulfilling.fulfilments_of(order.id) for one in work.lines] == [1]
    with pytest.raises(changes.ChangedOnceAlready):
        change(shop, order, shop.ash, None)
    assert len(changes_of(order.id)) == 1
    everything_adds_up()


def test_an_expired_card_is_refused(shop, order):
    card = kept(shop, order.customer)
    sql.execute("UPDATE payments_instrument SET expires_date = %s", (shop.now.date() - timedelta(days=1),))
    with pytest.raises(Exception, match="expired"):
        change(shop, order, None, None, wanted=ChangePayment(by(card, order.customer)))
    nothing_moved(order)
