"""A link is paid once, whoever sends it how often, and never together with the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.fulfilment import queries as reading
from kamurj.journeys import cancel_order, collect_in_store, pay_link
from kamurj.journeys.tests.town import WEB, Town, work_off
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts import DeliveryKind
from kamurj.payments import errors, links
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import LinkStatus, Method, PaymentStatus

pytestmark = pytest.mark.django_db(transaction=True)
TOTAL = Money(150_000, "AMD")


@pytest.fixture
def town(now):
    return Town(now)


@pytest.fixture
def link(town):
    """A link for an order that is to be paid in the store."""
    order = town.buy(card=False)
    return pay_link.make_link(order=order.id, now=town.now, origin=town.staff())


def pay(town, link, token="tok_accept", at=None):  # noqa: S107 - a word of the sandbox
    return pay_link.pay(link_token=links.token_of(link.id), token=token, now=at or town.now, origin=WEB)


def state(town, link):
    return links.link(link=link.id, now=town.now).status


def test_a_link_asks_for_what_is_owed_and_only_its_hash_is_kept(town, link):
    assert (link.amount, link.status, link.made_by) == (TOTAL, LinkStatus.OPEN, "user:5")
    kept = bytes(sql.scalar("SELECT token_hash FROM payments_pay_link"))
    token = links.token_of(link.id)
    assert (len(kept), len(token)) == (32, 43)
    assert token.encode() not in kept
    with pytest.raises(errors.NoSuchLink):
        links.link_with_token(token=token[:-1], now=town.now)


def test_paid_by_link_nothing_is_due_at_the_desk_and_the_money_is_taken_with_the_goods(town, link):
    heard = pay(town, link)
    assert heard.status is PaymentStatus.AUTHORISED
    with pytest.raises(errors.LinkIsPaid):
        pay(town, link)

    order = orders.order(link.order)
    town.collect(order)
    work_off()
    [payment] = paid.payments_of(order=order.id)
    assert (payment.status, payment.captured, payment.method) == (PaymentStatus.CAPTURED, TOTAL, Method.CARD)


def test_a_declined_card_costs_nothing_and_another_one_may_be_tried(town, link):
    with pytest.raises(errors.NotEnoughFunds):
        pay(town, link, "tok_decline")
    assert state(town, link) is LinkStatus.OPEN
    assert pay(town, link).is_good
    assert [one.status for one in paid.payments_of(order=link.order)] == [PaymentStatus.DECLINED, PaymentStatus.AUTHORISED]


def test_while_the_bank_is_silent_neither_link_nor_desk_takes_money(town, link):
    with pytest.raises(errors.ProviderSilent):
        pay(town, link, "tok_late")
    assert state(town, link) is LinkStatus.WAITING
    with pytest.raises(errors.ProviderSilent):
        pay(town, link)

    work = town.make_ready(orders.order(link.order))
    with pytest.raises(collect_in_store.PaymentUnderWay):
        collect_in_store.hand_over(**town.at(work), code=town.code(work), paid_by=Method.IN_STORE_CASH)
    assert len(paid.payments_of(order=link.order)) == 1


def test_many_at_once_pay_a_link_once(town, link, together):
    def attempt():
        try:
            return pay(town, link).status
        except (errors.LinkIsPaid, errors.ProviderSilent, pay_link.NothingOwed):
            return None

    outcomes = together([attempt] * 6)
    assert [one for one in outcomes if one] == [PaymentStatus.AUTHORISED]
    assert len(paid.payments_of(order=link.order)) == 1


def test_two_links_for_one_order_are_not_both_paid(town, link):
    second = pay_link.make_link(order=link.order, now=town.now, origin=WEB)
    pay(town, link)
    with pytest.raises(pay_link.NothingOwed):
        pay(town, second)
    assert [one.is_good for one in paid.payments_of(order=link.order)] == [True]


@pytest.mark.parametrize("days", [3, 40])
def test_an_expired_link_pays_nothing(town, link, days):
    with pytest.raises(errors.LinkIsOver):
        pay(town, link, at=town.now + timedelta(days=days))
    assert paid.payments_of(order=link.order) == ()


def test_a_withdrawn_link_pays_nothing(town, link):
    links.withdraw(link=link.id, now=town.now, origin=WEB)
    assert state(town, link) is LinkStatus.WITHDRAWN
    with pytest.raises(errors.LinkIsOver):
        pay(town, link)


def test_no_more_than_ten_cards_are_tried(town, link):
    for _ in range(links.MOST_TRIES):
        with pytest.raises(errors.CardDeclined):
            pay(town, link, "tok_refused")
    with pytest.raises(errors.LinkIsOver):
        pay(town, link)


def test_a_cancelled_order_is_not_paid_by_its_link(town, link):
    cancel_order.cancel_order(order=link.order, customer=None, origin=WEB, now=town.now)
    with pytest.raises(pay_link.NothingOwed):
        pay(town, link)
    assert paid.payments_of(order=link.order) == ()


def test_a_rubbish_token_is_refused_and_the_link_stays_open(town, link):
    with pytest.raises(errors.InvalidToken):
        pay(town, link, "4242 4242 4242 4242")
    assert state(town, link) is LinkStatus.OPEN


@pytest.mark.parametrize("amount", [Money(150_001, "AMD"), Money(100, "USD")])
def test_no_link_asks_for_more_than_is_owed_or_in_another_currency(town, amount):
    order = town.buy(card=False)
    with pytest.raises(pay_link.NothingOwed):
        pay_link.make_link(order=order.id, amount=amount, now=town.now, origin=WEB)


def test_nothing_is_owed_for_what_was_paid_by_card(town):
    with pytest.raises(pay_link.NothingOwed):
        pay_link.make_link(order=town.buy().id, now=town.now, origin=WEB)


def test_a_parcel_that_left_first_is_paid_first_and_the_rest_with_the_rest(town):
    order = town.buy(kind=DeliveryKind.SHIP, sources=(town.yerevan, town.depot))

    first, second = reading.fulfilments_of(order.id)
    town.send(first)
    work_off()
    [payment] = paid.payments_of(order=order.id)
    worth = sum(line.gross.minor for line in order.lines if line.position == first.lines[0].position)
    assert (payment.status, payment.captured.minor) == (PaymentStatus.AUTHORISED, worth)
    town.send(second)
    work_off()
    [payment] = paid.payments_of(order=order.id)
    assert (payment.status, payment.captured) == (PaymentStatus.CAPTURED, TOTAL)
    assert payments.takes_parts(payment=payment)
