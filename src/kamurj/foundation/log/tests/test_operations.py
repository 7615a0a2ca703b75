from datetime import timedelta

import pytest
from django.db import transaction

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.contracts import ExternalFact, StoredFact
from kamurj.foundation.log.operations import NoTransaction, append_external, gather, tell
from kamurj.foundation.log.tests.facts import LampBroken, LampLit
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Channel, Origin, anonymous_subject


def told() -> list[tuple]:
    return sql.rows("SELECT type, payload, channel, location_id, subject, actor FROM log_fact ORDER BY id")


def message(name: str, now, number: int = 1, **more) -> ExternalFact:
    return ExternalFact(
        message_id=name, fact_type="LampLit", occurred_at=now - timedelta(hours=1), payload={"number": number}, **more
    )


@pytest.mark.django_db
def test_facts_are_told_in_order_with_their_origin_by_one_statement(now):
    origin = Origin(channel=Channel.STORE, location=LocationId(7), subject=anonymous_subject("a"), actor="user:3")
    with atomic(), count_statements() as counted:
        tell(LampLit(number=1), LampBroken(number=2, by="wind"), origin=origin, now=now)
    assert counted.count == 1
    assert told() == [
        ("LampLit", {"number": 1}, "store", 7, "anonymous:a", "user:3"),
        ("LampBroken", {"number": 2, "by": "wind"}, "store", 7, "anonymous:a", "user:3"),
    ]


@pytest.mark.django_db
def test_a_subject_given_with_the_fact_stands_above_the_origins(origin, now):
    tell(LampLit(number=1), origin=origin, now=now, subject=anonymous_subject("b"))
    assert sql.scalar("SELECT subject FROM log_fact") == "anonymous:b"


@pytest.mark.django_db
def test_telling_nothing_sends_nothing(origin, now):
    with count_statements() as counted:
        tell(origin=origin, now=now)
    assert counted.count == 0


@pytest.mark.django_db(transaction=True)
def test_telling_outside_a_transaction_is_refused(origin, now):
    with pytest.raises(NoTransaction, match="wrap the operation in `atomic`"):
        tell(LampLit(number=1), origin=origin, now=now)
    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_a_fact_of_a_rolled_back_change_is_not_in_the_log(origin, now):
    with atomic():
        tell(LampLit(number=1), origin=origin, now=now)
        transaction.set_rollback(True)
    assert told() == []


@pytest.mark.django_db
def test_gathered_facts_are_written_together_in_the_order_they_were_told(origin, now):
    with atomic(), count_statements() as counted, gather():
        tell(LampLit(number=1), origin=origin, now=now)
        with gather():
            tell(LampBroken(number=2), origin=origin, now=now, subject=anonymous_subject("c"))
        tell(LampLit(number=3), origin=origin, now=now)
        assert told() == []
    assert [payload["number"] for _, payload, *_ in told()] == [1, 2, 3]
    assert counted.count == 2, "one INSERT, and the look into the log above"


@pytest.mark.django_db
def test_an_exception_drops_what_was_gathered(origin, now):
    with pytest.raises(ZeroDivisionError), gather():
        tell(LampLit(number=1), origin=origin, now=now)
        _ = 1 / 0
    tell(LampLit(number=2), origin=origin, now=now)
    assert [payload["number"] for _, payload, *_ in told()] == [2]


@pytest.mark.django_db
def test_a_repeated_message_is_stored_once_however_late_it_comes(origin, now):
    assert append_external(facts=[message("m1", now)], origin=origin, now=now).stored == ("m1",)
    a_year_later = now + timedelta(days=365)
    again = append_external(facts=[message("m1", now)], origin=origin, now=a_year_later)
    assert (again.stored, again.repeated, again.quarantined) == ((), ("m1",), ())
    assert len(told()) == 1


@pytest.mark.django_db
def test_the_same_message_id_with_another_body_goes_to_quarantine_once(origin, now):
    append_external(facts=[message("m1", now)], origin=origin, now=now)
    for _ in range(2):
        answer = append_external(facts=[message("m1", now, number=2)], origin=origin, now=now)
        assert (answer.stored, answer.repeated, answer.quarantined) == ((), (), ("m1",))
    assert len(told()) == 1
    [(name, body)] = sql.rows("SELECT message_id, body FROM log_quarantine")
    assert (name, body["payload"]) == ("m1", {"number": 2})


@pytest.mark.django_db
def test_messages_of_one_call_keep_their_order_and_their_repeats_are_counted(origin, now):
    facts = [message("z", now, 1), message("a", now, 2), message("z", now, 1), message("a", now, 3)]
    answer = append_external(facts=facts, origin=origin, now=now)
    assert (answer.stored, answer.repeated, answer.quarantined) == (("z", "a"), ("z",), ("a",))
    assert [payload["number"] for _, payload, *_ in told()] == [1, 2]


@pytest.mark.django_db
def test_the_very_same_message_twice_in_one_call_is_a_repeat(origin, now):
    fact = message("m1", now)
    answer = append_external(facts=[fact, fact], origin=origin, now=now)
    assert (answer.stored, answer.repeated) == (("m1",), ("m1",))


@pytest.mark.django_db(transaction=True)
def test_one_message_sent_by_sixteen_at_once_is_stored_once(origin, now, together):
    answers = together([lambda: append_external(facts=[message("m1", now)], origin=origin, now=now)] * 16)
    assert sum(len(answer.stored) for answer in answers) == 1
    assert sum(len(answer.repeated) for answer in answers) == 15
    assert len(told()) == 1


@pytest.mark.django_db(transaction=True)
def test_batches_that_share_messages_in_opposite_orders_do_not_lock_each_other_out(origin, now, together):
    names = [f"m{number}" for number in range(50)]
    forwards, backwards = ([message(name, now) for name in order] for order in (names, names[::-1]))
    answers = together(
        [lambda facts=facts: append_external(facts=facts, origin=origin, now=now) for facts in [forwards, backwards] * 4]
    )
    assert sum(len(answer.stored) for answer in answers) == 50


def test_a_stored_fact_is_not_read_as_another_type(now):
    stored = StoredFact(1, 1, now, now, "LampLit", 1, "web", None, None, None, None, {"number": 1})
    assert stored.as_(LampLit) == LampLit(number=1)
    with pytest.raises(TypeError, match="Fact 1 is a LampLit, not a LampBroken"):
        stored.as_(LampBroken)
