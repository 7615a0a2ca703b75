from __future__ import annotations

from datetime import datetime

import pytest

from kamurj.catalogue import bulk, queries
from kamurj.catalogue.contracts import NewVariant as New
from kamurj.catalogue.contracts import ProductKind, ProductRow, ProductStatus, ProductWords, Sort, Upserted
from kamurj.catalogue.errors import UnknownCategory, UnknownProduct, UnknownVariant
from kamurj.foundation.database.counting import count_statements
from kamurj.kernel.ids import CategoryId, ProductId, VariantId
from kamurj.kernel.origin import Origin


@pytest.fixture
def category(shop: Upserted) -> dict[str, CategoryId]:
    return {card.handle: card.category for card in queries.categories("en")}


def _handles(found: queries.ProductList) -> list[str]:
    return [card.handle for card in found.cards]


def test_a_list_holds_everything_under_a_category_the_popular_first(shop: Upserted, category: dict) -> None:
    found = queries.list_products(language="hy", category=category["clothing"], limit=3)
    assert _handles(found) == ["silk-dress", "summer-dress", "blouse"]
    assert (found.total, found.pages, found.page) == (13, 5, 1)
    assert found.cards[0].name == "Մետաքսե երեկոյան զգեստ"
    assert found.cards[0].category_name == "Կանանց"
    assert found.cards[0].kind is ProductKind.CLOTHING
    assert len(found.cards[0].variants) == 6
    assert found.cards[0].image is not None
    assert found.cards[0].image.alt == "Նկար՝ Մետաքսե երեկոյան զգեստ"


def test_pages_follow_one_another_without_gap_or_repeat(shop: Upserted) -> None:
    pages = [queries.list_products(language="en", page=page, limit=10) for page in range(1, 6)]
    handles = [handle for page in pages for handle in _handles(page)]
    assert sorted(handles) == sorted(shop.products)
    assert len(handles) == len(set(handles)) == pages[0].total
    assert queries.list_products(language="en", page=999, limit=10).cards == ()


def test_sorting_by_name_follows_the_language(shop: Upserted, category: dict) -> None:
    english = queries.list_products(language="en", category=category["tables"], sort=Sort.NAME)
    armenian = queries.list_products(language="hy", category=category["tables"], sort=Sort.NAME)
    assert [card.name for card in english.cards] == ["Dining table of solid oak", "Round coffee table", "Writing desk"]
    assert [card.name for card in armenian.cards] == ["Գրասեղան", "Կլոր սուրճի սեղան", "Ճաշասեղան՝ ամբողջական կաղնուց"]


def test_the_newest_come_first_when_asked(shop: Upserted, now: datetime, origin: Origin) -> None:
    later = now.replace(year=2027)
    words = {"en": ProductWords("Late arrival")}
    bulk.upsert_products([ProductRow("late", "home", words, (New("LATE"),))], now=later, origin=origin)
    assert _handles(queries.list_products(language="en", sort=Sort.NEWEST, limit=1)) == ["late"]


def test_values_of_one_facet_widen_and_facets_narrow(shop: Upserted, category: dict) -> None:
    def total(**facets: list[str]) -> int:
        return queries.list_products(language="en", category=category["clothing"], facets=facets).total

    assert (total(), total(colour=["red"]), total(colour=["red", "white"])) == (13, 2, 5)
    assert total(colour=["red"], size=["m"]) == 2
    assert total(colour=["red"], size=["xxl"]) == 0
    assert total(colour=[]) == 13
    assert total(**{"colour'--": ["red"]}) == 0
    assert total(colour=['x"}', "\x00", "\ud800"]) == 0


def test_facets_count_what_would_stay(shop: Upserted, category: dict) -> None:
    found = {facet.code: facet for facet in queries.facets(language="hy", category=category["clothing"])}
    assert list(found) == ["category", "colour", "size"]
    assert [(v.code, v.name, v.count) for v in found["category"].values] == [
        ("women", "Կանանց", 5),
        ("men", "Տղամարդկանց", 8),
    ]
    assert [(v.name, v.count) for v in found["colour"].values][:3] == [("Սև", 8), ("Սպիտակ", 3), ("Կարմիր", 2)]
    assert found["colour"].name == "Գույն"
    assert [(v.code, v.count) for v in found["size"].values] == [("s", 13), ("m", 13), ("l", 13)]


def test_a_facets_own_choice_does_not_narrow_its_counts(shop: Upserted, category: dict) -> None:
    chosen = {"colour": ["red"]}
    found = {f.code: f for f in queries.facets(language="en", category=category["clothing"], chosen=chosen)}
    assert {v.code: v.count for v in found["colour"].values}["black"] == 8
    assert {v.code: v.count for v in found["size"].values} == {"s": 2, "m": 2, "l": 2}


def test_facets_of_a_search_count_what_is_found(shop: Upserted) -> None:
    found = {facet.code: facet for facet in queries.facets(language="en", search="leather")}
    assert sum(v.count for v in found["category"].values) == queries.search("leather", "en").total == 4


def test_every_query_is_one_statement_whatever_the_size(shop: Upserted, category: dict) -> None:
    variants, products = list(shop.variants.values()), list(shop.products.values())
    calls = {
        "cards of 2": lambda: queries.variant_cards(variants[:2], "hy"),
        "cards of all": lambda: queries.variant_cards(variants, "hy"),
        "product cards": lambda: queries.cards(products, "hy"),
        "list of 1": lambda: queries.list_products(language="hy", limit=1),
        "list of 200": lambda: queries.list_products(language="hy", limit=200, category=category["clothing"]),
        "search": lambda: queries.search("leather", "en", 200),
        "facets": lambda: queries.facets(language="en"),
        "page": lambda: queries.product_page("silk-dress", "en"),
        "code": lambda: queries.variant_by_code("485000000"),
        "related": lambda: queries.related_in_category(products[0], "en"),
        "categories": lambda: queries.categories("en"),
        "sheet": lambda: queries.product_sheet(products[0]),
    }
    counts = {}
    for name, call in calls.items():
        with count_statements() as counted:
            call()
        counts[name] = counted.count
    assert counts == dict.fromkeys(calls, 1)


def test_a_product_page_has_all_there_is_to_choose(shop: Upserted) -> None:
    page = queries.product_by_handle("silk-dress", "hy")
    assert page.name == "Մետաքսե երեկոյան զգեստ"
    assert [card.name for card in page.category_path] == ["Հագուստ", "Կանանց"]
    assert [(o.name, [v.name for v in o.values]) for o in page.options] == [
        ("Գույն", ["Սև", "Կարմիր"]),
        ("Չափ", ["S", "M", "L"]),
    ]
    assert [choice.options_text for choice in page.variants][:2] == ["Կարմիր, S", "Կարմիր, M"]
    assert page.variants[0].options == {"colour": "red", "size": "s"}
    assert [media.path for media in page.media] == ["products/silk-dress.svg"]


@pytest.mark.parametrize("handle", ["nothing", "", "a\x00b", "../x", "\ud800", "A" * 5000])
def test_a_page_that_is_not_there_is_refused(shop: Upserted, handle: str) -> None:
    with pytest.raises(UnknownProduct):
        queries.product_by_handle(handle, "en")


def test_a_scanned_or_typed_number_finds_its_variant(shop: Upserted) -> None:
    wanted = shop.variants["ARARAT-S-0-BLA"]
    for code in ("ARARAT-S-0-BLA", "ararat-s-0-bla", " 485000000 "):
        card = queries.variant_by_code(code, "hy")
        assert (card.variant, card.options, card.sellable) == (wanted, "Սև", True)
    for code in ("", "nothing", "\x00", "\ud800", "9" * 1000):
        with pytest.raises(UnknownVariant):
            queries.variant_by_code(code)


def test_cards_of_variants_leave_out_who_is_not_there(shop: Upserted) -> None:
    known = shop.variants["ARARAT-S-0-BLA"]
    cards = queries.variant_cards([known, VariantId(10**12), VariantId(-1)], "en")
    assert list(cards) == [known]
    assert (cards[known].name, cards[known].options) == ("Ararat three-seat sofa", "Black")
    assert queries.variant_cards([], "en") == {}


def test_product_cards_keep_the_order_asked_for(shop: Upserted) -> None:
    asked = [shop.products["socks"], ProductId(10**12), shop.products["blouse"], shop.products["scarf"]]
    assert [card.handle for card in queries.cards(asked, "en")] == ["socks", "blouse", "scarf"]


def test_related_products_share_the_category_but_not_the_product(shop: Upserted) -> None:
    found = queries.related_in_category(shop.products["summer-dress"], "en", 3)
    assert [card.handle for card in found] == ["silk-dress", "blouse", "skirt"]


def test_drafts_are_for_staff_only(shop: Upserted, now: datetime, origin: Origin) -> None:
    row = ProductRow("hidden", "home", {"hy": ProductWords("Գաղտնի")}, (New("HID"),), status=ProductStatus.DRAFT)
    bulk.upsert_products([row], now=now, origin=origin)
    assert queries.search("Գաղտնի", "en").total == 0
    assert queries.list_products(language="en").total == len(shop.products)
    everything = queries.list_products(language="en", search="Գաղտնի", statuses=tuple(ProductStatus))
    assert [card.status for card in everything.cards] == [ProductStatus.DRAFT]
    with pytest.raises(UnknownProduct):
        queries.product_by_handle("hidden", "en")
    assert queries.product_by_handle("hidden", "en", drafts_too=True).name == "Գաղտնի"


def test_the_tree_lists_parents_before_children(category: dict) -> None:
    tree = queries.categories("en")
    assert [card.handle for card in tree][:5] == ["furniture", "sofas", "tables", "chairs", "bedroom"]
    assert [card.depth for card in tree][:3] == [0, 1, 1]


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**40])
def test_a_category_that_cannot_be_is_refused(shop: Upserted, number: int) -> None:
    with pytest.raises(UnknownCategory):
        queries.list_products(language="en", category=CategoryId(number))
