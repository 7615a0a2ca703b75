"""What is refused of whoever works in a place, and of whoever collects there."""

from __future__ import annotations

from datetime import timedelta

from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.contracts.questions import Question, QuestionId
from kamurj.fulfilment.contracts.rerouting import HoldReason, RejectReason
from kamurj.journeys import (
    collect_in_store,
    pick_list,
    pick_order,
    reject_order,
    reroute_order,
    ship_order,
    substitute,
)
from kamurj.journeys.tests.refusals import SAME, Row, Scene, row
from kamurj.journeys.tests.shop import SHIP
from kamurj.kernel import ids
from kamurj.kernel.ids import FulfilmentId
from kamurj.payments.contracts import Method

NONE = FulfilmentId(ids.new())
NO_WORK = ("no such work", {"fulfilment": NONE}, "fulfilment.not_found")


def elsewhere(scene: Scene) -> tuple[str, dict[str, object], str]:
    return ("in another place", {"location": scene.gyumri}, "fulfilment.wrong_store")


@row(pick_order.start_picking)
def start(scene: Scene) -> Row:
    work = scene.work(scene.bought())
    return Row(scene.at(work), [NO_WORK, elsewhere(scene)], [("twice", {}, "fulfilment.already_started")])


@row(pick_order.pick)
def pick(scene: Scene) -> Row:
    work = scene.picking(scene.bought())
    fresh = scene.work(scene.bought(1))
    return Row(
        {**scene.at(work), "picked": {1: 2}},
        [
            NO_WORK,
            elsewhere(scene),
            ("what nobody began", {"fulfilment": fresh.id}, "fulfilment.not_started"),
            ("too many", {"picked": {1: 3}}, "fulfilment.too_many_picked"),
            ("fewer than none", {"picked": {1: -1}}, "fulfilment.too_many_picked"),
            ("a line that there is not", {"picked": {9: 1}}, "fulfilment.no_such_line"),
        ],
        [("twice", {}, SAME)],
    )


@row(pick_order.report_missing)
def miss(scene: Scene) -> Row:
    work = scene.picking(scene.bought())
    return Row(
        {**scene.at(work), "missing": {1: 1}},
        [
            NO_WORK,
            elsewhere(scene),
            ("too many", {"missing": {1: 3}}, "fulfilment.too_many_picked"),
            ("none", {"missing": {1: 0}}, "fulfilment.nothing_missing"),
            ("fewer than none", {"missing": {1: -1}}, "fulfilment.nothing_missing"),
            ("nothing", {"missing": {}}, "stock.nothing_asked"),
            ("a line that there is not", {"missing": {9: 1}}, "fulfilment.no_such_line"),
        ],
    )


@row(pick_list.count_one)
def count_one(scene: Scene) -> Row:
    scene.picking(scene.bought(1))
    return Row(
        {"location": scene.yerevan, "variant": scene.oak, **scene.till},
        [
            ("an article that nobody needs", {"variant": scene.lamp}, "fulfilment.nothing_to_pick"),
            ("in another place", {"location": scene.gyumri}, "fulfilment.nothing_to_pick"),
        ],
        [("one too many", {}, "fulfilment.nothing_to_pick")],
    )


@row(pick_list.count_by_code)
def count_by_code(scene: Scene) -> Row:
    scene.picking(scene.bought(1))
    return Row(
        {"location": scene.yerevan, "code": "CHAIR-OAK", "language": "en", **scene.till},
        [
            ("an article that there is not", {"code": "NOTHING"}, "catalogue.unknown_variant"),
            ("an article that nobody needs", {"code": "LAMP"}, "fulfilment.nothing_to_pick"),
        ],
        [("one too many", {}, "fulfilment.nothing_to_pick")],
    )


@row(pick_list.uncount)
def uncount(scene: Scene) -> Row:
    work = scene.picked(scene.bought(1))
    return Row(
        {**scene.at(work), "position": 1},
        [
            ("no such work", {"fulfilment": NONE}, "fulfilment.not_found"),
            elsewhere(scene),
            ("a line that there is not", {"position": 9}, "fulfilment.nothing_to_pick"),
        ],
        [("one too many", {}, "fulfilment.nothing_to_pick")],
    )


@row(collect_in_store.mark_ready)
def ready(scene: Scene) -> Row:
    work = scene.picked(scene.bought())
    half = scene.picking(scene.bought(1))
    return Row(
        scene.at(work),
        [NO_WORK, elsewhere(scene), ("what is not found yet", {"fulfilment": half.id}, "fulfilment.not_all_picked")],
        [("twice", {}, "fulfilment.already_ready")],
    )


@row(collect_in_store.hand_over)
def hand_over(scene: Scene) -> Row:
    work = scene.waiting(scene.bought(in_store=True))
    half = scene.picking(scene.bought(1))
    right = {**scene.at(work), "code": fulfilling.pickup_code(work.id) or "", "paid_by": Method.IN_STORE_CASH}
    return Row(
        right,
        [
            NO_WORK,
            elsewhere(scene),
            ("what is not ready", {"fulfilment": half.id}, "fulfilment.not_ready"),
            ("unpaid", {"paid_by": None}, "collect.payment_due"),
            ("paid by value of nobody", {"paid_by": Method.GIFT_CARD}, "collect.payment_due"),
            ("too late", {"now": scene.now + timedelta(days=8)}, "fulfilment.expired"),
        ],
        [("twice", {}, "fulfilment.already_handed_over")],
    )


@row(collect_in_store.reissue_code)
def new_code(scene: Scene) -> Row:
    work, half = scene.waiting(scene.bought()), scene.picking(scene.bought(1))
    return Row(
        scene.at(work),
        [NO_WORK, elsewhere(scene), ("what is not ready", {"fulfilment": half.id}, "fulfilment.not_ready")],
    )


@row(ship_order.pack)
def pack(scene: Scene) -> Row:
    work = scene.picked(scene.bought(delivery=SHIP))
    half, collected = scene.picking(scene.bought(1, delivery=SHIP)), scene.picked(scene.bought(1))
    return Row(
        scene.at(work),
        [
            NO_WORK,
            elsewhere(scene),
            ("what is not found yet", {"fulfilment": half.id}, "fulfilment.not_all_picked"),
            ("what is collected", scene.at(collected), "fulfilment.wrong_kind"),
        ],
        [("twice", {}, "fulfilment.already_ready")],
    )


@row(ship_order.ship)
def ship(scene: Scene) -> Row:
    work = ship_order.pack(**scene.at(scene.picked(scene.bought(delivery=SHIP))))
    half = scene.picked(scene.bought(1, delivery=SHIP))
    return Row(
        {**scene.at(work), "tracking": "HY-1"},
        [
            NO_WORK,
            elsewhere(scene),
            ("without a number", {"tracking": " "}, "fulfilment.tracking_missing"),
            ("what is not packed", {"fulfilment": half.id}, "fulfilment.not_ready"),
        ],
        [("twice", {}, "fulfilment.already_shipped")],
    )


@row(substitute.propose)
def offer(scene: Scene) -> Row:
    work = scene.picking(scene.bought())
    ready_ = scene.waiting(scene.bought(1))
    return Row(
        {**scene.at(work), "position": 1, "quantity": 1, "variant": scene.ash},
        [
            NO_WORK,
            elsewhere(scene),
            ("what is ready", {"fulfilment": ready_.id}, "fulfilment.already_ready"),
            ("a line that there is not", {"position": 9}, "fulfilment.no_such_line"),
            ("too many", {"quantity": 3}, "fulfilment.too_many_picked"),
            ("none", {"quantity": 0}, "stock.quantity_out_of_range"),
            ("fewer than none", {"quantity": -1}, "stock.quantity_out_of_range"),
            ("the same article", {"variant": scene.oak}, "substitute.not_a_substitute"),
            ("an article that there is not", {"variant": -1}, "substitute.not_a_substitute"),
        ],
        [("the same pieces again", {"quantity": 2}, "fulfilment.too_many_picked")],
    )


def question(scene: Scene) -> Question:
    work = scene.picking(scene.bought())
    return substitute.propose(**scene.at(work), position=1, quantity=1, variant=scene.ash)


@row(substitute.answer)
def answer(scene: Scene) -> Row:
    asked = question(scene)
    return Row(
        {"question": asked.id, "accept": True, **scene.web},
        [
            ("no question", {"question": QuestionId(ids.new())}, "fulfilment.no_such_question"),
            ("too late", {"now": asked.expires_at}, "fulfilment.question_is_over"),
        ],
        [("twice", {}, "fulfilment.question_is_over"), ("otherwise", {"accept": False}, "fulfilment.question_is_over")],
    )


@row(substitute.withdraw)
def take_offer_back(scene: Scene) -> Row:
    asked = question(scene)
    return Row(
        {"question": asked.id, "location": scene.yerevan, **scene.till},
        [
            ("no question", {"question": QuestionId(ids.new())}, "fulfilment.no_such_question"),
            ("in another place", {"location": scene.gyumri}, "fulfilment.question_is_over"),
        ],
        [("twice", {}, "fulfilment.question_is_over")],
    )


@row(reject_order.reject)
def reject(scene: Scene) -> Row:
    work, ready_ = scene.work(scene.bought()), scene.waiting(scene.bought(1))
    return Row(
        {**scene.at(work), "lines": None, "reason": RejectReason.TOO_BUSY},
        [
            NO_WORK,
            elsewhere(scene),
            ("what is ready", {"fulfilment": ready_.id}, "fulfilment.already_ready"),
            ("too many", {"lines": {1: 3}}, "fulfilment.nothing_to_reject"),
            ("none", {"lines": {1: 0}}, "fulfilment.nothing_to_reject"),
            ("nothing", {"lines": {}}, "fulfilment.nothing_to_reject"),
            ("a line that there is not", {"lines": {9: 1}}, "fulfilment.nothing_to_reject"),
        ],
        [("twice", {}, "fulfilment.rejected")],
    )


@row(reroute_order.hold)
def put_on_hold(scene: Scene) -> Row:
    done = scene.work(scene.collected(scene.bought(1)))
    return Row(
        {**scene.at(scene.work(scene.bought())), "reason": HoldReason.OTHER},
        [NO_WORK, elsewhere(scene), ("what was collected", {"fulfilment": done.id}, "fulfilment.already_handed_over")],
        [("twice", {}, "fulfilment.held")],
    )


@row(reroute_order.unhold)
def let_go_on(scene: Scene) -> Row:
    work, free = scene.work(scene.bought()), scene.work(scene.bought(1))
    reroute_order.hold(**scene.at(work), reason=HoldReason.OTHER)
    return Row(
        scene.at(work),
        [NO_WORK, elsewhere(scene), ("what is not held", {"fulfilment": free.id}, "fulfilment.not_held")],
        [("twice", {}, "fulfilment.not_held")],
    )


@row(reroute_order.split)
def split(scene: Scene) -> Row:
    work = scene.work(scene.bought(delivery=SHIP))
    return Row(
        {**scene.at(work), "later": {1: 1}},
        [
            NO_WORK,
            elsewhere(scene),
            ("all of it", {"later": {1: 2}}, "fulfilment.cannot_split"),
            ("too many", {"later": {1: 3}}, "fulfilment.cannot_split"),
            ("none", {"later": {1: 0}}, "fulfilment.cannot_split"),
            ("nothing", {"later": {}}, "fulfilment.cannot_split"),
            ("a line that there is not", {"later": {9: 1}}, "fulfilment.cannot_split"),
        ],
        [("twice", {}, "fulfilment.cannot_split")],
    )


@row(reroute_order.merge)
def merge(scene: Scene) -> Row:
    work, other = scene.work(scene.bought(delivery=SHIP)), scene.work(scene.bought(1, delivery=SHIP))
    later = reroute_order.split(**scene.at(work), later={1: 1})
    return Row(
        {**scene.at(work), "fulfilment": later.id, "into": work.id},
        [
            NO_WORK,
            elsewhere(scene),
            ("into nothing", {"into": NONE}, "fulfilment.not_found"),
            ("into itself", {"into": later.id}, "fulfilment.cannot_merge"),
            ("into somebody else's", {"into": other.id}, "fulfilment.cannot_merge"),
        ],
        [("twice", {}, "fulfilment.cancelled")],
    )


@row(reroute_order.move)
def move(scene: Scene) -> Row:
    work = scene.work(scene.bought(9, delivery=SHIP))
    to = scene.yerevan if work.location != scene.yerevan else scene.warehouse
    return Row(
        {**scene.at(work), "to": to},
        [
            NO_WORK,
            elsewhere(scene),
            ("to where it is", {"to": work.location}, "reroute.moves_nowhere"),
            ("to another country", {"to": scene.pasadena}, "reroute.moves_nowhere"),
            ("to nowhere", {"to": 0}, "locations.unknown_location"),
            ("to where too few lie", {"to": scene.gyumri}, "stock.not_enough"),
        ],
        [("twice", {}, "fulfilment.cancelled")],
    )
