"""Writes of carts: one open cart a shopper, on whatever device; every change is one statement and one fact."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel import ids
from kamurj.kernel.ids import CartId, CustomerId, LocationId, VariantId
from kamurj.kernel.origin import Origin, Subject, anonymous_subject, customer_subject
from kamurj.orders import errors, queries
from kamurj.orders.contracts import MAXIMUM_LINES, MAXIMUM_QUANTITY, Cart, CartChanged, CartReopened, CartsMerged
from kamurj.orders.queries import find_open_cart


@atomic
def open_cart(
    *,
    customer: CustomerId | None = None,
    anonymous_id: str | None = None,
    currency: str,
    language: str,
    location: LocationId | None = None,
    origin: Origin,
    now: datetime,
) -> Cart:
    """The shopper's open cart; made if there is none. A customer's counts before a guest's; safe when called twice at once.

    `anonymous_id` is the random token of the visit, which the channel keeps in a signed cookie.
    """
    if customer is None and not anonymous_id:
        raise ValueError("A cart belongs to a customer or to an anonymous visit; give one of them.")
    if found := find_open_cart(customer=customer, anonymous_id=anonymous_id):
        return found
    _insert_cart(
        customer=customer,
        anonymous_id=None if customer else anonymous_id,
        currency=currency,
        language=language,
        location=location,
        origin=origin,
        now=now,
    )
    made = find_open_cart(customer=customer, anonymous_id=anonymous_id)
    if made is None:  # Whoever made it at the same moment has ordered it already.
        raise errors.CartChangedMeanwhile
    return made


def lock_cart(*, cart: CartId) -> Cart:
    """The cart with its lines, locked until the transaction ends: who orders it too, waits. Raises CartNotFound."""
    found = queries.locked_cart(cart)
    if found is None:
        raise errors.CartNotFound
    return found


@atomic
def set_line(
    *,
    cart: CartId,
    variant: VariantId,
    quantity: int,
    expected_version: int | None = None,
    origin: Origin,
    now: datetime,
) -> int:
    """Let the cart hold so many pieces of the variant (0 takes the line out); return the cart's new version.

    Raises QuantityRefused, TooManyLines, CartNotFound, CartNotOpen, CartChangedMeanwhile (if a version was expected).
    """
    _check_quantity(quantity, smallest=0)
    return _write_line(
        _REMOVE if quantity == 0 else _SET,
        cart,
        variant,
        quantity,
        expected_version=expected_version,
        origin=origin,
        now=now,
    )


@atomic
def add_line(*, cart: CartId, variant: VariantId, quantity: int = 1, origin: Origin, now: datetime) -> int:
    """Put pieces of the variant to those in the cart; return the cart's new version. Refusals as in `set_line`."""
    _check_quantity(quantity, smallest=1)
    return _write_line(_ADD, cart, variant, quantity, expected_version=None, origin=origin, now=now)


@atomic
def merge_carts(
    *, customer: CustomerId, anonymous_id: str, currency: str, language: str, origin: Origin, now: datetime
) -> Cart:
    """At log-in: put the guest's open cart into the customer's and return that; quantities add up, to 999 at most.

    The guest's cart is marked merged, so doing it again is harmless; its choice of currency and store, being the
    latest, is taken over. Locks both carts, in the order of their ids.
    """
    target = open_cart(customer=customer, currency=currency, language=language, origin=origin, now=now)
    guest = find_open_cart(anonymous_id=anonymous_id)
    if guest is None:
        return target
    still_open = {
        row[0]
        for row in sql.rows(
            "SELECT id FROM orders_cart WHERE id = ANY(%s) AND status = 'open' ORDER BY id FOR UPDATE",
            ([guest.id, target.id],),
        )
    }
    if guest.id not in still_open:
        return open_cart(customer=customer, currency=currency, language=language, origin=origin, now=now)
    if target.id not in still_open:
        target = open_cart(customer=customer, currency=currency, language=language, origin=origin, now=now)
    sql.execute(_MERGE, {"guest": guest.id, "cart": target.id, "now": now, "maximum": MAXIMUM_QUANTITY})
    tell(
        CartsMerged(guest_cart=guest.id, cart=target.id, customer=customer),
        origin=origin,
        now=now,
        subject=customer_subject(customer),
    )
    merged = find_open_cart(customer=customer)
    if merged is None:
        raise errors.CartChangedMeanwhile
    return merged


@atomic
def reopen(*, cart: CartId, origin: Origin, now: datetime) -> CartId:
    """After its order was cancelled: give the shopper an open cart with the ordered cart's lines; return its id.

    The ordered cart itself stays closed (an order keeps its cart for ever). Lines go into the shopper's open cart if
    there is one, where the larger quantity counts. Doing it again returns the same cart.
    """
    found = sql.row(
        """
        SELECT successor_id, customer_id, anonymous_id, currency, language, location_id
          FROM orders_cart WHERE id = %s FOR UPDATE
        """,
        (cart,),
    )
    if found is None:
        raise errors.CartNotFound
    successor, customer, anonymous_id, currency, language, location = found
    if successor is not None:
        return CartId(successor)
    while True:
        target = open_cart(
            customer=customer,
            anonymous_id=anonymous_id,
            currency=currency,
            language=language,
            location=location,
            origin=origin,
            now=now,
        )
        if sql.execute(_REOPEN, {"old": cart, "new": target.id, "now": now}):
            break
        # It was ordered at this very moment: the lines go into the next one.
    fact = CartReopened(cart=cart, successor=target.id)
    tell(fact, origin=origin, now=now, subject=_subject(customer, anonymous_id))
    return target.id


@atomic
def choose_place(*, cart: CartId, currency: str, language: str, location: LocationId | None, now: datetime) -> None:
    """Remember where and in what currency and language the shopper buys. Raises CartNotFound, CartNotOpen."""
    changed = sql.execute(
        """
        UPDATE orders_cart SET currency = %s, language = %s, location_id = %s, version = version + 1, changed_at = %s
         WHERE id = %s AND status = 'open'
        """,
        (currency, language, location, now, cart),
    )
    if not changed:
        raise _refusal(cart, None)


def _check_quantity(quantity: int, *, smallest: int) -> None:
    if not smallest <= quantity <= MAXIMUM_QUANTITY:
        raise errors.QuantityRefused(maximum=MAXIMUM_QUANTITY)


def _insert_cart(
    *,
    customer: CustomerId | None,
    anonymous_id: str | None,
    currency: str,
    language: str,
    location: LocationId | None,
    origin: Origin,
    now: datetime,
) -> None:
    sql.execute(
        """
        INSERT INTO orders_cart (id, customer_id, anonymous_id, channel, currency, language, location_id, status, version,
                                 created_at, changed_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, 'open', 1, %s, %s)
            ON CONFLICT DO NOTHING
        """,
        (ids.new(), customer, anonymous_id, origin.channel.value, currency, language, location, now, now),
    )


def _write_line(
    statement: LiteralString,
    cart: CartId,
    variant: VariantId,
    quantity: int,
    *,
    expected_version: int | None,
    origin: Origin,
    now: datetime,
) -> int:
    written = sql.row(
        statement,
        {
            "cart": cart,
            "variant": variant,
            "quantity": quantity,
            "expected": expected_version,
            "now": now,
            "maximum": MAXIMUM_QUANTITY,
        },
    )
    if written is None:
        raise _refusal(cart, expected_version)
    version, customer, anonymous_id, before, after, lines = written
    if after is None:
        raise errors.QuantityRefused(maximum=MAXIMUM_QUANTITY)
    if before == 0 and lines >= MAXIMUM_LINES:
        raise errors.TooManyLines(maximum=MAXIMUM_LINES)
    if before != after:
        fact = CartChanged(cart=cart, variant=variant, before=before, quantity=after)
        tell(fact, origin=origin, now=now, subject=_subject(customer, anonymous_id))
    return int(version)


def _refusal(cart: CartId, expected_version: int | None) -> errors.OrdersError:
    found = sql.row("SELECT status, version FROM orders_cart WHERE id = %s", (cart,))
    if found is None:
        return errors.CartNotFound()
    if found[0] == "open" and found[1] != expected_version:
        return errors.CartChangedMeanwhile()
    return errors.CartNotOpen()


def _subject(customer: CustomerId | None, anonymous_id: str | None) -> Subject | None:
    if customer is not None:
        return customer_subject(customer)
    return anonymous_subject(anonymous_id) if anonymous_id else None


_CART = """
WITH cart AS (
    UPDATE orders_cart SET version = version + 1, changed_at = %(now)s
     WHERE id = %(cart)s AND status = 'open' AND (%(expected)s::int IS NULL OR version = %(expected)s)
    RETURNING id, version, customer_id, anonymous_id
), before AS (
    SELECT count(*) AS lines, max(quantity) FILTER (WHERE variant_id = %(variant)s) AS quantity
      FROM orders_cart_line WHERE cart_id = %(cart)s
), written AS ("""

_RESULT = """
)
SELECT cart.version, cart.customer_id, cart.anonymous_id, coalesce(before.quantity, 0), (SELECT quantity FROM written),
       before.lines
  FROM cart, before
"""

_SET: LiteralString = (
    _CART  # noqa: S608 - constants of this file
    + """
    INSERT INTO orders_cart_line (cart_id, variant_id, quantity, added_at)
    SELECT id, %(variant)s, %(quantity)s, %(now)s FROM cart
        ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity
    RETURNING quantity"""
    + _RESULT
)

_ADD: LiteralString = (
    _CART  # noqa: S608 - constants of this file
    + """
    INSERT INTO orders_cart_line AS line (cart_id, variant_id, quantity, added_at)
    SELECT id, %(variant)s, %(quantity)s, %(now)s FROM cart
        ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = line.quantity + excluded.quantity
     WHERE line.quantity + excluded.quantity <= %(maximum)s
    RETURNING quantity"""
    + _RESULT
)

_REMOVE: LiteralString = (
    _CART  # noqa: S608 - constants of this file
    + """
    DELETE FROM orders_cart_line USING cart WHERE cart_id = cart.id AND variant_id = %(variant)s
), gone AS (
    SELECT 0 AS quantity"""
    + _RESULT.replace("FROM written", "FROM gone")
)

_MERGE = """
WITH moved AS (
    INSERT INTO orders_cart_line AS line (cart_id, variant_id, quantity, added_at)
    SELECT %(cart)s, variant_id, quantity, added_at FROM orders_cart_line WHERE cart_id = %(guest)s
        ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = least(line.quantity + excluded.quantity, %(maximum)s)
), closed AS (
    UPDATE orders_cart SET status = 'merged', successor_id = %(cart)s, version = version + 1, changed_at = %(now)s
     WHERE id = %(guest)s
    RETURNING currency, language, location_id, coupons
)
UPDATE orders_cart AS cart
   SET coupons = cart.coupons || ARRAY(SELECT code FROM unnest(closed.coupons) AS code WHERE code <> ALL (cart.coupons)),
       version = version + 1, changed_at = %(now)s, currency = closed.currency, language = closed.language,
       location_id = coalesce(closed.location_id, cart.location_id)
  FROM closed WHERE cart.id = %(cart)s
"""

_REOPEN = """
WITH target AS (
    UPDATE orders_cart AS cart
       SET coupons = cart.coupons
                     || ARRAY(SELECT code FROM unnest(before.coupons) AS code WHERE code <> ALL (cart.coupons)),
           version = cart.version + 1, changed_at = %(now)s
      FROM orders_cart AS before
     WHERE cart.id = %(new)s AND cart.status = 'open' AND before.id = %(old)s
    RETURNING cart.id
), copied AS (
    INSERT INTO orders_cart_line AS line (cart_id, variant_id, quantity, added_at)
    SELECT target.id, ordered.variant_id, ordered.quantity, ordered.added_at
      FROM target, orders_cart_line AS ordered WHERE ordered.cart_id = %(old)s
        ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = greatest(line.quantity, excluded.quantity)
)
UPDATE orders_cart AS old SET successor_id = target.id FROM target WHERE old.id = %(old)s
"""
