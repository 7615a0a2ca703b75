"""The catalogue's facts: which tax category a product's variants belong to."""

from __future__ import annotations

from collections.abc import Sequence

from kamurj.catalogue.contracts import ProductChanged, ProductCreated
from kamurj.catalogue.queries import cards
from kamurj.foundation.log.contracts import StoredFact, Subscription, type_names
from kamurj.kernel.ids import ProductId, VariantId
from kamurj.pricing.bulk import upsert_tax_categories


def follow_tax_categories(facts: Sequence[StoredFact]) -> None:
    """Take over the tax category of every product that was added or changed, as it is now: the order does not matter."""
    products = list(dict.fromkeys(ProductId(fact.payload["product"]) for fact in facts))
    upsert_tax_categories(
        rows=[(VariantId(variant), card.tax_category) for card in cards(products, "en") for variant in card.variants]
    )


SUBSCRIPTIONS = (
    Subscription(
        name="pricing.tax_categories",
        handle=follow_tax_categories,
        types=type_names(ProductCreated, ProductChanged),
    ),
)
