"""Who may call what: every operation of the description, by strangers, by the wrong key, and by the wrong role."""

import pytest
from django.test import Client

from kamurj.channels.api.house import api
from kamurj.channels.api.tests.conftest import HOUSE, Program, order_form
from kamurj.foundation.access.contracts import Role, Scope
from kamurj.foundation.access.models import User
from kamurj.foundation.access.operations import create_staff
from kamurj.journeys import route_order
from kamurj.kernel.clock import utc_now
from kamurj.orders import queries as orders

ID = "0199b1c2-7d1e-7c3a-8f00-2b6a5d1f9c44"
VALUES = {
    "cart": ID,
    "fulfilment": ID,
    "customer": ID,
    "variant": "1",
    "code": "YVN",
    "number": "K4F7-92QD-XM",
    "handle": "x",
    "link": ID,
    "claim": ID,
    "request_id": ID,
    "returned": ID,
    "instrument": ID,
    "carrier": "house",
}


def operations():
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, details in methods.items():
            yield pytest.param(path.removeprefix("/api/v1").format(**VALUES), method, details, id=details["operationId"])


def scopes_of(details):
    return [scope for choice in details["security"] for scope in choice.get("ApiKey", [])]


def example(details):
    body = details.get("requestBody")
    if body is None:
        return None
    schema = body["content"]["application/json"]["schema"]
    name = schema.get("$ref", "").rpartition("/")[2]
    return api.get_openapi_schema()["components"]["schemas"][name].get("example")


PROTECTED = [one for one in operations() if scopes_of(one.values[2]) and {} not in one.values[2]["security"]]
OPEN = {
    "catalogue_products", "catalogue_product", "catalogue_variant", "catalogue_availability", "catalogue_categories",
    "catalogue_suggestions", "places_all_locations", "places_one_location",
    "payments_sandbox_event", "payments_stripe_event",
    "carts_open_cart",
}  # fmt: skip


def test_what_is_open_to_everybody_is_named():
    assert {one.id for one in operations()} - {one.id for one in PROTECTED} == OPEN


@pytest.mark.parametrize(("path", "method", "details"), PROTECTED)
def test_a_stranger_is_asked_who_calls(shop, anybody, path, method, details):
    answer = anybody.send(method, path, example(details), **{"Idempotency-Key": ID})
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json"), answer.content.decode()


@pytest.mark.parametrize(("path", "method", "details"), PROTECTED)
def test_a_key_without_the_scope_is_refused(shop, program, path, method, details):
    [scope] = set(scopes_of(details))
    other = program(*(set(Scope) - {Scope(scope)}))
    answer = other.send(method, path, example(details), **{"Idempotency-Key": ID})
    assert (answer.status_code, answer.json()["code"], answer.json()["scope"]) == (403, "access.scope_missing", scope)


@pytest.mark.parametrize(("path", "method", "details"), PROTECTED)
def test_a_key_that_was_never_issued_is_refused(shop, path, method, details):
    forged = Program(Authorization=f"Bearer km_{'0' * 10}_{'0' * 32}")
    answer = forged.send(method, path, example(details), **{"Idempotency-Key": ID})
    assert (answer.status_code, answer.json()["code"]) == (401, "access.key_refused")


@pytest.mark.parametrize(("path", "method", "details"), PROTECTED)
def test_a_marketer_works_neither_with_orders_nor_in_stores(shop, path, method, details):
    if scopes_of(details) == [Scope.CUSTOMERS_READ.value]:
        return
    user = create_staff(
        email="m@kamurj.example", password=None, name="M", role=Role.MARKETER, location=None, now=utc_now(), origin=HOUSE
    )
    caller = Program()
    caller.client = Client(SERVER_NAME="localhost")
    caller.client.force_login(User.objects.get(pk=user))
    answer = caller.send(method, path, example(details), **{"Idempotency-Key": ID})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.not_permitted")


def test_staff_with_a_session_need_a_token_against_forged_forms(shop):
    user = create_staff(
        email="a@kamurj.example", password=None, name="A", role=Role.MERCHANDISER, location=None, now=utc_now(), origin=HOUSE
    )
    caller = Program()
    caller.client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    caller.client.force_login(User.objects.get(pk=user))
    sent = {"location": "YVN", "reason": "found", "lines": [{"sku": "LAMP", "quantity": 1}]}
    refused = caller.post("/stock/adjustments", sent)
    assert (refused.status_code, refused.json()["code"]) == (403, "http.form_expired")
    assert caller.get("/stock/variants/LAMP").status_code == 200
    caller.client = Client(SERVER_NAME="localhost")
    caller.client.force_login(User.objects.get(pk=user))
    assert caller.post("/stock/adjustments", sent).status_code == 201
    assert shop.free(shop.lamp, shop.yerevan) == 41


def test_an_associate_works_in_the_home_store_only(shop, guest):
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak})
    placed = orders.order_by_number(guest.post(f"{guest.cart}/order", order_form()).json()["number"])
    (work,) = route_order.route_order(order=placed.id, now=utc_now(), origin=HOUSE)
    user = create_staff(
        email="g@kamurj.example",
        password=None,
        name="G",
        role=Role.ASSOCIATE,
        location=shop.gyumri,
        now=utc_now(),
        origin=HOUSE,
    )
    caller = Program()
    caller.client = Client(SERVER_NAME="localhost")
    caller.client.force_login(User.objects.get(pk=user))
    refused = caller.post(f"/fulfilments/{work.id}/start")
    assert (refused.status_code, refused.json()["code"]) == (409, "fulfilment.wrong_store")
    lines = [{"position": 1, "quantity": 1, "disposition": "shelf", "reason": "other"}]
    refused = caller.post("/returns", {"id": ID, "number": placed.number, "location": "YVN", "lines": lines})
    assert (refused.status_code, refused.json()["code"]) == (403, "api.other_place")
