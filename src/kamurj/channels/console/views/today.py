"""The first page: today, the last thirty days, and what needs a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse

from kamurj.channels.console.asked import day_begins
from kamurj.channels.console.chart import stacked
from kamurj.channels.console.desk import Desk, at_desk, show
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.log import queries as log
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.queries import promising
from kamurj.journeys.settle_payments import PATIENCE
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.orders import queries as orders
from kamurj.orders.contracts import PeriodSum
from kamurj.payments import queries as payments

DAYS = 30


@dataclass(frozen=True, slots=True)
class Sums:
    """What came in over some days: orders, pieces, and money by currency."""

    orders: int
    pieces: int
    money: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel's day and month; `channel` None is all of them."""

    channel: Channel | None
    today: Sums
    month: Sums


@staff(Permission.CONSOLE_VIEW)
@at_desk
def today(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Trade by channel, and the lists that wait for somebody."""
    context: dict[str, Any] = {"needs": _needs(desk)}
    if desk.may(Permission.ORDERS_VIEW):
        context |= _trade(desk)
    return show(request, desk, "today.html", context)


def _trade(desk: Desk) -> dict[str, Any]:
    last = desk.now.astimezone(ZoneInfo(desk.zone)).date()
    days = [last - timedelta(days=back) for back in reversed(range(DAYS))]
    sums = orders.sums_by_period(
        period="day",
        since=day_begins(days[0], desk.zone),
        until=day_begins(last, desk.zone, days_later=1),
        time_zone=desk.zone,
    )
    counts: dict[tuple[date, Channel], int] = defaultdict(int)
    for one in sums:
        counts[one.starts_date, one.channel] += one.orders
    return {"day": last, "rows": _rows(sums, last), "chart": stacked(days, counts)}


def _rows(sums: Sequence[PeriodSum], last: date) -> list[ChannelRow]:
    by_channel: Mapping[Channel, list[PeriodSum]] = {
        channel: [one for one in sums if one.channel == channel] for channel in Channel
    }
    rows = [_row(channel, some, last) for channel, some in by_channel.items() if some]
    return [*rows, _row(None, sums, last)] if rows else []


def _row(channel: Channel | None, sums: Sequence[PeriodSum], last: date) -> ChannelRow:
    return ChannelRow(channel, today=_added(one for one in sums if one.starts_date == last), month=_added(sums))


def _added(sums: Iterable[PeriodSum]) -> Sums:
    listed = list(sums)
    money: dict[str, Money] = {}
    for one in listed:
        money[one.gross.currency] = money.get(one.gross.currency, Money.zero(one.gross.currency)) + one.gross
    return Sums(
        orders=sum(one.orders for one in listed),
        pieces=sum(one.pieces for one in listed),
        money=tuple(money[currency] for currency in sorted(money)),
    )


def _needs(desk: Desk) -> dict[str, int]:
    """How many of each kind wait; kinds that this person may not see are left out. Low stock is counted by itself, later."""
    found: dict[str, int] = {}
    if desk.may(Permission.ORDERS_VIEW):
        found["payments"] = len(payments.unsettled(before=desk.now - PATIENCE))
        found["refunds"] = len(payments.refunds_failed())
        found["late"] = len(promising.late_work(now=desk.now, limit=500))
        found["pickups"] = len(fulfilments.overdue(now=desk.now, limit=500))
    if desk.may(Permission.LOG_VIEW):
        found["letters"] = log.dead_letter_count()
    return found
