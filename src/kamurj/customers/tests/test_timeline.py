import time
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamurj.customers import handlers, operations, queries
from kamurj.customers.errors import InvalidAnonymousId, NoSuchCustomer
from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.foundation.log.reading import pump, rewind
from kamurj.kernel import ids
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import CustomerId, LocationId
from kamurj.kernel.origin import Channel, Origin, anonymous_subject, customer_subject

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, slots=True)
class Seen(Fact):
    what: str


@dataclass(frozen=True, slots=True)
class Bought(Fact):
    what: str


@pytest.fixture
def happens(now, origin):
    """Something happens to somebody, so many minutes from now."""

    def tell_fact(what, subject, minutes=0, kind=Seen, by=origin):
        with atomic():
            tell(kind(what=what), origin=by, now=now + timedelta(minutes=minutes), subject=subject)

    return tell_fact


@pytest.fixture
def recognise(now, origin):
    return lambda device, customer, minutes=0: operations.recognise(
        anonymous=device, customer=customer, now=now + timedelta(minutes=minutes), origin=origin
    )


def read():
    """Read all there is. A transaction that runs in another database of the same server may hold the log's reader back."""
    deadline = time.monotonic() + 30
    while True:
        pump(handlers.SUBSCRIPTIONS)
        missing = sql.scalar(
            """
            SELECT count(*) FROM log_fact fact WHERE subject IS NOT NULL
               AND NOT EXISTS (SELECT FROM customers_timeline_entry entry WHERE entry.fact_id = fact.id)
            """
        )
        if not missing:
            return
        assert time.monotonic() < deadline, f"{missing} facts never reached the timeline"
        time.sleep(0.05)


def story(customer, **more):
    return [
        entry.payload["what"]
        for entry in queries.timeline(customer=customer, types=more.pop("types", ["Seen", "Bought"]), **more)
    ]


def test_what_a_device_did_is_the_customers_as_soon_as_it_is_recognised(guest, happens, recognise):
    customer = guest("ani@example.am").customer
    happens("chair", anonymous_subject("phone-1"), minutes=-10)
    happens("table", customer_subject(customer), minutes=-5)
    read()
    assert story(customer) == ["table"]
    recognise("phone-1", customer)
    assert story(customer) == ["table", "chair"]
    happens("lamp", anonymous_subject("phone-1"), minutes=1)
    read()
    assert story(customer) == ["lamp", "table", "chair"]


def test_two_people_behind_one_device_are_never_merged(guest, happens, recognise):
    ani, tigran = guest("ani@example.am").customer, guest("tigran@example.am").customer
    happens("chair", anonymous_subject("tablet"), minutes=-10)
    recognise("tablet", ani)
    happens("lamp", anonymous_subject("tablet"), minutes=5)
    recognise("tablet", tigran, minutes=10)
    happens("drill", anonymous_subject("tablet"), minutes=15)
    recognise("tablet", ani, minutes=20)
    happens("rug", anonymous_subject("tablet"), minutes=25)
    read()
    assert story(ani) == ["rug", "lamp", "chair"]
    assert story(tigran) == ["drill"]


def test_a_mistaken_recognition_can_be_undone(guest, happens, recognise, now, origin, told):
    customer = guest("ani@example.am").customer
    happens("chair", anonymous_subject("phone-1"))
    read()
    recognise("phone-1", customer)
    recognise("phone-1", customer)
    assert story(customer) == ["chair"]
    undo = lambda: operations.undo_recognition(anonymous="phone-1", customer=customer, now=now, origin=origin)
    assert (undo(), undo()) == (True, False)
    assert story(customer) == []
    assert (len(told("CustomerRecognised")), len(told("RecognitionUndone"))) == (1, 1)


@pytest.mark.parametrize("nobody", ["", "null", "0000"])
def test_everybodys_device_is_nobodys(guest, recognise, nobody):
    with pytest.raises(InvalidAnonymousId):
        recognise(nobody, guest("ani@example.am").customer)


def test_a_device_cannot_belong_to_somebody_who_is_not_there(recognise):
    with pytest.raises(NoSuchCustomer):
        recognise("phone-1", CustomerId(ids.new()))
    assert sql.scalar("SELECT count(*) FROM customers_alias") == 0


@pytest.mark.django_db(transaction=True)
def test_two_log_ins_on_one_new_device_leave_one_holder(guest, recognise, together):
    people = [guest(f"a{number}@example.am").customer for number in range(3)]
    together([lambda customer=customer: recognise("tablet", customer, minutes=1) for customer in people])
    assert sql.scalar("SELECT count(*) FROM customers_alias WHERE until IS NULL") == 1


def test_pages_of_a_timeline_join_without_gap_or_repeat_in_one_statement_each(guest, happens, recognise):
    customer = guest("ani@example.am").customer
    recognise("phone-1", customer)
    for number in range(12):
        subject = customer_subject(customer) if number % 3 else anonymous_subject("phone-1")
        happens(str(number), subject, minutes=number // 4)
    read()
    pages, before = [], None
    with count_statements() as statements:
        while page := queries.timeline(customer=customer, before=before, limit=5, types=["Seen"]):
            pages.extend(entry.payload["what"] for entry in page)
            before = page[-1].cursor
    assert pages == [str(number) for number in reversed(range(12))]
    assert statements.count == 4


def test_a_timeline_says_what_where_and_over_which_channel(guest, happens):
    customer = guest("ani@example.am").customer
    store = Origin(channel=Channel.STORE, location=LocationId(7))
    happens("chair", customer_subject(customer), kind=Bought, by=store)
    happens("lamp", customer_subject(customer))
    read()
    (bought,) = queries.timeline(customer=customer, types=["Bought"])
    assert (bought.type, bought.channel, bought.location) == ("Bought", "store", 7)
    assert "CustomerRegistered" in {entry.type for entry in queries.timeline(customer=customer)}


def test_facts_about_nobody_are_on_no_timeline(happens):
    happens("chair", None)
    read()
    assert sql.scalar("SELECT count(*) FROM customers_timeline_entry WHERE type = 'Seen'") == 0


def test_the_timeline_can_be_rebuilt_from_the_log(guest, happens, recognise):
    customer = guest("ani@example.am").customer
    for number in range(5):
        happens(str(number), customer_subject(customer), minutes=number)
    read()
    before = queries.timeline(customer=customer)
    rewind(handlers.TIMELINE)
    read()
    assert queries.timeline(customer=customer) == before
    sql.execute("TRUNCATE customers_timeline_entry")
    rewind(handlers.TIMELINE)
    read()
    assert queries.timeline(customer=customer) == before


def test_a_batch_of_any_size_is_one_statement(guest, happens):
    for number in range(20):
        happens(str(number), anonymous_subject(f"device-{number}"))
    with count_statements() as statements:
        read()
    assert len([text for text in statements.texts if "INSERT INTO customers_timeline_entry" in text]) == 1


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["log-in", "look"]), st.integers(0, 2), st.integers(0, 1)), min_size=1, max_size=12
    )
)
def test_whoever_logs_in_where_every_look_is_in_at_most_one_story(guest, happens, recognise, moves):
    people = [guest(f"{ids.new()}@example.am").customer for _ in range(3)]
    devices = [f"device-{ids.new()}" for _ in range(2)]
    looks = 0
    for minute, (move, person, device) in enumerate(moves):
        if move == "log-in":
            recognise(devices[device], people[person], minutes=minute)
        else:
            looks += 1
            happens(f"{minute}", anonymous_subject(devices[device]), minutes=minute)
    read()
    stories = [story(customer, limit=500) for customer in people]
    seen = [what for one in stories for what in one]
    assert len(seen) == len(set(seen)) <= looks
    held = {device for move, _, device in moves if move == "log-in"}
    assert len(seen) == sum(1 for move, _, device in moves if move == "look" and device in held)
