from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from kamurj.foundation.database import sql
from kamurj.fulfilment import queries as fulfilling
from kamurj.journeys import collect_in_store, pick_order, return_in_store
from kamurj.journeys.errors import CurrencyNotAccepted, TenderedTooLittle
from kamurj.journeys.exchange_in_store import exchange_in_store, preview_exchange
from kamurj.journeys.request_return import Ask, request_return
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.journeys.tests.town import read_all
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId, OrderId, ReturnId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine, OrderStatus
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method
from kamurj.returns import errors
from kamurj.returns import queries as returned
from kamurj.returns.contracts import Disposition, Reason, ReturnStatus
from kamurj.returns.contracts.policies import ExchangeFor, Means, Terms
from kamurj.returns.contracts.requests import RequestId, RequestKind, RequestStatus
from kamurj.returns.operations.policies import set_policy
from kamurj.returns.queries import requests as asked
from kamurj.stock import queries as stocked
from kamurj.stock.errors import NotEnoughStock
from kamurj.stored_value import queries as value

pytestmark = pytest.mark.django_db(transaction=True)
OAK, ASH = 12_000_00, 10_000_00


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=5, gyumri=2)
    shop.stock(shop.ash, yerevan=5, gyumri=2)
    return shop


def at(place):
    return Origin(channel=Channel.STORE, location=place, actor="user:7")


def buy(shop, *lines, method=Method.IN_STORE_CASH, customer=None):
    sale = sell_at_till(
        sale=OrderId(ids.new()),
        location=shop.yerevan,
        lines=[CartLine(variant, quantity) for variant, quantity in lines],
        method=method,
        customer=customer,
        language="en",
        origin=at(shop.yerevan),
        now=shop.now,
    )
    return orders.order(sale.order)


def buy_by_card(shop, variant):
    """A web order by card, collected by a customer we know."""
    placed = shop.place(shop.cart({variant: 1}))
    read_all()
    (work,) = fulfilling.fulfilments_of(placed.order)
    here = {"fulfilment": work.id, "location": work.location, "now": shop.now, "origin": at(work.location)}
    pick_order.start_picking(**here)
    pick_order.pick(**here, picked={one.position: one.quantity for one in work.lines})
    collect_in_store.mark_ready(**here)
    collect_in_store.hand_over(**here, code=fulfilling.pickup_code(work.id) or "")
    return orders.order(placed.order)


def swap(shop, order, new, *, pieces=1, position=1, form=None, place=None, **more):
    place = place or shop.gyumri
    return exchange_in_store(
        id=form or ReturnId(ids.new()),
        order=order.id,
        location=place,
        lines=[return_in_store.PiecesBack(position, pieces, Disposition.SHELF, Reason.TOO_SMALL)],
        new=[CartLine(variant, quantity) for variant, quantity in new],
        method=more.pop("method", Method.IN_STORE_CASH),
        language="en",
        now=shop.now + timedelta(days=more.pop("later", 1)),
        origin=at(place),
        **more,
    )


def drawer(place):
    """What lies in the drawer and what the terminal took, in minor units, over all of a place."""
    return {one.account: one.amount.minor for one in paid.balances() if str(place) in one.account}


def paid_for(order):
    return sorted((one.method, one.captured.minor, one.refunded.minor) for one in paid.payments_of(order=order.id))


def books_add_up():
    assert sum(one.amount.minor for one in paid.balances()) == 0
    assert value.audit().wrong == ()
    assert stocked.audit() == ()


def test_a_dearer_article_is_paid_on_top_and_all_is_one_step(shop):
    order = buy(shop, (shop.ash, 1))
    done = swap(shop, order, [(shop.oak, 1)], tendered=Money(5_000_00, "AMD"), seen_difference=Money(OAK - ASH, "AMD"))
    assert (done.exchange.difference, done.change) == (Money(2_000_00, "AMD"), Money(3_000_00, "AMD"))
    assert (shop.free(shop.ash, shop.gyumri), shop.free(shop.oak, shop.gyumri)) == (3, 1)
    assert (done.new_order.status, done.new_order.totals.gross) == (OrderStatus.COMPLETED, Money(OAK, "AMD"))
    assert done.returned.status is ReturnStatus.REFUNDED
    assert paid_for(order) == [("in_store_cash", ASH, ASH)]
    assert paid_for(done.new_order) == [("in_store_cash", OAK - ASH, 0), ("in_store_cash", ASH, 0)]
    assert sum(drawer(shop.gyumri).values()) == OAK - ASH
    books_add_up()


def test_a_cheaper_article_gives_the_difference_back_the_way_it_came(shop):
    order = buy(shop, (shop.oak, 1), method=Method.IN_STORE_CARD)
    done = swap(shop, order, [(shop.ash, 1)])
    assert done.exchange.difference == Money(ASH - OAK, "AMD")
    assert sorted(one.amount.minor for one in done.refunds) == [OAK - ASH, ASH]
    assert paid_for(done.new_order) == [("in_store_card", ASH, 0)]
    assert done.returned.status is ReturnStatus.REFUNDED
    books_add_up()


def test_a_cards_money_pays_through_store_credit_without_asking_the_bank(shop):
    order = buy_by_card(shop, shop.ash)
    done = swap(shop, order, [(shop.oak, 1)])
    assert paid_for(done.new_order) == [("in_store_cash", OAK - ASH, 0), ("store_credit", ASH, 0)]
    (account,) = value.accounts_of(customer=order.customer)
    assert account.balance == Money(0, "AMD")
    back = return_in_store.return_in_store(
        id=ReturnId(ids.new()),
        order=done.new_order.id,
        location=shop.yerevan,
        lines=[return_in_store.PiecesBack(1, 1, Disposition.SHELF, Reason.OTHER)],
        now=shop.now + timedelta(days=2),
        origin=at(shop.yerevan),
    )
    assert back.returned.refund == Money(OAK, "AMD")
    assert value.accounts_of(customer=order.customer)[0].balance == Money(ASH, "AMD")
    books_add_up()


def test_what_is_left_of_a_cards_money_goes_back_to_the_card(shop):
    order = buy_by_card(shop, shop.oak)
    done = swap(shop, order, [(shop.ash, 1)])
    assert done.returned.status is ReturnStatus.ACCEPTED
    assert return_in_store.finish_return(returned_id=done.returned.id, now=shop.now, origin=at(shop.gyumri))
    assert returned.returned(done.returned.id).status is ReturnStatus.REFUNDED
    books_add_up()


def test_the_same_form_twice_is_one_exchange(shop):
    order, form = buy(shop, (shop.ash, 2)), ReturnId(ids.new())
    first = swap(shop, order, [(shop.oak, 1)], form=form)
    second = swap(shop, order, [(shop.oak, 1)], form=form)
    assert (second.is_repeat, second.exchange) == (True, first.exchange)
    assert shop.free(shop.oak, shop.gyumri) == 1
    with pytest.raises(errors.FormReused):
        swap(shop, order, [(shop.oak, 2)], form=form)
    with pytest.raises(errors.FormReused):
        swap(shop, order, [(shop.oak, 1)], form=form, pieces=2)
    books_add_up()


def everything(shop, order):
    return (
        returned.returned_pieces(order.id),
        paid_for(order),
        [shop.free(variant, place) for variant in (shop.oak, shop.ash) for place in (shop.yerevan, shop.gyumri)],
        sql.scalar("SELECT count(*) FROM orders_order"),
        sql.scalar("SELECT count(*) FROM returns_exchange"),
    )


@pytest.mark.parametrize(
    ("new", "more", "refusal"),
    [
        ([("oak", 3)], {}, NotEnoughStock),
        ([("oak", 1)], {"tendered": Money(1_00, "AMD")}, TenderedTooLittle),
        ([("oak", 1)], {"seen_difference": Money(1_00, "AMD")}, errors.ExchangePriceChanged),
        ([("oak", 1)], {"pieces": 2}, errors.TooManyReturned),
        ([("oak", 1)], {"later": 15}, errors.TooLateToReturn),
        ([("lamp", 1)], {}, errors.NewArticleRefused),
        ([("oak", 1)], {"place": "pasadena"}, CurrencyNotAccepted),
    ],
)
def test_a_refused_exchange_changes_nothing(shop, new, more, refusal):
    set_policy(
        category=None, country=None, terms=Terms(days=14, exchange=ExchangeFor.SAME_PRODUCT), now=shop.now, origin=WEB
    )
    order = buy(shop, (shop.ash, 1))
    before = everything(shop, order)
    if "place" in more:
        more = more | {"place": getattr(shop, more["place"])}
    with pytest.raises(refusal):
        swap(shop, order, [(getattr(shop, name), count) for name, count in new], **more)
    assert everything(shop, order) == before


def test_a_look_says_what_the_exchange_does(shop):
    order = buy(shop, (shop.ash, 1))
    seen = preview_exchange(
        order=order.id,
        location=shop.gyumri,
        lines=[return_in_store.PiecesBack(1, 1, Disposition.SHELF, Reason.OTHER)],
        new=[CartLine(shop.oak, 1)],
        language="en",
        now=shop.now,
    )
    assert (seen.value, seen.cost, seen.difference) == (Money(ASH, "AMD"), Money(OAK, "AMD"), Money(2_000_00, "AMD"))


def test_a_requested_exchange_is_done_with_it(shop):
    order = buy(shop, (shop.ash, 1), customer=CustomerId(ids.new()))
    request = request_return(
        id=RequestId(ids.new()),
        order=order.id,
        customer=order.customer,
        kind=RequestKind.EXCHANGE,
        lines=[Ask(1, 1, Reason.TOO_SMALL, shop.oak)],
        means=Means.ORIGINAL,
        language="en",
        now=shop.now,
        origin=WEB,
    ).request
    swap(shop, order, [(shop.oak, 1)])
    assert asked.request(request.id).status is RequestStatus.RECEIVED


def test_tills_that_exchange_crosswise_at_once_neither_deadlock_nor_invent_anything(shop, together):
    mine, theirs = buy(shop, (shop.oak, 2)), buy(shop, (shop.ash, 2))
    calls = [partial(swap, shop, mine, [(shop.ash, 1)]), partial(swap, shop, theirs, [(shop.oak, 1)])] * 3
    outcomes = together(calls)
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert all(isinstance(one, errors.TooManyReturned) for one in refused), refused
    assert len(refused) == 2
    assert (shop.free(shop.oak, shop.gyumri), shop.free(shop.ash, shop.gyumri)) == (2, 2)
    assert returned.returned_pieces(mine.id) == {1: 2}
    books_add_up()
