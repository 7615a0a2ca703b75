"""Each piece is in exactly one place: on hand, kept for somebody, with a customer, on its way, or written off."""

from __future__ import annotations

from typing import LiteralString

GOODS: dict[str, LiteralString] = {
    "what lies in a place is the sum of what came and went": """
        SELECT format('article %s in place %s: %s lie there, %s moved', variant_id, location_id, sum(on_hand), sum(moved))
          FROM (SELECT variant_id, location_id, on_hand, 0 AS moved FROM stock_level
                 UNION ALL SELECT variant_id, location_id, 0, quantity FROM stock_movement) AS entry
         GROUP BY variant_id, location_id HAVING sum(on_hand) <> sum(moved)""",
    "what is kept in a place is kept for somebody": """
        SELECT format('article %s in place %s: %s are kept, for carts and orders %s', variant_id, location_id, sum(held),
                      sum(kept))
          FROM (SELECT variant_id, location_id, held, 0 AS kept FROM stock_level
                 UNION ALL SELECT variant_id, location_id, 0, quantity FROM stock_hold
                 UNION ALL SELECT variant_id, location_id, 0, quantity FROM stock_allocation) AS entry
         GROUP BY variant_id, location_id HAVING sum(held) <> sum(kept)""",
    "no place has less than nothing, or keeps more than lies there": """
        SELECT format('article %s in place %s: %s lie there, %s are kept', variant_id, location_id, on_hand, held)
          FROM stock_level WHERE on_hand < 0 OR held < 0 OR held > on_hand""",
    "an order (or a transfer) keeps the pieces it is still to deliver, where they are to come from, and no others": """
        SELECT format('order %s, article %s in place %s: %s to deliver, %s kept', coalesce(o.number, entry.order_id::text),
                      entry.variant_id, entry.location_id, sum(entry.due), sum(entry.kept))
          FROM (SELECT o.id AS order_id, l.variant_id, l.source_location_id AS location_id, l.quantity - l.cancelled AS due,
                       0 AS kept
                  FROM orders_order o JOIN orders_order_line l ON l.order_id = o.id
                 WHERE o.status IN ('placed', 'confirmed') AND o.source IS NULL AND o.delivery_kind <> 'carry_out'
                   AND NOT EXISTS (SELECT FROM fulfilment_order f WHERE f.order_id = o.id)
                 UNION ALL
                SELECT f.order_id, l.variant_id, f.location_id, l.quantity - l.missing - l.substituted - l.rejected, 0
                  FROM fulfilment_order f JOIN fulfilment_line l ON l.fulfilment_id = f.id
                 WHERE f.status IN ('new', 'picking', 'ready')
                 UNION ALL
                SELECT t.id, l.variant_id, t.source_id, l.requested, 0
                  FROM stock_transfer t JOIN stock_transfer_line l ON l.transfer_id = t.id
                 WHERE t.status = 'requested'
                 UNION ALL
                SELECT order_id, variant_id, location_id, 0, quantity FROM stock_allocation) AS entry
          LEFT JOIN orders_order o ON o.id = entry.order_id
         GROUP BY o.number, entry.order_id, entry.variant_id, entry.location_id HAVING sum(entry.due) <> sum(entry.kept)""",
    "what a transfer says left one place and came to the other is what moved": """
        SELECT format('transfer %s, article %s in place %s: %s by its lines, %s moved', entry.id, entry.variant_id,
                      entry.location_id, sum(entry.told), sum(entry.moved))
          FROM (SELECT t.id, l.variant_id, t.source_id AS location_id, -l.dispatched AS told, 0 AS moved
                  FROM stock_transfer t JOIN stock_transfer_line l ON l.transfer_id = t.id
                 UNION ALL
                SELECT t.id, l.variant_id, t.destination_id, l.received + l.over, 0
                  FROM stock_transfer t JOIN stock_transfer_line l ON l.transfer_id = t.id
                 UNION ALL
                SELECT t.id, m.variant_id, m.location_id, 0, m.quantity
                  FROM stock_transfer t JOIN stock_movement m ON m.reference = t.id) AS entry
         GROUP BY entry.id, entry.variant_id, entry.location_id HAVING sum(entry.told) <> sum(entry.moved)""",
    "what left with a customer was delivered by an order, and all that was delivered left": """
        SELECT format('order %s, article %s in place %s: %s delivered, %s left', o.number, entry.variant_id,
                      entry.location_id, sum(entry.delivered), sum(entry.gone))
          FROM (SELECT f.order_id, l.variant_id, f.location_id, l.picked AS delivered, 0 AS gone
                  FROM fulfilment_order f JOIN fulfilment_line l ON l.fulfilment_id = f.id
                 WHERE f.status IN ('handed_over', 'shipped')
                 UNION ALL
                SELECT o.id, l.variant_id, l.source_location_id, l.quantity - l.cancelled, 0
                  FROM orders_order o JOIN orders_order_line l ON l.order_id = o.id
                 WHERE o.source IS NULL AND o.delivery_kind = 'carry_out' AND o.status = 'completed'
                 UNION ALL
                SELECT reference, variant_id, location_id, 0, -quantity FROM stock_movement
                 WHERE reason IN ('handed_over', 'shipped', 'sold')
                   AND EXISTS (SELECT FROM orders_order ours WHERE ours.id = reference AND ours.source IS NULL)) AS entry
          JOIN orders_order o ON o.id = entry.order_id AND o.source IS NULL
         GROUP BY o.number, entry.variant_id, entry.location_id HAVING sum(entry.delivered) <> sum(entry.gone)""",
    "what was not found for an order is written off, once": """
        SELECT format('order %s, article %s in place %s: %s missing, %s written off', order_id, variant_id, location_id,
                      sum(missing), sum(gone))
          FROM (SELECT f.order_id, l.variant_id, f.location_id, l.missing + l.substituted AS missing, 0 AS gone
                  FROM fulfilment_order f JOIN fulfilment_line l ON l.fulfilment_id = f.id
                 WHERE l.missing + l.substituted > 0
                 UNION ALL
                SELECT reference, variant_id, location_id, 0, -quantity FROM stock_movement
                 WHERE reason IN ('lost', 'damaged', 'display')
                   AND EXISTS (SELECT FROM fulfilment_order f WHERE f.order_id = reference)) AS entry
         GROUP BY order_id, variant_id, location_id HAVING sum(missing) <> sum(gone)""",
    "what came back is on the shelf of its place, written off, or on its way": """
        SELECT format('return %s, article %s, %s: %s accepted, %s moved', returned_id, variant_id, reason, sum(accepted),
                      sum(moved))
          FROM (SELECT returned_id, variant_id, 'returned' AS reason, quantity AS accepted, 0 AS moved FROM returns_line
                 UNION ALL
                SELECT returned_id, variant_id, 'damaged', -quantity, 0 FROM returns_line WHERE disposition = 'damaged'
                 UNION ALL
                SELECT returned_id, variant_id, 'transfer_out', -quantity, 0 FROM returns_line
                 WHERE disposition = 'warehouse'
                 UNION ALL
                SELECT returned_id, variant_id, 'transfer_in', quantity, 0 FROM returns_line WHERE arrived_at IS NOT NULL
                 UNION ALL
                SELECT reference, variant_id, reason, 0, quantity FROM stock_movement
                 WHERE EXISTS (SELECT FROM returns_return r WHERE r.id = reference)) AS entry
          JOIN returns_return taken ON taken.id = returned_id AND taken.accepted_by IS NOT NULL
         GROUP BY returned_id, variant_id, reason HAVING sum(accepted) <> sum(moved)""",
    "more never arrives from a transfer than was sent": """
        SELECT format('transfer %s, article %s: %s arrived of what was sent', reference, variant_id, sum(quantity))
          FROM stock_movement WHERE reason IN ('transfer_out', 'transfer_in') AND reference IS NOT NULL
         GROUP BY reference, variant_id HAVING sum(quantity) > 0""",
    "no more of an order line came back than was delivered": """
        SELECT format('order %s, line %s: %s delivered, %s came back, %s counted', order_id, position, sum(delivered),
                      sum(back), sum(counted))
          FROM (SELECT f.order_id, l.position, l.picked AS delivered, 0 AS back, 0 AS counted
                  FROM fulfilment_order f JOIN fulfilment_line l ON l.fulfilment_id = f.id
                 WHERE f.status IN ('handed_over', 'shipped')
                 UNION ALL
                SELECT o.id, l.position, l.quantity - l.cancelled, 0, 0
                  FROM orders_order o JOIN orders_order_line l ON l.order_id = o.id
                 WHERE o.status = 'completed' AND NOT EXISTS (SELECT FROM fulfilment_order f WHERE f.order_id = o.id)
                 UNION ALL
                SELECT r.order_id, l.position, 0, l.quantity, 0
                  FROM returns_return r JOIN returns_line l ON l.returned_id = r.id
                 UNION ALL
                SELECT order_id, position, 0, 0, returned FROM returns_returnable) AS entry
         GROUP BY order_id, position HAVING sum(back) > sum(delivered) OR sum(back) <> sum(counted)""",
}
