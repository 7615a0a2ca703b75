"""Designs every article: its names, variants, prices and pictures, and what is true of it behind the counter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from kamurj.catalogue.contracts import MediaRow, NewVariant, ProductKind, ProductRow, ProductWords
from kamurj.demo.articles.assortment import FAMILIES
from kamurj.demo.articles.family import Family
from kamurj.demo.articles.words import COLLECTIONS, FABRICS, SCENTS, SHADES, SIZES, VOLUMES, WIDTHS, WOODS, Colour
from kamurj.demo.pictures import clothing, cosmetics, furniture
from kamurj.demo.pictures.canvas import Canvas

DRAWINGS = {**furniture.DRAWINGS, **clothing.DRAWINGS, **cosmetics.DRAWINGS}
DRAMS_TO_THE_DOLLAR = 385
STYLE_WORDS = (
    "size", "back", "arms", "cushions", "legs", "height", "round", "doors", "shelves", "cut", "neck", "pattern", "sleeve",
    "length", "cap",
)  # fmt: skip
BRANDS = {
    ProductKind.FURNITURE: "Kamurj Home",
    ProductKind.CLOTHING: "Kamurj Wear",
    ProductKind.COSMETICS: "Kamurj Beauty",
}
GROUNDS = ("#f4ede4", "#eef0ea", "#f3e9e6", "#ebeef1", "#f5f0e6")
METALS = ("#c8a27a", "#7a5236", "#3d342e", "#d8c3a0", "#8a8f98")
SIZE_WEIGHTS = {"XS": 0.5, "S": 1.1, "M": 1.5, "L": 1.3, "XL": 0.9, "XXL": 0.4}
VOLUME_PRICE = {"30": 0.7, "50": 1.0, "100": 1.6, "200": 2.3}
WIDTH_PRICE = {"small": 0.75, "medium": 1.0, "large": 1.4}


@dataclass(frozen=True, slots=True)
class Sold:
    """One variant as the demo trades it: prices in minor units, `appeal` its share within the article."""

    sku: str
    drams_minor: int
    cents: int
    colour_family: str
    size: str | None
    appeal: float


@dataclass(frozen=True, slots=True)
class Article:
    """One product with its row for the catalogue, its variants for trade, and its ground truth.

    `appeal` is how often it is bought against an average article; `fit` −1 runs small, 1 runs large, 0 as it should;
    `return_rate` is the chance that a piece comes back; `elasticity` how strongly a discount moves it.
    """

    family: Family
    row: ProductRow
    sold: tuple[Sold, ...]
    appeal: float
    fit: int
    return_rate: float
    elasticity: float
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing. Rows of articles name it; where it is stored follows from its content."""

    name: str
    svg: str


def articles(seed: int, *, begins_at: datetime, ends_at: datetime) -> Iterator[tuple[Article, list[Picture]]]:
    """Every article with its pictures, the same for the same seed. A tenth appears only in the course of the time."""
    for family in FAMILIES:
        names = Random(f"{seed}:{family.drawing}").sample(COLLECTIONS, family.designs)
        for number, name in enumerate(names):
            chance = Random(f"{seed}:{family.drawing}:{number}")
            yield _design(family, name, chance, begins_at=begins_at, ends_at=ends_at)


def _design(
    family: Family, name: tuple[str, str], chance: Random, *, begins_at: datetime, ends_at: datetime
) -> tuple[Article, list[Picture]]:
    handle = f"{family.drawing}-{name[0].lower().replace(' ', '-')}"
    style = {word: chance.randrange(12) for word in STYLE_WORDS}
    price = _nice_price(chance.uniform(*family.drams))
    weight = int(chance.uniform(*family.weight_grams))
    metal, ground = chance.choice(METALS), chance.choice(GROUNDS)
    looks = _looks(family, chance)
    pictures = [
        Picture(
            name=f"{handle}-{look.code}.svg",
            svg=_draw(family, f"{name[0]} {family.english}, {look.english}", look, metal, ground, style),
        )
        for look in looks
    ]
    variants: list[NewVariant] = []
    sold: list[Sold] = []
    media: list[MediaRow] = []
    for look, picture in zip(looks, pictures, strict=True):
        alt = {"en": f"{name[0]} {family.english}, {look.english}", "hy": f"«{name[1]}» {family.armenian}, {look.armenian}"}
        for options, factor, appeal in _choices(family, look, chance):
            sku = "-".join(
                [family.drawing[:4].upper(), name[0][:5].upper(), *(value.upper()[:9] for value in options.values())]
            )
            variants.append(NewVariant(sku=sku, options=options, barcode=_barcode(sku), weight_grams=int(weight * factor)))
            media.append(MediaRow(path=picture.name, alt=alt, sku=sku))
            drams = _nice_price(price * factor)
            sold.append(
                Sold(
                    sku=sku,
                    drams_minor=drams * 100,
                    cents=_dollars(drams),
                    colour_family=look.family,
                    size=(options.get("size") or "").upper() or None,
                    appeal=appeal,
                )
            )
    appeal = round(chance.paretovariate(1.3), 3)
    starts_at = begins_at if chance.random() < 0.9 else begins_at + (ends_at - begins_at) * chance.random() * 0.9
    row = ProductRow(
        handle=handle,
        category=family.category,
        words=_words(family, name, chance),
        variants=tuple(variants),
        brand=BRANDS[family.kind],
        kind=family.kind,
        tax_category="standard",
        media=tuple(media),
        popularity=int(min(appeal, 50) * 100),
        published_at=starts_at - timedelta(days=1),
    )
    fit = chance.choices((-1, 0, 1), (2, 6, 1))[0] if "size" in family.axes else 0
    article = Article(
        family=family,
        row=row,
        sold=tuple(sold),
        appeal=min(appeal, 12.0),
        fit=fit,
        return_rate=round(min(0.6, family.return_rate * chance.uniform(0.5, 1.6) * (1.9 if fit else 1)), 4),
        elasticity=round(chance.uniform(1.0, 3.5), 2),
        starts_at=starts_at,
    )
    return article, pictures


def _looks(family: Family, chance: Random) -> list[Colour]:
    """The colours, woods, shades or scents this design comes in; what has none of these has one look."""
    pools = {"colour": (FABRICS, 3, 4), "wood": (WOODS, 2, 4), "shade": (SHADES, 4, 7), "scent": (SCENTS, 2, 4)}
    for axis in family.axes:
        if axis in pools:
            pool, least, most = pools[axis]
            return chance.sample(
                pool, chance.randint(least, most) if axis != "colour" or "size" not in family.axes else chance.randint(2, 3)
            )
    return [chance.choice(SCENTS)]


def _choices(family: Family, look: Colour, chance: Random) -> Iterator[tuple[dict[str, str], float, float]]:
    """The variants of one look: options, price and weight factor, appeal."""
    first = next((axis for axis in family.axes if axis in {"colour", "wood", "shade", "scent"}), None)
    base = {first: look.code} if first else {}
    liking = chance.uniform(0.5, 1.6)
    if "size" in family.axes:
        for size in SIZES[0 if chance.random() < 0.4 else 1 : 6 if chance.random() < 0.5 else 5]:
            yield {**base, "size": size.lower()}, 1.0, liking * SIZE_WEIGHTS[size]
    elif "width" in family.axes:
        for width in WIDTHS:
            yield {**base, "width": width}, WIDTH_PRICE[width], liking
    elif "volume" in family.axes:
        for volume in list(VOLUMES)[0:2] if family.drawing == "cream" else list(VOLUMES)[1:3]:
            yield {**base, "volume": volume}, VOLUME_PRICE[volume], liking
    else:
        yield base, 1.0, liking


def _words(family: Family, name: tuple[str, str], chance: Random) -> dict[str, ProductWords]:
    about = list(family.about)
    chance.shuffle(about)
    english = f"{name[0]} {family.english}"
    armenian = f"«{name[1]}» {family.armenian}"
    return {
        "en": ProductWords(name=english, description=" ".join(sentence for sentence, _ in about)),
        "hy": ProductWords(name=armenian, description=" ".join(sentence for _, sentence in about)),
    }


def _draw(family: Family, title: str, look: Colour, metal: str, ground: str, style: dict[str, int]) -> str:
    canvas = Canvas(title=title, ground=ground)
    DRAWINGS[family.drawing](canvas, look.hex, metal, style)
    return canvas.svg()


def _nice_price(drams: float) -> int:
    """Prices end as shop prices do: 4,900, 64,900, 389,000."""
    if drams < 100_000:
        return max(1_900, round(drams / 1000) * 1000 - 100)
    return round(drams / 10_000) * 10_000 - 1_000


def _dollars(drams: int) -> int:
    """The price in California in cents, before tax: whole dollars, then .00 or .50 below twenty."""
    cents = drams * 100 / DRAMS_TO_THE_DOLLAR
    return max(450, round(cents / 50) * 50) if cents < 2_000 else round(cents / 100) * 100


def _barcode(sku: str) -> str:
    """An EAN-13 in the range for use inside one company (200…), made from the SKU; check digit by the GS1 rule."""
    digits = "200" + f"{int.from_bytes(sku.encode(), 'big') * 2_654_435_761 % 10**9:09d}"
    odd, even = sum(map(int, digits[::2])), sum(map(int, digits[1::2]))
    return digits + str(-(odd + 3 * even) % 10)
