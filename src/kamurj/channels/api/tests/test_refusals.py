"""What each operation refuses that changes something: about nothing, somebody else's, about an order that was cancelled, and
under a key that was used for another request. A new operation needs a row.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from kamurj.channels.api.tests.conftest import Program
from kamurj.channels.api.tests.test_doors import ID, example
from kamurj.channels.api.tests.test_rubbish import OPERATIONS, real, with_real
from kamurj.foundation.database import sql

__all__ = ["real"]

CHANGES = {one.id: one.values for one in OPERATIONS if one.values[1] != "get"}
NOBODYS: dict[str, Any] = {
    "cart": ID, "fulfilment": ID, "customer": ID, "claim": ID, "request_id": ID, "instrument": ID, "variant": 2_000_000_001,
    "code": "NOTHING", "sku": "NOTHING", "number": "K000-0000-000", "location": "NOWHERE",
}  # fmt: skip
EXPECTED: dict[str, tuple[str, str, str, str]] = {
    "carts_open_cart": ("", "", "", "idempotency.key_reused"),
    "carts_add_line": ("orders.cart_not_found", "orders.cart_not_found", "", "idempotency.key_reused"),
    "carts_change_line": ("orders.cart_not_found", "orders.cart_not_found", "orders.cart_changed_meanwhile", "-"),
    "carts_remove_line": ("orders.cart_not_found", "orders.cart_not_found", "", "-"),
    "carts_add_coupon": (
        "orders.cart_not_found",
        "orders.cart_not_found",
        "promotions.coupon_unknown",
        "idempotency.key_reused",
    ),
    "carts_remove_coupon": ("orders.cart_not_found", "orders.cart_not_found", "", "-"),
    "carts_checkout": ("orders.cart_not_found", "orders.cart_not_found", "", "idempotency.key_reused"),
    "carts_order": ("orders.cart_not_found", "orders.cart_not_found", "", "idempotency.key_reused"),
    "orders_cancel": ("orders.not_found", "orders.not_found", "orders.already_cancelled", "idempotency.key_reused"),
    "order_changes_preview": ("orders.not_found", "orders.not_found", "orders.already_cancelled", "-"),
    "order_changes_change": ("orders.not_found", "orders.not_found", "change.bad_preview", "change.bad_preview"),
    "fulfilment_start": ("fulfilment.not_found", "-", "fulfilment.cancelled", "idempotency.key_reused"),
    "fulfilment_pick": ("fulfilment.not_found", "-", "fulfilment.cancelled", "idempotency.key_reused"),
    "fulfilment_ready": ("fulfilment.not_found", "-", "fulfilment.cancelled", "idempotency.key_reused"),
    "fulfilment_hand_over": ("fulfilment.not_found", "-", "fulfilment.cancelled", "idempotency.key_reused"),
    "fulfilment_reissue_code": ("fulfilment.not_found", "-", "fulfilment.cancelled", "idempotency.key_reused"),
    "fulfilment_ship": ("fulfilment.not_found", "-", "fulfilment.wrong_kind", "idempotency.key_reused"),
    "returns_preview": ("orders.not_found", "-", "returns.not_delivered", "-"),
    "returns_accept": ("locations.unknown_location", "-", "returns.not_delivered", "idempotency.key_reused"),
    "requests_create": ("orders.not_found", "orders.not_found", "returns.not_delivered", "idempotency.key_reused"),
    "requests_preview": ("orders.not_found", "orders.not_found", "returns.not_delivered", "-"),
    "requests_cancel": (
        "returns.request_not_found",
        "returns.request_not_found",
        "returns.request_not_found",
        "returns.request_not_found",
    ),
    "exchanges_preview": ("locations.unknown_location", "-", "returns.not_delivered", "-"),
    "exchanges_make": ("locations.unknown_location", "-", "returns.not_delivered", "idempotency.key_reused"),
    "claims_create": ("orders.not_found", "orders.not_found", "returns.not_delivered", "idempotency.key_reused"),
    "claims_cancel": (
        "returns.claim_not_found",
        "returns.claim_not_found",
        "returns.claim_not_found",
        "returns.claim_not_found",
    ),
    "claims_preview": ("returns.claim_not_found", "-", "returns.claim_not_found", "-"),
    "claims_settle": ("returns.claim_not_found", "-", "returns.claim_not_found", "returns.claim_not_found"),
    "claims_reject": ("returns.claim_not_found", "-", "returns.claim_not_found", "returns.claim_not_found"),
    "stock_adjust": ("locations.unknown_location", "-", "", "idempotency.key_reused"),
    "instruments_forget": ("payments.no_such_instrument", "payments.no_such_instrument", "payments.no_such_instrument", "-"),
    "payments_sandbox_event": ("payments.bad_signature", "-", "payments.bad_signature", "-"),
    "payments_stripe_event": ("payments.unknown_provider", "-", "payments.unknown_provider", "-"),
    "payments_make_pay_link": ("orders.not_found", "-", "pay_link.nothing_owed", "idempotency.key_reused"),
    "waiting_arrive": ("orders.not_found", "orders.not_found", "fulfilment.nothing_waits", "idempotency.key_reused"),
    "waiting_leave": ("orders.not_found", "orders.not_found", "", "idempotency.key_reused"),
    "waiting_send_somebody": ("orders.not_found", "orders.not_found", "fulfilment.nothing_waits", "idempotency.key_reused"),
    "waiting_hand_over_seen": ("fulfilment.not_found", "-", "fulfilment.not_who_may_collect", "idempotency.key_reused"),
    "waiting_longer": ("fulfilment.not_found", "-", "fulfilment.cancelled", "idempotency.key_reused"),
    "waiting_label": ("fulfilment.not_found", "-", "fulfilment.wrong_kind", "idempotency.key_reused"),
    "waiting_hear": ("carriers.no_such_carrier", "-", "", "idempotency.key_reused"),
}
"""By operation: refused about nothing, about a stranger's, about an order that was cancelled, and under a used key; "" where
that is allowed, "-" where it has no owner or takes no key.
"""


@pytest.fixture
def cancelled(real, worker) -> dict[str, Any]:
    """The same things, after the order was cancelled."""
    assert worker.post(f"/orders/{real['number']}/cancel", {"reason": "no_longer_needed"}).status_code == 200
    return real


def told() -> int:
    return int(sql.scalar("SELECT count(*) FROM log_fact"))


def ask(caller: Program, name: str, names: dict[str, Any], *, key: str | None = None) -> str:
    """What an operation says to its own example about these things: the code of its refusal, "" where it does it."""
    path, method, details = CHANGES[name]
    for one, value in names.items():
        path = path.replace(f"{{{one}}}", str(value))
    before = told()
    sent = with_real(example(details), names)
    answer = caller.send(method, path.removeprefix("/api/v1"), sent, **{"Idempotency-Key": key or str(uuid4())})
    assert answer.status_code < 500, answer.content
    if answer.status_code < 400:
        return ""
    assert told() == before, "something was done"
    return answer.json()["code"]


def said_by(name: str, worker: Program, cancelled: dict[str, Any]) -> tuple[str, str, str, str]:
    used = str(uuid4())
    stranger = Program(**{"Cart-Token": worker.post("/carts", {"region": "AM"}, key=used).json()["token"]})
    details = CHANGES[name][2]
    is_owned = any("CartToken" in choice for choice in details["security"])
    has_key = any(one["name"] == "Idempotency-Key" for one in details["parameters"])
    there = NOBODYS | cancelled | {"id": str(uuid4())}
    return (
        ask(worker, name, NOBODYS | {"id": str(uuid4()), "seen_total": None}),
        ask(stranger, name, there) if is_owned else "-",
        ask(worker, name, there),
        ask(worker, name, there, key=used) if has_key else "-",
    )


def test_every_operation_has_its_row():
    assert set(EXPECTED) == set(CHANGES)


@pytest.mark.parametrize("name", list(CHANGES))
def test_what_cannot_be_is_refused_and_nothing_is_done(cancelled, worker, name):
    assert said_by(name, worker, cancelled) == EXPECTED[name]
