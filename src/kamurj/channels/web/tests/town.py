"""A small town for the tests of the web shop: stores, a warehouse, a few articles, and what a shopper does in one line."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from kamurj.catalogue.bulk import upsert_categories, upsert_options, upsert_products
from kamurj.catalogue.contracts import CategoryRow, NewVariant, OptionRow, ProductRow, ProductWords
from kamurj.foundation.database import sql
from kamurj.fulfilment import operations as fulfilments
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.journeys import route_order
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations.bulk import upsert_locations
from kamurj.locations.contracts import LocationKind, LocationRow, WeekHours
from kamurj.orders import queries as orders
from kamurj.pricing.operations import add_price_list, change_tax_rate, set_price
from kamurj.stock.bulk import set_levels
from kamurj.stock.contracts import LevelCount

HOUSE = Origin(channel=Channel.CONSOLE, actor="system:tests")
ALWAYS_OPEN = tuple(WeekHours(weekday=day, opens=time(0), closes=time(0)) for day in range(7))
PLACES = {
    "YVN": ("Northern Avenue", "Հյուսիսային պողոտա", "AM", Position(40.1811, 44.5136)),
    "GYU": ("Gyumri", "Գյումրի", "AM", Position(40.7894, 43.8475)),
    "LAX": ("Glendale", "Գլենդեյլ", "US", Position(34.1425, -118.2551)),
    "WH": ("Warehouse", "Պահեստ", "AM", Position(40.15, 44.40)),
}
SOFA = {"en": ProductWords("Ani sofa", "Deep and soft."), "hy": ProductWords("«Անի» բազմոց", "Խորը և փափուկ։")}
LAMP = {"en": ProductWords("Lamp <b>bright</b>"), "hy": ProductWords("Լամպ <b>պայծառ</b>")}


class Town:
    """The ids of everything, and what happens there."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.places = upsert_locations(rows=[_place(code) for code in PLACES], now=now, origin=HOUSE)
        self._articles()
        self._prices()
        self.stock("SOFA-OAK", YVN=2, GYU=5, WH=9)
        self.stock("SOFA-ASH", GYU=1)
        self.stock("LAMP", YVN=40)

    def _articles(self) -> None:
        upsert_categories(
            [
                CategoryRow(handle="home", names={"en": "Home things", "hy": "Տան համար"}),
                CategoryRow(handle="sofas", names={"en": "Sofas", "hy": "Բազմոցներ"}, parent="home"),
                CategoryRow(handle="bare", names={"en": "Bare", "hy": "Դատարկ"}),
            ]
        )
        upsert_options(
            [
                OptionRow(option="wood", names={"en": "Wood", "hy": "Փայտ"}),
                OptionRow(option="wood", value="oak", names={"en": "Oak", "hy": "Կաղնի"}),
                OptionRow(option="wood", value="ash", names={"en": "Ash", "hy": "Հացենի"}),
            ]
        )
        rows = [
            _product(
                "ani-sofa", "sofas", SOFA, NewVariant("SOFA-OAK", {"wood": "oak"}), NewVariant("SOFA-ASH", {"wood": "ash"})
            ),
            _product("lamp", "home", LAMP, NewVariant("LAMP")),
            _product("gone", "home", {"en": ProductWords("Gone chair")}, NewVariant("GONE")),
        ]
        made = upsert_products(rows, now=self.now, origin=HOUSE)
        self.variants, self.products = made.variants, made.products

    def many(self, count: int) -> None:
        """So many chairs more, each with a price, to fill pages."""
        rows = [
            _product(f"chair-{n}", "home", {"en": ProductWords(f"Chair {n}")}, NewVariant(f"CHAIR-{n}"))
            for n in range(count)
        ]
        made = upsert_products(rows, now=self.now, origin=HOUSE)
        for variant in made.variants.values():
            self.price(variant, 9_000_00)
        self.variants.update(made.variants)

    def _prices(self) -> None:
        early = self.now - timedelta(days=2)
        when = {"starts_at": early, "now": early, "origin": HOUSE}
        for region, points in (("AM", 2000), ("US", 1025)):
            change_tax_rate(region=region, tax_category="standard", basis_points=points, **when)
        self.dram = add_price_list(name="Armenia", region="AM", currency="AMD", tax_included=True, **when)
        self.dollar = add_price_list(name="California", region="US", currency="USD", tax_included=False, **when)
        for sku, drams in (("SOFA-OAK", 219_000_00), ("SOFA-ASH", 229_000_00), ("LAMP", 12_000_00), ("GONE", 1_000_00)):
            self.price(self.variants[sku], drams)
        self.price(self.variants["LAMP"], 30_00, currency="USD")

    def price(self, variant: VariantId, minor: int, currency: str = "AMD") -> None:
        listed = self.dram if currency == "AMD" else self.dollar
        set_price(price_list=listed, variant=variant, amount=Money(minor, currency), now=self.now, origin=HOUSE)

    def stock(self, sku: str, **pieces: int) -> None:
        rows = [LevelCount(self.variants[sku], self.places[code], count) for code, count in pieces.items()]
        assert set_levels(rows=rows, now=self.now, origin=HOUSE).refused == ()

    def put_in(self, client: Client, sku: str, quantity: int = 1, prefix: str = "") -> None:
        sent = {"variant": self.variants[sku], "quantity": quantity}
        assert client.post(f"{prefix}/cart/add", sent).status_code == 302

    def order(self, client: Client, *, prefix: str = "", **changes: object) -> orders.Order:
        """Send the checkout as a person would; the order that it became."""
        answer = client.post(f"{prefix}/checkout", filled(**changes))
        assert answer.status_code == 302, answer.content.decode()
        return orders.order_by_number(number_in(answer["Location"]))

    def make_ready(self, order: OrderId) -> Fulfilment:
        """The store picks the order and lays it at the desk."""
        (work,) = route_order.route_order(order=order, now=self.now, origin=HOUSE)
        there = {"fulfilment": work.id, "location": work.location, "now": self.now, "origin": HOUSE}
        fulfilments.start_picking(**there)
        fulfilments.pick(**there, picked={line.position: line.quantity for line in work.lines})
        return fulfilments.mark_ready(**there)


def filled(**changes: object) -> dict[str, object]:
    """The checkout form, filled in."""
    return {
        "request_key": str(uuid4()),
        "delivery": "collect",
        "store": "YVN",
        "payment": "tok_accept",
        "given_name": "Անի",
        "family_name": "Petrosyan",
        "email": "ani@example.com",
        "phone": "",
        "street": "",
        "city": "",
        "postal_code": "",
        "region": "",
        **changes,
    }


def number_in(address: str) -> str:
    found = re.search(r"/orders/([^/?]+)", address)
    assert found, address
    return found[1]


def said(answer: HttpResponse) -> str:
    """What a page says, its unbreakable spaces read as plain ones."""
    return answer.content.decode().replace("\xa0", " ")


def order_count() -> int:
    return int(sql.scalar("SELECT count(*) FROM orders_order"))


def facts_of(kind: str) -> list[dict[str, object]]:
    return [row[0] for row in sql.rows("SELECT payload FROM log_fact WHERE type = %s ORDER BY id", (kind,))]


def _place(code: str) -> LocationRow:
    english, armenian, country, position = PLACES[code]
    return LocationRow(
        code=code,
        kind=LocationKind.WAREHOUSE if code == "WH" else LocationKind.STORE,
        name_en=english,
        name_hy=armenian,
        region=country,
        country=country,
        currency="USD" if country == "US" else "AMD",
        position=position,
        time_zone="America/Los_Angeles" if country == "US" else "Asia/Yerevan",
        address_en="1 Street",
        address_hy="Փողոց 1",
        phone="+37410000000",
        week=ALWAYS_OPEN,
    )


def _product(handle: str, category: str, words: dict[str, ProductWords], *variants: NewVariant) -> ProductRow:
    return ProductRow(handle=handle, category=category, words=words, variants=variants, brand="Nor Tun")
