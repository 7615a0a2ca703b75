"""Steps of the house itself: time, readers, jobs, the bank's letters, goods that come and are counted, value that lapses."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from kamurj.config.readers import SUBSCRIPTIONS
from kamurj.foundation.database import sql
from kamurj.foundation.log.reading import read_once, rewind
from kamurj.journeys import collect_in_store, resource_orders
from kamurj.kernel import ids
from kamurj.kernel.money import Money
from kamurj.stock import offers
from kamurj.stock import operations as stock
from kamurj.stock.contracts import IncomingKind, IncomingLine, Pieces, Reason
from kamurj.stored_value import operations as stored
from kamurj.stored_value.contracts import Source
from tests.property.crashing import Crash
from tests.property.steps import Steps, crashes, flags, which
from tests.property.world import SYSTEM

SOME_TIME = (timedelta(seconds=25), timedelta(minutes=16), timedelta(days=8), timedelta(days=31))


class Minding(Steps):
    """Whatever goes on by itself, and whoever minds the shelves."""

    @rule(some_time=st.sampled_from(SOME_TIME))
    def wait(self, some_time: timedelta) -> None:
        """Time passes."""
        self.world.wait(some_time)

    @rule()
    def readers(self) -> None:
        """The readers read to the end."""
        self.read_log()

    @rule(reader=st.integers(0, 30), crash=crashes)
    def one_reader(self, reader: int, crash: Crash | None) -> None:
        """One reader reads, perhaps to death; it reads again later."""
        self.act(lambda: read_once(SUBSCRIPTIONS[reader % len(SUBSCRIPTIONS)]), crash, again=False)
        self.take_jobs()

    @rule(reader=st.integers(0, 30))
    def from_the_beginning(self, reader: int) -> None:
        """A reader is put back and reads everything again."""
        rewind(SUBSCRIPTIONS[reader % len(SUBSCRIPTIONS)].name)

    @rule(place=which, crash=crashes)
    def job(self, place: int, crash: Crash | None) -> None:
        """One job."""
        self.do_job(place, crash)

    @rule(crash=crashes)
    def settle(self, crash: Crash | None) -> None:
        """The jobs by the clock."""
        self.act(self.settle_by_the_clock, crash)

    @rule()
    def the_post(self) -> None:
        """The bank's letters come into the house; nobody has read them."""
        self.post()

    @rule(letter=st.integers(0, 12), crash=crashes)
    def read_letter(self, letter: int, crash: Crash | None) -> None:
        """One of the bank's letters is read: any of them, again, out of turn."""
        if self.events:
            event = self.events[letter % len(self.events)]
            self.act(lambda: self.hear(event), crash)

    @rule(call=st.integers(0, 12))
    def once_more(self, call: int) -> None:
        """Something that was asked before is asked again, with its key and its moment."""
        if self.calls:
            self.act(self.calls[-1 - call % len(self.calls)])

    @rule(crash=crashes)
    def expire(self, crash: Crash | None) -> None:
        """Collections that nobody fetched, holds and cards whose time is over."""
        self.act(lambda: collect_in_store.expire_overdue(now=self.world.now, origin=SYSTEM), crash)
        self.act(lambda: stock.sweep_expired(now=self.world.now, origin=SYSTEM), crash)
        self.act(lambda: stored.expire(now=self.world.now, origin=SYSTEM), crash)

    @rule(crash=crashes)
    def source_anew(self, crash: Crash | None) -> None:
        """Open orders move to better places."""
        self.act(lambda: resource_orders.resource_orders(now=self.world.now, origin=SYSTEM, seconds=0.2), crash)

    @rule(variant=which, place=which, slots=st.integers(1, 4), merge=flags)
    def spread(self, variant: int, place: int, slots: int, merge: bool) -> None:
        """A level is spread over slots, or gathered again."""
        spot = {"variant": self.world.variants[variant % 3], "location": self.world.places[place % 3]}
        if merge:
            self.act(lambda: stock.merge_quiet_levels(now=self.world.now, origin=SYSTEM))
        else:
            self.act(lambda: stock.split_level(**spot, slots_wanted=slots, now=self.world.now, origin=SYSTEM))

    @rule(variant=which, place=which, quantity=st.integers(-3, 4), crash=crashes)
    def count(self, variant: int, place: int, quantity: int, crash: Crash | None) -> None:
        """Goods come, or a count finds more or fewer."""
        lines = [Pieces(self.world.variants[variant % 3], quantity)]

        def write() -> None:
            where = {"location": self.world.places[place % 3], "now": self.world.now, "origin": SYSTEM}
            if quantity > 3:
                stock.receive(lines=lines, **where)
            else:
                stock.adjust(lines=lines, reason=Reason.COUNTED, **where)

        self.act(write, crash, again=False)

    @rule(variant=which, place=which, quantity=st.integers(1, 4), days=st.integers(-1, 3))
    def announce(self, variant: int, place: int, quantity: int, days: int) -> None:
        """Goods are on their way."""
        today = self.world.now.date()
        line = IncomingLine(
            self.world.variants[variant % 3], self.world.places[place % 3], quantity, today + timedelta(days=days)
        )
        self.act(
            lambda: offers.announce(kind=IncomingKind.PURCHASE, lines=[line], today=today, now=self.world.now, origin=SYSTEM)
        )

    @rule(which_one=which, pieces=st.none() | st.integers(1, 3), cancelled=flags, crash=crashes)
    def goods_arrive(self, which_one: int, pieces: int | None, cancelled: bool, crash: Crash | None) -> None:
        """Announced goods come, in part or whole, or come no more."""
        found = sql.rows("SELECT id FROM stock_incoming ORDER BY announced_at, id")
        if not found:
            return
        incoming: UUID = found[which_one % len(found)][0]

        def arrive() -> None:
            if cancelled:
                offers.cancel_incoming(incoming=incoming, now=self.world.now, origin=SYSTEM)
            else:
                offers.receive_incoming(incoming=incoming, pieces=pieces, now=self.world.now, origin=SYSTEM)

        self.act(arrive, crash, again=False)

    @rule(name=st.sampled_from(["card", "lapsing", "credit"]), minor=st.integers(1, 900_000), again=flags, crash=crashes)
    def top_up(self, name: str, minor: int, again: bool, crash: Crash | None) -> None:
        """More comes onto an account."""
        key = str(ids.new())

        def top() -> None:
            stored.top_up(
                account=getattr(self.world, name),
                amount=Money(minor, "AMD"),
                source=Source.GRANTED,
                key=key,
                now=self.world.now,
                origin=SYSTEM,
            )

        self.act(top, crash, again=again)

    @rule(name=st.sampled_from(["card", "credit"]), blocked=flags)
    def block(self, name: str, blocked: bool) -> None:
        """Nothing can be spent from an account, until it can again."""
        work = stored.block if blocked else stored.unblock
        self.act(lambda: work(account=getattr(self.world, name), reason="lost", now=self.world.now, origin=SYSTEM))
