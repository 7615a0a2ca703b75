from datetime import timedelta

from kamurj.channels.web.tests.test_values import fields_in, press
from kamurj.channels.web.tests.town import HOUSE, filled, number_in, said
from kamurj.customers import queries as customers
from kamurj.kernel import ids
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method
from kamurj.stored_value.operations import points


def test_points_are_seen_in_the_account_and_pay_at_the_checkout(shop, client, log_in):
    now = utc_now()
    early = {"now": now - timedelta(days=1), "origin": HOUSE}
    points.set_points_rule(currency="AMD", basis_points=100, point=Money(10_00, "AMD"), valid_days=365, **early)
    customer = customers.customer_of_user(log_in(client, "ani@example.com").pk)
    points.settle_points(
        customer=customer,
        order=OrderId(ids.new()),
        kept=Money(100_000_00, "AMD"),
        placed_at=now,
        now=now,
        origin=HOUSE,
    )
    page = said(client.get("/account"))
    assert "Loyalty points" in page
    assert "100 points" in page
    shop.put_in(client, "LAMP", 2)
    assert "Use Loyalty points: AMD 1,000" in said(client.get("/checkout"))
    html = press(client, "use:points")
    assert "AMD 23,000" in html
    answer = client.post("/checkout", filled(stored=fields_in(html)))
    order = orders.order_by_number(number_in(answer["Location"]))
    assert [(one.method, one.amount.minor) for one in paid.payments_of(order=order.id)] == [
        (Method.POINTS, 1_000_00),
        (Method.CARD, 23_000_00),
    ]
    assert "you get 23 loyalty points, worth AMD 230" in said(client.get(answer["Location"]))
    assert "կունենաք 23 միավոր" in said(client.get("/hy" + answer["Location"]))
