"""What may be stored in the catalogue. Names with markup are fine: they are kept as typed, and pages escape them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kamurj.catalogue.contracts import LANGUAGES, NewVariant, ProductChanges, ProductRow, ProductWords
from kamurj.catalogue.errors import CatalogueError, DuplicateBarcode, DuplicateSku, InvalidOptions, InvalidProduct

HANDLE = re.compile(r"[a-z0-9][a-z0-9-]{0,99}", re.ASCII)
BARCODE = re.compile(r"[0-9A-Za-z-]{1,64}", re.ASCII)
CODE = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)
VALUE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}", re.ASCII)
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

LONGEST_NAME = 200
LONGEST_BRAND = 100
LONGEST_DESCRIPTION = 20_000
LONGEST_SKU = 64
LONGEST_PATH = 300
HEAVIEST_GRAMS = 10_000_000
MOST_OPTIONS = 6


def is_storable(text: str, *, longest: int) -> bool:
    """Whether the database and a page can hold it: not too long, no control characters but line ends and tabs."""
    return len(text) <= longest and UNSTORABLE.search(text) is None


def check_handle(handle: str) -> None:
    """Refuse a handle that cannot stand in an address."""
    _require("handle", holds=HANDLE.fullmatch(handle) is not None)


def check_name(name: str, *, field: str = "name") -> None:
    """Refuse an empty, overlong or unstorable name, or one of several lines."""
    _require(field, holds=bool(name.strip()) and "\n" not in name and is_storable(name, longest=LONGEST_NAME))


def check_names(names: Mapping[str, str]) -> None:
    """Refuse names in no language or in one we do not know."""
    _require("language", holds=bool(names) and set(names) <= set(LANGUAGES))
    for name in names.values():
        check_name(name)


def check_words(words: Mapping[str, ProductWords]) -> None:
    """Refuse a product that is named in no language, or words that cannot be stored."""
    check_names({language: text.name for language, text in words.items()})
    for text in words.values():
        _require("description", holds=is_storable(text.description, longest=LONGEST_DESCRIPTION))


def check_brand(brand: str) -> None:
    """Refuse a brand that cannot be stored; none is fine."""
    _require("brand", holds="\n" not in brand and is_storable(brand, longest=LONGEST_BRAND))


def check_tax_category(tax_category: str) -> None:
    """Refuse a tax category that is no code."""
    _require("tax_category", holds=CODE.fullmatch(tax_category) is not None)


def check_changes(changes: ProductChanges) -> None:
    """Refuse changes that cannot be stored."""
    if changes.handle is not None:
        check_handle(changes.handle)
    if changes.words:
        check_words(changes.words)
    if changes.brand is not None:
        check_brand(changes.brand)
    if changes.tax_category is not None:
        check_tax_category(changes.tax_category)


def check_code(code: str, *, field: str) -> None:
    """Refuse an option's code that cannot stand in an address."""
    _require(field, holds=CODE.fullmatch(code) is not None)


def check_value(value: str) -> None:
    """Refuse an option value's code that cannot stand in an address."""
    _require("value", holds=VALUE.fullmatch(value) is not None)


def check_path(path: str) -> None:
    """Refuse a picture's path that leads out of the files' folder or nowhere."""
    parts = path.split("/")
    inside = bool(path) and not path.startswith("/") and "\\" not in path and not {"", ".", ".."} & set(parts)
    _require("path", holds=inside and "\n" not in path and is_storable(path, longest=LONGEST_PATH))


def check_alt(alt: Mapping[str, str]) -> None:
    """Refuse a picture's words in an unknown language or too many of them."""
    _require("language", holds=set(alt) <= set(LANGUAGES))
    _require("alt", holds=all(is_storable(text, longest=LONGEST_NAME) for text in alt.values()))


def check_variant(variant: NewVariant) -> None:
    """Refuse a variant whose fields cannot be stored."""
    sku = variant.sku
    _require("sku", holds=bool(sku) and sku == sku.strip() and "\n" not in sku and is_storable(sku, longest=LONGEST_SKU))
    _require("barcode", holds=variant.barcode is None or BARCODE.fullmatch(variant.barcode) is not None)
    _require("weight_grams", holds=0 <= variant.weight_grams <= HEAVIEST_GRAMS)
    fits = len(variant.options) <= MOST_OPTIONS and all(
        CODE.fullmatch(code) and VALUE.fullmatch(value) for code, value in variant.options.items()
    )
    if not fits:
        raise InvalidOptions(sku=sku)


def check_variants(variants: Iterable[NewVariant]) -> None:
    """Refuse variants of one product that repeat a number, or do not differ in the same options."""
    skus: set[str] = set()
    barcodes: set[str] = set()
    seen: dict[frozenset[tuple[str, str]], NewVariant] = {}
    codes: set[str] | None = None
    for variant in variants:
        check_variant(variant)
        if variant.sku in skus:
            raise DuplicateSku(sku=variant.sku)
        if variant.barcode is not None and variant.barcode in barcodes:
            raise DuplicateBarcode(barcode=variant.barcode)
        choice = frozenset(variant.options.items())
        codes = set(variant.options) if codes is None else codes
        if choice in seen or set(variant.options) != codes:
            raise InvalidOptions(sku=variant.sku)
        skus.add(variant.sku)
        barcodes.update([variant.barcode] if variant.barcode else [])
        seen[choice] = variant


def check_row(row: ProductRow) -> None:
    """Refuse a bulk row that cannot be stored, for the first reason found."""
    check_handle(row.handle)
    check_words(row.words)
    check_brand(row.brand)
    check_tax_category(row.tax_category)
    check_variants(row.variants)
    _require("variants", holds=bool(row.variants))
    skus = {variant.sku for variant in row.variants}
    for media in row.media:
        check_path(media.path)
        check_alt(media.alt)
        _require("media", holds=media.sku is None or media.sku in skus)


def refusal_of(row: ProductRow) -> CatalogueError | None:
    """Why a bulk row cannot be stored, or None: importers ask line by line."""
    try:
        check_row(row)
    except CatalogueError as refusal:
        return refusal
    return None


def _require(field: str, *, holds: bool) -> None:
    if not holds:
        raise InvalidProduct(field=field)
