"""Any sequence of transfers, counts and sales: each piece is in one place, on its way, sold, or gone for a named reason."""

from collections import Counter
from contextlib import suppress
from datetime import date

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
from kamurj.foundation.log.queries import facts
from kamurj.kernel import ids
from kamurj.stock import counts, operations, queries, replay, transfers
from kamurj.stock.contracts import Pieces, Reason
from kamurj.stock.contracts.counts import CountReason, CountStatus
from kamurj.stock.contracts.transfers import Arrived, TransferStatus
from kamurj.stock.errors import BelowHeld, CountMoved, NotEnoughStock, NothingAsked, TransferMoved, TransferTooMany

from .conftest import CHAIR, GYUMRI, LAMP, NOON, WEB, YEREVAN

PLACES = [(CHAIR, YEREVAN), (LAMP, YEREVAN), (CHAIR, GYUMRI), (LAMP, GYUMRI)]
places, pieces = st.sampled_from(PLACES), st.integers(1, 6)
NARE, TODAY = "user:7", date(2026, 3, 3)
REFUSALS = (BelowHeld, CountMoved, NotEnoughStock, NothingAsked, TransferMoved, TransferTooMany)
EXPLAINED = {
    Reason.TRANSFER_LOST,
    Reason.TRANSFER_DAMAGED,
    Reason.TRANSFER_OVER,
    Reason.COUNTED,
    Reason.SOLD,
    Reason.RECEIVED,
}


class Killed(Exception):
    """The process ends here."""


class House(RuleBasedStateMachine):
    moved = Bundle("moved")
    asked = Bundle("asked")

    @initialize()
    def open(self):
        self.seen = Counter()
        for variant, location in PLACES:
            operations.receive(location=location, lines=[Pieces(variant, 12)], now=NOON, origin=WEB)

    def do(self, work, *, killed=False):
        """Do it or be refused; killed in the middle, nothing of it has happened."""
        with suppress(Killed, *REFUSALS), atomic():
            work()
            if killed:
                raise Killed

    @rule(place=places, quantity=pieces)
    def sell(self, place, quantity):
        sold = [Pieces(place[0], quantity)]
        self.do(lambda: operations.sell_directly(order=ids.new(), location=place[1], lines=sold, now=NOON, origin=WEB))

    @rule(
        target=moved,
        lines=st.lists(st.tuples(st.sampled_from([CHAIR, LAMP]), pieces), min_size=1, max_size=2),
        back=st.booleans(),
    )
    def request(self, lines, back):
        source, destination = (GYUMRI, YEREVAN) if back else (YEREVAN, GYUMRI)
        try:
            with atomic():
                made = transfers.request(
                    source=source,
                    destination=destination,
                    lines=[Pieces(*line) for line in lines],
                    by=NARE,
                    now=NOON,
                    origin=WEB,
                )
        except NotEnoughStock:
            return multiple()
        return made.id

    @rule(one=moved, sent=st.none() | st.lists(st.integers(0, 7), max_size=2), killed=st.booleans(), stale=st.booleans())
    def dispatch(self, one, sent, killed, stale):
        known = transfers.get(one)
        told = None if sent is None else [Arrived(place + 1, whole=count) for place, count in enumerate(sent)]
        self.do(
            lambda: transfers.dispatch(
                transfer=one,
                source=known.source,
                version=known.version - stale,
                sent=told,
                expected=TODAY,
                by=NARE,
                now=NOON,
                origin=WEB,
            ),
            killed=killed,
        )
        assert not (killed or stale) or transfers.get(one) == known

    @rule(
        one=moved,
        came=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 2)), max_size=2),
        is_all=st.booleans(),
        killed=st.booleans(),
    )
    def receive(self, one, came, is_all, killed):
        known = transfers.get(one)
        arrived = [Arrived(place + 1, *told) for place, told in enumerate(came)]
        for _ in range(2):  # sent twice: the second changes nothing
            self.do(
                lambda: transfers.receive(
                    transfer=one,
                    destination=known.destination,
                    version=known.version,
                    arrived=arrived,
                    is_all=is_all,
                    by=NARE,
                    now=NOON,
                    origin=WEB,
                ),
                killed=killed,
            )
        after = transfers.get(one)
        assert after.version - known.version in ((0,) if killed else (0, 1))

    @rule(one=moved, way=st.sampled_from(["cancel", "unsend"]))
    def turn_back(self, one, way):
        known = transfers.get(one)
        given = {"transfer": one, "version": known.version, "by": NARE, "now": NOON, "origin": WEB}
        if way == "cancel":
            self.do(lambda: transfers.cancel(**given))
        else:
            self.do(lambda: transfers.take_back_dispatch(source=known.source, **given))

    @rule(target=asked, place=places)
    def ask(self, place):
        task = counts.ask_for_count(
            variant=place[0], location=place[1], reason=CountReason.STAFF, by=NARE, origin=WEB, now=NOON
        )
        return task.id

    @rule(one=asked, off=st.integers(-7, 7), sold=st.integers(0, 2), may=st.booleans())
    def count(self, one, off, sold, may):
        task = counts.count_task(one)
        here = {"variant": task.variant, "location": task.location}
        lies, began = self.on_hand(task.variant, task.location), counts.ledger_position(**here)
        if sold:
            self.sell((task.variant, task.location), sold)
        self.do(
            lambda: counts.record(
                count=one,
                location=task.location,
                counted=max(0, lies + off),
                since=began,
                by=NARE,
                may_approve=may,
                now=NOON,
                origin=WEB,
            )
        )
        if off == 0 and task.is_to_count:
            assert counts.count_task(one).difference == 0

    @rule(one=asked, way=st.sampled_from([counts.approve, counts.dismiss, counts.take_back]))
    def decide(self, one, way):
        self.do(lambda: way(count=one, by=NARE, now=NOON, origin=WEB))

    def on_hand(self, variant, location):
        found = {level.location: level.on_hand for level in queries.levels_of_variant(variant=variant, now=NOON)}
        return found.get(location, 0)

    @invariant()
    def every_piece_is_somewhere_or_gone_for_a_reason(self):
        assert queries.audit() == ()
        explained, on_hand = Counter(), Counter()
        for variant, quantity, reason in sql.rows("SELECT variant_id, quantity, reason FROM stock_movement"):
            if reason in EXPLAINED:
                explained[variant] += quantity
        for variant, location in PLACES:
            on_hand[variant] += self.on_hand(variant, location)
        lines = [line for one in transfers.transfers(limit=500) for line in one.lines]
        told = {
            "transfer_lost": -sum(line.lost for line in lines),
            "transfer_damaged": -sum(line.damaged for line in lines),
            "transfer_over": sum(line.over for line in lines),
        }
        moved = dict(sql.rows("SELECT reason, sum(quantity)::int FROM stock_movement GROUP BY reason"))
        assert {reason: moved.get(reason, 0) for reason in told} == told
        travelling = transfers.in_transit()
        for variant in (CHAIR, LAMP):
            assert on_hand[variant] + travelling.get(variant, 0) == explained[variant]
        for one in transfers.transfers():
            assert (one.travelling > 0) == (one.status is TransferStatus.DISPATCHED)
        announced = Counter()
        for variant, missing in sql.rows("SELECT variant_id, quantity - received FROM stock_incoming WHERE status = 'open'"):
            announced[variant] += missing
        assert {**announced} == travelling

    @invariant()
    def what_was_booked_of_a_count_is_in_the_ledger(self):
        booked = {
            one.id: one.difference for one in counts.counts(statuses=[CountStatus.BOOKED], limit=500) if one.difference
        }
        rows = sql.rows(
            "SELECT reference, sum(quantity)::int FROM stock_movement WHERE reason = 'counted' GROUP BY reference"
        )
        found = {count: difference for count, difference in rows if difference}
        assert found == booked

    def teardown(self):
        told = sorted(facts(types=replay.TYPES, limit=500), key=lambda one: one.id)
        assert replay.differences(replay.rebuild(told), now=NOON) == ()
        sql.execute(
            "TRUNCATE stock_level, stock_hold, stock_allocation, stock_movement, stock_transfer, stock_transfer_line,"
            " stock_incoming, stock_count, log_fact"
        )


@pytest.mark.django_db(transaction=True)
def test_each_piece_is_in_one_place_after_any_transfers_counts_and_sales():
    run_state_machine_as_test(
        House,
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
        ),
    )
