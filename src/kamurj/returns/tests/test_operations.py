from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.kernel.ids import LocationId, OrderId, ReturnId
from kamurj.kernel.money import Money
from kamurj.returns import errors, operations, queries
from kamurj.returns.contracts import Disposition, Reason, ReturnStatus
from kamurj.returns.tests.test_rules import line

STORE = LocationId(7)
WAREHOUSE = LocationId(1)


@pytest.fixture
def accept(now, origin):
    def call(*lines, order, id=None, location=STORE):  # noqa: A002
        return operations.accept(
            id=id or ReturnId(uuid4()), order=order, location=location, lines=lines, now=now, origin=origin
        )

    return call


@pytest.fixture
def order():
    return OrderId(uuid4())


@pytest.mark.django_db
def test_a_return_is_written_with_its_lines_refund_and_fact(accept, order, now):
    done = accept(line(quantity=2), line(position=2, gross=Money(500, "AMD"), bought=1, delivered=1), order=order).returned
    assert [one.refund.minor for one in done.lines] == [667, 500]
    assert (done.refund, done.status, done.accepted_at) == (Money(1167, "AMD"), ReturnStatus.ACCEPTED, now)
    assert queries.returned(done.id) == done
    assert queries.returns_of(order) == (done,)
    assert queries.returned_pieces(order) == {1: 2, 2: 1}
    ((payload,),) = sql.rows("SELECT payload FROM log_fact WHERE type = 'ReturnAccepted'")
    assert (payload["refund"]["minor"], payload["location"], len(payload["lines"])) == (1167, STORE, 2)


@pytest.mark.django_db
def test_accepting_costs_six_statements_however_many_lines(accept, order):
    with count_statements() as statements:
        accept(*(line(position=place) for place in range(1, 40)), order=order)
    assert len([text for text in statements.texts if "SAVEPOINT" not in text]) == 6


@pytest.mark.django_db
def test_the_same_form_twice_is_one_return(accept, order):
    form = ReturnId(uuid4())
    first = accept(line(), order=order, id=form)
    second = accept(line(), order=order, id=form)
    assert (first.is_repeat, second.is_repeat) == (False, True)
    assert second.returned == first.returned
    assert queries.returned_pieces(order) == {1: 1}
    assert sql.scalar("SELECT count(*) FROM log_fact") == 1


@pytest.mark.django_db
def test_the_same_id_for_another_form_is_refused(accept, order):
    form = ReturnId(uuid4())
    accept(line(), order=order, id=form)
    with pytest.raises(errors.FormReused):
        accept(line(quantity=2), order=order, id=form)
    assert queries.returned_pieces(order) == {1: 1}


@pytest.mark.django_db
def test_the_last_piece_takes_the_rest_and_one_more_is_refused_with_nothing_changed(accept, order):
    refunds = [accept(line(), order=order).returned.refund.minor for _ in range(3)]
    assert sum(refunds) == 1000
    with pytest.raises(errors.TooManyReturned) as refused:
        accept(line(), order=order)
    assert refused.value.params == {"position": 1, "left": 0}
    assert len(queries.returns_of(order)) == 3
    assert queries.returned_pieces(order) == {1: 3}


@pytest.mark.django_db
def test_a_refused_line_takes_the_others_with_it(accept, order):
    accept(line(position=2, quantity=3), order=order)
    with pytest.raises(errors.TooManyReturned):
        accept(line(), line(position=2), order=order)
    assert queries.returned_pieces(order) == {2: 3}


@pytest.mark.django_db
def test_the_preview_says_what_accepting_would_and_changes_nothing(accept, order):
    accept(line(), order=order)
    preview = queries.preview(order=order, lines=[line(quantity=2)])
    assert [one.refund.minor for one in preview.lines] == [667]
    assert queries.returned_pieces(order) == {1: 1}
    assert accept(line(quantity=2), order=order).returned.refund.minor == 667
    with pytest.raises(errors.TooManyReturned):
        queries.preview(order=order, lines=[line()])


@pytest.mark.django_db
def test_money_is_given_back_once(accept, order, now, origin):
    done = accept(line(), order=order).returned
    assert operations.mark_refunded(id=done.id, now=now, origin=origin)
    assert not operations.mark_refunded(id=done.id, now=now, origin=origin)
    assert queries.returned(done.id).refunded_at == now


@pytest.mark.django_db
def test_pieces_sent_on_arrive_once(accept, order, now, origin):
    done = accept(line(), line(position=2, disposition=Disposition.WAREHOUSE, reason=Reason.OTHER), order=order).returned
    assert queries.on_their_way() == (done,)
    arrived = operations.receive(id=done.id, location=WAREHOUSE, now=now, origin=origin)
    assert [(one.position, one.arrived_at) for one in arrived] == [(2, now)]
    assert queries.on_their_way() == ()
    with pytest.raises(errors.NotOnItsWay):
        operations.receive(id=done.id, location=WAREHOUSE, now=now, origin=origin)


@pytest.mark.django_db
def test_an_unknown_return_is_not_found():
    with pytest.raises(errors.ReturnNotFound):
        queries.returned(ReturnId(uuid4()))


@pytest.mark.django_db(transaction=True)
def test_two_tills_that_return_the_last_piece_at_once_take_one(accept, order, together):
    one = line(bought=1, delivered=1)
    outcomes = together([partial(accept, one, order=order), partial(accept, one, order=order, location=LocationId(8))])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Accepted", "TooManyReturned"]
    assert queries.returned_pieces(order) == {1: 1}


@pytest.mark.django_db(transaction=True)
def test_eight_tills_take_back_exactly_what_was_delivered_and_refund_exactly_what_was_paid(accept, order, together):
    several = [line(bought=5, delivered=5), line(position=2, bought=9, delivered=9)]
    calls = [partial(accept, *(several if till % 2 else reversed(several)), order=order) for till in range(8)]
    outcomes = together(calls)
    assert sum(isinstance(outcome, errors.TooManyReturned) for outcome in outcomes) == 3
    refunds = [one.refund.minor for done in queries.returns_of(order) for one in done.lines if one.position == 1]
    assert (len(refunds), sum(refunds)) == (5, 1000)
    assert queries.returned_pieces(order) == {1: 5, 2: 5}


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_is_one_return(accept, order, together):
    form = ReturnId(uuid4())
    one = line(bought=1, delivered=1)
    outcomes = together([partial(accept, one, order=order, id=form)] * 2)
    assert sorted(outcome.is_repeat for outcome in outcomes) == [False, True]
    assert queries.returned_pieces(order) == {1: 1}
