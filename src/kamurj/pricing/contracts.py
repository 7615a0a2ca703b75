"""What leaves the room: quotes, line amounts, price lists, and the facts of their changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import PriceListId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel

STANDARD = "standard"
"""The tax category of a variant that nobody put into another one."""


@dataclass(frozen=True, slots=True)
class Tier:
    """What a piece costs where at least so many are bought."""

    from_quantity: int
    unit: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of one piece. `tax_included`: the tax is inside `unit` (Armenia), otherwise it comes on top (California).
    `tiers`: what a piece costs from more pieces on, where that was asked for.
    """

    unit: Money
    tax_basis_points: int
    tax_included: bool
    price_list: PriceListId
    tiers: tuple[Tier, ...] = ()


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """What some pieces come to: `net + tax == gross`, always."""

    net: Money
    tax: Money
    gross: Money


@dataclass(frozen=True, slots=True)
class PriceList:
    """A list of prices. `channel`, `region` and `segment` None mean every one; `region` is a country (`AM`) or a part of it
    (`US-CA`), `segment` one that customers belong to (`trade`).

    Valid from `starts_at` (inclusive) until `ends_at` (exclusive; None is open). The higher `priority` wins.
    """

    id: PriceListId
    name: str
    channel: Channel | None
    region: str | None
    currency: str
    tax_included: bool
    priority: int
    starts_at: datetime
    ends_at: datetime | None
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """One price of one list, as the console shows it; it holds from so many pieces on."""

    price_list: PriceListId
    variant: VariantId
    unit: Money
    from_quantity: int = 1


@dataclass(frozen=True, slots=True)
class TaxRate:
    """The rate of a region and a tax category from a moment on, in basis points (2000 is 20 %)."""

    region: str
    tax_category: str
    basis_points: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class PriceListAdded(Fact):
    """A price list was added."""

    price_list: PriceListId
    name: str
    currency: str
    tax_included: bool
    priority: int
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class PriceListEnded(Fact):
    """A price list got another end; `previous` is the end it had, for undoing."""

    price_list: PriceListId
    ends_at: datetime | None
    previous: datetime | None


@dataclass(frozen=True, slots=True)
class PriceSet(Fact):
    """A price was set; `previous_minor` is what it was before (None: there was none), for undoing."""

    price_list: PriceListId
    variant: VariantId
    amount_minor: int
    currency: str
    previous_minor: int | None
    from_quantity: int = 1


@dataclass(frozen=True, slots=True)
class PriceRemoved(Fact):
    """A variant's price was taken off a list."""

    price_list: PriceListId
    variant: VariantId
    currency: str
    previous_minor: int
    from_quantity: int = 1


@dataclass(frozen=True, slots=True)
class PricesLoaded(Fact):
    """Many prices were loaded at once; `changed` of them were new or different."""

    changed: int


@dataclass(frozen=True, slots=True)
class TaxRateChanged(Fact):
    """A tax rate changes from `starts_at` on; `previous_basis_points` is what applied until then (None: nothing did)."""

    region: str
    tax_category: str
    basis_points: int
    starts_at: datetime
    previous_basis_points: int | None


@dataclass(frozen=True, slots=True)
class TaxCategorySet(Fact):
    """Variants were put into a tax category."""

    tax_category: str
    variants: tuple[VariantId, ...]
