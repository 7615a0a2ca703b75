"""The shop of the checkout benchmark: one store, many articles, and carts that wait to be ordered."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from kamurj.catalogue.bulk import upsert_categories, upsert_products
from kamurj.catalogue.contracts import CategoryRow, NewVariant, ProductRow, ProductWords
from kamurj.customers.contracts import Address
from kamurj.journeys.contracts import PayBy, PaymentChoice, PlacedOrder
from kamurj.journeys.place_order import place_order
from kamurj.kernel import ids
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import CartId, LocationId, VariantId
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations.bulk import upsert_locations
from kamurj.locations.contracts import LocationKind, LocationRow
from kamurj.orders.contracts import Contact, Delivery, DeliveryKind
from kamurj.orders.operations import carts
from kamurj.pricing.bulk import PriceRow, upsert_prices
from kamurj.pricing.operations import add_price_list, change_tax_rate
from kamurj.stock.bulk import set_levels
from kamurj.stock.contracts import LevelCount

WEB = Origin(channel=Channel.WEB)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PLENTY = 1_000


def furnish(*, articles: int, pieces: int) -> tuple[LocationId, list[VariantId]]:
    """Make the shop: the first article has `pieces` pieces and is the hot one, of the others there is plenty."""
    now = datetime.now(UTC)
    store = upsert_locations(rows=[_store()], now=now, origin=WEB)["YEREVAN"]
    upsert_categories([CategoryRow(handle="all", names={"en": "All", "hy": "Բոլորը"})])
    rows = [
        ProductRow(
            handle=f"article-{number}",
            category="all",
            words={"en": ProductWords(f"Article {number}"), "hy": ProductWords(f"Ապրանք {number}")},
            variants=(NewVariant(sku=f"A{number:06}"),),
        )
        for number in range(articles + 1)
    ]
    made = upsert_products(rows, now=now, origin=WEB).variants
    variants = [made[f"A{number:06}"] for number in range(articles + 1)]
    change_tax_rate(region="AM", tax_category="standard", basis_points=2000, starts_at=LONG_AGO, now=now, origin=WEB)
    prices = add_price_list(
        name="Armenia", currency="AMD", tax_included=True, region="AM", starts_at=LONG_AGO, now=now, origin=WEB
    )
    upsert_prices(rows=[PriceRow(prices, variant, 1_000_000) for variant in variants], now=now, origin=WEB)
    counts = [LevelCount(variant, store, pieces if variant == variants[0] else PLENTY) for variant in variants]
    set_levels(rows=counts, now=now, origin=WEB)
    return store, variants


def fill_carts(wanted: Sequence[VariantId]) -> list[CartId]:
    """One guest's cart for every piece that somebody wants."""
    now = datetime.now(UTC)
    return [_cart(variant, now) for variant in wanted]


def draw(variants: Sequence[VariantId], *, count: int, seed: int) -> list[VariantId]:
    """Articles that so many buyers want, any of them but the hot one."""
    chance = random.Random(seed)
    return [chance.choice(variants[1:]) for _ in range(count)]


def collected_in(store: LocationId) -> Delivery:
    """The guest comes to the store for it."""
    return Delivery(DeliveryKind.COLLECT, location=store)


PARCEL = Delivery(
    DeliveryKind.SHIP,
    address=Address(recipient="Անի Sargsyan", line1="Abovyan 1", city="Yerevan", region="", postcode="0001", country="AM"),
)


def order(cart: CartId, delivery: Delivery) -> PlacedOrder:
    """What a guest does who pays by card."""
    return place_order(
        cart=cart,
        delivery=delivery,
        payment=PaymentChoice(by=PayBy.CARD, token="tok_accept"),  # noqa: S106 - a word of the sandbox
        contact=Contact("Անի", "Sargsyan", email=f"{cart}@example.com"),
        key=f"order-{cart}",
        origin=WEB,
        now=datetime.now(UTC),
    )


def _cart(variant: VariantId, now: datetime) -> CartId:
    made = carts.open_cart(anonymous_id=str(ids.new()), currency="AMD", language="en", origin=WEB, now=now)
    carts.set_line(cart=made.id, variant=variant, quantity=1, origin=WEB, now=now + timedelta(milliseconds=1))
    return made.id


def _store() -> LocationRow:
    return LocationRow(
        code="YEREVAN",
        kind=LocationKind.STORE,
        name_en="Yerevan",
        name_hy="Երևան",
        region="AM",
        country="AM",
        currency="AMD",
        position=Position(40.18, 44.51),
        time_zone="Asia/Yerevan",
    )
