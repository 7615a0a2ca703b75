"""Steps for what goes wrong: a place says no, work is put aside, split or moved, something else is offered, customers
complain; and goods that places send each other.
"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from kamurj.foundation.database import sql
from kamurj.fulfilment.contracts.questions import QuestionId
from kamurj.fulfilment.contracts.rerouting import HoldReason, RejectReason
from kamurj.journeys import claims, collect_elsewhere, questions, reject_order, reroute_order, substitute
from kamurj.kernel import ids
from kamurj.returns.contracts.claims import ClaimId, ClaimKind, Outcome
from kamurj.stock import transfers
from kamurj.stock.contracts import Pieces
from kamurj.stock.contracts.transfers import Arrived
from tests.property.crashing import Crash
from tests.property.steps import crashes, few, flags, which
from tests.property.working import Working
from tests.property.world import SYSTEM


class Troubles(Working):
    """Whoever has to put something right."""

    @rule(place=which, line=st.none() | which, quantity=few, reason=st.sampled_from(list(RejectReason)), crash=crashes)
    def say_no(self, place: int, line: int | None, quantity: int, reason: RejectReason, crash: Crash | None) -> None:
        """A place cannot deliver some pieces, or anything."""
        work = self._work(place)
        if work is None or not work.lines:
            return
        some = None if line is None else {work.lines[line % len(work.lines)].position: quantity}
        self.act(lambda: reject_order.reject(**self._at(work), lines=some, reason=reason), crash, again=line is None)

    @rule(
        place=which, line=which, quantity=few, to=which, what=st.sampled_from(["hold", "unhold", "split", "merge", "move"])
    )
    def arrange(self, place: int, line: int, quantity: int, to: int, what: str) -> None:
        """Work is put aside, goes on, is split or put together, or is done elsewhere."""
        work, other = self._work(place), self._work(to)
        if work is None or other is None or not work.lines:
            return
        later = {work.lines[line % len(work.lines)].position: quantity}
        steps = {
            "hold": lambda: reroute_order.hold(**self._at(work), reason=HoldReason.OTHER),
            "unhold": lambda: reroute_order.unhold(**self._at(work)),
            "split": lambda: reroute_order.split(**self._at(work), later=later),
            "merge": lambda: reroute_order.merge(**self._at(work), into=other.id),
            "move": lambda: reroute_order.move(**self._at(work), to=self.world.places[to % 3]),
        }
        self.act(steps[what])

    @rule(place=which, line=which, quantity=few, variant=which, crash=crashes)
    def offer_substitute(self, place: int, line: int, quantity: int, variant: int, crash: Crash | None) -> None:
        """An associate offers something else for pieces that are not there."""
        work = self._work(place)
        if work is None or not work.lines:
            return
        position = work.lines[line % len(work.lines)].position
        other = self.world.variants[variant % 3]
        self.act(
            lambda: substitute.propose(**self._at(work), position=position, quantity=quantity, variant=other),
            crash,
            again=False,
        )

    @rule(place=which, accept=flags, store=which, again=flags, crash=crashes)
    def answer_question(self, place: int, accept: bool, store: int, again: bool, crash: Crash | None) -> None:
        """The customer answers one of the questions; or nobody does in time."""
        asked = sql.rows("SELECT id, kind FROM fulfilment_question ORDER BY asked_at, id")
        if not asked:
            return
        question, kind = asked[place % len(asked)]
        number, now = QuestionId(question), self.world.now
        if kind == "substitute":
            self.act(lambda: substitute.answer(question=number, accept=accept, origin=SYSTEM, now=now), crash, again=again)
        elif accept:
            to = self.world.stores[store % 2]
            self.act(
                lambda: collect_elsewhere.choose_store(question=number, store=to, origin=SYSTEM, now=now), crash, again=again
            )
        else:
            self.act(lambda: collect_elsewhere.want_money_back(question=number, origin=SYSTEM, now=now), crash, again=again)

    @rule(crash=crashes)
    def questions_lapse(self, crash: Crash | None) -> None:
        """What nobody answered in time goes without an answer."""
        self.act(lambda: questions.lapse_overdue(now=self.world.now, origin=SYSTEM), crash)

    @rule(which_order=which, line=which, quantity=few, kind=st.sampled_from(list(ClaimKind)), again=flags, crash=crashes)
    def complain(
        self, which_order: int, line: int, quantity: int, kind: ClaimKind, again: bool, crash: Crash | None
    ) -> None:
        """Something was wrong with what came."""
        found = self.order(which_order, best="completed")
        if found is None or not found.lines:
            return
        claim = ClaimId(ids.new())
        wronged = [claims.Wronged(found.lines[line % len(found.lines)].position, quantity)]

        def open_it() -> None:
            claims.open_claim(
                id=claim,
                order=found.id,
                customer=found.customer,
                kind=kind,
                lines=wronged,
                words="It is scratched.",
                now=self.world.now,
                origin=SYSTEM,
            )

        self.act(open_it, crash, again=again)

    @rule(place=which, outcome=st.sampled_from([*Outcome, None]), again=flags, crash=crashes)
    def decide_claim(self, place: int, outcome: Outcome | None, again: bool, crash: Crash | None) -> None:
        """The shop puts it right, or does not."""
        known = sql.rows("SELECT id FROM returns_claim ORDER BY id")
        if not known:
            return
        claim = ClaimId(known[place % len(known)][0])

        def decide() -> None:
            if outcome is None:
                claims.reject_claim(claim=claim, reason="Not ours.", now=self.world.now, origin=SYSTEM)
                return
            seen = claims.preview_claim(claim=claim, outcome=outcome) if outcome is not Outcome.ALLOWANCE else None
            claims.settle_claim(
                claim=claim,
                outcome=outcome,
                amount=None if seen else claims.preview_claim(claim=claim, outcome=Outcome.REFUND).amount.share(1, 2),
                location=self.world.stores[0],
                may_approve=True,
                now=self.world.now,
                origin=self.world.staff(self.world.stores[0]),
            )

        self.act(decide, crash, again=again)

    @rule(source=which, destination=which, variant=which, quantity=few, crash=crashes)
    def ask_for_goods(self, source: int, destination: int, variant: int, quantity: int, crash: Crash | None) -> None:
        """One place asks another one for pieces."""
        lines = [Pieces(self.world.variants[variant % 3], quantity)]
        where = {"source": self.world.places[source % 3], "destination": self.world.places[destination % 3]}
        self.act(
            lambda: transfers.request(**where, lines=lines, by="5", now=self.world.now, origin=SYSTEM), crash, again=False
        )

    @rule(
        place=which,
        what=st.sampled_from(["dispatch", "receive", "cancel", "take back"]),
        whole=st.integers(0, 3),
        damaged=st.integers(0, 1),
        over=st.integers(0, 1),
        is_all=flags,
        again=flags,
        crash=crashes,
    )
    def move_goods(
        self, place: int, what: str, whole: int, damaged: int, over: int, is_all: bool, again: bool, crash: Crash | None
    ) -> None:
        """Goods are sent, arrive with a difference, or stay after all."""
        known = sql.rows("SELECT id FROM stock_transfer ORDER BY id")
        if not known:
            return
        found = transfers.get(known[place % len(known)][0])
        shared = {"transfer": found.id, "version": found.version, "by": "5", "now": self.world.now, "origin": SYSTEM}
        came = [Arrived(found.lines[0].position, whole=whole, damaged=damaged, over=over)]
        sent = None if is_all else [Arrived(found.lines[0].position, whole=whole)]
        tomorrow = self.world.now.date() + timedelta(days=1)
        steps = {
            "dispatch": lambda: transfers.dispatch(source=found.source, sent=sent, expected=tomorrow, **shared),
            "receive": lambda: transfers.receive(destination=found.destination, arrived=came, is_all=is_all, **shared),
            "cancel": lambda: transfers.cancel(**shared),
            "take back": lambda: transfers.take_back_dispatch(source=found.source, **shared),
        }
        self.act(steps[what], crash, again=again)
