from datetime import timedelta

import pytest

from kamurj.catalogue import queries as catalogue
from kamurj.channels.console.tests.pages import hidden, text, undo_of
from kamurj.foundation.access.contracts import Role
from kamurj.journeys.tests.shop import WEB
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.pricing import operations as pricing
from kamurj.pricing import queries as priced


def costs(shop, variant):
    return {one.price_list: one.unit.minor for one in priced.prices_of(variants=[variant]).get(variant, ())}


@pytest.fixture
def address(shop):
    return f"/console/products/{catalogue.variant_cards([shop.oak], 'en')[shop.oak].product}/prices"


def test_prices_are_shown_first_then_changed_then_set_back(shop, at_work, address):
    client = at_work(Role.MERCHANDISER)
    sent = {f"price-{shop.dram}-{shop.oak}": "13 500,50", f"price-{shop.dollar}-{shop.ash}": ""}
    preview = client.post(address, sent)
    assert [(step.before, step.after) for step in preview.context["steps"]] == [
        (((1, Money(12_000_00, "AMD")),), ((1, Money(13_500_50, "AMD")),)),
        (((1, Money(35_00, "USD")),), ()),
    ]
    assert costs(shop, shop.oak)[shop.dram] == 12_000_00
    done = client.post(address, {**hidden(preview), "apply": "1"}, follow=True)
    assert costs(shop, shop.oak)[shop.dram] == 13_500_50
    assert shop.dollar not in costs(shop, shop.ash)
    where, fields = undo_of(done)
    client.post(where, fields)
    assert costs(shop, shop.oak)[shop.dram] == 12_000_00
    assert costs(shop, shop.ash)[shop.dollar] == 35_00


def test_a_price_from_more_pieces_on_is_typed_beside_the_first_and_set_back_with_it(shop, desk, address):
    preview = desk.post(address, {f"price-{shop.dram}-{shop.oak}": "12 000; 10: 11 000; 50: 9 900"})
    assert preview.status_code == 200
    done = desk.post(address, {**hidden(preview), "apply": "1"}, follow=True)
    assert 'value="12000; 10: 11000; 50: 9900"' in done.content.decode()
    listed = priced.prices_of(variants=[shop.oak])[shop.oak]
    assert [(one.from_quantity, one.unit.minor) for one in listed if one.price_list == shop.dram] == [
        (1, 12_000_00),
        (10, 11_000_00),
        (50, 9_900_00),
    ]
    where, fields = undo_of(done)
    desk.post(where, fields)
    assert len([one for one in priced.prices_of(variants=[shop.oak])[shop.oak] if one.price_list == shop.dram]) == 1
    for typed in ("10: 11000", "12000; 10: 1; 10: 2", "12000; x: 1", "12000; 0: 1", "12000; 1: 1", "12000:"):
        assert desk.post(address, {f"price-{shop.dram}-{shop.oak}": typed, "apply": "1"}).status_code == 400, typed


def test_a_price_that_changed_since_the_preview_is_not_overwritten(shop, desk, address):
    preview = desk.post(address, {f"price-{shop.dram}-{shop.oak}": "13500"})
    pricing.set_price(price_list=shop.dram, variant=shop.oak, amount=Money(1_00, "AMD"), now=shop.now, origin=WEB)
    assert desk.post(address, {**hidden(preview), "apply": "1"}).status_code == 409
    assert costs(shop, shop.oak)[shop.dram] == 1_00


def test_a_price_that_changed_since_is_not_set_back(shop, desk, address):
    preview = desk.post(address, {f"price-{shop.dram}-{shop.oak}": "13500", f"price-{shop.dram}-{shop.ash}": "1"})
    where, fields = undo_of(desk.post(address, {**hidden(preview), "apply": "1"}, follow=True))
    pricing.set_price(price_list=shop.dram, variant=shop.oak, amount=Money(1_00, "AMD"), now=shop.now, origin=WEB)
    assert desk.post(where, fields).status_code == 409
    assert costs(shop, shop.ash)[shop.dram] == 1_00


@pytest.mark.parametrize("language", ["en", "hy"])
def test_what_is_no_price_is_refused(shop, at_work, address, language):
    client = at_work(language=language)
    for typed in ("free", "1.234", "12000", "-5", "0", "9" * 30):
        field = {f"price-{shop.dram}-{shop.oak}": typed}
        answer = client.post(address, field)
        if answer.status_code == 200:
            answer = client.post(address, {**hidden(answer), "apply": "1"})
        assert answer.status_code == 400, typed
        assert "form-refusal" in answer.content.decode()
    assert costs(shop, shop.oak)[shop.dram] == 12_000_00


def test_the_prices_of_one_list_are_found_by_article(shop, desk):
    page = text(desk.get(f"/console/prices/{shop.dram}", {"q": "lamp"}))
    assert f"price-{shop.dram}-{shop.lamp}" in page
    assert f"price-{shop.dram}-{shop.oak}" not in page


def test_a_list_is_added_ended_and_its_end_taken_back(shop, desk):
    sent = {"name": "Sale <em>", "currency": "AMD", "channel": "web", "region": "am", "priority": "5", "tax_included": "on"}
    desk.post("/console/prices/new", sent)
    (made,) = [one for one in priced.price_lists() if one.name == "Sale <em>"]
    assert (made.channel, made.region, made.priority, made.tax_included) == (Channel.WEB, "AM", 5, True)
    assert "Sale &lt;em&gt;" in desk.get("/console/prices").content.decode()
    ends = (shop.now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    done = desk.post(f"/console/prices/{made.id}/end", {"ends": ends}, follow=True)
    assert priced.price_list(made.id).ends_at is not None
    where, fields = undo_of(done)
    desk.post(where, fields)
    assert priced.price_list(made.id).ends_at is None


def test_a_list_that_makes_no_sense_is_refused(shop, desk):
    for wrong, status in (
        ({"region": "armenia"}, 400),
        ({"currency": "XXX"}, 422),
        ({"starts": "soon"}, 422),
        ({"name": ""}, 422),
    ):
        sent = {"name": "New", "currency": "AMD", "priority": "0", **wrong}
        assert desk.post("/console/prices/new", sent).status_code == status, wrong
    assert desk.post(f"/console/prices/{shop.dram}/end", {"ends": "2001-01-01T00:00"}).status_code == 400
    assert desk.post(f"/console/prices/{shop.dram}/end", {"ends": ""}).status_code == 400
    assert len(priced.price_lists()) == 2


def test_a_tax_rate_is_shown_first_then_changed_then_set_back(shop, desk):
    def rate():
        return priced.quote(
            variants=[shop.oak], channel=Channel.WEB, region="AM", currency="AMD", now=shop.now + timedelta(days=2)
        )[shop.oak].tax_basis_points

    preview = desk.post("/console/taxes", {"region": "am", "tax_category": "standard", "percent": "18.5"})
    assert preview.context["preview"]["before"].basis_points == 2000
    assert rate() == 2000
    done = desk.post("/console/taxes", {**hidden(preview), "apply": "1"}, follow=True)
    assert rate() == 1850
    assert "18.5%" in text(done)
    where, fields = undo_of(done)
    desk.post(where, fields)
    assert rate() == 2000


def test_a_tax_rate_that_makes_no_sense_is_refused(shop, desk):
    sent = {"region": "AM", "tax_category": "standard", "percent": "18", "apply": "1"}
    for wrong, status in (
        ({"percent": "101"}, 422),
        ({"percent": "-1"}, 422),
        ({"region": "armenia"}, 400),
        ({"percent": "20"}, 400),
    ):
        assert desk.post("/console/taxes", sent | wrong).status_code == status, wrong
    assert len(priced.tax_rates()) == 2
