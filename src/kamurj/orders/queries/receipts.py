"""Reading which receipts go out by mail: one statement each."""

from __future__ import annotations

from collections.abc import Sequence

from kamurj.foundation.database import sql
from kamurj.kernel.ids import OrderId
from kamurj.orders import errors
from kamurj.orders.contracts.receipts import ReceiptMail, ReceiptMailId

_MAIL = "SELECT id, order_id, address, language, asked_by, asked_at, sent_at FROM orders_receipt_mail WHERE "


def receipt_mail(mail: ReceiptMailId) -> ReceiptMail:
    """One receipt that is wanted by mail. Raises OrderNotFound."""
    found = sql.row(_MAIL + "id = %s", (mail,))
    if found is None:
        raise errors.OrderNotFound
    return ReceiptMail(*found)


def receipt_to(*, order: OrderId, address: str) -> ReceiptMail | None:
    """What is known of the receipt of an order at an address as it is kept."""
    found = sql.row(_MAIL + "order_id = %s AND address = %s", (order, address))
    return None if found is None else ReceiptMail(*found)


def receipt_mails_of(orders: Sequence[OrderId]) -> tuple[ReceiptMail, ...]:
    """All receipts of these orders that are wanted by mail, oldest first."""
    found = sql.rows(_MAIL + "order_id = ANY(%s) ORDER BY asked_at, id", (list(orders),))
    return tuple(ReceiptMail(*row) for row in found)
