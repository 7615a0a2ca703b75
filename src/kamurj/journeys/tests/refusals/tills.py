"""What is refused at a till, of carts and checkouts, and of whoever pays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from kamurj.foundation.access.contracts import Role, Staff
from kamurj.journeys import (
    endless_aisle,
    gift_cards,
    keep_address,
    mail_receipt,
    offer_rules,
    pay_link,
    place_order,
    public_holidays,
    sell_at_till,
)
from kamurj.journeys.aisle_parts import Part
from kamurj.journeys.aisle_payment import CounterPayment
from kamurj.journeys.cash import TillPart
from kamurj.journeys.contracts import PayBy, PaymentChoice
from kamurj.journeys.endless_aisle import Customer
from kamurj.journeys.tests.refusals import SAME, Row, Scene, row
from kamurj.journeys.tests.shop import ANI, HOME, PASADENA, SHIP
from kamurj.journeys.till_discounts import Givers, HandDiscount
from kamurj.kernel import ids
from kamurj.kernel.ids import CartId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.locations import queries as locations
from kamurj.orders.contracts import CartLine, Delivery, DeliveryKind
from kamurj.payments import links
from kamurj.payments.contracts import Method
from kamurj.stock.contracts import OfferRule, OfferRuleKind
from kamurj.stored_value import operations as stored
from kamurj.stored_value.contracts import Account, AccountId, Kind, Source
from kamurj.tills.contracts import OffKind

CASH = Method.IN_STORE_CASH
FEW = Money(1, "AMD")
NOBODYS = OrderId(ids.new())
SOMEBODY = Customer(contact=ANI)


def card(scene: Scene, minor: int = 5_000_00, currency: str = "AMD", **more: Any) -> Account:
    return stored.issue(
        kind=Kind.GIFT_CARD, amount=Money(minor, currency), source=Source.SOLD, key=str(ids.new()), **scene.web, **more
    ).account


@row(sell_at_till.sell_at_till)
def sell(scene: Scene) -> Row:
    full, dollars = card(scene), card(scene, currency="USD")
    over = card(scene, expires_at=scene.now + timedelta(days=1))
    later = {"now": scene.now + timedelta(days=2)}
    blocked = card(scene)
    stored.block(account=blocked.id, reason="lost", **scene.web)
    credit = stored.issue(
        kind=Kind.STORE_CREDIT, amount=Money(100_00, "AMD"), source=Source.GRANTED, key="c", customer=scene.ani, **scene.web
    ).account
    associate = Givers(Staff(user_id=1, role=Role.ASSOCIATE, location_id=scene.yerevan, permissions=frozenset()))

    def paid(account: Account, minor: int = 1_000_00, means: Method = Method.GIFT_CARD) -> dict[str, Any]:
        return {"parts": [TillPart(means, Money(minor, account.balance.currency), account.id)]}

    def off(kind: OffKind, amount: int, variant: VariantId | None = None, reason: str = "Scratched.") -> dict[str, Any]:
        return {"discounts": [HandDiscount(variant, kind, amount, reason)], "givers": associate}

    return Row(
        {
            "sale": OrderId(ids.new()),
            "location": scene.yerevan,
            "lines": [CartLine(scene.oak, 1)],
            "method": CASH,
            "language": "en",
            **paid(full),
            **scene.till,
        },
        [
            ("nowhere", {"location": 0}, "locations.unknown_location"),
            ("an article that there is not", {"lines": [CartLine(VariantId(-1), 1)]}, "journeys.unknown_article"),
            ("nothing", {"lines": []}, "orders.cart_is_empty"),
            ("no piece", {"lines": [CartLine(scene.oak, 0)]}, "orders.quantity_refused"),
            ("fewer than none", {"lines": [CartLine(scene.oak, -1)]}, "orders.quantity_refused"),
            ("more than lies here", {"lines": [CartLine(scene.oak, 99)]}, "stock.not_enough"),
            ("too little cash", {"tendered": FEW}, "journeys.tendered_too_little"),
            ("cash of elsewhere", {"tendered": Money(99_999_00, "USD")}, "journeys.currency_not_accepted"),
            ("another total than was seen", {"seen_total": FEW}, "journeys.price_changed"),
            ("a coupon that there is not", {"coupons": ["NOTHING"]}, "promotions.coupon_unknown"),
            ("nothing for the rest", {"method": None}, "journeys.rest_not_paid"),
            ("a card for the rest that is none", {"method": Method.CARD}, "journeys.rest_not_paid"),
            ("a part of nothing", paid(full, 0), "journeys.invalid_part"),
            ("less than nothing", paid(full, -1), "journeys.invalid_part"),
            ("more than it comes to", {"parts": [TillPart(CASH, Money(99_990_00, "AMD"))]}, "journeys.parts_too_much"),
            ("more than the card has", paid(full, 6_000_00), "stored_value.not_enough"),
            ("a card of dollars", paid(dollars), "journeys.invalid_part"),
            ("a card that is over", paid(over) | later, "stored_value.expired"),
            ("a card that is blocked", paid(blocked), "stored_value.blocked"),
            ("a card that there is not", paid(replace(full, id=AccountId(ids.new()))), "stored_value.no_such_account"),
            ("credit of somebody else", paid(credit, 100_00, Method.STORE_CREDIT), "stored_value.not_yours"),
            ("more off than there is", off(OffKind.AMOUNT, 99_999_00), "journeys.discount_not_possible"),
            ("nothing off", off(OffKind.PERCENT, 0), "journeys.discount_not_possible"),
            ("less than nothing off", off(OffKind.AMOUNT, -1), "journeys.discount_not_possible"),
            ("off what is not sold", off(OffKind.PERCENT, 100, scene.lamp), "journeys.discount_not_possible"),
            ("off without a reason", off(OffKind.PERCENT, 100, reason=" "), "journeys.discount_reason_needed"),
            ("more off than they may", off(OffKind.PERCENT, 50_00), "journeys.approval_needed"),
            ("cash where no drawer is open", {"location": scene.warehouse}, "tills.no_open_drawer"),
        ],
        [("twice", {}, SAME), ("another sale under its id", {"lines": [CartLine(scene.ash, 1)]}, "journeys.sale_id_reused")],
    )


@row(gift_cards.sell_card)
def sell_card(scene: Scene) -> Row:
    till = locations.location(scene.yerevan)
    return Row(
        {
            "card": AccountId(ids.new()),
            "amount": Money(5_000_00, "AMD"),
            "method": CASH,
            "till": till,
            "language": "en",
            **scene.till,
        },
        [
            ("for nothing", {"amount": Money(0, "AMD")}, "payments.invalid_amount"),
            ("for less than nothing", {"amount": Money(-1, "AMD")}, "payments.invalid_amount"),
            ("for more than there is", {"amount": Money(10**15, "AMD")}, "payments.invalid_amount"),
            ("in another currency", {"amount": Money(5_000, "USD")}, "journeys.invalid_part"),
            ("by a gift card", {"method": Method.GIFT_CARD}, "journeys.invalid_part"),
            ("too little cash", {"tendered": FEW}, "journeys.tendered_too_little"),
            ("where nothing is sold any more", {"till": replace(till, active=False)}, "journeys.till_closed_down"),
            (
                "where no drawer is open",
                {"till": replace(till, location=scene.warehouse)},
                "tills.no_open_drawer",
            ),
        ],
        [
            ("twice", {}, SAME),
            ("another amount on the same card", {"amount": Money(9_000_00, "AMD")}, "payments.key_reused"),
        ],
    )


@row(gift_cards.top_up_card)
def top_up_card(scene: Scene) -> Row:
    known, dollars = card(scene), card(scene, currency="USD")
    return Row(
        {
            "account": known.id,
            "amount": Money(1_000_00, "AMD"),
            "key": ids.new(),
            "method": CASH,
            "till": locations.location(scene.yerevan),
            "language": "en",
            **scene.till,
        },
        [
            ("no card", {"account": AccountId(ids.new())}, "stored_value.no_such_account"),
            ("a card of dollars", {"account": dollars.id}, "stored_value.other_currency"),
            ("with nothing", {"amount": Money(0, "AMD")}, "payments.invalid_amount"),
            ("with less than nothing", {"amount": Money(-1, "AMD")}, "payments.invalid_amount"),
            ("in another currency", {"amount": Money(5_000, "USD")}, "journeys.invalid_part"),
            ("too little cash", {"tendered": FEW}, "journeys.tendered_too_little"),
        ],
        [("twice", {}, SAME), ("another amount under the same key", {"amount": Money(2_000_00, "AMD")},
                               "payments.key_reused")],
    )  # fmt: skip


def parts_of(
    scene: Scene, *, delivery: Delivery | None = None, pieces: int = 1, variant: VariantId | None = None
) -> tuple[Part]:
    return (Part(delivery or Delivery(DeliveryKind.SHIP, address=HOME), (CartLine(variant or scene.oak, pieces),)),)


def aisle(scene: Scene) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any], str]]]:
    cart = scene.cart({scene.oak: 1}, customer=scene.ani)
    right = {
        "sale": OrderId(ids.new()),
        "location": scene.yerevan,
        "parts": parts_of(scene),
        "customer": SOMEBODY,
        "language": "en",
        **scene.till,
    }
    abroad = Delivery(DeliveryKind.SHIP, address=PASADENA)
    there = Delivery(DeliveryKind.CARRY_OUT, scene.gyumri)
    return right, [
        ("nowhere", {"location": 0}, "locations.unknown_location"),
        ("nothing", {"parts": ()}, "orders.cart_is_empty"),
        ("no piece", {"parts": parts_of(scene, pieces=0)}, "orders.quantity_refused"),
        ("fewer than none", {"parts": parts_of(scene, pieces=-1)}, "orders.quantity_refused"),
        ("more than lies anywhere", {"parts": parts_of(scene, pieces=99)}, "stock.not_enough"),
        ("an article that there is not", {"parts": parts_of(scene, variant=VariantId(-1))}, "journeys.unknown_article"),
        ("to where another currency is paid", {"parts": parts_of(scene, delivery=abroad)}, "journeys.currency_not_accepted"),
        ("taken along from another store", {"parts": parts_of(scene, delivery=there)}, "aisle.only_here"),
        (
            "a cart of somebody else",
            {"customer": replace(SOMEBODY, known=scene.stranger, web_cart=cart)},
            "finish_cart.somebody_elses",
        ),
        (
            "a cart that there is not",
            {"customer": replace(SOMEBODY, known=scene.ani, web_cart=CartId(ids.new()))},
            "orders.cart_not_found",
        ),
    ]


@row(endless_aisle.keep)
def keep(scene: Scene) -> Row:
    right, wrong = aisle(scene)
    return Row(right, wrong)


@row(endless_aisle.sell)
def sell_elsewhere(scene: Scene) -> Row:
    right, wrong = aisle(scene)
    link = {"payment": CounterPayment(None)}
    two = {"parts": (*parts_of(scene), *parts_of(scene, delivery=scene.collect(scene.gyumri)))}
    return Row(
        {**right, "payment": CounterPayment(CASH)},
        [
            *wrong,
            ("by one link for two parcels", link | two, "aisle.link_for_one_parcel"),
        ],
        [
            ("twice", {}, SAME),
            ("another sale under its id", {"parts": parts_of(scene, variant=scene.ash)}, "journeys.sale_id_reused"),
        ],
    )


@row(pay_link.make_link)
def make_link(scene: Scene) -> Row:
    order, paid = scene.bought(in_store=True), scene.bought(1)
    return Row(
        {"order": order.id, **scene.till},
        [
            ("no order", {"order": NOBODYS}, "orders.not_found"),
            ("what is paid", {"order": paid.id}, "pay_link.nothing_owed"),
            ("more than is owed", {"amount": order.totals.gross + FEW}, "pay_link.nothing_owed"),
            ("nothing", {"amount": Money(0, "AMD")}, "payments.invalid_amount"),
            ("less than nothing", {"amount": Money(-1, "AMD")}, "payments.invalid_amount"),
            ("in another currency", {"amount": Money(100, "USD")}, "pay_link.nothing_owed"),
            ("that is over before it begins", {"valid": timedelta(days=-1)}, "payments.invalid_amount"),
        ],
    )


@row(pay_link.pay)
def pay_by_link(scene: Scene) -> Row:
    link = pay_link.make_link(order=scene.bought(in_store=True).id, **scene.till)
    return Row(
        {"link_token": links.token_of(link.id), "token": "tok_accept", **scene.web},
        [
            ("no link", {"link_token": "x" * 43}, "payments.no_such_link"),
            ("too late", {"now": scene.now + timedelta(days=4)}, "payments.link_is_over"),
        ],
        [("twice", {}, "payments.link_is_paid")],
    )


@row(mail_receipt.ask)
def ask_for_receipt(scene: Scene) -> Row:
    return Row(
        {"sale": scene.sold().id, "address": "ani@example.com", "language": "en", **scene.till},
        [
            ("no sale", {"sale": NOBODYS}, "orders.not_found"),
            ("no address", {"address": ""}, "orders.no_mail_address"),
            ("rubbish", {"address": "nobody"}, "orders.no_mail_address"),
        ],
        [("twice", {}, SAME)],
    )


@row(place_order.begin_checkout)
def begin_checkout(scene: Scene) -> Row:
    cart = scene.cart({scene.oak: 2}, customer=scene.ani)
    return Row({"cart": cart, "delivery": scene.collect(), "language": "en", **scene.web}, _deliveries(scene))


@row(place_order.place_order)
def place(scene: Scene) -> Row:
    cart = scene.cart({scene.oak: 2}, customer=scene.ani)
    return Row(
        {
            "cart": cart,
            "delivery": scene.collect(),
            "payment": PaymentChoice(PayBy.CARD, "tok_accept"),
            "contact": ANI,
            "key": "order",
            **scene.web,
        },
        [
            *_deliveries(scene),
            ("without a key", {"key": ""}, "journeys.key_needed"),
            ("another total than was seen", {"seen_total": FEW}, "journeys.price_changed"),
            ("paid where it is sent", {"delivery": SHIP, "payment": PaymentChoice(PayBy.IN_STORE)},
             "journeys.pay_in_store_on_collection_only"),
        ],
        [
            ("twice", {}, SAME),
        ],
    )  # fmt: skip


def _deliveries(scene: Scene) -> list[tuple[str, dict[str, Any], str]]:
    far = replace(HOME, country="FR")
    return [
        ("no cart", {"cart": CartId(ids.new())}, "orders.cart_not_found"),
        ("an empty cart", {"cart": scene.cart({})}, "orders.cart_is_empty"),
        ("more than lies there", {"cart": scene.cart({scene.oak: 99})}, "stock.not_enough"),
        ("where another currency is paid", {"delivery": scene.collect(scene.pasadena)}, "journeys.currency_not_accepted"),
        ("collected nowhere", {"delivery": Delivery(DeliveryKind.COLLECT)}, "journeys.pickup_store_needed"),
        ("sent nowhere", {"delivery": Delivery(DeliveryKind.SHIP)}, "journeys.address_needed"),
        ("sent too far", {"delivery": Delivery(DeliveryKind.SHIP, address=far)}, "journeys.not_shipped_there"),
    ]


@row(offer_rules.set_rule)
def set_rule(scene: Scene) -> Row:
    return Row({"rule": OfferRule(OfferRuleKind.SAFETY, variant=scene.oak, pieces=2), **scene.web}, rules_wrong(scene))


@row(offer_rules.try_rule)
def try_rule(scene: Scene) -> Row:
    return Row(
        {"rule": OfferRule(OfferRuleKind.SAFETY, variant=scene.oak, pieces=2), **scene.web},
        [*rules_wrong(scene), ("the end of none", {"ends": True}, "stock.unknown_offer_rule")],
        reads=True,
    )


def rules_wrong(scene: Scene) -> list[tuple[str, dict[str, Any], str]]:
    everything = OfferRule(OfferRuleKind.EXCLUDED)
    return [
        ("nothing is offered any more", {"rule": everything}, "stock.invalid_offer_rule"),
        ("a buffer of no channel", {"rule": OfferRule(OfferRuleKind.BUFFER, pieces=1)}, "stock.invalid_offer_rule"),
        (
            "fewer than none",
            {"rule": OfferRule(OfferRuleKind.SAFETY, variant=scene.oak, pieces=-1)},
            "stock.buffer_out_of_range",
        ),
        (
            "too many",
            {"rule": OfferRule(OfferRuleKind.SAFETY, variant=scene.oak, pieces=10**9)},
            "stock.buffer_out_of_range",
        ),
    ]


@row(public_holidays.keep)
def keep_holidays(scene: Scene) -> Row:
    return Row(
        {"country": "AM", "years": [2026], **scene.web},
        [("a country that there is not", {"country": "XX"}, "journeys.no_holidays_known")],
        [("twice", {}, SAME)],
    )


@row(keep_address.keep_address)
def remember_address(scene: Scene) -> Row:
    known = scene.known()
    return Row(
        {"customer": known, "address": HOME, **scene.web},
        [("of nobody", {"customer": scene.stranger}, "customers.no_such_customer")],
        [("twice", {}, SAME)],
    )
