"""The coupon codes of a cart: what they give is the promotions' matter, a cart only carries them."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import CartId
from kamurj.kernel.origin import Origin, anonymous_subject, customer_subject
from kamurj.orders import errors
from kamurj.orders.contracts import MAXIMUM_COUPONS, CouponsChanged


@atomic
def put_coupon(*, cart: CartId, code: str, origin: Origin, now: datetime) -> None:
    """Let the cart carry a code, written as its promotion keeps it; one that it has is left as it is.

    Raises CartNotFound, CartNotOpen, TooManyCoupons.
    """
    coupons = _locked(cart)
    if code in coupons:
        return
    if len(coupons) >= MAXIMUM_COUPONS:
        raise errors.TooManyCoupons(maximum=MAXIMUM_COUPONS)
    _write(cart, (*coupons, code), origin=origin, now=now)


@atomic
def take_coupon_off(*, cart: CartId, code: str, origin: Origin, now: datetime) -> None:
    """Take a code off the cart; one that is not there is off already. Raises CartNotFound, CartNotOpen."""
    coupons = _locked(cart)
    if code in coupons:
        _write(cart, tuple(one for one in coupons if one != code), origin=origin, now=now)


def _locked(cart: CartId) -> tuple[str, ...]:
    found = sql.row("SELECT status, coupons FROM orders_cart WHERE id = %s FOR NO KEY UPDATE", (cart,))
    if found is None:
        raise errors.CartNotFound
    if found[0] != "open":
        raise errors.CartNotOpen
    return tuple(found[1])


def _write(cart: CartId, coupons: tuple[str, ...], *, origin: Origin, now: datetime) -> None:
    customer, anonymous_id = sql.rows(
        """
        UPDATE orders_cart SET coupons = %s::text[], version = version + 1, changed_at = %s WHERE id = %s
        RETURNING customer_id, anonymous_id
        """,
        (list(coupons), now, cart),
    )[0]
    subject = customer_subject(customer) if customer else anonymous_subject(anonymous_id)
    tell(CouponsChanged(cart=cart, coupons=coupons), origin=origin, now=now, subject=subject)
