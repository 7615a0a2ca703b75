"""Reading the catalogue. Each query is one statement, whatever the number of products; a search with a slip in it is two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, LiteralString

from kamurj.catalogue import counting, editing, reading, searching
from kamurj.catalogue.contracts import (
    Candidates,
    CategoryCard,
    CategorySheet,
    Facet,
    FacetValue,
    OptionSheet,
    ProductCard,
    ProductList,
    ProductPage,
    ProductSheet,
    ProductStatus,
    Sort,
    VariantCard,
)
from kamurj.catalogue.errors import UnknownCategory, UnknownProduct, UnknownVariant
from kamurj.catalogue.rules import question as asking
from kamurj.catalogue.rules.checks import HANDLE, is_storable
from kamurj.catalogue.searching import Narrowing
from kamurj.foundation.database import sql
from kamurj.kernel.ids import CategoryId, ProductId, VariantId

ON_SALE = (ProductStatus.ACTIVE,)
MOST_CARDS = 200
LAST_PAGE = 10_000
LONGEST_CODE = 64
LARGEST_ID = 2**63


def variant_cards(variants: Sequence[VariantId], language: str) -> dict[VariantId, VariantCard]:
    """The cards of these variants, archived ones too; who is not in the answer does not exist."""
    found = sql.rows(reading.VARIANT_CARDS, {"variants": list(variants), "language": language})
    return {VariantId(row[0]): reading.variant_card(row) for row in found}


def categories_of(variants: Sequence[VariantId]) -> dict[VariantId, frozenset[CategoryId]]:
    """Every category that each variant lies in, from its own up to the top."""
    return {
        VariantId(variant): frozenset(map(CategoryId, path))
        for variant, path in sql.rows(
            """
            SELECT v.id, c.path || c.id
              FROM catalogue_variant v
              JOIN catalogue_product p ON p.id = v.product_id
              JOIN catalogue_category c ON c.id = p.category_id
             WHERE v.id = ANY((SELECT %s::bigint[])::bigint[])
            """,
            (list(variants),),
        )
    }


def variant_by_code(code: str, language: str = "en") -> VariantCard:
    """The variant with this barcode or SKU (in any case; where cases differ, as typed). Raises UnknownVariant."""
    plain = code.strip()
    if not plain or not is_storable(plain, longest=LONGEST_CODE):
        raise UnknownVariant
    found = sql.row(reading.VARIANT_BY_CODE, {"code": plain, "language": language})
    if found is None:
        raise UnknownVariant
    return reading.variant_card(found)


def category_paths(variants: Sequence[VariantId]) -> dict[VariantId, tuple[CategoryId, ...]]:
    """The category of each variant with all above it, from the root down; unknown variants are left out."""
    found = sql.rows(
        """
        SELECT v.id, c.path FROM catalogue_variant v
          JOIN catalogue_product p ON p.id = v.product_id
          JOIN catalogue_category c ON c.id = p.category_id
         WHERE v.id = ANY(%s)
        """,
        (list(variants),),
    )
    return {VariantId(variant): tuple(CategoryId(category) for category in path) for variant, path in found}


def variants_by_sku(skus: Sequence[str]) -> dict[str, VariantId]:
    """The ids behind SKUs, as written; unknown ones are left out."""
    return dict(sql.rows("SELECT sku, id FROM catalogue_variant WHERE sku = ANY(%s)", (list(skus),)))


def product_by_handle(handle: str, language: str, *, drafts_too: bool = False) -> ProductPage:
    """A product's page with its variants, pictures and place in the tree. Raises UnknownProduct.

    With `drafts_too` also those not on sale, and all their variants, for staff.
    """
    parameters = {"handle": handle, "language": language, "drafts_too": drafts_too}
    found = sql.row(reading.PRODUCT_PAGE, parameters) if HANDLE.fullmatch(handle) else None
    if found is None:
        raise UnknownProduct
    return reading.product_page(found)


def product_page(handle: str, language: str, *, drafts_too: bool = False) -> ProductPage:
    """The same as `product_by_handle`."""
    return product_by_handle(handle, language, drafts_too=drafts_too)


def product_sheet(product: ProductId) -> ProductSheet:
    """A product for its editor: all languages, and the version to name when changing it. Raises UnknownProduct."""
    found = sql.row(reading.PRODUCT_SHEET, (product,))
    if found is None:
        raise UnknownProduct
    return reading.product_sheet(found)


def cards(products: Sequence[ProductId], language: str) -> tuple[ProductCard, ...]:
    """The cards of these products in this order; unknown ones are left out."""
    found = sql.scalar(reading.CARDS_IN_ORDER, {"products": list(products), "language": language})
    return tuple(map(reading.product_card, found))


def list_products(
    *,
    language: str,
    category: CategoryId | None = None,
    search: str | None = None,
    facets: Mapping[str, Sequence[str]] | None = None,
    sort: Sort = Sort.RELEVANCE,
    page: int = 1,
    limit: int = 24,
    statuses: Sequence[ProductStatus] = ON_SALE,
) -> ProductList:
    """One page of products of a category and all under it, with these facet values, found by this text.

    `facets` maps an option's code to value codes: any of one option's, and something of every option. Relevance puts
    names before descriptions, then the popular first. `limit` is at most 200. A text is searched as in `search`.
    Raises UnknownCategory for a number that can be none's.
    """
    narrowing = Narrowing(tuple(statuses), _possible(category), facets or {})
    page, limit = min(max(page, 1), LAST_PAGE), min(max(limit, 1), MOST_CARDS)
    parameters = narrowing.parameters() | {"language": language, "limit": limit, "offset": (page - 1) * limit}
    if search is not None and search.strip():
        return _search(search, narrowing, sort, parameters, page=page, limit=limit)
    found = sql.row(searching.listed(narrowing, sort, _known(language)), parameters)
    return _product_list(found, page=page, limit=limit)


def candidates(
    *,
    category: CategoryId | None = None,
    search: str | None = None,
    facets: Mapping[str, Sequence[str]] | None = None,
    statuses: Sequence[ProductStatus] = ON_SALE,
) -> Candidates:
    """All that `list_products` would page through with these words, with the variants on sale; for an order by what the
    catalogue does not know, such as prices. Raises UnknownCategory for a number that can be none's.
    """
    narrowing = Narrowing(tuple(statuses), _possible(category), facets or {})
    corrected = None
    if search is not None and search.strip():
        found, corrected = _ask(search, searching.all_searched(narrowing), narrowing.parameters())
    else:
        found = sql.row(searching.all_listed(narrowing), narrowing.parameters()) or ((), ())
    products, variants, *_ = found
    return Candidates(products=tuple(products), variants=tuple(variants), corrected_text=corrected)


def search(text: str, language: str, limit: int = 24, page: int = 1) -> ProductList:
    """Products found by words in either language, in any form, the last word perhaps unfinished, or by SKU or barcode.

    Where no product has all words, words nobody uses are replaced by the nearest known ones (`corrected_text` says by
    which; one slip from 4 letters on, two from 8 on; Armenian in Latin letters becomes Armenian), a second statement;
    failing that, products with some of the words are found.
    """
    return list_products(language=language, search=text, limit=limit, page=page)


def facets(
    *,
    language: str,
    category: CategoryId | None = None,
    search: str | None = None,
    chosen: Mapping[str, Sequence[str]] | None = None,
    statuses: Sequence[ProductStatus] = ON_SALE,
) -> tuple[Facet, ...]:
    """What a list can be narrowed by, with counts: subcategories, then options such as colour and size.

    The counts of one facet do not heed what is chosen in it. For a list with `corrected_text`, pass that as `search`.
    """
    narrowing = Narrowing(tuple(statuses), _possible(category), chosen or {})
    tokens = narrowing.chosen()
    parameters = narrowing.parameters() | {
        "language": language,
        "chosen": [code for code, _ in tokens],
        "tokens": ["{" + ",".join(f'"{token}"' for token in some) + "}" for _, some in tokens],
    }
    if search is not None and search.strip():
        parameters |= searching.question_parameters(asking.ask(search), correcting=False)
        found = sql.rows(counting.of_search(narrowing), parameters)
    else:
        found = sql.rows(counting.of_list(narrowing), parameters)
    return tuple(_facet(code, list(rows)) for code, rows in groupby(found, key=lambda row: row[0]))


def categories(language: str) -> tuple[CategoryCard, ...]:
    """The whole tree, parents before children, siblings by position and name."""
    found = sql.rows(reading.CATEGORIES, {"language": language})
    return reading.in_tree_order([reading.category_card(row) for row in found])


def category_sheets() -> tuple[CategorySheet, ...]:
    """The whole tree for its editors, parents before their children, siblings by position and handle."""
    return editing.category_sheets()


def option_sheets() -> tuple[OptionSheet, ...]:
    """Every option for its editors, each before its values, by position; unnamed ones that variants have among them."""
    return editing.option_sheets()


def related_in_category(product: ProductId, language: str, limit: int = 8) -> tuple[ProductCard, ...]:
    """Other products on sale in the same category, the popular first."""
    parameters = {"product": product, "language": language, "limit": limit}
    return tuple(map(reading.product_card, sql.scalar(reading.RELATED, parameters)))


def _search(
    text: str, narrowing: Narrowing, sort: Sort, parameters: Mapping[str, object], *, page: int, limit: int
) -> ProductList:
    statement = searching.searched(narrowing, sort, _known(str(parameters["language"])))
    found, corrected = _ask(text, statement, parameters)
    return _product_list(found, page=page, limit=limit, corrected_text=corrected)


def _ask(text: str, statement: LiteralString, parameters: Mapping[str, object]) -> tuple[Sequence[Any], str | None]:
    """The row that a search statement answers, and the text it was corrected to, if it was."""
    question = asking.ask(text)
    found = sql.row(statement, {**parameters, **searching.question_parameters(question)}) or (0, [], 0, None)
    full, unknown = found[-2:]
    near = {word: [asking.Near(*candidate) for candidate in some] for word, some in (unknown or {}).items()}
    if not near or (full and not asking.sounds_known(near)):
        return found, None
    words = asking.corrected(question.words, near)
    meant = words != list(question.words)
    if full and not meant:
        return found, None
    asked = searching.question_parameters(asking.of_words(words), correcting=False)
    again = sql.row(statement, {**parameters, **asked}) or (0, [], 0, None)
    return again, " ".join(words) if meant else None


def _product_list(found: Sequence[Any] | None, *, page: int, limit: int, corrected_text: str | None = None) -> ProductList:
    total, some, *_ = found or (0, [])
    return ProductList(
        cards=tuple(map(reading.product_card, some)),
        total=total,
        page=page,
        limit=limit,
        corrected_text=corrected_text,
    )


def _facet(code: str, rows: Sequence[tuple[Any, ...]]) -> Facet:
    values = tuple(FacetValue(row[2], row[3] or reading.readable(row[2]), int(row[4])) for row in rows)
    return Facet(code, rows[0][1] or reading.readable(code), values)


def _possible(category: CategoryId | None) -> CategoryId | None:
    if category is not None and not 0 < category < LARGEST_ID:
        raise UnknownCategory
    return category


def _known(language: str) -> str:
    return "hy" if language == "hy" else "en"
