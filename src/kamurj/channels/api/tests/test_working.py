from uuid import uuid4

import pytest

from kamurj.channels.api.schemas import buying
from kamurj.channels.api.schemas import working as schemas
from kamurj.channels.api.tests.conftest import HOUSE, order_form
from kamurj.foundation.access.contracts import Scope
from kamurj.fulfilment import queries as fulfilments
from kamurj.journeys import route_order
from kamurj.journeys.tests.shop import everything_adds_up
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import FulfilmentId
from kamurj.orders import queries as orders
from kamurj.payments.adapters.sandbox_events import sign


@pytest.fixture
def ordered(shop, guest):
    """An order that waits to be picked: its number, and the address of its fulfilment."""

    def order(sku="oak", quantity=2, **form):
        guest.post(f"{guest.cart}/lines", {"variant": getattr(shop, sku), "quantity": quantity})
        number = guest.post(f"{guest.cart}/order", order_form(**form)).json()["number"]
        placed = orders.order_by_number(number)
        (work,) = route_order.route_order(order=placed.id, now=utc_now(), origin=HOUSE)
        return number, f"/fulfilments/{work.id}"

    return order


def make_ready(worker, work, pieces=2):
    worker.post(f"{work}/start")
    worker.post(f"{work}/pick", {"picked": [{"position": 1, "quantity": pieces}]})
    return worker.post(f"{work}/ready")


def test_an_order_is_picked_and_handed_over_against_its_code(ordered, worker, guest):
    number, work = ordered()
    listed = schemas.WorkList.model_validate(worker.get("/fulfilments", {"location": "YVN"}).json())
    assert [(one.order_number, one.next_action) for one in listed.work] == [(number, "start_picking")]
    ready = schemas.Fulfilment.model_validate(make_ready(worker, work).json())
    assert (ready.status, ready.attempts_left) == ("ready", 5)
    [parcel] = buying.Order.model_validate(guest.get(f"/orders/{number}").json()).fulfilments
    assert len(parcel.pickup_code) == 6
    assert worker.get(f"/orders/{number}").json()["fulfilments"][0]["pickup_code"] is None
    wrong = worker.post(f"{work}/hand-over", {"code": "000000"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "fulfilment.wrong_code")
    handed = worker.post(f"{work}/hand-over", {"code": parcel.pickup_code})
    assert schemas.Fulfilment.model_validate(handed.json()).status == "handed_over"
    assert worker.get(work).json()["attempts_left"] == 4
    assert guest.get(f"/orders/{number}").json()["status"] == "completed"


def test_a_wrong_code_sent_twice_under_one_key_counts_twice(ordered, worker):
    _, work = ordered()
    make_ready(worker, work)
    for _ in range(2):
        assert worker.post(f"{work}/hand-over", {"code": "000000"}, key="desk-0001").status_code == 403
    assert worker.get(work).json()["attempts_left"] == 3


def test_a_new_code_is_issued(ordered, worker):
    _, work = ordered()
    make_ready(worker, work)
    before = fulfilments.pickup_code(FulfilmentId(work.rpartition("/")[2]))
    worker.post(f"{work}/code")
    assert fulfilments.pickup_code(FulfilmentId(work.rpartition("/")[2])) != before


def test_a_parcel_is_packed_and_shipped(ordered, worker):
    home = {"recipient": "Ani", "line1": "Baghramyan 1", "city": "Yerevan", "country": "AM"}
    _, work = ordered(delivery={"kind": "ship", "address": home})
    assert make_ready(worker, work).json()["status"] == "ready"
    assert worker.post(f"{work}/ship", {"tracking": "HY-1"}).json()["tracking"] == "HY-1"


def test_pieces_that_cannot_be_found_are_reported(ordered, worker):
    _, work = ordered()
    worker.post(f"{work}/start")
    reported = worker.post(
        f"{work}/pick", {"picked": [{"position": 1, "quantity": 1}], "missing": [{"position": 1, "quantity": 1}]}
    )
    assert [(line["picked"], line["missing"]) for line in reported.json()["lines"]] == [(1, 1)]


def test_pieces_come_back_to_another_store(shop, ordered, worker, guest):
    number, work = ordered()
    make_ready(worker, work)
    code = guest.get(f"/orders/{number}").json()["fulfilments"][0]["pickup_code"]
    worker.post(f"{work}/hand-over", {"code": code})
    lines = [{"position": 1, "quantity": 1, "disposition": "shelf", "reason": "too_small"}]
    seen = schemas.ReturnPreview.model_validate(
        worker.post("/returns/preview", {"number": number, "lines": lines}, key="").json()
    )
    sent = {"id": str(uuid4()), "number": number, "location": "GYU", "lines": lines}
    taken = worker.post("/returns", sent)
    assert taken.status_code == 201, taken.content.decode()
    assert schemas.Return.model_validate(taken.json()).refund == seen.refund
    assert worker.post("/returns", sent).json()["id"] == sent["id"]
    assert shop.free(shop.oak, shop.gyumri) == 6
    too_many = worker.post("/returns", sent | {"id": str(uuid4()), "lines": [lines[0] | {"quantity": 2}]})
    assert (too_many.status_code, too_many.json()["code"]) == (409, "returns.too_many")


def test_levels_are_read_and_corrected(shop, worker):
    here = schemas.Levels.model_validate(worker.get("/stock/locations/YVN", {"limit": 1}).json())
    assert ([(level.variant, level.on_hand) for level in here.levels], here.next) == ([(shop.oak, 2)], shop.oak)
    following = worker.get("/stock/locations/YVN", {"after": here.next}).json()
    assert [level["variant"] for level in following["levels"]] == [shop.lamp]
    sent = {"location": "YVN", "reason": "damaged", "lines": [{"sku": "CHAIR-OAK", "quantity": -1}]}
    corrected = worker.post("/stock/adjustments", sent, key="count-0001")
    assert [level["on_hand"] for level in corrected.json()["levels"]] == [1]
    assert worker.post("/stock/adjustments", sent, key="count-0001").json() == corrected.json()
    assert {level["on_hand"] for level in worker.get("/stock/variants/CHAIR-OAK").json()["levels"]} == {1, 5, 9}
    unknown = worker.post("/stock/adjustments", sent | {"lines": [{"sku": "NOPE", "quantity": 1}]})
    assert (unknown.status_code, unknown.json()["skus"]) == (404, "NOPE")
    everything_adds_up()


def test_customers_are_found_and_their_story_is_told(shop, guest, worker):
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak})
    number = guest.post(f"{guest.cart}/order", order_form()).json()["number"]
    [found] = schemas.Customers.model_validate(worker.get("/customers", {"q": "ani@example.com"}).json()).customers
    assert found.family_name == "Petrosyan"
    assert worker.get(f"/customers/{found.customer}").json()["contacts"][0]["value"] == "ani@example.com"
    story = schemas.Story.model_validate(worker.get(f"/customers/{found.customer}/story", {"limit": 5}).json())
    assert [order.number for order in story.orders] == [number]
    assert worker.get(f"/customers/{found.customer}/story", {"before": "2026-03-14T10:00:00+00:00~1"}).status_code == 200


def test_orders_are_listed_and_paged(shop, guest, worker):
    numbers = []
    for _ in range(3):
        cart = guest.post("/carts", {}).json()["cart"]
        guest.post(f"/carts/{cart}/lines", {"variant": shop.lamp})
        numbers.append(guest.post(f"/carts/{cart}/order", order_form()).json()["number"])
    first = buying.Orders.model_validate(
        worker.get("/orders", {"limit": 2, "location": "YVN", "status": "confirmed"}).json()
    )
    second = worker.get("/orders", {"limit": 2, "after": first.next}).json()
    assert [one.number for one in first.orders] + [one["number"] for one in second["orders"]] == numbers[::-1]


def test_an_event_of_the_provider_is_taken_once_and_only_with_its_signature(shop, anybody):
    body = b'{"id": "evt_1", "request": "authorisation", "key": "k", "authorisation": "nobody", "amount_minor": 1, '
    body += b'"currency": "AMD", "status": "approved", "reference": "r", "reason": null}'

    def send(signature):
        return anybody.client.post(
            "/api/v1/payments/sandbox/events",
            body,
            content_type="application/json",
            headers={"Sandbox-Signature": signature},
        )

    signature = sign(body, now=utc_now())
    assert [send(signature).json() for _ in range(2)] == [{"is_repeat": False}, {"is_repeat": True}]
    refused = send(signature[:-1] + ("0" if signature[-1] != "0" else "1"))
    assert (refused.status_code, refused.json()["code"]) == (401, "payments.bad_signature")


def test_a_key_opens_what_its_scope_says_and_nothing_else(shop, program):
    reader = program(Scope.STOCK_READ)
    assert reader.get("/stock/variants/LAMP").status_code == 200
    refused = reader.post(
        "/stock/adjustments", {"location": "YVN", "reason": "found", "lines": [{"sku": "LAMP", "quantity": 1}]}
    )
    assert (refused.status_code, refused.json()["scope"]) == (403, "stock:write")
