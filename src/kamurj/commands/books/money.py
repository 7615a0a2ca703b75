"""Money and stored value: booked as it moved, never more back than was taken, and in the end nobody owes anything."""

from __future__ import annotations

from typing import LiteralString

MONEY: dict[str, LiteralString] = {
    "customers are owed what was promised back and has not gone": """
        SELECT format('%s: %s in the books, %s promised', currency, sum(owed), sum(promised))
          FROM (SELECT currency, -amount_minor AS owed, 0 AS promised FROM payments_posting
                 WHERE debit_account = 'customer_receivable'
                 UNION ALL
                SELECT currency, amount_minor, 0 FROM payments_posting WHERE credit_account = 'customer_receivable'
                 UNION ALL
                SELECT currency, 0, amount_minor FROM payments_refund WHERE status = 'pending') AS entry
         GROUP BY currency HAVING sum(owed) <> sum(promised)""",
    "a payment says what its books say": """
        SELECT format('payment %s: captured %s, booked %s; earned %s; promised back %s, booked %s; gone back %s, booked %s',
                      p.id, p.captured_minor, b.captured, b.sold, p.refunded_minor, b.promised, r.gone, b.gone)
          FROM payments_payment p
          LEFT JOIN LATERAL (
               SELECT coalesce(sum(amount_minor) FILTER (WHERE split_part(kind, ':', 1) = 'capture'), 0) AS captured,
                      coalesce(sum(amount_minor) FILTER (WHERE split_part(kind, ':', 1) = 'sale'), 0) AS sold,
                      coalesce(sum(amount_minor) FILTER (WHERE debit_account = 'customer_receivable'
                                                               AND refund_id IS NOT NULL), 0) AS gone,
                      coalesce(sum(CASE WHEN debit_account = 'sales_returns' THEN amount_minor
                                        WHEN credit_account = 'sales_returns' THEN -amount_minor ELSE 0 END), 0) AS promised
                 FROM payments_posting g WHERE g.payment_id = p.id) AS b ON true
          LEFT JOIN LATERAL (
               SELECT coalesce(sum(amount_minor) FILTER (WHERE status = 'done'), 0) AS gone,
                      coalesce(sum(amount_minor) FILTER (WHERE status <> 'failed'), 0) AS promised
                 FROM payments_refund f WHERE f.payment_id = p.id) AS r ON true
         WHERE p.captured_minor <> b.captured OR p.captured_minor <> b.sold OR p.refunded_minor <> b.promised
            OR p.refunded_minor <> r.promised OR b.gone <> r.gone""",
    "never more goes back on a payment than was taken": """
        SELECT format('payment %s', id) FROM payments_payment
         WHERE refunded_minor > captured_minor OR captured_minor > amount_minor OR refunded_minor < 0""",
    "never more is taken for an order than it ever came to": """
        SELECT format('order %s: %s taken and kept of %s', o.number, sum(p.captured_minor - p.refunded_minor), o.gross_minor)
          FROM orders_order o JOIN payments_payment p ON p.order_id = o.id
         WHERE o.source IS NULL GROUP BY o.id, o.number, o.gross_minor
        HAVING sum(p.captured_minor - p.refunded_minor) > greatest(o.gross_minor, (
                   SELECT max((c.before ->> 'gross_minor')::bigint) FROM orders_change c WHERE c.order_id = o.id))""",
    "money is for an order, or for stored value": """
        SELECT format('payment %s', p.id) FROM payments_payment p
         WHERE NOT EXISTS (SELECT FROM orders_order o WHERE o.id = p.order_id)
           AND NOT EXISTS (SELECT FROM stored_value_account a WHERE a.id = p.order_id)""",
    "what was taken was told, once": """
        SELECT format('payment %s: taken %s, told %s', p.id, p.captured_minor, coalesce(f.told, 0)) FROM payments_payment p
          LEFT JOIN (SELECT payload ->> 'payment' AS payment_id, sum((payload -> 'amount' ->> 'minor')::bigint) AS told
                       FROM log_fact WHERE type = 'PaymentCaptured' GROUP BY 1) AS f ON f.payment_id = p.id::text
          JOIN orders_order o ON o.id = p.order_id AND o.source IS NULL
         WHERE p.captured_minor <> coalesce(f.told, 0)""",
    "an account of stored value holds what came onto it less what went": """
        SELECT format('account %s: %s on it, %s booked', a.id, a.balance_minor, coalesce(sum(
                      CASE WHEN p.credit = 'account:' || a.id THEN p.amount_minor ELSE -p.amount_minor END), 0))
          FROM stored_value_account a LEFT JOIN stored_value_posting p ON p.account_id = a.id
         GROUP BY a.id, a.balance_minor
        HAVING a.balance_minor < 0 OR a.balance_minor <> coalesce(sum(
               CASE WHEN p.credit = 'account:' || a.id THEN p.amount_minor ELSE -p.amount_minor END), 0)""",
    "what was spent of stored value paid for an order, and what went back came from one": """
        SELECT format('order %s, account %s: spent %s, paid %s', order_id, account_id, sum(spent), sum(paid))
          FROM (SELECT reference AS order_id, account_id::text,
                       CASE movement WHEN 'spent' THEN amount_minor ELSE -amount_minor END AS spent, 0 AS paid
                  FROM stored_value_posting WHERE movement IN ('spent', 'given_back') AND reference IS NOT NULL
                 UNION ALL
                SELECT p.order_id, p.provider_reference, 0, p.captured_minor - coalesce((
                       SELECT sum(f.amount_minor) FROM payments_refund f
                        WHERE f.payment_id = p.id AND f.status <> 'failed' AND EXISTS (
                              SELECT FROM stored_value_posting s
                               WHERE s.key = 'refund:' || f.id AND s.movement = 'given_back')), 0)
                  FROM payments_payment p JOIN orders_order o ON o.id = p.order_id AND o.source IS NULL
                 WHERE p.method IN ('gift_card', 'store_credit', 'points')) AS entry
         GROUP BY order_id, account_id HAVING sum(spent) <> sum(paid)""",
}
MONEY_AT_REST: dict[str, LiteralString] = {
    "no payment waits to be settled, taken or let go": """
        SELECT format('payment %s is %s', id, status) FROM payments_payment
         WHERE changed_at < %(before)s AND (status IN ('pending', 'unknown') OR release_due
               OR (status = 'authorised' AND capture_minor IS NOT NULL))""",
    "no refund waits to be sent": """
        SELECT format('refund %s', id) FROM payments_refund WHERE status = 'pending' AND requested_at < %(before)s""",
    "an order that came to nothing holds nobody's money": """
        SELECT format('order %s: payment %s is %s with %s', o.number, p.id, p.status, p.captured_minor - p.refunded_minor)
          FROM orders_order o JOIN payments_payment p ON p.order_id = o.id
         WHERE o.status = 'cancelled' AND o.source IS NULL AND o.cancelled_at < %(before)s AND p.changed_at < %(before)s
           AND (p.captured_minor <> p.refunded_minor OR p.status = 'authorised')""",
    "what was paid for a finished order is what was delivered and kept of it": """
        SELECT format('order %s: %s paid, %s due', o.number, paid.minor, due.minor)
          FROM orders_order o
          JOIN LATERAL (SELECT coalesce(sum(captured_minor - refunded_minor), 0) AS minor,
                               coalesce(max(changed_at), o.completed_at) AS at, bool_or(status = 'authorised') AS is_promised
                          FROM payments_payment p WHERE p.order_id = o.id) AS paid ON true
          JOIN LATERAL (
               SELECT o.gross_minor - coalesce(sum(line.gross - round(line.gross * line.delivered / line.quantity)), 0)
                      - coalesce((SELECT sum(refund_minor) FROM returns_return r WHERE r.order_id = o.id), 0)
                      - coalesce((SELECT sum(f.amount_minor) FROM payments_refund f
                                    JOIN payments_payment p ON p.id = f.payment_id
                                   WHERE p.order_id = o.id AND starts_with(f.key, 'claim:')), 0) AS minor
                 FROM (SELECT l.quantity - l.cancelled AS quantity,
                              round(l.gross_minor::numeric * (l.quantity - l.cancelled) / l.quantity) AS gross,
                              CASE WHEN o.delivery_kind = 'carry_out' THEN l.quantity - l.cancelled
                                   ELSE coalesce((SELECT sum(w.picked) FROM fulfilment_order f
                                                    JOIN fulfilment_line w ON w.fulfilment_id = f.id
                                                   WHERE f.order_id = o.id AND f.status IN ('handed_over', 'shipped')
                                                     AND w.position = l.position), 0) END AS delivered
                         FROM orders_order_line l
                        WHERE l.order_id = o.id AND l.quantity > l.cancelled) AS line) AS due ON true
         WHERE o.status = 'completed' AND o.source IS NULL AND o.completed_at < %(before)s AND paid.at < %(before)s
           AND (paid.minor <> due.minor OR paid.is_promised)
           AND NOT EXISTS (SELECT FROM payments_refund f JOIN payments_payment p ON p.id = f.payment_id
                            WHERE p.order_id = o.id AND f.status = 'failed')""",
}
