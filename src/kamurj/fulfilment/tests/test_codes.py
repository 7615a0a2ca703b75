from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.fulfilment import errors, operations, queries, rules
from kamurj.fulfilment.contracts import MAX_ATTEMPTS, FulfilmentStatus, NextAction
from kamurj.fulfilment.tests.conftest import ELSEWHERE, STORE, wrong
from kamurj.kernel.ids import READABLE


@pytest.fixture
def at(now, associate):
    return {"location": STORE, "now": now, "origin": associate}


@given(version=st.integers(1, 32_000), fulfilment=st.uuids())
def test_a_code_is_six_readable_characters_and_always_the_same(version, fulfilment):
    code = rules.pickup_code(b"secret", fulfilment=fulfilment, version=version)
    assert len(code) == rules.CODE_LENGTH
    assert set(code) <= set(READABLE)
    assert code == rules.pickup_code(b"secret", fulfilment=fulfilment, version=version)


def test_another_version_or_secret_makes_another_code():
    id_ = uuid4()
    codes = {rules.pickup_code(secret, fulfilment=id_, version=v) for secret in (b"a", b"b") for v in range(1, 50)}
    assert len(codes) == 98


def test_what_people_mistake_for_each_other_is_the_same_code():
    assert rules.normalised(" o1-lI 2a") == "01112A"
    id_ = uuid4()
    assert rules.code_hash(b"s", fulfilment=id_, code="O0 1I") == rules.code_hash(b"s", fulfilment=id_, code="0011")


@pytest.mark.django_db
def test_the_right_code_hands_over_once_and_the_second_time_says_when_and_by_whom(ready, at, now, code_of):
    work = ready()
    code = code_of(work)
    answer = operations.hand_over(fulfilment=work.id, code=code.lower(), **at)
    assert answer.refusal is None
    assert (answer.fulfilment.status, answer.fulfilment.handed_over_by) == (FulfilmentStatus.HANDED_OVER, "user:5")
    with pytest.raises(errors.AlreadyHandedOver) as refused:
        operations.hand_over(fulfilment=work.id, code=code, **at)
    assert refused.value.params == {"at": now, "by": "user:5"}
    assert queries.pickup_code(work.id) is None


@pytest.mark.django_db
def test_the_sixth_guess_is_refused_even_if_it_is_right_until_staff_reissue(ready, at, now, code_of):
    work = ready()
    code = code_of(work)
    refusals = [operations.hand_over(fulfilment=work.id, code=wrong(code), **at).refusal for _ in range(MAX_ATTEMPTS)]
    assert [type(refusal) for refusal in refusals] == [errors.WrongCode] * 4 + [errors.CodeIsLocked]
    assert [refusal.params.get("left") for refusal in refusals] == [4, 3, 2, 1, None]
    with pytest.raises(errors.CodeIsLocked):
        operations.hand_over(fulfilment=work.id, code=code, **at)
    assert queries.work_list(location=STORE, now=now).items[0].next_action is NextAction.REISSUE_CODE
    again = operations.reissue_code(fulfilment=work.id, **at)
    assert (again.code_version, again.failed_attempts) == (2, 0)
    assert isinstance(operations.hand_over(fulfilment=work.id, code=code, **at).refusal, errors.WrongCode)
    assert operations.hand_over(fulfilment=work.id, code=code_of(work), **at).refusal is None


@pytest.mark.django_db
def test_a_guess_in_the_wrong_store_is_no_guess(ready, at, code_of):
    work = ready()
    with pytest.raises(errors.WrongStore):
        operations.hand_over(fulfilment=work.id, code=code_of(work), **at | {"location": ELSEWHERE})
    assert queries.fulfilment(work.id).failed_attempts == 0


@pytest.mark.django_db
def test_after_the_deadline_no_code_opens_it_although_no_job_has_run(ready, at, code_of):
    work = ready()
    code = code_of(work)
    late = at | {"now": work.deadline_at}
    with pytest.raises(errors.CollectionOverdue):
        operations.hand_over(fulfilment=work.id, code=code, **late)
    with pytest.raises(errors.CollectionOverdue):
        operations.reissue_code(fulfilment=work.id, **late)
    just_in_time = at | {"now": work.deadline_at - timedelta(seconds=1)}
    assert operations.hand_over(fulfilment=work.id, code=code, **just_in_time).refusal is None


@pytest.mark.django_db
def test_a_code_is_not_handed_out_before_it_is_ready_nor_after_the_secret_changed(opened, ready, settings):
    assert queries.pickup_code(opened().id) is None
    work = ready()
    settings.SECRET_KEY = "another"
    assert queries.pickup_code(work.id) is None


@pytest.mark.django_db
def test_nothing_that_is_stored_is_the_code(ready, code_of):
    code = code_of(ready())
    stored = " ".join(str(row) for row in sql.rows("SELECT f::text FROM fulfilment_order f"))
    facts = " ".join(str(row) for row in sql.rows("SELECT payload::text FROM log_fact"))
    assert code not in stored + facts
    assert code.encode().hex() not in stored


@pytest.mark.django_db(transaction=True)
def test_two_associates_at_once_hand_over_once(ready, at, together, code_of):
    work = ready()
    call = partial(operations.hand_over, fulfilment=work.id, code=code_of(work), **at)
    outcomes = together([call, call])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyHandedOver", "CodeAnswer"]
    assert sql.scalar("SELECT count(*) FROM log_fact WHERE type = 'HandedOver'") == 1


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_all_counted(ready, at, together, code_of):
    work = ready()
    call = partial(operations.hand_over, fulfilment=work.id, code=wrong(code_of(work)), **at)
    outcomes = together([call] * 8)
    assert sum(isinstance(outcome, errors.CodeIsLocked) for outcome in outcomes) == 3
    assert queries.fulfilment(work.id).failed_attempts == MAX_ATTEMPTS


@pytest.mark.django_db(transaction=True)
def test_a_counted_guess_outlives_the_refusal_that_follows_it(ready, at, code_of):
    work = ready()
    with pytest.raises(errors.WrongCode):
        with atomic():
            answer = operations.hand_over(fulfilment=work.id, code=wrong(code_of(work)), **at)
        raise answer.refusal
    assert queries.fulfilment(work.id).failed_attempts == 1


@pytest.mark.django_db(transaction=True)
def test_picking_and_making_ready_at_once_never_leave_a_ready_order_with_unpicked_pieces(opened, at, together):
    work = opened()
    operations.start_picking(fulfilment=work.id, **at)
    operations.pick(fulfilment=work.id, picked={1: 2, 2: 1}, **at)
    together(
        [
            partial(operations.pick, fulfilment=work.id, picked={1: 0}, **at),
            partial(operations.mark_ready, fulfilment=work.id, **at),
        ]
    )
    done = queries.fulfilment(work.id)
    assert (done.status is FulfilmentStatus.READY) == (sum(line.unpicked for line in done.lines) == 0)
