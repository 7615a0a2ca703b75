"""Changing the catalogue; each operation is one atomic change, its fact, and the listing brought up to date.

Every edit of a product, its variants or pictures locks the product and raises its version. Who passes the version they
saw as `expected_version` is refused with EditedMeanwhile when somebody else was faster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kamurj.catalogue import bulk, listing, option_words, tree, writing
from kamurj.catalogue.contracts import (
    CategoryChanged,
    CategoryRemoved,
    NewVariant,
    OptionChanged,
    OptionRemoved,
    OptionRow,
    ProductArchived,
    ProductChanged,
    ProductChanges,
    ProductCreated,
    ProductKind,
    ProductSheet,
    ProductStatus,
    ProductWords,
    VariantChanges,
)
from kamurj.catalogue.errors import (
    CategoryNotEmpty,
    DuplicateHandle,
    DuplicateOption,
    OptionInUse,
    OptionNotEmpty,
    UnknownCategory,
    UnknownMedia,
    UnknownOption,
)
from kamurj.catalogue.rules import changes as deciding
from kamurj.catalogue.rules import checks
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.facts import encode
from kamurj.kernel.ids import CategoryId, ProductId, VariantId
from kamurj.kernel.origin import Origin


@atomic
def create_product(  # noqa: PLR0913 - a product's own fields, each with its name
    *,
    handle: str,
    category: CategoryId,
    words: Mapping[str, ProductWords],
    kind: ProductKind = ProductKind.OTHER,
    brand: str = "",
    tax_category: str = "standard",
    status: ProductStatus = ProductStatus.DRAFT,
    variants: Sequence[NewVariant] = (),
    now: datetime,
    origin: Origin,
) -> ProductId:
    """Add a product, a draft unless said otherwise.

    Raises DuplicateHandle, DuplicateSku, DuplicateBarcode, InvalidOptions, InvalidProduct, UnknownCategory.
    """
    checks.check_handle(handle)
    checks.check_words(words)
    checks.check_brand(brand)
    checks.check_tax_category(tax_category)
    checks.check_variants(variants)
    writing.hold_category(category)
    product = writing.insert_product(handle, category, now)
    fields = {"brand": brand, "tax_category": tax_category, "status": status.value, "kind": kind.value}
    writing.write_fields(product, fields, now)
    writing.write_words(product, words)
    for variant in variants:
        writing.add_variant(product, variant)
    listing.refresh([product])
    skus = tuple(variant.sku for variant in variants)
    tell(ProductCreated(product=product, handle=handle, status=status, skus=skus), origin=origin, now=now)
    return product


@atomic
def change_product(
    *, product: ProductId, expected_version: int, changes: ProductChanges, now: datetime, origin: Origin
) -> int:
    """Change what a product says; returns its new version, or the old one where nothing differs.

    Tells ProductChanged with the previous values, or ProductArchived if all that changes is the status, to archived.
    Raises EditedMeanwhile, DuplicateHandle, InvalidProduct, UnknownProduct, UnknownCategory.
    """
    checks.check_changes(changes)
    sheet = writing.locked(product, expected_version=expected_version)
    if changes.category is not None:
        writing.hold_category(changes.category)
    changed, previous = deciding.differences(sheet, changes)
    if not changed:
        return sheet.version
    writing.write_fields(product, {name: encode(getattr(changes, name)) for name in changed if name != "words"}, now)
    if "words" in changed:
        writing.write_words(product, changes.words or {})
    return _edited(sheet, changed, previous, now=now, origin=origin)


@atomic
def undo_change(
    *, product: ProductId, previous: Mapping[str, object], expected_version: int, now: datetime, origin: Origin
) -> int:
    """Set a product's own fields and words back to a fact's `previous` values; an undoing can be undone.

    Words of a language that were not there before are taken away again. Raises as `change_product` does, and
    InvalidProduct if these are not the previous values of a product's own fields.
    """
    changes = deciding.from_previous(previous)
    sheet = writing.locked(product, expected_version=expected_version)
    version = change_product(product=product, expected_version=sheet.version, changes=changes, now=now, origin=origin)
    gone = deciding.languages_to_forget(previous, sheet)
    if not gone:
        return version
    changed: dict[str, object] = {"words": dict.fromkeys(gone)}
    before: dict[str, object] = {"words": {language: encode(sheet.words[language]) for language in gone}}
    writing.forget_words(product, gone)
    return _edited(sheet, changed, before, now=now, origin=origin)


def archive_product(*, product: ProductId, expected_version: int, now: datetime, origin: Origin) -> int:
    """Take a product off sale for good; old orders keep it. Archiving it again changes nothing."""
    changes = ProductChanges(status=ProductStatus.ARCHIVED)
    return change_product(product=product, expected_version=expected_version, changes=changes, now=now, origin=origin)


@atomic
def add_variant(
    *, product: ProductId, variant: NewVariant, expected_version: int | None = None, now: datetime, origin: Origin
) -> VariantId:
    """Add a variant to a product.

    Raises DuplicateSku, DuplicateBarcode, InvalidOptions, InvalidProduct, UnknownProduct, EditedMeanwhile.
    """
    sheet = writing.locked(product, expected_version=expected_version)
    checks.check_variants([*writing.variants_of(product).values(), variant])
    added = writing.add_variant(product, variant)
    _edited(sheet, {f"variant {added}": encode(variant)}, {f"variant {added}": None}, now=now, origin=origin)
    return added


@atomic
def change_variant(
    *, variant: VariantId, changes: VariantChanges, expected_version: int | None = None, now: datetime, origin: Origin
) -> int:
    """Change a variant; returns the product's version.

    Raises DuplicateSku, DuplicateBarcode, InvalidOptions, InvalidProduct, UnknownVariant, EditedMeanwhile.
    """
    product = writing.product_of(variant)
    sheet = writing.locked(product, expected_version=expected_version)
    known = writing.variants_of(product)
    wanted = deciding.changed_variant(known[variant], changes)
    if wanted == known[variant]:
        return sheet.version
    checks.check_variants({**known, variant: wanted}.values())
    writing.overwrite_variant(variant, wanted)
    before, after = encode(known[variant]), encode(wanted)
    return _edited(sheet, {f"variant {variant}": after}, {f"variant {variant}": before}, now=now, origin=origin)


def archive_variant(*, variant: VariantId, expected_version: int | None = None, now: datetime, origin: Origin) -> int:
    """Take one variant off sale; old orders keep it. Archiving it again changes nothing."""
    changes = VariantChanges(active=False)
    return change_variant(variant=variant, changes=changes, expected_version=expected_version, now=now, origin=origin)


@atomic
def add_media(
    *,
    product: ProductId,
    path: str,
    alt: Mapping[str, str],
    variant: VariantId | None = None,
    expected_version: int | None = None,
    now: datetime,
    origin: Origin,
) -> int:
    """Add a picture behind the others, of one variant or of all; `path` is where `foundation.files` keeps it.

    Returns the picture's id. Raises InvalidProduct, UnknownProduct, UnknownVariant, EditedMeanwhile.
    """
    checks.check_path(path)
    checks.check_alt(alt)
    sheet = writing.locked(product, expected_version=expected_version)
    added = writing.add_media(product, variant, path, alt)
    _edited(sheet, {f"media {added}": path}, {f"media {added}": None}, now=now, origin=origin)
    return added


@atomic
def reorder_media(
    *, product: ProductId, order: Sequence[int], expected_version: int | None = None, now: datetime, origin: Origin
) -> int:
    """Bring a product's pictures into this order; it must name each once. Raises UnknownMedia, EditedMeanwhile."""
    sheet = writing.locked(product, expected_version=expected_version)
    known = writing.media_of(product)
    if sorted(order) != sorted(known):
        raise UnknownMedia
    if list(order) == known:
        return sheet.version
    writing.order_media(order)
    return _edited(sheet, {"media_order": list(order)}, {"media_order": known}, now=now, origin=origin)


@atomic
def remove_media(
    *, product: ProductId, media: int, expected_version: int | None = None, now: datetime, origin: Origin
) -> int:
    """Take a picture off a product; the file stays. Raises UnknownMedia, EditedMeanwhile."""
    sheet = writing.locked(product, expected_version=expected_version)
    path = sql.scalar("DELETE FROM catalogue_media WHERE id = %s AND product_id = %s RETURNING path", (media, product))
    if path is None:
        raise UnknownMedia
    return _edited(sheet, {f"media {media}": None}, {f"media {media}": path}, now=now, origin=origin)


@atomic
def create_category(
    *,
    handle: str,
    names: Mapping[str, str],
    parent: CategoryId | None = None,
    position: int = 0,
    now: datetime,
    origin: Origin,
) -> CategoryId:
    """Add a category. Raises DuplicateHandle, UnknownCategory, InvalidProduct."""
    checks.check_handle(handle)
    checks.check_names(names)
    if parent is not None:
        writing.require_category(parent)
    if sql.row("SELECT 1 FROM catalogue_category WHERE handle = %s", (handle,)):
        raise DuplicateHandle(handle=handle)
    before = tree.state()
    category = tree.store(handle, parent, position)
    tree.name(category, names)
    tree.settle(before)
    changed: dict[str, object] = {"handle": handle, "names": dict(names), "parent": parent, "position": position}
    tell(CategoryChanged(category=category, changed=changed, previous={}), origin=origin, now=now)
    return category


@atomic
def change_category(
    *,
    category: CategoryId,
    names: Mapping[str, str],
    parent: CategoryId | None,
    position: int,
    now: datetime,
    origin: Origin,
) -> None:
    """Rename a category (in the languages given) and put it where it belongs, with all that lies under it.

    Locks the tree. Raises UnknownCategory, CategoryInsideItself, InvalidProduct.
    """
    checks.check_names(names)
    if parent is not None:
        writing.require_category(parent)
    found = sql.row("SELECT handle, parent_id, position FROM catalogue_category WHERE id = %s FOR UPDATE", (category,))
    if found is None:
        raise UnknownCategory
    before = tree.state()
    old_names = before[category][1] or {}
    tree.store(found[0], parent, position)
    tree.name(category, names)
    tree.settle(before)
    changed: dict[str, object] = {"names": dict(names), "parent": parent, "position": position}
    previous: dict[str, object] = {
        "names": {language: old_names.get(language) for language in names},
        "parent": found[1],
        "position": found[2],
    }
    if changed != previous:
        tell(CategoryChanged(category=category, changed=changed, previous=previous), origin=origin, now=now)


@atomic
def remove_category(*, category: CategoryId, now: datetime, origin: Origin) -> None:
    """Take away a category in which nothing lies. Locks the tree. Raises UnknownCategory, CategoryNotEmpty."""
    found = sql.row("SELECT handle, parent_id, position FROM catalogue_category WHERE id = %s FOR UPDATE", (category,))
    if found is None:
        raise UnknownCategory
    names = tree.state()[category][1] or {}
    products = sql.scalar("SELECT count(*) FROM catalogue_product WHERE category_id = %s", (category,))
    below = sql.scalar("SELECT count(*) FROM catalogue_category WHERE parent_id = %s", (category,))
    if products or below:
        raise CategoryNotEmpty(products=products, categories=below)
    tree.forget(category)
    previous: dict[str, object] = {"handle": found[0], "names": names, "parent": found[1], "position": found[2]}
    tell(CategoryRemoved(category=category, previous=previous), origin=origin, now=now)


@atomic
def add_option(
    *, option: str, value: str = "", names: Mapping[str, str], position: int = 0, now: datetime, origin: Origin
) -> None:
    """Name an option ("colour"), or one of its values ("oak"), that has no words yet.

    Raises DuplicateOption, InvalidProduct.
    """
    if option_words.locked(option, value) is not None:
        raise DuplicateOption(code=value or option)
    bulk.upsert_options([OptionRow(option, names, value, position)])
    changed = option_words.Words(dict(names), position).told()
    tell(OptionChanged(option=option, value=value, changed=changed, previous={}), origin=origin, now=now)


@atomic
def change_option(
    *, option: str, value: str = "", names: Mapping[str, str], position: int = 0, now: datetime, origin: Origin
) -> None:
    """Rename an option or one of its values (in the languages given) and say where it stands among its like.

    Nothing is told where nothing differs. Raises UnknownOption, InvalidProduct.
    """
    before = option_words.locked(option, value)
    if before is None:
        raise UnknownOption(code=value or option)
    after = option_words.Words({**before.names, **names}, position)
    if after == before:
        return
    bulk.upsert_options([OptionRow(option, after.names, value, position)])
    told = OptionChanged(option=option, value=value, changed=after.told(), previous=before.told())
    tell(told, origin=origin, now=now)


@atomic
def remove_option(*, option: str, value: str = "", now: datetime, origin: Origin) -> None:
    """Take away the words of an option or value that no variant has. Raises UnknownOption, OptionInUse, OptionNotEmpty."""
    before = option_words.locked(option, value)
    if before is None:
        raise UnknownOption(code=value or option)
    if variants := option_words.variants_with(option, value):
        raise OptionInUse(variants=variants)
    if not value and (values := option_words.named_values(option)):
        raise OptionNotEmpty(values=values)
    option_words.forget(option, value)
    tell(OptionRemoved(option=option, value=value, previous=before.told()), origin=origin, now=now)


def _edited(
    sheet: ProductSheet, changed: dict[str, object], previous: dict[str, object], *, now: datetime, origin: Origin
) -> int:
    version = writing.finish_edit(sheet.product, now)
    if changed == {"status": ProductStatus.ARCHIVED.value}:
        tell(ProductArchived(sheet.product, version, sheet.status), origin=origin, now=now)
    else:
        tell(ProductChanged(sheet.product, version, changed, previous), origin=origin, now=now)
    return version
