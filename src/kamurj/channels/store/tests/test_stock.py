from __future__ import annotations

import pytest


def text(answer) -> str:
    return answer.content.decode()


def test_an_article_is_shown_over_all_places_with_this_store_first(nare, shop):
    shop.stock(shop.oak, warehouse=7, yerevan=5, gyumri=2)
    page = nare.open(f"stock/{shop.oak}")
    found = page.context["found"]
    assert [(one.place.code, one.free) for one in found.places] == [("YVN", 5), ("WH", 7), ("GYU", 2), ("LAX", 0)]
    assert found.free == 14
    assert "CHAIR-OAK" in text(page)


def test_pieces_that_are_kept_for_an_order_are_not_free(nare, shop, web_orders):
    web_orders.new(oak=2)
    here = nare.open(f"stock/{shop.oak}").context["found"].places[0]
    assert (here.free, here.kept) == (3, 2)


def test_a_code_leads_to_its_article_and_a_name_to_a_choice(nare, shop):
    assert nare.open("stock", code="lamp")["Location"] == f"/store/stock/{shop.lamp}"
    page = nare.open("stock", code="chairs")
    assert f"/store/stock/{shop.ash}" in text(page)


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "We find no article like this."), ("hy", "Այսպիսի ապրանք չգտանք։")]
)
def test_an_unknown_article_is_refused(hire, shop, language, sentence):
    counter = hire(place=shop.yerevan, language=language)
    page = counter.open("stock", code="0000000000")
    assert page.status_code == 422
    assert sentence in text(page)
    for number in ("999999", "99999999999999999999999"):
        assert counter.open(f"stock/{number}").status_code == 404
