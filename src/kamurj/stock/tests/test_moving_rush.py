"""Two people at the same transfer or count at the same moment: one does it, the other is told."""

import time

import pytest

from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.stock import counts, operations, queries, transfers
from kamurj.stock.contracts import Pieces, Reason
from kamurj.stock.contracts.counts import CountReason, CountTask
from kamurj.stock.contracts.transfers import Arrived, Transfer
from kamurj.stock.errors import CountMoved, NotEnoughStock, TransferMoved

from .conftest import CHAIR, GYUMRI, LAMP, NOON, WEB, YEREVAN, stand
from .test_rush import together
from .test_transfers import TOMORROW

pytestmark = pytest.mark.django_db(transaction=True)
WHO = {"by": "user:7", "now": NOON, "origin": WEB}


def request(pieces=4, source=YEREVAN, destination=GYUMRI):
    lines = [Pieces(CHAIR, pieces), Pieces(LAMP, pieces)]
    return transfers.request(source=source, destination=destination, lines=lines, **WHO)


def dispatch(one):
    return transfers.dispatch(transfer=one.id, source=one.source, version=one.version, expected=TOMORROW, **WHO)


def receive(one, *arrived):
    return transfers.receive(
        transfer=one.id, destination=one.destination, version=one.version, arrived=arrived, is_all=True, **WHO
    )


def kinds(results):
    return sorted(type(one).__name__ for one in results)


def on_hand(location):
    return {level.location: level.on_hand for level in queries.levels_of_variant(variant=CHAIR, now=NOON)}.get(location, 0)


def test_a_transfer_is_sent_once_and_received_once():
    stand(YEREVAN, {CHAIR: 4, LAMP: 4})
    asked = request()
    assert kinds(together(4, lambda _: dispatch(asked))) == [Transfer.__name__, *[TransferMoved.__name__] * 3]
    sent = transfers.get(asked.id)
    came = [Arrived(1, whole=3, damaged=1), Arrived(2, whole=4)]
    assert kinds(together(4, lambda _: receive(sent, *came))) == [Transfer.__name__, *[TransferMoved.__name__] * 3]
    assert (on_hand(YEREVAN), on_hand(GYUMRI)) == (0, 3)
    assert queries.audit() == ()


def test_many_ask_for_the_same_pieces_and_only_what_there_is_is_kept():
    stand(YEREVAN, {CHAIR: 10, LAMP: 10})
    assert kinds(together(4, lambda _: request(4))) == [NotEnoughStock.__name__] * 2 + [Transfer.__name__] * 2
    assert queries.audit() == ()


def test_transfers_of_the_same_articles_in_both_directions_never_stop_each_other():
    stand(YEREVAN, {CHAIR: 40, LAMP: 40})
    stand(GYUMRI, {CHAIR: 40, LAMP: 40})

    def there_and_back(number):
        ends = (YEREVAN, GYUMRI) if number % 2 else (GYUMRI, YEREVAN)
        for _ in range(3):
            sent = dispatch(request(3, *ends))
            receive(sent, Arrived(1, whole=2, over=1), Arrived(2, whole=2, damaged=1))

    assert together(4, there_and_back) == [None] * 4
    assert on_hand(YEREVAN) + on_hand(GYUMRI) == 80
    assert queries.audit() == ()


def test_two_count_the_same_shelf_and_one_of_them_is_told():
    stand(YEREVAN, {CHAIR: 5})
    task = counts.ask_for_count(variant=CHAIR, location=YEREVAN, reason=CountReason.STAFF, **WHO)
    assert len({one.id for one in together(3, lambda _: ask())}) == 1
    began = counts.ledger_position(variant=CHAIR, location=YEREVAN)
    results = together(3, lambda _: counts.record(count=task.id, location=YEREVAN, counted=4, since=began, **WHO))
    assert kinds(results) == [*[CountMoved.__name__] * 2, CountTask.__name__]
    assert on_hand(YEREVAN) == 4


def ask():
    return counts.ask_for_count(variant=CHAIR, location=YEREVAN, reason=CountReason.STAFF, **WHO)


def test_sales_while_a_count_is_told_lose_no_piece():
    stand(YEREVAN, {CHAIR: 20})
    task = ask()
    began = counts.ledger_position(variant=CHAIR, location=YEREVAN)

    def work(number):
        if number == 0:
            return counts.record(count=task.id, location=YEREVAN, counted=20, since=began, **WHO).difference
        operations.sell_directly(order=ids.new(), location=YEREVAN, lines=[Pieces(CHAIR, 2)], now=NOON, origin=WEB)
        return 0

    assert together(5, work) == [0] * 5
    assert on_hand(YEREVAN) == 12


def test_who_decides_a_count_and_who_asks_for_it_with_the_shelf_in_hand_never_stop_each_other():
    stand(YEREVAN, {CHAIR: 40})
    task = ask()
    for _ in range(2):
        since = counts.ledger_position(variant=CHAIR, location=YEREVAN)
        counts.record(count=task.id, location=YEREVAN, counted=30, since=since, **WHO)

    def reject(_):
        with atomic():
            operations.adjust(location=YEREVAN, lines=[Pieces(CHAIR, -1)], reason=Reason.LOST, now=NOON, origin=WEB)
            time.sleep(0.05)
            return ask().status

    def work(number):
        return counts.approve(count=task.id, **WHO).status if number == 0 else reject(number)

    assert not [one for one in together(4, work) if isinstance(one, Exception)]
    assert on_hand(YEREVAN) == 27
