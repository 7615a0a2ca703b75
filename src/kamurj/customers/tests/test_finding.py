import pytest

from kamurj.customers import bulk, queries
from kamurj.foundation.database import sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(now, origin):
    rows = [
        bulk.CustomerRow("1", now, "Ani", "Petrosyan", "hy", "ani@example.am", "+37491234567", is_verified=True),
        bulk.CustomerRow("2", now, "Անի", "Հակոբյան", "hy", "ani.h@example.am", "+37499000001"),
        bulk.CustomerRow("3", now, "Peter", "Anisson", "en", "peter@example.com", "+14155552671"),
        bulk.CustomerRow("4", now, "Anna Maria", "de Luca", "en", "ani@example.am"),
        bulk.CustomerRow("5", now, "100%", "O'Neil_", "en"),
    ]
    bulk.upsert_customers(source="test", rows=rows, now=now, origin=origin)


def found(text, **more):
    numbers = {bulk.customer_id(source="test", external_id=str(number)): number for number in range(1, 6)}
    return [numbers[one.id] for one in queries.find(text, **more)]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("ani", {1, 2, 3}),
        ("ԱՆԻ", {1, 2, 3}),
        ("Ani Pet", {1, 3}),
        ("petros ani", {1}),
        ("հակոբ", {2}),
        ("hakobyan ani", {2}),
        ("anna maria de", {4}),
        ("anisson", {3}),
        ("100%", {5}),
        ("o'neil_", {5}),
        ("%", set()),
        ("_", set()),
        ("nobody", set()),
        ("", set()),
        ("\x00", set()),
        ("ani@", {1, 4}),
        ("PETER@example.com", {3}),
        ("091 234567", {1}),
        ("+374 99", {2}),
        ("234567", {1}),
        ("5552671", {3}),
        ("(415) 555-2671", {3}),
    ],
)
def test_people_are_found_by_what_is_said_at_a_desk(people, text, who):
    assert set(found(text)) == who


def test_who_proved_the_contact_comes_first(people):
    assert found("ani@example.am") == [1, 4]


def test_no_more_are_shown_than_were_asked_for(people):
    assert len(found("ani", limit=2)) == 2
    assert len(found("ani", limit=0)) == 1


@pytest.mark.parametrize("text", ["ani", "ani pet", "ani@", "234567"])
def test_finding_walks_indexes_and_never_the_whole_table(people, text, monkeypatch):
    plans = []
    real = sql.rows

    def explained(query, parameters=()):
        plans.extend(line for (line,) in real(f"EXPLAIN {query}", parameters))
        return real(query, parameters)

    sql.execute("SET LOCAL enable_seqscan = off")
    sql.execute("SET LOCAL enable_bitmapscan = off")
    monkeypatch.setattr(sql, "rows", explained)
    queries.find(text)
    assert not [line for line in plans if "Seq Scan" in line], "\n".join(plans)
    walked = ("customers_by_given", "customers_by_family", "customers_contact_prefix", "customers_phone_suffix")
    assert [line for line in plans if any(index in line for index in walked)], "\n".join(plans)


def test_many_customers_are_loaded_once_and_follow_their_source(now, origin):
    rows = [bulk.CustomerRow(str(number), now, f"Ani {number}", email=f"a{number}@example.am") for number in range(100)]
    load = lambda rows: bulk.upsert_customers(source="crm", rows=rows, now=now, origin=origin)
    assert load(rows) == bulk.Loaded(added=100, changed=0)
    assert load(rows) == bulk.Loaded(added=0, changed=0)
    assert load([bulk.CustomerRow("1", now, "Anahit"), bulk.CustomerRow("1", now, "Ani")]) == bulk.Loaded(0, 1)
    one = queries.customer(customer=bulk.customer_id(source="crm", external_id="1"))
    assert (one.given_name, one.email) == ("Ani", "a1@example.am")
    assert sql.scalar("SELECT count(*) FROM log_fact WHERE type = 'CustomersLoaded'") == 2


def test_one_proved_contact_claimed_twice_is_proved_for_the_first(now, origin):
    rows = [bulk.CustomerRow(str(number), now, email="a@example.am", is_verified=True) for number in (1, 2)]
    bulk.upsert_customers(source="crm", rows=rows, now=now, origin=origin)
    bulk.upsert_customers(source="erp", rows=rows, now=now, origin=origin)
    proved = sql.rows("SELECT customer_id FROM customers_contact_point WHERE verified_at IS NOT NULL")
    assert proved == [(bulk.customer_id(source="crm", external_id="1"),)]


def test_a_checked_row_is_written_as_it_is_kept(now):
    row = bulk.checked(bulk.CustomerRow("1", now, " Ani ", "", "hy", "A@B.am", "091 234567"))
    assert (row.given_name, row.email, row.phone) == ("Ani", "a@b.am", "+37491234567")
