"""Changing prices: each change tells what was before, so that it can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import PriceListId, VariantId
from kamurj.kernel.money import EXPONENTS, Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.kernel.segments import is_segment
from kamurj.pricing import rules
from kamurj.pricing.contracts import (
    PriceListAdded,
    PriceListEnded,
    PriceRemoved,
    PriceSet,
    TaxCategorySet,
    TaxRateChanged,
)
from kamurj.pricing.errors import (
    InvalidAmount,
    InvalidName,
    InvalidPeriod,
    InvalidQuantity,
    InvalidRegion,
    InvalidSegment,
    InvalidTaxRate,
    NoPrice,
    UnknownCurrency,
    UnknownPriceList,
    WrongCurrency,
)

NAME_LIMIT = 200
CATEGORY_LIMIT = 50


@atomic
def add_price_list(  # noqa: PLR0913 - each of them says for whom the list is
    *,
    name: str,
    currency: str,
    tax_included: bool,
    starts_at: datetime,
    now: datetime,
    origin: Origin,
    channel: Channel | None = None,
    region: str | None = None,
    segment: str | None = None,
    priority: int = 0,
    ends_at: datetime | None = None,
) -> PriceListId:
    """Add an empty list of prices; return its number.

    Raises InvalidName, UnknownCurrency, InvalidRegion, InvalidSegment, InvalidPeriod.
    """
    name = name.strip()
    if not 1 <= len(name) <= NAME_LIMIT or "\x00" in name:
        raise InvalidName(limit=NAME_LIMIT)
    if currency not in EXPONENTS:
        raise UnknownCurrency(given=currency, known=", ".join(sorted(EXPONENTS)))
    _refuse_bad_region(region)
    if segment is not None and not is_segment(segment):
        raise InvalidSegment
    if ends_at is not None and ends_at <= starts_at:
        raise InvalidPeriod
    number = PriceListId(
        sql.scalar(
            """
            INSERT INTO pricing_price_list
                   (name, channel, region, segment, currency, tax_included, priority, starts_at, ends_at)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
            """,
            (name, channel and channel.value, region, segment, currency, tax_included, priority, starts_at, ends_at),
        )
    )
    added = PriceListAdded(
        price_list=number,
        name=name,
        currency=currency,
        tax_included=tax_included,
        priority=priority,
        segment=segment,
    )
    tell(added, origin=origin, now=now)
    return number


@atomic
def end_price_list(*, price_list: PriceListId, ends_at: datetime | None, now: datetime, origin: Origin) -> None:
    """Let a list end at a moment, or never (None). Raises UnknownPriceList, InvalidPeriod."""
    found = sql.row("SELECT starts_at, ends_at FROM pricing_price_list WHERE id = %s FOR UPDATE", (price_list,))
    if found is None:
        raise UnknownPriceList
    starts_at, previous = found
    if ends_at is not None and ends_at <= starts_at:
        raise InvalidPeriod
    sql.execute("UPDATE pricing_price_list SET ends_at = %s WHERE id = %s", (ends_at, price_list))
    tell(PriceListEnded(price_list=price_list, ends_at=ends_at, previous=previous), origin=origin, now=now)


@atomic
def set_price(
    *,
    price_list: PriceListId,
    variant: VariantId,
    amount: Money,
    from_quantity: int = 1,
    now: datetime,
    origin: Origin,
) -> Money | None:
    """Set what a piece of a variant costs on a list from so many pieces on; return what it cost before, or None.

    Raises InvalidAmount, InvalidQuantity, UnknownPriceList, WrongCurrency. Setting the price it has already tells nothing.
    """
    if not 0 < amount.minor < rules.AMOUNT_LIMIT:
        raise InvalidAmount(limit=Money(rules.AMOUNT_LIMIT, amount.currency))
    if not 1 <= from_quantity <= rules.QUANTITY_LIMIT:
        raise InvalidQuantity(limit=rules.QUANTITY_LIMIT)
    currency, previous = _price_before(price_list, variant, from_quantity)
    if currency != amount.currency:
        raise WrongCurrency(expected=currency, given=amount.currency)
    if previous == amount.minor:
        return amount
    sql.execute(
        """
        INSERT INTO pricing_price (variant_id, price_list_id, from_quantity, amount_minor) VALUES (%s, %s, %s, %s)
            ON CONFLICT (variant_id, price_list_id, from_quantity) DO UPDATE SET amount_minor = excluded.amount_minor
        """,
        (variant, price_list, from_quantity, amount.minor),
    )
    told = PriceSet(
        price_list=price_list,
        variant=variant,
        amount_minor=amount.minor,
        currency=currency,
        previous_minor=previous,
        from_quantity=from_quantity,
    )
    tell(told, origin=origin, now=now)
    return None if previous is None else Money(previous, currency)


@atomic
def remove_price(
    *, price_list: PriceListId, variant: VariantId, from_quantity: int = 1, now: datetime, origin: Origin
) -> Money:
    """Take a variant's price from so many pieces on off a list; return what it was. Raises UnknownPriceList, NoPrice."""
    currency, previous = _price_before(price_list, variant, from_quantity)
    if previous is None:
        raise NoPrice(variants=[variant])
    sql.execute(
        "DELETE FROM pricing_price WHERE variant_id = %s AND price_list_id = %s AND from_quantity = %s",
        (variant, price_list, from_quantity),
    )
    told = PriceRemoved(
        price_list=price_list, variant=variant, currency=currency, previous_minor=previous, from_quantity=from_quantity
    )
    tell(told, origin=origin, now=now)
    return Money(previous, currency)


@atomic
def change_tax_rate(
    *, region: str, tax_category: str, basis_points: int, starts_at: datetime, now: datetime, origin: Origin
) -> int | None:
    """Let a rate apply in a region from a moment on; return the rate that applied until then, or None.

    Rates of the past stay: an order keeps the rate of its day anyhow. Raises InvalidRegion, InvalidTaxRate.
    """
    _refuse_bad_region(region)
    if not 0 <= basis_points <= rules.WHOLE or not 1 <= len(tax_category.strip()) <= CATEGORY_LIMIT:
        raise InvalidTaxRate
    previous = sql.scalar(
        """
        WITH before AS (
            SELECT basis_points FROM pricing_tax_rate
             WHERE region = %(region)s AND tax_category = %(category)s AND starts_at <= %(starts_at)s
             ORDER BY starts_at DESC LIMIT 1),
        written AS (
            INSERT INTO pricing_tax_rate (region, tax_category, starts_at, basis_points)
            VALUES (%(region)s, %(category)s, %(starts_at)s, %(points)s)
                ON CONFLICT (region, tax_category, starts_at) DO UPDATE SET basis_points = excluded.basis_points)
        SELECT basis_points FROM before
        """,
        {"region": region, "category": tax_category.strip(), "starts_at": starts_at, "points": basis_points},
    )
    told = TaxRateChanged(
        region=region,
        tax_category=tax_category.strip(),
        basis_points=basis_points,
        starts_at=starts_at,
        previous_basis_points=previous,
    )
    tell(told, origin=origin, now=now)
    return None if previous is None else int(previous)


@atomic
def set_tax_category(*, variants: Sequence[VariantId], tax_category: str, now: datetime, origin: Origin) -> int:
    """Put variants into a tax category; return how many were in another one. Raises InvalidTaxRate for a bad name."""
    if not 1 <= len(tax_category.strip()) <= CATEGORY_LIMIT:
        raise InvalidTaxRate
    moved = tuple(
        VariantId(variant)
        for (variant,) in sql.rows(
            """
            INSERT INTO pricing_variant_tax AS tax (variant_id, tax_category)
            SELECT variant, %(category)s FROM unnest(%(variants)s::bigint[]) AS asked (variant) ORDER BY variant
                ON CONFLICT (variant_id) DO UPDATE SET tax_category = excluded.tax_category
             WHERE tax.tax_category <> excluded.tax_category
            RETURNING variant_id
            """,
            {"category": tax_category.strip(), "variants": sorted(set(variants))},
        )
    )
    if moved:
        tell(TaxCategorySet(tax_category=tax_category.strip(), variants=moved), origin=origin, now=now)
    return len(moved)


def _refuse_bad_region(region: str | None) -> None:
    if region is not None and not rules.is_region(region):
        raise InvalidRegion


def _price_before(price_list: PriceListId, variant: VariantId, from_quantity: int) -> tuple[str, int | None]:
    """The currency of the list and what the variant costs on it from so many pieces on. Raises UnknownPriceList.

    Writers of prices queue up at the row of their list, so that each learns what was there before its own change.
    """
    found = sql.row("SELECT currency FROM pricing_price_list WHERE id = %s FOR NO KEY UPDATE", (price_list,))
    if found is None:
        raise UnknownPriceList
    minor = sql.scalar(
        "SELECT amount_minor FROM pricing_price WHERE variant_id = %s AND price_list_id = %s AND from_quantity = %s",
        (variant, price_list, from_quantity),
    )
    return found[0], minor
