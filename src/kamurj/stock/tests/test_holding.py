from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.kernel.origin import Channel
from kamurj.stock import operations, queries
from kamurj.stock.contracts import Hold, HoldLine, LocationStock, Shortage
from kamurj.stock.errors import NotEnoughStock, NothingAsked, QuantityOutOfRange

from .conftest import CHAIR, GYUMRI, LAMP, LATER, NOON, SOON, WEB, YEREVAN, hold, line, stand


def free(variant=CHAIR, location=YEREVAN, now=NOON):
    found = queries.by_location(variants=[variant], now=now)[variant]
    return next((place.free for place in found if place.location == location), 0)


def facts(kind):
    return [payload for (payload,) in sql.rows("SELECT payload FROM log_fact WHERE type = %s ORDER BY id", (kind,))]


def test_a_hold_keeps_the_pieces_and_tells_one_fact(shelf):
    cart = ids.new()
    assert hold(cart, line(CHAIR, 2), line(LAMP, 1)) == (
        Hold(cart, CHAIR, YEREVAN, 2, SOON),
        Hold(cart, LAMP, YEREVAN, 1, SOON),
    )
    assert queries.by_location(variants=[CHAIR], now=NOON)[CHAIR] == (
        LocationStock(YEREVAN, on_hand=5, free=3, available=3),
        LocationStock(GYUMRI, on_hand=2, free=2, available=2),
    )
    assert facts("StockHeld") == [
        {
            "cart": str(cart),
            "until": SOON.isoformat(),
            "lines": [
                {"variant": CHAIR, "location": YEREVAN, "quantity": 2},
                {"variant": LAMP, "location": YEREVAN, "quantity": 1},
            ],
        }
    ]
    assert queries.audit() == ()


def test_two_lines_of_one_variant_in_one_place_are_one(shelf):
    hold(ids.new(), line(CHAIR, 2), line(CHAIR, 3))
    assert free() == 0


def test_a_refused_hold_leaves_no_line_held_and_tells_no_fact(shelf):
    with pytest.raises(NotEnoughStock) as refusal:
        hold(ids.new(), line(CHAIR, 5), line(LAMP, 4), line(CHAIR, 9, GYUMRI))
    assert refusal.value.shortages == (Shortage(CHAIR, GYUMRI, 9, 2), Shortage(LAMP, YEREVAN, 4, 3))
    assert free() == 5
    assert free(LAMP) == 3
    assert facts("StockHeld") == []


def test_after_a_refusal_the_callers_transaction_goes_on(shelf):
    with atomic():
        with pytest.raises(NotEnoughStock):
            hold(ids.new(), line(CHAIR, 6))
        hold(ids.new(), line(CHAIR, 5))
    assert free() == 0


def test_an_unknown_variant_is_a_shortage_of_none(shelf):
    with pytest.raises(NotEnoughStock) as refusal:
        hold(ids.new(), line(999, 1))
    assert refusal.value.shortages == (Shortage(999, YEREVAN, 1, 0),)
    assert refusal.value.params["shortages"] == [{"variant": 999, "location": YEREVAN, "asked": 1, "free": 0}]


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001])
def test_an_impossible_quantity_is_refused(shelf, quantity):
    with pytest.raises(QuantityOutOfRange):
        hold(ids.new(), line(CHAIR, quantity))


def test_a_hold_of_nothing_is_refused(shelf):
    with pytest.raises(NothingAsked):
        hold(ids.new())


def test_a_hold_that_has_expired_no_longer_counts(shelf):
    hold(ids.new(), line(CHAIR, 5))
    assert free(now=SOON - timedelta(microseconds=1)) == 0
    assert free(now=SOON) == 5
    assert queries.availability(variants=[CHAIR], channel=Channel.WEB, now=LATER) == {CHAIR: 7}
    second = ids.new()
    hold(second, line(CHAIR, 5), until=LATER + timedelta(minutes=1), now=LATER)
    assert free(now=LATER) == 0
    assert queries.audit() == ()


def test_holding_again_replaces_what_the_cart_held(shelf):
    cart = ids.new()
    hold(cart, line(CHAIR, 5))
    hold(cart, line(CHAIR, 4), line(LAMP, 1))
    assert queries.holds_of(cart=cart) == (Hold(cart, CHAIR, YEREVAN, 4, SOON), Hold(cart, LAMP, YEREVAN, 1, SOON))
    hold(cart, line(CHAIR, 2, GYUMRI))
    assert (free(), free(LAMP), free(CHAIR, GYUMRI)) == (5, 3, 0)
    assert queries.audit() == ()


def test_a_refused_second_hold_leaves_the_first(shelf):
    cart = ids.new()
    hold(cart, line(CHAIR, 4))
    with pytest.raises(NotEnoughStock) as refusal:
        hold(cart, line(CHAIR, 6))
    assert refusal.value.shortages[0].free == 5
    assert queries.holds_of(cart=cart) == (Hold(cart, CHAIR, YEREVAN, 4, SOON),)


def test_holding_the_same_again_moves_only_its_end(shelf):
    cart = ids.new()
    hold(cart, line(CHAIR, 5), line(LAMP, 3))
    with atomic(), count_statements() as counted:
        hold(cart, line(CHAIR, 5), line(LAMP, 3), until=LATER)
    assert counted.count == 2
    assert [kept.expires_at for kept in queries.holds_of(cart=cart)] == [LATER, LATER]
    assert free() == 0


def test_releasing_gives_the_pieces_back_and_twice_is_no_error(shelf):
    cart = ids.new()
    hold(cart, line(CHAIR, 2), line(LAMP, 1))
    assert operations.release(cart=cart, now=NOON, origin=WEB) == (line(CHAIR, 2), line(LAMP, 1))
    assert operations.release(cart=cart, now=NOON, origin=WEB) == ()
    assert (free(), free(LAMP)) == (5, 3)
    assert len(facts("StockReleased")) == 1


def test_a_hold_that_nobody_stands_in_the_way_of_is_one_statement_and_one_for_its_fact(shelf):
    with atomic(), count_statements() as counted:
        hold(ids.new(), line(CHAIR, 2), line(LAMP, 1), line(CHAIR, 1, GYUMRI))
    assert [text.split()[0] for text in counted.texts] == ["SELECT", "INSERT"]


def test_a_line_may_take_pieces_from_several_slots(shelf):
    stand(YEREVAN, {LAMP: 29})
    operations.split_level(variant=LAMP, location=YEREVAN, slots_wanted=16, now=NOON, origin=WEB)
    cart = ids.new()
    hold(cart, line(LAMP, 31))
    assert free(LAMP) == 1
    assert queries.holds_of(cart=cart) == (Hold(cart, LAMP, YEREVAN, 31, SOON),)
    operations.release(cart=cart, now=NOON, origin=WEB)
    assert free(LAMP) == 32
    assert queries.audit() == ()


def test_sweeping_counts_expired_pieces_free_again_in_the_levels(shelf):
    hold(ids.new(), line(CHAIR, 2), line(LAMP, 1))
    hold(ids.new(), line(CHAIR, 1), until=LATER + timedelta(minutes=5))
    assert operations.sweep_expired(now=LATER, origin=WEB) == 2
    assert operations.sweep_expired(now=LATER, origin=WEB) == 0
    assert sql.scalar("SELECT sum(held) FROM stock_level") == 1
    assert facts("HoldsExpired")[0]["lines"][0] == {"variant": CHAIR, "location": YEREVAN, "quantity": 2}
    assert queries.audit() == ()


def test_a_hold_line_says_where(shelf):
    assert HoldLine(CHAIR, GYUMRI, 2) == line(CHAIR, 2, GYUMRI)
