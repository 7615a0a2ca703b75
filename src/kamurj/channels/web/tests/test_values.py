import re

import pytest

from kamurj.channels.web import values
from kamurj.channels.web.tests.town import filled, number_in, order_count, said
from kamurj.customers import queries as customers
from kamurj.kernel import ids
from kamurj.kernel.clock import utc_now
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders
from kamurj.payments import queries as paid
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Kind, Source


def issue(minor, *, customer=None, currency="AMD"):
    return stored.issue(
        kind=Kind.GIFT_CARD if customer is None else Kind.STORE_CREDIT,
        amount=Money(minor, currency),
        source=Source.GRANTED,
        customer=customer,
        key=str(ids.new()),
        now=utc_now(),
        origin=Origin(channel=Channel.CONSOLE),
    )


def press(client, action, code="", prefix=""):
    sent = {"delivery": "collect", "store": "YVN", "value_action": action, "gift_code": code}
    return said(client.post(f"{prefix}/checkout/value", sent, headers={"hx-request": "true"}))


def bring(client, code):
    return press(client, "add", code)


def fields_in(html):
    return re.findall(r'name="stored" value="([^"]+)"', html)


@pytest.fixture
def ready(shop, client):
    shop.put_in(client, "LAMP", 2)
    return client


def test_a_gift_card_pays_a_part_and_the_page_says_what_is_left(shop, ready):
    card = issue(10_000_00)
    html = bring(ready, card.code)
    assert f"Gift card ending {card.account.last}" in html
    assert "AMD 14,000" in html
    answer = ready.post("/checkout", filled(stored=fields_in(html)))
    order = orders.order_by_number(number_in(answer["Location"]))
    assert [one.amount.minor for one in paid.payments_of(order=order.id)] == [10_000_00, 14_000_00]
    assert value.account(account=card.account.id).balance.minor == 0
    shop.put_in(ready, "LAMP")
    assert fields_in(said(ready.get("/checkout"))) == []


def test_a_card_is_taken_off_again_and_named_once(ready):
    card = issue(10_000_00)
    bring(ready, card.code)
    assert "on the list already" in bring(ready, card.code)
    html = press(ready, f"remove:{card.account.id}")
    assert fields_in(html) == []


def test_a_wrong_code_and_a_card_in_other_money_are_refused_beside_the_field(ready):
    assert "do not know a gift card" in bring(ready, "AAAA-BBBB")
    assert "USD" in bring(ready, issue(5, currency="USD").code)
    assert fields_in(said(ready.get("/checkout"))) == []


def test_who_throws_the_cookie_away_does_not_begin_anew(shop, ready, monkeypatch):
    monkeypatch.setattr(values, "CODES", 3)
    good = issue(1_000_00)
    for _ in range(3):
        bring(ready, "AAAA-BBBB")
        ready.cookies.clear()
        shop.put_in(ready, "LAMP")
    assert "too often" in bring(ready, good.code)


def test_a_card_that_nobody_brought_pays_nothing(ready):
    strange = issue(24_000_00)
    answer = ready.post("/checkout", filled(stored=[f"{strange.account.id}:2400000", "nonsense", ":"]))
    order = orders.order_by_number(number_in(answer["Location"]))
    assert [one.method.value for one in paid.payments_of(order=order.id)] == ["card"]
    assert value.account(account=strange.account.id).balance.minor == 24_000_00


def test_a_card_emptied_meanwhile_orders_nothing_and_says_so(ready):
    card = issue(10_000_00)
    field = fields_in(bring(ready, card.code))
    stored.spend(
        account=card.account.id,
        amount=Money(9_000_00, "AMD"),
        key="elsewhere",
        reference=None,
        now=utc_now(),
        origin=Origin(channel=Channel.STORE),
    )
    answer = ready.post("/checkout", filled(stored=field))
    assert answer.status_code == 422
    assert "is left on it" in said(answer)
    assert order_count() == 0


def test_store_credit_pays_wholly_and_stands_in_the_account_with_its_movements(shop, ready, log_in):
    user = log_in(ready, "ani@example.com")
    credit = issue(30_000_00, customer=customers.customer_of_user(user.pk))
    assert "Use Store credit: AMD 30,000" in said(ready.get("/checkout"))
    html = press(ready, "use:store_credit")
    answer = ready.post("/checkout", filled(stored=fields_in(html)))
    order = orders.order_by_number(number_in(answer["Location"]))
    assert [one.method.value for one in paid.payments_of(order=order.id)] == ["store_credit"]
    assert value.account(account=credit.account.id).balance.minor == 6_000_00
    page = said(ready.get("/account"))
    assert "Store credit" in page
    assert "AMD 6,000" in page
    assert "Spent" in page


def test_everything_is_said_in_armenian(ready):
    card = issue(10_000_00)
    press(ready, "add", card.code, prefix="/hy")
    html = said(ready.get("/hy/checkout"))
    assert "Մնում է վճարել" in html
    assert "Նվեր քարտ, վերջին նիշերը" in html
