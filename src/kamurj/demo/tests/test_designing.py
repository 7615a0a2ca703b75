from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from kamurj.catalogue.bulk import refusal_of
from kamurj.demo.articles.designing import Article, Picture, articles
from kamurj.foundation.files.rules import content_type_of, is_safe_drawing

BEGINS, ENDS = datetime(2025, 5, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
Designed = list[tuple[Article, list[Picture]]]


@pytest.fixture(scope="module")
def designed() -> Designed:
    return list(articles(7, begins_at=BEGINS, ends_at=ENDS))


def test_there_are_as_many_articles_as_a_real_shop_has(designed: Designed) -> None:
    assert len(designed) >= 400
    assert sum(len(article.sold) for article, _ in designed) >= 2000
    assert {article.family.kind.value for article, _ in designed} == {"furniture", "clothing", "cosmetics"}


def test_the_same_seed_designs_the_same_and_another_one_does_not(designed: Designed) -> None:
    again = list(articles(7, begins_at=BEGINS, ends_at=ENDS))
    assert again == designed
    assert list(articles(8, begins_at=BEGINS, ends_at=ENDS)) != designed


def test_every_article_is_fit_for_the_catalogue_in_two_languages(designed: Designed) -> None:
    for article, _ in designed:
        assert refusal_of(article.row) is None
        assert {"en", "hy"} == set(article.row.words)
        assert all(words.name and words.description for words in article.row.words.values())
    skus = Counter(variant.sku for article, _ in designed for variant in article.row.variants)
    barcodes = Counter(variant.barcode for article, _ in designed for variant in article.row.variants)
    assert max(skus.values()) == max(barcodes.values()) == 1


def test_barcodes_have_the_check_digit_of_ean_13(designed: Designed) -> None:
    for article, _ in designed:
        for variant in article.row.variants:
            digits = [int(digit) for digit in variant.barcode or ""]
            assert len(digits) == 13
            assert sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def test_pictures_are_safe_drawings_that_say_what_they_show(designed: Designed) -> None:
    names = Counter(picture.name for _, pictures in designed for picture in pictures)
    assert max(names.values()) == 1
    for _, pictures in designed:
        for picture in pictures:
            content = picture.svg.encode()
            assert content_type_of(content) == "image/svg+xml"
            assert is_safe_drawing(content)
            root = ET.fromstring(picture.svg)  # noqa: S314 - our own drawing
            assert root.findtext("{http://www.w3.org/2000/svg}title")


def test_prices_are_above_zero_and_larger_things_cost_more(designed: Designed) -> None:
    for article, _ in designed:
        assert all(sold.drams_minor > 0 and sold.cents > 0 for sold in article.sold)
    table = next(article for article, _ in designed if article.family.drawing == "table")
    by_width = {
        variant.options["width"]: sold.drams_minor for variant, sold in zip(table.row.variants, table.sold, strict=True)
    }
    assert by_width["small"] < by_width["medium"] < by_width["large"]


def test_every_variant_shows_itself_and_not_a_sister(designed: Designed) -> None:
    for article, pictures in designed:
        names = {picture.name for picture in pictures}
        assert [media.sku for media in article.row.media] == [variant.sku for variant in article.row.variants]
        assert {media.path for media in article.row.media} == names
