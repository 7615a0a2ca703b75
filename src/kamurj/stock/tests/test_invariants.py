"""Any sequence of operations, with time passing: the levels are what the ledger, the holds and a plain model say."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.stock import operations, queries
from kamurj.stock.contracts import HoldLine, Pieces, Reason
from kamurj.stock.errors import BelowHeld, HoldExpired, NotAllocated, NotEnoughStock

from .conftest import CHAIR, GYUMRI, LAMP, NOON, WEB, YEREVAN

PLACES = [(CHAIR, YEREVAN), (LAMP, YEREVAN), (CHAIR, GYUMRI)]
places = st.sampled_from(PLACES)
pieces = st.integers(1, 12)
lines = st.lists(st.tuples(places, pieces), min_size=1, max_size=3).map(
    lambda drawn: [HoldLine(*place, quantity) for place, quantity in drawn]
)


def added(some):
    total = Counter()
    for line in some:
        total[line.variant, line.location] += line.quantity
    return total


class Shop(RuleBasedStateMachine):
    carts = Bundle("carts")
    orders = Bundle("orders")

    @initialize()
    def open(self):
        self.now = NOON
        self.on_hand = Counter()
        self.held = {}
        self.kept = {}

    def free(self, place, without=None):
        held = sum(wanted[place] for cart, (wanted, until) in self.held.items() if until > self.now and cart != without)
        return self.on_hand[place] - held - sum(kept[place] for kept in self.kept.values())

    @rule(place=places, quantity=st.integers(1, 60))
    def receive(self, place, quantity):
        operations.receive(location=place[1], lines=[Pieces(place[0], quantity)], now=self.now, origin=WEB)
        self.on_hand[place] += quantity

    @rule(target=carts, wanted=lines, minutes=st.integers(1, 9))
    def hold(self, wanted, minutes):
        cart = ids.new()
        self.hold_again(cart, wanted, minutes)
        return cart

    @rule(cart=carts, wanted=lines, minutes=st.integers(1, 9))
    def hold_again(self, cart, wanted, minutes):
        until = self.now + timedelta(minutes=minutes)
        fits = all(self.free(place, cart) >= quantity for place, quantity in added(wanted).items())
        try:
            with atomic():
                operations.hold(cart=cart, lines=wanted, until=until, now=self.now, origin=WEB)
        except NotEnoughStock as refusal:
            assert not fits
            for short in refusal.shortages:
                assert short.free == self.free((short.variant, short.location), cart) < short.asked
        else:
            assert fits
            self.held[cart] = (added(wanted), until)
            self.forget_swept()

    @rule(cart=carts)
    def release(self, cart):
        operations.release(cart=cart, now=self.now, origin=WEB)
        self.held.pop(cart, None)

    @rule(target=orders, cart=carts)
    def allocate(self, cart):
        order = ids.new()
        wanted, until = self.held.get(cart, (None, None))
        try:
            operations.allocate(cart=cart, order=order, now=self.now, origin=WEB)
        except HoldExpired:
            assert wanted is None or until <= self.now
            return multiple()
        self.kept[order] = self.held.pop(cart)[0]
        return order

    @rule(order=orders, share=st.sampled_from(["all", "one", "too many"]), leave=st.booleans())
    def let_go(self, order, share, leave):
        kept = +self.kept.get(order, Counter())
        one = Counter(dict.fromkeys(list(kept)[:1], 1))
        some = {"all": kept, "one": one, "too many": kept + Counter({PLACES[0]: 1})}[share]
        asked = None if share == "all" else [HoldLine(*place, quantity) for place, quantity in some.items()]
        if asked == []:
            return
        call = operations.consume if leave else operations.free_allocation
        more = {"reason": Reason.SHIPPED} if leave else {}
        try:
            call(order=order, lines=asked, now=self.now, origin=WEB, **more)
        except NotAllocated:
            assert share == "too many" or not kept
            return
        assert share != "too many"
        self.kept[order] = kept - some
        if leave:
            self.on_hand -= some

    @rule(place=places, quantity=st.integers(-9, 9).filter(bool))
    def adjust(self, place, quantity):
        fits = self.free(place) + quantity >= 0
        try:
            operations.adjust(
                location=place[1], lines=[Pieces(place[0], quantity)], reason=Reason.COUNTED, now=self.now, origin=WEB
            )
        except BelowHeld:
            assert not fits
        else:
            assert fits
            self.on_hand[place] += quantity
            self.forget_swept()

    @rule(place=places, quantity=pieces)
    def sell(self, place, quantity):
        fits = self.free(place) >= quantity
        till = {"order": ids.new(), "location": place[1], "now": self.now, "origin": WEB}
        try:
            operations.sell_directly(lines=[Pieces(place[0], quantity)], **till)
        except NotEnoughStock:
            assert not fits
        else:
            assert fits
            self.on_hand[place] -= quantity
            self.forget_swept()

    @rule(place=places, wanted=st.sampled_from([1, 2, 16]))
    def split(self, place, wanted):
        operations.split_level(variant=place[0], location=place[1], slots_wanted=wanted, now=self.now, origin=WEB)

    @rule()
    def clean_up(self):
        operations.sweep_expired(now=self.now, origin=WEB)
        operations.merge_quiet_levels(now=self.now, origin=WEB)
        self.forget_swept()

    @rule(minutes=st.integers(1, 6))
    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    def forget_swept(self):
        """A sweep may have taken lines of expired holds: what is left of them says the table."""
        for cart, (_, until) in list(self.held.items()):
            if until <= self.now and not queries.holds_of(cart=cart):
                del self.held[cart]

    @invariant()
    def everything_adds_up(self):
        assert queries.audit() == ()
        for variant, location in PLACES:
            found = {p.location: p for p in queries.by_location(variants=[variant], now=self.now)[variant]}
            here = found.get(location)
            seen = (here.on_hand, here.free) if here else (0, 0)
            assert seen == (self.on_hand[variant, location], self.free((variant, location)))

    def teardown(self):
        sql.execute("TRUNCATE stock_level, stock_hold, stock_allocation, stock_movement, log_fact")


@pytest.mark.django_db(transaction=True)
def test_levels_are_the_sum_of_movements_after_any_operations():
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
        ),
    )
