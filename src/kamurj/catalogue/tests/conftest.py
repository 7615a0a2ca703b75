"""A shop with some forty products, made once a test."""

from __future__ import annotations

from datetime import datetime

import pytest

from kamurj.catalogue import bulk
from kamurj.catalogue.contracts import Upserted
from kamurj.catalogue.tests import shelf
from kamurj.kernel.origin import Origin


@pytest.fixture
def shop(db: None, now: datetime, origin: Origin) -> Upserted:
    bulk.upsert_categories(shelf.CATEGORIES)
    bulk.upsert_options(shelf.OPTIONS)
    return bulk.upsert_products(shelf.products(), now=now, origin=origin)
