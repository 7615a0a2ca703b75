"""Products and their variants, one variant a line; the lines of one product stand together, and its first line says what
is said of the product.

Columns: `handle`, `sku`, `name_en` and/or `name_hy`; optional `description_en`, `description_hy`, `category` (a path such
as `furniture/sofas`, made where it is missing), `brand`, `kind`, `tax_category`, `barcode`, `weight_grams`, `options`
(`colour=oak; size=m`; words such as `Back rest=Mesh` are kept as names), `image` (a path below the media folder), `price`
with `currency`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from kamurj.catalogue import bulk as catalogue
from kamurj.catalogue.contracts import CategoryRow, MediaRow, NewVariant, OptionRow, ProductKind, ProductRow, ProductWords
from kamurj.catalogue.errors import CatalogueError
from kamurj.catalogue.queries import categories, option_sheets, variants_by_sku
from kamurj.foundation.database.transactions import atomic
from kamurj.importers.contracts import FileToImport
from kamurj.importers.plain import running
from kamurj.importers.plain.reading import CsvRow, read
from kamurj.importers.plain.running import ORIGIN, Tally
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import PriceListId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.progress import Progress
from kamurj.pricing import bulk as prices
from kamurj.pricing.operations import add_price_list
from kamurj.pricing.queries import price_lists

NEEDED = ("handle", "sku")
OPTIONAL = (
    "name_en", "name_hy", "description_en", "description_hy", "category", "brand", "kind", "tax_category", "barcode",
    "weight_grams", "options", "image", "price", "currency",
)  # fmt: skip
HANDLE = re.compile(r"[a-z0-9][a-z0-9-]{0,99}", re.ASCII)
NO_CODE = re.compile(r"[^a-z0-9]+", re.ASCII)
NO_VALUE = re.compile(r"[^a-z0-9.]+", re.ASCII)
UNSORTED = "unsorted"
PRICE_LIST = "Imported {currency}"


def run(file: FileToImport, progress: Progress) -> dict[str, object]:
    """Import the file; a product that cannot be stored is rejected with all its lines, the others are stored."""
    rows = read(file.path, needed=NEEDED, optional=OPTIONAL)
    return running.run(file, rows, progress, _write, keeps_together=lambda row: row.values["handle"])


@atomic
def _write(rows: Sequence[CsvRow], tally: Tally) -> None:
    now = utc_now()
    products: list[tuple[ProductRow, list[CsvRow]]] = []
    for _, group in groupby(rows, key=lambda row: row.values["handle"]):
        lines = list(group)
        product, reason = _product(lines)
        if product is None:
            for line in lines:
                tally.reject(line, reason)
        else:
            products.append((product, lines))
    _store_categories(rows)
    stored = _store(products, tally, now=now)
    tally.imported += sum(len(lines) for _, lines in stored)
    kept = [line for _, lines in stored for line in lines]
    _store_words(kept)
    _store_prices(kept, now=now)


def _product(lines: Sequence[CsvRow]) -> tuple[ProductRow | None, str]:
    first = lines[0].values
    try:
        product = ProductRow(
            handle=first["handle"],
            category=(first.get("category") or UNSORTED).strip("/").rsplit("/", 1)[-1],
            words={
                language: ProductWords(name=name, description=first.get(f"description_{language}", ""))
                for language in ("en", "hy")
                if (name := first.get(f"name_{language}", ""))
            },
            variants=tuple(_variant(line.values) for line in lines),
            brand=first.get("brand", ""),
            kind=ProductKind(first.get("kind") or "other"),
            tax_category=first.get("tax_category") or "standard",
            media=tuple(
                MediaRow(path=image) for image in dict.fromkeys(line.values.get("image", "") for line in lines) if image
            ),
        )
        for line in lines:
            _price(line.values)
    except ValueError as wrong:
        return None, str(wrong)
    refusal = catalogue.refusal_of(product)
    return (product, "") if refusal is None else (None, str(refusal))


def _variant(values: dict[str, str]) -> NewVariant:
    weight = values.get("weight_grams") or "0"
    if not weight.isdecimal():
        raise ValueError(f"weight_grams is no whole number: {weight}")
    return NewVariant(
        sku=values["sku"],
        options=dict(_option(part) for part in values.get("options", "").split(";") if part.strip()),
        barcode=values.get("barcode") or None,
        weight_grams=int(weight),
    )


def _option(part: str) -> tuple[str, str]:
    """The codes of one option and its value. People write `Back rest = Mesh, grey`; the words are kept by `_store_words`."""
    name, value = _words_of(part)
    code, value_code = NO_CODE.sub("_", name.lower()).strip("_"), NO_VALUE.sub("-", value.lower()).strip("-.")
    if not code or not value_code:
        raise ValueError(f"options need Latin letters or digits, their names in other languages come after: {part.strip()}")
    return code, value_code


def _words_of(part: str) -> tuple[str, str]:
    name, equals, value = part.partition("=")
    if not equals:
        raise ValueError(f"options are written as colour=oak; size=m, not {part.strip()}")
    return name.strip(), value.strip()


def _store_words(rows: Sequence[CsvRow]) -> None:
    """Name options and values that nobody has named yet by the words of the file, where these say more than the codes."""
    words: dict[tuple[str, str], str] = {}
    for row in rows:
        for part in filter(str.strip, row.values.get("options", "").split(";")):
            (code, value_code), (name, value) = _option(part), _words_of(part)
            words.setdefault((code, ""), name)
            words.setdefault((code, value_code), value)
    named = {(sheet.option, sheet.value) for sheet in option_sheets() if sheet.names}
    catalogue.upsert_options(
        OptionRow(option=option, value=value, names={"en": word[:1].upper() + word[1:]})
        for (option, value), word in words.items()
        if (option, value) not in named and word.lower() != (value or option)
    )


def _price(values: dict[str, str]) -> Money | None:
    """The price of a line, if it has one. Raises ValueError with the reason why it is none."""
    if not values.get("price"):
        return None
    price = Money.parse(values["price"], values.get("currency", ""))
    if price.minor <= 0:
        raise ValueError("the price is not above zero")
    return price


def _store_categories(rows: Sequence[CsvRow]) -> None:
    """Make the categories that the paths name; their names can be given in the console afterwards."""
    paths = {(row.values.get("category") or UNSORTED).strip("/") for row in rows}
    wanted: dict[str, CategoryRow] = {}
    for path in sorted(paths):
        steps = path.split("/")
        for depth, handle in enumerate(steps):
            parent = steps[depth - 1] if depth else None
            wanted.setdefault(
                handle, CategoryRow(handle=handle, names={"en": handle.replace("-", " ").capitalize()}, parent=parent)
            )
    known = {category.handle for category in categories("en")}
    catalogue.upsert_categories(row for handle, row in wanted.items() if handle not in known and HANDLE.fullmatch(handle))


def _store(
    products: Sequence[tuple[ProductRow, list[CsvRow]]], tally: Tally, *, now: datetime
) -> Sequence[tuple[ProductRow, list[CsvRow]]]:
    """All at once; where one is refused, one by one, so that one bad product does not keep the others out."""
    try:
        with atomic():
            _upsert([product for product, _ in products], tally, now=now)
    except CatalogueError:
        return [one for one in products if _stored_alone(one, tally, now=now)]
    return products


def _stored_alone(one: tuple[ProductRow, list[CsvRow]], tally: Tally, *, now: datetime) -> bool:
    product, lines = one
    try:
        with atomic():
            _upsert([product], tally, now=now)
    except CatalogueError as refusal:
        for line in lines:
            tally.reject(line, str(refusal))
        return False
    return True


def _upsert(products: Sequence[ProductRow], tally: Tally, *, now: datetime) -> None:
    done = catalogue.upsert_products(products, now=now, origin=ORIGIN)
    tally.add(created=done.products_created, changed=done.products_changed, unchanged=done.products_unchanged)


def _store_prices(rows: Sequence[CsvRow], *, now: datetime) -> None:
    priced = {row.values["sku"]: price for row in rows if (price := _price(row.values)) is not None}
    variants = variants_by_sku(list(priced))
    lists = {currency: _list_of(currency, now=now) for currency in sorted({price.currency for price in priced.values()})}
    prices.upsert_prices(rows=_price_rows(priced, variants, lists), now=now, origin=ORIGIN)


def _price_rows(
    priced: dict[str, Money], variants: dict[str, VariantId], lists: dict[str, PriceListId]
) -> Iterator[prices.PriceRow]:
    for sku, price in priced.items():
        yield prices.PriceRow(price_list=lists[price.currency], variant=variants[sku], amount_minor=price.minor)


def _list_of(currency: str, *, now: datetime) -> PriceListId:
    """The price list of imported prices in a currency; where there is none yet, one with the tax inside the prices."""
    name = PRICE_LIST.format(currency=currency)
    known = {price_list.name: price_list.id for price_list in price_lists()}
    return known.get(name) or add_price_list(
        name=name, currency=currency, tax_included=True, starts_at=now, now=now, origin=ORIGIN
    )
