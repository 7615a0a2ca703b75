"""What is refused of whoever minds goods and drawers: transfers, counts, corrections, announcements, cash, parked sales."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kamurj.journeys.tests.refusals import SAME, Row, Scene, row
from kamurj.kernel import ids
from kamurj.kernel.ids import VariantId
from kamurj.stock import adjustments, counts, offers, transfers
from kamurj.stock.contracts import IncomingKind, IncomingLine, OfferRule, OfferRuleKind, Pieces, Reason
from kamurj.stock.contracts.counts import CountReason, CountTask
from kamurj.stock.contracts.transfers import Arrived, Transfer

NO_TRANSFER = ("no transfer", {"transfer": ids.new()}, "stock.unknown_transfer")
NO_COUNT = ("no count", {"count": ids.new()}, "stock.unknown_count")
OUT_OF_RANGE = "stock.quantity_out_of_range"


@row(transfers.request)
def request(scene: Scene) -> Row:
    return Row(
        {"source": scene.yerevan, "destination": scene.gyumri, "lines": [Pieces(scene.oak, 2)], "by": "1", **scene.till},
        [
            ("to itself", {"destination": scene.yerevan}, "stock.same_place"),
            ("nothing", {"lines": []}, "stock.nothing_asked"),
            ("no piece", {"lines": [Pieces(scene.oak, 0)]}, OUT_OF_RANGE),
            ("fewer than none", {"lines": [Pieces(scene.oak, -1)]}, OUT_OF_RANGE),
            ("more than lie there", {"lines": [Pieces(scene.oak, 10)]}, "stock.not_enough"),
            ("an article that there is not", {"lines": [Pieces(VariantId(-1), 1)]}, "stock.not_enough"),
        ],
    )


def wanted(scene: Scene) -> Transfer:
    lines = [Pieces(scene.oak, 2)]
    return transfers.request(source=scene.yerevan, destination=scene.gyumri, lines=lines, by="1", **scene.till)


def sent(scene: Scene) -> Transfer:
    return transfers.dispatch(**leaves(scene, wanted(scene)))


def leaves(scene: Scene, known: Transfer) -> dict[str, Any]:
    return {
        "transfer": known.id,
        "source": scene.yerevan,
        "version": known.version,
        "expected": scene.now.date() + timedelta(days=1),
        "by": "1",
        **scene.till,
    }


@row(transfers.cancel)
def cancel(scene: Scene) -> Row:
    known, gone = wanted(scene), sent(scene)
    return Row(
        {"transfer": known.id, "version": known.version, "place": scene.yerevan, "by": "1", **scene.till},
        [
            NO_TRANSFER,
            ("of another place", {"place": scene.warehouse}, "stock.unknown_transfer"),
            ("what somebody else changed", {"version": known.version + 1}, "stock.transfer_moved"),
            ("what was sent", {"transfer": gone.id, "version": gone.version}, "stock.transfer_moved"),
        ],
        [("twice", {}, "stock.transfer_moved")],
    )


@row(transfers.dispatch)
def dispatch(scene: Scene) -> Row:
    known = wanted(scene)
    return Row(
        leaves(scene, known),
        [
            NO_TRANSFER,
            ("from another place", {"source": scene.warehouse}, "stock.unknown_transfer"),
            ("what somebody else changed", {"version": known.version + 1}, "stock.transfer_moved"),
            ("on a day that is over", {"expected": scene.now.date() - timedelta(days=2)}, "stock.expected_in_the_past"),
            ("too many", {"sent": [Arrived(1, whole=3)]}, "stock.transfer_too_many"),
            ("fewer than none", {"sent": [Arrived(1, whole=-1)]}, "stock.transfer_too_many"),
            ("nothing", {"sent": [Arrived(1)]}, "stock.nothing_asked"),
            ("a line that there is not", {"sent": [Arrived(9, whole=1)]}, "stock.nothing_asked"),
        ],
        [("twice", {}, "stock.transfer_moved")],
    )


@row(transfers.take_back_dispatch)
def take_back_dispatch(scene: Scene) -> Row:
    gone, still = sent(scene), wanted(scene)
    return Row(
        {"transfer": gone.id, "source": scene.yerevan, "version": gone.version, "by": "1", **scene.till},
        [
            NO_TRANSFER,
            ("from another place", {"source": scene.warehouse}, "stock.unknown_transfer"),
            ("what somebody else changed", {"version": gone.version + 1}, "stock.transfer_moved"),
            ("what was not sent", {"transfer": still.id, "version": still.version}, "stock.transfer_moved"),
        ],
        [("twice", {}, "stock.transfer_moved")],
    )


@row(transfers.receive)
def receive(scene: Scene) -> Row:
    gone, still = sent(scene), wanted(scene)
    return Row(
        {
            "transfer": gone.id,
            "destination": scene.gyumri,
            "version": gone.version,
            "arrived": [Arrived(1, whole=2)],
            "is_all": True,
            "by": "1",
            **scene.till,
        },
        [
            NO_TRANSFER,
            ("in another place", {"destination": scene.warehouse}, "stock.unknown_transfer"),
            ("what somebody else changed", {"version": gone.version + 1}, "stock.transfer_moved"),
            ("what was not sent", {"transfer": still.id, "version": still.version}, "stock.transfer_moved"),
            ("too many", {"arrived": [Arrived(1, whole=3)]}, "stock.transfer_too_many"),
            ("too many with those that broke", {"arrived": [Arrived(1, whole=2, damaged=1)]}, "stock.transfer_too_many"),
            ("fewer than none", {"arrived": [Arrived(1, whole=-1)]}, "stock.transfer_too_many"),
            ("nothing yet", {"arrived": [], "is_all": False}, "stock.nothing_asked"),
            ("a line that there is not", {"arrived": [Arrived(9, whole=1)]}, "stock.transfer_too_many"),
        ],
        [("twice", {}, "stock.transfer_moved")],
    )


def to_count(scene: Scene) -> CountTask:
    asked = {"variant": scene.oak, "location": scene.yerevan, "reason": CountReason.STAFF, "by": "1", **scene.till}
    return counts.ask_for_count(**asked)


def counted(scene: Scene, number: int, *, times: int = 1, may: bool = False) -> CountTask:
    task = to_count(scene)
    for _ in range(times):
        task = counts.record(**{**record_of(scene, task), "counted": number, "may_approve": may})
    return task


def record_of(scene: Scene, task: CountTask) -> dict[str, Any]:
    since = counts.ledger_position(variant=scene.oak, location=scene.yerevan)
    return {"count": task.id, "location": scene.yerevan, "counted": 8, "since": since, "by": "1", **scene.till}


@row(counts.ask_for_count)
def ask_for_count(scene: Scene) -> Row:
    right = {"variant": scene.oak, "location": scene.yerevan, "reason": CountReason.STAFF, "by": "1", **scene.till}
    return Row(right, [], [("twice", {}, SAME)])


@row(counts.record)
def record(scene: Scene) -> Row:
    return Row(
        record_of(scene, to_count(scene)),
        [
            NO_COUNT,
            ("in another place", {"location": scene.gyumri}, "stock.unknown_count"),
            ("fewer than none", {"counted": -1}, "stock.count_not_believable"),
            ("too many", {"counted": 10**9}, "stock.count_not_believable"),
        ],
        [("twice", {}, "stock.count_moved")],
    )


@row(counts.approve)
def approve(scene: Scene) -> Row:
    return Row(
        {"count": counted(scene, 1, times=2).id, "by": "1", **scene.till}, [NO_COUNT], [("twice", {}, "stock.count_moved")]
    )


@row(counts.count_again)
def count_again(scene: Scene) -> Row:
    return Row({"count": counted(scene, 1, times=2).id, **scene.till}, [NO_COUNT], [("twice", {}, "stock.count_moved")])


@row(counts.dismiss)
def dismiss(scene: Scene) -> Row:
    return Row({"count": to_count(scene).id, "by": "1", **scene.till}, [NO_COUNT], [("twice", {}, "stock.count_moved")])


@row(counts.take_back)
def take_count_back(scene: Scene) -> Row:
    return Row({"count": counted(scene, 8).id, "by": "1", **scene.till}, [NO_COUNT], [("twice", {}, "stock.count_moved")])


@row(adjustments.adjust)
def adjust(scene: Scene) -> Row:
    scene.bought(2)
    return Row(
        {"location": scene.yerevan, "lines": [Pieces(scene.oak, -1)], "reason": Reason.DAMAGED, "by": "1", **scene.till},
        [
            ("another reason without words", {"reason": Reason.OTHER}, "stock.reason_needs_note"),
            ("broken pieces that come", {"lines": [Pieces(scene.oak, 1)]}, "stock.reason_says_otherwise"),
            ("nothing", {"lines": []}, "stock.nothing_asked"),
            ("no piece", {"lines": [Pieces(scene.oak, 0)]}, OUT_OF_RANGE),
            ("what is kept for somebody", {"lines": [Pieces(scene.oak, -8)]}, "stock.below_held"),
            ("too many", {"lines": [Pieces(scene.oak, -(10**9))]}, OUT_OF_RANGE),
            ("an article that there is not", {"lines": [Pieces(VariantId(-1), -1)]}, "stock.below_held"),
        ],
    )


@row(adjustments.take_back)
def take_adjustment_back(scene: Scene) -> Row:
    made = adjustments.adjust(
        location=scene.yerevan, lines=[Pieces(scene.oak, -1)], reason=Reason.DAMAGED, by="1", **scene.till
    )
    return Row(
        {"adjustment": made.id, **scene.till},
        [("none", {"adjustment": ids.new()}, "stock.unknown_adjustment")],
        [("twice", {}, "stock.unknown_adjustment")],
    )


@row(offers.end_offer_rule)
def end_offer_rule(scene: Scene) -> Row:
    known = offers.set_offer_rule(rule=OfferRule(OfferRuleKind.SAFETY, variant=scene.oak, pieces=2), **scene.web)
    return Row(
        {"rule": known.id, **scene.web},
        [("none", {"rule": -1}, "stock.unknown_offer_rule")],
        [("twice", {}, "stock.unknown_offer_rule")],
    )


def coming(scene: Scene, pieces: int = 3, days: int = 1) -> IncomingLine:
    return IncomingLine(scene.oak, scene.yerevan, pieces, scene.now.date() + timedelta(days=days))


@row(offers.announce)
def announce(scene: Scene) -> Row:
    return Row(
        {"kind": IncomingKind.PURCHASE, "number": "P-1", "lines": [coming(scene)], "today": scene.now.date(), **scene.till},
        [
            ("nothing", {"lines": []}, "stock.nothing_asked"),
            ("no piece", {"lines": [coming(scene, 0)]}, OUT_OF_RANGE),
            ("fewer than none", {"lines": [coming(scene, -1)]}, OUT_OF_RANGE),
            ("too many", {"lines": [coming(scene, 10**9)]}, OUT_OF_RANGE),
            ("on a day that is over", {"lines": [coming(scene, days=-1)]}, "stock.expected_in_the_past"),
        ],
    )


def announced(scene: Scene) -> Any:
    lines, today = [coming(scene)], scene.now.date()
    (made,) = offers.announce(kind=IncomingKind.PURCHASE, lines=lines, today=today, **scene.till)
    return made.id


def on_the_way(scene: Scene) -> Any:
    """What belongs to a transfer and comes in with it alone."""
    sent(scene)
    return next(one.id for one in offers.incoming_goods() if one.transfer is not None)


def incoming_wrong(scene: Scene) -> list[tuple[str, dict[str, Any], str]]:
    return [
        ("none", {"incoming": ids.new()}, "stock.unknown_incoming"),
        ("what comes with a transfer", {"incoming": on_the_way(scene)}, "stock.comes_with_transfer"),
    ]


@row(offers.receive_incoming)
def receive_incoming(scene: Scene) -> Row:
    return Row(
        {"incoming": announced(scene), **scene.till},
        [
            *incoming_wrong(scene),
            ("no piece", {"pieces": 0}, OUT_OF_RANGE),
            ("fewer than none", {"pieces": -1}, OUT_OF_RANGE),
            ("too many", {"pieces": 4}, "stock.incoming_closed"),
        ],
        [("twice", {}, "stock.incoming_closed")],
    )


@row(offers.cancel_incoming)
def cancel_incoming(scene: Scene) -> Row:
    return Row({"incoming": announced(scene), **scene.till}, incoming_wrong(scene), [("twice", {}, "stock.incoming_closed")])


@row(offers.expect_again)
def expect_again(scene: Scene) -> Row:
    known = announced(scene)
    offers.cancel_incoming(incoming=known, **scene.till)
    return Row({"incoming": known, **scene.till}, incoming_wrong(scene), [("twice", {}, "stock.incoming_closed")])
