from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kamurj.kernel import ids
from kamurj.kernel.ids import LocationId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.tills import errors, queries
from kamurj.tills.contracts import ParkedId
from kamurj.tills.operations import parking
from kamurj.tills.rules import night_after

HERE = LocationId(7)
NARE = Origin(channel=Channel.STORE, location=HERE, actor="user:7")
FIELDS = [("sale", "x"), ("variant", "1"), ("quantity", "2")]

pytestmark = pytest.mark.django_db(transaction=True)


def park(now, parked=None, location=HERE, **more):
    given = {"zone": "Asia/Yerevan", "fields": FIELDS, "pieces": 2, "total": Money(100, "AMD"), "name": "Ani"}
    return parking.park(parked=parked or ParkedId(ids.new()), location=location, now=now, origin=NARE, **given | more)


def take(parked, now, key=None, location=HERE):
    return parking.recall(parked=parked, location=location, key=key or ids.new(), now=now, origin=NARE)


def test_a_sale_waits_for_every_till_of_its_place_and_is_taken_up_once(now, together):
    put = park(now)
    assert [one.id for one in queries.parked(location=HERE, now=now)] == [put.id]
    assert queries.parked(location=LocationId(8), now=now) == ()
    with pytest.raises(errors.ParkedGone):
        take(put.id, now, location=LocationId(8))
    answers = together([lambda: take(put.id, now)] * 4)
    assert sorted(isinstance(one, errors.ParkedGone) for one in answers) == [False, True, True, True]
    assert next(one for one in answers if not isinstance(one, Exception)).fields == tuple(FIELDS)
    assert queries.parked(location=HERE, now=now) == ()


def test_the_same_forms_sent_twice_are_one_sale(now):
    put = park(now)
    assert park(now, parked=put.id) == put
    key = ids.new()
    assert take(put.id, now, key=key) == take(put.id, now, key=key)
    again = park(now, parked=put.id, name="Ani again")
    assert [one.name for one in queries.parked(location=HERE, now=now)] == [again.name]


def test_the_night_takes_what_waits(now):
    put = park(now)
    assert now < put.expires_at <= now + timedelta(days=1)
    assert queries.parked(location=HERE, now=put.expires_at) == ()
    with pytest.raises(errors.ParkedGone):
        take(put.id, put.expires_at)
    assert parking.forget(before=put.expires_at + timedelta(1)) == 1


def test_nothing_and_too_much_is_not_put_aside(now, monkeypatch):
    with pytest.raises(errors.NothingToPark):
        park(now, pieces=0)
    monkeypatch.setattr("kamurj.tills.rules.MOST_PARKED", 2)
    numbers = [park(now).number for _ in range(2)]
    assert numbers == [1, 2]
    with pytest.raises(errors.TooManyParked):
        park(now)


@pytest.mark.parametrize(("hour", "night"), [(3, 7), (4, 8), (23, 8)])
def test_the_night_is_at_four_by_the_clock_of_the_place(hour, night):
    now = datetime(2026, 5, 7, hour, tzinfo=UTC) - timedelta(hours=4)
    assert night_after(now, "Asia/Yerevan") == datetime(2026, 5, night, tzinfo=UTC)
