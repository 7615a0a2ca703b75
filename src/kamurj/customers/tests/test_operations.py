import pytest

from kamurj.customers import operations, queries
from kamurj.customers.contracts import Address, Contact, ContactKind
from kamurj.customers.errors import (
    ContactNeeded,
    ContactTaken,
    InvalidAddress,
    InvalidLanguage,
    InvalidName,
    NoSuchAddress,
    NoSuchContact,
    NoSuchCustomer,
    TooManyAddresses,
    TooManyContacts,
)
from kamurj.foundation.access.models import User
from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.kernel import ids
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import CustomerId

pytestmark = pytest.mark.django_db

HOME = Address(recipient="Ani Petrosyan", line1="Abovyan 1", city="Yerevan", country="am", phone="091234567")


def customers_in_all():
    return sql.scalar("SELECT count(*) FROM customers_customer")


@pytest.fixture
def user(db):
    return User.objects.create_user("Ani@Example.am", name="Ani Petrosyan", language="hy")


@pytest.fixture
def account(user, now, origin):
    return lambda **more: operations.customer_of_user(account=user, now=now, origin=origin, **more)


@pytest.fixture
def verify(now, origin):
    return lambda customer, value, kind=ContactKind.EMAIL: operations.verify_contact(
        customer=customer, kind=kind, value=value, now=now, origin=origin
    )


def test_a_log_in_becomes_a_customer_once(account, told):
    customer = account()
    with count_statements() as statements:
        assert account() == customer
    assert statements.count == 1
    made = queries.customer(customer=customer)
    assert (made.name, made.language, made.email) == ("Ani Petrosyan", "hy", "ani@example.am")
    assert told("CustomerRegistered") == [{"customer": str(customer), "has_account": True}]


@pytest.mark.django_db(transaction=True)
def test_two_first_requests_of_a_log_in_make_one_customer(account, together):
    first, *others = together([account] * 4)
    assert set(others) == {first}
    assert customers_in_all() == 1


def test_a_log_in_with_a_proved_email_joins_the_customer_who_proved_it(guest, verify, account):
    known = guest("ani@example.am").customer
    verify(known, "ani@example.am")
    assert account(is_verified=True) == known
    assert customers_in_all() == 1


def test_a_log_in_with_an_unproved_email_joins_nobody(guest, verify, account):
    known = guest("ani@example.am").customer
    verify(known, "ani@example.am")
    assert account() != known


def test_a_guest_is_found_by_what_was_proved(guest, verify):
    known = guest("ani@example.am").customer
    verify(known, "ani@example.am")
    again = guest("ANI@example.am", phone="+37491234567", given_name="Anahit")
    assert (again.customer, again.is_new) == (known, False)
    assert queries.customer(customer=known).given_name == "Ani"


def test_a_guest_is_not_found_by_what_anybody_may_type(guest):
    first, second = guest("ani@example.am"), guest("ani@example.am")
    assert first.customer != second.customer
    assert (first.is_new, second.is_new) == (True, True)


def test_a_guest_who_comes_back_on_the_same_device_is_the_same(guest, device):
    first = guest("ani@example.am", by=device("phone-1"))
    again = guest("ani@example.am", by=device("phone-1"))
    assert (again.customer, again.is_new) == (first.customer, False)
    assert guest("tigran@example.am", by=device("phone-1")).is_new
    assert guest("ani@example.am", by=device("phone-2")).is_new


@pytest.mark.django_db(transaction=True)
def test_identifying_is_one_statement_and_one_more_for_the_fact_of_somebody_new(guest, device):
    with count_statements() as first:
        guest("ani@example.am", by=device("phone-1"))
    with count_statements() as again:
        guest("ani@example.am", by=device("phone-1"))
    assert (first.count, again.count) == (2, 1)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"email": ""}, ContactNeeded),
        ({"email": "a@b.am", "given_name": "a\x00"}, InvalidName),
        ({"email": "a@b.am", "language": "xx"}, InvalidLanguage),
    ],
)
def test_a_guest_nobody_can_reach_or_name_is_refused_and_not_kept(guest, wrong, refusal):
    with pytest.raises(refusal):
        guest(**wrong)
    assert customers_in_all() == 0


def test_a_contact_is_proved_by_one_customer_only(guest, verify, told):
    first, second = guest("ani@example.am").customer, guest("ani@example.am").customer
    verify(first, "ani@example.am")
    verify(first, "ani@example.am")
    with pytest.raises(ContactTaken):
        verify(second, "ani@example.am")
    with pytest.raises(NoSuchContact):
        verify(first, "other@example.am")
    assert len(told("ContactVerified")) == 1


def test_contacts_are_added_once_and_have_an_end(guest, now, origin, told):
    customer = guest("ani@example.am").customer

    def add(**contact):
        operations.add_contact(customer=customer, contact=Contact(**contact), now=now, origin=origin)

    add(phone="091234567", email="ani@example.am")
    assert queries.customer(customer=customer).phone == "+37491234567"
    assert [fact["kind"] for fact in told("ContactAdded")] == ["phone"]
    for number in range(operations.CONTACT_LIMIT - 2):
        add(email=f"a{number}@example.am")
    with pytest.raises(TooManyContacts):
        add(email="one.more@example.am")


def test_a_change_tells_what_changed_and_not_to_what(guest, now, origin, told):
    customer = guest("ani@example.am").customer
    profile = {"given_name": "Anahit", "family_name": "Petrosyan", "language": "hy", "home": Position(40.18, 44.51)}
    operations.change(customer=customer, **profile, now=now, origin=origin)
    operations.change(customer=customer, **profile, now=now, origin=origin)
    changed = queries.customer(customer=customer)
    assert (changed.name, changed.language, changed.home) == ("Anahit Petrosyan", "hy", Position(40.18, 44.51))
    assert told("CustomerChanged") == [{"customer": str(customer), "changed": ["given_name", "language", "home"]}]


def test_somebody_who_is_not_there_cannot_be_changed(now, origin):
    with pytest.raises(NoSuchCustomer):
        operations.change(
            customer=CustomerId(ids.new()),
            given_name="",
            family_name="",
            language="en",
            home=None,
            now=now,
            origin=origin,
        )


def test_the_address_book_has_one_default(guest, now, origin):
    customer = guest("ani@example.am").customer
    save = lambda **more: operations.save_address(customer=customer, address=HOME, now=now, origin=origin, **more)
    first, second = save(), save()
    third = save(is_default=True)
    book = queries.addresses_of(customer=customer)
    assert [(one.id, one.is_default) for one in book] == [(third, True), (first, False), (second, False)]
    assert (book[0].address.country, book[0].address.phone) == ("AM", "+37491234567")
    operations.remove_address(customer=customer, address=second, now=now, origin=origin)
    with pytest.raises(NoSuchAddress):
        operations.remove_address(customer=customer, address=second, now=now, origin=origin)


def test_somebody_elses_address_cannot_be_removed(guest, now, origin):
    owner, other = guest("a@example.am").customer, guest("b@example.am").customer
    number = operations.save_address(customer=owner, address=HOME, now=now, origin=origin)
    with pytest.raises(NoSuchAddress):
        operations.remove_address(customer=other, address=number, now=now, origin=origin)
    assert len(queries.addresses_of(customer=owner)) == 1


@pytest.mark.parametrize("missing", ["recipient", "line1", "city", "country"])
def test_an_address_without_an_essential_part_is_refused(guest, now, origin, missing):
    customer = guest("ani@example.am").customer
    parts = {"recipient": "Ani", "line1": "Abovyan 1", "city": "Yerevan", "country": "AM"} | {missing: " "}
    with pytest.raises(InvalidAddress):
        operations.save_address(customer=customer, address=Address(**parts), now=now, origin=origin)


def test_the_address_book_has_an_end(guest, now, origin, monkeypatch):
    monkeypatch.setattr(operations, "ADDRESS_LIMIT", 1)
    customer = guest("ani@example.am").customer
    operations.save_address(customer=customer, address=HOME, now=now, origin=origin)
    with pytest.raises(TooManyAddresses):
        operations.save_address(customer=customer, address=HOME, now=now, origin=origin)


def test_no_fact_carries_a_name_an_address_or_a_contact(guest, account, verify, now, origin):
    customer = guest("ani@example.am", phone="091234567").customer
    verify(customer, "ani@example.am")
    operations.save_address(customer=customer, address=HOME, now=now, origin=origin)
    account()
    everything = str(sql.rows("SELECT payload, subject, actor FROM log_fact")).lower()
    for secret in ("ani@", "example.am", "91234567", "petrosyan", "abovyan"):
        assert secret not in everything
