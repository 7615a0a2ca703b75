"""The editors of categories and of options: both languages, the tree, what is in use, and who may."""

from __future__ import annotations

import pytest
from django.test import Client

from kamurj.catalogue import operations, queries
from kamurj.channels.console.tests.pages import hidden, text, undo_of
from kamurj.foundation.access.contracts import Role
from kamurj.foundation.database import sql
from kamurj.journeys.tests.shop import WEB

CATEGORIES, OPTIONS = "/console/products/categories", "/console/products/options"
BEDS = {"name_en": "Beds & <cots>", "name_hy": "Մահճակալներ", "handle": "beds", "parent": "", "position": "2"}


def category(handle):
    return next((one for one in queries.category_sheets() if one.handle == handle), None)


def option(code, value=""):
    return next((one for one in queries.option_sheets() if (one.option, one.value) == (code, value)), None)


def facts(*kinds):
    return [row[0] for row in sql.rows("SELECT type FROM log_fact WHERE type = ANY(%s) ORDER BY id", (list(kinds),))]


@pytest.fixture
def merchandiser(at_work):
    return at_work(Role.MERCHANDISER)


@pytest.fixture
def wood(shop):
    operations.add_option(option="wood", names={"en": "Wood", "hy": "Փայտ"}, now=shop.now, origin=WEB)
    operations.add_option(option="wood", value="elm", names={"en": "Elm", "hy": "Թեղի"}, now=shop.now, origin=WEB)


def test_a_new_category_is_there_in_both_languages_in_the_console_and_the_shop(shop, merchandiser):
    made = merchandiser.post(f"{CATEGORIES}/new", BEDS, follow=True)
    assert "The category is there." in text(made)
    beds = category("beds")
    assert (beds.names, beds.position, beds.parent) == ({"en": "Beds & <cots>", "hy": "Մահճակալներ"}, 2, None)
    assert "Beds &amp; &lt;cots&gt;" in merchandiser.get(CATEGORIES).content.decode()
    assert "Մահճակալներ" in Client().get("/hy/categories/beds").content.decode()


def test_a_category_is_renamed_moved_and_put_back(shop, merchandiser):
    merchandiser.post(f"{CATEGORIES}/new", BEDS)
    address = f"{CATEGORIES}/{category('beds').category}"
    seen = hidden(merchandiser.get(address))["seen"]
    home = category("home")
    changed = {"name_en": "Cots", "name_hy": "Օրորոցներ", "parent": home.category, "position": "1", "seen": seen}
    done = merchandiser.post(address, changed, follow=True)
    assert "The category is saved." in text(done)
    beds = category("beds")
    assert (beds.names["hy"], beds.parent, beds.position) == ("Օրորոցներ", home.category, 1)
    where, fields = undo_of(done)
    merchandiser.post(where, fields)
    beds = category("beds")
    assert (beds.names["hy"], beds.parent, beds.position) == ("Մահճակալներ", None, 2)
    assert facts("CategoryChanged")[-3:] == ["CategoryChanged"] * 3


@pytest.mark.parametrize("language", ["en", "hy"])
def test_what_cannot_be_done_with_a_category_says_why_and_keeps_what_was_typed(shop, at_work, language):
    desk = at_work(Role.MERCHANDISER, language)
    home = category("home")
    address = f"{CATEGORIES}/{home.category}"
    seen = hidden(desk.get(address))["seen"]
    typed = {"name_en": "Typed", "name_hy": "Գրված", "parent": "", "position": "0", "seen": seen}
    for sent, status in (
        ({**typed, "parent": home.category}, 422),
        ({**typed, "name_en": "", "name_hy": ""}, 422),
        ({**typed, "position": "-1"}, 422),
        ({**typed, "seen": "another"}, 409),
    ):
        answer = desk.post(address, sent)
        assert answer.status_code == status, sent
        assert not sent["name_en"] or 'value="Typed"' in answer.content.decode()
    for sent, status in (({**BEDS, "handle": "home"}, 409), ({**BEDS, "handle": "Not One"}, 400)):
        assert desk.post(f"{CATEGORIES}/new", sent).status_code == status
    assert category("home") == home
    assert category("beds") is None


def test_only_an_empty_category_is_deleted(shop, merchandiser):
    home = category("home")
    refused = merchandiser.post(f"{CATEGORIES}/{home.category}/remove")
    assert refused.status_code == 409
    assert f"Products: {home.products}, categories: 0." in text(refused)
    merchandiser.post(f"{CATEGORIES}/new", BEDS)
    gone = merchandiser.post(f"{CATEGORIES}/{category('beds').category}/remove", follow=True)
    assert "is deleted." in text(gone)
    assert category("home") == home
    assert category("beds") is None
    assert merchandiser.post(f"{CATEGORIES}/{2**62}/remove").status_code == 404
    assert facts("CategoryRemoved") == ["CategoryRemoved"]


def test_an_option_with_its_value_is_added_renamed_put_back_and_deleted(shop, merchandiser):
    sent = {"name_en": "Length", "name_hy": "Երկարություն", "code": "length", "position": "4"}
    assert merchandiser.post(f"{OPTIONS}/new-option", sent)["Location"] == f"{OPTIONS}/length"
    merchandiser.post(f"{OPTIONS}/length/new", {"name_en": "Long", "name_hy": "Երկար", "code": "long", "position": "0"})
    assert "Երկար" in text(merchandiser.get(f"{OPTIONS}/length"))
    address = f"{OPTIONS}/length/values/long"
    seen = hidden(merchandiser.get(address))["seen"]
    done = merchandiser.post(address, {"name_en": "Tall", "name_hy": "", "position": "9", "seen": seen}, follow=True)
    assert (option("length", "long").names, option("length", "long").position) == ({"en": "Tall", "hy": "Երկար"}, 9)
    where, fields = undo_of(done)
    merchandiser.post(where, fields)
    assert option("length", "long").names["en"] == "Long"
    refused = merchandiser.post(f"{OPTIONS}/length/remove")
    assert (refused.status_code, "Values of this option: 1." in text(refused)) == (409, True)
    assert merchandiser.post(f"{address}/remove").status_code == 302
    assert merchandiser.post(f"{OPTIONS}/length/remove").status_code == 302
    assert option("length") is None
    assert facts("OptionChanged", "OptionRemoved") == ["OptionChanged"] * 4 + ["OptionRemoved"] * 2


def test_a_value_that_variants_have_and_nobody_named_gets_its_words_and_stays(shop, merchandiser):
    used = next(one for one in queries.option_sheets() if one.value and one.variants)
    address = f"{OPTIONS}/{used.option}/values/{used.value}"
    seen = hidden(merchandiser.get(address))["seen"]
    merchandiser.post(address, {"name_en": "First word", "name_hy": "Առաջին բառ", "position": "0", "seen": seen})
    assert option(used.option, used.value).names == {"en": "First word", "hy": "Առաջին բառ"}
    refused = merchandiser.post(f"{address}/remove")
    assert (refused.status_code, f"Variants that have this: {used.variants}." in text(refused)) == (409, True)
    assert option(used.option, used.value).names["hy"] == "Առաջին բառ"


def test_an_old_page_and_a_taken_code_overwrite_nothing(shop, merchandiser, wood):
    before = queries.option_sheets()
    typed = {"name_en": "Mine", "name_hy": "Իմը", "position": "0"}
    assert merchandiser.post(f"{OPTIONS}/wood", {**typed, "seen": "old"}).status_code == 409
    assert merchandiser.post(f"{OPTIONS}/new-option", {**typed, "code": "wood"}).status_code == 409
    assert merchandiser.post(f"{OPTIONS}/wood/new", {**typed, "code": "elm"}).status_code == 409
    assert merchandiser.post(f"{OPTIONS}/new-option", {**typed, "code": "No Code"}).status_code == 400
    assert merchandiser.get(f"{OPTIONS}/nothing").status_code == 404
    assert merchandiser.post(f"{OPTIONS}/nothing/new", {**typed, "code": "x"}).status_code == 404
    assert queries.option_sheets() == before


def test_who_may_not_edit_sees_no_buttons_and_changes_nothing(shop, at_work, wood):
    agent, before = at_work(Role.AGENT), (queries.category_sheets(), queries.option_sheets())
    home = category("home").category
    for address in (CATEGORIES, f"{CATEGORIES}/{home}", OPTIONS, f"{OPTIONS}/wood", f"{OPTIONS}/wood/values/elm"):
        page = agent.get(address)
        assert page.status_code == 200, address
        assert "Delete" not in text(page)
        assert "Save" not in text(page)
    typed = {"name_en": "Mine", "name_hy": "Իմը", "position": "0", "code": "mine", "handle": "mine", "parent": ""}
    for address in (
        f"{CATEGORIES}/new",
        f"{CATEGORIES}/{home}",
        f"{CATEGORIES}/{home}/remove",
        f"{OPTIONS}/new-option",
        f"{OPTIONS}/wood",
        f"{OPTIONS}/wood/new",
        f"{OPTIONS}/wood/values/elm/remove",
    ):
        assert agent.post(address, typed).status_code == 403, address
    assert (queries.category_sheets(), queries.option_sheets()) == before
