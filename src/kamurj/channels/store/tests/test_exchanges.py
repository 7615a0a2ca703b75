from __future__ import annotations

import pytest

from kamurj.channels.store.tests.test_returns import back, text
from kamurj.kernel import ids
from kamurj.kernel.ids import ReturnId
from kamurj.kernel.money import Money
from kamurj.returns import queries as returns
from kamurj.returns.queries.exchanges import exchange_of


@pytest.fixture
def bought(web_orders):
    """Two chairs and a lamp, ordered on the web, collected and paid in cash in Yerevan."""
    return web_orders.collected()


@pytest.mark.parametrize("language", ["en", "hy"])
def test_a_lamp_becomes_a_chair_and_the_difference_is_paid(hire, shop, bought, language):
    counter = hire(place=shop.gyumri, language=language)
    address = f"returns/order/{bought.number}/exchange"
    form = back(position=2)
    page = counter.send(address, **form, add=str(shop.oak))
    assert page.context["to_pay"] == Money(12_000_00 - 7_000_01, "AMD")
    fields = {"new": str(shop.oak), "seen": str(page.context["to_pay"].minor), "method": "in_store_cash", "given": "10000"}
    answers = [counter.send(address, **form, **fields, accept="yes") for _ in range(2)]
    assert {one["Location"] for one in answers} == {f"/store/returns/{form['form_id']}/exchange"}
    made = exchange_of(ReturnId(form["form_id"]))
    assert made.difference == Money(4_999_99, "AMD")
    done = counter.client.get(answers[0]["Location"])
    assert done.context["change"]["back"] == Money(5_000_01, "AMD")
    assert counter.open(f"returns/{form['form_id']}")["Location"] == answers[0]["Location"]
    assert counter.open(f"till/sales/{made.new_order}").status_code == 200
    assert shop.free(shop.oak, shop.gyumri) == 1


def test_a_cheaper_article_gives_cash_back(gyumri, bought, shop):
    shop.stock(shop.lamp, gyumri=1)
    form = back() | {"new": str(shop.lamp), "seen": str(7_000_01 - 12_000_00), "accept": "yes"}
    page = gyumri.client.get(gyumri.send(f"returns/order/{bought.number}/exchange", **form)["Location"])
    assert "Give this back in cash, from this drawer." in text(page)
    assert "AMD 4,999.99" in text(page)


def test_articles_are_scanned_found_by_name_and_put_back(gyumri, bought, shop):
    address, form = f"returns/order/{bought.number}/exchange", back()
    offered = gyumri.send(address, **form)
    assert shop.oak in [one.card.variant for one in offered.context["siblings"]]
    scanned = gyumri.send(address, **form, code="chair-oak")
    assert scanned.context["new_pieces"] == [shop.oak]
    named = gyumri.send(address, **form, code="lamps", new=str(shop.oak))
    assert [product.card.name for product in named.context["found"]] == ["Lamp"]
    assert gyumri.send(address, **form, new=str(shop.oak), remove=str(shop.oak)).context["new_pieces"] == []
    assert "We find no article by this." in text(gyumri.send(address, **form, code="zzzz"))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"seen": "1"}, 409),
        ({"given": "1"}, 422),
        ({"method": "card"}, 422),
        ({"new": ["99999999"]}, 404),
    ],
)
def test_a_refused_exchange_says_why_and_changes_nothing(gyumri, bought, shop, fields, status):
    form = back(position=2) | {"new": str(shop.oak), "method": "in_store_cash", "accept": "yes"} | fields
    answer = gyumri.send(f"returns/order/{bought.number}/exchange", **form)
    assert answer.status_code == status
    assert returns.returns_of(bought.id) == ()
    assert shop.free(shop.oak, shop.gyumri) == 2


def test_without_pieces_or_a_form_there_is_nothing_to_exchange(gyumri, bought):
    assert gyumri.send(f"returns/order/{bought.number}/exchange").status_code == 400
    assert gyumri.send(f"returns/order/{bought.number}/exchange", form_id=str(ids.new())).status_code == 400
