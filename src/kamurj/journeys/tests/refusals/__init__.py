"""What the tables of refusals are made of: an operation, how it is asked rightly, and what is wrong with how it is asked.

The right question is asked, too, after all the wrong ones, and must be done: so it is the one thing that differs which is
refused, and not something that the table forgot. What is asked wrongly must leave every table of the house as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps

from kamurj.customers.contracts import Contact as Reach
from kamurj.customers.operations import identify_or_create
from kamurj.foundation.database import sql
from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.journeys import collect_in_store, pick_order
from kamurj.journeys.route_order import route_order
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.journeys.tests.picking import at as at_work
from kamurj.journeys.tests.shop import WEB, Shop, order_of
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import CustomerId, LocationId, OrderId
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as ordered
from kamurj.orders.contracts import CartLine, Order
from kamurj.payments.contracts import Method

Wrong = tuple[str, dict[str, Any], str]
"""What is wrong, in words; what is asked instead; and the code of the refusal, or SAME."""
SAME = ""
"""Nothing is refused, and nothing happens: the answer is the one that was given before."""


@dataclass(frozen=True, slots=True)
class Row:
    """How an operation is asked: `right`, what is `wrong` before that was done, and what is wrong `after` it was.

    What only `reads` changes nothing either way.
    """

    right: dict[str, Any]
    wrong: Sequence[Wrong]
    after: Sequence[Wrong] = ()
    reads: bool = False


Maker = Callable[["Scene"], Row]
ROWS: dict[Callable[..., Any], Maker] = {}


def row(operation: Callable[..., Any]) -> Callable[[Maker], Maker]:
    """Write down how an operation is asked."""

    def keep(maker: Maker) -> Maker:
        assert operation not in ROWS
        ROWS[operation] = maker
        return maker

    return keep


def name_of(operation: Callable[..., Any]) -> str:
    """How a table names an operation: `stock.transfers.request`."""
    return f"{operation.__module__}.{operation.__name__}".removeprefix("kamurj.")


class Scene(Shop):
    """The shop with goods everywhere, somebody who buys, and somebody whom none of it is about."""

    def __init__(self, now: Any) -> None:
        super().__init__(now)
        self.stock(self.oak, yerevan=9, gyumri=5, warehouse=9)
        self.stock(self.ash, yerevan=9, gyumri=5, warehouse=9)
        self.stock(self.lamp, yerevan=9, warehouse=9)
        self.ani, self.stranger = CustomerId(ids.new()), CustomerId(ids.new())
        self.web: dict[str, Any] = {"origin": WEB, "now": now}
        self.till: dict[str, Any] = {"origin": self.staff(), "now": now}

    def known(self) -> CustomerId:
        """Somebody who has an account."""
        return identify_or_create(
            contact=Reach(email="ani@example.com"), given_name="Ani", family_name="P", language="hy", **self.web
        ).customer

    def staff(self, place: LocationId | None = None) -> Origin:
        """Somebody who works in a place."""
        return Origin(channel=Channel.STORE, location=place or self.yerevan, actor="user:1")

    def bought(self, pieces: int = 2, **how: Any) -> Order:
        """Oak chairs that Ani ordered on the web; no place has begun."""
        placed = self.place(self.cart({self.oak: pieces}, customer=self.ani), **how)
        route_order(order=placed.order, now=self.now, origin=WEB)
        return order_of(placed)

    def work(self, order: Order) -> Fulfilment:
        """The work on an order, as it is now."""
        return fulfilling.fulfilments_of(order.id)[0]

    def at(self, work: Fulfilment) -> dict[str, Any]:
        """Who does what, where and when."""
        return at_work(work, self)

    def picking(self, order: Order) -> Fulfilment:
        """A place has begun."""
        return pick_order.start_picking(**self.at(self.work(order)))

    def picked(self, order: Order) -> Fulfilment:
        """All its pieces are found."""
        work = self.picking(order)
        return pick_order.pick(**self.at(work), picked={line.position: line.quantity for line in work.lines})

    def waiting(self, order: Order) -> Fulfilment:
        """It lies ready to be collected."""
        return collect_in_store.mark_ready(**self.at(self.picked(order)))

    def collected(self, order: Order) -> Order:
        """Whoever bought it has it."""
        work = self.waiting(order)
        collect_in_store.hand_over(**self.at(work), code=fulfilling.pickup_code(work.id) or "")
        return order

    def sold(self, *, pieces: int = 2, customer: CustomerId | None = None) -> Order:
        """Carried out of the store in Yerevan, paid in cash."""
        sold = sell_at_till(
            sale=OrderId(ids.new()),
            location=self.yerevan,
            lines=[CartLine(self.oak, pieces)],
            method=Method.IN_STORE_CASH,
            customer=customer or self.ani,
            language="en",
            **self.till,
        )
        return ordered.order(sold.order)


def hold(operation: Callable[..., Any], kept: Row) -> list[tuple[str, str, list[str]]]:
    """Ask everything that is wrong, then what is right, then what is wrong after it; what came out otherwise."""
    otherwise = _otherwise(operation, kept.right, kept.wrong)
    before = everything()
    operation(**kept.right)
    if (everything() == before) is not kept.reads:
        otherwise.append(("asked rightly", SAME, []))
    return otherwise + _otherwise(operation, kept.right, kept.after)


def _otherwise(
    operation: Callable[..., Any], right: dict[str, Any], wrong: Sequence[Wrong]
) -> list[tuple[str, str, list[str]]]:
    """What is not refused as the table says, with the code that was heard and the tables that are not as they were."""
    heard, before = [], everything()
    for what, instead, code in wrong:
        said = SAME
        try:
            operation(**right | instead)
        except KamurjError as refused:
            said = refused.code
        after = everything()
        changed = sorted(table for table, rows in after.items() if before[table] != rows)
        if (said, changed) != (code, []):
            heard.append((what, said, changed))
        before = after
    return heard


def everything() -> dict[str, tuple[int, int]]:
    """Every table of the house: how many rows, and what they say."""
    return {name: (count, int(total)) for name, count, total in sql.rows(_question())}


@cache
def _question() -> Any:
    tables = sorted({model._meta.db_table for model in apps.get_models()} - {"log_subscription"})
    said = [f"SELECT '{name}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {name} t" for name in tables]  # noqa: S608 - names of models
    return " UNION ALL ".join(said)
