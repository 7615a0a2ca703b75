"""Every operation of the description, sent what makes no sense: always a clear refusal, never a failure of ours."""

from __future__ import annotations

import io
import json
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamurj.channels.api.house import api
from kamurj.channels.api.tests.conftest import HOUSE, order_form
from kamurj.channels.api.tests.test_doors import VALUES, example
from kamurj.journeys import route_order
from kamurj.kernel.clock import utc_now
from kamurj.orders import queries as orders

pytestmark = pytest.mark.django_db

DESCRIBED = api.get_openapi_schema()
OPERATIONS = [
    pytest.param(path, method, details, id=details["operationId"])
    for path, methods in DESCRIBED["paths"].items()
    for method, details in methods.items()
]
WITH_BODY = [one for one in OPERATIONS if "requestBody" in one.values[2]]

TEXTS = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "'; DROP TABLE orders_order; --",
    "<b>x</b>",
    "%",
    "\u202e",
    "Ա" * 300,
    "x" * 5_000,
]
NUMBERS = [0, -1, 2**31, 2**63, -(2**63) - 1, 10**400, 1.5, -0.0, 1e308, True, None]
ODD = [
    "0001-01-01",
    "9999-12-31",
    "2026-13-40",
    "nan,inf",
    "91,181",
    "1e999,0",
    "../..",
    "~",
    "2026-03-14T10:00:00+00:00~",
    "[]",
    "{}",
]
MARKS = ["0001-01-01T00:00:00+23:59~1", "9999-12-31T23:59:59-23:59~" + "9" * 18, "2026-03-14T10:00:00~" + VALUES["cart"]]

junk = st.one_of(
    st.sampled_from(TEXTS + NUMBERS + ODD + MARKS),
    st.text(max_size=30),
    st.integers(),
    st.floats(allow_nan=False),
    st.lists(st.sampled_from(TEXTS), max_size=2),
    st.dictionaries(st.sampled_from(["id", "minor", ""]), st.integers(), max_size=2),
)
in_addresses = st.one_of(
    st.sampled_from([text for text in TEXTS if text.isprintable()] + ODD + MARKS),
    st.sampled_from(["\x00", "-1", "0", "9" * 400, "1.5", "null", "true"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)


@st.composite
def bodies(draw: st.DrawFn, sent: Any) -> bytes:
    """The example of the description with some of it replaced, left out or added; or no JSON at all."""
    shape = draw(st.sampled_from(["changed", "changed", "changed", "whole", "bytes", "deep", "nan"]))
    if shape == "bytes":
        return draw(
            st.sampled_from([b"", b"{", b'{"a":', b"\xff\xfe", b'{"a": "\\u0000"}', b"a=b", b"[" * 2_000, b'"\\ud800"'])
        )
    if shape == "deep":
        return b'{"a":' * 5_000 + b"1" + b"}" * 5_000
    if shape == "nan":
        return b'{"quantity": NaN}'
    body = draw(junk) if shape == "whole" or not isinstance(sent, dict) else draw(changed(sent))
    return json.dumps(body).encode()


@st.composite
def changed(draw: st.DrawFn, sent: dict[str, Any]) -> dict[str, Any]:
    made = dict(sent)
    for name in draw(st.lists(st.sampled_from(sorted(sent)), min_size=1, max_size=2)) if sent else ():
        if isinstance(made.get(name), dict) and draw(st.booleans()):
            made[name] = draw(changed(made[name]))
        elif isinstance(made.get(name), list) and made[name] and isinstance(made[name][0], dict) and draw(st.booleans()):
            made[name] = [draw(changed(made[name][0]))] * draw(st.sampled_from([1, 2, 600]))
        elif draw(st.integers(0, 5)):
            made[name] = draw(junk)
        else:
            made.pop(name, None)
    if not draw(st.integers(0, 5)):
        made["what is this"] = 1
    return made


@st.composite
def requests(draw: st.DrawFn, path: str, details: dict[str, Any], real: dict[str, Any]) -> dict[str, Any]:
    """One request: rubbish in the address, in the query, in the headers, in the body, or in several of them."""
    filled = re.sub(r"{(\w+)}", lambda found: _part(draw, real[found[1]]), path)
    names = [one["name"] for one in details["parameters"] if one["in"] == "query"]
    query = [(name, draw(in_addresses)) for name in draw(st.lists(st.sampled_from(names), max_size=3))] if names else []
    key = draw(st.sampled_from(["2f1c9f0a-9d0e-4a53-8a3e-0d6f5b7b1c11", "short", "", "x" * 201, "with space!"]))
    language = draw(st.sampled_from(["hy", "en", "*;q=9", "fr"]))
    headers = {"Idempotency-Key": key, "Accept-Language": language}
    return {
        "address": f"{filled}?{urlencode(query)}" if query else filled,
        "headers": headers,
        "body": draw(bodies(with_real(example(details), real))) if "requestBody" in details else b"",
    }


def _part(draw: st.DrawFn, real: Any) -> str:
    return quote(str(real) if draw(st.integers(0, 2)) else draw(in_addresses), safe="") or "-"


def with_real(body: Any, real: dict[str, Any]) -> Any:
    """The example of the description with the names of things that there are."""
    if isinstance(body, dict):
        return {name: real.get(name, with_real(value, real)) for name, value in body.items()}
    return [with_real(one, real) for one in body] if isinstance(body, list) else body


@pytest.fixture
def real(shop, guest) -> dict[str, Any]:
    """A cart, an order and the work on it, by the names that the description uses; of other things, a name of none."""
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak, "quantity": 2})
    number = guest.post(f"{guest.cart}/order", order_form()).json()["number"]
    placed = orders.order_by_number(number)
    (work,) = route_order.route_order(order=placed.id, now=utc_now(), origin=HOUSE)
    cart = guest.post("/carts", {}).json()["cart"]
    guest.post(f"/carts/{cart}/lines", {"variant": shop.lamp})
    return {
        **VALUES,
        "cart": cart,
        "variant": int(shop.lamp),
        "fulfilment": work.id,
        "customer": placed.customer,
        "number": number,
        "handle": "chair",
        "code": "LAMP",
        "sku": "LAMP",
        "location": "YVN",
        "seen_total": None,
    }


def is_clear(answer: Any) -> bool:
    """A success, or a refusal as a problem in one of our languages."""
    if answer.status_code < 400:
        return True
    shape = (answer["Content-Type"], answer.headers.get("Content-Language"))
    return answer.status_code < 500 and shape in {("application/problem+json", "en"), ("application/problem+json", "hy")}


@pytest.mark.parametrize(("path", "method", "details"), OPERATIONS)
def test_rubbish_is_refused_and_breaks_nothing(real, worker, path, method, details):
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(sent=requests(path, details, real))
    def send(sent: dict[str, Any]) -> None:
        undone = transaction.atomic()
        undone._from_testcase = True
        with undone:
            answer = worker.client.generic(
                method.upper(),
                sent["address"],
                sent["body"],
                content_type="application/json",
                headers=worker.headers | sent["headers"],
            )
            transaction.set_rollback(True)
        assert is_clear(answer), (answer.status_code, answer.content[:500])

    send()


@pytest.mark.parametrize(("path", "method", "details"), OPERATIONS)
def test_a_body_of_fifty_megabytes_is_refused_unread(shop, worker, path, method, details):
    answer = worker.client.generic(
        method.upper(), path.format(**VALUES), b"{}", content_type="application/json",
        CONTENT_LENGTH="50000000", **{"wsgi.input": io.BytesIO()},
        headers={**worker.headers, "Accept-Language": "hy"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"], answer["Content-Language"]) == (413, "http.too_large", "hy")


@pytest.mark.parametrize(("path", "method", "details"), WITH_BODY)
def test_a_form_is_no_json(shop, worker, path, method, details):
    answer = worker.client.generic(
        method.upper(),
        path.format(**VALUES),
        b"variant=1",
        content_type="application/x-www-form-urlencoded",
        headers=worker.headers,
    )
    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/api/v1/nothing", 404), ("post", "/api/v1/products", 405), ("delete", "/api/v1/carts", 405)],
)
def test_addresses_and_methods_that_there_are_not(shop, worker, method, path, status):
    answer = worker.client.generic(method.upper(), path, headers=worker.headers)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
