"""Asking for a receipt by mail, and noting that it went out."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.origin import Origin
from kamurj.orders import errors
from kamurj.orders.contracts.receipts import ReceiptAskedByMail, ReceiptMail, ReceiptMailId
from kamurj.orders.queries.receipts import receipt_to

LONGEST_ADDRESS = 254


@atomic
def ask_for_receipt(
    *, order: OrderId, address: str, language: str, now: datetime, origin: Origin
) -> tuple[ReceiptMail, bool]:
    """Write down that the receipt of an order is wanted at an address; whether that is new. The same order and address
    again is the first wish. Raises NoMailAddress, OrderNotFound.
    """
    kept = _kept(address)
    mail = ReceiptMailId(ids.new())
    written = sql.execute(
        """
        INSERT INTO orders_receipt_mail (id, order_id, address, language, asked_by, asked_at)
        SELECT %(mail)s, id, %(address)s, %(language)s, %(by)s, %(now)s FROM orders_order WHERE id = %(order)s
            ON CONFLICT (order_id, address) DO NOTHING
        """,
        {"mail": mail, "order": order, "address": kept, "language": language, "by": origin.actor, "now": now},
    )
    if written:
        tell(ReceiptAskedByMail(mail=mail, order=order), origin=origin, now=now)
    found = receipt_to(order=order, address=kept)
    if found is None:
        raise errors.OrderNotFound
    return found, bool(written)


@atomic
def note_receipt_sent(*, mail: ReceiptMailId, now: datetime) -> None:
    """It is with the mail server. Noted before: the first moment stays."""
    sql.execute("UPDATE orders_receipt_mail SET sent_at = %s WHERE id = %s AND sent_at IS NULL", (now, mail))


def _kept(address: str) -> str:
    """The address as it is kept: in small letters, so that one box is one address."""
    typed = address.strip().lower()
    try:
        validate_email(typed)
    except ValidationError as wrong:
        raise errors.NoMailAddress from wrong
    if len(typed) > LONGEST_ADDRESS:
        raise errors.NoMailAddress
    return typed
