"""Reading customers: one, many, by what somebody remembers of them, and what happened to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.customers.contracts import (
    Address,
    ContactKind,
    ContactPoint,
    Customer,
    SavedAddress,
    TimelineCursor,
    TimelineEntry,
)
from kamurj.customers.errors import NoSuchCustomer
from kamurj.customers.rules import contacts, names
from kamurj.foundation.database import sql
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import CustomerId, LocationId
from kamurj.kernel.origin import Subject, customer_subject

FIND_LIMIT = 50
PAGE_LIMIT = 500
_LAST = "\U0010ffff"
"""Sorts behind every other character: what begins with a prefix lies between the prefix and the prefix with this."""
FEWEST_DIGITS = 4


def customer(*, customer: CustomerId) -> Customer:
    """One customer. Raises NoSuchCustomer."""
    found = customers(customers=[customer])
    if customer not in found:
        raise NoSuchCustomer
    return found[customer]


def customers(*, customers: Sequence[CustomerId]) -> dict[CustomerId, Customer]:
    """Those of the customers that there are. One statement."""
    found = (_customer(columns) for columns in sql.rows(f"{_CUSTOMER} WHERE c.id = ANY(%s::uuid[])", (list(customers),)))
    return {one.id: one for one in found}


def customer_of_user(user: int) -> CustomerId | None:
    """The customer behind a log-in, or None if its owner never was one (`operations.customer_of_user` makes it so)."""
    found = sql.scalar("SELECT id FROM customers_customer WHERE user_id = %s", (user,))
    return None if found is None else CustomerId(found)


def member_of_user(user: int) -> tuple[CustomerId, tuple[str, ...]] | None:
    """The customer behind a log-in with the segments they belong to, or None. One statement."""
    found = sql.row(
        """
        SELECT c.id, ARRAY(SELECT m.segment FROM customers_membership m WHERE m.customer_id = c.id ORDER BY 1)
          FROM customers_customer c WHERE c.user_id = %s
        """,
        (user,),
    )
    return None if found is None else (CustomerId(found[0]), tuple(found[1]))


def segments_of(*, customer: CustomerId) -> tuple[str, ...]:
    """The segments that a customer belongs to, by name. One statement."""
    return tuple(
        segment
        for (segment,) in sql.rows(
            "SELECT segment FROM customers_membership WHERE customer_id = %s ORDER BY segment", (customer,)
        )
    )


def segments() -> tuple[tuple[str, int], ...]:
    """Every segment that somebody belongs to, with how many do, by name."""
    return tuple(sql.rows("SELECT segment, count(*) FROM customers_membership GROUP BY segment ORDER BY segment"))


def addresses_of(*, customer: CustomerId) -> tuple[SavedAddress, ...]:
    """A customer's address book, the default first."""
    return tuple(
        SavedAddress(
            id=number,
            is_default=is_default,
            address=Address(
                label=label,
                recipient=recipient,
                line1=line1,
                line2=line2,
                city=city,
                region=region,
                postcode=postcode,
                country=country,
                phone=phone,
            ),
        )
        for number, is_default, label, recipient, line1, line2, city, region, postcode, country, phone in sql.rows(
            """
            SELECT id, is_default, label, recipient, line1, line2, city, region, postcode, country, phone
              FROM customers_address WHERE customer_id = %s ORDER BY is_default DESC, id
            """,
            (customer,),
        )
    )


def find(text: str, *, language: str = "en", limit: int = 20) -> tuple[Customer, ...]:
    """Customers by what somebody says at a desk: the beginning of a name or two (in either order and script), of an e-mail
    address, or a phone number, whole, its beginning or its last digits. At most `limit` (≤ 50), verified contacts first.
    """
    wanted = " ".join(text.replace("\x00", "").split())[:200]
    limit = max(1, min(limit, FIND_LIMIT))
    digits = "".join(letter for letter in wanted if letter.isascii() and letter.isdigit())
    if "@" in wanted:
        return _by_email(wanted.lower(), limit)
    if len(digits) >= FEWEST_DIGITS and not any(letter.isalpha() for letter in wanted):
        return _by_phone(wanted, digits, language, limit)
    words = names.key(wanted).split(" ")
    if words == [""]:
        return ()
    return _by_name(words, limit)


def timeline(
    *,
    customer: CustomerId,
    before: TimelineCursor | None = None,
    limit: int = 50,
    types: Sequence[str] | None = None,
    channels: Sequence[str] | None = None,
) -> tuple[TimelineEntry, ...]:
    """What happened to a customer, latest first, over every channel, with what their devices did before they were known.

    `before` is the cursor of the last entry seen; `types` keeps only facts of these names, `channels` only what came
    through these. One statement.
    """
    limit = max(1, min(limit, PAGE_LIMIT))
    return tuple(
        TimelineEntry(
            fact_id=fact_id,
            occurred_at=occurred_at,
            type=kind,
            channel=channel,
            location=None if location is None else LocationId(location),
            subject=Subject(subject),
            payload=payload,
        )
        for fact_id, occurred_at, kind, channel, location, subject, payload in sql.rows(
            """
            WITH whose AS (
                SELECT %(self)s::text AS subject, NULL::timestamptz AS since, NULL::timestamptz AS until
                 UNION ALL
                SELECT subject, since, until FROM customers_alias WHERE customer_id = %(customer)s)
            SELECT entry.fact_id, entry.occurred_at, entry.type, entry.channel, entry.location_id, whose.subject,
                   entry.payload
              FROM whose CROSS JOIN LATERAL (
                   SELECT * FROM customers_timeline_entry one
                    WHERE one.subject = whose.subject
                      AND (one.occurred_at, one.fact_id) < (%(moment)s::timestamptz, %(fact)s::bigint)
                      AND (whose.since IS NULL OR one.occurred_at >= whose.since)
                      AND (whose.until IS NULL OR one.occurred_at < whose.until)
                      AND (%(types)s::text[] IS NULL OR one.type = ANY(%(types)s::text[]))
                      AND (%(channels)s::text[] IS NULL OR one.channel = ANY(%(channels)s::text[]))
                    ORDER BY one.occurred_at DESC, one.fact_id DESC LIMIT %(limit)s) entry
             ORDER BY entry.occurred_at DESC, entry.fact_id DESC LIMIT %(limit)s
            """,
            {
                "self": customer_subject(customer),
                "customer": customer,
                "moment": "infinity" if before is None else before.occurred_at,
                "fact": 0 if before is None else before.fact_id,
                "types": None if types is None else list(types),
                "channels": None if channels is None else list(channels),
                "limit": limit,
            },
        )
    )


def _by_email(beginning: str, limit: int) -> tuple[Customer, ...]:
    return _all(
        f"""
        {_CUSTOMER} JOIN (
            SELECT customer_id, min(value) AS value, bool_or(verified_at IS NOT NULL) AS is_verified FROM (
                   SELECT customer_id, value, verified_at FROM customers_contact_point
                    WHERE value ~>=~ %(first)s AND value ~<~ %(last)s AND kind = 'email' LIMIT 500) AS hits
             GROUP BY customer_id) hit ON hit.customer_id = c.id
         ORDER BY hit.is_verified DESC, hit.value, c.id LIMIT %(limit)s
        """,  # noqa: S608 - a constant of this file
        {"first": beginning, "last": beginning + _LAST, "limit": limit},
    )


def _by_phone(written: str, digits: str, language: str, limit: int) -> tuple[Customer, ...]:
    whole = contacts.phone_or_none(written, language=language)
    beginning, ending = whole or f"+{digits}", digits.lstrip("0")[::-1] if whole is None else whole[::-1]
    return _all(
        f"""
        {_CUSTOMER} JOIN (
            SELECT customer_id, bool_or(verified_at IS NOT NULL) AS is_verified FROM (
                  (SELECT customer_id, verified_at FROM customers_contact_point
                    WHERE value ~>=~ %(first)s AND value ~<~ %(last)s AND kind = 'phone' LIMIT 500)
                    UNION ALL
                  (SELECT customer_id, verified_at FROM customers_contact_point
                    WHERE reverse(value) ~>=~ %(end_first)s AND reverse(value) ~<~ %(end_last)s AND kind = 'phone'
                    LIMIT 500)) AS hits
             GROUP BY customer_id) hit ON hit.customer_id = c.id
         ORDER BY hit.is_verified DESC, c.id LIMIT %(limit)s
        """,  # noqa: S608 - a constant of this file
        {
            "first": beginning,
            "last": beginning + _LAST,
            "end_first": ending,
            "end_last": ending + _LAST,
            "limit": limit,
        },
    )


def _by_name(words: Sequence[str], limit: int) -> tuple[Customer, ...]:
    """One word: the beginning of either name. Several: the last is the beginning of one name, the others of the other."""
    first, second = " ".join(words[:-1]) if len(words) > 1 else words[0], words[-1] if len(words) > 1 else ""
    return _all(
        f"""
        {_CUSTOMER} JOIN (
            (SELECT id FROM customers_customer
              WHERE given_key ~>=~ %(first)s AND given_key ~<~ %(first_last)s
                AND family_key ~>=~ %(second)s AND family_key ~<~ %(second_last)s
              ORDER BY given_key USING ~<~, family_key USING ~<~ LIMIT %(limit)s)
              UNION
            (SELECT id FROM customers_customer
              WHERE family_key ~>=~ %(first)s AND family_key ~<~ %(first_last)s
                AND given_key ~>=~ %(second)s AND given_key ~<~ %(second_last)s
              ORDER BY family_key USING ~<~, given_key USING ~<~ LIMIT %(limit)s)) hit ON hit.id = c.id
         ORDER BY c.family_key, c.given_key, c.id LIMIT %(limit)s
        """,  # noqa: S608 - a constant of this file
        {
            "first": first,
            "first_last": first + _LAST,
            "second": second,
            "second_last": second + _LAST,
            "limit": limit,
        },
    )


_CUSTOMER = """
        SELECT c.id, c.given_name, c.family_name, c.language, c.user_id, c.home_latitude, c.home_longitude, c.created_at,
               coalesce((SELECT jsonb_agg(jsonb_build_array(kind, value, verified_at) ORDER BY id)
                           FROM customers_contact_point WHERE customer_id = c.id), '[]')
          FROM customers_customer c"""


def _all(query: str, parameters: dict[str, object]) -> tuple[Customer, ...]:
    return tuple(_customer(columns) for columns in sql.rows(query, parameters))


def _customer(columns: sql.Row) -> Customer:
    number, given_name, family_name, language, user, latitude, longitude, created_at, points = columns
    return Customer(
        id=CustomerId(number),
        given_name=given_name,
        family_name=family_name,
        language=language,
        user=user,
        home=None if latitude is None else Position(latitude=latitude, longitude=longitude),
        created_at=created_at,
        contacts=tuple(
            ContactPoint(
                kind=ContactKind(kind),
                value=value,
                verified_at=None if verified_at is None else datetime.fromisoformat(verified_at),
            )
            for kind, value, verified_at in points
        ),
    )
