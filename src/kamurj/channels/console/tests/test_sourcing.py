from __future__ import annotations

import pytest

from kamurj.channels.console.tests.pages import text, undo_of
from kamurj.foundation.access.contracts import Role
from kamurj.foundation.log.reading import pump
from kamurj.journeys.tests.shop import SHIP
from kamurj.sourcing import queries as sourcing
from kamurj.sourcing.contracts import RuleKind
from kamurj.sourcing.handlers import SUBSCRIPTIONS

PAGE = "/console/stock/sourcing"


def typed(shop, version=0, **more):
    """The form as the page shows it: Yerevan and Gyumri send, everything else as it was."""
    sends = {f"ships-{place}": "on" for place in (shop.yerevan, shop.gyumri)}
    costs = {f"cost-{place}": "0" for place in (shop.yerevan, shop.gyumri)}
    return {"version": str(version), **sends, **costs, **more}


def current(shop):
    return sourcing.current(now=shop.now)[0]


@pytest.mark.django_db(transaction=True)
def test_an_order_says_why_its_pieces_come_from_there(shop, buy, desk, at_work):
    order = buy(pieces=2, delivery=SHIP)
    pump(SUBSCRIPTIONS)
    page = text(desk.get(f"/console/orders/{order.number}"))
    assert "Why from there" in page
    assert "next best:" in page
    assert current(shop).digest[:12] in page
    assert "Ինչու հենց այնտեղից" in text(at_work(language="hy").get(f"/console/orders/{order.number}"))


def test_rules_are_tried_on_recent_orders_first_then_hold_then_are_taken_back(shop, buy, desk):
    order = buy(delivery=SHIP)
    before = current(shop)
    wanted = typed(shop, **{f"cost-{order.lines[0].source}": "5000", "franchise": "7"})
    preview = desk.post(PAGE, wanted)
    assert preview.context["preview"]["asked"] == 1
    assert [one.number for one in preview.context["preview"]["moved"]] == [order.number]
    assert current(shop) == before
    done = desk.post(PAGE, {**wanted, "apply": "1"}, follow=True)
    assert current(shop).terms(order.lines[0].source).parcel_cost == 5_000
    assert current(shop).points(RuleKind.FRANCHISE) == 7
    where, fields = undo_of(done)
    assert desk.post(where, fields).status_code == 302
    assert current(shop).digest == before.digest


def test_rules_that_somebody_else_changed_meanwhile_or_nobody_can_read_are_refused(shop, desk):
    assert desk.post(PAGE, typed(shop, parcels="5", apply="1")).status_code == 302
    after = current(shop)
    assert desk.post(PAGE, typed(shop, parcels="6", apply="1")).status_code == 409
    assert desk.post(PAGE, typed(shop, version=after.version, parcels="a lot", apply="1")).status_code == 400
    assert desk.post(PAGE, typed(shop, version=after.version, parcels="99999999", apply="1")).status_code == 400
    assert current(shop) == after


def test_who_may_not_adjust_stock_may_look_but_not_save(shop, at_work):
    agent = at_work(Role.AGENT)
    assert agent.get(PAGE).status_code == 200
    assert agent.post(PAGE, typed(shop, parcels="5", apply="1")).status_code == 403
    assert current(shop).version == 0


def test_a_category_that_a_place_never_sends_is_kept_with_its_terms(shop, desk):
    desk.post(PAGE, typed(shop, apply="1", **{f"excluded-{shop.gyumri}": "3, 1", f"capacity-{shop.gyumri}": "4"}))
    terms = current(shop).terms(shop.gyumri)
    assert (terms.excluded, terms.capacity, terms.ships) == ((1, 3), 4, True)


def test_the_page_reads_in_armenian(shop, at_work):
    page = text(at_work(language="hy").get(PAGE))
    assert "Ինչը որքան է կշռում" in page
    assert "Sends parcels" not in page
