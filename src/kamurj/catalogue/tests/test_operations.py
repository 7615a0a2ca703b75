from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from kamurj.catalogue import bulk, operations, queries
from kamurj.catalogue.contracts import (
    NewVariant,
    OptionRow,
    ProductChanges,
    ProductStatus,
    ProductWords,
    Upserted,
    VariantChanges,
)
from kamurj.catalogue.errors import (
    CategoryInsideItself,
    DuplicateBarcode,
    DuplicateHandle,
    DuplicateSku,
    EditedMeanwhile,
    InvalidOptions,
    InvalidProduct,
    UnknownCategory,
    UnknownMedia,
    UnknownProduct,
    UnknownVariant,
)
from kamurj.foundation.database import sql
from kamurj.kernel.ids import CategoryId, ProductId, VariantId
from kamurj.kernel.origin import Origin

Told = dict[str, Any]


@pytest.fixture
def moment(now: datetime, origin: Origin) -> dict[str, Any]:
    return {"now": now, "origin": origin}


@pytest.fixture
def sofa(shop: Upserted) -> ProductId:
    return shop.products["ararat-sofa"]


def _facts(kind: str) -> list[Told]:
    return [row[0] for row in sql.rows("SELECT payload FROM log_fact WHERE type = %s ORDER BY id", (kind,))]


def _category(handle: str) -> CategoryId:
    return next(card.category for card in queries.categories("en") if card.handle == handle)


def test_a_new_product_is_a_draft_until_it_is_put_on_sale(shop: Upserted, moment: dict) -> None:
    product = operations.create_product(
        handle="footstool",
        category=_category("sofas"),
        words={"en": ProductWords("Velvet footstool"), "hy": ProductWords("Թավշյա պուֆ")},
        variants=[NewVariant("FOOT-1", {"colour": "red"})],
        **moment,
    )
    assert queries.search("պուֆ", "en").total == 0
    change = ProductChanges(status=ProductStatus.ACTIVE)
    operations.change_product(product=product, expected_version=1, changes=change, **moment)
    assert [card.product for card in queries.search("պուֆեր", "en").cards] == [product]
    assert _facts("ProductCreated")[-1] == {
        "product": product, "handle": "footstool", "status": "draft", "skus": ["FOOT-1"]
    }  # fmt: skip


def test_names_with_markup_are_kept_as_typed(shop: Upserted, sofa: ProductId, moment: dict) -> None:
    name = "<script>alert('x')</script> & \"Արարատ\""
    changes = ProductChanges(words={"en": ProductWords(name, "a\nb")})
    operations.change_product(product=sofa, expected_version=1, changes=changes, **moment)
    assert queries.product_by_handle("ararat-sofa", "en").name == name
    assert queries.search("script alert", "en").cards[0].name == name


def test_a_change_tells_what_was_before_and_can_be_undone(shop: Upserted, sofa: ProductId, moment: dict) -> None:
    before = queries.product_sheet(sofa)
    changes = ProductChanges(
        brand="Sevan", category=_category("home"), words={"en": ProductWords("Lake sofa", "Blue.")}, handle="lake-sofa"
    )
    assert operations.change_product(product=sofa, expected_version=1, changes=changes, **moment) == 2
    told = _facts("ProductChanged")[-1]
    assert told["previous"]["brand"] == "Kamurj Home"
    assert told["previous"]["words"] == {
        "en": {"name": before.words["en"].name, "description": before.words["en"].description}
    }
    assert queries.search("lake", "en").total == 1
    operations.undo_change(product=sofa, previous=told["previous"], expected_version=2, **moment)
    after = queries.product_sheet(sofa)
    assert (after.brand, after.category, after.words, after.handle) == (
        before.brand, before.category, before.words, before.handle
    )  # fmt: skip
    assert after.version == 3
    assert queries.search("lake", "en").cards == ()


def test_undoing_new_words_takes_them_away_again(shop: Upserted, moment: dict) -> None:
    product = operations.create_product(
        handle="plain", category=_category("home"), words={"en": ProductWords("Plain")}, **moment
    )
    changes = ProductChanges(words={"hy": ProductWords("Պարզ")})
    operations.change_product(product=product, expected_version=1, changes=changes, **moment)
    previous = _facts("ProductChanged")[-1]["previous"]
    assert previous == {"words": {"hy": None}}
    operations.undo_change(product=product, previous=previous, expected_version=2, **moment)
    assert set(queries.product_sheet(product).words) == {"en"}


@pytest.mark.parametrize("previous", [{}, {"version": 1}, {"status": "sold"}, {"words": 5}, {"variant 3": None}])
def test_nonsense_cannot_be_undone(shop: Upserted, sofa: ProductId, moment: dict, previous: dict) -> None:
    with pytest.raises(InvalidProduct):
        operations.undo_change(product=sofa, previous=previous, expected_version=1, **moment)
    assert queries.product_sheet(sofa).version == 1


def test_changing_nothing_tells_nothing(shop: Upserted, sofa: ProductId, moment: dict) -> None:
    same = ProductChanges(brand="Kamurj Home", words=queries.product_sheet(sofa).words)
    assert operations.change_product(product=sofa, expected_version=1, changes=same, **moment) == 1
    assert _facts("ProductChanged") == []


def test_whoever_saw_an_old_version_is_refused_and_overwrites_nothing(shop: Upserted, sofa: ProductId, moment: dict) -> None:
    first, second = ProductChanges(brand="First"), ProductChanges(brand="Second")
    operations.change_product(product=sofa, expected_version=1, changes=first, **moment)
    with pytest.raises(EditedMeanwhile, match="version 2") as refused:
        operations.change_product(product=sofa, expected_version=1, changes=second, **moment)
    assert refused.value.params == {"version": 2}
    assert queries.product_sheet(sofa).brand == "First"


def test_archived_products_leave_lists_and_the_vocabulary(shop: Upserted, moment: dict) -> None:
    lipstick = shop.products["lipstick"]
    assert queries.search("lipstik", "en").corrected_text == "lipstick"
    operations.archive_product(product=lipstick, expected_version=1, **moment)
    assert queries.search("lipstik", "en").corrected_text is None
    assert queries.search("lipstick", "en").cards == ()
    assert _facts("ProductArchived") == [{"product": lipstick, "product_version": 2, "previous": "active"}]
    card = queries.variant_by_code("LIPSTICK-30-RED")
    assert not card.sellable
    operations.archive_product(product=lipstick, expected_version=2, **moment)
    assert len(_facts("ProductArchived")) == 1


def test_variants_are_added_changed_and_archived(shop: Upserted, sofa: ProductId, moment: dict) -> None:
    new = NewVariant("SOFA-RED", {"colour": "red"}, "4859999999", 40_000)
    variant = operations.add_variant(product=sofa, variant=new, expected_version=1, **moment)
    assert queries.variant_by_code("4859999999", "hy").options == "Կարմիր"
    assert queries.search("կարմիր բազմոց", "hy").cards[0].product == sofa
    change = VariantChanges(options={"colour": "blue"}, barcode="")
    operations.change_variant(variant=variant, changes=change, expected_version=2, **moment)
    card = queries.variant_cards([variant], "en")[variant]
    assert (card.options, card.barcode) == ("Blue", None)
    assert _facts("ProductChanged")[-1]["previous"][f"variant {variant}"]["options"] == {"colour": "red"}
    operations.archive_variant(variant=variant, **moment)
    assert not queries.variant_cards([variant], "en")[variant].sellable
    assert variant not in queries.cards([sofa], "en")[0].variants


@pytest.mark.parametrize(
    ("variant", "refusal"),
    [
        (NewVariant("ARARAT-S-0-BLA", {"colour": "red"}), DuplicateSku),
        (NewVariant("SOCKS-29-BLUS", {"colour": "red"}), DuplicateSku),
        (NewVariant("X", {"colour": "red"}, "485000000"), DuplicateBarcode),
        (NewVariant("X", {"colour": "red"}, "485000100"), DuplicateBarcode),
        (NewVariant("X", {"colour": "black"}), InvalidOptions),
        (NewVariant("X", {"size": "m"}), InvalidOptions),
        (NewVariant("X", {}), InvalidOptions),
        (NewVariant("X", {"colour": "Dark Oak!"}), InvalidOptions),
        (NewVariant("", {"colour": "red"}), InvalidProduct),
        (NewVariant(" X", {"colour": "red"}), InvalidProduct),
        (NewVariant("X\x00", {"colour": "red"}), InvalidProduct),
        (NewVariant("X" * 65, {"colour": "red"}), InvalidProduct),
        (NewVariant("X", {"colour": "red"}, "not a barcode"), InvalidProduct),
        (NewVariant("X", {"colour": "red"}, None, -1), InvalidProduct),
    ],
)
def test_a_variant_that_does_not_fit_is_refused_and_nothing_changes(
    shop: Upserted, sofa: ProductId, moment: dict, variant: NewVariant, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        operations.add_variant(product=sofa, variant=variant, **moment)
    assert queries.product_sheet(sofa).version == 1
    assert len(queries.product_by_handle("ararat-sofa", "en").variants) == 2


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        (ProductChanges(handle="sevan-corner-sofa"), DuplicateHandle),
        (ProductChanges(handle="No Such/Handle"), InvalidProduct),
        (ProductChanges(category=CategoryId(10**12)), UnknownCategory),
        (ProductChanges(words={"en": ProductWords("")}), InvalidProduct),
        (ProductChanges(words={"en": ProductWords("x\x00")}), InvalidProduct),
        (ProductChanges(words={"en": ProductWords("x" * 201)}), InvalidProduct),
        (ProductChanges(words={"en": ProductWords("x", "y" * 20_001)}), InvalidProduct),
        (ProductChanges(words={"fr": ProductWords("x")}), InvalidProduct),
        (ProductChanges(brand="\ud800"), InvalidProduct),
        (ProductChanges(tax_category="Not A Code"), InvalidProduct),
    ],
)
def test_a_change_that_does_not_fit_is_refused_and_nothing_changes(
    shop: Upserted, sofa: ProductId, moment: dict, changes: ProductChanges, refusal: type[Exception]
) -> None:
    before = queries.product_sheet(sofa)
    with pytest.raises(refusal):
        operations.change_product(product=sofa, expected_version=1, changes=changes, **moment)
    assert queries.product_sheet(sofa) == before


def test_what_does_not_exist_cannot_be_changed(shop: Upserted, moment: dict) -> None:
    nobody = ProductId(10**12)
    with pytest.raises(UnknownProduct):
        operations.archive_product(product=nobody, expected_version=1, **moment)
    with pytest.raises(UnknownVariant):
        operations.archive_variant(variant=VariantId(10**30), **moment)


def test_pictures_are_added_reordered_and_removed(shop: Upserted, sofa: ProductId, moment: dict) -> None:
    variant = shop.variants["ARARAT-S-0-WHI"]
    second = operations.add_media(product=sofa, path="p/back.svg", alt={"hy": "Թիկունքից"}, variant=variant, **moment)
    first, _ = (media.media for media in queries.product_by_handle("ararat-sofa", "hy").media)
    assert queries.variant_cards([variant], "hy")[variant].image.alt == "Թիկունքից"
    operations.reorder_media(product=sofa, order=[second, first], **moment)
    assert [media.media for media in queries.product_by_handle("ararat-sofa", "en").media] == [second, first]
    operations.remove_media(product=sofa, media=second, **moment)
    assert [media.media for media in queries.product_by_handle("ararat-sofa", "en").media] == [first]
    for order in ([first, first], [], [second]):
        with pytest.raises(UnknownMedia):
            operations.reorder_media(product=sofa, order=order, **moment)
    for path in ("../secret", "/etc/passwd", "", "a//b", "a\\b", "x\x00"):
        with pytest.raises(InvalidProduct):
            operations.add_media(product=sofa, path=path, alt={}, **moment)
    with pytest.raises(UnknownVariant):
        operations.add_media(product=sofa, path="p/x.svg", alt={}, variant=shop.variants["SOCKS-29-BLUS"], **moment)


def test_a_category_moves_with_all_that_lies_in_it(shop: Upserted, moment: dict) -> None:
    sofas, home = _category("sofas"), _category("home")
    names = {"en": "Couches", "hy": "Դիվաններ"}
    operations.change_category(category=sofas, names=names, parent=home, position=0, **moment)
    assert queries.search("դիվան", "en").total == 2
    assert {"ararat-sofa"} <= {card.handle for card in queries.list_products(language="en", category=home).cards}
    assert _facts("CategoryChanged")[-1]["previous"]["names"] == {"en": "Sofas", "hy": "Բազմոցներ"}
    with pytest.raises(CategoryInsideItself):
        operations.change_category(category=home, names={"en": "Home"}, parent=sofas, position=0, **moment)
    with pytest.raises(DuplicateHandle):
        operations.create_category(handle="home", names={"en": "Home"}, **moment)


def test_a_renamed_option_value_is_found_by_its_new_name(shop: Upserted, moment: dict) -> None:
    operations.change_option(option="colour", value="oak", names={"hy": "Մուգ փայտ", "en": "Fumed"}, position=5, **moment)
    assert {card.handle for card in queries.search("fumed", "en").cards} >= {"bookshelf", "oak-dining-table"}
    assert bulk.upsert_options([OptionRow("colour", {"en": "Fumed"}, "oak", 5)]) == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_save_at_once_one_is_told_to_look_again(shop: Upserted, moment: dict, together: Callable) -> None:
    sofa = shop.products["ararat-sofa"]
    calls = [
        partial(operations.change_product, product=sofa, expected_version=1, changes=ProductChanges(brand=name), **moment)
        for name in ("First", "Second", "Third")
    ]
    outcomes = together(calls)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["EditedMeanwhile", "EditedMeanwhile", "int"]
    assert len(_facts("ProductChanged")) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_take_one_sku_at_once_one_is_refused(shop: Upserted, moment: dict, together: Callable) -> None:
    calls = [
        partial(operations.add_variant, product=shop.products[handle], variant=NewVariant("SAME", options), **moment)
        for handle, options in (("ararat-sofa", {"colour": "oak"}), ("lipstick", {"colour": "blue"}))
    ]
    outcomes = together(calls)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DuplicateSku", "int"]


@pytest.mark.django_db(transaction=True)
def test_edits_of_different_products_keep_the_vocabulary_true(shop: Upserted, moment: dict, together: Callable) -> None:
    def rename(handle: str) -> int:
        changes = ProductChanges(words={"en": ProductWords(f"Common zebra {handle}")})
        return operations.change_product(product=shop.products[handle], expected_version=1, changes=changes, **moment)

    handles = ["socks", "scarf", "blouse", "skirt", "perfume", "shampoo"]
    assert together([partial(rename, handle) for handle in handles]) == [2] * 6
    counts = "SELECT lexeme, listings FROM catalogue_word WHERE listings > 0 ORDER BY 1"
    kept = sql.rows(counts)
    bulk.rebuild_search()
    assert kept == sql.rows(counts)
    assert dict(kept)["zebra"] == 6
