"""Drawers: what was counted against is what moved, and cash for an order lies in one drawer, once."""

from __future__ import annotations

from typing import LiteralString

DRAWERS: dict[str, LiteralString] = {
    "a drawer that was counted should have held what it began with and what moved": """
        SELECT format('drawer %s: %s expected, %s moved', d.id, d.expected_minor, d.opening_minor + coalesce(m.cash, 0))
          FROM tills_drawer d
          LEFT JOIN LATERAL (SELECT sum(amount_minor) AS cash FROM tills_entry e
                              WHERE e.drawer_id = d.id AND e.means = 'in_store_cash') AS m ON true
         WHERE d.closed_at IS NOT NULL AND d.expected_minor <> d.opening_minor + coalesce(m.cash, 0)""",
    "no drawer took more cash for an order than was paid for it in cash": """
        SELECT format('order %s: %s in drawers, %s paid', e.reference, sum(e.amount_minor), max(p.cash))
          FROM tills_entry e
          JOIN LATERAL (SELECT coalesce(sum(captured_minor), 0) AS cash FROM payments_payment p
                         WHERE p.order_id = e.reference AND p.method = 'in_store_cash') AS p ON true
         WHERE e.kind = 'sale' AND e.means = 'in_store_cash'
         GROUP BY e.reference HAVING sum(e.amount_minor) > max(p.cash)""",
}
