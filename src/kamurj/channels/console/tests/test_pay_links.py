import re
from uuid import UUID

import pytest

from kamurj.channels.console.tests.pages import text
from kamurj.foundation.database import sql
from kamurj.payments import links
from kamurj.payments.contracts import LinkStatus


@pytest.fixture
def order(buy):
    """An order whose money never came: all of it is owed."""
    placed = buy()
    sql.execute("UPDATE payments_payment SET status = 'declined' WHERE order_id = %s", (placed.id,))
    return placed


def test_a_link_is_made_copied_and_withdrawn(shop, desk, order):
    page = f"/console/orders/{order.number}/pay-links"
    assert "is owed for this order" in text(desk.get(page))
    made = desk.post(page, {"sum": str(order.totals.gross.amount), "days": "2"}, follow=True)
    [link] = links.links_of(order=order.id, now=shop.now)
    assert (link.amount, link.status) == (order.totals.gross, LinkStatus.OPEN)
    assert f"/pay/{links.token_of(link.id)}" in text(made)
    after = desk.post(f"/console/pay-links/{link.id}/withdraw", follow=True)
    assert links.link(link=link.id, now=shop.now).status is LinkStatus.WITHDRAWN
    assert "/pay/" not in re.sub(r"/pay-links", "", text(after))


@pytest.mark.parametrize("sum_", ["", "0", "-5", "1e3", "99999999", "abc"])
def test_a_sum_that_is_not_owed_makes_no_link(shop, desk, order, sum_):
    assert desk.post(f"/console/orders/{order.number}/pay-links", {"sum": sum_, "days": "3"}).status_code == 422
    assert links.links_of(order=order.id, now=shop.now) == ()


def test_the_books_are_compared_and_what_disagrees_is_shown_and_in_the_file(desk, buy):
    sql.execute(
        """
        INSERT INTO payments_sandbox_request (key, request, authorisation, amount_minor, currency, status, reference,
               captured_minor, refunded_minor, voided, made_at, event_due_at)
        VALUES ('=theirs', 'authorisation', '=theirs', 700, 'AMD', 'approved', 'r', 700, 0, false, now(), now())
        """
    )
    page = text(desk.post("/console/money/reconciliations/run", follow=True))
    assert "Not in our books" in page
    [run] = re.findall(r"reconciliations/([0-9a-f-]{36})\.csv", page)
    file = desk.get(f"/console/money/reconciliations/{UUID(run)}.csv").content.decode()
    assert "'=theirs,missing_here,,0.00,7.00,AMD" in file
