"""What is refused of kept cards, and of whoever writes down the terms of returns, changes, sourcing and days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

from kamurj.journeys.tests.refusals import SAME, Row, Scene, row
from kamurj.kernel import ids
from kamurj.kernel.ids import CategoryId
from kamurj.kernel.money import Money
from kamurj.locations import operations as places
from kamurj.locations.contracts import Handling, Holiday
from kamurj.orders.contracts.changes import ChangePolicy
from kamurj.orders.operations import changing
from kamurj.payments import instruments
from kamurj.payments.contracts.instruments import InstrumentId
from kamurj.returns.contracts.policies import Terms as ReturnTerms
from kamurj.returns.operations import claims as claiming
from kamurj.returns.operations import policies
from kamurj.sourcing import operations as sourcing
from kamurj.sourcing.contracts import Rule, RuleKind
from kamurj.sourcing.queries import current


@row(instruments.save)
def save(scene: Scene) -> Row:
    return Row(
        {"id": InstrumentId(ids.new()), "customer": scene.ani, "token": "tok_accept", **scene.web},
        [
            ("no card", {"token": ""}, "payments.invalid_token"),
            ("rubbish", {"token": "4111 1111 1111 1111"}, "payments.invalid_token"),
            ("what the bank refuses", {"token": "tok_unknown"}, "payments.instrument_refused"),
        ],
        [("twice", {}, SAME)],
    )


@row(instruments.forget)
def forget(scene: Scene) -> Row:
    kept = instruments.save(id=InstrumentId(ids.new()), customer=scene.ani, token="tok_accept", **scene.web)
    return Row(
        {"instrument": kept.id, "customer": scene.ani, **scene.web},
        [
            ("none", {"instrument": InstrumentId(ids.new())}, "payments.no_such_instrument"),
            ("somebody else's", {"customer": scene.stranger}, "payments.no_such_instrument"),
        ],
        [("twice", {}, SAME)],
    )


@row(policies.set_policy)
def set_policy(scene: Scene) -> Row:
    return Row(
        {"category": None, "country": "AM", "terms": ReturnTerms(days=30), **scene.web},
        [
            ("no means", {"terms": ReturnTerms(means=())}, "returns.policy_refused"),
            ("days that are over", {"terms": ReturnTerms(days=-1)}, "returns.policy_refused"),
            ("too many days", {"terms": ReturnTerms(days=10**6)}, "returns.policy_refused"),
            ("a country that there is not", {"country": "Armenia"}, "returns.policy_refused"),
        ],
        [("twice", {}, SAME)],
    )


@row(policies.end_policy)
def end_policy(scene: Scene) -> Row:
    policies.set_policy(category=None, country="AM", terms=ReturnTerms(days=30), **scene.web)
    return Row(
        {"category": None, "country": "AM", **scene.web},
        [("none", {"category": CategoryId(-1)}, "returns.policy_not_found")],
        [("twice", {}, "returns.policy_not_found")],
    )


@row(claiming.set_limit)
def set_limit(scene: Scene) -> Row:
    return Row(
        {"currency": "AMD", "limit": Money(100, "AMD"), **scene.web},
        [
            ("less than nothing", {"limit": Money(-1, "AMD")}, "returns.limit_refused"),
            ("in another currency", {"limit": Money(100, "USD")}, "returns.limit_refused"),
            ("a currency that there is not", {"currency": "XXX"}, "returns.limit_refused"),
        ],
        [("twice", {}, SAME)],
    )


@row(changing.set_change_policy)
def set_change_policy(scene: Scene) -> Row:
    return Row(
        {"policy": ChangePolicy(items_once=True), **scene.web},
        [("what somebody else changed", {"policy": ChangePolicy(items_once=True, version=9)},
          "orders.policy_changed_meanwhile")],
    )  # fmt: skip


@row(sourcing.save_rules)
def save_rules(scene: Scene) -> Row:
    known, _ = current(now=scene.now)

    def weighs(number: int) -> dict[str, Any]:
        return {"rules": replace(known, rules=(Rule(RuleKind.PARCELS, number),))}

    return Row(
        {**weighs(7), **scene.web},
        [
            ("less than nothing", weighs(-1), "sourcing.points_out_of_range"),
            ("too much", weighs(10**9), "sourcing.points_out_of_range"),
            ("what somebody else changed", {"rules": replace(known, version=99)}, "sourcing.rules_changed"),
        ],
        [("twice", {}, "sourcing.rules_changed")],
    )


@row(places.set_handling)
def set_handling(scene: Scene) -> Row:
    return Row(
        {"location": scene.yerevan, "handling": Handling(picking_minutes=30, ship_cut_off=time(12)), **scene.web},
        [
            ("nowhere", {"location": 0}, "locations.unknown_location"),
            ("minutes that are over", {"handling": Handling(picking_minutes=-1)}, "locations.invalid_handling"),
            ("too many minutes", {"handling": Handling(picking_minutes=10**6)}, "locations.invalid_handling"),
            ("days that are over", {"handling": Handling(handling_days=-1)}, "locations.invalid_handling"),
            ("too many days", {"handling": Handling(handling_days=10**3)}, "locations.invalid_handling"),
        ],
        [("twice", {}, SAME)],
    )


@row(places.set_holiday)
def set_holiday(scene: Scene) -> Row:
    good = Holiday("AM", date(2026, 5, 28), "Republic Day")
    return Row(
        {"holiday": good, **scene.web},
        [
            ("of no country", {"holiday": replace(good, country="Armenia")}, "locations.invalid_holiday"),
            ("of no region", {"holiday": replace(good, region="Lori region")}, "locations.invalid_holiday"),
            ("without a name", {"holiday": replace(good, name_en=" ")}, "locations.invalid_holiday"),
        ],
        [("twice", {}, SAME)],
    )
