"""What must be true once everything that died was started again and recovery has run: each broken rule in one line."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import LiteralString

from django.conf import settings

from kamurj.config.readers import SUBSCRIPTIONS
from kamurj.foundation.database import sql
from kamurj.foundation.log.reading import states
from kamurj.kernel.clock import utc_now
from kamurj.payments import queries as paid
from kamurj.payments import recovery
from kamurj.stock import queries as stocked

RULES: dict[str, LiteralString] = {
    "an order waits for its payment": "SELECT number FROM orders_order WHERE status = 'placed'",
    "a payment is unsettled, a release or a refund is due": """
        SELECT id FROM payments_payment
         WHERE status IN ('pending', 'unknown') OR release_due OR (status = 'authorised' AND capture_minor IS NOT NULL)
         UNION ALL
        SELECT id FROM payments_refund WHERE status = 'pending'
    """,
    "an order goes on without its money, or ended with some": """
        SELECT o.number, o.status, p.status FROM orders_order o LEFT JOIN payments_payment p ON p.order_id = o.id
         WHERE (o.status = 'cancelled' AND p.captured_minor <> p.refunded_minor)
            OR (o.status = 'cancelled' AND p.status = 'authorised')
            OR (o.status = 'confirmed' AND p.status IN ('declined', 'cancelled'))
            OR (o.status = 'completed' AND coalesce(p.captured_minor, 0) <> o.gross_minor)
            OR (o.status IN ('confirmed', 'completed') AND p.amount_minor <> o.gross_minor)
    """,
    "an order was paid twice": "SELECT order_id FROM payments_payment GROUP BY order_id HAVING count(*) > 1",
    "money moved for no order": """
        SELECT id FROM payments_payment p WHERE NOT EXISTS (SELECT 1 FROM orders_order o WHERE o.id = p.order_id)
    """,
    "the bank holds or has money for an order that is not, or that is cancelled": """
        SELECT request.key, o.status FROM payments_sandbox_request request
          LEFT JOIN payments_payment p ON p.key = request.key LEFT JOIN orders_order o ON o.id = p.order_id
         WHERE request.request = 'authorisation' AND request.status = 'approved' AND NOT request.voided
           AND (o.id IS NULL OR o.status = 'cancelled')
           AND NOT (request.captured_minor > 0 AND request.captured_minor = request.refunded_minor)
    """,
    "the bank took money for pieces that are still here": """
        SELECT request.key FROM payments_sandbox_request request
          JOIN payments_payment p ON p.key = request.key JOIN orders_order o ON o.id = p.order_id
         WHERE request.captured_minor > 0 AND o.status <> 'completed'
    """,
    "the bank gave back more than it took, or took more than was promised": """
        SELECT key FROM payments_sandbox_request WHERE refunded_minor > captured_minor OR captured_minor > amount_minor
    """,
    "our books and the bank's differ on a payment": """
        SELECT p.key, p.captured_minor, p.refunded_minor, request.captured_minor, request.refunded_minor
          FROM payments_payment p JOIN payments_sandbox_request request USING (key)
         WHERE p.captured_minor <> request.captured_minor OR p.refunded_minor <> request.refunded_minor
    """,
    "a confirmed order keeps not all its pieces, or another one keeps some": """
        SELECT o.number, o.status, o.pieces, kept.pieces FROM orders_order o
          FULL JOIN (SELECT order_id, sum(quantity) AS pieces FROM stock_allocation GROUP BY order_id) kept
                 ON kept.order_id = o.id
         WHERE coalesce(kept.pieces, 0) <> CASE o.status WHEN 'confirmed' THEN o.pieces ELSE 0 END
    """,
    "pieces left other than by completed orders": """
        SELECT o.number, o.status, o.pieces, gone.pieces FROM orders_order o
          FULL JOIN (SELECT reference, -sum(quantity) AS pieces FROM stock_movement
                      WHERE reason IN ('handed_over', 'shipped', 'sold') GROUP BY reference) gone ON gone.reference = o.id
         WHERE coalesce(gone.pieces, 0) <> CASE o.status WHEN 'completed' THEN o.pieces ELSE 0 END
    """,
    "a confirmed order has no place that works on it, or not for all its pieces": """
        SELECT o.number FROM orders_order o WHERE o.status = 'confirmed' AND o.pieces <> (
            SELECT coalesce(sum(l.quantity), 0) FROM fulfilment_order f JOIN fulfilment_line l ON l.fulfilment_id = f.id
             WHERE f.order_id = o.id AND f.status IN ('new', 'picking', 'ready'))
    """,
    "a place works on a cancelled order": """
        SELECT o.number FROM orders_order o JOIN fulfilment_order f ON f.order_id = o.id
         WHERE o.status = 'cancelled' AND f.status <> 'cancelled' OR o.status = 'completed' AND f.status IN
               ('new', 'picking', 'ready')
    """,
    "a place got an order twice": """
        SELECT order_id, location_id FROM fulfilment_order GROUP BY order_id, location_id HAVING count(*) > 1
    """,
    "a return is not what was refunded for it, or its pieces are not on the shelf": """
        SELECT r.id, r.status FROM returns_return r
         WHERE r.status <> 'refunded'
            OR r.refund_minor <> (SELECT sum(f.amount_minor) FROM payments_refund f
                                   WHERE f.status = 'done' AND f.key LIKE 'return:' || r.id || ':%%')
            OR (SELECT sum(quantity) FROM returns_line l WHERE l.returned_id = r.id) <> (
                SELECT sum(quantity) FROM stock_movement m WHERE m.reference = r.id AND m.reason = 'returned')
    """,
    "a key was given to an order that is not there": """
        SELECT k.key FROM idempotency_key k WHERE k.operation = 'place_order'
           AND NOT EXISTS (SELECT 1 FROM orders_order o WHERE o.id::text = k.answer->>'order')
    """,
    "a fact of an order was told twice, or not at all": """
        SELECT o.number, kind.type FROM orders_order o
         CROSS JOIN LATERAL (VALUES ('OrderPlaced', true),
                                    ('OrderConfirmed', o.confirmed_at IS NOT NULL),
                                    ('OrderCancelled', o.cancelled_at IS NOT NULL),
                                    ('OrderCompleted', o.completed_at IS NOT NULL)) AS kind (type, is_due)
         WHERE (SELECT count(*) FROM log_fact f WHERE f.type = kind.type AND f.payload->>'order' = o.id::text)
               <> kind.is_due::int
    """,
    "a step of a place or of money was told twice, or not at all": """
        SELECT f.id, kind.type FROM fulfilment_order f
         CROSS JOIN LATERAL (VALUES ('FulfilmentOpened', true), ('PickStarted', f.started_at IS NOT NULL),
                                    ('ReadyForCollection', f.kind = 'collect' AND f.ready_at IS NOT NULL),
                                    ('HandedOver', f.handed_over_at IS NOT NULL),
                                    ('Shipped', f.shipped_at IS NOT NULL)) AS kind (type, is_due)
         WHERE (SELECT count(*) FROM log_fact l WHERE l.type = kind.type AND l.payload->>'fulfilment' = f.id::text)
               <> kind.is_due::int
         UNION ALL
        SELECT p.id, kind.type FROM payments_payment p
         CROSS JOIN LATERAL (VALUES ('PaymentOpened', true), ('PaymentCaptured', p.captured_minor > 0),
                                    ('PaymentVoided', p.status = 'cancelled'),
                                    ('PaymentDeclined', p.status = 'declined')) AS kind (type, is_due)
         WHERE (SELECT count(*) FROM log_fact l WHERE l.type = kind.type AND l.payload->>'payment' = p.id::text)
               <> kind.is_due::int
         UNION ALL
        SELECT r.id, 'ReturnAccepted' FROM returns_return r
         WHERE (SELECT count(*) FROM log_fact l
                 WHERE l.type = 'ReturnAccepted' AND l.payload->>'return_id' = r.id::text) <> 1
    """,
    "the timeline tells a fact twice, or not at all": """
        SELECT l.type, l.id FROM log_fact l
         WHERE l.subject IS NOT NULL AND (SELECT count(*) FROM customers_timeline_entry t WHERE t.fact_id = l.id) <> 1
    """,
    "a reader could not handle a fact": "SELECT subscription, error FROM log_dead_letter WHERE resolved_at IS NULL",
}


def wrongs() -> list[str]:
    """Every rule that is broken, with the first rows that break it."""
    found = [f"{rule}: {rows[:4]}" for rule, query in RULES.items() if (rows := sql.rows(query))]
    if differences := stocked.audit():
        found.append(f"levels are not the sum of movements, or of holds: {differences[:4]}")
    if unbalanced := [sums for sums in _sums().items() if sums[1]]:
        found.append(f"the ledger does not balance: {unbalanced}")
    if differences_of_books := recovery.reconcile(since=utc_now() - timedelta(days=1)):
        found.append(f"the bank's statement is not our ledger: {differences_of_books[:4]}")
    if waiting := [(state.name, state.waiting) for state in states(SUBSCRIPTIONS) if state.waiting]:
        found.append(f"facts wait for readers: {waiting}")
    return found


def mails() -> dict[str, int]:
    """How often each mail went out, by its Message-ID."""
    folder = Path(settings.EMAIL_FILE_PATH)
    texts = [file.read_text(errors="replace") for file in folder.glob("*")] if folder.is_dir() else []
    return Counter(name for text in texts for name in re.findall(r"^Message-ID: <(.+?)@", text, re.MULTILINE))


def _sums() -> Counter[str]:
    sums: Counter[str] = Counter()
    for balance in paid.balances():
        sums[balance.amount.currency] += balance.amount.minor
    return sums
