from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.fulfilment import operations as fulfilments
from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.fulfilment.errors import WorkHasBegun
from kamurj.journeys import changes, money_back, settle_delivery
from kamurj.journeys.cancel_order import cancel_order
from kamurj.journeys.change_order import apply_change, preview_change
from kamurj.journeys.changes import ChangeAddress, ChangeItems, ChangePayment, ChangeStore, ItemSwap, PayWith
from kamurj.journeys.route_order import route_order
from kamurj.journeys.settle_changes import settle_changes
from kamurj.journeys.tests.shop import HOME, SHIP, WEB, Shop, everything_adds_up, order_of
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CancelReason, OrderStatus
from kamurj.orders.contracts.changes import ChangePolicy, ChangeStatus
from kamurj.orders.errors import OrderNotFound
from kamurj.orders.operations.changing import set_change_policy
from kamurj.orders.queries.changes import changes_of
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import PaymentStatus
from kamurj.payments.errors import CardDeclined
from kamurj.stock.errors import NotEnoughStock
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Kind, Source
from kamurj.stored_value.errors import NoSuchAccount
from kamurj.stored_value.operations import issue

pytestmark = pytest.mark.django_db(transaction=True)
CARD = PayWith(token="tok_accept")
TO_ASH, TO_OAK = Money(-2_000_00, "AMD"), Money(2_000_00, "AMD")


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=3, gyumri=2, warehouse=5)
    shop.stock(shop.ash, yerevan=3, warehouse=5)
    return shop


def bought(shop, lines=None, **how):
    placed = shop.place(shop.cart(lines or {shop.oak: 2}), **how)
    route_order(order=placed.order, now=shop.now, origin=WEB)
    return order_of(placed)


def preview(shop, order, wanted, **more):
    return preview_change(order=order.id, wanted=wanted, customer=order.customer, now=shop.now, **more)


def apply(shop, seen, order, *, key=None, now=None, pay=None, customer=None):
    return apply_change(
        token=seen.token,
        key=key or str(ids.new()),
        customer=customer or order.customer,
        pay=pay,
        origin=WEB,
        now=now or shop.now,
    )


def change(shop, order, wanted, pay=None):
    return apply(shop, preview(shop, order, wanted), order, pay=pay)


def items(to, quantity=None, position=1):
    return ChangeItems((ItemSwap(position, to, quantity),))


def work_of(order):
    return {
        one.location: [(line.position, line.variant, line.quantity) for line in one.lines]
        for one in fulfilling.fulfilments_of(order.id)
        if one.is_open
    }


def nothing_changed(shop, order):
    after = orders.order(order.id)
    assert after == order
    assert shop.free(shop.oak, shop.yerevan) == 1
    assert shop.free(shop.ash, shop.yerevan) == 3
    everything_adds_up()


def test_a_cheaper_variant_takes_its_place_and_the_card_is_charged_less_in_the_end(shop):
    order = bought(shop)
    seen = preview(shop, order, items(shop.ash, 1))
    assert (seen.difference, seen.money.less, seen.money.pay) == (TO_ASH, -TO_ASH, Money.zero("AMD"))
    done = apply(shop, seen, order)
    assert (done.status, done.total) == (ChangeStatus.APPLIED, Money(22_000_00, "AMD"))
    after = orders.order(order.id)
    assert [(one.position, one.variant, one.quantity, one.cancelled) for one in after.lines] == [
        (1, shop.oak, 1, 1),
        (2, shop.ash, 1, 0),
    ]
    assert (after.version, after.totals.gross, after.totals.net + after.totals.tax) == (
        1,
        Money(22_000_00, "AMD"),
        Money(22_000_00, "AMD"),
    )
    assert (shop.free(shop.oak, shop.yerevan), shop.free(shop.ash, shop.yerevan)) == (2, 2)
    assert work_of(order) == {shop.yerevan: [(1, shop.oak, 1), (2, shop.ash, 1)]}
    everything_adds_up()
    hand_over_everything(shop, order)
    (payment,) = paid.payments_of(order=order.id)
    assert (payment.status, payment.captured) == (PaymentStatus.CAPTURED, Money(22_000_00, "AMD"))


def hand_over_everything(shop, order):
    for work in fulfilling.fulfilments_of(order.id):
        if work.is_open:
            at = {"fulfilment": work.id, "location": work.location, "now": shop.now, "origin": WEB}
            fulfilments.start_picking(**at)
            fulfilments.pick(picked={line.position: line.quantity for line in work.lines}, **at)
            fulfilments.mark_ready(**at)
            assert fulfilments.hand_over(code=fulfilling.pickup_code(work.id), **at).refusal is None
    settle_delivery.settle_delivery(order=order.id, now=shop.now, origin=WEB)


def test_a_dearer_variant_is_paid_with_a_second_payment_and_both_are_taken(shop):
    order = bought(shop, {shop.ash: 1})
    seen = preview(shop, order, items(shop.oak))
    assert (seen.difference, seen.money.pay) == (TO_OAK, TO_OAK)
    with pytest.raises(changes.PaymentNeeded):
        apply(shop, seen, order)
    assert apply(shop, seen, order, pay=CARD).status is ChangeStatus.APPLIED
    everything_adds_up()
    hand_over_everything(shop, order)
    assert [one.captured.minor for one in paid.payments_of(order=order.id)] == [10_000_00, 2_000_00]


def test_a_declined_difference_changes_nothing_and_frees_what_was_held(shop):
    order = bought(shop, {shop.ash: 1})
    seen = preview(shop, order, items(shop.oak))
    with pytest.raises(CardDeclined):
        apply(shop, seen, order, pay=PayWith(token="tok_decline"))
    assert orders.order(order.id) == order
    assert [one.status for one in changes_of(order.id)] == [ChangeStatus.REFUSED]
    assert shop.free(shop.oak, shop.yerevan) == 3
    assert change(shop, order, items(shop.oak), pay=CARD).status is ChangeStatus.APPLIED


def test_a_silent_bank_leaves_the_change_waiting_until_the_clock_finishes_it(shop):
    order = bought(shop, {shop.ash: 1})
    seen = preview(shop, order, items(shop.oak))
    waits = apply(shop, seen, order, pay=PayWith(token="tok_late"))
    assert (waits.status, waits.total) == (ChangeStatus.WAITING, Money(10_000_00, "AMD"))
    assert shop.free(shop.oak, shop.yerevan) == 2
    later = shop.now + timedelta(minutes=2)
    assert settle_changes(now=later, origin=WEB) == 1
    assert orders.order(order.id).totals.gross == Money(12_000_00, "AMD")
    everything_adds_up()


def test_a_bank_that_never_got_it_brings_the_change_to_nothing(shop):
    order = bought(shop, {shop.ash: 1})
    waits = apply(shop, preview(shop, order, items(shop.oak)), order, pay=PayWith(token="tok_timeout"))
    assert waits.status is ChangeStatus.WAITING
    assert settle_changes(now=shop.now + timedelta(minutes=2), origin=WEB) == 1
    assert orders.order(order.id) == order
    assert shop.free(shop.oak, shop.yerevan) == 3
    last = paid.payments_of(order=order.id)[-1]
    assert (last.status, last.is_release_due) == (PaymentStatus.CANCELLED, False)


def test_money_that_was_taken_already_goes_back_and_is_not_given_back_twice(shop):
    order = bought(shop)
    (payment,) = paid.payments_of(order=order.id)
    payments.capture(payment=payment.id, now=shop.now, origin=WEB)
    seen = preview(shop, order, items(shop.ash))
    assert seen.money.back == Money(4_000_00, "AMD")
    apply(shop, seen, order)
    hand_over_everything(shop, order)
    assert paid.payments_of(order=order.id)[0].refunded == Money(4_000_00, "AMD")


def test_a_gift_card_that_is_named_takes_the_difference_back_unless_it_is_somebody_elses(shop):
    order = bought(shop)
    (payment,) = paid.payments_of(order=order.id)
    payments.capture(payment=payment.id, now=shop.now, origin=WEB)
    own, foreign = (gift_card(shop, customer) for customer in (order.customer, CustomerId(ids.new())))
    with pytest.raises(NoSuchAccount):
        change(shop, order, items(shop.ash), pay=PayWith(account=foreign, holder=order.customer))
    with pytest.raises(NoSuchAccount):
        change(shop, order, items(shop.ash), pay=PayWith(account=own))
    assert orders.order(order.id) == order
    change(shop, order, items(shop.ash), pay=PayWith(account=own, holder=order.customer))
    assert value.account(account=own).balance == Money(5_000_00, "AMD")
    (refund,) = paid.refunds_of(order=order.id)
    assert money_back.value_of(refund).id == own
    assert value.audit().wrong == ()


def gift_card(shop, customer):
    amount = Money(1_000_00, "AMD")
    key, kind, source = str(ids.new()), Kind.GIFT_CARD, Source.SOLD
    return issue(kind=kind, amount=amount, source=source, key=key, customer=customer, now=shop.now, origin=WEB).account.id


def test_the_same_key_changes_once_and_the_same_preview_twice_is_refused(shop):
    order = bought(shop)
    seen = preview(shop, order, items(shop.ash, 1))
    first = apply(shop, seen, order, key="once")
    again = apply(shop, seen, order, key="once")
    assert (again, orders.order(order.id).version) == (replace(first, is_repeat=True), 1)
    with pytest.raises(changes.PreviewOutdated):
        apply(shop, seen, order)
    everything_adds_up()


def test_an_old_preview_and_one_whose_price_moved_are_refused_and_nothing_changes(shop):
    order = bought(shop)
    seen = preview(shop, order, items(shop.ash))
    with pytest.raises(changes.PreviewOutdated):
        apply(shop, seen, order, now=shop.now + timedelta(minutes=16))
    shop.price(shop.ash, Money(9_000_00, "AMD"))
    with pytest.raises(changes.PreviewOutdated):
        apply(shop, seen, order)
    with pytest.raises(changes.BadPreview):
        apply(shop, replace(seen, token=seen.token + "x"), order)
    nothing_changed(shop, order)


def test_only_whose_order_it_is_changes_it(shop):
    order = bought(shop)
    stranger = CustomerId(ids.new())
    with pytest.raises(OrderNotFound):
        preview_change(order=order.id, wanted=items(shop.ash), customer=stranger, now=shop.now)
    seen = preview(shop, order, items(shop.ash))
    with pytest.raises(OrderNotFound):
        apply(shop, seen, order, customer=stranger)
    nothing_changed(shop, order)


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        (lambda shop: items(shop.lamp), changes.OtherProduct),
        (lambda shop: items(shop.oak), changes.NothingToChange),
        (lambda shop: items(shop.ash, 3), changes.NoSuchOrderLine),
        (lambda shop: items(shop.ash, 0), changes.NoSuchOrderLine),
        (lambda shop: items(shop.ash, position=7), changes.NoSuchOrderLine),
        (lambda _: ChangeItems(()), changes.NothingToChange),
        (lambda _: ChangeAddress(HOME), changes.WrongDelivery),
        (lambda shop: ChangeStore(shop.yerevan), changes.NothingToChange),
    ],
)
def test_what_makes_no_sense_is_refused(shop, wanted, refused):
    order = bought(shop)
    with pytest.raises(refused):
        preview(shop, order, wanted(shop))


def test_a_variant_that_is_not_there_is_refused(shop):
    order = bought(shop)
    shop.stock(shop.ash, yerevan=1)
    with pytest.raises(NotEnoughStock):
        preview(shop, order, items(shop.ash))


def test_what_somebody_has_begun_to_pick_stays_as_it_is(shop):
    order = bought(shop)
    seen = preview(shop, order, items(shop.ash))
    (work,) = fulfilling.fulfilments_of(order.id)
    fulfilments.start_picking(fulfilment=work.id, location=work.location, now=shop.now, origin=WEB)
    with pytest.raises(WorkHasBegun):
        apply(shop, seen, order)
    with pytest.raises(WorkHasBegun):
        preview(shop, order, items(shop.ash))
    nothing_changed(shop, order)


def test_another_pickup_store_gets_the_work_and_the_first_one_is_called_back(shop):
    order = bought(shop)
    change(shop, order, ChangeStore(shop.gyumri))
    assert work_of(order) == {shop.gyumri: [(2, shop.oak, 2)]}
    assert (shop.free(shop.oak, shop.yerevan), shop.free(shop.oak, shop.gyumri)) == (3, 0)
    after = orders.order(order.id)
    assert (after.delivery.location, after.totals) == (shop.gyumri, order.totals)
    change(shop, after, ChangeStore(shop.yerevan))
    assert work_of(order) == {shop.yerevan: [(3, shop.oak, 2)]}
    everything_adds_up()


def test_a_parcel_gets_another_address_and_keeps_its_place_and_price(shop):
    order = bought(shop, delivery=SHIP)
    elsewhere = replace(HOME, line1="Abovyan 5")
    change(shop, order, ChangeAddress(elsewhere))
    after = orders.order(order.id)
    assert (after.delivery.address, after.totals, after.lines) == (elsewhere, order.totals, order.lines)
    assert fulfilling.fulfilments_of(order.id)[0].status is FulfilmentStatus.NEW
    everything_adds_up()


def test_another_card_promises_all_of_it_and_the_first_one_is_let_go(shop):
    order = bought(shop)
    change(shop, order, ChangePayment(CARD))
    first, second = paid.payments_of(order=order.id)
    assert (first.status, second.status, second.amount) == (
        PaymentStatus.CANCELLED,
        PaymentStatus.AUTHORISED,
        order.totals.gross,
    )
    change(shop, orders.order(order.id), ChangePayment(PayWith(in_store=True)))
    assert [one.status for one in paid.payments_of(order=order.id)] == [PaymentStatus.CANCELLED] * 2
    with pytest.raises(changes.SamePayment):
        preview(shop, orders.order(order.id), ChangePayment(PayWith(in_store=True)))


def test_the_shops_rules_end_changes_with_the_first_exchange(shop):
    set_change_policy(
        policy=ChangePolicy(items_once=True, cancel_after_items=False, details_after_items=False),
        origin=WEB,
        now=shop.now,
    )
    order = bought(shop)
    change(shop, order, items(shop.ash, 1))
    after = orders.order(order.id)
    with pytest.raises(changes.ChangedOnceAlready):
        preview(shop, after, items(shop.ash))
    with pytest.raises(changes.NotAfterItems):
        preview(shop, after, ChangeStore(shop.gyumri))
    with pytest.raises(changes.NotAfterItems):
        cancel_order(order=order.id, customer=order.customer, origin=WEB, now=shop.now)
    assert orders.order(order.id) == after


def test_a_changed_order_is_cancelled_with_its_reason_and_everything_is_free(shop):
    order = bought(shop)
    change(shop, order, items(shop.ash, 1))
    seen = preview(shop, order, changes.Cancel(CancelReason.NO_LONGER_NEEDED))
    apply(shop, seen, order, key="stop")
    assert apply(shop, seen, order, key="stop").is_repeat
    after = orders.order(order.id)
    assert (after.status, after.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.NO_LONGER_NEEDED)
    assert [one.kind.value for one in changes_of(order.id)] == ["items", "cancel"]
    assert (shop.free(shop.oak, shop.yerevan), shop.free(shop.ash, shop.yerevan)) == (3, 3)
    everything_adds_up()


def test_the_database_refuses_money_that_moves_without_a_version(shop):
    order = bought(shop)
    with pytest.raises(Exception, match="snapshot"):
        sql.execute("UPDATE orders_order SET gross_minor = 0, net_minor = -tax_minor WHERE id = %s", (order.id,))
    with pytest.raises(Exception, match="snapshot"):
        sql.execute("UPDATE orders_order_line SET quantity = 9 WHERE order_id = %s", (order.id,))
