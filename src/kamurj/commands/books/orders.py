"""Orders: worth what their lines are, told once, and never both given up and delivered."""

from __future__ import annotations

from typing import LiteralString

ORDERS: dict[str, LiteralString] = {
    "an order comes to what is left of its lines, with shipping and fees": """
        SELECT format('order %s: %s in all, %s by its lines', o.number, o.gross_minor, line.gross)
          FROM orders_order o, LATERAL (
               SELECT coalesce(sum(round(gross_minor::numeric * (quantity - cancelled) / quantity)), 0)
                      + o.shipping_minor + o.fees_minor AS gross, coalesce(sum(quantity - cancelled), 0) AS pieces
                 FROM orders_order_line l WHERE l.order_id = o.id) AS line
         WHERE o.source IS NULL AND (o.gross_minor <> line.gross OR o.pieces <> line.pieces)""",
    "an order is not both given up and delivered, nor at work before it is sure": """
        SELECT format('order %s is %s, a place has it as %s', o.number, o.status, f.status)
          FROM orders_order o JOIN fulfilment_order f ON f.order_id = o.id
         WHERE (o.status = 'cancelled' AND f.status IN ('handed_over', 'shipped')) OR o.status = 'placed'
            OR (o.status = 'completed' AND f.status IN ('new', 'picking', 'ready'))""",
    "a cart became one order, and is closed": """
        SELECT format('cart of order %s is %s', o.number, coalesce(c.status, 'not there'))
          FROM orders_order o LEFT JOIN orders_cart c ON c.id = o.cart_id
         WHERE o.cart_id IS NOT NULL AND o.source IS NULL AND c.status IS DISTINCT FROM 'ordered'""",
    "an order's way was told once, as it was": """
        SELECT format('order %s: %s', o.number, kind.type) FROM orders_order o
         CROSS JOIN LATERAL (VALUES ('OrderPlaced', true), ('OrderConfirmed', o.confirmed_at IS NOT NULL),
                                    ('OrderCancelled', o.cancelled_at IS NOT NULL),
                                    ('OrderCompleted', o.completed_at IS NOT NULL)) AS kind (type, is_due)
          LEFT JOIN (SELECT type, payload ->> 'order' AS order_id, count(*) AS told FROM log_fact
                      WHERE type IN ('OrderPlaced', 'OrderConfirmed', 'OrderCancelled', 'OrderCompleted')
                      GROUP BY 1, 2) AS fact ON fact.type = kind.type AND fact.order_id = o.id::text
         WHERE o.source IS NULL AND coalesce(fact.told, 0) <> kind.is_due::int""",
    "the changes of an order lead to its version": """
        SELECT format('order %s: version %s after %s changes', o.number, o.version, count(c.id))
          FROM orders_order o LEFT JOIN orders_change c ON c.order_id = o.id AND c.status = 'applied' AND c.kind <> 'cancel'
         WHERE o.source IS NULL GROUP BY o.id, o.number, o.version HAVING o.version <> count(c.id)""",
    "a key that made an order leads to it": """
        SELECT format('key %s', k.key) FROM idempotency_key k WHERE k.operation = 'place_order' AND k.answer ? 'order'
           AND NOT EXISTS (SELECT FROM orders_order o WHERE o.id::text = k.answer ->> 'order')""",
    "a promotion counts the orders that have it, and no others": """
        SELECT format('promotion %s: %s uses and %s counted, %s and %s given', p.id, p.uses, p.spent_minor,
                      count(r.order_id), coalesce(sum(r.amount_minor), 0))
          FROM promotions_promotion p
          LEFT JOIN promotions_redemption r ON r.promotion_id = p.id AND r.given_back_at IS NULL
         WHERE p.max_uses IS NOT NULL OR p.budget_minor IS NOT NULL
         GROUP BY p.id, p.uses, p.spent_minor
        HAVING p.uses <> count(r.order_id) OR p.spent_minor <> coalesce(sum(r.amount_minor), 0)""",
    "a coupon counts the orders that have it": """
        SELECT format('coupon of promotion %s: %s counted, %s given', c.promotion_id, c.uses, count(r.order_id))
          FROM promotions_coupon c LEFT JOIN promotions_redemption r ON r.coupon = c.code AND r.given_back_at IS NULL
         WHERE c.max_uses IS NOT NULL GROUP BY c.code, c.promotion_id, c.uses HAVING c.uses <> count(r.order_id)""",
    "what a customer used of a promotion is what their orders have": """
        SELECT format('promotion %s, customer %s: %s counted, %s given', u.promotion_id, u.customer_id, u.uses,
                      count(r.order_id))
          FROM promotions_customer_use u
          JOIN promotions_promotion p ON p.id = u.promotion_id AND p.max_per_customer IS NOT NULL
          LEFT JOIN promotions_redemption r ON r.promotion_id = u.promotion_id AND r.customer_id = u.customer_id
                                           AND r.given_back_at IS NULL
         GROUP BY u.promotion_id, u.customer_id, u.uses HAVING u.uses <> count(r.order_id)""",
    "an order has its promotions as long as it stands": """
        SELECT format('order %s is %s', o.number, o.status) FROM promotions_redemption r
          LEFT JOIN orders_order o ON o.id = r.order_id
         WHERE o.id IS NULL OR (o.status = 'cancelled') <> (r.given_back_at IS NOT NULL)""",
}
ORDERS_AT_REST: dict[str, LiteralString] = {
    "no order waits to be sure": """
        SELECT format('order %s', number) FROM orders_order WHERE status = 'placed' AND placed_at < %(before)s""",
    "no change of an order waits": """
        SELECT format('change %s of order %s', id, order_id) FROM orders_change
         WHERE status = 'waiting' AND asked_at < %(before)s""",
    "no question to a customer stays open beyond its end": """
        SELECT format('question %s about order %s', id, order_id) FROM fulfilment_question
         WHERE status = 'waiting' AND expires_at < %(before)s""",
    "every order that is sure has a place that works on it, or its customer is being asked": """
        SELECT format('order %s', o.number) FROM orders_order o
         WHERE o.status = 'confirmed' AND o.confirmed_at < %(before)s AND o.source IS NULL
           AND NOT EXISTS (SELECT FROM fulfilment_order f
                            WHERE f.order_id = o.id
                              AND (f.status IN ('new', 'picking', 'ready') OR f.closed_at >= %(before)s))
           AND NOT EXISTS (SELECT FROM fulfilment_question q WHERE q.order_id = o.id AND q.status = 'waiting')""",
    "every return has given its money back": """
        SELECT format('return %s of order %s', id, order_id) FROM returns_return r
         WHERE status <> 'refunded' AND accepted_at < %(before)s AND NOT EXISTS (
               SELECT FROM payments_refund f JOIN payments_payment p ON p.id = f.payment_id
                WHERE p.order_id = r.order_id AND f.status = 'failed')""",
    "no reader of the log is stuck at a fact": """
        SELECT format('reader %s: %s', subscription, error) FROM log_dead_letter
         WHERE resolved_at IS NULL AND last_at < %(before)s""",
}
