"""What products are, and where they stand."""

from __future__ import annotations

from enum import StrEnum


class ProductKind(StrEnum):
    """What sort of thing a product is; decides which options and pictures make sense."""

    FURNITURE = "furniture"
    CLOTHING = "clothing"
    COSMETICS = "cosmetics"
    OTHER = "other"


class ProductStatus(StrEnum):
    """Drafts are seen by staff only; archived products are sold no more but stay on old orders."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"
