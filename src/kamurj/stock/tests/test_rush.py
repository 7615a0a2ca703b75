"""Buyers at the same moment, each in a thread and a connection of their own."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.stock import operations, queries, slots
from kamurj.stock.contracts import Pieces, Reason
from kamurj.stock.errors import HoldExpired, NotEnoughStock

from .conftest import CHAIR, GYUMRI, LAMP, LATER, NOON, SOON, WEB, YEREVAN, hold, line, stand

pytestmark = pytest.mark.django_db(transaction=True)


def together(count, act):
    """Let `count` threads begin `act(number)` at the same moment; return what each returned or raised."""
    begin = threading.Barrier(count)

    def run(number):
        try:
            connection.ensure_connection()
            begin.wait(timeout=20)
            return act(number)
        except Exception as error:  # noqa: BLE001 - the test looks at whatever it is
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))


def buy(*lines, now=NOON):
    """Hold and allocate in two transactions, as an order does; 1 if it worked, 0 if there was not enough."""
    cart = ids.new()
    try:
        with atomic():
            hold(cart, *lines, now=now, until=now + timedelta(minutes=10))
    except NotEnoughStock:
        return 0
    operations.allocate(cart=cart, order=ids.new(), now=now, origin=WEB)
    return 1


def test_two_buyers_of_the_last_piece_get_one_hold_and_one_refusal():
    stand(YEREVAN, {CHAIR: 1})
    for _ in range(5):
        results = together(2, lambda _: hold_and_keep_open())
        assert sorted(isinstance(result, NotEnoughStock) for result in results) == [False, True]
        (cart,) = [result for result in results if not isinstance(result, Exception)]
        operations.release(cart=cart, now=NOON, origin=WEB)
    assert queries.audit() == ()


def hold_and_keep_open():
    cart = ids.new()
    with atomic():
        hold(cart, line(CHAIR, 1))
        time.sleep(0.02)
    return cart


def test_sixteen_buyers_sell_exactly_what_there_was():
    stand(YEREVAN, {CHAIR: 200})
    results = together(16, lambda _: sum(buy(line(CHAIR, 1)) for _ in range(20)))
    assert sum(results) == 200
    assert queries.levels_of_variant(variant=CHAIR, now=NOON)[0].free == 0
    assert queries.audit() == ()


def test_a_level_that_buyers_queue_on_splits_itself_and_is_merged_again_when_quiet():
    stand(YEREVAN, {CHAIR: 1000})
    assert sum(together(16, lambda _: sum(hold_slowly() for _ in range(5)))) == 80
    (level,) = queries.levels_of_variant(variant=CHAIR, now=NOON)
    assert (level.on_hand, level.held, level.slots) == (1000, 80, 16)
    assert sql.scalar("SELECT count(*) FROM log_fact WHERE type = 'LevelSplit'") >= 1
    assert operations.merge_quiet_levels(now=NOON, origin=WEB) == 0
    operations.sweep_expired(now=LATER, origin=WEB)
    assert operations.merge_quiet_levels(now=LATER, origin=WEB) == 1
    (level,) = queries.levels_of_variant(variant=CHAIR, now=LATER)
    assert (level.on_hand, level.held, level.slots) == (1000, 0, 1)
    assert queries.audit() == ()


def hold_slowly():
    with atomic():
        hold(ids.new(), line(CHAIR, 1))
        time.sleep(0.005)
    return 1


def test_two_calls_for_one_cart_hold_once():
    stand(YEREVAN, {CHAIR: 100, LAMP: 100})
    operations.split_level(variant=CHAIR, location=YEREVAN, slots_wanted=16, now=NOON, origin=WEB)
    for _ in range(10):
        cart = ids.new()
        results = together(4, lambda _, cart=cart: hold(cart, line(CHAIR, 3), line(LAMP, 1)))
        assert [result for result in results if isinstance(result, Exception)] == []
        assert [kept.quantity for kept in queries.holds_of(cart=cart)] == [3, 1]
        assert queries.audit() == ()
        operations.release(cart=cart, now=NOON, origin=WEB)


def test_carts_of_many_lines_in_any_order_meet_without_a_deadlock():
    variants = [CHAIR, LAMP, 9, 10]
    for location in (YEREVAN, GYUMRI):
        stand(location, dict.fromkeys(variants, 40))
    operations.split_level(variant=CHAIR, location=YEREVAN, slots_wanted=4, now=NOON, origin=WEB)
    places = [(variant, location) for variant in variants for location in (YEREVAN, GYUMRI)]

    def shop(number):
        chance = random.Random(number)
        for turn in range(12):
            now = NOON + timedelta(minutes=turn)
            wanted = [line(variant, chance.randint(1, 9), place) for variant, place in chance.sample(places, 4)]
            shop_once(chance, wanted, now)
        return "done"

    assert together(16, shop) == ["done"] * 16
    assert queries.audit() == ()
    assert sql.scalar("SELECT min(on_hand - held) FROM stock_level") >= 0


def shop_once(chance, wanted, now):
    cart, order = ids.new(), ids.new()
    until = now + timedelta(minutes=chance.choice([1, 3]))
    try:
        hold(cart, *wanted, now=now, until=until)
        hold(cart, *wanted[:3], now=now, until=until)
        way = chance.randrange(6)
        if way == 0:
            operations.release(cart=cart, now=now, origin=WEB)
        elif way == 1:
            operations.sell_directly(
                order=order, location=YEREVAN, lines=[Pieces(w.variant, 1) for w in wanted], now=now, origin=WEB
            )
        elif way in (2, 3):
            operations.allocate(cart=cart, order=order, now=now, origin=WEB)
            operations.consume(order=order, lines=wanted[1:2], reason=Reason.SHIPPED, now=now, origin=WEB)
            operations.free_allocation(order=order, now=now, origin=WEB)
        elif way == 4:
            operations.sweep_expired(now=now, origin=WEB)
            operations.merge_quiet_levels(now=now, origin=WEB)
        else:
            stand(GYUMRI, {w.variant: 5 for w in reversed(wanted)})
    except (NotEnoughStock, HoldExpired):
        stand(YEREVAN, {w.variant: 3 for w in wanted})


def test_a_buyer_whose_connection_dies_holds_nothing():
    stand(YEREVAN, {CHAIR: 3})

    def vanish(_):
        with atomic():
            hold(ids.new(), line(CHAIR, 2))
            pid = sql.scalar("SELECT pg_backend_pid()")
            killed.append(pid)
            dying.wait(timeout=20)
            sql.scalar("SELECT 1")

    killed, dying = [], threading.Event()
    with ThreadPoolExecutor(1) as threads:
        victim = threads.submit(together, 1, vanish)
        while not killed:
            time.sleep(0.01)
        sql.scalar("SELECT pg_terminate_backend(%s)", (killed[0],))
        dying.set()
        (result,) = victim.result()
    assert isinstance(result, OperationalError)
    assert buy(line(CHAIR, 3)) == 1
    assert queries.audit() == ()


def test_somebody_who_waits_takes_what_the_other_lets_go():
    stand(YEREVAN, {CHAIR: 1})
    first = ids.new()
    hold(first, line(CHAIR, 1))

    def act(number):
        if number == 0:
            with atomic():
                operations.release(cart=first, now=NOON, origin=WEB)
                time.sleep(0.1)
            return 1
        time.sleep(0.03)
        return buy(line(CHAIR, 1), now=SOON)

    assert together(2, act) == [1, 1]
    assert queries.audit() == ()


def test_spreading_leaves_slots_alone_that_somebody_has_locked():
    stand(YEREVAN, {CHAIR: 64})
    operations.split_level(variant=CHAIR, location=YEREVAN, slots_wanted=2, now=NOON, origin=WEB)
    stand(YEREVAN, {CHAIR: 400})

    def act(number):
        with atomic():
            if number == 1:
                sql.scalar("SELECT 1 FROM stock_level WHERE variant_id = %s AND slot = 1 FOR UPDATE", (CHAIR,))
                time.sleep(0.2)
                return None
            time.sleep(0.05)
            sql.scalar("SELECT 1 FROM stock_level WHERE variant_id = %s AND slot = 0 FOR UPDATE", (CHAIR,))
            return slots.spread_what_nobody_has_locked((CHAIR, YEREVAN))

    split, _ = together(2, act)
    assert split.slots == 16
    assert sql.scalar("SELECT on_hand FROM stock_level WHERE variant_id = %s AND slot = 1", (CHAIR,)) == 32
    assert queries.audit() == ()
