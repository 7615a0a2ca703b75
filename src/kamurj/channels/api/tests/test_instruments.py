from __future__ import annotations

import pytest

from kamurj.channels.api.tests.conftest import HOUSE, order_form
from kamurj.foundation.access.contracts import Scope
from kamurj.kernel import ids
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CustomerId
from kamurj.orders import queries as orders
from kamurj.orders.contracts.changes import BackTo, ChangePolicy
from kamurj.orders.operations.changing import set_change_policy
from kamurj.payments import instruments
from kamurj.payments import queries as paid
from kamurj.payments.contracts.instruments import InstrumentId

pytestmark = pytest.mark.django_db(transaction=True)


def keep(customer, token="tok_accept"):  # noqa: S107 - a word of the sandbox
    return instruments.save(id=InstrumentId(ids.new()), customer=customer, token=token, now=utc_now(), origin=HOUSE)


def test_what_a_customer_keeps_is_listed_without_a_token_and_forgotten_once(shop, guest, program):
    customer = CustomerId(ids.new())
    card, wallet = keep(customer), keep(customer, "tok_late")
    desk = program(Scope.CUSTOMERS_READ, Scope.CUSTOMERS_WRITE)
    path = f"/customers/{customer}/instruments"
    listed = desk.get(path)
    assert {one["instrument"] for one in listed.json()["instruments"]} == {str(card.id), str(wallet.id)}
    assert "tok_" not in listed.content.decode()
    assert guest.get(path).status_code == 404
    assert guest.send("delete", f"{path}/{card.id}").status_code == 404
    for _ in range(2):
        left = desk.send("delete", f"{path}/{card.id}").json()["instruments"]
        assert [one["instrument"] for one in left] == [str(wallet.id)]
    other = f"/customers/{ids.new()}/instruments/{wallet.id}"
    assert desk.send("delete", other).json()["code"] == "payments.no_such_instrument"


def test_a_difference_goes_to_the_means_that_is_named_and_never_at_a_guests_word(shop, guest, program):
    set_change_policy(policy=ChangePolicy(back_to=BackTo.ANY), origin=HOUSE, now=utc_now())
    shop.stock(shop.ash, yerevan=2)
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak, "quantity": 1})
    number = guest.post(f"{guest.cart}/order", order_form()).json()["number"]
    order = orders.order_by_number(number)
    card = keep(order.customer)
    named = {"items": [{"position": 1, "to": shop.ash}], "difference": {"instrument": str(card.id)}}
    path = f"/orders/{number}/changes"
    assert guest.post(f"{path}/preview", named, key="").json()["code"] == "payments.no_such_instrument"
    desk = program(Scope.ORDERS_WRITE)
    both = {**named, "difference": {}}
    assert desk.post(f"{path}/preview", both, key="").json()["code"] == "api.means_unclear"
    seen = desk.post(f"{path}/preview", named, key="").json()
    assert (seen["goes_elsewhere"], seen["to_give_back"]["minor"], seen["less_to_take"]["minor"]) == (True, 2_000_00, 0)
    sent = {"token": seen["token"], "difference": named["difference"]}
    assert guest.post(path, sent).json()["code"] == "payments.no_such_instrument"
    assert orders.order_by_number(number).version == 0
    for _ in range(2):
        assert desk.post(path, sent, key="once-and-for-all").json()["status"] == "applied"
    (refund,) = paid.refunds_of(order=order.id)
    assert refund.instrument == card.id


def test_a_guest_orders_with_nobodys_kept_card(shop, guest):
    card = keep(CustomerId(ids.new()))
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak, "quantity": 1})
    sent = order_form(payment={"by": "card", "instrument": str(card.id)})
    assert guest.post(f"{guest.cart}/order", sent).json()["code"] == "payments.no_such_instrument"
