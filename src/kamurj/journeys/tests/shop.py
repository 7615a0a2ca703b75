"""A small shop for the tests of buying: a warehouse, two stores in Armenia, one in California, and three articles."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from kamurj.catalogue.bulk import upsert_categories, upsert_products
from kamurj.catalogue.contracts import CategoryRow, NewVariant, ProductRow, ProductStatus, ProductWords
from kamurj.customers.contracts import Address
from kamurj.foundation.database import sql
from kamurj.journeys import place_order
from kamurj.journeys.contracts import PayBy, PaymentChoice, PlacedOrder
from kamurj.kernel import ids
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import CartId, CustomerId, LocationId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations.bulk import upsert_locations
from kamurj.locations.contracts import LocationKind, LocationRow, WeekHours
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Contact, Delivery, DeliveryKind
from kamurj.orders.operations import carts
from kamurj.pricing.operations import add_price_list, change_tax_rate, set_price
from kamurj.stock import queries as stocked
from kamurj.stock.bulk import set_levels
from kamurj.stock.contracts import LevelCount
from kamurj.tills.contracts import DrawerId
from kamurj.tills.operations.drawers import open_drawer

WEB = Origin(channel=Channel.WEB)
ANI = Contact(given_name="Անի", family_name="Petrosyan", email="ani@example.com")
HOME = Address(recipient="Անի Petrosyan", line1="Baghramyan 1", city="Yerevan", country="AM")
PASADENA = Address(recipient="Ani", line1="1 Colorado Blvd", city="Pasadena", country="US", region="CA")
SHIP = Delivery(kind=DeliveryKind.SHIP, address=HOME)
ALL_DAY = tuple(WeekHours(weekday=day, opens=time(10), closes=time(20)) for day in range(7))


class Shop:
    """The ids of everything, and what a shopper does in one line."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._places()
        self._articles()
        self._prices()
        self._drawers()

    def _places(self) -> None:
        rows = [
            _place("WH", LocationKind.WAREHOUSE, "AM", "AM", "AMD", Position(40.15, 44.40)),
            _place("YVN", LocationKind.STORE, "AM", "AM", "AMD", Position(40.18, 44.51)),
            _place("GYU", LocationKind.STORE, "AM", "AM", "AMD", Position(40.79, 43.85)),
            _place("LAX", LocationKind.STORE, "US-CA", "US", "USD", Position(34.15, -118.14)),
        ]
        codes = upsert_locations(rows=rows, now=self.now, origin=WEB)
        self.warehouse, self.yerevan, self.gyumri, self.pasadena = (codes[row.code] for row in rows)

    def _articles(self) -> None:
        upsert_categories([CategoryRow(handle="home", names={"en": "Home", "hy": "Տուն"})])
        made = upsert_products(
            [
                _product("chair", "Chair", "Աթոռ", ["CHAIR-OAK", "CHAIR-ASH"]),
                _product("lamp", "Lamp", "Լամպ", ["LAMP"]),
            ],
            now=self.now,
            origin=WEB,
        )
        self.oak, self.ash, self.lamp = (made.variants[sku] for sku in ("CHAIR-OAK", "CHAIR-ASH", "LAMP"))

    def _prices(self) -> None:
        early = self.now - timedelta(days=1)
        when = {"starts_at": early, "now": early, "origin": WEB}
        for region, points in (("AM", 2000), ("US-CA", 950)):
            change_tax_rate(region=region, tax_category="standard", basis_points=points, **when)
        self.dram = add_price_list(name="Armenia", region="AM", currency="AMD", tax_included=True, **when)
        self.dollar = add_price_list(name="California", region="US-CA", currency="USD", tax_included=False, **when)
        for variant, dram, dollar in (
            (self.oak, 12_000_00, 40_00),
            (self.ash, 10_000_00, 35_00),
            (self.lamp, 7_000_01, 19_99),
        ):
            self.price(variant, Money(dram, "AMD"))
            self.price(variant, Money(dollar, "USD"))

    def _drawers(self) -> None:
        """Every store has its first till open, with nothing in it, for whoever works there."""
        for place, currency in ((self.yerevan, "AMD"), (self.gyumri, "AMD"), (self.pasadena, "USD")):
            open_drawer(
                drawer=DrawerId(ids.new()),
                location=place,
                register=1,
                currency=currency,
                counts={},
                now=self.now,
                origin=Origin(channel=Channel.STORE, location=place, actor="user:1"),
            )

    def price(self, variant: VariantId, amount: Money) -> None:
        listed = self.dram if amount.currency == "AMD" else self.dollar
        set_price(price_list=listed, variant=variant, amount=amount, now=self.now, origin=WEB)

    def stock(self, variant: VariantId, **pieces: int) -> None:
        """What lies where: `shop.stock(shop.oak, yerevan=3, warehouse=10)`."""
        rows = [LevelCount(variant, getattr(self, place), count) for place, count in pieces.items()]
        assert set_levels(rows=rows, now=self.now, origin=WEB).refused == ()

    def free(self, variant: VariantId, place: LocationId) -> int:
        found = stocked.by_location(variants=[variant], now=self.now)[variant]
        return next((one.free for one in found if one.location == place), 0)

    def cart(
        self, lines: dict[VariantId, int], *, customer: CustomerId | None = None, currency: str = "AMD", **kw
    ) -> CartId:
        if customer is None and not kw:
            customer = CustomerId(ids.new())
        cart = carts.open_cart(customer=customer, currency=currency, language="hy", origin=WEB, now=self.now, **kw)
        for variant, quantity in lines.items():
            carts.set_line(cart=cart.id, variant=variant, quantity=quantity, origin=WEB, now=self.now)
        return cart.id

    def collect(self, place: LocationId | None = None) -> Delivery:
        return Delivery(kind=DeliveryKind.COLLECT, location=place or self.yerevan)

    def place(
        self,
        cart: CartId,
        *,
        delivery: Delivery | None = None,
        token: str = "tok_accept",  # noqa: S107 - a word of the sandbox
        key: str | None = None,
        seen: Money | None = None,
        now: datetime | None = None,
        contact: Contact = ANI,
        in_store: bool = False,
    ) -> PlacedOrder:
        return place_order.place_order(
            cart=cart,
            delivery=delivery or self.collect(),
            payment=PaymentChoice(PayBy.IN_STORE) if in_store else PaymentChoice(PayBy.CARD, token),
            contact=contact,
            key=key or str(ids.new()),
            seen_total=seen,
            origin=WEB,
            now=now or self.now,
        )

    def archive(self, handle: str) -> None:
        row = _product(handle, "Gone", "Գնաց", ["GONE-ONE"])
        upsert_products([replace(row, status=ProductStatus.ARCHIVED)], now=self.now, origin=WEB)


def everything_adds_up() -> None:
    """No order is half done, no piece is kept for nobody, no money stands without an order, and every level adds up."""
    assert stocked.audit() == ()
    assert sql.rows("SELECT number FROM orders_order WHERE status = 'placed'") == []
    stray = sql.rows(
        """
        SELECT payment.id FROM payments_payment AS payment JOIN orders_order AS ordered ON ordered.id = payment.order_id
         WHERE (payment.status IN ('authorised', 'captured')) <> (ordered.status IN ('confirmed', 'completed'))
            OR payment.release_due
        """
    )
    assert stray == []
    kept = dict(sql.rows("SELECT order_id, sum(quantity)::int FROM stock_allocation GROUP BY order_id"))
    owed = dict(sql.rows("SELECT id, pieces FROM orders_order WHERE status = 'confirmed'"))
    assert kept == owed


def order_count() -> int:
    return int(sql.scalar("SELECT count(*) FROM orders_order"))


def order_of(placed: PlacedOrder) -> orders.Order:
    return orders.order(placed.order)


def _place(code: str, kind: LocationKind, region: str, country: str, currency: str, position: Position) -> LocationRow:
    return LocationRow(
        code=code,
        kind=kind,
        name_en=f"Store {code}",
        name_hy=f"Խանութ {code}",
        region=region,
        country=country,
        currency=currency,
        position=position,
        time_zone="America/Los_Angeles" if country == "US" else "Asia/Yerevan",
        address_en="1 Street",
        address_hy="Փողոց 1",
        phone="+37410000000",
        week=ALL_DAY,
    )


def _product(handle: str, name: str, name_hy: str, skus: list[str]) -> ProductRow:
    return ProductRow(
        handle=handle,
        category="home",
        words={"en": ProductWords(name), "hy": ProductWords(name_hy)},
        variants=tuple(NewVariant(sku, {"colour": sku.rpartition("-")[2].lower()}) for sku in skus),
    )
