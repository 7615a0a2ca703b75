"""Many customers at once, for importers and the demo: through COPY, by the id they have elsewhere, repeatable."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from kamurj.customers.contracts import Address, Contact, CustomersLoaded
from kamurj.customers.rules import addresses, contacts, names
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.facts import encode
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.origin import Origin

_NAMESPACE = UUID("5c8a2f0e-6d5b-5e0b-9a60-0d3c6f3e7b11")


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer of another system, with contacts as they are kept here: pass what comes from outside through `checked`."""

    external_id: str
    created_at: datetime
    given_name: str = ""
    family_name: str = ""
    language: str = "en"
    email: str | None = None
    phone: str | None = None
    is_verified: bool = False
    latitude: float | None = None
    longitude: float | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many customers were new, and how many of the known ones say something else now."""

    added: int
    changed: int


def customer_id(*, source: str, external_id: str) -> CustomerId:
    """The id of a customer of another system: always the same for the same two names, so nobody needs to look it up."""
    return CustomerId(uuid5(_NAMESPACE, f"{source}\n{external_id}"))


def checked(row: CustomerRow, *, country: str | None = None) -> CustomerRow:
    """The row as it is kept, for an importer that rejects line by line.

    `country` helps to read phone numbers without their code. Raises InvalidName, NameTooLong, InvalidEmail, InvalidPhone.
    """
    email, phone = contacts_of(Contact(email=row.email, phone=row.phone), language=row.language, country=country)
    return replace(
        row,
        given_name=names.clean(row.given_name),
        family_name=names.clean(row.family_name),
        email=email,
        phone=phone,
    )


def contacts_of(contact: Contact, *, language: str = "en", country: str | None = None) -> tuple[str | None, str | None]:
    """E-mail and phone as they are kept, None for what is not given. Raises InvalidEmail, InvalidPhone."""
    email = contacts.email(contact.email) if contact.email else None
    phone = contacts.phone(contact.phone, language=language, country=country) if contact.phone else None
    return email, phone


def address_of(address: Address, *, language: str = "en") -> Address:
    """An address as it is kept. Raises InvalidAddress, InvalidName, NameTooLong, InvalidPhone."""
    return addresses.clean(address, language=language)


@atomic
def upsert_customers(*, source: str, rows: Iterable[CustomerRow], now: datetime, origin: Origin) -> Loaded:
    """Write the customers of one source; the last row of a repeated one counts. All or none.

    Names and home follow the source; contacts are only ever added, and verified only if nobody else has proved them. An
    address is put into the book where it does not stand there yet; the first one is the default.
    """
    sql.execute(
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS customers_incoming (
            place bigint GENERATED ALWAYS AS IDENTITY, id uuid, external_id text, given_name text, family_name text,
            given_key text, family_key text, language text, latitude double precision, longitude double precision,
            created_at timestamptz, email text, phone text, is_verified boolean, address jsonb)
        """
    )
    sql.execute("TRUNCATE customers_incoming RESTART IDENTITY")
    sql.copy(
        "customers_incoming",
        (
            "id",
            "external_id",
            "given_name",
            "family_name",
            "given_key",
            "family_key",
            "language",
            "latitude",
            "longitude",
            "created_at",
            "email",
            "phone",
            "is_verified",
            "address",
        ),
        (_columns(source, row) for row in rows),
    )
    sql.execute(
        """
        DELETE FROM customers_incoming earlier USING customers_incoming later
         WHERE earlier.id = later.id AND earlier.place < later.place
        """
    )
    added, changed = sql.rows(_UPSERT, {"source": source})[0]
    sql.execute(_CONTACTS, {"now": now})
    sql.execute(_ADDRESSES)
    sql.execute("TRUNCATE customers_incoming")
    if added or changed:
        tell(CustomersLoaded(source=source, added=added, changed=changed), origin=origin, now=now)
    return Loaded(added=added, changed=changed)


def _columns(source: str, row: CustomerRow) -> tuple[object, ...]:
    given_name, family_name = names.clean(row.given_name), names.clean(row.family_name)
    return (
        customer_id(source=source, external_id=row.external_id),
        row.external_id,
        given_name,
        family_name,
        names.key(given_name),
        names.key(family_name),
        row.language,
        row.latitude,
        row.longitude,
        row.created_at,
        row.email,
        row.phone,
        row.is_verified,
        None if row.address is None else json.dumps(encode(row.address)),
    )


_UPSERT = """
    WITH written AS (
        INSERT INTO customers_customer AS c
               (id, given_name, family_name, given_key, family_key, language, home_latitude, home_longitude, source,
                external_id, created_at)
        SELECT id, given_name, family_name, given_key, family_key, language, latitude, longitude, %(source)s, external_id,
               created_at
          FROM customers_incoming ORDER BY place
            ON CONFLICT (id) DO UPDATE
           SET given_name = excluded.given_name, family_name = excluded.family_name, given_key = excluded.given_key,
               family_key = excluded.family_key, language = excluded.language,
               home_latitude = excluded.home_latitude, home_longitude = excluded.home_longitude
         WHERE (c.given_name, c.family_name, c.language, c.home_latitude, c.home_longitude) IS DISTINCT FROM
               (excluded.given_name, excluded.family_name, excluded.language, excluded.home_latitude,
                excluded.home_longitude)
        RETURNING xmax = 0 AS is_new)
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written
"""
_CONTACTS = """
    WITH point AS (
        SELECT id AS customer_id, kind, value, is_verified, place,
               row_number() OVER (PARTITION BY kind, value ORDER BY is_verified DESC, place) AS claim
          FROM customers_incoming
         CROSS JOIN LATERAL (VALUES ('email', email), ('phone', phone)) point (kind, value)
         WHERE value IS NOT NULL)
    INSERT INTO customers_contact_point (customer_id, kind, value, added_at, verified_at)
    SELECT point.customer_id, point.kind, point.value, %(now)s,
           CASE WHEN point.is_verified AND point.claim = 1 AND other.id IS NULL THEN %(now)s::timestamptz END
      FROM point
      LEFT JOIN customers_contact_point other
        ON other.kind = point.kind AND other.value = point.value AND other.verified_at IS NOT NULL
     ORDER BY point.place, point.kind
        ON CONFLICT (customer_id, kind, value) DO NOTHING
"""
_ADDRESSES = """
    WITH incoming AS (
        SELECT id AS customer_id, place, address.* FROM customers_incoming
         CROSS JOIN LATERAL jsonb_to_record(address) AS address
                    (label text, recipient text, line1 text, line2 text, city text, region text, postcode text, country text,
                     phone text)
         WHERE customers_incoming.address IS NOT NULL)
    INSERT INTO customers_address
           (customer_id, label, recipient, line1, line2, city, region, postcode, country, phone, is_default)
    SELECT customer_id, label, recipient, line1, line2, city, region, postcode, country, phone,
           NOT EXISTS (SELECT 1 FROM customers_address AS first WHERE first.customer_id = incoming.customer_id)
      FROM incoming
     WHERE NOT EXISTS (
           SELECT 1 FROM customers_address AS known
            WHERE known.customer_id = incoming.customer_id
              AND (known.recipient, known.line1, known.line2, known.city, known.region, known.postcode, known.country) =
                  (incoming.recipient, incoming.line1, incoming.line2, incoming.city, incoming.region, incoming.postcode,
                   incoming.country))
     ORDER BY place
"""
