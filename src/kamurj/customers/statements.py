"""The statements of the room that do several things at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.customers.contracts import ContactKind, Identification
from kamurj.customers.rules import names
from kamurj.foundation.database import sql
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.origin import Subject


def identify(
    *,
    new: CustomerId,
    points: Sequence[tuple[ContactKind, str]],
    given_name: str,
    family_name: str,
    language: str,
    device: Subject | None,
    now: datetime,
) -> Identification:
    """Who has proved one of these contacts, or gave one of them on this device before; else a new profile. One statement."""
    found = sql.row(
        """
        WITH given AS (SELECT kind, value FROM unnest(%(kinds)s::text[], %(values)s::text[]) AS given (kind, value)),
        verified AS (
            SELECT point.customer_id FROM customers_contact_point point JOIN given USING (kind, value)
             WHERE point.verified_at IS NOT NULL ORDER BY point.kind, point.id LIMIT 1),
        here AS (
            SELECT alias.customer_id FROM customers_alias alias
             WHERE alias.subject = %(device)s::text AND alias.until IS NULL
               AND EXISTS (SELECT FROM customers_contact_point point JOIN given USING (kind, value)
                            WHERE point.customer_id = alias.customer_id)),
        known AS (SELECT customer_id FROM verified UNION ALL SELECT customer_id FROM here LIMIT 1),
        made AS (
            INSERT INTO customers_customer (id, given_name, family_name, given_key, family_key, language, created_at)
            SELECT %(new)s::uuid, %(given_name)s, %(family_name)s, %(given_key)s, %(family_key)s, %(language)s, %(now)s
             WHERE NOT EXISTS (SELECT FROM known)
            RETURNING id),
        reached AS (
            INSERT INTO customers_contact_point (customer_id, kind, value, added_at)
            SELECT made.id, given.kind, given.value, %(now)s FROM made CROSS JOIN given),
        held AS (
            INSERT INTO customers_alias (subject, customer_id)
            SELECT %(device)s::text, made.id FROM made WHERE %(device)s::text IS NOT NULL
                ON CONFLICT (subject) WHERE until IS NULL DO NOTHING)
        SELECT customer_id, false FROM known UNION ALL SELECT id, true FROM made
        """,
        {
            "kinds": [kind.value for kind, _ in points],
            "values": [value for _, value in points],
            "new": new,
            "given_name": given_name,
            "family_name": family_name,
            "given_key": names.key(given_name),
            "family_key": names.key(family_name),
            "language": language,
            "device": device,
            "now": now,
        },
    )
    if found is None:
        raise RuntimeError("Neither a known nor a new customer: the statement is wrong.")
    return Identification(customer=CustomerId(found[0]), is_new=found[1])


def insert_account(  # a customer with a log-in
    *,
    new: CustomerId,
    user: int,
    email: str,
    is_verified: bool,
    given_name: str,
    family_name: str,
    language: str,
    now: datetime,
) -> CustomerId | None:
    """A customer for a log-in; None if it has one. The e-mail is verified only if nobody else has proved it before."""
    made = sql.scalar(
        """
        WITH made AS (
            INSERT INTO customers_customer
                   (id, user_id, given_name, family_name, given_key, family_key, language, created_at)
            VALUES (%(new)s, %(user)s, %(given_name)s, %(family_name)s, %(given_key)s, %(family_key)s, %(language)s, %(now)s)
                ON CONFLICT (user_id) DO NOTHING
            RETURNING id),
        reached AS (
            INSERT INTO customers_contact_point (customer_id, kind, value, added_at, verified_at)
            SELECT made.id, 'email', %(email)s::text, %(now)s,
                   CASE WHEN %(is_verified)s AND NOT EXISTS (
                        SELECT FROM customers_contact_point other
                         WHERE other.kind = 'email' AND other.value = %(email)s::text AND other.verified_at IS NOT NULL)
                   THEN %(now)s::timestamptz END
              FROM made)
        SELECT id FROM made
        """,
        {
            "new": new,
            "user": user,
            "email": email,
            "is_verified": is_verified,
            "given_name": given_name,
            "family_name": family_name,
            "given_key": names.key(given_name),
            "family_key": names.key(family_name),
            "language": language,
            "now": now,
        },
    )
    return None if made is None else CustomerId(made)


def adopt(*, user: int, email: str) -> CustomerId | None:
    """Give a log-in to the customer who has proved this e-mail and has none; None if there is nobody such."""
    adopted = sql.scalar(
        """
        UPDATE customers_customer SET user_id = %(user)s
         WHERE user_id IS NULL AND NOT EXISTS (SELECT FROM customers_customer WHERE user_id = %(user)s)
           AND id = (SELECT customer_id FROM customers_contact_point
                      WHERE kind = 'email' AND value = %(email)s AND verified_at IS NOT NULL)
        RETURNING id
        """,
        {"user": user, "email": email},
    )
    return None if adopted is None else CustomerId(adopted)
