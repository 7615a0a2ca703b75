"""What the catalogue tells."""

from __future__ import annotations

from dataclasses import dataclass

from kamurj.catalogue.contracts.kinds import ProductStatus
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import CategoryId, ProductId


@dataclass(frozen=True, slots=True)
class ProductCreated(Fact):
    """A product was added, with these SKUs."""

    product: ProductId
    handle: str
    status: ProductStatus
    skus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductChanged(Fact):
    """A product was changed: `changed` holds the new values by field, `previous` the old, so that it can be undone."""

    product: ProductId
    product_version: int
    changed: dict[str, object]
    previous: dict[str, object]


@dataclass(frozen=True, slots=True)
class ProductArchived(Fact):
    """A product is sold no more. `previous` is the status it had."""

    product: ProductId
    product_version: int
    previous: ProductStatus


@dataclass(frozen=True, slots=True)
class CategoryChanged(Fact):
    """A category was made (`previous` empty) or changed."""

    category: CategoryId
    changed: dict[str, object]
    previous: dict[str, object]


@dataclass(frozen=True, slots=True)
class CategoryRemoved(Fact):
    """A category in which nothing lay was taken away."""

    category: CategoryId
    previous: dict[str, object]


@dataclass(frozen=True, slots=True)
class OptionChanged(Fact):
    """An option (`value` empty) or one of its values got its words (`previous` empty) or other ones."""

    option: str
    value: str
    changed: dict[str, object]
    previous: dict[str, object]


@dataclass(frozen=True, slots=True)
class OptionRemoved(Fact):
    """The words of an option or value that no variant has were taken away."""

    option: str
    value: str
    previous: dict[str, object]
