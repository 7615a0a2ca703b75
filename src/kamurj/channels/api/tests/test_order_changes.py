from __future__ import annotations

import pytest

from kamurj.channels.api.tests.conftest import order_form
from kamurj.orders import queries as orders

pytestmark = pytest.mark.django_db(transaction=True)
CARD = {"by": "card", "token": "tok_accept"}


def test_payment_is_changed_by_its_preview_once_however_often_it_is_sent(shop, guest):
    shop.stock(shop.ash, yerevan=2)
    guest.post(f"{guest.cart}/lines", {"variant": shop.ash, "quantity": 1})
    number = guest.post(f"{guest.cart}/order", order_form()).json()["number"]
    seen = guest.post(f"/orders/{number}/changes/preview", {"payment": CARD}, key="").json()
    assert (seen["kind"], seen["to_pay"]["minor"] > 0) == ("payment", True)
    sent = {"token": seen["token"], "payment": CARD}
    first = guest.post(f"/orders/{number}/changes", sent, key="change-once").json()
    again = guest.post(f"/orders/{number}/changes", sent, key="change-once").json()
    assert first["status"] == "applied"
    assert again == first
    assert orders.order_by_number(number).version == 1


def test_a_change_names_one_thing_and_is_only_the_owners(shop, guest, anybody):
    shop.stock(shop.ash, yerevan=2)
    guest.post(f"{guest.cart}/lines", {"variant": shop.ash, "quantity": 1})
    number = guest.post(f"{guest.cart}/order", order_form()).json()["number"]
    both = guest.post(f"/orders/{number}/changes/preview", {"payment": CARD, "cancel": "no_longer_needed"}, key="")
    assert (both.status_code, both.json()["code"]) == (400, "change.nothing")
    dearer = {"items": [{"position": 1, "to": shop.oak}]}
    seen = guest.post(f"/orders/{number}/changes/preview", dearer, key="").json()
    assert (seen["difference"], seen["to_pay"]) == ({"minor": 2_000_00, "currency": "AMD"},) * 2
    unpaid = guest.post(f"/orders/{number}/changes", {"token": seen["token"]})
    assert (unpaid.status_code, unpaid.json()["code"]) == (409, "change.payment_needed")
    assert anybody.post(f"/orders/{number}/changes", {"token": seen["token"]}).status_code in (401, 403, 404)
    forged = guest.post(f"/orders/{number}/changes", {"token": "nonsense"})
    assert (forged.status_code, forged.json()["code"]) == (400, "change.bad_preview")
    assert orders.order_by_number(number).version == 0
