"""What is refused of whoever collects, and of parcels on their way."""

from __future__ import annotations

from datetime import timedelta

from kamurj.carriers.contracts import EventKind, ShipmentEvent, Told
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.fulfilment.contracts.collecting import Document, LongerBecause
from kamurj.fulfilment.contracts.questions import QuestionId
from kamurj.fulfilment.contracts.rerouting import RejectReason
from kamurj.fulfilment.queries import questions
from kamurj.journeys import (
    collect_elsewhere,
    collect_in_store,
    parcels,
    reject_order,
    ship_order,
    waiting,
)
from kamurj.journeys.tests.refusals import SAME, Row, Scene, row
from kamurj.journeys.tests.refusals.places import NO_WORK, elsewhere, question
from kamurj.journeys.tests.shop import SHIP
from kamurj.kernel import ids
from kamurj.payments.contracts import Method


def refused_here(scene: Scene) -> QuestionId:
    work = scene.work(scene.bought())
    reject_order.reject(**scene.at(work), reason=RejectReason.TOO_BUSY)
    (asked,) = questions.questions_of(work.order)
    return asked.id


@row(collect_elsewhere.choose_store)
def choose_store(scene: Scene) -> Row:
    asked, other = refused_here(scene), question(scene)
    late = scene.now + timedelta(days=30)
    return Row(
        {"question": asked, "store": scene.gyumri, **scene.web},
        [
            ("no question", {"question": QuestionId(ids.new())}, "fulfilment.no_such_question"),
            ("another question", {"question": other.id}, "fulfilment.question_is_over"),
            ("the store that said no", {"store": scene.yerevan}, "elsewhere.not_there_either"),
            ("where another currency is paid", {"store": scene.pasadena}, "journeys.currency_not_accepted"),
            ("a warehouse", {"store": scene.warehouse}, "locations.closed"),
            ("too late", {"now": late}, "fulfilment.question_is_over"),
        ],
        [("twice", {}, "fulfilment.question_is_over")],
    )


@row(collect_elsewhere.want_money_back)
def want_money_back(scene: Scene) -> Row:
    asked, other = refused_here(scene), question(scene)
    return Row(
        {"question": asked, **scene.web},
        [
            ("no question", {"question": QuestionId(ids.new())}, "fulfilment.no_such_question"),
            ("another question", {"question": other.id}, "fulfilment.question_is_over"),
        ],
        [("twice", {}, "fulfilment.question_is_over")],
    )


@row(waiting.i_am_here)
def i_am_here(scene: Scene) -> Row:
    order, fresh = scene.bought(), scene.bought(1)
    scene.waiting(order)
    return Row(
        {"order": order, "spot": "P3", **scene.web},
        [
            ("what is not ready", {"order": fresh}, "fulfilment.nothing_waits"),
            ("too many words", {"spot": "P" * 81}, "fulfilment.spot_too_long"),
            ("too late", {"now": scene.now + timedelta(days=8)}, "fulfilment.nothing_waits"),
        ],
        [("twice", {"now": scene.now + timedelta(minutes=1)}, SAME)],
    )


@row(waiting.i_had_to_leave)
def i_had_to_leave(scene: Scene) -> Row:
    order, fresh = scene.bought(), scene.bought(1)
    scene.waiting(order)
    waiting.i_am_here(order=order, spot="", **scene.web)
    return Row({"order": order, **scene.web}, [("who is not there", {"order": fresh}, SAME)], [("twice", {}, SAME)])


@row(waiting.name_collector)
def name_collector(scene: Scene) -> Row:
    order, done = scene.bought(), scene.collected(scene.bought(1))
    return Row(
        {"order": order, "name": "Vahe", **scene.web},
        [
            ("no name", {"name": "123"}, "fulfilment.no_such_name"),
            ("too many letters", {"name": "V" * 500}, "fulfilment.no_such_name"),
            ("what was collected", {"order": done}, "fulfilment.nothing_waits"),
        ],
    )


@row(waiting.hand_over_seen)
def hand_over_seen(scene: Scene) -> Row:
    order = scene.bought(in_store=True)
    work, half = scene.waiting(order), scene.picking(scene.bought(1))
    return Row(
        {
            **scene.at(work),
            "document": Document.PASSPORT,
            "is_other_person": False,
            "name": waiting.customer_name(order),
            "paid_by": Method.IN_STORE_CARD,
        },
        [
            NO_WORK,
            elsewhere(scene),
            ("another name", {"name": "Vahe"}, "fulfilment.not_who_may_collect"),
            ("no name", {"name": ""}, "fulfilment.not_who_may_collect"),
            ("somebody whom nobody named", {"is_other_person": True}, "fulfilment.not_who_may_collect"),
            ("what is not ready", {"fulfilment": half.id}, "fulfilment.not_ready"),
            ("unpaid", {"paid_by": None}, "collect.payment_due"),
            ("too late", {"now": scene.now + timedelta(days=8)}, "fulfilment.expired"),
        ],
        [("twice", {}, "fulfilment.already_handed_over")],
    )


@row(waiting.give_more_time)
def give_more_time(scene: Scene) -> Row:
    work, half = scene.waiting(scene.bought()), scene.picking(scene.bought(1))
    return Row(
        {**scene.at(work), "days": 3, "because": LongerBecause.CUSTOMER_ASKED},
        [
            NO_WORK,
            elsewhere(scene),
            ("what is not ready", {"fulfilment": half.id}, "fulfilment.not_ready"),
            ("no day", {"days": 0}, "fulfilment.deadline_out_of_range"),
            ("a day that is over", {"days": -1}, "fulfilment.deadline_out_of_range"),
            ("too many days", {"days": 31}, "fulfilment.deadline_out_of_range"),
            ("too late", {"now": scene.now + timedelta(days=8)}, "fulfilment.expired"),
        ],
        [("twice", {}, "fulfilment.already_extended")],
    )


@row(waiting.put_back)
def put_back(scene: Scene) -> Row:
    work, still = scene.waiting(scene.bought()), scene.waiting(scene.bought(1))
    late = scene.now + timedelta(days=8)
    collect_in_store.expire(fulfilment=work.id, now=late, origin=scene.staff())
    return Row(
        {**scene.at(work), "now": late},
        [
            NO_WORK,
            ("in another place", {"location": scene.gyumri}, "fulfilment.nothing_to_put_back"),
            ("what still waits", {"fulfilment": still.id}, "fulfilment.nothing_to_put_back"),
        ],
        [("twice", {}, SAME)],
    )


@row(parcels.make_label)
def make_label(scene: Scene) -> Row:
    work = ship_order.pack(**scene.at(scene.picked(scene.bought(delivery=SHIP))))
    half, collected = scene.picked(scene.bought(1, delivery=SHIP)), scene.waiting(scene.bought(1))
    return Row(
        {**scene.at(work), "service": "house:standard", "grams": 5_000},
        [
            NO_WORK,
            elsewhere(scene),
            ("what is not packed", {"fulfilment": half.id}, "fulfilment.not_ready"),
            ("what is collected", scene.at(collected), "fulfilment.wrong_kind"),
            ("a service that there is not", {"service": "nobody:never"}, "carriers.no_such_service"),
            ("too heavy", {"grams": 10**9}, "carriers.too_heavy"),
            ("no weight", {"grams": 0}, "carriers.too_heavy"),
            ("less than no weight", {"grams": -1}, "carriers.too_heavy"),
        ],
        [("twice", {}, SAME), ("with another service", {"service": "house:express"}, "carriers.has_a_label")],
    )


@row(parcels.give_up_label)
def give_up_label(scene: Scene) -> Row:
    work, bare = labelled(scene), ship_order.pack(**scene.at(scene.picked(scene.bought(1, delivery=SHIP))))
    return Row(
        scene.at(work),
        [NO_WORK, elsewhere(scene), ("what has none", {"fulfilment": bare.id}, "carriers.no_label")],
        [("twice", {}, "carriers.no_label")],
    )


@row(parcels.ship_labelled)
def ship_labelled(scene: Scene) -> Row:
    work, bare = labelled(scene), ship_order.pack(**scene.at(scene.picked(scene.bought(1, delivery=SHIP))))
    return Row(
        scene.at(work),
        [
            NO_WORK,
            elsewhere(scene),
            ("what has no label", {"fulfilment": bare.id}, "carriers.no_label"),
        ],
        [("twice", {}, "fulfilment.already_shipped")],
    )


@row(parcels.hear_events)
def hear(scene: Scene) -> Row:
    work = labelled(scene)
    sent = parcels.ship_labelled(**scene.at(work))
    picked_up = ShipmentEvent("e1", EventKind.PICKED_UP, scene.now, "Yerevan", "")
    return Row(
        {"carrier": "house", "told": [Told(sent.tracking or "", picked_up)], **scene.web},
        [
            ("another carrier's", {"carrier": "nobody"}, SAME),
            ("a parcel that there is not", {"told": [Told("HY-9", picked_up)]}, SAME),
            ("nothing", {"told": []}, SAME),
        ],
        [("twice", {}, SAME)],
    )


def labelled(scene: Scene) -> Fulfilment:
    work = ship_order.pack(**scene.at(scene.picked(scene.bought(delivery=SHIP))))
    parcels.make_label(**scene.at(work), service="house:standard", grams=5_000)
    return work
