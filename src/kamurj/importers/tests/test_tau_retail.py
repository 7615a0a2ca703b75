"""The benchmark of a shop with customers' wishes, on a small shop of the same shape that is made here."""

from __future__ import annotations

import copy
import json
from contextlib import nullcontext

import pytest
from benchmarks import tau_retail
from benchmarks import tau_retail_files as files

from kamurj.kernel.clock import utc_now

pytestmark = pytest.mark.django_db(transaction=True)
HOME = {"address1": "1 Oak St", "address2": "", "city": "Denver", "country": "USA", "state": "CO", "zip": "80279"}
AWAY = {**HOME, "address1": "2 Elm St"}
PRICES = {"mug-red": 10.0, "mug-blue": 12.5, "mug-gone": 9.0, "lamp": 40.0}
CARD, OTHER, GIFT = "credit_card_", "paypal_", "gift_card_00"


def product(name, *items):
    variants = {
        one: {"item_id": one, "options": {"colour": one}, "available": one != "mug-gone", "price": PRICES[one]}
        for one in items
    }
    return {"name": name, "product_id": name.lower(), "variants": variants}


def user(name):
    means = [
        {"source": "credit_card", "brand": "visa", "last_four": "4242", "id": CARD + name},
        {"source": "paypal", "id": OTHER + name},
        {"source": "gift_card", "balance": 2.0, "id": GIFT + name},
    ]
    return {
        "name": {"first_name": name.title(), "last_name": "Ohm"},
        "address": HOME,
        "email": f"{name}@example.com",
        "payment_methods": {one["id"]: one for one in means},
        "orders": [f"#W{name}"],
    }


def order(name, status, *items):
    paid = sum(PRICES[one] for one in items)
    return {
        "order_id": f"#W{name}",
        "user_id": name,
        "address": HOME,
        "items": [
            {"name": one, "product_id": one[:3], "item_id": one, "price": PRICES[one], "options": {}} for one in items
        ],
        "status": status,
        "payment_history": [{"transaction_type": "payment", "amount": paid, "payment_method_id": CARD + name}],
    }


ORDERS = {
    one["order_id"]: one
    for one in (
        order("ada", "pending", "mug-blue", "lamp"),
        order("bob", "pending", "mug-red"),
        order("cas", "pending", "mug-red"),
        order("dan", "delivered", "mug-red"),
        order("eve", "processed", "mug-red"),
        order("fay", "pending", "mug-red"),
    )
}
USERS = {name: user(name) for name in ("ada", "bob", "cas", "dan", "eve", "fay")}


def action(write, name, **said):
    return {"name": write, "kwargs": {"order_id": f"#W{name}", **said}}


def refunded(name, amount, to):
    changed = copy.deepcopy(ORDERS[f"#W{name}"])
    changed["payment_history"].append({"transaction_type": "refund", "amount": amount, "payment_method_id": to})
    return changed


def tasks():
    """Each customer's writes, and what they must leave: orders and users that changed."""
    swap = "modify_pending_order_items"
    ada = refunded("ada", 2.5, OTHER + "ada") | {"status": "pending (item modified)"}
    ada["items"][0] |= {"item_id": "mug-red", "price": 10.0}
    yield (
        "ada",
        [action(swap, "ada", item_ids=["mug-blue"], new_item_ids=["mug-red"], payment_method_id=OTHER + "ada")],
        {"#Wada": ada},
    )
    bob = refunded("bob", 10.0, CARD + "bob") | {"status": "cancelled", "cancel_reason": "no longer needed"}
    yield "bob", [action("cancel_pending_order", "bob", reason="no longer needed")], {"#Wbob": bob}
    cas = ORDERS["#Wcas"] | {"status": "pending (item modified)", "address": AWAY}
    same = action(swap, "cas", item_ids=["mug-red"], new_item_ids=["mug-red"], payment_method_id=CARD + "cas")
    again = action(swap, "cas", item_ids=["mug-red"], new_item_ids=["mug-blue"], payment_method_id=CARD + "cas")
    yield "cas", [action("modify_pending_order_address", "cas", **AWAY), same, again], {"#Wcas": cas}
    dearer = {"item_ids": ["mug-red"], "new_item_ids": ["mug-blue"], "payment_method_id": GIFT + "dan"}
    back = action("return_delivered_order_items", "dan", item_ids=["mug-red"], payment_method_id=GIFT + "dan")
    dan = ORDERS["#Wdan"] | {
        "status": "return requested",
        "return_items": ["mug-red"],
        "return_payment_method_id": GIFT + "dan",
    }
    yield "dan", [action("exchange_delivered_order_items", "dan", **dearer), back], {"#Wdan": dan}
    yield "eve", [action("cancel_pending_order", "eve", reason="ordered by mistake")], {}
    strange = action("cancel_pending_order", "fay", reason="because")
    home = {"name": "modify_user_address", "kwargs": {"user_id": "fay", **AWAY}}
    read = {"name": "get_order_details", "kwargs": {"order_id": "#Wfay"}}
    gone = {"item_ids": ["mug-red"], "new_item_ids": ["mug-gone"], "payment_method_id": CARD + "fay"}
    yield "fay", [read, action(swap, "fay", **gone), strange, home], {}


@pytest.fixture
def folder(tmp_path):
    told = {
        "products": {"mug": product("Mug", "mug-red", "mug-blue", "mug-gone"), "lamp": product("Lamp", "lamp")},
        "users": USERS,
        "orders": ORDERS,
        "tasks_dev": [{"user_id": name, "actions": actions} for name, actions, _changed in tasks()],
        "expected_state_dev": [
            {"orders": changed, "users": {"fay": USERS["fay"] | {"address": AWAY}} if name == "fay" else {}}
            for name, _actions, changed in tasks()
        ],
    }
    for name, one in told.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(one))
    return tmp_path


def played(folder, wanted):
    shop = files.read_shop(folder)
    tau_retail.open_shop(shop, now=utc_now(), progress=lambda *_: None)
    return tau_retail.play(wanted, shop, progress=lambda *_: None, now=utc_now(), fresh=nullcontext)


def test_every_task_of_a_small_shop_ends_as_its_file_says_and_illegal_writes_change_nothing(folder):
    found = played(folder, list(tau_retail.read_tasks(folder)))
    assert found["first_mismatches"] == []
    assert (found["tasks"], found["matched"], found["writes"], found["refused"]) == (6, 6, 11, 5)
    assert (found["repeated_changes"], found["foreign"], found["mismatches"]) == (0, 0, 0)


def test_what_is_not_as_the_file_says_is_named(folder):
    (task, *_rest) = tau_retail.read_tasks(folder)
    task["expected"]["orders"]["#Wada"]["status"] = "pending"
    found = played(folder, [task])
    assert (found["matched"], found["mismatches_by_part"]) == (0, {"status": 1})


def test_a_folder_without_the_files_is_said_in_one_sentence(tmp_path):
    with pytest.raises(SystemExit, match="cannot read"):
        files.read_shop(tmp_path)
