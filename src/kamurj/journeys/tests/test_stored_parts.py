"""Orders paid with gift cards and store credit, and what becomes of the value when they come to nothing."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from kamurj.journeys import place_order, settle_payments
from kamurj.journeys.cancel_order import cancel_order
from kamurj.journeys.contracts import PayBy, PaymentChoice, StoredPart
from kamurj.journeys.errors import PartTwice, PriceChanged
from kamurj.journeys.money_back import RefundTo, card_of, promise_back, value_of
from kamurj.journeys.tests.shop import ANI, WEB, Shop, everything_adds_up, order_count, order_of
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money
from kamurj.orders.contracts import OrderStatus
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method, PaymentStatus, RefundStatus
from kamurj.payments.errors import CardDeclined
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Kind, Source
from kamurj.stored_value.errors import CodeUnknown, NotEnoughValue, NotYours, OtherCurrency

pytestmark = pytest.mark.django_db(transaction=True)
OAK = 12_000_00


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=9)
    return shop


def amd(minor):
    return Money(minor, "AMD")


def issue(shop, minor, *, kind=Kind.GIFT_CARD, customer=None, currency="AMD"):
    return stored.issue(
        kind=kind,
        amount=Money(minor, currency),
        source=Source.GRANTED,
        customer=customer,
        key=str(ids.new()),
        now=shop.now,
        origin=WEB,
    )


def place(shop, *parts, cart=None, token="tok_accept", by=PayBy.CARD, key=None, seen=None):  # noqa: S107 - a word of the sandbox
    return place_order.place_order(
        cart=cart or shop.cart({shop.oak: 1}),
        delivery=shop.collect(),
        payment=PaymentChoice(by=by, token=token, stored=parts),
        contact=ANI,
        key=key or str(ids.new()),
        seen_total=seen,
        origin=WEB,
        now=shop.now,
    )


def left_on(issued):
    return value.account(account=issued.account.id).balance.minor


def books_agree(*, is_whole=True):
    """Nothing is wrong in either room's books, and both say the same about what is owed."""
    if is_whole:
        everything_adds_up()
    audit = value.audit()
    assert audit.wrong == ()
    sides = {one.side: one.amount.minor for one in audit.sides}
    owed = {one.account: one.amount.minor for one in paid.balances()}.get("stored_value", 0)
    assert owed == -(sides.get("sold", 0) + sides.get("returned", 0) + sides.get("redeemed", 0))


def test_a_gift_card_pays_a_part_and_the_bank_the_rest(shop):
    card = issue(shop, 5_000_00)
    placed = place(shop, StoredPart(code=card.code.lower()))
    assert (placed.status, placed.total) == (OrderStatus.CONFIRMED, amd(OAK))
    of_order = {one.method: one for one in paid.payments_of(order=placed.order)}
    assert of_order[Method.GIFT_CARD].captured == amd(5_000_00)
    assert UUID(of_order[Method.GIFT_CARD].provider_reference) == card.account.id
    assert of_order[Method.CARD].amount == amd(7_000_00)
    assert left_on(card) == 0
    books_agree()


def test_what_a_card_covers_wholly_needs_no_bank(shop):
    card = issue(shop, 20_000_00)
    placed = place(shop, StoredPart(account=card.account.id), token="")
    assert (placed.status, placed.awaiting_payment) == (OrderStatus.CONFIRMED, False)
    assert [one.method for one in paid.payments_of(order=placed.order)] == [Method.GIFT_CARD]
    assert left_on(card) == 8_000_00
    books_agree()


def test_credit_and_cards_pay_one_after_the_other_and_the_desk_the_rest(shop):
    ani = CustomerId(ids.new())
    credit, card = issue(shop, 1_000_00, kind=Kind.STORE_CREDIT, customer=ani), issue(shop, 2_000_00)
    cart = shop.cart({shop.oak: 1}, customer=ani)
    parts = (StoredPart(account=credit.account.id), StoredPart(code=card.code, amount=amd(1_500_00)))
    placed = place(shop, *parts, cart=cart, by=PayBy.IN_STORE, token="")
    assert placed.status is OrderStatus.CONFIRMED
    assert sum(one.captured.minor for one in paid.payments_of(order=placed.order)) == 2_500_00
    assert (left_on(credit), left_on(card)) == (0, 500_00)
    books_agree()


def test_the_same_form_twice_spends_once(shop):
    card = issue(shop, 5_000_00)
    cart = shop.cart({shop.oak: 1})
    first, second = (place(shop, StoredPart(code=card.code), cart=cart, key="form") for _ in range(2))
    assert (second.order, second.is_repeat) == (first.order, True)
    assert len(paid.payments_of(order=first.order)) == 2
    books_agree()


@pytest.mark.parametrize(
    ("part", "refusal"),
    [
        (lambda shop, card: StoredPart(code="AAAA-BBBB-CCCC-DDDD"), CodeUnknown),
        (lambda shop, card: StoredPart(account=card.account.id, amount=amd(5_000_01)), NotEnoughValue),
        (lambda shop, card: StoredPart(account=issue(shop, 5, currency="USD").account.id), OtherCurrency),
        (
            lambda shop, card: StoredPart(
                account=issue(shop, 5, kind=Kind.STORE_CREDIT, customer=CustomerId(ids.new())).account.id
            ),
            NotYours,
        ),
    ],
)
def test_value_that_cannot_pay_refuses_the_order_and_nothing_is_spent(shop, part, refusal):
    card = issue(shop, 5_000_00)
    with pytest.raises(refusal):
        place(shop, StoredPart(account=card.account.id, amount=amd(1_00)), part(shop, card)) if refusal in (
            CodeUnknown,
            OtherCurrency,
            NotYours,
        ) else place(shop, part(shop, card))
    assert (order_count(), left_on(card), shop.free(shop.oak, shop.yerevan)) == (0, 5_000_00, 9)
    books_agree()


def test_a_card_cannot_be_named_twice_and_a_changed_price_spends_nothing(shop):
    card = issue(shop, 5_000_00)
    with pytest.raises(PartTwice):
        place(shop, StoredPart(code=card.code), StoredPart(account=card.account.id))
    with pytest.raises(PriceChanged):
        place(shop, StoredPart(code=card.code), seen=amd(1))
    assert left_on(card) == 5_000_00


def test_a_declined_bank_card_gives_the_value_back_once(shop):
    card = issue(shop, 5_000_00)
    with pytest.raises(CardDeclined) as refused:
        place(shop, StoredPart(code=card.code), token="tok_decline")
    assert left_on(card) == 5_000_00
    settle_payments.settle(now=shop.now + settle_payments.PATIENCE, origin=WEB)
    assert left_on(card) == 5_000_00
    again = place(shop, StoredPart(code=card.code), cart=refused.value.params["cart"])
    assert (again.status, left_on(card)) == (OrderStatus.CONFIRMED, 0)
    books_agree()


def test_a_bank_that_never_answers_leaves_the_value_with_the_order_until_it_is_given_up(shop):
    card = issue(shop, 5_000_00)
    placed = place(shop, StoredPart(code=card.code), token="tok_timeout")
    assert (placed.awaiting_payment, left_on(card)) == (True, 0)
    assert settle_payments.settle(now=shop.now + 6 * settle_payments.PATIENCE, origin=WEB).cancelled == 1
    assert left_on(card) == 5_000_00
    books_agree()


def test_cancelling_gives_every_part_back_to_where_it_came_from(shop):
    card = issue(shop, 5_000_00)
    placed = place(shop, StoredPart(code=card.code))
    cancel_order(order=placed.order, customer=None, origin=WEB, now=shop.now)
    statuses = {one.method: one.status for one in paid.payments_of(order=placed.order)}
    assert statuses == {Method.GIFT_CARD: PaymentStatus.REFUNDED, Method.CARD: PaymentStatus.CANCELLED}
    assert left_on(card) == 5_000_00
    books_agree()


def test_money_of_a_bank_card_can_become_a_gift_card_or_store_credit_instead(shop):
    placed = place(shop)
    payment = paid.payments_of(order=placed.order)[0]
    taken = payments.capture(payment=payment.id, now=shop.now, origin=WEB)
    ani = order_of(placed).customer

    def back(key, minor, to):
        return promise_back(
            payment=taken, amount=amd(minor), key=key, reason="return", location=None, to=to, origin=WEB, now=shop.now
        )

    card, credit = RefundTo(Method.GIFT_CARD), RefundTo(Method.STORE_CREDIT, ani)
    first, second = back("a", 3_000_00, card), back("b", 4_000_00, credit)
    assert (first.status, second.status) == (RefundStatus.DONE, RefundStatus.DONE)
    assert replace(back("a", 3_000_00, card)) == first
    made = card_of(first)
    assert stored.look_up(code=made.code, caller="ani", now=shop.now).balance == amd(3_000_00)
    assert (value_of(second).customer, value_of(second).balance) == (ani, amd(4_000_00))
    assert card_of(second) is None
    assert back("c", 0, None) is None
    books_agree(is_whole=False)
    assert place(shop, StoredPart(code=made.code)).status is OrderStatus.CONFIRMED
    books_agree(is_whole=False)


def test_one_card_used_for_many_orders_at_once_pays_exactly_what_is_on_it(shop, together):
    card = issue(shop, 30_000_00)
    carts = [shop.cart({shop.oak: 1}) for _ in range(6)]
    outcomes = together(
        [
            lambda cart=cart: place(shop, StoredPart(account=card.account.id, amount=amd(OAK)), cart=cart, token="")
            for cart in carts
        ]
    )
    assert sum(isinstance(one, NotEnoughValue) for one in outcomes) == 4
    assert (order_count(), left_on(card)) == (2, 6_000_00)
    books_agree()
