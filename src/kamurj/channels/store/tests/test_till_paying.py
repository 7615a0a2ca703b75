"""The till's parts, discounts, parked sales, drawer and gift cards, as forms that are sent."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from kamurj.channels.store.tests.test_till import SALE, selling, text
from kamurj.customers import operations as customers
from kamurj.customers.contracts import Contact
from kamurj.foundation.access import pins
from kamurj.foundation.access.contracts import Permission, Role
from kamurj.foundation.access.errors import PinLocked, PinRefused, PinTooSimple
from kamurj.foundation.access.models import User
from kamurj.foundation.log.models import StoredFactRow
from kamurj.journeys.tests.shop import WEB, order_count
from kamurj.kernel import ids
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.payments import queries as payments
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Kind, Source
from kamurj.tills import queries as tills

PIN = "4915"
PASSWORD = "apricot-stone-7"


def dram(amount) -> Money:
    return Money(amount * 100, "AMD")


def fields_of(basket) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, one in basket.fields():
        found.setdefault(name, []).append(one)
    return found


@pytest.fixture
def card(shop):
    made = {"kind": Kind.GIFT_CARD, "source": Source.SOLD, "key": "k", "now": shop.now, "origin": WEB}
    return stored.issue(amount=dram(5_000), **made)


@pytest.fixture
def manager(hire, shop, now):
    counter = hire(Role.MANAGER, place=shop.yerevan, name="Lusine Manukyan")
    user = User.objects.get(pk=counter.user)
    user.set_password(PASSWORD)
    user.save()
    pins.set_pin(user=counter.user, pin=PIN, password=PASSWORD, now=now, origin=counter.origin)
    return user


def basket(shop, **more):
    return {"sale": SALE, "variant": str(shop.oak), "quantity": "2", **more}


def test_a_gift_card_and_the_terminal_are_put_on_the_sale_and_the_rest_is_cash(nare, shop, card):
    first = nare.send("till/part", means="gift_card", card=card.code.lower(), **basket(shop))
    assert first.status_code == 302
    assert card.code.replace("-", "") not in first["Location"]
    page = nare.client.get(first["Location"])
    assert (page.context["paid"].left, page.context["paid"].parts[0].amount) == (dram(19_000), dram(5_000))
    second = nare.send("till/part", means="in_store_card", amount="9000", **fields_of(page.context["basket"]))
    page = nare.client.get(second["Location"])
    assert page.context["paid"].left == dram(10_000)
    off = nare.client.get(page.context["paid"].parts[0].without)
    assert off.context["paid"].left == dram(15_000)
    sent = {**selling(shop, given="20000"), **fields_of(page.context["basket"])}
    receipt = nare.client.get(nare.send("till/sell", **sent)["Location"])
    assert {(one.method.value, one.amount.minor) for one in payments.payments_of(order=SALE)} == {
        ("gift_card", 5_000_00),
        ("in_store_card", 9_000_00),
        ("in_store_cash", 10_000_00),
    }
    assert receipt.context["change"]["back"] == dram(10_000)
    assert "Gift card" in text(receipt)
    assert value.account(account=card.account.id).balance == dram(0)


def test_a_part_of_another_sale_or_made_up_is_no_part(nare, shop, card):
    first = nare.send("till/part", means="gift_card", card=card.code, **basket(shop))
    (part,) = nare.client.get(first["Location"]).context["basket"].parts
    other = str(ids.new())
    for made_up in (part, "gift_card~5000", "in_store_card~-5", "in_store_card~x", "bitcoin~5", "~", "store_credit~1"):
        page = nare.open("till", sale=other, variant=shop.oak, quantity=1, part=made_up)
        assert page.context["paid"].parts == ()
        assert page.context["paid"].left == dram(12_000)
    sent = selling(shop, sale=other, quantity="1", total="1200000", part=part, method="")
    assert nare.send("till/sell", **sent).status_code == 422
    assert order_count() == 0


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"means": "gift_card", "card": "WRONG-WRONG"}, "card"),
        ({"means": "gift_card", "amount": "6000"}, "amount"),
        ({"means": "in_store_card", "amount": "24001"}, "amount"),
        ({"means": "in_store_card", "amount": "0"}, "amount"),
        ({"means": "in_store_cash", "amount": "1005"}, "amount"),
        ({"means": "store_credit"}, "amount"),
        ({"means": "card"}, "means"),
    ],
)
def test_a_part_that_cannot_be_is_refused_beside_its_field(nare, shop, card, asked, field):
    answer = nare.send("till/part", **basket(shop), **{"card": card.code} | asked)
    assert answer.status_code in (404, 409, 422)
    assert field in answer.context["part_form"].errors


def test_only_the_named_customers_own_credit_pays(nare, shop, now):
    known = customers.identify_or_create(
        contact=Contact(phone="+37491234567"), given_name="Ani", family_name="P", language="hy", now=now, origin=WEB
    ).customer
    made = {"kind": Kind.STORE_CREDIT, "source": Source.GRANTED, "key": "c", "now": now, "origin": WEB}
    credit = stored.issue(amount=dram(30_000), customer=known, **made).account
    first = nare.send("till/part", means="store_credit", **basket(shop, customer=str(known)))
    page = nare.client.get(first["Location"])
    assert (page.context["paid"].left, "method" in page.content.decode()) == (dram(0), True)
    kept = fields_of(page.context["basket"])
    stranger = {**selling(shop, method=""), **kept}
    stranger.pop("customer")
    assert nare.send("till/sell", **stranger).status_code == 404
    assert order_count() == 0
    assert nare.send("till/sell", **{**selling(shop, method=""), **kept}).status_code == 302
    assert value.account(account=credit.id).balance == dram(6_000)


def test_a_large_discount_is_approved_on_the_spot_and_both_names_stand_on_the_receipt(nare, shop, manager):
    asked = {"target": str(shop.oak), "kind": "percent", "value": "25", "reason": "Scratched leg"}
    page = nare.client.get(nare.send("till/discount", **asked, **basket(shop))["Location"])
    assert page.context["sale"].totals.gross == dram(18_000)
    assert "25 % off, and you may give 10 %" in text(page)
    assert page.context["by_hand"].approvers == ((manager.email, "Lusine Manukyan"),)
    kept = fields_of(page.context["basket"])
    assert nare.send("till/sell", **{**selling(shop, total="1800000"), **kept}).status_code == 403
    assert nare.send("till/approve", approver=manager.email, pin="0000", **kept).status_code == 403
    page = nare.client.get(nare.send("till/approve", approver=manager.email, pin=PIN, **kept)["Location"])
    assert (page.context["by_hand"].needed, page.context["by_hand"].approved_by) == ("", "Lusine Manukyan")
    kept = fields_of(page.context["basket"])
    more = {**selling(shop, total="2700000", quantity="3"), **kept, "quantity": "3"}
    assert nare.send("till/sell", **more).status_code == 403
    receipt = nare.client.get(nare.send("till/sell", **{**selling(shop, total="1800000"), **kept})["Location"])
    assert "given by Nare Hakobyan" in text(receipt)
    assert "approved by Lusine Manukyan" in text(receipt)
    assert orders.order(SALE).totals.discount == dram(6_000)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"value": "101"}, "value"),
        ({"value": "many"}, "value"),
        ({"value": "0"}, "value"),
        ({"kind": "amount", "value": "24001"}, "value"),
        ({"kind": "price", "value": "5", "target": "sale"}, "value"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_discount_that_cannot_be_is_refused_beside_its_field(nare, shop, asked, field):
    form = {"target": "sale", "kind": "percent", "value": "5", "reason": "x"} | asked
    answer = nare.send("till/discount", **form, **basket(shop))
    assert answer.status_code == 422
    assert field in answer.context["discount_form"].errors


def test_pins_are_counted_and_locked_and_hashed(manager, shop, now):
    ask = {"permission": Permission.TILL_DISCOUNT, "location": shop.yerevan, "now": now}
    assert pins.approver(name=manager.email.upper(), pin=PIN, **ask).user_id == manager.pk
    with pytest.raises(PinRefused):
        pins.approver(name=manager.email, pin=PIN, **ask | {"location": shop.gyumri})
    with pytest.raises(PinRefused):
        pins.approver(name="nobody@kamurj.example", pin=PIN, **ask)
    for _ in range(4):
        with pytest.raises(PinRefused):
            pins.approver(name=manager.email, pin="1928", **ask)
    with pytest.raises(PinLocked):
        pins.approver(name=manager.email, pin=PIN, **ask)
    assert pins.approver(name=manager.email, pin=PIN, **ask | {"now": now + timedelta(minutes=16)})
    manager.refresh_from_db()
    assert PIN not in manager.pin.hash
    for simple in ("1111", "1234", "987", "12a4", "123456789"):
        with pytest.raises(PinTooSimple):
            pins.refuse_simple(simple)


def test_a_pin_is_set_by_who_knows_the_password(hire, shop):
    counter = hire(Role.MANAGER, place=shop.yerevan)
    user = User.objects.get(pk=counter.user)
    user.set_password(PASSWORD)
    user.save()
    counter.client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert counter.send("pin", password="wrong", pin=PIN).status_code == 403
    assert not pins.has_pin(user=counter.user)
    assert counter.send("pin", password=PASSWORD, pin=PIN).status_code == 302
    assert pins.has_pin(user=counter.user)
    assert "You have a PIN." in text(counter.open("pin"))
    assert counter.open("pin").content.count(b'name="password"') == 1


def test_a_sale_is_put_aside_and_taken_up_at_another_till(nare, hire, gyumri, shop):
    sent = nare.send("till/park", name="Blue coat", **basket(shop, coupon="TENTH"))
    assert sent["Location"] == "/store/till"
    hrach = hire(place=shop.yerevan, name="Hrach")
    page = hrach.open("till/parked")
    assert "Blue coat" in text(page)
    assert "Nare Hakobyan" in text(page)
    assert gyumri.open("till/parked").context["waiting"] == ()
    key = str(page.context["key"])
    for _ in range(2):
        up = hrach.send(f"till/parked/{SALE}", key=key)
        assert f"sale={SALE}" in up["Location"]
        assert "coupon=TENTH" in up["Location"]
    assert nare.send(f"till/parked/{SALE}", key=str(ids.new())).status_code == 409
    assert shop.free(shop.oak, shop.yerevan) == 5
    assert nare.send("till/park", sale=SALE).status_code == 422


def test_without_a_drawer_cash_is_refused_and_the_page_says_how_to_open_one(nare, shop):
    mine = tills.my_drawer(location=shop.yerevan, actor="")
    nare.send(f"till/drawer/{mine.id}/close")
    page = nare.open("till", sale=SALE, variant=shop.oak, quantity=2)
    assert "Count it and open it" in text(page)
    answer = nare.send("till/sell", **selling(shop))
    assert answer.status_code == 409
    assert "The drawer of this till is closed." in text(answer)
    assert order_count() == 0
    fresh = str(ids.new())
    for _ in range(2):
        opened = nare.send("till/drawer/open", drawer=fresh, register="2", **{"size-1000000": "2", "size-1000": "3"})
        assert opened["Location"] == "/store/till"
    assert tills.my_drawer(location=shop.yerevan, actor=nare.origin.actor).opening == dram(20_030)
    assert nare.send("till/sell", **selling(shop)).status_code == 302
    report = nare.open(f"till/drawer/{fresh}")
    assert (report.context["report"].sales, report.context["report"].expected) == (1, dram(44_030))
    assert "X report" in text(report)


def test_a_drawer_is_moved_counted_unseen_and_closed_with_a_reason(nare, gyumri, shop):
    mine = tills.my_drawer(location=shop.yerevan, actor="")
    nare.send("till/sell", **selling(shop))
    moved = {"key": str(ids.new()), "kind": "drop", "amount": "20000", "reason": "Evening"}
    for _ in range(2):
        nare.send(f"till/drawer/{mine.id}/move", **moved)
    page = text(nare.open("till/drawer"))
    assert "4,000" not in page
    assert gyumri.send(f"till/drawer/{mine.id}/close").status_code == 409
    missed = nare.send(f"till/drawer/{mine.id}/close", **{"size-100000": "3"})
    assert "AMD -1,000" in text(missed) or "-AMD 1,000" in text(missed)
    assert tills.drawer(mine.id).is_open
    closed = nare.send(f"till/drawer/{mine.id}/close", **{"size-100000": "3"}, reason="Change given twice")
    slip = text(nare.client.get(closed["Location"]))
    assert "Z report" in slip
    assert "Change given twice" in slip
    assert tills.drawer(mine.id).difference == dram(-1_000)
    assert gyumri.open(f"till/drawer/{mine.id}").status_code == 409


def test_a_gift_card_is_sold_shown_once_topped_up_and_looked_up(nare, hire, shop):
    key = str(ids.new())
    form = {"card_key": key, "amount": "10000", "method": "in_store_cash", "given": "20000"}
    answers = [nare.send("till/cards/sell", **form) for _ in range(2)]
    assert {one["Location"] for one in answers} == {f"/store/till/cards/{key}"}
    slip = nare.client.get(answers[0]["Location"])
    (code,) = re.findall(r"card-code number\">([0-9A-Z-]{19})<", text(slip))
    assert slip.context["change"]["back"] == dram(10_000)
    assert code not in text(hire(place=shop.yerevan).open(f"till/cards/{key}"))
    assert "AMD 10,000" in text(nare.send("till/cards/balance", code=code))
    topped = nare.send("till/cards/sell", **form | {"card_key": str(ids.new()), "code": code, "method": "in_store_card"})
    assert code not in text(nare.client.get(topped["Location"]))
    assert value.account(account=key).balance == dram(20_000)
    assert nare.send("till/cards/balance", code="WRONG").status_code == 404
    assert order_count() == 0
    assert code not in str([*StoredFactRow.objects.values_list("payload", flat=True)])


@pytest.mark.parametrize("amount", ["0", "", "x", "-5"])
def test_a_card_of_nothing_is_not_sold(nare, shop, amount):
    form = {"card_key": str(ids.new()), "amount": amount, "method": "in_store_card"}
    assert nare.send("till/cards/sell", **form).status_code == 422
    assert tills.references(drawer=tills.my_drawer(location=shop.yerevan, actor="").id) == ()


@pytest.mark.parametrize(
    "address", ["till/part", "till/discount", "till/approve", "till/park", "till/drawer/open", "till/cards/sell"]
)
def test_who_does_not_sell_does_none_of_it(hire, nare, shop, address):
    for role in (Role.AGENT, Role.MERCHANDISER, Role.MARKETER):
        assert hire(role).send(address, **basket(shop)).status_code == 403
    assert nare.send(address, store=shop.gyumri, **basket(shop)).status_code == 409
    assert nare.open(address).status_code == 302
