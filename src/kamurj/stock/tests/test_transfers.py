from __future__ import annotations

from datetime import date, timedelta

import pytest

from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.kernel.origin import Channel
from kamurj.stock import counts, offers, operations, queries, transfers
from kamurj.stock.contracts import Pieces, Reason
from kamurj.stock.contracts.transfers import Arrived, TransferStatus
from kamurj.stock.errors import (
    ComesWithTransfer,
    ExpectedInThePast,
    NotEnoughStock,
    NothingAsked,
    QuantityOutOfRange,
    SamePlace,
    TransferMoved,
    TransferTooMany,
    UnknownTransfer,
)
from kamurj.stock.tests.conftest import CHAIR, GYUMRI, LAMP, NOON, WEB, YEREVAN

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
TOMORROW = TODAY + timedelta(days=1)
NARE, ARAM = "user:7", "user:8"


def request(lines=((CHAIR, 4), (LAMP, 2)), source=YEREVAN, destination=GYUMRI):
    pieces = [Pieces(*line) for line in lines]
    return transfers.request(
        source=source, destination=destination, lines=pieces, by=NARE, note="for the window", now=NOON, origin=WEB
    )


def dispatch(transfer, sent=None, **more):
    given = {"source": YEREVAN, "version": transfer.version, "expected": TOMORROW, **more}
    told = None if sent is None else [Arrived(position, whole=pieces) for position, pieces in sent.items()]
    return transfers.dispatch(transfer=transfer.id, sent=told, by=NARE, now=NOON, origin=WEB, **given)


def receive(transfer, *arrived, is_all=False, **more):
    given = {"destination": GYUMRI, "version": transfer.version, **more}
    return transfers.receive(transfer=transfer.id, arrived=arrived, is_all=is_all, by=ARAM, now=NOON, origin=WEB, **given)


def shelves():
    """{(variant, place): (on hand, free)}"""
    found = queries.by_location(variants=[CHAIR, LAMP], now=NOON)
    return {(variant, one.location): (one.on_hand, one.free) for variant, places in found.items() for one in places}


def movements(transfer):
    found = [one for one in queries.movements(limit=100) if one.reference == transfer.id]
    return [(one.variant, one.location, one.quantity, one.reason) for one in reversed(found)]


def to_count(location):
    return [one.variant for one in counts.to_count(location=location)]


def test_what_is_asked_for_is_kept_and_free_again_where_it_is_cancelled(shelf):
    asked = request()
    assert (asked.number[:2], asked.note, asked.requested_by) == ("T-", "for the window", NARE)
    assert [(line.position, line.variant, line.requested) for line in asked.lines] == [(1, CHAIR, 4), (2, LAMP, 2)]
    assert (shelves()[CHAIR, YEREVAN], shelves()[LAMP, YEREVAN]) == ((5, 1), (3, 1))
    assert transfers.to_send(location=YEREVAN) == (asked,)
    done = transfers.cancel(transfer=asked.id, version=asked.version, by=ARAM, now=NOON, origin=WEB)
    assert (done.status, done.cancelled_by) == (TransferStatus.CANCELLED, ARAM)
    assert shelves()[CHAIR, YEREVAN] == (5, 5)
    assert transfers.to_send(location=YEREVAN) == ()
    assert queries.audit() == ()


def test_pieces_on_the_way_lie_nowhere_and_are_announced(shelf):
    sent = dispatch(request())
    assert (sent.status, sent.travelling, sent.expected_date) == (TransferStatus.DISPATCHED, 6, TOMORROW)
    assert (shelves()[CHAIR, YEREVAN], shelves()[CHAIR, GYUMRI]) == ((1, 1), (2, 2))
    there = {one.location: one for one in queries.by_location(variants=[CHAIR], channel=Channel.WEB, now=NOON)[CHAIR]}
    assert (there[GYUMRI].incoming, there[GYUMRI].expected_date) == (4, TOMORROW)
    assert transfers.in_transit() == {CHAIR: 4, LAMP: 2}
    assert (transfers.coming(location=GYUMRI), transfers.sent_from(location=YEREVAN)) == ((sent,), (sent,))
    assert transfers.how_many_wait(location=GYUMRI) == (0, 1)
    [chairs, _] = offers.incoming_goods()
    for alone in (offers.receive_incoming, offers.cancel_incoming):
        with pytest.raises(ComesWithTransfer), atomic():
            alone(incoming=chairs.id, now=NOON, origin=WEB)
    done = receive(sent, Arrived(1, whole=4), Arrived(2, whole=2))
    assert (done.status, done.received_by) == (TransferStatus.RECEIVED, ARAM)
    assert (shelves()[CHAIR, GYUMRI], shelves()[LAMP, GYUMRI]) == ((6, 6), (2, 2))
    assert offers.incoming_goods() == ()
    assert transfers.in_transit() == {}
    assert to_count(YEREVAN) == []
    assert queries.audit() == ()


def test_every_difference_is_a_movement_with_its_reason(shelf):
    sent = dispatch(request())
    done = receive(sent, Arrived(1, whole=2, damaged=1), Arrived(2, whole=2, over=1), is_all=True)
    chairs, lamps = done.lines
    assert (chairs.received, chairs.damaged, chairs.lost, chairs.over) == (2, 1, 1, 0)
    assert (lamps.received, lamps.damaged, lamps.lost, lamps.over) == (2, 0, 0, 1)
    assert movements(sent)[2:] == [
        (CHAIR, GYUMRI, 4, Reason.TRANSFER_IN),
        (LAMP, GYUMRI, 2, Reason.TRANSFER_IN),
        (LAMP, GYUMRI, 1, Reason.TRANSFER_OVER),
        (CHAIR, GYUMRI, -1, Reason.TRANSFER_DAMAGED),
        (CHAIR, GYUMRI, -1, Reason.TRANSFER_LOST),
    ]
    assert (shelves()[CHAIR, GYUMRI], shelves()[LAMP, GYUMRI]) == ((4, 4), (3, 3))
    assert sorted(to_count(YEREVAN)) == [CHAIR, LAMP]
    assert queries.audit() == ()


def test_a_delivery_comes_in_parts_and_each_part_once(shelf):
    sent = dispatch(request())
    part = receive(sent, Arrived(1, whole=3))
    assert (part.status, part.travelling) == (TransferStatus.DISPATCHED, 3)
    with pytest.raises(TransferMoved):
        receive(sent, Arrived(1, whole=3))
    with pytest.raises(TransferTooMany), atomic():
        receive(part, Arrived(1, whole=1, damaged=1))
    with pytest.raises(NothingAsked), atomic():
        receive(part)
    assert sorted(one.missing for one in offers.incoming_goods()) == [1, 2]
    done = receive(part, Arrived(2, whole=2), is_all=True)
    assert (done.status, done.lines[0].lost) == (TransferStatus.RECEIVED, 1)
    with pytest.raises(TransferMoved):
        receive(done, Arrived(1, whole=1))
    assert shelves()[CHAIR, GYUMRI] == (5, 5)
    assert queries.audit() == ()


def test_a_place_sends_fewer_and_is_asked_to_count_what_it_did_not_find(shelf):
    sent = dispatch(request(), {1: 3})
    assert [line.dispatched for line in sent.lines] == [3, 0]
    assert (shelves()[CHAIR, YEREVAN], shelves()[LAMP, YEREVAN]) == ((2, 2), (3, 3))
    assert sorted(to_count(YEREVAN)) == [CHAIR, LAMP]
    done = receive(sent, Arrived(1, whole=3))
    assert done.status is TransferStatus.RECEIVED
    assert queries.audit() == ()


def test_what_never_left_is_taken_back_and_sent_another_time(shelf):
    sent = dispatch(request(), {1: 3})
    back = transfers.take_back_dispatch(
        transfer=sent.id, source=YEREVAN, version=sent.version, by=NARE, now=NOON, origin=WEB
    )
    assert back.status is TransferStatus.REQUESTED
    assert [(line.variant, line.requested, line.dispatched) for line in back.lines] == [(CHAIR, 3, 0)]
    assert shelves()[CHAIR, YEREVAN] == (5, 2)
    assert offers.incoming_goods() == ()
    again = dispatch(back)
    part = receive(again, Arrived(1, whole=1))
    with pytest.raises(TransferMoved):
        transfers.take_back_dispatch(transfer=part.id, source=YEREVAN, version=part.version, by=NARE, now=NOON, origin=WEB)
    assert shelves()[CHAIR, GYUMRI] == (3, 3)
    assert queries.audit() == ()


def test_nonsense_is_refused_and_nothing_is_kept(shelf):
    for wrong, refusal in (
        ({"lines": [(CHAIR, 6)]}, NotEnoughStock),
        ({"lines": []}, NothingAsked),
        ({"lines": [(CHAIR, 0)]}, QuantityOutOfRange),
        ({"destination": YEREVAN}, SamePlace),
    ):
        with pytest.raises(refusal), atomic():
            request(**wrong)
    assert transfers.transfers() == ()
    asked = request()
    for wrong, refusal in (
        ({"source": GYUMRI}, TransferMoved),
        ({"source": 99}, UnknownTransfer),
        ({"version": 7}, TransferMoved),
        ({"sent": {1: 5}}, TransferTooMany),
        ({"sent": {}}, NothingAsked),
        ({"expected": TODAY - timedelta(days=1)}, ExpectedInThePast),
    ):
        with pytest.raises(refusal), atomic():
            dispatch(asked, **wrong)
    with pytest.raises(UnknownTransfer):
        transfers.get(ids.new())
    assert transfers.get(asked.id) == asked
    assert shelves()[CHAIR, YEREVAN] == (5, 1)
    with pytest.raises(UnknownTransfer):
        transfers.cancel(transfer=asked.id, version=1, place=99, by=NARE, now=NOON, origin=WEB)
    sent = dispatch(asked)
    with pytest.raises(TransferMoved):
        dispatch(asked)
    with pytest.raises(TransferMoved):
        transfers.cancel(transfer=sent.id, version=sent.version, by=NARE, now=NOON, origin=WEB)
    with pytest.raises(TransferMoved):
        receive(sent, Arrived(1, whole=1), destination=YEREVAN)


def test_pieces_kept_for_a_transfer_are_sold_to_nobody(shelf):
    request()
    with pytest.raises(NotEnoughStock):
        operations.sell_directly(order=ids.new(), location=YEREVAN, lines=[Pieces(CHAIR, 2)], now=NOON, origin=WEB)
    assert queries.availability(variants=[CHAIR], channel=Channel.WEB, now=NOON) == {CHAIR: 3}


def test_transfers_are_listed_by_place_and_state_a_page_at_a_time(shelf):
    first, second = request([(CHAIR, 1)]), request([(CHAIR, 1)])
    assert [one.id for one in transfers.transfers()] == [second.id, first.id]
    assert [one.id for one in transfers.transfers(before=second.id)] == [first.id]
    assert transfers.transfers(statuses=[TransferStatus.RECEIVED]) == ()
    assert len(transfers.transfers(location=GYUMRI)) == 2
    assert transfers.transfers(location=99) == ()
