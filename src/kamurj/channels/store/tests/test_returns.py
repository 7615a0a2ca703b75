from __future__ import annotations

from dataclasses import replace

import pytest

from kamurj.foundation.access.contracts import Role
from kamurj.journeys.tests.shop import ANI
from kamurj.kernel import ids
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.returns import queries as returns

POSTS = ("preview", "accept")


def text(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def back(position: int = 1, *, quantity: str = "1", form: str | None = None, **more: str) -> dict[str, str]:
    line = {"quantity": quantity, "reason": "too_small", "disposition": "shelf", **more}
    return {"form_id": form or str(ids.new()), **{f"line-{position}-{name}": value for name, value in line.items()}}


@pytest.fixture
def bought(web_orders):
    """Two chairs and a lamp, ordered on the web, collected and paid in cash in Yerevan."""
    return web_orders.collected()


def test_a_scanned_receipt_leads_to_its_order_in_another_store(gyumri, bought):
    answer = gyumri.send("returns/find", text=bought.number.lower())
    assert answer["Location"] == f"/store/returns/order/{bought.number}"
    page = gyumri.client.get(answer["Location"])
    assert [line.left for _form, line, _card in page.context["rows"]] == [2, 1]
    assert "Web shop" in text(page)


def test_who_bought_it_leads_to_the_orders(nare, bought):
    for said in ("ani@example.com", "Petrosyan"):
        page = nare.send("returns/find", text=said)
        assert [one.number for one, _where in page.context["found"]] == [bought.number]


@pytest.mark.parametrize(("language", "sentence"), [("en", "We find no order by this."), ("hy", "Այսպիսի պատվեր չգտանք։")])
def test_an_order_that_nobody_knows_is_refused_beside_the_field(hire, shop, language, sentence):
    page = hire(place=shop.yerevan, language=language).send("returns/find", text="K000-0000-000")
    assert page.status_code == 422
    assert sentence in page.context["form"].errors["text"][0]


def test_an_unknown_number_in_the_address_is_refused(nare):
    page = nare.open("returns/order/K000-0000-000")
    assert page.status_code == 404
    assert "We cannot find this order. Check its number." in text(page)


def test_the_refund_is_shown_before_anything_is_done(gyumri, bought):
    page = gyumri.send(f"returns/order/{bought.number}/preview", **back())
    assert page.context["refund"] == Money(12_000_00, "AMD")
    assert "Goes back in cash, from this drawer." in text(page)
    assert "Too small · Back on the shelf" in text(page)
    assert returns.returns_of(bought.id) == ()


def test_changing_ones_mind_leads_back_with_what_was_typed(gyumri, bought):
    form = back(quantity="2")
    page = gyumri.send(f"returns/order/{bought.number}/preview", change="yes", **form)
    assert page.context["rows"][0][0]["quantity"].value() == "2"
    assert page.context["form_id"] == form["form_id"]


def test_a_return_in_another_store_is_taken_once_and_paid_from_its_drawer(gyumri, bought, shop):
    form = back()
    answers = [gyumri.send(f"returns/order/{bought.number}/accept", **form) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {f"/store/returns/{form['form_id']}"}
    page = gyumri.client.get(answers[0]["Location"])
    assert "Give this back in cash, from this drawer." in text(page)
    assert "AMD 12,000" in text(page)
    assert "Aram Petrosyan" in text(page)
    assert len(returns.returns_of(bought.id)) == 1
    assert shop.free(shop.oak, shop.gyumri) == 3


def test_one_form_for_other_pieces_is_refused(gyumri, bought):
    form = str(ids.new())
    gyumri.send(f"returns/order/{bought.number}/accept", **back(form=form))
    answer = gyumri.send(f"returns/order/{bought.number}/accept", **back(position=2, form=form))
    assert answer.status_code == 422
    assert "This return form was already used for other pieces." in text(answer)


@pytest.mark.parametrize("post", POSTS)
@pytest.mark.parametrize(
    ("line", "status", "sentence"),
    [
        ({"quantity": "3"}, 409, "Only 2 pieces of line 1 can still be returned."),
        ({"quantity": "0"}, 422, "Choose at least one piece to return."),
        ({"quantity": ""}, 422, "Choose at least one piece to return."),
        ({"quantity": "-1"}, 422, "greater than or equal to 0"),
        ({"quantity": "many"}, 422, "Enter a whole number."),
        ({"reason": ""}, 422, "Choose why it comes back."),
        ({"reason": "boredom"}, 422, "Select a valid choice."),
        ({"disposition": ""}, 422, "Choose where it goes."),
    ],
)
def test_what_cannot_come_back_is_refused_and_nothing_changes(gyumri, bought, post, line, status, sentence):
    answer = gyumri.send(f"returns/order/{bought.number}/{post}", **back(**line))
    assert answer.status_code == status
    assert sentence in text(answer)
    assert returns.returns_of(bought.id) == ()


def test_what_was_not_delivered_cannot_come_back(nare, web_orders):
    placed = orders.order(web_orders.ready().order)
    page = nare.open(f"returns/order/{placed.number}")
    assert "Nothing of this order can come back" in text(page)
    answer = nare.send(f"returns/order/{placed.number}/accept", **back())
    assert answer.status_code == 409
    assert "has not been delivered yet" in text(answer)


def test_a_line_of_somebody_elses_order_is_not_asked_for(gyumri, bought):
    answer = gyumri.send(f"returns/order/{bought.number}/accept", **back(position=7))
    assert answer.status_code == 422
    assert returns.returns_of(bought.id) == ()


def test_a_return_of_another_store_is_not_shown(nare, gyumri, bought):
    form = back()
    gyumri.send(f"returns/order/{bought.number}/accept", **form)
    answer = nare.open(f"returns/{form['form_id']}")
    assert answer.status_code == 409
    assert "This was done in Store GYU." in text(answer)


def test_what_is_sent_on_arrives_at_the_warehouse_once(hire, gyumri, bought, shop):
    form = back(disposition="warehouse")
    gyumri.send(f"returns/order/{bought.number}/accept", **form)
    assert gyumri.open("").context["day"].on_the_way == 1
    assert "Sent from here to the warehouse" in text(gyumri.open("returns/arriving"))
    refused = gyumri.send(f"returns/arriving/{form['form_id']}")
    assert refused.status_code == 409
    assert "Only the warehouse can say that they have arrived." in text(refused)
    keeper = hire(place=shop.warehouse)
    assert [str(one.id) for one, *_ in keeper.open("returns/arriving").context["rows"]] == [form["form_id"]]
    before = shop.free(shop.oak, shop.warehouse)
    assert keeper.send(f"returns/arriving/{form['form_id']}").status_code == 302
    assert keeper.send(f"returns/arriving/{form['form_id']}").status_code == 409
    assert shop.free(shop.oak, shop.warehouse) == before + 1


def test_a_name_with_markup_is_shown_as_typed(nare, shop, web_orders):
    contact = replace(ANI, given_name="<b>Ani</b>")
    placed = shop.place(shop.cart({shop.oak: 1}), contact=contact, in_store=True)
    assert "&lt;b&gt;Ani&lt;/b&gt;" in text(nare.open(f"returns/order/{placed.number}"))


@pytest.mark.parametrize("role", [Role.AGENT, Role.MARKETER, Role.MERCHANDISER])
def test_the_wrong_role_takes_nothing_back(hire, bought, role):
    counter, form = hire(role), back()
    assert counter.send("returns/find", text=bought.number).status_code == 403
    assert counter.send(f"returns/arriving/{ids.new()}").status_code == 403
    for post in POSTS:
        assert counter.send(f"returns/order/{bought.number}/{post}", **form).status_code == 403
    assert returns.returns_of(bought.id) == ()


def test_a_form_that_was_opened_in_another_store_takes_nothing_back(nare, bought, shop):
    order = f"returns/order/{bought.number}"
    for address in ("returns/find", f"returns/arriving/{ids.new()}", f"{order}/preview", f"{order}/accept"):
        answer = nare.send(address, store=shop.gyumri, text=bought.number, **back())
        assert answer.status_code == 409, address
        assert "This form belongs to another store." in text(answer)
    assert returns.returns_of(bought.id) == ()
