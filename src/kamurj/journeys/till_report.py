"""What happened at a till since its drawer was opened: the X report while it is open, the Z report of a closed one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kamurj.journeys.aisle_parts import family
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order
from kamurj.tills import queries as tills
from kamurj.tills.contracts import CASH, Drawer, DrawerId, Entry, EntryKind, Sum


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What was sold at one rate, as it was sold: later returns are refunds, not smaller sales."""

    basis_points: int
    net: Money
    tax: Money
    gross: Money


@dataclass(frozen=True, slots=True)
class TillReport:
    """A drawer's session in numbers. `expected` is what should lie in it now, or should have when it was closed."""

    drawer: Drawer
    sales: int
    gross: Money
    discounts: Money
    by_hand_off: Money
    taxes: tuple[TaxSum, ...]
    sums: tuple[Sum, ...]
    by_hand: tuple[Entry, ...]
    expected: Money

    def of(self, kind: EntryKind) -> tuple[Sum, ...]:
        """What entries of one kind came to, by means."""
        return tuple(one for one in self.sums if one.kind is kind)

    @property
    def cash_moved(self) -> Money:
        """What came into the drawer since it was opened, less what went out."""
        return self.expected - self.drawer.opening


def till_report(*, drawer: DrawerId) -> TillReport:
    """The report of one session, in six statements. A sale that goes several ways is all of its orders (0091).

    Raises NoSuchDrawer.
    """
    session = tills.drawer(drawer)
    currency = session.opening.currency
    sums = tills.sums(drawer=session)
    numbers = [OrderId(one) for one in tills.references(drawer=drawer)]
    sold = list(orders.orders_by_id([order for one in numbers for order in family(one)]).values())
    given = tills.given_discounts(orders=numbers)
    nothing = Money.zero(currency)
    cash = sum((one.amount for one in sums if one.means == CASH), start=session.opening)
    return TillReport(
        drawer=session,
        sales=len(numbers),
        gross=sum((one.totals.gross for one in sold), start=nothing),
        discounts=sum((one.totals.discount for one in sold), start=nothing),
        by_hand_off=sum((one.off for each in given.values() for one in each), start=nothing),
        taxes=taxes_of(sold, currency),
        sums=sums,
        by_hand=tills.by_hand(drawer=session),
        expected=cash if session.expected is None else session.expected,
    )


def taxes_of(sold: Sequence[Order], currency: str) -> tuple[TaxSum, ...]:
    """What orders come to by rate of tax, the highest rate first."""
    nothing = Money.zero(currency)
    found: dict[int, TaxSum] = {}
    for line in (line for order in sold for line in order.lines):
        was = found.get(line.tax_basis_points, TaxSum(line.tax_basis_points, nothing, nothing, nothing))
        found[line.tax_basis_points] = TaxSum(
            line.tax_basis_points, was.net + line.net, was.tax + line.tax, was.gross + line.gross
        )
    return tuple(found[points] for points in sorted(found, reverse=True))
