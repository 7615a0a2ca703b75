"""Clients over HTTP that never give up: what got no answer is sent again, with the same key, until there is one."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kamurj.kernel import ids

ANSWER_SECONDS = 15.0
PATIENCE_SECONDS = 75.0
AGAIN = frozenset({"idempotency.in_flight", "journeys.payment_unfinished"})
"""Refusals that say: somebody is at it, ask again."""
TOKENS = ("tok_accept", "tok_accept", "tok_accept", "tok_late", "tok_decline", "tok_timeout", None)
"""What shoppers pay with; None pays in the store."""
ENDINGS = frozenset({"payments.not_enough_funds", "payments.provider_unreachable", "stock.not_enough"})
"""Refusals that are a definite answer to an order: declined, came to nothing, sold out."""


@dataclass(slots=True)
class Answered:
    """What an order was answered: its number and status, or why there is none."""

    key: str
    number: str | None
    status: str | None
    refusal: str | None


@dataclass(slots=True)
class Program:
    """Somebody who calls the API at a port, sending again what was not answered."""

    port: int
    unanswered: int = 0

    def sure(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """A definite answer. Fails when there is none within PATIENCE_SECONDS."""
        sent = {"Content-Type": "application/json", **(headers or {})}
        if method == "POST":
            sent["Idempotency-Key"] = key or str(ids.new())
        deadline = time.monotonic() + PATIENCE_SECONDS
        last: object = None
        while time.monotonic() < deadline:
            try:
                status, answer = self._once(method, path, body, sent)
            except (OSError, http.client.HTTPException, ValueError) as lost:
                last = lost
            else:
                code = answer.get("code")
                if code not in AGAIN and (status < 500 or code in ENDINGS):
                    return status, answer
                last = (status, answer)
            self.unanswered += 1
            time.sleep(0.1 + random.random() * 0.2)
        raise AssertionError(f"{method} {path} got no definite answer; the last was {last}")

    def _once(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), dict(headers))
            response = connection.getresponse()
            answer: dict[str, Any] = json.loads(response.read() or b"{}")
            return response.status, answer
        finally:
            connection.close()


@dataclass(slots=True)
class Town:
    """What everybody shares: when to stop, who ordered what, and with which token its owner sees it."""

    port: int
    variants: list[int]
    stop: threading.Event = field(default_factory=threading.Event)
    answers: list[Answered] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    handed_over: list[str] = field(default_factory=list)


def buy_and_buy(town: Town, name: int) -> int:
    """One shopper after the other, until it is time to stop; return how many calls got no answer."""
    program = Program(town.port)
    while not town.stop.is_set():
        _buy(town, program, name)
    return program.unanswered


def _buy(town: Town, program: Program, name: int) -> None:
    status, cart = program.sure("POST", "/carts", {"region": "AM", "channel": "web"})
    assert status == 201, cart
    owner = {"Cart-Token": cart["token"]}
    variant = random.choice(town.variants)
    status, filled = program.sure("POST", f"/carts/{cart['cart']}/lines", {"variant": variant, "quantity": 2}, headers=owner)
    assert status == 201, filled
    token, key = random.choice(TOKENS), str(ids.new())
    sent = {
        "delivery": {"kind": "collect", "location": "YVN"},
        "payment": {"by": "in_store"} if token is None else {"by": "card", "token": token},
        "contact": {"given_name": "Ani", "email": f"buyer-{name}@example.com"},
    }
    status, placed = program.sure("POST", f"/carts/{cart['cart']}/order", sent, key=key, headers=owner)
    if status == 201:
        town.owners[placed["number"]] = cart["token"]
        town.answers.append(Answered(key, placed["number"], placed["status"], None))
    else:
        assert placed.get("code") in ENDINGS, placed
        town.answers.append(Answered(key, None, None, placed["code"]))


def work_at_the_desk(town: Town, secret: str) -> int:
    """An associate who does whatever comes next, until it is time to stop; return how many calls got no answer."""
    program = Program(town.port)
    badge = {"Authorization": f"Bearer {secret}"}
    while not town.stop.is_set():
        _, found = program.sure("GET", "/fulfilments?location=YVN&limit=20", headers=badge)
        for work in found["work"]:
            if not town.stop.is_set():
                _do_next(town, program, badge, work)
        town.stop.wait(0.1)
    return program.unanswered


def _do_next(town: Town, program: Program, badge: Mapping[str, str], work: Mapping[str, Any]) -> None:
    path = f"/fulfilments/{work['fulfilment']}"
    lines = [{"position": line["position"], "quantity": line["quantity"]} for line in work["lines"]]
    bodies: dict[str, tuple[str, Any]] = {
        "start_picking": ("start", None),
        "pick": ("pick", {"picked": lines}),
        "mark_ready": ("ready", None),
    }
    if work["next_action"] in bodies:
        step, body = bodies[work["next_action"]]
        status, done = program.sure("POST", f"{path}/{step}", body, headers=badge)
        assert status in (200, 409), done
    elif work["next_action"] == "hand_over" and (owner := town.owners.get(work["order_number"])):
        _, order = program.sure("GET", f"/orders/{work['order_number']}", headers={"Cart-Token": owner})
        (code,) = [parcel["pickup_code"] for parcel in order["fulfilments"]]
        if code:
            given = {"code": code, "paid_by": "in_store_cash"}
            status, done = program.sure("POST", f"{path}/hand-over", given, headers=badge)
            assert status in (200, 409), done
            town.handed_over.append(work["order_number"])
