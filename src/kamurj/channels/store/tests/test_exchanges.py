from __future__ import annotations

import pytest

from kamurj.channels.store.tests.test_returns import back, text
from kamurj.foundation.access.contracts import Role
from kamurj.journeys.request_return import Ask, request_return
from kamurj.journeys.tests.shop import WEB
from kamurj.kernel import ids
from kamurj.kernel.ids import ReturnId
from kamurj.kernel.money import Money
from kamurj.returns import queries as returns
from kamurj.returns.contracts import Reason
from kamurj.returns.contracts.policies import Means, Terms
from kamurj.returns.contracts.requests import RequestId, RequestKind
from kamurj.returns.operations.policies import set_policy
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


def forbid(shop):
    set_policy(category=None, country=None, terms=Terms(returnable=False), now=shop.now, origin=WEB)


def test_the_desk_reads_the_policy_and_what_stands_out(gyumri, bought, shop):
    gyumri.send(f"returns/order/{bought.number}/accept", **back(quantity="2"))
    shop.stock(shop.oak, gyumri=9)
    forbid(shop)
    page = text(gyumri.open(f"returns/order/{bought.number}"))
    assert "Articles of this kind cannot be returned." in page
    assert "Why take it back outside the policy?" not in page


def test_who_may_refund_takes_back_outside_the_policy_and_says_why(hire, gyumri, bought, shop):
    forbid(shop)
    reason = {"exception": "Broken hinge"}
    refused = gyumri.send(f"returns/order/{bought.number}/accept", **back(), **reason)
    assert (refused.status_code, returns.returns_of(bought.id)) == (409, ())
    chief = hire(Role.ADMINISTRATOR, place=shop.gyumri)
    assert "Why take it back outside the policy?" in text(chief.open(f"returns/order/{bought.number}"))
    form = back()
    preview = chief.send(f"returns/order/{bought.number}/preview", **form, **reason)
    assert 'name="exception" value="Broken hinge"' in text(preview)
    done = chief.client.get(chief.send(f"returns/order/{bought.number}/accept", **form, **reason)["Location"])
    assert "Outside the policy: Broken hinge" in text(done)
    assert "1 returns were taken outside the policy." in text(chief.open(f"returns/order/{bought.number}"))


def test_the_number_of_a_request_leads_to_its_order(gyumri, bought, shop):
    request = request_return(
        id=RequestId(ids.new()),
        order=bought.id,
        customer=None,
        kind=RequestKind.RETURN,
        lines=[Ask(1, 1, Reason.TOO_SMALL)],
        means=Means.ORIGINAL,
        language="en",
        now=shop.now,
        origin=WEB,
    ).request
    found = gyumri.send("returns/find", text=request.label.lower())
    assert found["Location"] == f"/store/returns/order/{bought.number}"
    assert request.label in text(gyumri.client.get(found["Location"]))
