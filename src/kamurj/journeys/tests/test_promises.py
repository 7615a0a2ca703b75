from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kamurj.foundation.database.counting import count_statements
from kamurj.journeys import browse, promises, shipping
from kamurj.journeys.collectable import home_of
from kamurj.journeys.promise_words import promise_text
from kamurj.journeys.tests.shop import SHIP, WEB, Shop
from kamurj.kernel.ids import LocationId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.locations import operations as placing
from kamurj.locations.contracts import Handling, Holiday, LeadTimes, LocationKind, OpeningWords
from kamurj.orders import queries as orders
from kamurj.stock import offers
from kamurj.stock.contracts import IncomingKind, IncomingLine

YEREVAN = ZoneInfo("Asia/Yerevan")
CLOSED = OpeningWords(open_now=False, closes_at=None, opens_at=None, today=())
HERE = LocationId(1)


def lead(leaves, *, ready=None, until=None, holidays=(), kind=LocationKind.STORE):
    return LeadTimes(CLOSED, date(2026, 3, 12), ready, until, date.fromisoformat(leaves), frozenset(holidays), kind)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=YEREVAN)


def test_a_parcel_arrives_on_working_days_that_are_no_holidays():
    sent = lead("2026-03-06", holidays={date(2026, 3, 9)})
    assert shipping.days_at_home(shipping.TARIFFS["AM"], sent) == (date(2026, 3, 7), date(2026, 3, 11))


@given(
    leaves=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    off=st.sets(st.integers(0, 20), max_size=12),
    country=st.sampled_from(["AM", "US"]),
)
def test_so_many_working_days_lie_between_leaving_and_arriving(leaves, off, country):
    holidays = frozenset(leaves + timedelta(days=days) for days in off)
    tariff = shipping.TARIFFS[country]
    found = shipping.days_at_home(tariff, replace(lead("2026-03-06"), dispatch_date=leaves, holidays=holidays))
    for arrives, needed in zip(found, (tariff.earliest_days, tariff.latest_days), strict=True):
        days = [leaves + timedelta(days=n + 1) for n in range((arrives - leaves).days)]
        working = [day for day in days if day.weekday() != 6 and day not in holidays]
        assert len(working) == needed
        assert working[-1] == arrives


@pytest.mark.parametrize(
    ("ready", "until", "english", "armenian"),
    [
        ("2026-03-12T14:00", "2026-03-12T19:00", "Ready to collect today from 14:00 until 19:00", "այսօր՝ 14:00–19:00"),
        ("2026-03-13T12:00", "2026-03-13T20:00", "Ready to collect tomorrow from 12:00 until 20:00", "վաղը՝ 12:00–20:00"),
        (
            "2026-03-16T12:00",
            "2026-03-16T20:00",
            "Ready to collect Monday from 12:00 until 20:00",
            "երկուշաբթի՝ 12:00–20:00",
        ),
        ("2026-03-12T22:00", "2026-03-13T02:00", "Ready to collect today from 22:00", "այսօր՝ 22:00-ից"),
        ("2026-03-12T20:00", "2026-03-12T20:00", "Ready to collect today from 20:00", "այսօր՝ 20:00-ից"),
    ],
)
def test_collecting_is_promised_in_words(ready, until, english, armenian):
    promise = promises.to_collect(lead("2026-03-12", ready=at(ready), until=at(until)), location=HERE)
    with translation.override("en"):
        assert promise_text(promise, now=at("2026-03-12T12:00")) == english
    with translation.override("hy"):
        assert promise_text(promise, now=at("2026-03-12T12:00")) == f"Կարող եք վերցնել {armenian}"


def test_a_parcel_is_promised_in_words():
    promise = promises.at_home(shipping.TARIFFS["AM"], lead("2026-03-12"), location=HERE)
    now = at("2026-03-12T12:00")
    with translation.override("en"):
        assert promise_text(promise, now=now) == "At your home tomorrow to Monday"
        assert promise_text(replace(promise, latest=promise.earliest), now=now) == "At your home tomorrow"
        later = promises.at_home(shipping.TARIFFS["AM"], lead("2026-03-20"), location=HERE)
        assert promise_text(later, now=now) == "At your home Sat 21 Mar to Tue 24 Mar"
    with translation.override("hy"):
        assert promise_text(promise, now=now) == "Ձեր տանը՝ վաղը – երկուշաբթի"
    assert (promise.earliest, promise.latest) == (at("2026-03-13T00:00"), at("2026-03-16T23:59"))
    assert promise.due_at == at("2026-03-12T23:59")


def test_a_whole_order_is_there_when_its_last_part_is():
    parts = [promises.at_home(shipping.TARIFFS["AM"], lead(day), location=HERE) for day in ("2026-03-12", "2026-03-14")]
    assert promises.whole(parts) == parts[1]
    assert promises.whole([]) is None
    assert promises.to_collect(lead("2026-03-12"), location=HERE) is None


@pytest.fixture
def shop(now, db):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=2, warehouse=9)
    shop.stock(shop.lamp, gyumri=2)
    return shop


def by_hand(shop):
    return {"now": shop.now, "origin": WEB}


def test_an_order_keeps_to_the_places_its_pieces_come_from_in_two_statements(shop):
    slow = Handling(handling_days=3)
    placing.set_handling(location=shop.gyumri, handling=slow, **by_hand(shop))
    order = orders.order(shop.place(shop.cart({shop.oak: 1, shop.lamp: 1}), delivery=SHIP).order)
    with count_statements() as counted:
        found = promises.of_order(order)
    assert counted.count == 2, "what is kept, and how places work"
    assert set(found) == {shop.warehouse, shop.gyumri}
    assert promises.whole(found.values()) == found[shop.gyumri]
    assert found[shop.warehouse].latest < found[shop.gyumri].latest
    collected = orders.order(shop.place(shop.cart({shop.oak: 1}), delivery=shop.collect()).order)
    (promise,) = promises.of_order(collected).values()
    assert (promise.kind, promise.location) == (promises.PromiseKind.COLLECT, shop.yerevan)
    assert promise.due_at == promise.earliest == promise.latest


def test_a_cart_is_at_home_when_its_slowest_line_is(shop):
    def home(lines):
        cart = orders.cart(shop.cart(lines))
        return home_of(cart=cart, channel=Channel.WEB, country="AM", goods=Money(1, "AMD"), now=shop.now)

    quick = home({shop.oak: 1})
    placing.set_handling(location=shop.gyumri, handling=Handling(handling_days=2), **by_hand(shop))
    assert home({shop.oak: 1}) == quick
    assert home({shop.oak: 1, shop.lamp: 1}).latest_date > quick.latest_date
    assert home({shop.oak: 1, shop.ash: 1}) is None


def near(shop, variant):
    return browse.availability_near(
        variant=variant, position=None, channel=Channel.WEB, country="AM", language="en", now=shop.now
    )


def test_a_public_holiday_and_a_cut_off_move_the_day_at_home(shop):
    before = near(shop, shop.oak).home_delivery
    holiday = Holiday("AM", date(2026, 3, 16), "Day off")
    placing.keep_holidays(country="AM", holidays=[holiday], **by_hand(shop))
    after = near(shop, shop.oak).home_delivery
    assert after.earliest_date > before.earliest_date
    late = Handling(ship_cut_off=time(0, 1), handling_days=1)
    placing.set_handling(location=shop.warehouse, handling=late, **by_hand(shop))
    assert near(shop, shop.oak).home_delivery.earliest_date > after.earliest_date


def test_what_is_announced_is_shown_with_its_day_where_there_is_nothing(shop):
    today = shop.now.date()
    lines = [IncomingLine(shop.ash, shop.warehouse, 5, today + timedelta(days=9))]
    offers.announce(kind=IncomingKind.PURCHASE, lines=lines, today=today, **by_hand(shop))
    found = near(shop, shop.ash)
    assert found.expected_date == today + timedelta(days=9)
    assert found.home_delivery is None
    assert near(shop, shop.oak).expected_date is None
