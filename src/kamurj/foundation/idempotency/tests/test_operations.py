from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.idempotency.errors import InFlight, KeyReused
from kamurj.foundation.idempotency.operations import claim, forget_old, release, request_hash, settle
from kamurj.foundation.idempotency.tasks import forget_keys


def ask(now, *, key="k1", caller="user:1", body=None, operation="orders.place", **more):
    return claim(caller=caller, key=key, operation=operation, body=body or {"quantity": 1}, now=now, **more)


@pytest.mark.django_db
def test_the_first_request_does_the_work_and_the_second_gets_its_answer(now):
    first = ask(now)
    assert not first.is_repeat
    settle(first, answer={"order": "K1"})
    second = ask(now)
    assert second.is_repeat
    assert second.answer == {"order": "K1"}


@pytest.mark.django_db
def test_an_answer_known_beforehand_needs_no_settling(now):
    assert not ask(now, answer={"order": "K1"}).is_repeat
    assert ask(now, answer={"order": "K2"}).answer == {"order": "K1"}


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"body": {"quantity": 2}}, {"operation": "orders.cancel"}])
def test_the_same_key_for_something_else_is_refused_and_changes_nothing(now, other):
    settle(ask(now), answer={"order": "K1"})
    with pytest.raises(KeyReused):
        ask(now, **other)
    assert ask(now).answer == {"order": "K1"}


@pytest.mark.django_db
def test_two_callers_may_use_the_same_key(now):
    settle(ask(now), answer={"order": "K1"})
    assert not ask(now, caller="user:2").is_repeat


@pytest.mark.django_db
def test_a_request_that_is_still_being_worked_on_is_said_to_be(now):
    ask(now)
    with pytest.raises(InFlight):
        ask(now)


@pytest.mark.django_db(transaction=True)
def test_a_key_goes_with_the_work_that_was_rolled_back(now):
    with pytest.raises(ZeroDivisionError), atomic():
        ask(now)
        _ = 1 / 0
    assert not ask(now).is_repeat


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_at_once_one_does_the_work_and_all_get_its_answer(now, together):
    def place() -> tuple[bool, str]:
        with atomic():
            mine = ask(now)
            if mine.answer is not None:
                return False, mine.answer["order"]
            order = sql.scalar("SELECT pg_backend_pid()::text || pg_sleep(0.05)::text")
            settle(mine, answer={"order": order})
            return True, order

    outcomes = together([place] * 16)
    assert sorted(did for did, _ in outcomes) == [False] * 15 + [True]
    assert len({order for _, order in outcomes}) == 1


@pytest.mark.django_db
def test_a_key_is_kept_for_two_days(now):
    ask(now)
    assert forget_old(now=now + timedelta(hours=47)) == 0
    assert forget_old(now=now + timedelta(hours=49)) == 1
    assert forget_keys(timestamp=0) == 0


def test_the_order_of_members_makes_no_other_request():
    assert request_hash({"a": 1, "b": [1, 2]}) == request_hash({"b": [1, 2], "a": 1})
    assert request_hash({"a": [1, 2]}) != request_hash({"a": [2, 1]})


@pytest.mark.django_db
def test_a_key_that_was_released_is_free_again_and_a_settled_one_is_not(now):
    release(ask(now))
    second = ask(now, body={"quantity": 2})
    assert not second.is_repeat
    settle(second, answer={"order": "K2"})
    release(second)
    assert ask(now, body={"quantity": 2}).answer == {"order": "K2"}


@pytest.mark.django_db
def test_a_claim_that_died_is_taken_over_once(now):
    ask(now)
    patience = timedelta(minutes=2)
    with pytest.raises(InFlight):
        ask(now + timedelta(minutes=1), abandoned_after=patience)
    assert not ask(now + patience, abandoned_after=patience).is_repeat
    with pytest.raises(InFlight):
        ask(now + patience, abandoned_after=patience)
