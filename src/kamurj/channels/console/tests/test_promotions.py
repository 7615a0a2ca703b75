from __future__ import annotations

import pytest

from kamurj.channels.console.tests.pages import undo_of
from kamurj.foundation.access.contracts import Role
from kamurj.kernel.clock import utc_now
from kamurj.kernel.money import Money
from kamurj.promotions import queries as promotions

TERMS = {
    "name_en": "Spring",
    "name_hy": "Գարուն",
    "gives": "percent",
    "percent": "10",
    "priority": "0",
    "channels": ["web"],
    "currency": "AMD",
    "minimum": "1000",
    "regions": "am",
}


def only():
    (found,) = promotions.promotions(now=utc_now())
    return found


@pytest.mark.django_db(transaction=True)
def test_a_promotion_is_shown_on_last_months_orders_then_added_changed_set_back_and_ended(buy, at_work):
    buy(pieces=2)
    desk = at_work(Role.MERCHANDISER)
    preview = desk.post("/console/promotions/new", TERMS)
    tried = preview.context["tried"]
    assert (tried.orders, tried.reached, tried.given) == (1, 1, (Money(2_400_00, "AMD"),))
    assert promotions.promotions(now=utc_now()) == ()
    desk.post("/console/promotions/new", {**TERMS, "apply": "1"})
    one = only()
    assert (one.terms.basis_points, one.terms.minimum_minor, one.terms.regions) == (1000, 1_000_00, ("AM",))
    address = f"/console/promotions/{one.id}"
    done = desk.post(address, {**TERMS, "percent": "20", "version": "1", "apply": "1"}, follow=True)
    assert only().terms.basis_points == 2000
    assert desk.post(address, {**TERMS, "version": "1", "apply": "1"}).status_code == 409
    where, fields = undo_of(done)
    desk.post(where, fields)
    assert only().terms.basis_points == 1000
    ended = desk.post(f"{address}/end", follow=True)
    assert not only().is_running(utc_now())
    where, fields = undo_of(ended)
    desk.post(where, fields)
    assert only().is_running(utc_now())


@pytest.mark.django_db
def test_codes_are_made_to_share_or_handed_out_once(at_work):
    desk = at_work(Role.MERCHANDISER)
    desk.post("/console/promotions/new", {**TERMS, "by_coupon": "on", "apply": "1"})
    address = f"/console/promotions/{only().id}"
    desk.post(f"{address}/coupons", {"code": "spring"})
    made = desk.post(f"{address}/coupons", {"count": "3", "begins": "vip"}).content.decode().split()
    assert made[0] == "code"
    assert [code.startswith("VIP-") for code in made[1:]] == [True] * 3
    assert promotions.coupons_of(promotion=only().id).codes == 4
    assert desk.post(f"{address}/coupons", {"code": "SPRING"}).status_code == 409
    assert "SPRING" in desk.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "hy"])
def test_what_makes_no_promotion_is_refused_and_nothing_is_added(at_work, language):
    desk = at_work(Role.MERCHANDISER, language=language)
    for wrong in (
        {"percent": "0"},
        {"percent": "101"},
        {"minimum": "a lot"},
        {"currency": ""},
        {"name_hy": " "},
        {"articles": "NO-SUCH"},
        {"gives": "everything"},
        {"regions": "Yerevan"},
    ):
        assert desk.post("/console/promotions/new", {**TERMS, **wrong, "apply": "1"}).status_code in (400, 422)
    assert promotions.promotions(now=utc_now()) == ()
    assert desk.get("/console/promotions").status_code == 200
    assert desk.get("/console/promotions/new").status_code == 200
    assert desk.get("/console/promotions/999").status_code == 404


@pytest.mark.django_db
def test_who_may_not_edit_prices_may_not_add_promotions(at_work):
    agent = at_work(Role.AGENT)
    assert agent.post("/console/promotions/new", {**TERMS, "apply": "1"}).status_code == 403
    assert promotions.promotions(now=utc_now()) == ()
