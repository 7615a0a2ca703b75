"""The first stage: the warehouse, the articles, their latest prices and the customers that the file speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from kamurj.catalogue import bulk as catalogue
from kamurj.catalogue.contracts import CategoryRow, NewVariant, ProductKind, ProductRow, ProductWords
from kamurj.customers import bulk as customers
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import CustomerId, LocationId, VariantId
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations import bulk as locations
from kamurj.locations.contracts import LocationKind, LocationRow
from kamurj.pricing import bulk as prices
from kamurj.pricing import queries as pricing
from kamurj.pricing.operations import add_price_list

SOURCE = "online-retail"
CURRENCY = "GBP"
ORIGIN = Origin(channel=Channel.IMPORT, actor="system:import")
PRICE_LIST = "Online Retail"
WAREHOUSE = LocationRow(
    code="OR-UK",
    kind=LocationKind.WAREHOUSE,
    name_en="Online Retail warehouse",
    name_hy="Online Retail-ի պահեստ",
    region="GB",
    country="GB",
    currency=CURRENCY,
    position=Position(51.5074, -0.1278),
    time_zone="Europe/London",
)
BEGINNING = datetime(2009, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """What the house knows the file's things by: articles by code, customers by their number."""

    warehouse: LocationId
    variants: Mapping[str, VariantId]
    names: dict[str, str]
    customers: dict[int, CustomerId]


def store_goods(connection: duckdb.DuckDBPyConnection, *, now: datetime) -> Known:
    """Store what the documents need to point at; storing it again changes nothing."""
    warehouse = locations.upsert_locations(rows=[WAREHOUSE], now=now, origin=ORIGIN)[WAREHOUSE.code]
    catalogue.upsert_categories([CategoryRow(handle=SOURCE, names={"en": "Giftware", "hy": "Նվերներ"}, position=100)])
    articles = list(_articles(connection))
    variants = catalogue.upsert_products([_product(*article[:3]) for article in articles], now=now, origin=ORIGIN).variants
    _store_prices({article[0]: article[3] for article in articles if article[3] > 0}, variants, now=now)
    return Known(
        warehouse=warehouse,
        variants=variants,
        names={article[0]: article[1] for article in articles},
        customers=_store_customers(connection, now=now),
    )


def _articles(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, int, int]]:
    """Code, name, pieces sold and the latest price in pence. The name is what the code was called most often when it was
    sold: corrections carry remarks such as "damaged" instead of names.
    """
    yield from connection.execute(
        """
        WITH names AS (
            SELECT code, description, row_number() OVER (
                       PARTITION BY code ORDER BY count(*) FILTER (kind = 'sale') DESC, count(*) DESC, description) AS place
              FROM line WHERE kind IN ('sale', 'return', 'stock') AND description IS NOT NULL GROUP BY code, description)
        SELECT line.code, coalesce(any_value(names.description), line.code),
               coalesce(sum(quantity) FILTER (kind = 'sale'), 0)::bigint,
               coalesce(round(arg_max(price, n) FILTER (kind = 'sale' AND price > 0) * 100), 0)::bigint
          FROM line LEFT JOIN names ON names.code = line.code AND names.place = 1
         WHERE kind IN ('sale', 'return', 'stock') GROUP BY line.code ORDER BY line.code
        """
    ).fetchall()


def _product(code: str, name: str, pieces: int) -> ProductRow:
    handle = f"or-{re.sub(r'[^a-z0-9]+', '-', code.lower()).strip('-')}"
    return ProductRow(
        handle=handle,
        category=SOURCE,
        words={"en": ProductWords(name=name.strip().capitalize()[:200])},
        variants=(NewVariant(sku=f"OR-{code}"),),
        kind=ProductKind.OTHER,
        popularity=min(pieces, 2_000_000_000),
        published_at=BEGINNING,
    )


def _store_prices(pence: dict[str, int], variants: Mapping[str, VariantId], *, now: datetime) -> None:
    known = {price_list.name: price_list.id for price_list in pricing.price_lists()}
    number = known.get(PRICE_LIST) or add_price_list(
        name=PRICE_LIST, currency=CURRENCY, tax_included=True, starts_at=BEGINNING, now=now, origin=ORIGIN, region="GB"
    )
    rows = (
        prices.PriceRow(price_list=number, variant=variants[f"OR-{code}"], amount_minor=amount)
        for code, amount in pence.items()
    )
    prices.upsert_prices(rows=rows, now=now, origin=ORIGIN)


def _store_customers(connection: duckdb.DuckDBPyConnection, *, now: datetime) -> dict[int, CustomerId]:
    found = connection.execute(
        "SELECT customer, min(moment) FROM line WHERE customer IS NOT NULL GROUP BY customer ORDER BY customer"
    ).fetchall()
    rows = [
        customers.CustomerRow(
            external_id=str(number),
            given_name="",
            family_name=f"No. {number}",
            language="en",
            created_at=first.replace(tzinfo=UTC),
        )
        for number, first in found
    ]
    customers.upsert_customers(source=SOURCE, rows=rows, now=now, origin=ORIGIN)
    return {number: customers.customer_id(source=SOURCE, external_id=str(number)) for number, _ in found}
