"""Steps of the tills: drawers that are opened, moved by hand and counted, and sales put aside."""

from __future__ import annotations

from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from kamurj.foundation.database import sql
from kamurj.kernel import ids
from kamurj.kernel.money import Money
from kamurj.tills.contracts import BY_HAND, DrawerId, EntryKind, ParkedId
from kamurj.tills.operations import drawers, parking
from tests.property.crashing import Crash
from tests.property.steps import Steps, crashes, flags, which


class AtTills(Steps):
    """Whoever minds a drawer."""

    @rule(place=which, register=st.integers(1, 2), counted=st.integers(0, 3), again=flags, crash=crashes)
    def open_drawer(self, place: int, register: int, counted: int, again: bool, crash: Crash | None) -> None:
        """A drawer is counted and opened; whoever opens it works there."""
        store, drawer = self.world.stores[place % 2], DrawerId(ids.new())

        def open_it() -> None:
            drawers.open_drawer(
                drawer=drawer,
                location=store,
                register=register,
                currency="AMD",
                counts={1_000_00: counted},
                now=self.world.now,
                origin=self.world.staff(store),
            )

        self.act(open_it, crash, again=again)

    @rule(place=which, kind=st.sampled_from(BY_HAND), minor=st.integers(1, 500_000), again=flags, crash=crashes)
    def move_cash(self, place: int, kind: EntryKind, minor: int, again: bool, crash: Crash | None) -> None:
        """Cash comes in or goes out without a sale."""
        drawer, key = self._drawer(place), str(ids.new())
        if drawer is None:
            return
        amount, origin = Money(minor, "AMD"), self.world.staff(self.world.stores[0])

        def move() -> None:
            drawers.move_cash(
                drawer=drawer, kind=kind, amount=amount, reason="Change.", key=key, now=self.world.now, origin=origin
            )

        self.act(move, crash, again=again)

    @rule(place=which, counted=st.integers(0, 9), explained=flags, again=flags, crash=crashes)
    def close_drawer(self, place: int, counted: int, explained: bool, again: bool, crash: Crash | None) -> None:
        """A drawer is counted and closed."""
        drawer, reason = self._drawer(place), "Miscounted." if explained else ""
        if drawer is None:
            return
        counts, origin = {1_000_00: counted}, self.world.staff(self.world.stores[0])

        def close() -> None:
            drawers.close_drawer(drawer=drawer, counts=counts, reason=reason, now=self.world.now, origin=origin)

        self.act(close, crash, again=again)

    @rule(place=which, again=flags, crash=crashes)
    def park(self, place: int, again: bool, crash: Crash | None) -> None:
        """A sale is put aside."""
        parked, store = ParkedId(ids.new()), self.world.stores[place % 2]

        def put() -> None:
            parking.park(
                parked=parked,
                location=store,
                zone="Asia/Yerevan",
                fields=[("lines", "1")],
                pieces=1,
                total=Money(100, "AMD"),
                now=self.world.now,
                origin=self.world.staff(store),
            )

        self.act(put, crash, again=again)

    @rule(place=which, dropped=flags, again=flags, crash=crashes)
    def recall(self, place: int, dropped: bool, again: bool, crash: Crash | None) -> None:
        """It is taken up again, or thrown away."""
        found = sql.rows("SELECT id, location_id FROM tills_parked ORDER BY parked_at, id")
        if not found:
            return
        (parked, store), key = found[place % len(found)], ids.new()

        def take() -> None:
            parking.recall(
                parked=parked,
                location=store,
                key=key,
                is_dropped=dropped,
                now=self.world.now,
                origin=self.world.staff(store),
            )

        self.act(take, crash, again=again)

    def _drawer(self, place: int) -> DrawerId | None:
        found: list[tuple[UUID]] = sql.rows("SELECT id FROM tills_drawer ORDER BY closed_at NULLS FIRST, opened_at, id")
        return DrawerId(found[place % len(found)][0]) if found else None
