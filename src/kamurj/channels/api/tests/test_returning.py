from __future__ import annotations

import pytest

from kamurj.channels.api.tests.conftest import order_form
from kamurj.foundation.access.contracts import Scope
from kamurj.fulfilment.queries import pickup_code
from kamurj.journeys import collect_in_store, pick_order
from kamurj.journeys.route_order import route_order
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.journeys.tests.shop import WEB
from kamurj.kernel import ids
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import OrderId
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method
from kamurj.returns.queries import claims as claimed
from kamurj.returns.queries import requests as asked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bought(shop, guest):
    """A lamp that a guest ordered and has collected; paid in cash at the desk."""
    guest.post(f"{guest.cart}/lines", {"variant": shop.lamp})
    number = guest.post(f"{guest.cart}/order", order_form(payment={"by": "in_store"})).json()["number"]
    (work,) = route_order(order=orders.order_by_number(number).id, now=utc_now(), origin=WEB)
    here = {"fulfilment": work.id, "location": shop.yerevan, "now": utc_now()}
    here["origin"] = Origin(channel=Channel.STORE, location=shop.yerevan, actor="user:5")
    pick_order.start_picking(**here)
    pick_order.pick(**here, picked={line.position: line.quantity for line in work.lines})
    ready = collect_in_store.mark_ready(**here)
    collect_in_store.hand_over(**here, code=pickup_code(ready.id) or "", paid_by=Method.IN_STORE_CASH)
    return number


def wish(**more):
    lines = [{"position": 1, "quantity": 1, "reason": "changed_mind"}]
    return {"kind": "return", "lines": lines, "means": "original"} | more


def wrong(**more):
    return {"id": str(ids.new()), "kind": "damaged", "lines": [{"position": 1, "quantity": 1}], "words": "Torn."} | more


def test_a_return_is_looked_at_asked_for_once_read_and_withdrawn_by_its_owner(bought, guest, anybody, shop):
    seen = guest.post(f"/orders/{bought}/return-requests/preview", wish(), key="")
    assert (seen.status_code, seen.json()["value"]) == (200, {"minor": 7_000_01, "currency": "AMD"})
    sent = wish(id=str(ids.new()))
    first = guest.post(f"/orders/{bought}/return-requests", sent, key="ask-for-it")
    again = guest.post(f"/orders/{bought}/return-requests", sent, key="ask-for-it")
    assert (first.status_code, again.json()) == (201, first.json())
    one = first.json()
    assert guest.get(f"/return-requests/{one['id']}").json() == one
    assert guest.get(f"/orders/{bought}/return-requests").json() == {"requests": [one]}
    stranger = anybody.post("/carts", {"region": "AM", "channel": "app"}).json()["token"]
    other = {"Cart-Token": stranger}
    assert anybody.get(f"/return-requests/{one['id']}", **other).status_code == 404
    assert anybody.post(f"/return-requests/{one['id']}/cancel", **other).status_code == 404
    assert guest.post(f"/return-requests/{one['id']}/cancel").json()["status"] == "cancelled"
    assert guest.post(f"/return-requests/{one['id']}/cancel").status_code == 409
    order = orders.order_by_number(bought)
    assert [request.status.value for request in asked.requests_of(order.id)] == ["cancelled"]


def test_a_claim_is_made_by_its_owner_and_decided_by_staff(bought, guest, worker, program):
    sent = wrong()
    first = guest.post(f"/orders/{bought}/claims", sent, key="complain")
    assert guest.post(f"/orders/{bought}/claims", sent, key="complain").json() == first.json()
    one = first.json()
    assert (first.status_code, one["status"], one["value"]["minor"]) == (201, "opened", 7_000_01)
    assert guest.get(f"/orders/{bought}/claims").json() == {"claims": [one]}
    assert guest.post(f"/claims/{one['id']}/settle", {"outcome": "refund"}).status_code in (401, 403)
    seen = worker.post(f"/claims/{one['id']}/preview", {"outcome": "allowance", "amount_minor": 1000}, key="")
    assert seen.json()["amount"]["minor"] == 1000
    refused = worker.post(f"/claims/{one['id']}/settle", {"outcome": "allowance", "amount_minor": 10_000_00})
    assert (refused.status_code, refused.json()["code"]) == (409, "returns.allowance_refused")
    done = worker.post(f"/claims/{one['id']}/settle", {"outcome": "refund"}, key="put-it-right")
    assert worker.post(f"/claims/{one['id']}/settle", {"outcome": "refund"}, key="put-it-right").json() == done.json()
    assert (done.json()["status"], done.json()["amount"]["minor"]) == ("settled", 7_000_01)
    order = orders.order_by_number(bought)
    assert [one.refunded.minor for one in paid.payments_of(order=order.id)] == [7_000_01]
    assert guest.get(f"/claims/{one['id']}").json()["status"] == "settled"
    assert program(Scope.RETURNS_WRITE).get(f"/claims/{ids.new()}").status_code == 404


def test_a_claim_is_withdrawn_or_rejected_with_its_reason(bought, guest, worker):
    one = guest.post(f"/orders/{bought}/claims", wrong()).json()
    assert guest.post(f"/claims/{one['id']}/cancel").json()["status"] == "withdrawn"
    two = guest.post(f"/orders/{bought}/claims", wrong()).json()
    assert worker.post(f"/claims/{two['id']}/reject", {"reason": ""}).status_code == 422
    assert worker.post(f"/claims/{two['id']}/reject", {"reason": "It was whole."}).json()["reason"] == "It was whole."
    assert [claim.status.value for claim in claimed.claims_of([orders.order_by_number(bought).id])] == [
        "withdrawn",
        "rejected",
    ]


def test_an_exchange_over_the_counter_is_looked_at_made_once_and_read(shop, worker):
    shop.stock(shop.ash, yerevan=3)
    sale = sell_at_till(
        sale=OrderId(ids.new()),
        location=shop.yerevan,
        lines=[CartLine(shop.ash, 1)],
        method=Method.IN_STORE_CASH,
        language="en",
        origin=Origin(channel=Channel.STORE, location=shop.yerevan, actor="user:5"),
        now=utc_now(),
    )
    swap = {
        "number": sale.number,
        "location": "GYU",
        "lines": [{"position": 1, "quantity": 1, "disposition": "shelf", "reason": "too_small"}],
        "new": [{"variant": shop.oak, "quantity": 1}],
    }
    seen = worker.post("/exchanges/preview", swap, key="").json()
    assert (seen["value"]["minor"], seen["difference"]["minor"]) == (10_000_00, 2_000_00)
    sent = swap | {"id": str(ids.new()), "paid_by": "in_store_card", "seen_difference_minor": 1}
    assert worker.post("/exchanges", sent).status_code == 409
    sent["seen_difference_minor"] = 2_000_00
    first = worker.post("/exchanges", sent, key="exchange-it")
    assert (first.status_code, first.json()["difference"]["minor"]) == (201, 2_000_00)
    assert worker.post("/exchanges", sent, key="exchange-it").json() == first.json()
    assert worker.get(f"/exchanges/{sent['id']}").json() == first.json()
    assert worker.get(f"/orders/{sale.number}/exchanges").json() == {"exchanges": [first.json()]}
    assert worker.get(f"/exchanges/{ids.new()}").status_code == 404
    assert shop.free(shop.oak, shop.gyumri) == 4
