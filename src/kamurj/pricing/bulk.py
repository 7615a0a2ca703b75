"""Many prices at once, for importers and the demo: through COPY, repeatable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import PriceListId, VariantId
from kamurj.kernel.origin import Origin
from kamurj.pricing.contracts import STANDARD, PricesLoaded
from kamurj.pricing.errors import UnknownPriceList


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price from so many pieces on; `amount_minor` (> 0) is in the currency of its list."""

    price_list: PriceListId
    variant: VariantId
    amount_minor: int
    from_quantity: int = 1


@atomic
def upsert_prices(*, rows: Iterable[PriceRow], now: datetime, origin: Origin) -> int:
    """Write prices, the last one where one comes twice; return how many were new or different.

    All or none: raises UnknownPriceList; an amount that is not above zero fails the database's own constraint.
    """
    sql.execute(
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS pricing_incoming
               (place bigint GENERATED ALWAYS AS IDENTITY, variant_id bigint, price_list_id bigint, from_quantity integer,
                amount_minor bigint)
        """
    )
    sql.execute("TRUNCATE pricing_incoming")
    sql.copy(
        "pricing_incoming",
        ("variant_id", "price_list_id", "from_quantity", "amount_minor"),
        ((row.variant, row.price_list, row.from_quantity, row.amount_minor) for row in rows),
    )
    if sql.row(
        """
        SELECT 1 FROM (SELECT DISTINCT price_list_id FROM pricing_incoming) AS given
         WHERE NOT EXISTS (SELECT FROM pricing_price_list list WHERE list.id = given.price_list_id)
        """
    ):
        raise UnknownPriceList
    changed = sql.execute(
        """
        INSERT INTO pricing_price AS price (variant_id, price_list_id, from_quantity, amount_minor)
        SELECT DISTINCT ON (variant_id, price_list_id, from_quantity) variant_id, price_list_id, from_quantity, amount_minor
          FROM pricing_incoming ORDER BY variant_id, price_list_id, from_quantity, place DESC
            ON CONFLICT (variant_id, price_list_id, from_quantity) DO UPDATE SET amount_minor = excluded.amount_minor
         WHERE price.amount_minor <> excluded.amount_minor
        """
    )
    sql.execute("TRUNCATE pricing_incoming")
    if changed:
        tell(PricesLoaded(changed=changed), origin=origin, now=now)
    return changed


@atomic
def upsert_tax_categories(*, rows: Iterable[tuple[VariantId, str]]) -> int:
    """Put many variants into their tax categories; return how many changed theirs. The standard one needs no row."""
    categories = dict(rows)
    special = {variant: category for variant, category in categories.items() if category != STANDARD}
    changed = sql.execute(
        """
        INSERT INTO pricing_variant_tax AS tax (variant_id, tax_category)
        SELECT variant, category FROM unnest(%s::bigint[], %s::text[]) AS given (variant, category) ORDER BY variant
            ON CONFLICT (variant_id) DO UPDATE SET tax_category = excluded.tax_category
         WHERE tax.tax_category <> excluded.tax_category
        """,
        (list(special), list(special.values())),
    )
    ordinary = [variant for variant in categories if variant not in special]
    return changed + sql.execute("DELETE FROM pricing_variant_tax WHERE variant_id = ANY(%s::bigint[])", (ordinary,))
