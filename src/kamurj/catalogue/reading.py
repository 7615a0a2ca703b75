"""The statements behind cards and pages, and how their rows become contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString

from kamurj.catalogue.contracts import (
    CategoryCard,
    Image,
    MediaCard,
    Option,
    OptionValue,
    ProductCard,
    ProductKind,
    ProductPage,
    ProductSheet,
    ProductStatus,
    ProductWords,
    VariantCard,
    VariantChoice,
)
from kamurj.catalogue.searching import CARDS
from kamurj.kernel.ids import CategoryId, ProductId, VariantId

Row = tuple[Any, ...]

_VARIANT: LiteralString = """
SELECT v.id, v.product_id, p.handle, v.sku, v.barcode, named.name, image.path, image.alt, p.tax_category, v.weight_grams,
       v.active AND p.status = 'active',
       (SELECT coalesce(json_agg(json_build_array(o.key, o.value, word.name)
                                 ORDER BY coalesce(option.position, 999), o.key), '[]')
          FROM jsonb_each_text(v.options) o
          LEFT JOIN LATERAL (SELECT w.name FROM catalogue_option_word w WHERE w.option = o.key AND w.value = o.value
                              ORDER BY w.language = %(language)s DESC, w.language LIMIT 1) word ON true
          LEFT JOIN LATERAL (SELECT w.position FROM catalogue_option_word w WHERE w.option = o.key AND w.value = ''
                              LIMIT 1) option ON true)
  FROM catalogue_variant v
  JOIN catalogue_product p ON p.id = v.product_id
  LEFT JOIN LATERAL (SELECT t.name FROM catalogue_product_translation t WHERE t.product_id = p.id
                      ORDER BY t.language = %(language)s DESC, t.language LIMIT 1) named ON true
  LEFT JOIN LATERAL (SELECT m.path, CASE %(language)s WHEN 'hy' THEN m.alt_hy ELSE m.alt_en END AS alt
                       FROM catalogue_media m
                      WHERE m.product_id = p.id AND (m.variant_id = v.id OR m.variant_id IS NULL)
                      ORDER BY m.variant_id IS NULL, m.position, m.id LIMIT 1) image ON true
"""

VARIANT_CARDS: LiteralString = _VARIANT + " WHERE v.id = ANY((SELECT %(variants)s::bigint[])::bigint[])"
"""The array stands in a SELECT so that its length is no reason to plan the statement anew for every call (0052)."""

VARIANT_BY_CODE: LiteralString = (
    _VARIANT  # noqa: S608 - constants of this room
    + """
 WHERE v.id IN (SELECT id FROM catalogue_variant WHERE upper(sku) = upper(%(code)s)
                UNION SELECT id FROM catalogue_variant WHERE barcode = %(code)s)
 ORDER BY v.sku = %(code)s DESC, v.barcode = %(code)s DESC NULLS LAST, v.id LIMIT 1
"""
)

PRODUCT_PAGE: LiteralString = """
SELECT p.id, p.handle, named.name, named.description, p.brand, p.kind, p.status, p.tax_category, p.version,
       (SELECT json_agg(json_build_array(c.id, c.handle, filed.name, c.parent_id, c.position, c.path)
                        ORDER BY cardinality(c.path))
          FROM catalogue_category c
          LEFT JOIN LATERAL (SELECT t.name FROM catalogue_category_translation t WHERE t.category_id = c.id
                              ORDER BY t.language = %(language)s DESC, t.language LIMIT 1) filed ON true
         WHERE c.id = ANY(leaf.path)),
       (SELECT coalesce(json_agg(json_build_array(v.id, v.sku, v.barcode, v.options, v.weight_grams, v.active)
                                 ORDER BY v.position, v.id), '[]')
          FROM catalogue_variant v WHERE v.product_id = p.id AND (v.active OR %(drafts_too)s)),
       (SELECT coalesce(json_agg(json_build_array(m.id, m.path,
                                                  CASE %(language)s WHEN 'hy' THEN m.alt_hy ELSE m.alt_en END, m.variant_id)
                                 ORDER BY m.position, m.id), '[]')
          FROM catalogue_media m WHERE m.product_id = p.id),
       (SELECT coalesce(json_agg(json_build_array(used.option, used.value, word.name, word.position)
                                 ORDER BY word.position, used.option, used.value), '[]')
          FROM (SELECT o.key AS option, o.value FROM catalogue_variant v, jsonb_each_text(v.options) o
                 WHERE v.product_id = p.id AND (v.active OR %(drafts_too)s)
                 UNION SELECT jsonb_object_keys(v.options), '' FROM catalogue_variant v WHERE v.product_id = p.id) used
          LEFT JOIN LATERAL (SELECT w.name, w.position FROM catalogue_option_word w
                              WHERE w.option = used.option AND w.value = used.value
                              ORDER BY w.language = %(language)s DESC, w.language LIMIT 1) word ON true)
  FROM catalogue_product p
  JOIN catalogue_category leaf ON leaf.id = p.category_id
  LEFT JOIN LATERAL (SELECT t.name, t.description FROM catalogue_product_translation t WHERE t.product_id = p.id
                      ORDER BY t.language = %(language)s DESC, t.language LIMIT 1) named ON true
 WHERE p.handle = %(handle)s AND (p.status = 'active' OR %(drafts_too)s)
"""

PRODUCT_SHEET: LiteralString = """
SELECT p.id, p.handle, p.category_id, p.brand, p.tax_category, p.status, p.kind, p.version, p.changed_at,
       (SELECT coalesce(json_object_agg(t.language, json_build_array(t.name, t.description)), '{}')
          FROM catalogue_product_translation t WHERE t.product_id = p.id)
  FROM catalogue_product p WHERE p.id = %s
"""

CARDS_IN_ORDER: LiteralString = (
    "WITH page AS (SELECT * FROM unnest(%(products)s::bigint[]) WITH ORDINALITY AS asked (product_id, place))" + CARDS  # noqa: S608 - constants of this room
)

RELATED: LiteralString = (
    """
WITH page AS (
    SELECT chosen.product_id, row_number() OVER () AS place
      FROM (SELECT l.product_id FROM catalogue_listing l
             WHERE l.status = 'active' AND l.product_id <> %(product)s
               AND l.category_id = (SELECT category_id FROM catalogue_product WHERE id = %(product)s)
             ORDER BY l.popularity DESC, l.product_id LIMIT %(limit)s) chosen)
"""  # noqa: S608 - constants of this room
    + CARDS
)

CATEGORIES: LiteralString = """
SELECT c.id, c.handle, named.name, c.parent_id, c.position, c.path
  FROM catalogue_category c
  LEFT JOIN LATERAL (SELECT t.name FROM catalogue_category_translation t WHERE t.category_id = c.id
                      ORDER BY t.language = %(language)s DESC, t.language LIMIT 1) named ON true
"""


def readable(code: str) -> str:
    """What to show for a code that nobody has named: "dark_oak" reads "Dark oak"."""
    plain = code.replace("_", " ")
    return plain[:1].upper() + plain[1:]


def variant_card(row: Row) -> VariantCard:
    """A row of `VARIANT_CARDS`."""
    variant, product, handle, sku, barcode, name, path, alt, tax_category, weight, sellable, options = row
    return VariantCard(
        variant=VariantId(variant),
        product=ProductId(product),
        handle=handle,
        sku=sku,
        barcode=barcode,
        name=name or "",
        options=", ".join(word or readable(value) for _, value, word in options),
        image=_image(path, alt, name),
        tax_category=tax_category,
        weight_grams=weight,
        sellable=sellable,
    )


def product_card(row: Sequence[Any]) -> ProductCard:
    """A member of the list that `CARDS` makes."""
    product, handle, name, brand, kind, status, category, category_name, path, alt, tax_category, variants = row
    return ProductCard(
        product=ProductId(product),
        handle=handle,
        name=name or "",
        brand=brand,
        kind=ProductKind(kind),
        status=ProductStatus(status),
        category=CategoryId(category),
        category_name=category_name or "",
        image=_image(path, alt, name),
        tax_category=tax_category,
        variants=tuple(variants),
    )


def product_page(row: Row) -> ProductPage:
    """A row of `PRODUCT_PAGE`."""
    product, handle, name, description, brand, kind, status, tax_category, version, path, variants, media, words = row
    named = {(option, value): word or readable(value or option) for option, value, word, _ in words}
    order = [option for option, value, *_ in words if value == ""]
    return ProductPage(
        product=ProductId(product),
        handle=handle,
        name=name or "",
        description=description or "",
        brand=brand,
        kind=ProductKind(kind),
        status=ProductStatus(status),
        tax_category=tax_category,
        version=version,
        category_path=tuple(map(category_card, path)),
        options=tuple(_option(code, named) for code in order),
        variants=tuple(_choice(variant, order, named) for variant in variants),
        media=tuple(MediaCard(media=m[0], path=m[1], alt=m[2] or name or "", variant=m[3]) for m in media),
    )


def product_sheet(row: Row) -> ProductSheet:
    """A row of `PRODUCT_SHEET`."""
    product, handle, category, brand, tax_category, status, kind, version, changed_at, words = row
    moment: datetime = changed_at
    return ProductSheet(
        product=ProductId(product),
        handle=handle,
        category=CategoryId(category),
        brand=brand,
        tax_category=tax_category,
        status=ProductStatus(status),
        kind=ProductKind(kind),
        version=version,
        changed_at=moment,
        words={language: ProductWords(*text) for language, text in sorted(words.items())},
    )


def category_card(row: Sequence[Any]) -> CategoryCard:
    """A row of `CATEGORIES`."""
    category, handle, name, parent, position, path = row
    return CategoryCard(
        category=CategoryId(category),
        handle=handle,
        name=name or readable(handle.replace("-", "_")),
        parent=None if parent is None else CategoryId(parent),
        position=position,
        depth=len(path) - 1,
        path=tuple(path),
    )


def in_tree_order(found: Sequence[CategoryCard]) -> tuple[CategoryCard, ...]:
    """Parents before their children, siblings by position, then name."""
    places = {card.category: (card.position, card.name, card.category) for card in found}
    return tuple(sorted(found, key=lambda card: [places[category] for category in card.path]))


def _image(path: str | None, alt: str | None, name: str | None) -> Image | None:
    return None if path is None else Image(path=path, alt=alt or name or "")


def _option(code: str, named: Mapping[tuple[str, str], str]) -> Option:
    values = tuple(OptionValue(value, name) for (option, value), name in named.items() if option == code and value)
    return Option(code=code, name=named[code, ""], values=values)


def _choice(row: Sequence[Any], order: Sequence[str], named: Mapping[tuple[str, str], str]) -> VariantChoice:
    variant, sku, barcode, options, weight, active = row
    return VariantChoice(
        variant=VariantId(variant),
        sku=sku,
        barcode=barcode,
        options=options,
        options_text=", ".join(named[code, options[code]] for code in order if code in options),
        weight_grams=weight,
        active=active,
    )
