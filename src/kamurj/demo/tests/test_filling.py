from __future__ import annotations

import json
from pathlib import Path

import pytest

from kamurj.config.readers import SUBSCRIPTIONS
from kamurj.demo import filling
from kamurj.demo.log_ins import LOG_INS
from kamurj.foundation.database import sql
from kamurj.returns.queries import on_their_way
from kamurj.stock.queries import audit


def quiet(what: str, done: float | None = None, total: float | None = None) -> None:
    """Say nothing."""


@pytest.mark.django_db(transaction=True)
def test_the_house_is_full_and_its_books_are_in_order(settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    filling.fill(seed=7, progress=quiet, readers=SUBSCRIPTIONS, people_count=60)
    assert audit() == ()
    moved = {status for (status,) in sql.rows("SELECT DISTINCT status FROM stock_transfer")}
    assert moved == {"requested", "dispatched", "received"}
    assert {"asked", "review"} <= {status for (status,) in sql.rows("SELECT DISTINCT status FROM stock_count")}
    assert sql.scalar("SELECT count(*) FROM catalogue_product") >= 400
    assert sql.scalar("SELECT count(*) FROM access_user") == len(LOG_INS)
    orders, paid = sql.rows(
        """
        SELECT (SELECT sum(gross_minor) FROM orders_order WHERE source = 'demo'),
               (SELECT sum(captured_minor) FROM payments_payment
                  JOIN orders_order ON orders_order.id = order_id WHERE source = 'demo')
        """
    )[0]
    assert orders == paid > 0
    ordered_by = {email for (email,) in sql.rows("SELECT DISTINCT contact->>'email' FROM orders_order")}
    assert {one.email for one in LOG_INS if one.role is None} <= ordered_by, "who logs in finds orders of their own"
    assert on_their_way() == ()
    returned, made_good, refunded = sql.rows(
        """
        SELECT (SELECT sum(refund_minor) FROM returns_return),
               (SELECT sum(amount_minor) FROM returns_claim WHERE outcome = 'refund' AND status = 'settled'),
               (SELECT sum(amount_minor) FROM payments_refund)
        """
    )[0]
    assert (returned + made_good, made_good > 0) == (refunded, True)
    claims = dict(sql.rows("SELECT status, count(*) FROM returns_claim GROUP BY status"))
    assert claims.keys() == {"opened", "approved", "settled", "rejected"}
    told = sql.scalar("SELECT count(*) FROM log_fact WHERE subject IS NOT NULL")
    assert sql.scalar("SELECT count(*) FROM customers_timeline_entry") == told
    assert dict(sql.rows("SELECT status, count(*) FROM fulfilment_order GROUP BY status")).keys() == {
        "new",
        "picking",
        "ready",
        "rejected",
        "shipped",
    }
    assert sql.scalar("SELECT count(*) FROM fulfilment_question WHERE status = 'waiting'") == 1
    assert sql.scalar("SELECT count(*) FROM fulfilment_order WHERE held_at IS NOT NULL") == 1
    assert sql.scalar("SELECT count(*) FROM log_dead_letter") == 0
    assert sql.scalar("SELECT count(*) FROM promotions_promotion") == 2
    assert sql.scalar("SELECT count(*) FROM pricing_price WHERE from_quantity > 1") > 0
    sold = sql.rows(
        "SELECT status, placed_by FROM orders_order WHERE channel = 'store' AND delivery_kind = 'ship' AND source IS NULL"
    )
    assert len(sold) >= 2
    assert all(status == "confirmed" and by.startswith("user:") for status, by in sold)
    assert sql.scalar("SELECT count(*) FROM orders_cart WHERE status = 'open' AND customer_id IS NOT NULL") == 1
    people = [json.loads(line) for line in (tmp_path / "demo_truth" / "people.jsonl").read_text().splitlines()]
    assert len(people) == 60
    assert all(person["profiles"] for person in people)
