"""What is refused of whoever writes down the shop's rules: prices, promotions, value, sourcing, offers, days, terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from kamurj.journeys.tests.refusals import SAME, Row, Scene, row
from kamurj.journeys.tests.refusals.tills import card
from kamurj.kernel import ids
from kamurj.kernel.ids import PriceListId, VariantId
from kamurj.kernel.money import Money
from kamurj.pricing import operations as pricing
from kamurj.promotions.contracts import Gives, PromotionId, Terms
from kamurj.promotions.operations import coupons, terms
from kamurj.stored_value import operations as stored
from kamurj.stored_value.contracts import AccountId, Kind, Source
from kamurj.stored_value.operations import points

DAY = timedelta(days=1)
NO_LIST = ("no list", {"price_list": PriceListId(-1)}, "pricing.unknown_price_list")
NO_ACCOUNT = ("no account", {"account": AccountId(ids.new())}, "stored_value.no_such_account")
NO_PROMOTION = ("no promotion", {"promotion": PromotionId(-1)}, "promotions.unknown")
AMOUNTS = [
    ("nothing", {"amount": Money(0, "AMD")}, "stored_value.invalid_amount"),
    ("less than nothing", {"amount": Money(-1, "AMD")}, "stored_value.invalid_amount"),
    ("too much", {"amount": Money(10**15, "AMD")}, "stored_value.invalid_amount"),
]
OTHER = ("in another currency", {"amount": Money(100, "USD")}, "stored_value.other_currency")


@row(pricing.add_price_list)
def add_list(scene: Scene) -> Row:
    return Row(
        {"name": "Friends", "currency": "AMD", "tax_included": True, "starts_at": scene.now, "segment": "friends",
         **scene.web},
        [
            ("no name", {"name": " "}, "pricing.invalid_name"),
            ("a currency that there is not", {"currency": "XXX"}, "pricing.unknown_currency"),
            ("a region that there is not", {"region": "Armenia"}, "pricing.invalid_region"),
            ("people that there are not", {"segment": "My Friends!"}, "pricing.invalid_segment"),
            ("over before it begins", {"ends_at": scene.now - DAY}, "pricing.invalid_period"),
        ],
    )  # fmt: skip


@row(pricing.end_price_list)
def end_list(scene: Scene) -> Row:
    return Row(
        {"price_list": scene.dram, "ends_at": scene.now + DAY, **scene.web},
        [NO_LIST, ("before it began", {"ends_at": scene.now - 9 * DAY}, "pricing.invalid_period")],
    )


@row(pricing.set_price)
def set_price(scene: Scene) -> Row:
    return Row(
        {"price_list": scene.dram, "variant": scene.oak, "amount": Money(9_000_00, "AMD"), "from_quantity": 3, **scene.web},
        [
            NO_LIST,
            ("for nothing", {"amount": Money(0, "AMD")}, "pricing.invalid_amount"),
            ("for less than nothing", {"amount": Money(-1, "AMD")}, "pricing.invalid_amount"),
            ("for too much", {"amount": Money(10**16, "AMD")}, "pricing.invalid_amount"),
            ("in another currency", {"amount": Money(100, "USD")}, "pricing.wrong_currency"),
            ("from no piece on", {"from_quantity": 0}, "pricing.invalid_quantity"),
            ("from too many on", {"from_quantity": 10**9}, "pricing.invalid_quantity"),
        ],
        [("twice", {}, SAME)],
    )


@row(pricing.remove_price)
def remove_price(scene: Scene) -> Row:
    return Row(
        {"price_list": scene.dram, "variant": scene.oak, **scene.web},
        [NO_LIST, ("what has no price", {"variant": VariantId(-1)}, "pricing.no_price"),
         ("a tier that there is not", {"from_quantity": 7}, "pricing.no_price")],
        [("twice", {}, "pricing.no_price")],
    )  # fmt: skip


@row(pricing.change_tax_rate)
def change_tax(scene: Scene) -> Row:
    return Row(
        {"region": "AM", "tax_category": "books", "basis_points": 500, "starts_at": scene.now, **scene.web},
        [
            ("less than nothing", {"basis_points": -1}, "pricing.invalid_tax_rate"),
            ("more than all", {"basis_points": 10_001}, "pricing.invalid_tax_rate"),
            ("of nothing", {"tax_category": " "}, "pricing.invalid_tax_rate"),
            ("nowhere", {"region": "Armenia"}, "pricing.invalid_region"),
        ],
    )


@row(pricing.set_tax_category)
def set_tax(scene: Scene) -> Row:
    return Row(
        {"variants": [scene.oak], "tax_category": "books", **scene.web},
        [("no name", {"tax_category": " "}, "pricing.invalid_tax_rate"), ("nothing", {"variants": []}, SAME)],
        [("twice", {}, SAME)],
    )


def spring(scene: Scene) -> Terms:
    return Terms("Spring", "Գարուն", Gives.AMOUNT, scene.now, amount_minor=1_000_00, currency="AMD", by_coupon=True)


def terms_wrong(scene: Scene) -> list[tuple[str, dict[str, Any], str]]:
    good = spring(scene)

    def but(what: str, code: str, **changed: Any) -> tuple[str, dict[str, Any], str]:
        return (what, {"terms": replace(good, **changed)}, f"promotions.{code}")

    return [
        but("no name", "name_needed", name_hy=" "),
        but("nothing given", "gives_nothing", amount_minor=0),
        but("less than nothing given", "gives_nothing", amount_minor=-1),
        but("more than all given", "gives_nothing", gives=Gives.PERCENT, basis_points=10_001),
        but("no currency", "currency_needed", currency=None),
        but("a currency that there is not", "currency_needed", currency="XXX"),
        but("nothing to buy", "buy_get_refused", gives=Gives.BUY_GET, basis_points=10_000),
        but("over before it begins", "period_refused", ends_at=scene.now - DAY),
        but("never", "limit_refused", max_uses=0),
        but("a region that there is not", "region_refused", regions=("Armenia",)),
        but("people that there are not", "segment_refused", segments=("My Friends!",)),
        but("a reward for nothing", "reward_needs_buying", reward_variants=(scene.oak,)),
    ]


def added(scene: Scene, **changed: Any) -> PromotionId:
    return terms.add_promotion(terms=replace(spring(scene), **changed), **scene.web)


@row(terms.add_promotion)
def add_promotion(scene: Scene) -> Row:
    return Row({"terms": spring(scene), **scene.web}, terms_wrong(scene))


@row(terms.change_promotion)
def change_promotion(scene: Scene) -> Row:
    return Row(
        {"promotion": added(scene), "terms": replace(spring(scene), max_uses=3), "expected_version": 1, **scene.web},
        [
            *terms_wrong(scene),
            NO_PROMOTION,
            ("what somebody else changed", {"expected_version": 0}, "promotions.changed_by_another"),
        ],
        [("twice", {}, "promotions.changed_by_another")],
    )


@row(terms.end_promotion)
def end_promotion(scene: Scene) -> Row:
    return Row(
        {"promotion": added(scene), "ends_at": scene.now + DAY, **scene.web},
        [NO_PROMOTION, ("before it began", {"ends_at": scene.now - DAY}, "promotions.period_refused")],
        [("twice", {}, SAME)],
    )


@row(coupons.add_coupon)
def add_coupon(scene: Scene) -> Row:
    return Row(
        {"promotion": added(scene), "code": "SPRING", "max_uses": 5, **scene.web},
        [
            NO_PROMOTION,
            ("what needs none", {"promotion": added(scene, by_coupon=False)}, "promotions.not_by_coupon"),
            ("too short", {"code": "A"}, "promotions.code_refused"),
            ("too long", {"code": "A" * 41}, "promotions.code_refused"),
            ("never", {"max_uses": 0}, "promotions.limit_refused"),
        ],
        [("twice", {}, "promotions.code_taken"), ("in other letters", {"code": "spring"}, "promotions.code_taken")],
    )


@row(coupons.issue_coupons)
def issue_coupons(scene: Scene) -> Row:
    return Row(
        {"promotion": added(scene), "count": 3, "prefix": "SPR", **scene.web},
        [
            NO_PROMOTION,
            ("what needs none", {"promotion": added(scene, by_coupon=False)}, "promotions.not_by_coupon"),
            ("none", {"count": 0}, "promotions.too_many_codes"),
            ("fewer than none", {"count": -1}, "promotions.too_many_codes"),
            ("too many", {"count": 10**9}, "promotions.too_many_codes"),
            ("too long", {"prefix": "A" * 35}, "promotions.code_refused"),
        ],
    )


@row(stored.issue)
def issue(scene: Scene) -> Row:
    return Row(
        {"kind": Kind.GIFT_CARD, "amount": Money(1_000_00, "AMD"), "source": Source.SOLD, "key": "issue", **scene.web},
        [
            *AMOUNTS,
            ("credit of nobody", {"kind": Kind.STORE_CREDIT}, "stored_value.customer_needed"),
            ("over before it begins", {"expires_at": scene.now}, "stored_value.invalid_expiry"),
        ],
        [("twice", {}, SAME), ("more under the same key", {"amount": Money(2, "AMD")}, "stored_value.key_reused")],
    )


@row(stored.top_up)
def top_up(scene: Scene) -> Row:
    return Row(
        {"account": card(scene).id, "amount": Money(1_000_00, "AMD"), "source": Source.SOLD, "key": "top", **scene.web},
        [NO_ACCOUNT, *AMOUNTS, OTHER],
        [("twice", {}, SAME), ("more under the same key", {"amount": Money(2, "AMD")}, "stored_value.key_reused")],
    )


@row(stored.spend)
def spend(scene: Scene) -> Row:
    over, blocked = card(scene, expires_at=scene.now + DAY), card(scene)
    stored.block(account=blocked.id, reason="lost", **scene.web)
    return Row(
        {"account": card(scene).id, "amount": Money(4_000_00, "AMD"), "key": "spend", "reference": None, **scene.web},
        [
            NO_ACCOUNT,
            *AMOUNTS,
            OTHER,
            ("more than there is", {"amount": Money(5_000_01, "AMD")}, "stored_value.not_enough"),
            ("what is over", {"account": over.id, "now": scene.now + DAY}, "stored_value.expired"),
            ("what is blocked", {"account": blocked.id}, "stored_value.blocked"),
        ],
        [
            ("twice", {}, SAME),
            ("more under the same key", {"amount": Money(2, "AMD")}, "stored_value.key_reused"),
            ("once too often", {"key": "again"}, "stored_value.not_enough"),
        ],
    )


@row(stored.give_back)
def give_back(scene: Scene) -> Row:
    known = card(scene)
    stored.spend(account=known.id, amount=Money(4_000_00, "AMD"), key="spent", reference=None, **scene.web)
    return Row(
        {"account": known.id, "amount": Money(4_000_00, "AMD"), "key": "back", "reference": None, **scene.web},
        [NO_ACCOUNT, *AMOUNTS, OTHER],
        [("twice", {}, SAME), ("more under the same key", {"amount": Money(2, "AMD")}, "stored_value.key_reused")],
    )


@row(stored.block)
def block(scene: Scene) -> Row:
    return Row(
        {"account": card(scene).id, "reason": "lost", **scene.web},
        [NO_ACCOUNT, ("without a reason", {"reason": " "}, "stored_value.invalid_reason")],
        [("twice", {}, SAME)],
    )


@row(stored.unblock)
def unblock(scene: Scene) -> Row:
    known = card(scene)
    stored.block(account=known.id, reason="lost", **scene.web)
    return Row(
        {"account": known.id, "reason": "found", **scene.web},
        [NO_ACCOUNT, ("without a reason", {"reason": " "}, "stored_value.invalid_reason")],
        [("twice", {}, SAME)],
    )


@row(points.set_points_rule)
def set_points(scene: Scene) -> Row:
    refused = "stored_value.invalid_points_rule"
    return Row(
        {"currency": "AMD", "basis_points": 500, "point": Money(1_00, "AMD"), "valid_days": 365, **scene.web},
        [
            ("nothing", {"basis_points": 0}, refused),
            ("more than all", {"basis_points": 10_001}, refused),
            ("points worth nothing", {"point": Money(0, "AMD")}, refused),
            ("points of another currency", {"point": Money(1, "USD")}, refused),
            ("a currency that there is not", {"currency": "XXX"}, refused),
            ("good for no day", {"valid_days": 0}, refused),
            ("good for too long", {"valid_days": 10**6}, refused),
        ],
        [("twice", {}, SAME)],
    )


@row(points.end_points_rule)
def end_points(scene: Scene) -> Row:
    points.set_points_rule(currency="AMD", basis_points=500, point=Money(1_00, "AMD"), valid_days=None, **scene.web)
    return Row(
        {"currency": "AMD", **scene.web}, [("where there are none", {"currency": "USD"}, SAME)], [("twice", {}, SAME)]
    )
