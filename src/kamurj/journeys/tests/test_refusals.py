"""Every operation refuses bad input, and changes nothing then: a table a floor, and an operation without a row fails."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from types import ModuleType

import pytest

from kamurj import journeys
from kamurj.journeys.tests.refusals import (
    ROWS,
    Scene,
    collecting,
    drawers,
    goods,
    hold,
    name_of,
    orders,
    places,
    rules,
    terms,
    tills,
)

TABLES = (orders, places, collecting, tills, goods, drawers, rules, terms)
NOBODY_ASKS = """
    questions.lapse_overdue public_holidays.keep_everywhere collect_in_store.expire_overdue
    settle_payments.settle settle_changes.settle_changes resource_orders.resource_orders waiting.remind
    collect_elsewhere.lapse substitute.lapse collect_in_store.expire settle_payments.settle_order
    settle_delivery.complete_if_all_is_out settle_delivery.settle_delivery earn_points.settle_points
    return_in_store.finish_return claims.finish_claim promises.keep pick_list.begin_walk
    resource_orders.move_order endless_aisle.let_go carts.merge_at_login
    stock.counts.suggest stored_value.operations.expire stored_value.operations.points.settle_points
"""
"""What goes on by itself, takes what there is, and refuses nothing."""
PARTS_OF_OTHERS = """
    money_back.promise_back money_back.promise_stored_back refund_parts.promise_parts replace_pieces.replace_pieces
    take_off.take_off route_order.route_order route_order.take_back pick_order.write_off pick_order.end_if_nothing_is_left
    settle_payments.finish settle_payments.finish_link settle_payments.abandon settle_payments.answer_again
    settle_changes.answer_again settle_changes.go_on settle_changes.carry_out settle_changes.send_money
    change_money.take_promised change_money.pay_with_value change_money.promise_difference_back collect_in_store.let_go
    return_in_store.put_away return_in_store.note_refunded exchange_money.carry_over exchange_money.give_rest_back
    drawer.note_sale drawer.note_money aisle_parts.price aisle_parts.choose_sources aisle_payment.pay_at_counter
    finish_cart.keep_the_rest stored_parts.spend checkout.choose checkout.sources_of sourcing.from_anywhere
    sourcing.operations.note_decision sourcing.operations.note_move tills.operations.drawers.note
"""
"""Steps of operations that have a row, in whose transaction they are done."""


ASKED_ELSEWHERE = """
    carts.view carts.open_cart carts.add carts.change carts.remove carts.apply_coupon carts.remove_coupon
    stock.offers.set_offer_rule
"""
"""Carts of the first issue have `test_carts` and the API's table; a rule for offers is set by `offer_rules.set_rule`."""


def listed(names: str) -> set[str]:
    return {name if "operations" in name or "stock." in name else f"journeys.{name}" for name in names.split()}


def operations_of(module: ModuleType) -> set[str]:
    """Its public functions that write: they are told who asks, and when."""
    return {
        name_of(each)
        for name, each in vars(module).items()
        if inspect.isfunction(each)
        and each.__module__ == module.__name__
        and not name.startswith("_")
        and {"now", "origin"} <= set(inspect.signature(each).parameters)
    }


def test_every_operation_has_a_row():
    floors = [importlib.import_module(one.name) for one in pkgutil.iter_modules(journeys.__path__, "kamurj.journeys.")]
    rooms = {importlib.import_module(one.__module__) for one in ROWS}
    rooms = {room for room in rooms if not room.__name__.startswith(("kamurj.orders", "kamurj.returns", "kamurj.locations"))}
    there = set().union(*(operations_of(module) for module in {*floors, *rooms}))
    known = {name_of(one) for one in ROWS}
    excused = there & listed(NOBODY_ASKS + PARTS_OF_OTHERS + ASKED_ELSEWHERE)
    excused |= {name for name in there if name.startswith(("journeys.handlers.", "journeys.tasks."))}
    assert sorted(there - known - excused) == []
    assert sorted(listed(NOBODY_ASKS + PARTS_OF_OTHERS + ASKED_ELSEWHERE) - there) == []


@pytest.mark.django_db
@pytest.mark.parametrize("operation", ROWS, ids=name_of)
def test_what_is_asked_wrongly_is_refused_and_changes_nothing(now, operation):
    scene = Scene(now)
    otherwise = hold(operation, ROWS[operation](scene))
    assert not otherwise, "\n".join(map(str, otherwise))
