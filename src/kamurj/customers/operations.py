"""Writing down who somebody is. What people type is cleaned here; what they prove is marked as proved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError

from kamurj.customers import queries, statements
from kamurj.customers.contracts import (
    Account,
    Address,
    AddressRemoved,
    AddressSaved,
    Contact,
    ContactAdded,
    ContactKind,
    ContactVerified,
    CustomerChanged,
    CustomerRecognised,
    CustomerRegistered,
    Identification,
    RecognitionUndone,
    SegmentJoined,
    SegmentLeft,
)
from kamurj.customers.errors import (
    ContactTaken,
    InvalidLanguage,
    InvalidSegment,
    NoSuchAddress,
    NoSuchContact,
    NoSuchCustomer,
    TooManyAddresses,
    TooManyContacts,
    TooManySegments,
)
from kamurj.customers.rules import addresses, contacts, names
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel import ids
from kamurj.kernel.facts import Fact
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.origin import Origin, anonymous_subject, customer_subject
from kamurj.kernel.segments import is_segment

CONTACT_LIMIT = 20
ADDRESS_LIMIT = 50
SEGMENT_LIMIT = 50


@atomic
def register(
    *,
    user: int,
    email: str,
    given_name: str,
    family_name: str,
    language: str,
    is_verified: bool,
    now: datetime,
    origin: Origin,
) -> CustomerId:
    """Make a log-in's owner a customer; one who is a customer already stays the same.

    Somebody without a log-in who has proved this e-mail before gets this one, if `is_verified`.
    Raises InvalidEmail, InvalidName, NameTooLong, InvalidLanguage.
    """
    if (known := queries.customer_of_user(user)) is not None:
        return known
    _refuse_language(language)
    address = contacts.email(email)
    if is_verified and (adopted := statements.adopt(user=user, email=address)) is not None:
        _tell(CustomerRegistered(customer=adopted, has_account=True), adopted, origin=origin, now=now)
        return adopted
    made = statements.insert_account(
        new=CustomerId(ids.new()),
        user=user,
        email=address,
        is_verified=is_verified,
        given_name=names.clean(given_name),
        family_name=names.clean(family_name),
        language=language,
        now=now,
    )
    if made is None:
        known = queries.customer_of_user(user)
        if known is None:
            raise NoSuchCustomer
        return known
    _tell(CustomerRegistered(customer=made, has_account=True), made, origin=origin, now=now)
    return made


def customer_of_user(*, account: Account, now: datetime, origin: Origin, is_verified: bool = False) -> CustomerId:
    """The customer behind a log-in, made on the first call; one statement on every later one."""
    if (known := queries.customer_of_user(account.pk)) is not None:
        return known
    given_name, family_name = names.split(account.name)
    return register(
        user=account.pk,
        email=account.email,
        given_name=given_name,
        family_name=family_name,
        language=account.language,
        is_verified=is_verified,
        now=now,
        origin=origin,
    )


@atomic
def identify_or_create(
    *,
    contact: Contact,
    given_name: str,
    family_name: str,
    language: str,
    now: datetime,
    origin: Origin,
    country: str | None = None,
) -> Identification:
    """Whose order is this? One statement, and a fact if somebody is new.

    Whoever has proved one of the contacts; else whoever gave one of them on this device (the origin's anonymous subject)
    before; else a new, unverified profile, to whom the device's history belongs if it is nobody's yet. Nobody is found by an
    unproved contact alone: decision 0042 says why. `country` helps to read a phone number without its code.
    Raises ContactNeeded, InvalidEmail, InvalidPhone, InvalidName, NameTooLong, InvalidLanguage.
    """
    _refuse_language(language)
    subject = origin.subject
    identified = statements.identify(
        new=CustomerId(ids.new()),
        points=contacts.points(contact, language=language, country=country),
        given_name=names.clean(given_name),
        family_name=names.clean(family_name),
        language=language,
        device=subject if subject is not None and subject.startswith("anonymous:") else None,
        now=now,
    )
    if identified.is_new:
        registered = CustomerRegistered(customer=identified.customer, has_account=False)
        _tell(registered, identified.customer, origin=origin, now=now)
    return identified


@atomic
def change(
    *,
    customer: CustomerId,
    given_name: str,
    family_name: str,
    language: str,
    home: Position | None,
    now: datetime,
    origin: Origin,
) -> None:
    """Set what a profile says. Tells the names of what changed, not the values; nothing if nothing did.

    Raises NoSuchCustomer, InvalidName, NameTooLong, InvalidLanguage.
    """
    _refuse_language(language)
    before = queries.customer(customer=customer)
    after = replace(
        before,
        given_name=names.clean(given_name),
        family_name=names.clean(family_name),
        language=language,
        home=home,
    )
    fields = ("given_name", "family_name", "language", "home")
    changed = tuple(field for field in fields if getattr(before, field) != getattr(after, field))
    if not changed:
        return
    sql.execute(
        """
        UPDATE customers_customer
           SET given_name = %s, family_name = %s, given_key = %s, family_key = %s, language = %s,
               home_latitude = %s, home_longitude = %s
         WHERE id = %s
        """,
        (
            after.given_name,
            after.family_name,
            names.key(after.given_name),
            names.key(after.family_name),
            language,
            home and home.latitude,
            home and home.longitude,
            customer,
        ),
    )
    _tell(CustomerChanged(customer=customer, changed=changed), customer, origin=origin, now=now)


@atomic
def add_contact(*, customer: CustomerId, contact: Contact, now: datetime, origin: Origin) -> None:
    """Add ways to reach a customer, unverified. Known ones stay as they are.

    Raises NoSuchCustomer, ContactNeeded, InvalidEmail, InvalidPhone, TooManyContacts.
    """
    known = queries.customer(customer=customer)
    added = [
        (kind, value)
        for kind, value in contacts.points(contact, language=known.language)
        if (kind, value) not in {(point.kind, point.value) for point in known.contacts}
    ]
    if len(known.contacts) + len(added) > CONTACT_LIMIT:
        raise TooManyContacts(limit=CONTACT_LIMIT)
    for kind, value in added:
        sql.execute(
            """
            INSERT INTO customers_contact_point (customer_id, kind, value, added_at) VALUES (%s, %s, %s, %s)
                ON CONFLICT (customer_id, kind, value) DO NOTHING
            """,
            (customer, kind.value, value, now),
        )
        _tell(ContactAdded(customer=customer, kind=kind), customer, origin=origin, now=now)


@atomic
def verify_contact(*, customer: CustomerId, kind: ContactKind, value: str, now: datetime, origin: Origin) -> None:
    """Mark a contact as proved; call it only after the proof. Proved before: nothing happens.

    `value` is as it is kept. Raises NoSuchContact, ContactTaken (somebody else proved it before).
    """
    try:
        with atomic():
            proved = sql.row(
                """
                WITH point AS (
                    SELECT id, verified_at FROM customers_contact_point
                     WHERE customer_id = %(customer)s AND kind = %(kind)s AND value = %(value)s FOR UPDATE),
                proved AS (
                    UPDATE customers_contact_point SET verified_at = %(now)s
                      FROM point WHERE customers_contact_point.id = point.id AND point.verified_at IS NULL)
                SELECT verified_at FROM point
                """,
                {"customer": customer, "kind": kind.value, "value": value, "now": now},
            )
    except IntegrityError as taken:
        raise ContactTaken from taken
    if proved is None:
        raise NoSuchContact
    if proved[0] is None:
        _tell(ContactVerified(customer=customer, kind=kind), customer, origin=origin, now=now)


@atomic
def join_segment(*, customer: CustomerId, segment: str, now: datetime, origin: Origin) -> bool:
    """Let a customer belong to a segment; return whether they did not before.

    Raises NoSuchCustomer, InvalidSegment, TooManySegments.
    """
    if not is_segment(segment):
        raise InvalidSegment
    sql.row("SELECT 1 FROM customers_customer WHERE id = %s FOR NO KEY UPDATE", (customer,))
    queries.customer(customer=customer)
    known = queries.segments_of(customer=customer)
    if segment in known:
        return False
    if len(known) >= SEGMENT_LIMIT:
        raise TooManySegments(limit=SEGMENT_LIMIT)
    sql.execute(
        "INSERT INTO customers_membership (customer_id, segment, since) VALUES (%s, %s, %s)", (customer, segment, now)
    )
    _tell(SegmentJoined(customer=customer, segment=segment), customer, origin=origin, now=now)
    return True


@atomic
def leave_segment(*, customer: CustomerId, segment: str, now: datetime, origin: Origin) -> bool:
    """Let a customer belong to a segment no more; return whether they did. Raises NoSuchCustomer."""
    left = sql.execute("DELETE FROM customers_membership WHERE customer_id = %s AND segment = %s", (customer, segment))
    if left:
        _tell(SegmentLeft(customer=customer, segment=segment), customer, origin=origin, now=now)
    else:
        queries.customer(customer=customer)
    return bool(left)


@atomic
def recognise(*, anonymous: str, customer: CustomerId, now: datetime, origin: Origin) -> None:
    """A device is in a customer's hands, as a log-in shows: what it did becomes theirs at once, without moving anything.

    If somebody else held it, theirs stays what was done until now: two people behind one device are never merged.
    Held by the same customer: nothing happens. Raises InvalidAnonymousId, NoSuchCustomer.
    """
    subject = anonymous_subject(contacts.anonymous_id(anonymous))
    holder = sql.row(
        "SELECT id, customer_id FROM customers_alias WHERE subject = %s AND until IS NULL FOR UPDATE", (subject,)
    )
    if holder is not None and holder[1] == customer:
        return
    if holder is not None:
        sql.execute("UPDATE customers_alias SET until = greatest(since, %s) WHERE id = %s", (now, holder[0]))
    written = sql.execute(
        """
        INSERT INTO customers_alias (subject, customer_id, since)
        SELECT %s, id, %s::timestamptz FROM customers_customer WHERE id = %s
            ON CONFLICT (subject) WHERE until IS NULL DO NOTHING
        """,
        (subject, None if holder is None else now, customer),
    )
    if written:
        told = CustomerRecognised(customer=customer, anonymous=anonymous.strip())
        _tell(told, customer, origin=origin, now=now)
    else:
        queries.customer(customer=customer)


@atomic
def undo_recognition(*, anonymous: str, customer: CustomerId, now: datetime, origin: Origin) -> bool:
    """Take back that a device was in a customer's hands; its history is its own again. False if it never was."""
    subject = anonymous_subject(contacts.anonymous_id(anonymous))
    undone = sql.execute("DELETE FROM customers_alias WHERE subject = %s AND customer_id = %s", (subject, customer))
    if undone:
        told = RecognitionUndone(customer=customer, anonymous=anonymous.strip())
        _tell(told, customer, origin=origin, now=now)
    return bool(undone)


@atomic
def save_address(*, customer: CustomerId, address: Address, now: datetime, origin: Origin, is_default: bool = False) -> int:
    """Put an address into the book; return its number. The first one is the default.

    Raises InvalidAddress, InvalidName, NameTooLong, InvalidPhone, TooManyAddresses, NoSuchCustomer.
    """
    cleaned = addresses.clean(address, language=queries.customer(customer=customer).language)
    sql.row("SELECT 1 FROM customers_customer WHERE id = %s FOR NO KEY UPDATE", (customer,))
    known = sql.scalar("SELECT count(*) FROM customers_address WHERE customer_id = %s", (customer,))
    if known >= ADDRESS_LIMIT:
        raise TooManyAddresses(limit=ADDRESS_LIMIT)
    if is_default:
        sql.execute("UPDATE customers_address SET is_default = false WHERE customer_id = %s AND is_default", (customer,))
    number = sql.scalar(
        """
        INSERT INTO customers_address
               (customer_id, label, recipient, line1, line2, city, region, postcode, country, phone, is_default)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
        """,
        (
            customer,
            cleaned.label,
            cleaned.recipient,
            cleaned.line1,
            cleaned.line2,
            cleaned.city,
            cleaned.region,
            cleaned.postcode,
            cleaned.country,
            cleaned.phone,
            is_default or known == 0,
        ),
    )
    _tell(AddressSaved(customer=customer, address=number), customer, origin=origin, now=now)
    return int(number)


@atomic
def remove_address(*, customer: CustomerId, address: int, now: datetime, origin: Origin) -> None:
    """Take an address out of the book. Raises NoSuchAddress, also for somebody else's."""
    if not sql.execute("DELETE FROM customers_address WHERE id = %s AND customer_id = %s", (address, customer)):
        raise NoSuchAddress
    _tell(AddressRemoved(customer=customer, address=address), customer, origin=origin, now=now)


def _refuse_language(language: str) -> None:
    known = [code for code, _ in settings.LANGUAGES]
    if language not in known:
        raise InvalidLanguage(known=", ".join(known))


def _tell(fact: Fact, customer: CustomerId, *, origin: Origin, now: datetime) -> None:
    tell(fact, origin=origin, now=now, subject=customer_subject(customer))
