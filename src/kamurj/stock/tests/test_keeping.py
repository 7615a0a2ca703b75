from datetime import timedelta

import pytest
from django.db import DatabaseError

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.kernel.origin import Channel
from kamurj.stock import operations, queries
from kamurj.stock.contracts import Allocation, Pieces, Reason, Shortage
from kamurj.stock.errors import BelowHeld, BufferOutOfRange, HoldExpired, NotAllocated, NotEnoughStock, SamePlace

from .conftest import CHAIR, GYUMRI, LAMP, LATER, NOON, SOON, WEB, YEREVAN, hold, line, stand


@pytest.fixture
def ordered(shelf):
    """An order that keeps two chairs and a lamp in Yerevan."""
    return order_of(line(CHAIR, 2), line(LAMP, 1))


def order_of(*lines):
    cart, order = ids.new(), ids.new()
    hold(cart, *lines)
    operations.allocate(cart=cart, order=order, now=NOON, origin=WEB)
    return order


def level(variant=CHAIR, location=YEREVAN):
    found = {level.location: level for level in queries.levels_of_variant(variant=variant, now=NOON)}[location]
    return found.on_hand, found.held


def ledger():
    return [(m.variant, m.location, m.quantity, m.reason) for m in reversed(queries.movements(limit=500))]


def test_an_allocation_outlives_the_holds_end(ordered):
    assert queries.allocations_of(order=ordered) == (
        Allocation(ordered, CHAIR, YEREVAN, 2),
        Allocation(ordered, LAMP, YEREVAN, 1),
    )
    assert queries.availability(variants=[CHAIR], channel=Channel.WEB, now=LATER) == {CHAIR: 5}
    assert queries.audit() == ()


def test_allocating_again_answers_the_same(shelf):
    cart, order = ids.new(), ids.new()
    hold(cart, line(CHAIR, 2))
    first = operations.allocate(cart=cart, order=order, now=NOON, origin=WEB)
    assert operations.allocate(cart=cart, order=order, now=NOON, origin=WEB) == first
    assert level() == (5, 2)


def test_a_hold_past_its_end_is_still_allocated_while_nobody_took_the_pieces(shelf):
    cart, order = ids.new(), ids.new()
    hold(cart, line(CHAIR, 2))
    assert operations.allocate(cart=cart, order=order, now=LATER, origin=WEB) == (Allocation(order, CHAIR, YEREVAN, 2),)


def test_a_hold_of_which_somebody_took_a_line_is_not_allocated_in_part(shelf):
    cart, order = ids.new(), ids.new()
    hold(cart, line(CHAIR, 2), line(LAMP, 3))
    hold(ids.new(), line(LAMP, 1), now=LATER, until=LATER + timedelta(minutes=9))
    with pytest.raises(HoldExpired):
        operations.allocate(cart=cart, order=order, now=LATER, origin=WEB)
    assert queries.allocations_of(order=order) == ()
    hold(cart, line(CHAIR, 2), line(LAMP, 2), now=LATER, until=LATER + timedelta(minutes=9))
    assert len(operations.allocate(cart=cart, order=order, now=LATER, origin=WEB)) == 2
    assert queries.audit() == ()


def test_keeping_for_an_order_at_once_is_one_statement_and_replaces_a_hold(shelf):
    cart, order, second = ids.new(), ids.new(), ids.new()
    with atomic(), count_statements() as counted:
        kept = operations.keep_for_order(cart=cart, order=order, lines=[line(CHAIR, 2)], now=NOON, origin=WEB)
    assert (counted.count, kept) == (2, (Allocation(order, CHAIR, YEREVAN, 2),))
    hold(cart, line(CHAIR, 3), line(LAMP, 1))
    operations.keep_for_order(cart=cart, order=second, lines=[line(CHAIR, 3)], now=NOON, origin=WEB)
    assert (queries.holds_of(cart=cart), level(), level(LAMP)) == ((), (5, 5), (3, 0))
    with pytest.raises(NotEnoughStock):
        operations.keep_for_order(cart=cart, order=ids.new(), lines=[line(CHAIR, 1)], now=NOON, origin=WEB)
    assert queries.audit() == ()


def test_allocating_for_a_cart_that_holds_nothing_is_refused(shelf):
    with pytest.raises(HoldExpired):
        operations.allocate(cart=ids.new(), order=ids.new(), now=NOON, origin=WEB)


@pytest.mark.parametrize("call", ["allocate", "consume", "free_allocation"])
def test_what_is_done_to_a_whole_order_is_one_statement_and_one_for_its_fact(shelf, call):
    cart, order = ids.new(), ids.new()
    hold(cart, line(CHAIR, 2), line(LAMP, 1), line(CHAIR, 1, GYUMRI))
    if call != "allocate":
        operations.allocate(cart=cart, order=order, now=NOON, origin=WEB)
    more = {"allocate": {"cart": cart}, "consume": {"reason": Reason.SHIPPED}, "free_allocation": {}}[call]
    with atomic(), count_statements() as counted:
        getattr(operations, call)(order=order, now=NOON, origin=WEB, **more)
    assert counted.count == 2


def test_consuming_takes_the_pieces_out_of_the_house_and_writes_the_ledger(ordered):
    gone = operations.consume(order=ordered, reason=Reason.HANDED_OVER, now=NOON, origin=WEB)
    assert gone == (line(CHAIR, 2), line(LAMP, 1))
    assert (level(), level(LAMP)) == ((3, 0), (2, 0))
    assert ledger()[-2:] == [(CHAIR, YEREVAN, -2, "handed_over"), (LAMP, YEREVAN, -1, "handed_over")]
    assert queries.movements(limit=1)[0].reference == ordered
    assert queries.audit() == ()


def test_consuming_in_parts_adds_up(ordered):
    for _ in range(2):
        operations.consume(order=ordered, lines=[line(CHAIR, 1)], reason=Reason.SHIPPED, now=NOON, origin=WEB)
    operations.consume(order=ordered, lines=[line(LAMP, 1)], reason=Reason.SHIPPED, now=NOON, origin=WEB)
    assert queries.allocations_of(order=ordered) == ()
    assert (level(), level(LAMP)) == ((3, 0), (2, 0))
    assert queries.audit() == ()


def test_a_part_is_taken_over_several_slots(shelf):
    stand(YEREVAN, {LAMP: 29})
    operations.split_level(variant=LAMP, location=YEREVAN, slots_wanted=16, now=NOON, origin=WEB)
    order = order_of(line(LAMP, 9))
    assert operations.consume(order=order, lines=[line(LAMP, 3)], reason=Reason.SHIPPED, now=NOON, origin=WEB) == (
        line(LAMP, 3),
    )
    assert queries.allocations_of(order=order) == (Allocation(order, LAMP, YEREVAN, 6),)
    assert level(LAMP) == (29, 6)
    assert queries.audit() == ()


@pytest.mark.parametrize("lines", [[line(CHAIR, 3)], [line(CHAIR, 1), line(LAMP, 2)], [line(CHAIR, 1, GYUMRI)]])
def test_consuming_more_than_is_kept_is_refused_and_changes_nothing(ordered, lines):
    before = ledger()
    with pytest.raises(NotAllocated):
        operations.consume(order=ordered, lines=lines, reason=Reason.SHIPPED, now=NOON, origin=WEB)
    assert len(queries.allocations_of(order=ordered)) == 2
    assert (level(), level(LAMP), ledger()) == ((5, 2), (3, 1), before)


def test_consuming_twice_is_refused(ordered):
    operations.consume(order=ordered, reason=Reason.SHIPPED, now=NOON, origin=WEB)
    with pytest.raises(NotAllocated):
        operations.consume(order=ordered, reason=Reason.SHIPPED, now=NOON, origin=WEB)
    assert level() == (3, 0)


def test_freeing_an_allocation_gives_the_pieces_back(ordered):
    assert operations.free_allocation(order=ordered, lines=[line(CHAIR, 1)], now=NOON, origin=WEB) == (line(CHAIR, 1),)
    assert level() == (5, 1)
    assert operations.free_allocation(order=ordered, now=NOON, origin=WEB) == (line(CHAIR, 1), line(LAMP, 1))
    assert operations.free_allocation(order=ordered, now=NOON, origin=WEB) == ()
    assert (level(), level(LAMP)) == ((5, 0), (3, 0))
    assert queries.audit() == ()


def test_a_till_sells_in_one_statement_without_a_hold(shelf):
    order = ids.new()
    with atomic(), count_statements() as counted:
        operations.sell_directly(
            order=order, location=YEREVAN, lines=[Pieces(LAMP, 1), Pieces(CHAIR, 2)], now=NOON, origin=WEB
        )
    assert [text.split()[0] for text in counted.texts] == ["SELECT", "INSERT"]
    assert (level(), level(LAMP)) == ((3, 0), (2, 0))
    assert set(ledger()[-2:]) == {(CHAIR, YEREVAN, -2, "sold"), (LAMP, YEREVAN, -1, "sold")}
    assert queries.audit() == ()


def test_a_till_cannot_sell_what_is_kept_for_an_order(ordered):
    with pytest.raises(NotEnoughStock) as refusal:
        operations.sell_directly(order=ids.new(), location=YEREVAN, lines=[Pieces(CHAIR, 4)], now=NOON, origin=WEB)
    assert refusal.value.shortages == (Shortage(CHAIR, YEREVAN, 4, 3),)
    assert level() == (5, 2)


def test_a_till_sells_what_an_expired_hold_kept(shelf):
    hold(ids.new(), line(CHAIR, 5))
    operations.sell_directly(order=ids.new(), location=YEREVAN, lines=[Pieces(CHAIR, 5)], now=SOON, origin=WEB)
    assert level() == (0, 0)
    assert queries.audit() == ()


def test_a_return_is_restocked_where_nothing_lay_before(shelf):
    back = ids.new()
    operations.restock(
        location=GYUMRI, lines=[Pieces(LAMP, 1)], reason=Reason.RETURNED, reference=back, now=NOON, origin=WEB
    )
    assert level(LAMP, GYUMRI) == (1, 0)
    assert queries.movements(location=GYUMRI, limit=1)[0].reference == back


def test_a_correction_changes_all_lines_or_none(ordered):
    correction = [Pieces(CHAIR, -4), Pieces(LAMP, 7)]
    with pytest.raises(BelowHeld) as refusal:
        operations.adjust(location=YEREVAN, lines=correction, reason=Reason.COUNTED, now=NOON, origin=WEB)
    assert refusal.value.params == {"free": 3, "held": 2}
    assert (level(), level(LAMP)) == ((5, 2), (3, 1))
    correction = [Pieces(CHAIR, -3), Pieces(LAMP, 7)]
    operations.adjust(location=YEREVAN, lines=correction, reason=Reason.COUNTED, now=NOON, origin=WEB)
    assert (level(), level(LAMP)) == ((2, 2), (10, 1))
    assert queries.audit() == ()


def test_a_transfer_moves_pieces_on_both_sides(shelf):
    transfer = ids.new()
    way = {"transfer": transfer, "destination": GYUMRI, "lines": [Pieces(CHAIR, 3)], "now": NOON, "origin": WEB}
    operations.dispatch_transfer(source=YEREVAN, **way)
    assert (level(), level(CHAIR, GYUMRI)) == ((2, 0), (2, 0))
    operations.receive_transfer(**way)
    assert level(CHAIR, GYUMRI) == (5, 0)
    assert ledger()[-2:] == [(CHAIR, YEREVAN, -3, "transfer_out"), (CHAIR, GYUMRI, 3, "transfer_in")]
    with pytest.raises(SamePlace):
        operations.dispatch_transfer(source=GYUMRI, **way)
    with pytest.raises(BelowHeld):
        operations.dispatch_transfer(source=YEREVAN, **way)
    assert queries.audit() == ()


def test_a_channel_leaves_its_buffer_and_skips_closed_sources(shelf):
    operations.set_source(channel=Channel.WEB, location=YEREVAN, buffer=2, now=NOON, origin=WEB)
    operations.set_source(channel=Channel.APP, location=GYUMRI, enabled=False, now=NOON, origin=WEB)
    both = [CHAIR, LAMP]
    assert queries.availability(variants=both, channel=Channel.WEB, now=NOON) == {CHAIR: 5, LAMP: 1}
    assert queries.availability(variants=both, channel=Channel.APP, now=NOON) == {CHAIR: 5, LAMP: 3}
    assert queries.availability(variants=both, channel=Channel.CHAT, now=NOON) == {CHAIR: 7, LAMP: 3}
    operations.set_source(channel=Channel.WEB, location=YEREVAN, buffer=9, now=NOON, origin=WEB)
    assert queries.availability(variants=both, channel=Channel.WEB, now=NOON) == {CHAIR: 2, LAMP: 0}
    places = queries.by_location(variants=[CHAIR], channel=Channel.APP, now=NOON)[CHAIR]
    assert [place.location for place in places] == [YEREVAN]
    with pytest.raises(BufferOutOfRange):
        operations.set_source(channel=Channel.WEB, location=YEREVAN, buffer=-1, now=NOON, origin=WEB)
    assert [(source.channel, source.buffer) for source in queries.sources()] == [("app", 0), ("web", 9)]


@pytest.mark.parametrize("rewrite", ["UPDATE stock_movement SET quantity = 1", "DELETE FROM stock_movement"])
def test_the_ledger_cannot_be_rewritten(shelf, rewrite):
    with pytest.raises(DatabaseError, match="append-only"), atomic():
        sql.execute(rewrite)
    assert len(ledger()) == 3


def test_a_cart_may_choose_among_what_it_holds_itself(shelf):
    cart = ids.new()
    hold(cart, line(CHAIR, 5))
    with count_statements() as counted:
        holds, free = queries.kept_and_free(cart=cart, variants=[CHAIR], channel=Channel.WEB, now=NOON)
    assert counted.count == 1
    assert holds == queries.holds_of(cart=cart)
    assert [(place.location, place.available) for place in free[CHAIR]] == [(YEREVAN, 5), (GYUMRI, 2)]
    assert free == queries.by_location(variants=[CHAIR], channel=Channel.WEB, cart=cart, now=NOON)
    others = queries.by_location(variants=[CHAIR], channel=Channel.WEB, now=NOON)
    assert [(place.location, place.available) for place in others[CHAIR]] == [(YEREVAN, 0), (GYUMRI, 2)]
    assert queries.kept_and_free(cart=cart, variants=[CHAIR], channel=Channel.WEB, now=LATER) == (holds, free)


def test_availability_is_one_statement_however_many_variants(shelf):
    with count_statements() as counted:
        queries.availability(variants=range(1, 51), channel=Channel.WEB, now=NOON)
        queries.by_location(variants=range(1, 51), channel=Channel.WEB, now=NOON)
    assert counted.count == 2


def test_the_console_pages_through_levels_and_finds_low_ones(ordered):
    first = queries.levels_of_location(location=YEREVAN, now=NOON, limit=1)
    assert [(row.variant, row.on_hand, row.held, row.free) for row in first] == [(CHAIR, 5, 2, 3)]
    second = queries.levels_of_location(location=YEREVAN, now=NOON, after=CHAIR, limit=1)
    assert [row.variant for row in second] == [LAMP]
    low = queries.low_stock(at_most=2, now=NOON)
    assert [(row.variant, row.location, row.free) for row in low] == [(CHAIR, GYUMRI, 2), (LAMP, YEREVAN, 2)]


def test_an_audit_names_what_does_not_add_up(shelf):
    sql.execute("UPDATE stock_level SET on_hand = on_hand + 1, held = 1 WHERE variant_id = %s", (LAMP,))
    (difference,) = queries.audit()
    assert (difference.variant, difference.on_hand, difference.moved, difference.held, difference.kept) == (LAMP, 4, 3, 1, 0)
