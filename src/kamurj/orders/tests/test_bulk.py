from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.orders import queries
from kamurj.orders.bulk import historic_id, historic_number, record_history
from kamurj.orders.contracts import (
    CancelReason,
    DeliveryKind,
    HistoricLine,
    HistoricOrder,
    OrderStatus,
    Recorded,
)
from kamurj.orders.tests.making import ANI, NOW

pytestmark = pytest.mark.django_db


def historic(key: str, *, status: OrderStatus = OrderStatus.COMPLETED) -> HistoricOrder:
    return HistoricOrder(
        source="old-till",
        source_key=key,
        channel=Channel.STORE,
        currency="GBP",
        status=status,
        delivery_kind=DeliveryKind.CARRY_OUT,
        placed_at=NOW - timedelta(days=400),
        tax_minor=200,
        gross_minor=1_500,
        pieces=3,
        fees_minor=300,
        contact=ANI,
        cancelled_at=NOW if status is OrderStatus.CANCELLED else None,
        cancel_reason=CancelReason.IMPORTED if status is OrderStatus.CANCELLED else None,
    )


def line(key: str, position: int) -> HistoricLine:
    return HistoricLine(
        source_key=key,
        position=position,
        variant=VariantId(7),
        sku="85123A",
        name='WHITE "HANGING"\nHEART, Սիրտ',
        options="",
        quantity=position,
        unit_minor=400,
        tax_basis_points=2000,
        tax_included=True,
        tax_minor=position * 67,
        gross_minor=position * 400,
        source_location=LocationId(1),
    )


def test_a_history_is_written_with_two_copies_and_reads_like_any_order():
    with atomic(), count_statements() as counted:
        recorded = record_history(
            orders=[historic("1"), historic("2", status=OrderStatus.CANCELLED)],
            lines=[line("1", 1), line("1", 2), line("2", 1)],
        )
    assert recorded == Recorded(orders=2, lines=3, repeated_orders=0)
    assert counted.count == 3
    order = queries.order(historic_id(source="old-till", source_key="1"))
    assert order.number == historic_number(source="old-till", source_key="1")
    assert order.totals.gross == Money(1_500, "GBP")
    assert order.totals.net == Money(1_300, "GBP")
    assert order.contact == ANI
    assert [kept.quantity for kept in order.lines] == [1, 2]
    assert (order.lines[0].name, order.lines[0].options) == ('WHITE "HANGING"\nHEART, Սիրտ', "")
    assert order.lines[1].net == Money(666, "GBP")
    assert queries.order_by_number(order.number) == order


def test_the_same_history_again_changes_nothing_and_new_orders_join_it():
    record_history(orders=[historic("1")], lines=[line("1", 1)])
    recorded = record_history(orders=[historic("1"), historic("2")], lines=[line("1", 1), line("2", 1)])
    assert recorded == Recorded(orders=1, lines=1, repeated_orders=1)
    assert sql.scalar("SELECT count(*) FROM orders_order_line") == 2


def test_a_line_of_no_order_is_the_callers_mistake():
    with pytest.raises(KeyError):
        record_history(orders=[historic("1")], lines=[line("3", 1)])
