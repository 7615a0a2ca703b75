from __future__ import annotations

from datetime import date, time, timedelta

from kamurj.channels.console.tests.pages import hidden, text, undo_of
from kamurj.foundation.access.contracts import Role
from kamurj.kernel.origin import Channel
from kamurj.locations import queries as places
from kamurj.locations.contracts import Handling
from kamurj.stock import offers
from kamurj.stock import queries as stocked

RULES, INCOMING = "/console/stock/offers", "/console/stock/incoming"


def offered(shop):
    return stocked.availability(variants=[shop.oak], channel=Channel.WEB, now=shop.now)[shop.oak]


def test_a_rule_is_tried_then_holds_then_is_taken_back(shop, desk):
    said = {"kind": "safety", "pieces": "3", "location": shop.yerevan, "sku": "CHAIR-OAK"}
    preview = desk.post(RULES, said)
    tried = preview.context["tried"]
    assert (preview.status_code, tried.before, tried.after) == (200, 12, 9)
    assert (offered(shop), offers.offer_rules()) == (12, ())
    sent = {**hidden(preview), **said, "apply": "1"}
    done = desk.post(RULES, sent, follow=True)
    assert offered(shop) == 9
    assert "CHAIR-OAK" in text(done)
    desk.post(RULES, {**sent, "pieces": "5"}, follow=True)
    changed = desk.post(RULES, {**sent, "pieces": "4"}, follow=True)
    assert offered(shop) == 8
    desk.post(*undo_of(changed))
    assert offered(shop) == 7
    (rule,) = offers.offer_rules()
    ended = desk.post(f"{RULES}/{rule.id}/end", follow=True)
    assert offered(shop) == 12
    desk.post(*undo_of(ended))
    assert offered(shop) == 7
    assert desk.post(f"{RULES}/{rule.id}/end").status_code == 404


def test_rules_that_make_no_sense_are_refused_in_both_languages(shop, at_work):
    for language in ("en", "hy"):
        client = at_work(language=language)
        for wrong in ({"sku": "NOBODY"}, {"pieces": "-1"}, {"kind": "all"}, {"category": "99"}, {"channel": "fax"}):
            answer = client.post(RULES, {"kind": "safety", "pieces": "1", **wrong})
            assert (answer.status_code, "errorlist" in text(answer)) == (422, True), wrong
        for wrong in ({"kind": "buffer"}, {"kind": "excluded"}, {"kind": "safety", "channel": "web"}):
            answer = client.post(RULES, {"pieces": "1", **wrong, "apply": "1"})
            assert answer.status_code == 400, wrong
    assert offers.offer_rules() == ()


def test_who_may_only_look_sees_the_pages_and_changes_nothing(shop, at_work):
    agent = at_work(Role.AGENT)
    for address in (RULES, INCOMING, "/console/locations/YVN/working-times", "/console/locations/holidays"):
        assert agent.get(address).status_code == 200
        assert agent.post(address, {"kind": "safety", "pieces": "1"}).status_code == 403
    assert offers.offer_rules() == ()


def announced(shop, **more):
    day = (shop.now + timedelta(days=5)).date().isoformat()
    said = {"kind": "purchase", "number": "PO-7", "sku": "CHAIR-ASH", "location": shop.gyumri, "quantity": "6"}
    return {**said, "expected_date": day, **more}


def test_goods_are_announced_and_come_in_parts(shop, desk):
    page = desk.post(INCOMING, announced(shop), follow=True)
    assert "PO-7" in text(page)
    (goods,) = offers.incoming_goods()
    receive = f"{INCOMING}/{goods.id}/receive"
    for _ in range(2):  # the same form sent twice
        desk.post(receive, {"pieces": "4", "missing": "6"})
    assert offers.incoming_goods()[0].missing == 2
    assert desk.post(receive, {"pieces": "3", "missing": "2"}).status_code == 409
    assert desk.post(receive, {"pieces": "two", "missing": "2"}).status_code == 400
    desk.post(receive, {"pieces": "2", "missing": "2"})
    assert offers.incoming_goods() == ()
    (level,) = stocked.levels_of_variant(variant=shop.ash, now=shop.now)
    assert (level.location, level.on_hand) == (shop.gyumri, 6)


def test_an_announcement_and_its_end_are_taken_back(shop, desk):
    made = desk.post(INCOMING, announced(shop), follow=True)
    desk.post(*undo_of(made))
    assert offers.incoming_goods() == ()
    desk.post(INCOMING, announced(shop))
    (goods,) = offers.incoming_goods()
    ended = desk.post(f"{INCOMING}/{goods.id}/cancel", follow=True)
    assert offers.incoming_goods() == ()
    desk.post(*undo_of(ended))
    assert offers.incoming_goods() == (goods,)


def test_goods_for_a_day_that_is_over_are_not_announced(shop, desk):
    yesterday = (shop.now - timedelta(days=2)).date().isoformat()
    answer = desk.post(INCOMING, announced(shop, expected_date=yesterday))
    assert (answer.status_code, offers.incoming_goods()) == (400, ())
    assert desk.post(INCOMING, announced(shop, quantity="0")).status_code == 422


def test_working_times_are_tried_then_saved_then_taken_back(shop, desk):
    address = "/console/locations/YVN/working-times"
    said = {"picking_minutes": "30", "collect_cut_off": "17:00", "ship_cut_off": "12:00", "handling_days": "1"}
    preview = desk.post(address, said)
    assert preview.context["then"].dispatch_date > preview.context["now"].dispatch_date
    assert places.handling(shop.yerevan) == Handling()
    done = desk.post(address, {**said, "apply": "1"}, follow=True)
    assert places.handling(shop.yerevan) == Handling(30, time(17), time(12), 1, closed_on_holidays=False)
    desk.post(*undo_of(done))
    assert places.handling(shop.yerevan) == Handling()
    assert desk.post(address, {**said, "handling_days": "61", "apply": "1"}).status_code == 422


def test_holidays_are_written_down_switched_off_and_added(shop, desk):
    address = "/console/locations/holidays"
    assert desk.post(address, {"country": "AM", "keep": "1"}).status_code == 302
    day = date(shop.now.year + 1, 5, 28)
    known = {one.date: one for one in places.holidays(country="AM", since=day)}
    said = {"country": "AM", "date": day.isoformat(), "name_en": known[day].name_en, "name_hy": known[day].name_hy}
    done = desk.post(address, {**said, "off": "1"}, follow=True)
    assert not places.holidays(country="AM", since=day, until=day)[0].observed
    desk.post(*undo_of(done))
    assert places.holidays(country="AM", since=day, until=day) == (known[day],)
    extra = date(shop.now.year + 1, 5, 29)
    added = desk.post(address, {"country": "AM", "date": extra.isoformat(), "name_en": "Stocktaking"}, follow=True)
    assert "Stocktaking" in text(added)
    desk.post(*undo_of(added))
    assert not places.holidays(country="AM", since=extra, until=extra)[0].observed
    assert desk.post(address, {"country": "AM", "date": extra.isoformat()}).status_code == 400
