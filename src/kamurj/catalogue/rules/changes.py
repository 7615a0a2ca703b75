"""What an edit changes, and how it is undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from kamurj.catalogue.contracts import (
    NewVariant,
    ProductChanges,
    ProductKind,
    ProductSheet,
    ProductStatus,
    ProductWords,
    VariantChanges,
)
from kamurj.catalogue.errors import InvalidProduct
from kamurj.kernel.facts import encode
from kamurj.kernel.ids import CategoryId

_FIELDS = tuple(field.name for field in fields(ProductChanges))


def differences(sheet: ProductSheet, changes: ProductChanges) -> tuple[dict[str, object], dict[str, object]]:
    """The new and the previous values of what really differs, as a fact tells them; a language that is new was None."""
    changed: dict[str, object] = {}
    previous: dict[str, object] = {}
    for name in _FIELDS:
        wanted, known = getattr(changes, name), getattr(sheet, name)
        if name == "words":
            wanted = {language: text for language, text in (wanted or {}).items() if known.get(language) != text}
            known = {language: known.get(language) for language in wanted}
        if wanted is not None and wanted != known:
            changed[name], previous[name] = encode(wanted), encode(known)
    return changed, previous


def from_previous(previous: Mapping[str, object]) -> ProductChanges:
    """The changes that set a fact's `previous` values again. Raises InvalidProduct for values of anything else."""
    if not previous or not set(previous) <= set(_FIELDS):
        raise InvalidProduct(field="previous")
    values: dict[str, Any] = dict(previous)
    try:
        return ProductChanges(
            handle=values.get("handle"),
            category=None if values.get("category") is None else CategoryId(values["category"]),
            brand=values.get("brand"),
            tax_category=values.get("tax_category"),
            status=None if values.get("status") is None else ProductStatus(values["status"]),
            kind=None if values.get("kind") is None else ProductKind(values["kind"]),
            words={language: ProductWords(**text) for language, text in values.get("words", {}).items() if text},
        )
    except (TypeError, ValueError, AttributeError) as wrong:
        raise InvalidProduct(field="previous") from wrong


def languages_to_forget(previous: Mapping[str, object], sheet: ProductSheet) -> list[str]:
    """The languages a product had no words in before, and has now; never all it has."""
    words = previous.get("words")
    absent = [language for language, text in words.items() if text is None] if isinstance(words, Mapping) else []
    gone = [language for language in absent if language in sheet.words]
    return gone if len(gone) < len(sheet.words) else []


def changed_variant(variant: NewVariant, changes: VariantChanges) -> NewVariant:
    """The variant with the changes in it."""
    wanted = {field.name: getattr(changes, field.name) for field in fields(VariantChanges)}
    changed = replace(variant, **{name: value for name, value in wanted.items() if value is not None})
    return replace(changed, barcode=changed.barcode or None)
