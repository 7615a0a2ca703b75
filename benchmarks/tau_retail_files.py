"""A τ-bench shop (`products.json`, `users.json`, `orders.json`) as the CSV files that the importers read.

An order's identical items become one line with a quantity. What the shop calls pending is confirmed here, processed is
packed, delivered is completed. An article that is not available has just the pieces that its open orders keep.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

WAREHOUSE = "TAU-WH"
PLENTY = 10_000
GIFT_CARD = "gift_card"
TOKEN = "tok_accept"  # noqa: S105 - the sandbox's word for a card that its bank accepts
STATUSES = {"pending": "confirmed", "processed": "packed", "delivered": "completed", "cancelled": "cancelled"}
COUNTRIES = {"USA": "US"}
ADDRESS = {"address1": "line1", "address2": "line2", "city": "city", "state": "region", "zip": "postcode"}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shop:
    """The three files, read."""

    products: dict[str, Json]
    users: dict[str, Json]
    orders: dict[str, Json]


def read_shop(folder: Path) -> Shop:
    """Read the shop. Raises SystemExit with one sentence where a file is missing or is no JSON."""
    found = {}
    for name in ("products", "users", "orders"):
        path = folder / f"{name}.json"
        try:
            found[name] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as wrong:
            raise SystemExit(f"cannot read {path}: {wrong}") from wrong
    return Shop(**found)


def write_files(shop: Shop, folder: Path, *, placed_at: datetime) -> dict[str, Path]:
    """Write one CSV file an importer; their paths by the importer's name, in the order in which they are to be imported."""
    return {
        "locations": _write(folder / "locations.csv", [_warehouse()]),
        "products": _write(folder / "products.csv", _products(shop)),
        "stock": _write(folder / "stock.csv", _stock(shop)),
        "customers": _write(folder / "customers.csv", _customers(shop)),
        "gift-cards": _write(folder / "gift_cards.csv", _gift_cards(shop)),
        "payment-methods": _write(folder / "payment_methods.csv", _payment_methods(shop)),
        "orders": _write(folder / "orders.csv", _orders(shop, placed_at)),
    }


def country_of(address: Json) -> str:
    """The country of an address by its two letters."""
    said = str(address["country"])
    return COUNTRIES.get(said, said)


def number_of(order_id: str) -> str:
    """An order's name in the files: without its hash sign."""
    return order_id.removeprefix("#")


def _warehouse() -> dict[str, str]:
    return {
        "code": WAREHOUSE,
        "kind": "warehouse",
        "name_en": "Warehouse",
        "region": "US-NY",
        "country": "US",
        "currency": "USD",
        "latitude": "40.7",
        "longitude": "-74.0",
        "time_zone": "America/New_York",
    }


def _products(shop: Shop) -> Iterable[dict[str, str]]:
    for product in shop.products.values():
        for item in product["variants"].values():
            yield {
                "handle": product["product_id"],
                "sku": item["item_id"],
                "name_en": product["name"],
                "options": "; ".join(f"{name}={value}" for name, value in item["options"].items()),
                "price": f"{item['price']:.2f}",
                "currency": "USD",
            }


def _stock(shop: Shop) -> Iterable[dict[str, str]]:
    kept = Counter(
        item["item_id"]
        for order in shop.orders.values()
        if order["status"] in ("pending", "processed")
        for item in order["items"]
    )
    for product in shop.products.values():
        for sku, item in product["variants"].items():
            free = PLENTY if item["available"] else 0
            yield {"sku": sku, "location": WAREHOUSE, "on_hand": str(free + kept[sku])}


def _customers(shop: Shop) -> Iterable[dict[str, str]]:
    for user_id, user in shop.users.items():
        yield {
            "external_id": user_id,
            "given_name": user["name"]["first_name"],
            "family_name": user["name"]["last_name"],
            "email": user["email"],
            "language": "en",
            **_address(user["address"]),
        }


def _gift_cards(shop: Shop) -> Iterable[dict[str, str]]:
    for user_id, user in shop.users.items():
        for means in user["payment_methods"].values():
            if means["source"] == GIFT_CARD:
                yield {"code": means["id"], "balance": f"{means['balance']:.2f}", "currency": "USD", "customer": user_id}


def _payment_methods(shop: Shop) -> Iterable[dict[str, str]]:
    for user_id, user in shop.users.items():
        for means in user["payment_methods"].values():
            if means["source"] != GIFT_CARD:
                yield {
                    "external_id": means["id"],
                    "customer": user_id,
                    "kind": "card" if means["source"] == "credit_card" else "wallet",
                    "token": TOKEN,
                    "brand": means.get("brand", means["source"]),
                    "last4": means.get("last_four", ""),
                }


def _orders(shop: Shop, placed_at: datetime) -> Iterable[dict[str, str]]:
    for order_id, order in shop.orders.items():
        pieces = Counter((item["item_id"], item["price"]) for item in order["items"])
        paid_by = order["payment_history"][0]["payment_method_id"]
        is_card = shop.users[order["user_id"]]["payment_methods"].get(paid_by, {}).get("source") == GIFT_CARD
        for (sku, price), quantity in pieces.items():
            yield {
                "order": number_of(order_id),
                "placed_at": placed_at.isoformat(),
                "currency": "USD",
                "sku": sku,
                "quantity": str(quantity),
                "unit_price": f"{price:.2f}",
                "status": STATUSES[order["status"]],
                "customer": order["user_id"],
                "location": WAREHOUSE,
                "delivery": "ship",
                "gift_card": paid_by if is_card else "",
                "payment_method": "" if is_card else paid_by,
                **_address(order["address"]),
            }


def _address(address: Json) -> dict[str, str]:
    country = country_of(address)
    return {ours: address[theirs] for theirs, ours in ADDRESS.items()} | {"country": country}


def _write(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    lines: Sequence[dict[str, str]] = list(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(lines[0]) if lines else ["nothing"])
        writer.writeheader()
        writer.writerows(lines)
    return path
