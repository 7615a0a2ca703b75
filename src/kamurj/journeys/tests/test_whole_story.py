from __future__ import annotations

import pytest
from django.core import mail

from kamurj.foundation.database import sql
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.journeys import collect_in_store
from kamurj.journeys.tests.town import CHAIR, LAMP, Town, back, work_off
from kamurj.orders import queries as orders
from kamurj.orders.contracts import OrderStatus
from kamurj.payments import queries as paid
from kamurj.payments.contracts import PaymentStatus, RefundStatus
from kamurj.returns import queries as returned
from kamurj.returns.contracts import Disposition, ReturnStatus
from kamurj.stock import queries as stocked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(now):
    return Town(now)


def test_bought_on_the_web_collected_in_one_store_and_one_piece_returned_in_another(town):
    order = town.buy()
    assert town.shelf(CHAIR, town.yerevan) == (10, 7)
    work = town.work_of(order)
    assert (work.location, [one.quantity for one in work.lines]) == (town.yerevan, [3, 1])

    ready = town.make_ready(order)
    work_off()
    assert town.code(ready) in mail.outbox[0].body
    handed = collect_in_store.hand_over(**town.at(ready), code=town.code(ready))
    assert handed.status is FulfilmentStatus.HANDED_OVER
    assert orders.order(order.id).status is OrderStatus.COMPLETED
    assert (town.shelf(CHAIR, town.yerevan), town.shelf(LAMP, town.yerevan)) == ((7, 7), (9, 9))
    assert town.money(order) == (0, 0), "nothing is taken inside the hand-over"

    work_off()
    assert town.money(order) == (150_000, 0)

    taken = town.bring_back(order, back(1))
    assert (taken.returned.refund.minor, taken.returned.location) == (33_333, town.gyumri)
    assert town.shelf(CHAIR, town.gyumri) == (1, 1)
    assert town.shelf(CHAIR, town.yerevan) == (7, 7)
    assert [refund.status for refund in taken.refunds] == [RefundStatus.PENDING]

    work_off()
    done = returned.returned(taken.returned.id)
    assert done.status is ReturnStatus.REFUNDED
    assert town.money(order) == (150_000, 33_333)
    assert paid.payments_of(order=order.id)[0].status is PaymentStatus.PARTLY_REFUNDED
    assert stocked.audit() == ()
    assert sum(balance.amount.minor for balance in paid.balances()) == 0
    assert [message.subject for message in mail.outbox] == [
        f"Your order {order.number} is ready",
        f"Your return for order {order.number}",
    ]
    assert sql.scalar("SELECT count(*) FROM log_dead_letter") == 0


def test_every_fact_of_the_story_is_about_the_customer(town):
    order = town.buy()
    town.collect(order)
    work_off()
    town.bring_back(order)
    work_off()
    subjects = dict(sql.rows("SELECT type, min(coalesce(subject, '-')) FROM log_fact GROUP BY type"))
    told = ("FulfilmentOpened", "PickStarted", "PiecesPicked", "ReadyForCollection", "HandedOver", "OrderCompleted")
    told += ("PaymentCaptured", "ReturnAccepted", "RefundRequested", "RefundCompleted", "ReturnRefunded")
    assert {name: subjects[name] for name in told} == dict.fromkeys(told, f"customer:{town.customer}")


def test_all_pieces_back_in_portions_refund_exactly_what_was_paid(town):
    order = town.buy()
    town.collect(order)
    work_off()
    for place in (town.gyumri, town.yerevan, town.gyumri):
        town.bring_back(order, back(1), place=place)
    town.bring_back(order, back(2, disposition=Disposition.DAMAGED))
    work_off()
    assert town.money(order) == (150_000, 150_000)
    assert (town.shelf(CHAIR, town.gyumri), town.shelf(CHAIR, town.yerevan)) == ((2, 2), (8, 8))
    assert stocked.audit() == ()


def test_running_every_reader_and_job_again_changes_nothing(town):
    order = town.buy()
    town.collect(order)
    work_off(times=3)
    town.bring_back(order)
    work_off(times=3)
    before = town.money(order), town.shelf(CHAIR, town.gyumri), len(mail.outbox)
    sql.execute("UPDATE log_subscription SET transaction_id = 0, fact_id = 0")
    work_off(times=2)
    assert (town.money(order), town.shelf(CHAIR, town.gyumri), len(mail.outbox)) == before
    assert before == ((150_000, 33_333), (1, 1), 1)
