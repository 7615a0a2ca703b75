"""What the demo offers beside its plain prices: promotions, a price for many and for the trade, points, value to spend."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kamurj.catalogue.queries import categories
from kamurj.customers.operations import join_segment
from kamurj.demo.log_ins import COUPON
from kamurj.demo.stocking import Stocked
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.pricing.operations import add_price_list, set_price
from kamurj.pricing.queries import price_lists, prices_of
from kamurj.promotions.contracts import Gives, Terms
from kamurj.promotions.operations.coupons import add_coupon
from kamurj.promotions.operations.terms import add_promotion
from kamurj.stored_value.contracts import Kind, Source
from kamurj.stored_value.operations import issue
from kamurj.stored_value.operations.points import set_points_rule

HOUSE = Origin(channel=Channel.CONSOLE, actor="system:demo")
MANY = 4
FEWER = 92
"""Of a hundred: what each costs where many are bought, or the trade buys."""
ARTICLES = 12


def offer(stocked: Stocked, shoppers: Mapping[str, CustomerId], *, now: datetime) -> None:
    """Make the offers; `shoppers` are those who can log in, by language: one has credit, the other belongs to the trade."""
    _promotions(now=now)
    _prices(stocked, now=now)
    for point in (Money(1_00, "AMD"), Money(1, "USD")):
        set_points_rule(currency=point.currency, basis_points=100, point=point, valid_days=365, now=now, origin=HOUSE)
    join_segment(customer=shoppers["en"], segment="trade", now=now, origin=HOUSE)
    issue(
        kind=Kind.STORE_CREDIT,
        amount=Money(5_000_00, "AMD"),
        source=Source.GRANTED,
        customer=shoppers["hy"],
        key="demo:credit",
        reason="A welcome",
        now=now,
        origin=HOUSE,
    )


def _promotions(*, now: datetime) -> None:
    tenth = add_promotion(
        terms=Terms(
            name_en="Ten per cent, with the code",
            name_hy="Տասը տոկոս՝ կոդով",
            gives=Gives.PERCENT,
            basis_points=1_000,
            by_coupon=True,
            starts_at=now,
            max_uses=1_000,
        ),
        now=now,
        origin=HOUSE,
    )
    add_coupon(promotion=tenth, code=COUPON, now=now, origin=HOUSE)
    lips = next(card.category for card in categories("en") if card.handle == "lips")
    add_promotion(
        terms=Terms(
            name_en="Three lipsticks for two",
            name_hy="Երեք շրթներկ երկուսի գնով",
            gives=Gives.BUY_GET,
            buy=2,
            get=1,
            basis_points=10_000,
            categories=(lips,),
            starts_at=now,
        ),
        now=now,
        origin=HOUSE,
    )


def _prices(stocked: Stocked, *, now: datetime) -> None:
    """Some articles cost less each where four are bought, and the trade pays that for one."""
    (drams,) = (one.id for one in price_lists() if one.currency == "AMD")
    trade = add_price_list(
        name="Trade", segment="trade", currency="AMD", tax_included=True, region="AM", starts_at=now, now=now, origin=HOUSE
    )
    some = sorted(stocked.variants.values())[:ARTICLES]
    for variant, listed in prices_of(variants=some).items():
        (price,) = (one.unit for one in listed if one.price_list == drams)
        less = Money(price.minor * FEWER // 100_00 * 100, "AMD")
        set_price(price_list=drams, variant=variant, amount=less, from_quantity=MANY, now=now, origin=HOUSE)
        set_price(price_list=trade, variant=variant, amount=less, now=now, origin=HOUSE)
