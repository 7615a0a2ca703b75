"""The shop of the catalogue benchmark: five variants a product, a price for each, and something of most in every store.

Products, prices and places go in through the rooms' bulk doors; the levels, millions of them, by one statement.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from kamurj.catalogue.bulk import upsert_categories, upsert_options, upsert_products
from kamurj.catalogue.contracts import CategoryRow, MediaRow, NewVariant, OptionRow, ProductKind, ProductRow, ProductWords
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel.geo import Position
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations.bulk import upsert_locations
from kamurj.locations.contracts import LocationKind, LocationRow, WeekHours
from kamurj.pricing.bulk import PriceRow, upsert_prices
from kamurj.pricing.operations import add_price_list, change_tax_rate

COLOURS = {"oak": "Կաղնի", "ash": "Հացենի", "walnut": "Ընկույզ", "white": "Սպիտակ", "black": "Սև"}
NAMES = {
    "Ararat": "Արարատ", "Sevan": "Սևան", "Tatev": "Տաթև", "Dilijan": "Դիլիջան", "Arpa": "Արփա", "Masis": "Մասիս",
    "Lori": "Լոռի", "Shirak": "Շիրակ", "Garni": "Գառնի", "Vayots": "Վայոց", "Hrazdan": "Հրազդան", "Aragats": "Արագած",
}  # fmt: skip
STUFFS = {
    "linen": "վուշե", "leather": "կաշվե", "velvet": "թավշյա", "wooden": "փայտե", "glass": "ապակե", "woollen": "բրդյա",
    "cotton": "բամբակյա", "copper": "պղնձե", "marble": "մարմարե", "bamboo": "բամբուկե",
}  # fmt: skip
THINGS = {
    "sofa": "բազմոց", "chair": "աթոռ", "table": "սեղան", "lamp": "լամպ", "mirror": "հայելի", "shelf": "դարակ",
    "carpet": "գորգ", "curtain": "վարագույր", "pillow": "բարձ", "blanket": "վերմակ", "wardrobe": "զգեստապահարան",
    "cabinet": "պահարան", "bench": "նստարան", "drawer": "կոմոդ", "mattress": "ներքնակ", "basket": "զամբյուղ",
}  # fmt: skip
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HOUSE = Origin(channel=Channel.IMPORT, actor="system:bench")
AT_ONCE = 5_000
"""So many products go through the bulk door in one transaction."""

LEVELS = """
INSERT INTO stock_level (variant_id, location_id, slot, on_hand, held)
SELECT variant.id, place.id, 0, mod(abs(hashint8(variant.id * 64 + place.id)::bigint), 12), 0
  FROM catalogue_variant variant CROSS JOIN locations_location place
 ORDER BY variant.id, place.id
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """What there is to ask for."""

    handles: list[str]
    skus: list[str]
    variants: int
    locations: int
    levels: int


def furnish(*, products: int, locations: int, progress: Callable[..., None]) -> Shop:
    """Fill the present, empty database; deterministic."""
    now = datetime.now(UTC)
    upsert_locations(rows=[_place(number) for number in range(locations)], now=now, origin=HOUSE)
    upsert_categories([CategoryRow("all", {"en": "Everything", "hy": "Ամեն ինչ"})])
    upsert_categories(
        [CategoryRow(thing, {"en": thing.title(), "hy": word.title()}, "all") for thing, word in THINGS.items()]
    )
    upsert_options([OptionRow("colour", {"en": "Colour", "hy": "Գույն"})])
    upsert_options([OptionRow("colour", {"en": code.title(), "hy": word}, code) for code, word in COLOURS.items()])
    rows = list(_products(products))
    variants = []
    for start in range(0, products, AT_ONCE):
        progress("products", start, products)
        variants += upsert_products(rows[start : start + AT_ONCE], now=now, origin=HOUSE).variants.values()
    progress("prices")
    change_tax_rate(region="AM", tax_category="standard", basis_points=2000, starts_at=LONG_AGO, now=now, origin=HOUSE)
    prices = add_price_list(
        name="Armenia", currency="AMD", tax_included=True, region="AM", starts_at=LONG_AGO, now=now, origin=HOUSE
    )
    upsert_prices(
        rows=(PriceRow(prices, variant, 1_000_00 + variant * 7_919 % 900_000_00) for variant in variants),
        now=now,
        origin=HOUSE,
    )
    progress("levels", 0, len(variants) * locations)
    return Shop(
        handles=[row.handle for row in rows],
        skus=[variant.sku for row in rows for variant in row.variants],
        variants=len(variants),
        locations=locations,
        levels=_fill_levels(),
    )


@atomic
def _fill_levels() -> int:
    sql.execute("SET LOCAL synchronous_commit = off")
    sql.execute("SET LOCAL work_mem = '256MB'")
    return sql.execute(LEVELS)


def settle() -> None:
    """Let the planner know what there is, and pages be known as visible to all, as in a shop that has run a while."""
    from django.db import connection  # noqa: PLC0415 - Django must be set up first

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _place(number: int) -> LocationRow:
    return LocationRow(
        code="DEPOT" if number == 0 else f"S{number:03}",
        kind=LocationKind.WAREHOUSE if number == 0 else LocationKind.STORE,
        name_en=f"Store {number}",
        name_hy=f"Խանութ {number}",
        region="AM",
        country="AM",
        currency="AMD",
        position=Position(39.0 + number % 10 * 0.2, 43.6 + number // 10 * 0.5),
        time_zone="Asia/Yerevan",
        address_en=f"{number} Abovyan Street",
        address_hy=f"Աբովյան {number}",
        week=tuple(WeekHours(weekday=day, opens=time(9 + number % 4), closes=time(19 + number % 3)) for day in range(7)),
    )


def _products(count: int) -> Iterator[ProductRow]:
    chance = random.Random(7)
    for number in range(count):
        name, stuff, thing = (chance.choice(list(words)) for words in (NAMES, STUFFS, THINGS))
        english = f"{name} {stuff} {thing} {number}"
        armenian = f"{NAMES[name]} {STUFFS[stuff]} {THINGS[thing]} {number}"
        yield ProductRow(
            handle=f"{name.lower()}-{stuff}-{thing}-{number}",
            category=thing,
            words={
                "en": ProductWords(english, f"A {stuff} {thing} from the {name} series, made to last."),
                "hy": ProductWords(armenian, f"«{NAMES[name]}» շարքից, երկար ծառայելու համար։"),
            },
            variants=tuple(
                NewVariant(f"B{number:06}-{place}", {"colour": colour}, weight_grams=1_000 + number)
                for place, colour in enumerate(COLOURS)
            ),
            brand=name,
            kind=ProductKind.FURNITURE,
            media=(MediaRow(f"drawing/{number % 256:02x}/{number:020x}.svg", {"en": english, "hy": armenian}),),
            popularity=chance.randrange(10_000),
        )
