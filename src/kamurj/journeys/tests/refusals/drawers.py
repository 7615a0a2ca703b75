"""What is refused of whoever minds a drawer, puts sales aside, or says what tills keep to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kamurj.journeys.tests.refusals import SAME, Row, Scene, row
from kamurj.kernel import ids
from kamurj.kernel.money import Money
from kamurj.tills.contracts import Drawer, DrawerId, EntryKind, ParkedId
from kamurj.tills.operations import drawers, parking, policy
from kamurj.tills.queries import open_drawers

NO_DRAWER = ("no drawer", {"drawer": DrawerId(ids.new())}, "tills.no_such_drawer")


def drawer(scene: Scene) -> Drawer:
    (found,) = open_drawers(location=scene.yerevan)
    return found


@row(drawers.open_drawer)
def open_drawer(scene: Scene) -> Row:
    return Row(
        {"drawer": DrawerId(ids.new()), "location": scene.yerevan, "register": 2, "currency": "AMD",
         "counts": {10_000_00: 1}, **scene.till},
        [
            ("what is open", {"register": 1}, "tills.drawer_taken"),
            ("no till", {"register": 0}, "tills.invalid_register"),
            ("too many tills", {"register": 10**6}, "tills.invalid_register"),
            ("fewer than none", {"counts": {10_000_00: -1}}, "tills.invalid_count"),
            ("too much", {"counts": {10_000_00: 10**12}}, "tills.invalid_count"),
        ],
        [("twice", {}, SAME), ("by another page", {"drawer": DrawerId(ids.new())}, "tills.drawer_taken")],
    )  # fmt: skip


@row(drawers.move_cash)
def move_cash(scene: Scene) -> Row:
    closed = DrawerId(ids.new())
    drawers.open_drawer(drawer=closed, location=scene.gyumri, register=2, currency="AMD", counts={}, **scene.till)
    drawers.close_drawer(drawer=closed, counts={}, **scene.till)
    return Row(
        {"drawer": drawer(scene).id, "kind": EntryKind.PAY_IN, "amount": Money(1_000_00, "AMD"), "reason": "Change.",
         "key": "cash", **scene.till},
        [
            NO_DRAWER,
            ("what is closed", {"drawer": closed}, "tills.drawer_closed_before"),
            ("nothing", {"amount": Money(0, "AMD")}, "tills.invalid_cash"),
            ("less than nothing", {"amount": Money(-1, "AMD")}, "tills.invalid_cash"),
            ("too much", {"amount": Money(10**16, "AMD")}, "tills.invalid_cash"),
            ("in another currency", {"amount": Money(100, "USD")}, "tills.invalid_cash"),
            ("more than there is", {"kind": EntryKind.PAY_OUT}, "tills.not_that_much_there"),
            ("without a reason", {"reason": " "}, "tills.reason_needed"),
        ],
        [("twice", {}, SAME)],
    )  # fmt: skip


@row(drawers.close_drawer)
def close_drawer(scene: Scene) -> Row:
    return Row(
        {"drawer": drawer(scene).id, "counts": {}, **scene.till},
        [
            NO_DRAWER,
            ("more than there is", {"counts": {1_000_00: 1}}, "tills.difference_unexplained"),
            ("fewer than none", {"counts": {1_000_00: -1}}, "tills.invalid_count"),
        ],
        [("twice", {}, SAME), ("with another count", {"counts": {1_000_00: 1}}, "tills.drawer_closed_before")],
    )


def parked(scene: Scene) -> dict[str, Any]:
    return {
        "parked": ParkedId(ids.new()), "location": scene.yerevan, "zone": "Asia/Yerevan", "fields": [("lines", "1")],
        "pieces": 1, "total": Money(100, "AMD"), **scene.till,
    }  # fmt: skip


@row(parking.park)
def park(scene: Scene) -> Row:
    return Row(
        parked(scene),
        [("nothing", {"pieces": 0}, "tills.nothing_to_park")],
        [("twice", {}, SAME), ("in another store", {"location": scene.gyumri}, "tills.parked_gone")],
    )


@row(parking.recall)
def recall(scene: Scene) -> Row:
    put = parking.park(**parked(scene))
    return Row(
        {"parked": put.id, "location": scene.yerevan, "key": ids.new(), **scene.till},
        [
            ("none", {"parked": ParkedId(ids.new())}, "tills.parked_gone"),
            ("in another store", {"location": scene.gyumri}, "tills.parked_gone"),
            ("tomorrow", {"now": scene.now + timedelta(days=1)}, "tills.parked_gone"),
        ],
        [
            ("twice", {"now": scene.now + timedelta(seconds=1)}, SAME),
            ("at another till", {"key": ids.new()}, "tills.parked_gone"),
        ],
    )


@row(policy.set_limit)
def set_limit(scene: Scene) -> Row:
    return Row(
        {"role": "associate", "basis_points": 500, **scene.web},
        [
            ("less than nothing", {"basis_points": -1}, "tills.policy_out_of_range"),
            ("more than all", {"basis_points": 10_001}, "tills.policy_out_of_range"),
        ],
        [("twice", {}, SAME)],
    )


@row(policy.set_step)
def set_step(scene: Scene) -> Row:
    return Row(
        {"currency": "AMD", "minor": 100_00, **scene.web},
        [
            ("nothing", {"minor": 0}, "tills.policy_out_of_range"),
            ("too much", {"minor": 10**9}, "tills.policy_out_of_range"),
        ],
        [("twice", {}, SAME)],
    )
