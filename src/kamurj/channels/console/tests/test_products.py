import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import ProductStatus
from kamurj.channels.console.tests.pages import text, undo_of
from kamurj.foundation.access.contracts import Role

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@pytest.fixture
def chair(shop):
    return catalogue.variant_cards([shop.oak], "en")[shop.oak].product


def words(product, **changed):
    sheet = catalogue.product_sheet(product)
    known = {
        "name_en": sheet.words["en"].name,
        "name_hy": sheet.words["hy"].name,
        "description_en": sheet.words["en"].description,
        "description_hy": sheet.words["hy"].description,
        "handle": sheet.handle,
        "category": sheet.category,
        "brand": sheet.brand,
        "kind": sheet.kind.value,
        "tax_category": sheet.tax_category,
        "version": sheet.version,
    }
    return known | changed


def test_new_words_in_both_languages_are_seen_in_the_shop_and_can_be_taken_back(shop, at_work, chair):
    client = at_work(Role.MERCHANDISER)
    sent = words(chair, name_en="Throne & <chair>", name_hy="Գահ", description_en="Sit.", description_hy="Նստեք։")
    done = client.post(f"/console/products/{chair}", sent, follow=True)
    assert "The product is saved." in text(done)
    assert "Throne &amp; &lt;chair&gt;" in Client().get("/products/chair").content.decode()
    assert "Գահ" in Client().get("/hy/products/chair").content.decode()
    where, fields = undo_of(done)
    client.post(where, fields)
    sheet = catalogue.product_sheet(chair)
    assert (sheet.words["en"].name, sheet.words["hy"].name, sheet.words["en"].description) == ("Chair", "Աթոռ", "")


@pytest.mark.parametrize(("language", "said"), [("en", "Somebody changed this product"), ("hy", "")])
def test_an_edit_of_an_old_version_is_refused_and_what_was_typed_stays(shop, at_work, chair, language, said):
    client, old = at_work(language=language), words(chair)
    client.post(f"/console/products/{chair}", {**old, "name_en": "First"})
    answer = client.post(f"/console/products/{chair}", {**old, "name_en": "Second"})
    assert answer.status_code == 409
    assert said in text(answer)
    assert 'value="Second"' in answer.content.decode()
    assert "form-refusal" in answer.content.decode()
    assert catalogue.product_sheet(chair).words["en"].name == "First"


def test_taking_a_change_back_after_somebody_elses_is_refused(shop, desk, chair):
    where, fields = undo_of(desk.post(f"/console/products/{chair}", words(chair, name_en="First"), follow=True))
    desk.post(f"/console/products/{chair}", words(chair, name_en="Second"))
    assert desk.post(where, fields).status_code == 409
    assert catalogue.product_sheet(chair).words["en"].name == "Second"


def test_words_that_cannot_be_stored_are_refused_beside_their_fields(shop, desk, chair):
    for wrong, status in (
        ({"name_en": "", "name_hy": ""}, 422),
        ({"name_en": "x" * 300}, 422),
        ({"category": "999"}, 422),
        ({"kind": "food"}, 422),
        ({"handle": "Not An Address"}, 400),
        ({"handle": "lamp"}, 409),
    ):
        answer = desk.post(f"/console/products/{chair}", words(chair, **wrong))
        assert answer.status_code == status, wrong
    assert catalogue.product_sheet(chair).version == 1


def test_saving_without_a_change_changes_nothing(shop, desk, chair):
    desk.post(f"/console/products/{chair}", words(chair))
    assert catalogue.product_sheet(chair).version == 1


def test_a_product_goes_into_the_archive_and_comes_back(shop, desk, chair):
    def status():
        return catalogue.product_sheet(chair).status

    address = f"/console/products/{chair}/status"
    done = desk.post(address, {"status": "archived", "version": 1}, follow=True)
    assert status() is ProductStatus.ARCHIVED
    assert Client().get("/products/chair").status_code == 404
    where, fields = undo_of(done)
    desk.post(where, fields)
    assert status() is ProductStatus.ACTIVE
    assert desk.post(address, {"status": "archived", "version": 1}).status_code == 409
    assert desk.post(address, {"status": "sold", "version": 3}).status_code == 400


def test_a_new_product_is_a_draft_until_it_is_put_on_sale(shop, desk, chair):
    sheet = catalogue.product_sheet(chair)
    sent = {
        "name_en": "Stool",
        "handle": "stool",
        "category": sheet.category,
        "kind": "furniture",
        "tax_category": "standard",
    }
    done = desk.post("/console/products/new", {**sent, "sku": "STOOL-1"}, follow=True)
    assert "The draft is there" in text(done)
    assert Client().get("/products/stool").status_code == 404
    assert "Stool" in text(desk.get("/console/products", {"status": "draft"}))
    assert "Stool" not in text(desk.get("/console/products", {"status": "active"}))
    assert desk.post("/console/products/new", {**sent, "sku": "STOOL-2"}).status_code == 409
    made = catalogue.product_by_handle("stool", "en", drafts_too=True).product
    desk.post(f"/console/products/{made}/status", {"status": "active", "version": catalogue.product_sheet(made).version})
    assert catalogue.product_sheet(made).status is ProductStatus.ACTIVE


def variant_form(chair, **more):
    version = catalogue.product_sheet(chair).version
    return {"sku": "CHAIR-OAK", "weight_grams": 900, "options": "colour: oak", "active": "on", "version": version, **more}


def test_a_variant_is_changed_and_set_back(shop, desk, chair):
    def weight():
        return catalogue.variant_cards([shop.oak], "en")[shop.oak].weight_grams

    done = desk.post(f"/console/products/{chair}/variants/{shop.oak}", variant_form(chair), follow=True)
    assert weight() == 900
    where, fields = undo_of(done)
    desk.post(where, fields)
    assert weight() == 0


def test_a_variant_that_does_not_fit_is_refused(shop, desk, chair):
    address = f"/console/products/{chair}/variants/new"
    assert desk.post(address, variant_form(chair, sku="CHAIR-NEW", options="colour: elm")).status_code == 302
    for wrong, status in (
        ({"sku": "LAMP", "options": "colour: red"}, 409),
        ({"sku": "CHAIR-X", "options": "colour: oak"}, 400),
        ({"sku": "CHAIR-X", "options": "size: big"}, 400),
        ({"sku": "CHAIR-X", "options": "nonsense"}, 422),
        ({"sku": "CHAIR-X", "options": "colour: red", "version": 1}, 409),
        ({"sku": ""}, 422),
    ):
        assert desk.post(address, variant_form(chair, **wrong)).status_code == status, wrong
    other = catalogue.variant_cards([shop.lamp], "en")[shop.lamp].product
    assert desk.get(f"/console/products/{other}/variants/{shop.oak}").status_code == 404


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(client, chair, content, name="chair.png"):
    sent = {"file": SimpleUploadedFile(name, content), "alt_en": "A chair", "alt_hy": "Աթոռ"}
    return client.post(f"/console/products/{chair}/pictures", sent)


def pictures(chair):
    return catalogue.product_by_handle("chair", "hy", drafts_too=True).media


def test_pictures_are_added_ordered_taken_off_and_put_back(shop, desk, chair, files):
    assert upload(desk, chair, PNG).status_code == 302
    assert upload(desk, chair, PNG + b"2", "other.png").status_code == 302
    first, second = pictures(chair)
    desk.post(f"/console/products/{chair}/pictures/order", {"media": first.media, "to": "back"})
    assert [one.media for one in pictures(chair)] == [second.media, first.media]
    done = desk.post(f"/console/products/{chair}/pictures/{second.media}/remove", follow=True)
    assert [one.media for one in pictures(chair)] == [first.media]
    where, fields = undo_of(done)
    desk.post(where, fields)
    assert [(one.path, one.alt) for one in pictures(chair)] == [(second.path, "Աթոռ"), (first.path, "Աթոռ")]
    assert desk.post(f"/console/products/{chair}/pictures/{second.media}/remove").status_code == 404


@pytest.mark.parametrize("language", ["en", "hy"])
def test_what_is_no_picture_or_too_large_is_refused_with_the_reason(shop, at_work, chair, files, language):
    client = at_work(language=language)
    said = {
        "en": ("no picture we can show", "at most 8 MB", "at most 12 MB"),
        "hy": ("PNG, JPEG", "8", "12"),
    }[language]
    for content, status, words_said in (
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", 422, said[0]),
        (b"MZ\x90\x00 a program", 422, said[0]),
        (PNG + b"\x00" * 8_100_000, 413, said[1]),
        (PNG + b"\x00" * 50_000_000, 413, said[2]),
    ):
        answer = upload(client, chair, content)
        assert answer.status_code == status
        assert words_said in text(answer)
    assert client.post(f"/console/products/{chair}/pictures", {}).status_code == 422
    assert pictures(chair) == ()
    assert not any(files.rglob("*.png"))
