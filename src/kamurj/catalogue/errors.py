"""What can go wrong in the catalogue."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class CatalogueError(KamurjError):
    """The base of the catalogue's refusals."""

    code = "catalogue"


class UnknownProduct(CatalogueError):
    """No product has this id or handle, or it is not on sale."""

    code = "catalogue.unknown_product"
    kind = Kind.NOT_FOUND
    message = N_("This product is not in the catalogue. It may have been taken off sale.")


class UnknownVariant(CatalogueError):
    """No variant has this id, SKU or barcode."""

    code = "catalogue.unknown_variant"
    kind = Kind.NOT_FOUND
    message = N_("This article is not in the catalogue. Check its number, or look for it by name.")


class UnknownCategory(CatalogueError):
    """No category has this id or handle."""

    code = "catalogue.unknown_category"
    kind = Kind.NOT_FOUND
    message = N_("This category does not exist. Choose another one.")


class UnknownMedia(CatalogueError):
    """The product has no such picture."""

    code = "catalogue.unknown_media"
    kind = Kind.NOT_FOUND
    message = N_("This product has no such picture. Load the page again.")


class DuplicateSku(CatalogueError):
    """Another variant has this SKU."""

    code = "catalogue.duplicate_sku"
    kind = Kind.CONFLICT
    message = N_("The article number {sku} is taken. Choose another one.")


class DuplicateBarcode(CatalogueError):
    """Another variant has this barcode."""

    code = "catalogue.duplicate_barcode"
    kind = Kind.CONFLICT
    message = N_("The barcode {barcode} belongs to another article. Scan it again, or leave it empty.")


class DuplicateHandle(CatalogueError):
    """Another product or category has this handle."""

    code = "catalogue.duplicate_handle"
    kind = Kind.CONFLICT
    message = N_("The address name “{handle}” is taken. Choose another one.")


class InvalidOptions(CatalogueError):
    """The variants of a product do not differ in the same options, or two are the same, or a code cannot be used."""

    code = "catalogue.invalid_options"
    message = N_("The options of {sku} do not fit: every variant needs the same options, and no two may be the same.")


class InvalidProduct(CatalogueError):
    """A field of a product, variant or category cannot be stored; `field` says which."""

    code = "catalogue.invalid_product"
    message = N_("The field “{field}” is empty, too long, or holds characters that cannot be stored.")


class CategoryInsideItself(CatalogueError):
    """A category cannot lie under itself."""

    code = "catalogue.category_inside_itself"
    message = N_("A category cannot lie inside itself. Choose another place for it.")


class CategoryNotEmpty(CatalogueError):
    """Products or other categories lie in it, so it stays."""

    code = "catalogue.category_not_empty"
    kind = Kind.CONFLICT
    message = N_("Products: {products}, categories: {categories}. Put what lies in this category elsewhere first.")


class UnknownOption(CatalogueError):
    """Nobody has named this option or value."""

    code = "catalogue.unknown_option"
    kind = Kind.NOT_FOUND
    message = N_("There is no option “{code}”. Choose another one, or add it.")


class DuplicateOption(CatalogueError):
    """An option or value with this code has words already."""

    code = "catalogue.duplicate_option"
    kind = Kind.CONFLICT
    message = N_("The code “{code}” is taken. Change what stands there, or choose another code.")


class OptionInUse(CatalogueError):
    """Variants have this option or value, so its words stay."""

    code = "catalogue.option_in_use"
    kind = Kind.CONFLICT
    message = N_("Variants that have this: {variants}. Change them first.")


class OptionNotEmpty(CatalogueError):
    """An option that has values stays."""

    code = "catalogue.option_not_empty"
    kind = Kind.CONFLICT
    message = N_("Values of this option: {values}. Delete them first.")


class EditedMeanwhile(CatalogueError):
    """Somebody else changed the product after this editor opened it; nothing was overwritten."""

    code = "catalogue.edited_meanwhile"
    kind = Kind.CONFLICT
    message = N_(
        "Somebody changed this product while you were editing it. "
        "Load it again to see version {version}, then make your change."
    )
