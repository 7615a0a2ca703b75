from __future__ import annotations

from functools import partial

import pytest

from kamurj.catalogue import operations, queries
from kamurj.catalogue.contracts import NewVariant, ProductChanges, ProductWords
from kamurj.catalogue.errors import (
    CategoryNotEmpty,
    DuplicateOption,
    InvalidProduct,
    OptionInUse,
    OptionNotEmpty,
    UnknownCategory,
    UnknownOption,
)
from kamurj.foundation.database import sql

pytestmark = pytest.mark.django_db
SIZES = {"en": "Length", "hy": "Երկարություն"}


@pytest.fixture
def moment(now, origin):
    return {"now": now, "origin": origin}


def sheet(handle):
    return next(one for one in queries.category_sheets() if one.handle == handle)


def option(code, value=""):
    return next((one for one in queries.option_sheets() if (one.option, one.value) == (code, value)), None)


def facts(kind):
    return [row[0] for row in sql.rows("SELECT payload FROM log_fact WHERE type = %s ORDER BY id", (kind,))]


def test_an_empty_category_goes_and_what_it_was_is_told(shop, moment):
    category = operations.create_category(handle="rugs", names={"en": "Rugs", "hy": "Գորգեր"}, position=3, **moment)
    operations.remove_category(category=category, **moment)
    assert "rugs" not in {one.handle for one in queries.category_sheets()}
    told = {"handle": "rugs", "names": {"en": "Rugs", "hy": "Գորգեր"}, "parent": None, "position": 3}
    assert facts("CategoryRemoved") == [{"category": category, "previous": told}]
    with pytest.raises(UnknownCategory):
        operations.remove_category(category=category, **moment)


def test_a_category_with_anything_in_it_stays(shop, moment):
    sofas = sheet("sofas")
    assert sofas.products > 0
    with pytest.raises(CategoryNotEmpty) as refused:
        operations.remove_category(category=sofas.category, **moment)
    assert refused.value.params == {"products": sofas.products, "categories": 0}
    above = operations.create_category(handle="above", names={"en": "Above"}, **moment)
    operations.create_category(handle="below", names={"en": "Below"}, parent=above, **moment)
    with pytest.raises(CategoryNotEmpty) as refused:
        operations.remove_category(category=above, **moment)
    assert refused.value.params == {"products": 0, "categories": 1}
    assert {"sofas", "above", "below"} <= {one.handle for one in queries.category_sheets()}
    assert facts("CategoryRemoved") == []


def test_an_archived_product_keeps_its_category(shop, moment):
    category = operations.create_category(handle="rugs", names={"en": "Rugs"}, **moment)
    changes = ProductChanges(category=category)
    version = operations.change_product(product=shop.products["socks"], expected_version=1, changes=changes, **moment)
    operations.archive_product(product=shop.products["socks"], expected_version=version, **moment)
    with pytest.raises(CategoryNotEmpty):
        operations.remove_category(category=category, **moment)


@pytest.mark.django_db(transaction=True)
def test_a_category_that_is_removed_while_a_product_comes_is_there_or_refuses_it(shop, moment, together):
    category = operations.create_category(handle="rugs", names={"en": "Rugs"}, **moment)
    rug = {"handle": "rug", "category": category, "words": {"en": ProductWords("Rug")}, "variants": [NewVariant("RUG")]}
    outcomes = together(
        [
            partial(operations.create_product, **rug, **moment),
            partial(operations.remove_category, category=category, **moment),
        ]
    )
    assert {type(outcome) for outcome in outcomes} in ({int, CategoryNotEmpty}, {UnknownCategory, type(None)})


def test_the_tree_is_read_with_all_names_and_counts_parents_first(shop, moment):
    home = sheet("home")
    operations.create_category(handle="rugs", names={"hy": "Գորգեր"}, parent=home.category, **moment)
    order = [one.handle for one in queries.category_sheets()]
    assert order.index("home") < order.index("rugs")
    rugs = sheet("rugs")
    assert (rugs.names, rugs.name("en"), rugs.products, rugs.path[0]) == ({"hy": "Գորգեր"}, "Գորգեր", 0, home.category)


def test_an_option_and_its_values_are_named_renamed_and_taken_away(shop, moment):
    operations.add_option(option="length", names=SIZES, position=7, **moment)
    operations.add_option(option="length", value="short", names={"en": "Short"}, **moment)
    operations.change_option(option="length", value="short", names={"hy": "Կարճ"}, position=2, **moment)
    short = option("length", "short")
    assert (short.names, short.position, short.variants) == ({"en": "Short", "hy": "Կարճ"}, 2, 0)
    with pytest.raises(OptionNotEmpty) as refused:
        operations.remove_option(option="length", **moment)
    assert refused.value.params == {"values": 1}
    operations.remove_option(option="length", value="short", **moment)
    operations.remove_option(option="length", **moment)
    assert option("length") is None
    assert [fact["previous"] for fact in facts("OptionChanged")] == [{}, {}, {"names": {"en": "Short"}, "position": 0}]
    assert [fact["value"] for fact in facts("OptionRemoved")] == ["short", ""]


def test_what_variants_have_stays(shop, moment):
    oak = option("colour", "oak")
    assert oak.variants > 0
    for value, variants in (("oak", oak.variants), ("", option("colour").variants)):
        with pytest.raises(OptionInUse) as refused:
            operations.remove_option(option="colour", value=value, **moment)
        assert refused.value.params == {"variants": variants}
    assert option("colour", "oak") == oak


def test_what_cannot_be_named_changes_and_tells_nothing(shop, moment):
    before = queries.option_sheets()
    for operation, given, refusal in (
        (operations.add_option, {"option": "colour", "names": {"en": "Colour"}}, DuplicateOption),
        (operations.add_option, {"option": "Not a code", "names": {"en": "X"}}, InvalidProduct),
        (operations.add_option, {"option": "length", "names": {}}, InvalidProduct),
        (operations.add_option, {"option": "colour", "value": "a b", "names": {"en": "X"}}, InvalidProduct),
        (operations.change_option, {"option": "length", "names": {"en": "X"}}, UnknownOption),
        (operations.change_option, {"option": "colour", "names": {"de": "Farbe"}}, InvalidProduct),
        (operations.remove_option, {"option": "length"}, UnknownOption),
    ):
        with pytest.raises(refusal):
            operation(**given, **moment)
    same = option("colour", "oak")
    operations.change_option(option="colour", value="oak", names=same.names, position=same.position, **moment)
    assert queries.option_sheets() == before
    assert facts("OptionChanged") == facts("OptionRemoved") == []
