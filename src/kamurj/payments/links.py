"""A public door: single-use links by which somebody pays for an order.

The link's token is derived from its id and the installation's secret, so staff can show it again; only its hash is kept.
Whether it is used up is no column of its own: it is what its last payment says. So a late answer needs no second place.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from django.conf import settings

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId, PaymentId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.payments import operations
from kamurj.payments.contracts import LinkStatus, PayLink, PayLinkMade, PayLinkWithdrawn, Payment, PaymentStatus
from kamurj.payments.errors import InvalidAmount, LinkIsOver, LinkIsPaid, NoSuchLink, ProviderSilent
from kamurj.payments.refusing import refuse_bad_amount

MOST_TRIES = 10
"""Cards that may be tried on one link: whoever has stolen a list of them does not find out here which are good."""
_LINK = """link.id, link.order_id, link.amount_minor, link.currency, link.tries, link.payment_id, link.made_by, link.made_at,
           link.expires_at, link.withdrawn_at, payment.status"""
_FROM = "payments_pay_link link LEFT JOIN payments_payment payment ON payment.id = link.payment_id"


@atomic
def make(*, order: OrderId, amount: Money, expires_at: datetime, now: datetime, origin: Origin) -> PayLink:
    """Make a link. Raises InvalidAmount, also for one that would be over at once."""
    refuse_bad_amount(amount)
    if expires_at <= now:
        raise InvalidAmount(limit=amount)
    link = ids.new()
    sql.execute(
        """
        INSERT INTO payments_pay_link (id, order_id, amount_minor, currency, token_hash, made_by, made_at, expires_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (link, order, amount.minor, amount.currency, _hash(token_of(link)), origin.actor, now, expires_at),
    )
    tell(PayLinkMade(link=link, order=order, amount=amount), origin=origin, now=now)
    return PayLink(link, order, amount, LinkStatus.OPEN, 0, None, origin.actor, now, expires_at)


def token_of(link: UUID) -> str:
    """The token that stands in a link's address: 43 letters and digits that nobody can guess."""
    secret = hmac.new(settings.SECRET_KEY.encode(), b"kamurj.payments.links", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(hmac.new(secret, link.bytes, hashlib.sha256).digest()).decode().rstrip("=")


def link_with_token(*, token: str, now: datetime) -> PayLink:
    """The link of a token. Raises NoSuchLink."""
    return _one("link.token_hash = %s", _hash(token), now=now)


def link(*, link: UUID, now: datetime) -> PayLink:
    """One link by its id. Raises NoSuchLink."""
    return _one("link.id = %s", link, now=now)


def links_of(*, order: OrderId, now: datetime) -> tuple[PayLink, ...]:
    """An order's links, newest first."""
    query = f"SELECT {_LINK} FROM {_FROM} WHERE link.order_id = %s ORDER BY link.made_at DESC, link.id DESC"  # noqa: S608
    return tuple(_link_of(columns, now=now) for columns in sql.rows(query, (order,)))


@atomic
def open_try(*, token: str, now: datetime, origin: Origin) -> Payment:
    """Open the payment of one try, under the lock of the link: `operations.authorise` and `record_answer` follow.

    Raises NoSuchLink, LinkIsPaid, LinkIsOver, and ProviderSilent while the bank has not answered the try before.
    """
    locked = sql.row("SELECT id FROM payments_pay_link WHERE token_hash = %s FOR UPDATE", (_hash(token),))
    if locked is None:
        raise NoSuchLink
    found = link(link=locked[0], now=now)
    if found.status is LinkStatus.PAID:
        raise LinkIsPaid
    if found.status is LinkStatus.WAITING:
        raise ProviderSilent
    if found.status is not LinkStatus.OPEN or found.tries >= MOST_TRIES:
        raise LinkIsOver
    payment = operations.open_payment(
        order=found.order, amount=found.amount, key=f"link:{found.id}:{found.tries + 1}", now=now, origin=origin
    )
    sql.execute("UPDATE payments_pay_link SET tries = tries + 1, payment_id = %s WHERE id = %s", (payment.id, found.id))
    return payment


@atomic
def withdraw(*, link: UUID, now: datetime, origin: Origin) -> None:
    """Nobody may begin to pay by it any more; what is being paid is not stopped. Withdrawn before: nothing happens."""
    found = sql.row(
        "UPDATE payments_pay_link SET withdrawn_at = %s WHERE id = %s AND withdrawn_at IS NULL RETURNING order_id",
        (now, link),
    )
    if found is not None:
        tell(PayLinkWithdrawn(link=link, order=OrderId(found[0])), origin=origin, now=now)
    elif sql.row("SELECT 1 FROM payments_pay_link WHERE id = %s", (link,)) is None:
        raise NoSuchLink


def awaited(*, now: datetime) -> tuple[OrderId, ...]:
    """Orders for which somebody may still pay by a link, or is paying at this moment."""
    return tuple(
        OrderId(row[0])
        for row in sql.rows(
            f"""
            SELECT DISTINCT link.order_id FROM {_FROM}
             WHERE payment.status IN ('pending', 'unknown')
                OR (link.withdrawn_at IS NULL AND link.expires_at > %s AND link.tries < {MOST_TRIES}
                    AND (payment.id IS NULL OR payment.status IN ('declined', 'cancelled')))
            """,  # noqa: S608 - constants of this file
            (now,),
        )
    )


def is_awaited(*, order: OrderId, now: datetime) -> bool:
    """Whether somebody may still pay for the order by a link, or is paying at this moment."""
    return any(
        one.status is LinkStatus.WAITING or (one.status is LinkStatus.OPEN and one.tries < MOST_TRIES)
        for one in links_of(order=order, now=now)
    )


def lock_money(*, order: OrderId) -> None:
    """Until the open transaction ends, nobody else begins to pay for this order: a desk and a link never both take it."""
    sql.row("SELECT pg_advisory_xact_lock(hashtextextended('payments:' || %s::text, 0))", (str(order),))


def _one(condition: str, value: object, *, now: datetime) -> PayLink:
    found = sql.row(f"SELECT {_LINK} FROM {_FROM} WHERE {condition}", (value,))  # noqa: S608 - a constant
    if found is None:
        raise NoSuchLink
    return _link_of(found, now=now)


def _link_of(columns: sql.Row, *, now: datetime) -> PayLink:
    number, order, minor, currency, tries, payment, made_by, made_at, expires_at, withdrawn_at, status = columns
    return PayLink(
        id=number,
        order=OrderId(order),
        amount=Money(minor, currency),
        status=_status_of(status, is_withdrawn=withdrawn_at is not None, is_expired=expires_at <= now),
        tries=tries,
        payment=None if payment is None else PaymentId(payment),
        made_by=made_by,
        made_at=made_at,
        expires_at=expires_at,
    )


def _status_of(payment: str | None, *, is_withdrawn: bool, is_expired: bool) -> LinkStatus:
    if payment in (PaymentStatus.PENDING, PaymentStatus.UNKNOWN):
        return LinkStatus.WAITING
    if payment not in (None, PaymentStatus.DECLINED, PaymentStatus.CANCELLED):
        return LinkStatus.PAID
    if is_withdrawn:
        return LinkStatus.WITHDRAWN
    return LinkStatus.EXPIRED if is_expired else LinkStatus.OPEN


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
