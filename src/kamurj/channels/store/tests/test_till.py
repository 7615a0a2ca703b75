from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from kamurj.customers import operations as customers
from kamurj.customers.contracts import Contact
from kamurj.foundation.access.contracts import Role
from kamurj.journeys.tests.shop import WEB, order_count
from kamurj.kernel import ids
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.payments import queries as payments

SALE = "01a200a1-8dca-745a-81df-e22ad1a62d60"


def text(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def selling(shop, *, method="in_store_cash", given="", sale=SALE, total="2400000", quantity="2", **more):
    lines = {"variant": str(shop.oak), "quantity": quantity}
    return {"sale": sale, **lines, "seen_total": total, "method": method, "given": given, **more}


def test_a_scanned_article_comes_onto_the_sale_and_again_counts_up(nare, shop):
    first = nare.open("till", sale=SALE, code="chair-oak")
    query = parse_qsl(urlsplit(first["Location"]).query)
    assert query == [("sale", SALE), ("variant", str(shop.oak)), ("quantity", "1")]
    again = nare.open("till", **dict(query), code="CHAIR-OAK")
    assert ("quantity", "2") in parse_qsl(urlsplit(again["Location"]).query)


def test_a_name_shows_the_articles_with_prices_and_pieces_here(nare):
    page = nare.open("till", code="chair")
    assert page.status_code == 200
    assert "Which one?" in text(page)
    assert "AMD 12,000" in text(page)
    assert "5 here" in text(page)


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "We find no article like this."), ("hy", "Այսպիսի ապրանք չգտանք։")]
)
def test_an_unknown_code_is_refused_beside_the_field(hire, shop, language, sentence):
    page = hire(place=shop.yerevan, language=language).open("till", code="0000000000")
    assert page.status_code == 422
    assert sentence in text(page)


def test_a_line_that_was_taken_off_can_be_put_back(nare, shop):
    page = nare.open("till", sale=SALE, variant=[shop.oak, shop.lamp], quantity=[2, 1], remove=shop.oak)
    assert "Chair was taken off." in text(page)
    assert [line.on_till.card.variant for line in page.context["lines"]] == [shop.lamp]
    back = nare.client.get(page.context["undo"])
    assert [(line.on_till.card.variant, line.on_till.quantity) for line in back.context["lines"]] == [
        (shop.oak, 2),
        (shop.lamp, 1),
    ]


@pytest.mark.parametrize("quantity", ["1000", "-1", "many", "99999999999999999999"])
def test_an_impossible_quantity_is_refused(nare, shop, quantity):
    page = nare.open("till", sale=SALE, variant=shop.oak, quantity=quantity)
    assert page.status_code == 422
    assert "Choose between 1 and 999 pieces of an article." in text(page)


def test_more_than_lies_here_is_said_beside_the_line_and_cannot_be_sold(nare, shop):
    page = nare.open("till", sale=SALE, variant=shop.oak, quantity=6)
    assert "Only 5 free here." in text(page)
    answer = nare.send("till/sell", **selling(shop, quantity="6", total="7200000"))
    assert answer.status_code == 409
    assert order_count() == 0


def test_an_unknown_article_is_taken_off_and_said(nare, shop):
    page = nare.open("till", sale=SALE, variant=[999_999, shop.oak], quantity=[1, 1])
    assert "We do not know this article." in text(page)
    assert len(page.context["lines"]) == 1


def test_cash_is_taken_and_the_change_stands_on_the_receipt(nare, shop):
    answer = nare.send("till/sell", **selling(shop, given="30,000"))
    page = nare.client.get(answer["Location"])
    assert page.context["change"]["back"] == Money(6_000_00, "AMD")
    assert "Give back" in text(page)
    assert "AMD 6,000" in text(page)
    sold = page.context["sold"]
    assert f"QR code of order {sold.number}" in text(page)
    assert (sold.location, sold.totals.gross) == (shop.yerevan, Money(24_000_00, "AMD"))


def test_the_same_form_sent_twice_is_one_sale(nare, shop):
    answers = [nare.send("till/sell", **selling(shop, method="in_store_card")) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {f"/store/till/sales/{SALE}"}
    assert order_count() == 1
    assert len(payments.payments_of(order=SALE)) == 1
    assert shop.free(shop.oak, shop.yerevan) == 3


def test_going_back_to_a_sold_sale_leads_to_its_receipt(nare, shop):
    nare.send("till/sell", **selling(shop))
    assert nare.open("till", sale=SALE)["Location"] == f"/store/till/sales/{SALE}"


def test_other_pieces_under_a_sold_sales_id_are_a_sale_of_their_own(nare, shop):
    nare.send("till/sell", **selling(shop))
    answer = nare.send("till/sell", **selling(shop, quantity="1", total="1200000"))
    assert answer.status_code == 422
    assert "Another sale was recorded under this id." in text(answer)
    assert f"/store/till/sales/{SALE}" in text(answer)
    fresh = str(answer.context["basket"].sale)
    assert fresh != SALE
    nare.send("till/sell", **selling(shop, quantity="1", total="1200000", sale=fresh))
    assert order_count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"given": "23999"}, "given"),
        ({"given": "twenty"}, "given"),
        ({"method": ""}, "method"),
        ({"method": "card"}, "method"),
        ({"total": "2399900"}, "__all__"),
        ({"total": ""}, "seen_total"),
    ],
)
def test_what_is_wrong_with_a_sale_stands_beside_its_field(nare, shop, fields, field):
    answer = nare.send("till/sell", **selling(shop, **fields))
    assert answer.status_code in (409, 422)
    assert field in answer.context["sell"].errors
    assert order_count() == 0
    assert shop.free(shop.oak, shop.yerevan) == 5


def test_too_little_cash_is_said_in_armenian(hire, shop):
    answer = hire(place=shop.yerevan, language="hy").send("till/sell", **selling(shop, given="100"))
    assert "23 900 ֏" in answer.context["sell"].errors["given"][0].replace("\xa0", " ")


def test_a_sale_in_california_adds_the_tax(hire, shop):
    shop.stock(shop.oak, pasadena=2)
    seller = hire(place=shop.pasadena)
    page = seller.open("till", sale=SALE, variant=shop.oak, quantity=1)
    assert page.context["sale"].totals.gross == Money(43_80, "USD")
    answer = seller.send("till/sell", **selling(shop, quantity="1", total="4380", given="50"))
    assert seller.client.get(answer["Location"]).context["change"]["back"] == Money(6_20, "USD")


def test_a_customer_is_found_by_phone_and_bought_it(nare, shop, now):
    known = customers.identify_or_create(
        contact=Contact(phone="+37491234567"),
        given_name="Անի <b>",
        family_name="Petrosyan",
        language="hy",
        now=now,
        origin=WEB,
    ).customer
    page = nare.send("till/customers", who="091 23 45 67", sale=SALE, variant=str(shop.oak), quantity="1")
    assert [one.id for one, _ in page.context["found_customers"]] == [known]
    assert "Անի &lt;b&gt;" in text(page)
    assert len(page.context["lines"]) == 1
    nare.send("till/sell", **selling(shop, customer=str(known)))
    sold = orders.order(SALE)
    assert (sold.customer, sold.contact.phone) == (known, "+37491234567")


def test_nobody_like_this_is_said_beside_the_field(nare):
    page = nare.send("till/customers", who="099 99 99 99", sale=SALE)
    assert page.status_code == 422
    assert page.context["shown"].customer_form.errors["who"]


def test_a_receipt_of_another_store_is_refused_with_its_place(nare, gyumri, shop):
    nare.send("till/sell", **selling(shop))
    answer = gyumri.open(f"till/sales/{SALE}")
    assert answer.status_code == 409
    assert "This was done in Store YVN." in text(answer)


def test_an_unknown_receipt_is_not_found(nare):
    assert nare.open(f"till/sales/{ids.new()}").status_code == 404


@pytest.mark.parametrize("post", ["till/sell", "till/customers"])
def test_the_wrong_role_sells_nothing(hire, shop, post):
    for role in (Role.AGENT, Role.MERCHANDISER, Role.MARKETER):
        assert hire(role).send(post, who="Ani", **selling(shop)).status_code == 403
    assert order_count() == 0


@pytest.mark.parametrize("post", ["till/sell", "till/customers"])
def test_a_form_that_was_opened_in_another_store_sells_nothing(nare, shop, post):
    answer = nare.send(post, store=shop.gyumri, who="Ani", **selling(shop))
    assert answer.status_code == 409
    assert "This form belongs to another store." in text(answer)
    assert order_count() == 0
