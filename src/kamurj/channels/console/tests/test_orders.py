from datetime import timedelta

import pytest

from kamurj.channels.console.tests.pages import text
from kamurj.customers.contracts import Contact
from kamurj.customers.operations import identify_or_create
from kamurj.foundation.access.contracts import Role
from kamurj.foundation.database import sql
from kamurj.foundation.log import queries as log
from kamurj.journeys.tests.shop import WEB
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CancelReason, OrderStatus
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import RefundStatus
from kamurj.payments.refund_statements import finish_refund


def listed(client, **asked):
    answer = client.get("/console/orders", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_is_narrowed_by_number_customer_status_channel_place_and_day(shop, desk, buy):
    order = buy()
    today = shop.now.date()
    for asked in (
        {"q": order.number[:6]},
        {"q": order.number.replace("-", "").lower()},
        {"q": "ani@example.com"},
        {"q": "petros"},
        {"status": "confirmed", "channel": "web", "location": str(shop.yerevan)},
        {"since": str(today - timedelta(days=1)), "until": str(today + timedelta(days=1))},
    ):
        assert order.number in listed(desk, **asked), asked
    for asked in (
        {"q": "KZZZ"},
        {"q": "nobody@example.com"},
        {"status": "cancelled"},
        {"channel": "store"},
        {"location": str(shop.gyumri)},
        {"until": str(today - timedelta(days=2))},
    ):
        assert order.number not in listed(desk, **asked), asked


def test_a_filter_that_cannot_be_read_is_refused_beside_its_field(shop, desk):
    answer = desk.get("/console/orders", {"since": "yesterday"})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()


def test_the_list_goes_on_where_the_page_ended(shop, desk, buy, monkeypatch):
    monkeypatch.setattr("kamurj.channels.console.views.orders.A_PAGE", 2)
    numbers = [buy().number for _ in range(3)]
    first = desk.get("/console/orders")
    found = [number for number in numbers if number in first.content.decode()]
    assert len(found) == 2
    mark = first.context["next"]
    second = listed(desk, after=mark)
    assert [number for number in numbers if number in second] == [number for number in numbers if number not in found]


def test_an_order_page_tells_lines_money_work_and_the_whole_history(shop, desk, buy):
    order = buy(pieces=2)
    page = text(desk.get(f"/console/orders/{order.number}"))
    for words in ("CHAIR-OAK", "AMD 24,000", "Promised", "ani@example.com", "Collect in store", "Store YVN"):
        assert words in page, words
    told = [fact.type for fact in log.facts_of_order(order.id)]
    assert {"OrderPlaced", "PaymentOpened", "PaymentAuthorised", "OrderConfirmed", "StockAllocated"} <= set(told)
    assert page.count('class="story-item"') == len(told)
    assert "2 pieces were kept for the order" in page


def test_an_agent_cancels_with_a_reason_and_what_was_promised_is_given_up(shop, at_work, buy, transactional_db):
    order, agent = buy(), at_work(Role.AGENT)
    assert "Cancel the order" in text(agent.get(f"/console/orders/{order.number}"))
    assert agent.post(f"/console/orders/{order.number}/cancel", {}).status_code == 422
    answer = agent.post(f"/console/orders/{order.number}/cancel", {"reason": "out_of_stock"}, follow=True)
    assert "is cancelled" in text(answer)
    after = orders.order(order.id)
    assert (after.status, after.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.OUT_OF_STOCK)
    assert shop.free(shop.oak, shop.yerevan) == 10
    assert log.facts_of_order(order.id)[-1].actor == f"user:{agent.session['_auth_user_id']}"


def test_an_order_that_is_cancelled_already_is_not_cancelled_again(shop, desk, buy, transactional_db):
    order = buy()
    desk.post(f"/console/orders/{order.number}/cancel", {"reason": "staff"})
    facts = len(log.facts_of_order(order.id))
    answer = desk.post(f"/console/orders/{order.number}/cancel", {"reason": "staff"})
    assert answer.status_code == 409
    assert "form-refusal" in answer.content.decode()
    assert len(log.facts_of_order(order.id)) == facts
    assert "Cancel the order" not in text(desk.get(f"/console/orders/{order.number}"))


def test_a_merchandiser_sees_orders_without_buttons_that_are_not_theirs(shop, at_work, buy):
    order = buy()
    page = at_work(Role.MERCHANDISER).get(f"/console/orders/{order.number}").content.decode()
    assert f"/console/orders/{order.number}/cancel" not in page
    assert f"/console/customers/{order.customer}" not in page


@pytest.mark.django_db(transaction=True)
def test_a_payment_nobody_knows_the_end_of_is_settled_from_its_list(shop, desk, buy):
    placed = shop.place(shop.cart({shop.oak: 1}, customer=buy().customer), token="tok_late")
    sql.execute(
        "UPDATE payments_payment SET changed_at = changed_at - interval '1 hour' WHERE order_id = %s", (placed.order,)
    )
    assert placed.number in text(desk.get("/console/needs/payments"))
    assert "data-waits" in desk.get("/console/").content.decode()
    answer = desk.post(f"/console/orders/{placed.number}/settle", follow=True)
    assert answer.status_code == 200
    assert "settled" in text(answer) or "does not know yet" in text(answer)


@pytest.mark.django_db(transaction=True)
def test_a_failed_refund_is_tried_once_more_and_leaves_the_list(shop, at_work, buy):
    order, agent = buy(), at_work(Role.AGENT)
    (payment,) = paid.payments_of(order=order.id)
    payments.capture(payment=payment.id, now=shop.now, origin=WEB)
    promised = payments.request_refund(
        payment=payment.id, amount=payment.amount, key="goodwill:1", reason="goodwill", now=shop.now, origin=WEB
    )
    finish_refund(refund=promised.id, status=RefundStatus.FAILED, reference=None, now=shop.now)
    assert order.number in text(agent.get("/console/needs/refunds"))
    answer = agent.post(f"/console/refunds/{promised.id}/again", follow=True)
    assert "on its way" in text(answer)
    assert agent.post(f"/console/refunds/{promised.id}/again").status_code == 302
    assert [one.status for one in paid.refunds_of(order=order.id)] == ["failed", "done"]
    assert order.number not in text(agent.get("/console/needs/refunds"))


def test_searching_finds_each_kind_and_opens_what_is_named_exactly(shop, desk, buy):
    order = buy()
    assert desk.get("/console/search", {"q": order.number})["Location"] == f"/console/orders/{order.number}"
    assert desk.get("/console/search", {"q": "chair-oak"})["Location"] == f"/console/stock/articles/{shop.oak}"
    assert "ani@example.com" in text(desk.get("/console/search", {"q": "petrosyan"}))
    assert "CHAIR" in text(desk.get("/console/search", {"q": "chair"})).upper()
    assert "Nothing found" in text(desk.get("/console/search", {"q": "qqqqqq"}))


def test_searching_shows_only_what_the_searcher_may_see(shop, at_work, buy):
    order = buy()
    assert "ani@example.com" not in text(at_work(Role.MERCHANDISER).get("/console/search", {"q": "petrosyan"}))
    assert order.number not in text(at_work(Role.MARKETER).get("/console/search", {"q": order.number[:5]}))


def test_customers_of_the_same_name_are_all_searched_for_orders(shop, desk, buy):
    order = buy()
    for number in range(3):
        identify_or_create(
            contact=Contact(email=f"other{number}@example.com"),
            given_name="Aram",
            family_name="Petrosyan",
            language="en",
            origin=WEB,
            now=shop.now,
        )
    assert order.number in listed(desk, q="petrosyan")
