"""Steps of the places: fetching, the desk, the carrier, and what customers bring back."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from kamurj.foundation.database import sql
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, FulfilmentStatus
from kamurj.fulfilment.contracts.rerouting import MissingReason
from kamurj.journeys import collect_in_store, exchange_in_store, pick_order, request_return, return_in_store, ship_order
from kamurj.journeys.return_in_store import PiecesBack
from kamurj.kernel import ids
from kamurj.kernel.ids import FulfilmentId, ReturnId
from kamurj.kernel.origin import Channel
from kamurj.orders.contracts import CartLine
from kamurj.payments.contracts import Method
from kamurj.returns.contracts import Disposition, Reason
from kamurj.returns.contracts.policies import Means
from kamurj.returns.contracts.requests import RequestId, RequestKind
from tests.property.buying import Buying
from tests.property.crashing import Crash
from tests.property.steps import crashes, few, flags, which
from tests.property.world import SYSTEM

desk_methods = st.sampled_from([Method.IN_STORE_CASH, Method.IN_STORE_CARD, None])
put_away = st.sampled_from(list(Disposition))


class Working(Buying):
    """Whoever works in a store or warehouse."""

    @rule(place=which, again=flags, crash=crashes)
    def go_on(self, place: int, again: bool, crash: Crash | None) -> None:
        """Do whatever comes next with one of the open works, as it should go."""
        work = self._work(place)
        if work is None:
            return
        at = self._at(work)

        def start() -> None:
            pick_order.start_picking(**at)

        def pick() -> None:
            pick_order.pick(**at, picked={line.position: line.quantity - line.missing for line in work.lines})

        def ready() -> None:
            (ship_order.pack if work.kind is FulfilmentKind.SHIP else collect_in_store.mark_ready)(**at)

        def leave() -> None:
            if work.kind is FulfilmentKind.SHIP:
                ship_order.ship(**at, tracking="HY-1")
            else:
                code = reading.pickup_code(work.id) or ""
                collect_in_store.hand_over(**at, code=code, paid_by=Method.IN_STORE_CASH)

        is_picked = all(not line.unpicked for line in work.lines)
        steps = {
            FulfilmentStatus.NEW: start,
            FulfilmentStatus.PICKING: ready if is_picked else pick,
            FulfilmentStatus.READY: leave,
        }
        self.act(steps[work.status], crash, again=again)

    def order_and_work(self, person: int, how: int, steps: int, *, by_card: bool) -> None:
        """An order as it should go, up to some step of its place."""
        token = "tok_accept" if by_card or how > 1 else None
        self.place(person, how, token, (), Channel.WEB, "nothing", again=False, crash=None)
        self.read_log()
        for _ in range(steps):
            self.go_on(-1, again=False, crash=None)

    @rule(place=which, line=which, quantity=few, found=flags, broken=flags, again=flags, crash=crashes)
    def pick_some(
        self, place: int, line: int, quantity: int, found: bool, broken: bool, again: bool, crash: Crash | None
    ) -> None:
        """Some pieces of one line are found, or looked for in vain."""
        work = self._work(place)
        if work is None:
            return
        position = work.lines[line % len(work.lines)].position

        def count() -> None:
            if found:
                pick_order.pick(**self._at(work), picked={position: quantity - 1})
            else:
                why = MissingReason.DAMAGED if broken else MissingReason.NOT_FOUND
                pick_order.report_missing(**self._at(work), missing={position: quantity}, why=why)

        # Reported once more after an answer that was lost, pieces would be missing twice: whoever saw no answer looks again.
        self.act(count, crash, again=again and found)

    @rule(place=which, wrong=flags, paid=desk_methods, again=flags, crash=crashes)
    def hand_over(self, place: int, wrong: bool, paid: Method | None, again: bool, crash: Crash | None) -> None:
        """Somebody shows a code at the desk, perhaps a wrong one, and pays or does not."""
        work = self._work(place)
        if work is None:
            return
        code = "000000" if wrong else reading.pickup_code(work.id) or ""

        def hand() -> None:
            collect_in_store.hand_over(**self._at(work), code=code, paid_by=paid)

        self.act(hand, crash, again=again)

    @rule(place=which, crash=crashes)
    def new_code(self, place: int, crash: Crash | None) -> None:
        work = self._work(place)
        if work is not None:
            self.act(lambda: collect_in_store.reissue_code(**self._at(work)), crash)

    @rule(
        which_order=which,
        line=which,
        quantity=few,
        second=flags,
        store=which,
        disposition=put_away,
        excepted=flags,
        again=flags,
        crash=crashes,
    )
    def bring_back(
        self,
        which_order: int,
        line: int,
        quantity: int,
        second: bool,
        store: int,
        disposition: Disposition,
        excepted: bool,
        again: bool,
        crash: Crash | None,
    ) -> None:
        """Pieces come back over a counter, wherever they were bought."""
        found = self.order(which_order, best="completed")
        if found is None or not found.lines:
            return
        form, place = ReturnId(ids.new()), self.world.stores[store % 2]
        position = found.lines[line % len(found.lines)].position
        back = [PiecesBack(position, quantity, disposition, Reason.TOO_SMALL)]
        back += [PiecesBack(position, 1, Disposition.SHELF, Reason.OTHER)] if second else []

        def take() -> None:
            return_in_store.return_in_store(
                id=form,
                order=found.id,
                location=place,
                lines=back,
                exception="a friend of the house" if excepted else None,
                now=self.world.now,
                origin=self.world.staff(place),
            )

        self.act(take, crash, again=again)

    @rule(
        which_order=which,
        line=which,
        quantity=few,
        new=which,
        new_quantity=few,
        store=which,
        disposition=put_away,
        method=st.sampled_from([Method.IN_STORE_CASH, Method.IN_STORE_CARD]),
        again=flags,
        crash=crashes,
    )
    def exchange(
        self,
        which_order: int,
        line: int,
        quantity: int,
        new: int,
        new_quantity: int,
        store: int,
        disposition: Disposition,
        method: Method,
        again: bool,
        crash: Crash | None,
    ) -> None:
        """Pieces come back and others go out, in one."""
        found = self.order(which_order, best="completed")
        if found is None or not found.lines:
            return
        form, place = ReturnId(ids.new()), self.world.stores[store % 2]
        back = [PiecesBack(found.lines[line % len(found.lines)].position, quantity, disposition, Reason.TOO_SMALL)]

        def swap() -> None:
            exchange_in_store.exchange_in_store(
                id=form,
                order=found.id,
                location=place,
                lines=back,
                new=[CartLine(self.world.variants[new % 3], new_quantity)],
                method=method,
                language="en",
                now=self.world.now,
                origin=self.world.staff(place),
            )

        self.act(swap, crash, again=again)

    @rule(place=which, again=flags, crash=crashes)
    def receive_at_warehouse(self, place: int, again: bool, crash: Crash | None) -> None:
        """What a store sent on arrives."""
        sent = sql.rows("SELECT DISTINCT returned_id FROM returns_line WHERE disposition = 'warehouse' ORDER BY 1")
        if not sent:
            return
        (returned,) = sent[place % len(sent)]

        def receive() -> None:
            return_in_store.receive_at_warehouse(
                returned_id=ReturnId(returned), warehouse=self.world.places[2], now=self.world.now, origin=SYSTEM
            )

        self.act(receive, crash, again=again)

    @rule(which_order=which, line=which, quantity=few, new=st.none() | which, own=flags, again=flags, crash=crashes)
    def ask_to_return(
        self, which_order: int, line: int, quantity: int, new: int | None, own: bool, again: bool, crash: Crash | None
    ) -> None:
        """A customer asks first; somebody else is refused."""
        found = self.order(which_order, best="completed")
        if found is None or not found.lines:
            return
        asked = RequestId(ids.new())
        variant = None if new is None else self.world.variants[new % 3]
        position = found.lines[line % len(found.lines)].position

        def ask() -> None:
            request_return.request_return(
                id=asked,
                order=found.id,
                customer=found.customer if own else self.world.people[-1],
                kind=RequestKind.RETURN if variant is None else RequestKind.EXCHANGE,
                lines=[request_return.Ask(position, quantity, Reason.TOO_SMALL, variant)],
                means=Means.ORIGINAL,
                language="en",
                now=self.world.now,
                origin=SYSTEM,
            )

        self.act(ask, crash, again=again)

    @rule(place=which, declined=flags, crash=crashes)
    def close_request(self, place: int, declined: bool, crash: Crash | None) -> None:
        """The customer keeps the pieces, or staff do not take them."""
        asked = sql.rows("SELECT id FROM returns_request ORDER BY requested_at, id")
        if not asked:
            return
        request = RequestId(asked[place % len(asked)][0])

        def close() -> None:
            if declined:
                request_return.decline_request(request=request, reason="worn", now=self.world.now, origin=SYSTEM)
            else:
                request_return.withdraw_request(request=request, customer=None, now=self.world.now, origin=SYSTEM)

        self.act(close, crash)

    def _work(self, place: int) -> Fulfilment | None:
        found = sql.rows(
            "SELECT id FROM fulfilment_order WHERE status IN ('new', 'picking', 'ready') ORDER BY opened_at, id"
        )
        return reading.fulfilment(FulfilmentId(found[place % len(found)][0])) if found else None

    def _at(self, work: Fulfilment) -> dict[str, Any]:
        origin = self.world.staff(work.location)
        return {"fulfilment": work.id, "location": work.location, "now": self.world.now, "origin": origin}
