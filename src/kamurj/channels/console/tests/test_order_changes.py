from __future__ import annotations

import re

import pytest

from kamurj.channels.console.tests.pages import text, undo_of
from kamurj.foundation.access.contracts import Role
from kamurj.journeys.change_order import apply_change, preview_change
from kamurj.journeys.changes import ChangeItems, ItemSwap
from kamurj.journeys.tests.shop import WEB
from kamurj.kernel import ids
from kamurj.orders import queries as orders
from kamurj.orders.contracts.changes import BackTo, ChangePolicy
from kamurj.orders.operations.changing import set_change_policy
from kamurj.orders.queries.changes import change_policy, changes_of
from kamurj.payments import instruments
from kamurj.payments import queries as paid
from kamurj.payments.contracts.instruments import InstrumentId

RULES = "/console/orders/rules"
AS_THEY_COME = {
    "version": "1",
    "cancel_after_items": "on",
    "details_after_items": "on",
    "cancel_once_begun": "on",
    "back_to": "value",
}


def hidden(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


def page_of(order):
    return f"/console/orders/{order.number}/change"


def test_rules_are_tried_on_the_latest_changes_then_hold_then_are_taken_back(shop, buy, desk, at_work):
    shop.stock(shop.ash, yerevan=5)
    order = buy()
    for to in (shop.ash, shop.oak):
        position = orders.order(order.id).lines[0].position
        wanted = ChangeItems((ItemSwap(position, to),))
        seen = preview_change(order=order.id, wanted=wanted, customer=None, now=shop.now)
        apply_change(token=seen.token, key=str(ids.new()), customer=None, origin=WEB, now=shop.now)
    assert "The rules that hold" in text(desk.get(RULES))
    assert "Գործող կանոնները" in text(at_work(language="hy").get(RULES))
    once = {**AS_THEY_COME, "items_once": "on"}
    assert "0 now, 1 then, of 2" in text(desk.post(RULES, once))
    assert not change_policy().items_once
    assert desk.post(RULES, {**once, "apply": "1"}).status_code == 302
    assert change_policy().items_once
    address, kept = undo_of(desk.get(RULES))
    assert desk.post(RULES, {**once, "version": "2"}).status_code == 400
    assert desk.post(RULES, {**AS_THEY_COME, "apply": "1"}).status_code == 409
    assert desk.post(address, kept).status_code == 302
    assert not change_policy().items_once
    assert at_work(Role.AGENT).post(RULES, once).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_an_agent_changes_an_order_after_a_look_and_sends_the_difference_where_the_customer_says(shop, buy, at_work):
    set_change_policy(policy=ChangePolicy(back_to=BackTo.ANY), origin=WEB, now=shop.now)
    shop.stock(shop.ash, yerevan=5)
    order, agent = buy(), at_work(Role.AGENT)
    number = InstrumentId(ids.new())
    card = instruments.save(id=number, customer=order.customer, token="tok_accept", now=shop.now, origin=WEB)
    assert "Change the order" in text(agent.get(f"/console/orders/{order.number}"))
    seen = text(agent.post(page_of(order), {"part": "items", "line_1": str(shop.ash)}))
    assert "Visa ending 4242" in seen
    form = {name: hidden(seen, name) for name in ("part", "token", "request_key")}
    for _ in range(2):
        assert agent.post(page_of(order), {**form, "back_to": str(card.id)}).status_code == 302
    assert [line.variant for line in orders.order(order.id).lines] == [shop.ash]
    (refund,) = paid.refunds_of(order=order.id)
    assert refund.instrument == card.id
    (change,) = changes_of(order.id)
    assert change.by.startswith("user:")


def test_what_makes_no_sense_is_said_in_the_page_and_nothing_changes(shop, buy, desk):
    order = buy()
    assert desk.post(page_of(order), {"part": "items"}).status_code == 400
    assert desk.post(page_of(order), {"part": "items", "token": "x"}).status_code == 400
    assert desk.post(page_of(order), {"part": "payment", "payment": str(ids.new())}).status_code == 422
    assert desk.post(page_of(order), {"part": "everything"}).status_code == 422
    assert orders.order(order.id).version == 0
