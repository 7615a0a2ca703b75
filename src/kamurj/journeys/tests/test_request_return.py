from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from kamurj.foundation.database import sql
from kamurj.journeys import request_return as asking
from kamurj.journeys.request_return import Ask
from kamurj.journeys.return_in_store import NotOfThisOrder, PiecesBack, return_in_store
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId, OrderId, ReturnId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine
from kamurj.orders.errors import OrderNotFound
from kamurj.payments import instruments
from kamurj.payments.contracts import Method
from kamurj.payments.contracts.instruments import InstrumentId
from kamurj.payments.errors import NoSuchInstrument
from kamurj.returns import errors
from kamurj.returns import queries as returned
from kamurj.returns.contracts import Disposition, Reason
from kamurj.returns.contracts.policies import ExchangeFor, Means, Terms
from kamurj.returns.contracts.requests import RequestId, RequestKind, RequestStatus
from kamurj.returns.operations.policies import set_policy
from kamurj.returns.queries import requests as asked
from kamurj.stored_value.contracts import Kind, Source
from kamurj.stored_value.errors import NotEnoughValue
from kamurj.stored_value.operations import issue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=5)
    shop.stock(shop.ash, yerevan=2)
    shop.stock(shop.lamp, yerevan=1)
    return shop


@pytest.fixture
def order(shop):
    """Two oak chairs and a lamp, carried out of the store by a customer we know."""
    sale = sell_at_till(
        sale=OrderId(ids.new()),
        location=shop.yerevan,
        lines=[CartLine(shop.oak, 2), CartLine(shop.lamp, 1)],
        method=Method.IN_STORE_CASH,
        customer=CustomerId(ids.new()),
        language="en",
        origin=at(shop),
        now=shop.now,
    )
    return orders.order(sale.order)


def at(shop):
    return Origin(channel=Channel.STORE, location=shop.yerevan, actor="user:7")


@pytest.fixture
def ask(shop, order):
    def call(*lines, kind=RequestKind.RETURN, id=None, customer=None, means=Means.ORIGINAL, later=0, instrument=None):  # noqa: A002
        return asking.request_return(
            id=id or RequestId(ids.new()),
            order=order.id,
            customer=customer or order.customer,
            kind=kind,
            lines=lines,
            means=means,
            instrument=instrument,
            language="en",
            now=shop.now + timedelta(days=later),
            origin=WEB,
        )

    return call


def terms(shop, **changed):
    return set_policy(category=None, country=None, terms=Terms(**changed), now=shop.now, origin=WEB)


def want(position=1, quantity=1, new=None):
    return Ask(position, quantity, Reason.CHANGED_MIND, new)


def test_a_request_says_what_the_pieces_are_worth_and_moves_nothing(shop, order, ask):
    request = ask(want(quantity=2)).request
    assert (request.status, request.wish.value) == (RequestStatus.REQUESTED, Money(24_000_00, "AMD"))
    assert request.label.startswith("R")
    assert asked.request_labelled(f" {request.label.lower()[:4]}-{request.label[4:]} ") == request
    assert returned.returned_pieces(order.id) == {}
    ((payload, subject),) = sql.rows("SELECT payload, subject FROM log_fact WHERE type = 'ReturnRequested'")
    assert (payload["pieces"], subject) == (2, f"customer:{order.customer}")


def test_an_exchange_says_what_it_costs_more_or_less(shop, ask):
    request = ask(want(new=shop.ash), kind=RequestKind.EXCHANGE, means=Means.GIFT_CARD).request
    assert request.wish.difference == Money(-2_000_00, "AMD")
    assert (request.wish.means, request.wish.instrument) == (Means.GIFT_CARD, None)
    dearer = ask(want(position=2, new=shop.oak), kind=RequestKind.EXCHANGE).request
    assert dearer.wish.difference == Money(12_000_00 - 7_000_01, "AMD")


def test_pieces_of_one_line_may_be_exchanged_for_different_articles(shop, ask):
    shop.stock(shop.lamp, yerevan=1)
    request = ask(want(new=shop.ash), want(new=shop.lamp), kind=RequestKind.EXCHANGE).request
    assert [(line.position, line.new_variant) for line in request.wish.lines] == [(1, shop.ash), (1, shop.lamp)]


def test_the_same_form_twice_is_one_request_and_another_form_waits_for_it(shop, order, ask):
    form = RequestId(ids.new())
    first, second = ask(want(), id=form), ask(want(), id=form)
    assert (first.is_repeat, second.is_repeat, first.request == second.request) == (False, True, True)
    with pytest.raises(errors.RequestIsOpen):
        ask(want())
    assert len(asked.requests_of(order.id)) == 1
    assert not ask(want(position=2)).is_repeat


def test_where_the_policy_says_so_an_order_has_one_request(shop, order, ask):
    terms(shop, one_request_an_order=True)
    first = ask(want()).request
    with pytest.raises(errors.RequestIsOpen):
        ask(want(position=2))
    shown = asking.what_may_come_back(order=order.id, customer=order.customer, now=shop.now)
    assert [line.request for line in shown.lines] == [first, first]
    assert not shown.can_be_asked
    asking.withdraw_request(request=first.id, customer=order.customer, now=shop.now, origin=WEB)
    assert not ask(want(position=2)).is_repeat
    with pytest.raises(errors.RequestIsOver):
        asking.withdraw_request(request=first.id, customer=order.customer, now=shop.now, origin=WEB)


def test_two_devices_that_ask_at_once_make_one_request(shop, order, ask, together):
    terms(shop, one_request_an_order=True)
    outcomes = together([partial(ask, want(position)) for position in (1, 2)] * 2)
    made = [one for one in outcomes if not isinstance(one, Exception)]
    assert len(made) == 1
    assert {type(one) for one in outcomes if isinstance(one, Exception)} == {errors.RequestIsOpen}
    assert len(asked.requests_of(order.id)) == 1


@pytest.mark.parametrize(
    ("lines", "more", "refusal"),
    [
        ([], {}, errors.NothingToReturn),
        ([want(9)], {}, NotOfThisOrder),
        ([want(1, 3)], {}, errors.TooManyReturned),
        ([want(1, 0)], {}, errors.NothingToReturn),
        ([want()], {"kind": RequestKind.EXCHANGE}, errors.NewArticleMissing),
        ([want()], {"customer": CustomerId(ids.new())}, OrderNotFound),
        ([want()], {"later": 15}, errors.TooLateToReturn),
        ([want()], {"means": Means.STORE_CREDIT}, errors.MeansNotAllowed),
    ],
)
def test_what_cannot_be_asked_for_writes_nothing(shop, order, ask, lines, more, refusal):
    terms(shop, days=14, means=(Means.ORIGINAL, Means.GIFT_CARD))
    with pytest.raises(refusal):
        ask(*lines, **more)
    assert asked.requests_of(order.id) == ()
    assert sql.scalar("SELECT count(*) FROM log_fact WHERE type = 'ReturnRequested'") == 0


def test_an_exchange_keeps_to_the_product_where_the_policy_says_so_and_to_what_is_there(shop, ask):
    terms(shop, exchange=ExchangeFor.SAME_PRODUCT)
    with pytest.raises(errors.NewArticleRefused):
        ask(want(new=shop.lamp), kind=RequestKind.EXCHANGE)
    assert ask(want(new=shop.ash), kind=RequestKind.EXCHANGE).request.is_open
    terms(shop, exchange=ExchangeFor.ANYTHING)
    with pytest.raises(errors.NewArticleGone):
        ask(want(2, new=shop.lamp), kind=RequestKind.EXCHANGE)


def bring(shop, order, *, exception=None, later=0, position=1):
    return return_in_store(
        id=ReturnId(ids.new()),
        order=order.id,
        location=shop.gyumri,
        lines=[PiecesBack(position, 1, Disposition.SHELF, Reason.CHANGED_MIND)],
        exception=exception,
        now=shop.now + timedelta(days=later),
        origin=at(shop),
    )


def test_pieces_that_come_to_any_store_end_the_request(shop, order, ask):
    request, other = ask(want()).request, ask(want(position=2)).request
    taken = bring(shop, order)
    done = asked.request(request.id)
    assert (done.status, done.returned) == (RequestStatus.RECEIVED, taken.returned.id)
    assert asked.request(other.id).is_open
    assert not ask(want()).is_repeat


def test_the_counter_keeps_to_the_policy_unless_staff_say_why_not(shop, order):
    terms(shop, days=14)
    with pytest.raises(errors.TooLateToReturn) as refused:
        bring(shop, order, later=15)
    assert refused.value.params["last_day"].isoformat() == "2026-03-28"
    assert returned.returned_pieces(order.id) == {}
    assert shop.free(shop.oak, shop.gyumri) == 0
    taken = bring(shop, order, later=15, exception="Manager: a gift, opened late")
    assert taken.returned.exception == "Manager: a gift, opened late"
    assert bring(shop, order, later=14).returned.exception is None


def test_somebody_else_cannot_withdraw_it_and_staff_decline_with_a_reason(shop, order, ask):
    request = ask(want()).request
    with pytest.raises(errors.RequestNotFound):
        asking.withdraw_request(request=request.id, customer=CustomerId(ids.new()), now=shop.now, origin=WEB)
    done = asking.decline_request(request=request.id, reason="Worn", now=shop.now, origin=WEB)
    assert (done.status, done.close_reason) == (RequestStatus.DECLINED, "Worn")


def test_a_means_that_is_named_is_the_customers_own_and_covers_the_difference(shop, order, ask):
    own, foreign = (gift_card(shop, customer) for customer in (order.customer, CustomerId(ids.new())))
    dearer, exchange = want(position=2, new=shop.oak), {"kind": RequestKind.EXCHANGE, "means": Means.GIFT_CARD}
    for name in (str(foreign), "card-7", str(ids.new())):
        with pytest.raises(NoSuchInstrument):
            ask(dearer, **exchange, instrument=name)
    with pytest.raises(NotEnoughValue):
        ask(dearer, **exchange, instrument=str(own))
    with pytest.raises(errors.MeansNotAllowed):
        ask(dearer, kind=RequestKind.EXCHANGE, instrument=str(own))
    assert asked.requests_of(order.id) == ()
    assert ask(want(), means=Means.GIFT_CARD, instrument=str(own)).request.wish.instrument == str(own)


def test_money_of_a_return_goes_to_no_card_that_it_did_not_come_from(shop, order, ask):
    number = InstrumentId(ids.new())
    card = instruments.save(id=number, customer=order.customer, token="tok_accept", now=shop.now, origin=WEB)
    with pytest.raises(errors.MeansNotAllowed):
        ask(want(), instrument=str(card.id))
    cheaper = ask(want(new=shop.ash), kind=RequestKind.EXCHANGE, instrument=str(card.id)).request
    assert cheaper.wish.instrument == str(card.id)


def gift_card(shop, customer):
    amount, key = Money(1_000_00, "AMD"), str(ids.new())
    at = {"now": shop.now, "origin": WEB}
    return issue(kind=Kind.GIFT_CARD, amount=amount, source=Source.SOLD, key=key, customer=customer, **at).account.id
