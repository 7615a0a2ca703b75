from __future__ import annotations

import pytest

from kamurj.foundation.access.contracts import Role
from kamurj.locations.operations import close_down


def text(answer) -> str:
    return answer.content.decode()


def test_an_administrator_chooses_a_store_first_and_may_change_it(hire, shop):
    boss = hire(Role.ADMINISTRATOR)
    assert boss.open("desk", status="new")["Location"] == "/store/choose?next=%2Fstore%2Fdesk%3Fstatus%3Dnew"
    answer = boss.client.post("/store/choose", {"location": shop.gyumri, "next": "/store/desk?status=new"})
    assert answer["Location"] == "/store/desk?status=new"
    assert "Store GYU" in text(boss.open("desk"))
    boss.client.post("/store/choose", {"location": shop.yerevan})
    assert boss.open("").context["here"].location == shop.yerevan


def test_the_way_on_leads_to_this_house_only(hire, shop):
    answer = hire(Role.ADMINISTRATOR).client.post(
        "/store/choose", {"location": shop.gyumri, "next": "https://elsewhere.example/"}
    )
    assert answer["Location"] == "/store/"


@pytest.mark.parametrize("location", ["", "999999", "here"])
def test_a_place_that_does_not_exist_is_refused(hire, location):
    answer = hire(Role.ADMINISTRATOR).client.post("/store/choose", {"location": location})
    assert answer.status_code == 422
    assert "You cannot choose this store." in text(answer)


def test_an_associate_works_in_the_home_store_only(nare, shop):
    for answer in (nare.open("choose"), nare.client.post("/store/choose", {"location": shop.gyumri})):
        assert answer.status_code == 403
        assert "An administrator says where you work." in text(answer)
    assert nare.open("").context["here"].location == shop.yerevan


def test_the_wrong_role_chooses_nothing(hire, shop):
    assert hire(Role.AGENT).client.post("/store/choose", {"location": shop.gyumri}).status_code == 403


def test_a_form_without_its_store_is_refused(nare):
    answer = nare.client.post("/store/returns/find", {"text": "K"})
    assert answer.status_code == 409


def test_a_store_that_was_closed_down_sells_nothing(nare, shop, now):
    close_down(location=shop.yerevan, now=now, origin=nare.origin)
    answer = nare.send(
        "till/sell", variant=str(shop.oak), quantity="1", seen_total="1200000", method="in_store_cash", given=""
    )
    assert answer.status_code == 409
    assert "does not trade any more" in text(answer)


def test_the_address_of_a_form_leads_back_to_its_page(nare, web_orders):
    work = web_orders.new()
    for address, page in {
        f"desk/{work.id}/pick": f"/store/desk/{work.id}",
        "till/sell": "/store/till",
        "returns/find": "/store/returns",
        "returns/order/K1/preview": "/store/returns/order/K1",
        f"returns/arriving/{work.id}": "/store/returns/arriving",
    }.items():
        assert nare.open(address)["Location"] == page
