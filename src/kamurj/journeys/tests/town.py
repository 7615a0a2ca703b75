"""Two stores, a warehouse and somebody who bought something: the world of the tests of fulfilment and returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import Any

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.contracts import Subscription
from kamurj.foundation.log.reading import pump
from kamurj.foundation.log.reading import states as reader_states
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.journeys import collect_in_store, handlers, pick_order, return_in_store, ship_order, tasks
from kamurj.journeys.return_in_store import PiecesBack, TakenBack
from kamurj.kernel import ids
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import CartId, CustomerId, FulfilmentId, LocationId, OrderId, ReturnId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations.bulk import upsert_locations
from kamurj.locations.contracts import LocationKind, LocationRow
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Address, Contact, Delivery, DeliveryKind, Order, OrderLine, Totals
from kamurj.orders.operations import placing, states
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.returns.contracts import Disposition, Reason
from kamurj.stock import operations as stock
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import HoldLine, Pieces

CHAIR, LAMP = VariantId(9_000_001), VariantId(9_000_002)
WEB = Origin(channel=Channel.WEB)


def row(code: str, kind: LocationKind, latitude: float) -> LocationRow:
    return LocationRow(
        code=code,
        kind=kind,
        name_en=f"Store {code}",
        name_hy=f"Խանութ {code}",
        region="AM",
        country="AM",
        currency="AMD",
        position=Position(latitude, 44.5),
        time_zone="Asia/Yerevan",
        address_en="1 Abovyan Street",
        address_hy="Աբովյան 1",
    )


class Town:
    """What a test can do in one line."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        sql.execute("DELETE FROM procrastinate_jobs")
        made = upsert_locations(
            rows=[
                row("YEREVAN", LocationKind.STORE, 40.18),
                row("GYUMRI", LocationKind.STORE, 40.79),
                row("DEPOT", LocationKind.WAREHOUSE, 40.3),
            ],
            now=now,
            origin=WEB,
        )
        self.yerevan, self.gyumri, self.depot = made["YEREVAN"], made["GYUMRI"], made["DEPOT"]
        self.customer = CustomerId(ids.new())
        for place in (self.yerevan, self.depot):
            stock.receive(location=place, lines=[Pieces(CHAIR, 10), Pieces(LAMP, 10)], now=now, origin=WEB)

    def staff(self, place: LocationId | None = None) -> Origin:
        return Origin(channel=Channel.STORE, location=place or self.yerevan, actor="user:5")

    def buy(
        self,
        *,
        kind: DeliveryKind = DeliveryKind.COLLECT,
        card: bool = True,
        language: str = "en",
        shipping: int = 0,
        sources: Sequence[LocationId] | None = None,
    ) -> Order:
        """Three chairs for 1,000 drams together and a lamp for 500, paid by card or to be paid at the desk; routed."""
        order, cart = OrderId(ids.new()), CartId(ids.new())
        first, second = sources or (self.yerevan, self.yerevan)
        lines = (line(1, CHAIR, 3, 100_000, first), line(2, LAMP, 1, 50_000, second))
        gross = Money(150_000 + shipping, "AMD")
        with atomic():
            placing.place(
                order=order,
                cart=None,
                customer=self.customer,
                language=language,
                contact=Contact("Անի <b>", "Sargsyan", "Ani@Example.com", "+374 91 234567"),
                delivery=delivery(kind, self.yerevan),
                totals=Totals(gross, Money.zero("AMD"), gross, Money(shipping, "AMD"), Money.zero("AMD")),
                lines=lines,
                origin=WEB,
                now=self.now,
            )
            stock.hold(
                cart=cart,
                lines=[HoldLine(one.variant, one.source, one.quantity) for one in lines],
                until=self.now + timedelta(minutes=15),
                now=self.now,
                origin=WEB,
            )
            stock.allocate(cart=cart, order=order, now=self.now, origin=WEB)
        if card:
            self._pay(order, gross)
        states.confirm(order=order, origin=WEB, now=self.now)
        read_all()
        return orders.order(order)

    def _pay(self, order: OrderId, amount: Money) -> None:
        opened = payments.open_payment(order=order, amount=amount, key=f"pay:{order}", now=self.now, origin=WEB)
        answer = payments.authorise(payment=opened, token="tok_accept")
        payments.record_answer(payment=opened.id, answer=answer, now=self.now, origin=WEB)

    def work_of(self, order: Order) -> Fulfilment:
        return reading.fulfilments_of(order.id)[0]

    def at(self, work: Fulfilment) -> dict[str, Any]:
        return {"fulfilment": work.id, "location": work.location, "now": self.now, "origin": self.staff(work.location)}

    def pick_all(self, work: Fulfilment) -> None:
        pick_order.start_picking(**self.at(work))
        pick_order.pick(**self.at(work), picked={one.position: one.quantity for one in work.lines})

    def make_ready(self, order: Order) -> Fulfilment:
        work = self.work_of(order)
        self.pick_all(work)
        return collect_in_store.mark_ready(**self.at(work))

    def code(self, work: Fulfilment) -> str:
        return reading.pickup_code(work.id) or ""

    def collect(self, order: Order, **more: Any) -> Fulfilment:
        work = self.make_ready(order)
        return collect_in_store.hand_over(**self.at(work), code=self.code(work), **more)

    def send(self, work: Fulfilment) -> Fulfilment:
        self.pick_all(work)
        ship_order.pack(**self.at(work))
        return ship_order.ship(**self.at(work), tracking="HY-1")

    def bring_back(
        self, order: Order, *lines: PiecesBack, place: LocationId | None = None, form: ReturnId | None = None
    ) -> TakenBack:
        where = place or self.gyumri
        return return_in_store.return_in_store(
            id=form or ReturnId(ids.new()),
            order=order.id,
            location=where,
            lines=lines or (back(1),),
            now=self.now,
            origin=self.staff(where),
        )

    def shelf(self, variant: VariantId, place: LocationId) -> tuple[int, int]:
        """(on hand, free) of a variant in a place."""
        found = [level for level in stocked.levels_of_variant(variant=variant, now=self.now) if level.location == place]
        return (found[0].on_hand, found[0].free) if found else (0, 0)

    def moved(self, variant: VariantId, place: LocationId) -> list[tuple[str, int]]:
        return [(one.reason, one.quantity) for one in reversed(stocked.movements(variant=variant, location=place))]

    def money(self, order: Order) -> tuple[int, int]:
        """(captured, refunded) in minor units."""
        of_order = paid.payments_of(order=order.id)
        return sum(one.captured.minor for one in of_order), sum(one.refunded.minor for one in of_order)


def line(position: int, variant: VariantId, quantity: int, gross: int, source: LocationId) -> OrderLine:
    amount = Money(gross, "AMD")
    return OrderLine(
        position=position,
        variant=variant,
        sku=f"SKU-{variant}",
        name="Oak <chair>" if variant == CHAIR else "Lamp",
        options="Oak",
        quantity=quantity,
        unit=Money(gross // quantity, "AMD"),
        tax_basis_points=0,
        tax_included=True,
        net=amount,
        tax=Money.zero("AMD"),
        gross=amount,
        source=source,
    )


def delivery(kind: DeliveryKind, place: LocationId) -> Delivery:
    if kind is DeliveryKind.SHIP:
        return Delivery(kind, address=Address("1 Abovyan", "Yerevan", "AM", "AM"))
    return Delivery(kind, location=place)


def back(
    position: int, quantity: int = 1, disposition: Disposition = Disposition.SHELF, reason: Reason = Reason.TOO_SMALL
) -> PiecesBack:
    return PiecesBack(position, quantity, disposition, reason)


JOBS: dict[str, Callable[..., None]] = {
    "journeys.settle_delivery": tasks.settle,
    "journeys.finish_return": tasks.finish_return,
    "journeys.tell_ready": tasks.tell_ready,
    "journeys.tell_shipped": tasks.tell_shipped,
    "journeys.tell_expired": tasks.tell_expired,
    "journeys.tell_returned": tasks.tell_returned,
}


def read_all(subscriptions: Sequence[Subscription] = handlers.SUBSCRIPTIONS, patience_seconds: float = 60) -> None:
    """Let the readers read to the end. They stop below the oldest transaction of the whole server, so they may have to wait
    for somebody else's to finish."""
    until = monotonic() + patience_seconds
    while pump(subscriptions) or any(state.waiting for state in reader_states(subscriptions)):
        if monotonic() > until:
            raise TimeoutError("The readers of the log did not come to the end of it.")
        sleep(0.01)


def work_off(times: int = 1) -> list[str]:
    """Let the readers read and do every job they deferred (each so many times), to the end; return their names."""
    done = []
    read_all()
    while jobs := sql.rows("DELETE FROM procrastinate_jobs WHERE status = 'todo' RETURNING task_name, args"):
        for name, arguments in jobs:
            if name in JOBS:
                for _ in range(times):
                    JOBS[name](**arguments)
                done.append(name)
        read_all()
    return sorted(done)


def fulfilment_id() -> FulfilmentId:
    return FulfilmentId(ids.new())
