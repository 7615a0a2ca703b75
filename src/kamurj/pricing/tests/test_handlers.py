import pytest

from kamurj.catalogue import operations as catalogue
from kamurj.catalogue import queries as products
from kamurj.catalogue.contracts import NewVariant, ProductChanges, ProductKind, ProductStatus, ProductWords
from kamurj.foundation.database import sql
from kamurj.foundation.log.contracts import StoredFact
from kamurj.kernel.ids import VariantId
from kamurj.pricing import bulk, handlers

pytestmark = pytest.mark.django_db


@pytest.fixture
def cream(now, origin):
    category = catalogue.create_category(handle="care", names={"en": "Care", "hy": "Խնամք"}, now=now, origin=origin)
    return catalogue.create_product(
        handle="cream",
        category=category,
        brand="Ani",
        kind=ProductKind.COSMETICS,
        tax_category="medicine",
        status=ProductStatus.ACTIVE,
        words={"en": ProductWords(name="Cream", description=""), "hy": ProductWords(name="Քսուք", description="")},
        variants=[NewVariant(sku="CREAM-1")],
        now=now,
        origin=origin,
    )


def read():
    facts = sql.rows(
        """
        SELECT id, 1, occurred_at, received_at, type, version, channel, location_id, subject, actor, message_id, payload
          FROM log_fact WHERE type = ANY(%s::text[]) ORDER BY id
        """,
        (list(handlers.SUBSCRIPTIONS[0].types),),
    )
    handlers.follow_tax_categories([StoredFact(*columns) for columns in facts])


def kept():
    return sql.rows("SELECT variant_id, tax_category FROM pricing_variant_tax")


def test_a_products_tax_category_becomes_its_variants(cream, now, origin):
    (card,) = products.cards([cream], "en")
    read()
    assert kept() == [(card.variants[0], "medicine")]
    read()
    assert kept() == [(card.variants[0], "medicine")]


def test_a_product_moved_back_to_the_standard_rate_needs_no_row(cream, now, origin):
    read()
    changes = ProductChanges(tax_category="standard")
    version = products.product_sheet(cream).version
    catalogue.change_product(product=cream, expected_version=version, changes=changes, now=now, origin=origin)
    read()
    assert kept() == []


def test_facts_about_nothing_that_is_there_change_nothing():
    bulk.upsert_tax_categories(rows=[(VariantId(9), "food")])
    handlers.follow_tax_categories([])
    assert kept() == [(9, "food")]
