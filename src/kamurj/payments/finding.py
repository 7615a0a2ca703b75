"""Finding out what was paid with a card, when its holder has lost the receipt."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money

MOST = 20


def orders_paid_by_card(*, amount: Money, since: datetime, until: datetime, last4: str = "") -> tuple[OrderId, ...]:
    """The latest orders of which a card paid exactly so much between two moments, on the web or at a terminal.

    `last4` leaves out cards that are known here to end in other digits; of a card that is not kept nobody here knows them.
    """
    return tuple(
        OrderId(order)
        for (order,) in sql.rows(
            """
            SELECT payment.order_id FROM payments_payment payment
              LEFT JOIN payments_instrument instrument ON instrument.id = payment.instrument_id
             WHERE payment.amount_minor = %(minor)s AND payment.currency = %(currency)s
               AND payment.opened_at >= %(since)s AND payment.opened_at < %(until)s
               AND payment.method IN ('card', 'in_store_card') AND payment.captured_minor > 0
               AND (%(last4)s = '' OR instrument.id IS NULL OR instrument.last4 = %(last4)s)
             GROUP BY payment.order_id ORDER BY max(payment.opened_at) DESC LIMIT %(most)s
            """,
            {
                "minor": amount.minor,
                "currency": amount.currency,
                "since": since,
                "until": until,
                "last4": last4,
                "most": MOST,
            },
        )
    )
