"""Any sequence of everything: each piece that a place was given is in exactly one state, and none is lost on the way."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.fulfilment import operations, queries
from kamurj.fulfilment.contracts import DELIVERED, FulfilmentKind, FulfilmentStatus, LineToFulfil
from kamurj.fulfilment.contracts.questions import Offer, QuestionId, QuestionStatus
from kamurj.fulfilment.contracts.rerouting import HoldReason, MissingReason, RejectReason
from kamurj.fulfilment.errors import FulfilmentError
from kamurj.fulfilment.operations import asking, holding, rerouting, walking
from kamurj.fulfilment.queries import questions
from kamurj.kernel import ids
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin

NOON = datetime(2026, 3, 14, 10, tzinfo=UTC)
STAFF = Origin(channel=Channel.STORE, actor="user:5")
HERE, THERE = LocationId(7), LocationId(8)
CHAIR, LAMP, ASH = VariantId(11), VariantId(12), VariantId(13)
ORDERED = {1: 3, 2: 2}
GONE = (FulfilmentStatus.CANCELLED,)
which, counts, positions = st.integers(0, 5), st.integers(0, 3), st.sampled_from([1, 2, 3, 4])


class Killed(Exception):
    """The process ends here."""


class House(RuleBasedStateMachine):
    @initialize(kind=st.sampled_from(list(FulfilmentKind)))
    def open(self, kind):
        self.order, self.now = OrderId(ids.new()), NOON
        self.given_up = self.swapped = self.missed = 0
        operations.open_fulfilment(
            id=FulfilmentId(ids.new()),
            order=self.order,
            order_number="K1",
            location=HERE,
            kind=kind,
            lines=[LineToFulfil(1, CHAIR, ORDERED[1]), LineToFulfil(2, LAMP, ORDERED[2])],
            now=NOON,
            origin=STAFF,
        )

    def work(self, place):
        found = queries.fulfilments_of(self.order)
        return found[place % len(found)]

    def at(self, work, **more):
        return {"fulfilment": work.id, "location": work.location, "now": self.now, "origin": STAFF, **more}

    def do(self, step, *, killed=False):
        """Do a step, or have its process die at its end; a refusal has changed nothing."""
        before = snapshot(self.order)
        try:
            with atomic():
                answer = step()
                if killed:
                    raise Killed  # noqa: TRY301 - the process dies at this point
        except (FulfilmentError, Killed):
            assert snapshot(self.order) == before
            return None
        return answer

    @rule(one=which, killed=st.booleans())
    def start(self, one, killed):
        self.do(lambda: operations.start_picking(**self.at(self.work(one))), killed=killed)

    @rule(one=which, position=positions, count=counts, killed=st.booleans())
    def pick(self, one, position, count, killed):
        self.do(lambda: operations.pick(**self.at(self.work(one)), picked={position: count}), killed=killed)

    @rule(location=st.sampled_from([HERE, THERE]), variant=st.sampled_from([CHAIR, LAMP, ASH]))
    def scan(self, location, variant):
        self.do(lambda: walking.count_one(location=location, variant=variant, now=self.now, origin=STAFF))

    @rule(one=which, position=positions, count=counts, why=st.sampled_from(list(MissingReason)))
    def miss(self, one, position, count, why):
        def report():
            operations.report_missing(**self.at(self.work(one)), missing={position: count}, why=why)
            return count

        self.missed += self.do(report) or 0

    @rule(one=which, position=positions, count=counts, killed=st.booleans())
    def offer(self, one, position, count, killed):
        offer = Offer(position, count, ASH, Money(1000, "AMD"))
        until = self.now + timedelta(hours=2)
        question = QuestionId(ids.new())
        self.do(
            lambda: asking.offer_substitute(question=question, offer=offer, expires_at=until, **self.at(self.work(one))),
            killed=killed,
        )

    @rule(one=which, how=st.sampled_from(["yes", "no", "lapse", "withdraw"]), killed=st.booleans())
    def answer(self, one, how, killed):
        asked = questions.questions_of(self.order)
        if not asked:
            return
        question = asked[one % len(asked)]
        status = {"no": QuestionStatus.DECLINED, "lapse": QuestionStatus.LAPSED, "withdraw": QuestionStatus.WITHDRAWN}
        last = max(line.position for each in queries.fulfilments_of(self.order) for line in each.lines)

        def say():
            if how == "yes":
                asking.accept_substitute(question=question.id, position=last + 1, now=self.now, origin=STAFF)
                return question.offer.quantity
            asking.decline(question=question.id, status=status[how], now=self.now, origin=STAFF)
            return 0

        taken = self.do(say, killed=killed) or 0
        self.swapped += taken
        self.missed -= taken

    @rule(one=which, position=positions, how=st.sampled_from(["yes", "no"]))
    def miss_and_swap(self, one, position, how):
        self.start(one, killed=False)
        self.miss(one, position, 1, MissingReason.NOT_FOUND)
        self.offer(one, position, 1, killed=False)
        waiting = [place for place, each in enumerate(questions.questions_of(self.order)) if each.is_open(self.now)]
        if waiting:
            self.answer(waiting[-1], how, killed=False)

    @rule(one=which, whole=st.booleans(), position=positions, count=counts, killed=st.booleans())
    def reject(self, one, whole, position, count, killed):
        lines, reason = None if whole else {position: count}, RejectReason.DAMAGED

        def elsewhere():
            done = rerouting.reject(**self.at(self.work(one)), lines=lines, reason=reason)
            to_there = done.pieces if done.fulfilment.location == HERE else ()
            if to_there:
                rerouting.open_another(
                    order=self.order,
                    order_number="K1",
                    location=THERE,
                    kind=done.fulfilment.kind,
                    lines=[LineToFulfil(each.position, each.variant, each.quantity) for each in to_there],
                    now=self.now,
                    origin=STAFF,
                )
            return sum(each.quantity for each in done.pieces) if not to_there else 0

        self.given_up += self.do(elsewhere, killed=killed) or 0

    @rule(one=which, reason=st.sampled_from(list(HoldReason)))
    def hold(self, one, reason):
        self.do(lambda: holding.hold(**self.at(self.work(one)), reason=reason))

    @rule(one=which)
    def unhold(self, one):
        self.do(lambda: holding.unhold(**self.at(self.work(one))))

    @rule(one=which, position=positions, count=counts)
    def split(self, one, position, count):
        self.do(lambda: rerouting.split(**self.at(self.work(one)), later={position: count}))

    @rule(one=which, other=which)
    def merge(self, one, other):
        self.do(lambda: rerouting.merge(**self.at(self.work(one)), into=self.work(other).id))

    @rule(one=which)
    def finish(self, one):
        work = self.work(one)

        def leave():
            operations.mark_ready(**self.at(work))
            if work.kind is FulfilmentKind.SHIP:
                operations.ship(**self.at(work), tracking="HY-1")

        self.do(leave)

    @rule()
    def wait(self):
        self.now += timedelta(hours=1)

    @invariant()
    def every_piece_is_in_one_state(self):
        for work in queries.fulfilments_of(self.order):
            for line in work.lines:
                parts = (line.unpicked, line.picked, line.missing, line.substituted, line.rejected)
                assert min(parts) >= 0
                assert sum(parts) == line.quantity

    @invariant()
    def no_piece_is_lost_or_there_twice(self):
        there = {"left": 0, "missing": 0, "substituted": 0}
        for work in queries.fulfilments_of(self.order):
            for line in work.lines:
                there["left"] += 0 if work.status in GONE else line.left
                there["missing"] += line.missing
                there["substituted"] += line.substituted
        assert (there["missing"], there["substituted"]) == (self.missed, self.swapped)
        assert there["left"] + there["missing"] + self.given_up == sum(ORDERED.values())

    @invariant()
    def nothing_waits_for_an_answer_in_work_that_is_over(self):
        waiting = {one.fulfilment for one in questions.questions_of(self.order) if one.status is QuestionStatus.WAITING}
        over = {one.id for one in queries.fulfilments_of(self.order) if not one.is_open or one.status in DELIVERED}
        assert not waiting & over

    def teardown(self):
        with suppress(AttributeError):
            sql.execute("DELETE FROM fulfilment_shortfall")
            sql.execute("DELETE FROM fulfilment_question")
            sql.execute("DELETE FROM fulfilment_line")
            sql.execute("DELETE FROM fulfilment_order")


def snapshot(order):
    return queries.fulfilments_of(order), questions.questions_of(order)


@pytest.mark.django_db(transaction=True)
def test_every_piece_is_in_exactly_one_place_whatever_happens():
    run_state_machine_as_test(
        House,
        settings=settings(max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)),
    )
