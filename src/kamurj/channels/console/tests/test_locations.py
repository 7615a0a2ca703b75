from datetime import time, timedelta

from kamurj.channels.console.forms.locations import initial_of
from kamurj.channels.console.tests.pages import text, undo_of
from kamurj.foundation.access.contracts import Role
from kamurj.locations import queries as places
from kamurj.locations.contracts import Hours

WEEK = {f"day_{day}": "10:00–20:00" for day in range(7)}


def store(shop):
    return places.location(shop.yerevan)


def test_a_place_is_changed_and_set_back(shop, at_work):
    client = at_work(Role.MERCHANDISER)
    before = store(shop)
    done = client.post(
        "/console/locations/YVN", {**initial_of(before), "name_en": "Bridge <b>", "latitude": "40.5"}, follow=True
    )
    assert (store(shop).name_en, store(shop).position.latitude) == ("Bridge <b>", 40.5)
    assert "Bridge &lt;b&gt;" in done.content.decode()
    where, fields = undo_of(done)
    client.post(where, fields)
    assert store(shop) == before


def test_a_place_that_makes_no_sense_is_refused(shop, at_work):
    before = initial_of(store(shop))
    for language in ("en", "hy"):
        client = at_work(language=language)
        for wrong, status in (
            ({"latitude": "91"}, 422),
            ({"name_en": ""}, 422),
            ({"time_zone": "Moon/Base"}, 400),
            ({"code": "GYU"}, 409),
            ({"region": "Armenia"}, 400),
        ):
            answer = client.post("/console/locations/YVN", {**before, **wrong})
            assert answer.status_code == status, wrong
            assert "form-refusal" in answer.content.decode() or "errorlist" in answer.content.decode()
    assert initial_of(store(shop)) == before


def test_the_week_is_replaced_and_set_back(shop, desk):
    before = places.week(shop.yerevan)
    done = desk.post(
        "/console/locations/YVN/hours", {**WEEK, "day_0": "9:00-13:00, 14:30 – 24:00", "day_6": ""}, follow=True
    )
    week = places.week(shop.yerevan)
    assert [(one.opens, one.closes) for one in week if one.weekday == 0] == [
        (time(9), time(13)),
        (time(14, 30), time(0)),
    ]
    assert {one.weekday for one in week} == set(range(6))
    where, fields = undo_of(done)
    desk.post(where, fields)
    assert places.week(shop.yerevan) == before


def test_hours_that_cannot_be_read_or_overlap_are_refused(shop, desk):
    before = places.week(shop.yerevan)
    for wrong, status in (("from nine", 422), ("25:00-26:00", 422), ("10:00-14:00, 13:00-20:00", 400)):
        assert desk.post("/console/locations/YVN/hours", {**WEEK, "day_1": wrong}).status_code == status, wrong
    assert places.week(shop.yerevan) == before


def test_a_special_day_is_set_forgotten_and_set_back(shop, desk):
    day = shop.now.date() + timedelta(days=10)

    def special():
        return {one.date: one.spans for one in places.special_days(location=shop.yerevan, since=day)}

    desk.post("/console/locations/YVN/days", {"date": day, "spans": "12:00-15:00"})
    assert special() == {day: (Hours(time(12), time(15)),)}
    desk.post("/console/locations/YVN/days", {"date": day, "spans": ""})
    assert special() == {day: ()}
    done = desk.post("/console/locations/YVN/days", {"date": day, "forget": "1"}, follow=True)
    assert special() == {}
    where, fields = undo_of(done)
    desk.post(where, fields)
    assert special() == {day: ()}


def test_a_place_is_closed_for_good_and_opened_again(shop, desk):
    done = desk.post("/console/locations/YVN/trading", follow=True)
    assert not store(shop).active
    assert "Closed for good" in text(done)
    where, fields = undo_of(done)
    desk.post(where, fields)
    assert store(shop).active
    desk.post("/console/locations/YVN/trading")
    desk.post("/console/locations/YVN/trading")
    assert store(shop).active


def test_a_new_place_is_added_once(shop, desk):
    sent = {**initial_of(store(shop)), "code": "DIL"}
    assert desk.post("/console/locations/new", sent)["Location"] == "/console/locations/DIL"
    assert desk.post("/console/locations/new", sent).status_code == 409
    assert "No opening hours" in text(desk.get("/console/locations/DIL"))
