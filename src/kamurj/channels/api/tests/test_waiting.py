from __future__ import annotations

import pytest

from kamurj.carriers import queries as shipping
from kamurj.channels.api.tests.conftest import HOUSE, order_form
from kamurj.fulfilment import queries as fulfilments
from kamurj.journeys import route_order
from kamurj.kernel.clock import utc_now
from kamurj.orders import queries as orders

pytestmark = pytest.mark.django_db(transaction=True)

HOME = {
    "kind": "ship",
    "address": {"recipient": "Ani Petrosyan", "line1": "Abovyan 1", "city": "Gyumri", "country": "AM"},
}


def order_by(guest, shop, worker, **form):
    """An order of the guest, fetched and laid ready, or packed."""
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak, "quantity": 1})
    number = guest.post(f"{guest.cart}/order", order_form(**form)).json()["number"]
    order = orders.order_by_number(number)
    works = fulfilments.fulfilments_of(order.id) or route_order.route_order(order=order.id, now=utc_now(), origin=HOUSE)
    work = works[0]
    for step, body in (("start", None), ("pick", {"picked": [{"position": 1, "quantity": 1}]}), ("ready", None)):
        assert worker.post(f"/fulfilments/{work.id}/{step}", body).status_code == 200
    return number, work.id


def test_a_customer_outside_is_seen_leaves_and_sends_somebody_who_shows_a_document(shop, guest, worker, anybody):
    number, work = order_by(guest, shop, worker)
    here = guest.post(f"/orders/{number}/arrival", {"spot": "P3"}, key="here-here")
    again = guest.post(f"/orders/{number}/arrival", {"spot": "P3"}, key="here-here")
    assert (here.status_code, here.json()["spot"]) == (200, "P3")
    assert again.json() == here.json()
    (outside,) = worker.get("/arrivals", {"location": "YVN"}).json()["outside"]
    assert (outside["order_number"], outside["spot"]) == (number, "P3")
    assert guest.post(f"/orders/{number}/arrival/withdraw").json()["arrived_at"] is None
    assert worker.get("/arrivals", {"location": "YVN"}).json()["outside"] == []
    assert guest.post(f"/orders/{number}/collector", {"name": "Aram P"}).json()["collector"] == "Aram P"
    seen = {"document": "passport", "name": "Karen P", "is_other_person": True}
    refused = worker.post(f"/fulfilments/{work}/hand-over/document", seen)
    assert (refused.status_code, refused.json()["code"]) == (409, "fulfilment.not_who_may_collect")
    longer = worker.post(f"/fulfilments/{work}/longer", {"days": 2, "because": "customer_asked"})
    assert longer.status_code == 200
    done = worker.post(f"/fulfilments/{work}/hand-over/document", seen | {"name": "Aram P"})
    assert (done.status_code, done.json()["status"]) == (200, "handed_over")
    late = guest.post(f"/orders/{number}/arrival", {"spot": ""})
    assert (late.status_code, late.json()["code"]) == (409, "fulfilment.nothing_waits")


def test_nobody_arrives_for_somebody_elses_order(shop, guest, worker, anybody):
    number, _ = order_by(guest, shop, worker)
    token = anybody.post("/carts", {"region": "AM", "channel": "app"}).json()["token"]
    for path, body in (("arrival", {"spot": "P1"}), ("arrival/withdraw", None), ("collector", {"name": "Thief"})):
        refused = anybody.post(f"/orders/{number}/{path}", body, **{"Cart-Token": token})
        assert (refused.status_code, refused.json()["code"]) == (404, "orders.not_found")
    assert worker.get("/arrivals", {"location": "YVN"}).json()["outside"] == []


def test_a_parcel_is_labelled_once_and_followed_by_whoever_ordered_it(shop, guest, worker):
    number, work = order_by(guest, shop, worker, delivery=HOME)
    wanted = {"service": "house:standard", "weight_grams": 900}
    made = worker.post(f"/fulfilments/{work}/label", wanted).json()
    assert worker.post(f"/fulfilments/{work}/label", wanted).json() == made
    at = utc_now().isoformat()
    events = [
        {"tracking": made["tracking"], "id": "e1", "event": "in_transit", "at": at, "place": "Gyumri", "note": "inside"},
        {"tracking": "KM-nobody", "id": "e2", "event": "delivered", "at": at},
    ]
    heard = worker.post("/carriers/house/events", {"events": events}).json()
    assert (heard["stored"], [one["code"] for one in heard["refused"]]) == (1, ["carriers.unknown_parcel"])
    assert worker.post("/carriers/house/events", {"events": events}).json()["repeated"] == 1
    (parcel,) = guest.get(f"/orders/{number}/parcels").json()["parcels"]
    assert (parcel["status"], [one["event"] for one in parcel["events"]]) == ("in_transit", ["in_transit"])
    assert "inside" not in str(parcel)
    assert worker.post("/carriers/nobody/events", {"events": events}).status_code == 404
    assert shipping.shipment_of(work).tracking == made["tracking"]
