from __future__ import annotations

from kamurj.foundation.database import sql
from kamurj.foundation.log import queries as log
from kamurj.kernel import ids
from kamurj.stock import operations
from kamurj.stock.contracts import HoldLine, Pieces, Reason
from kamurj.stock.replay import TYPES, differences, rebuild
from kamurj.stock.tests.conftest import CHAIR, GYUMRI, LAMP, LATER, NOON, SOON, WEB, YEREVAN


def wrong(now=NOON):
    return differences(rebuild(log.told(TYPES, batch=3)), now=now)


def busy_morning():
    """Kept for carts and orders, handed over, lost while it was kept, sold, moved and counted."""
    for cart, order in ((ids.new(), ids.new()), (ids.new(), None)):
        lines = [HoldLine(CHAIR, YEREVAN, 2), HoldLine(LAMP, YEREVAN, 1)]
        operations.hold(cart=cart, lines=lines, until=SOON, now=NOON, origin=WEB)
        if order:
            operations.allocate(cart=cart, order=order, now=NOON, origin=WEB)
            operations.consume(order=order, lines=lines[1:], reason=Reason.LOST, now=NOON, origin=WEB)
            operations.free_allocation(order=order, lines=[HoldLine(CHAIR, YEREVAN, 1)], now=NOON, origin=WEB)
    operations.sell_directly(order=ids.new(), location=GYUMRI, lines=[Pieces(CHAIR, 1)], now=NOON, origin=WEB)
    minus = [Pieces(CHAIR, -1)]
    operations.adjust(location=YEREVAN, lines=minus, reason=Reason.LOST, reference=ids.new(), now=NOON, origin=WEB)


def test_the_log_alone_builds_the_same_levels_and_the_same_that_is_kept(shelf):
    busy_morning()
    books = rebuild(log.told(TYPES))
    assert books.on_hand[CHAIR, YEREVAN] == 4
    assert sum(books.for_orders.values()) == 1
    assert wrong() == wrong(LATER) == ()


def test_what_the_tables_say_otherwise_is_named(shelf):
    busy_morning()
    sql.execute("UPDATE stock_level SET on_hand = on_hand + 1 WHERE variant_id = %s AND location_id = %s", (LAMP, YEREVAN))
    assert wrong() == (f"article {LAMP} in place {YEREVAN}: 3 lie there, 2 by the log",)


def test_a_log_from_before_bulk_writes_told_their_lines_says_so(shelf):
    sql.execute(
        """
        INSERT INTO log_fact (occurred_at, received_at, type, version, channel, payload)
        VALUES (%(now)s, %(now)s, 'StockCounted', 1, 'import', '{"reason": "history", "rows": 2, "pieces": 7}')
        """,
        {"now": NOON},
    )
    [sentence] = wrong()
    assert "1 bulk writes" in sentence
