"""Steps of shoppers and of the till: carts, coupons, checkouts, orders, sales, changes of mind."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from kamurj.customers.contracts import Address
from kamurj.journeys import cancel_order, carts, change_order, changes, pay_link, place_order, sell_at_till
from kamurj.journeys.contracts import PayBy, PaymentChoice, StoredPart
from kamurj.kernel import ids
from kamurj.kernel.ids import CartId, OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.orders import queries as ordered
from kamurj.orders.contracts import CancelReason, CartLine
from kamurj.orders.operations import carts as cart_operations
from kamurj.payments import links
from kamurj.payments.contracts import Method
from kamurj.stock import operations as stock
from tests.property.crashing import Crash
from tests.property.steps import Steps, crashes, few, flags, which
from tests.property.world import COUPONS, HOMES, SYSTEM

TOKENS = ("tok_accept", "tok_decline", "tok_late", "tok_timeout")
tokens = st.sampled_from(TOKENS)
STORED = ((), ("card",), ("credit",), ("card", "credit"), ("lapsing",), ("points",))
MEANWHILE = ("nothing", "nothing", "settle", "cancel", "post", "sweep", "again")
SWAPPED = st.tuples(st.integers(0, 3), which, few)
wishes = st.one_of(
    st.tuples(st.just("items"), SWAPPED),
    st.tuples(st.just("store"), which),
    st.tuples(st.just("address"), which),
    st.tuples(st.just("payment"), tokens),
    st.tuples(st.just("pay by value"), st.sampled_from(["card", "credit"])),
    st.tuples(st.just("pay in store"), st.none()),
    st.tuples(st.just("cancel"), st.none()),
)


class Buying(Steps):
    """Whoever buys."""

    @rule(person=which, variant=which, quantity=few, again=flags, crash=crashes)
    def fill_cart(self, person: int, variant: int, quantity: int, again: bool, crash: Crash | None) -> None:
        cart = self._cart(person)

        def fill() -> None:
            cart_operations.set_line(
                cart=cart,
                variant=self.world.variants[variant % 3],
                quantity=quantity,
                origin=self.world.shopper(person % 3),
                now=self.world.now,
            )

        self.act(fill, crash, again=again)

    @rule(person=which, code=st.sampled_from(COUPONS), off=flags)
    def coupon(self, person: int, code: str, off: bool) -> None:
        cart, work = self._cart(person), carts.remove_coupon if off else carts.apply_coupon

        def put() -> None:
            origin, now = self.world.shopper(person % 3), self.world.now
            work(cart=cart, code=code, region="AM", language="en", origin=origin, now=now)

        self.act(put)

    @rule(person=which, how=st.integers(0, 3), again=flags, crash=crashes)
    def begin_checkout(self, person: int, how: int, again: bool, crash: Crash | None) -> None:
        cart = self._cart(person)

        def begin() -> None:
            place_order.begin_checkout(
                cart=cart,
                delivery=self.world.delivery(how),
                language="en",
                origin=self.world.shopper(person % 3),
                now=self.world.now,
            )

        self.act(begin, crash, again=again)

    @rule(
        person=which,
        how=st.integers(0, 3),
        token=tokens | st.none(),
        stored=st.sampled_from(STORED),
        channel=st.sampled_from([Channel.WEB, Channel.API, Channel.APP]),
        meanwhile=st.sampled_from(MEANWHILE),
        again=flags,
        crash=crashes,
    )
    def place(
        self,
        person: int,
        how: int,
        token: str | None,
        stored: tuple[str, ...],
        channel: Channel,
        meanwhile: str,
        again: bool,
        crash: Crash | None,
    ) -> None:
        cart, key, now = self._cart(person), str(ids.new()), self.world.now
        if not ordered.cart(cart).lines:
            self.fill_cart(person, how, 1 + how % 2, again=False, crash=None)

        def order() -> None:
            place_order.place_order(
                cart=cart,
                delivery=self.world.delivery(how),
                payment=PaymentChoice(
                    PayBy.IN_STORE if token is None else PayBy.CARD,
                    token or "",
                    tuple(StoredPart(account=getattr(self.world, name)) for name in stored),
                ),
                contact=self.world.contact(person % 3),
                key=key,
                origin=self.world.shopper(person % 3, channel),
                now=max(now, self.world.now),
            )

        if crash is None:
            self._meanwhile(meanwhile, order)
        self.act(order, crash, again=again)
        self.world.bank.meanwhile = None

    @rule(
        place=which,
        variant=which,
        quantity=few,
        other=st.none() | which,
        person=st.none() | which,
        method=st.sampled_from([Method.IN_STORE_CASH, Method.IN_STORE_CARD]),
        code=st.none() | st.sampled_from(COUPONS),
        again=flags,
        crash=crashes,
    )
    def sell(
        self,
        place: int,
        variant: int,
        quantity: int,
        other: int | None,
        person: int | None,
        method: Method,
        code: str | None,
        again: bool,
        crash: Crash | None,
    ) -> None:
        sale, store = OrderId(ids.new()), self.world.stores[place % 2]
        lines = [CartLine(self.world.variants[variant % 3], quantity)]
        lines += [] if other is None else [CartLine(self.world.variants[other % 3], 1)]

        def sell() -> None:
            sell_at_till.sell_at_till(
                sale=sale,
                location=store,
                lines=lines,
                method=method,
                customer=None if person is None else self.world.people[person % 3],
                coupons=() if code is None else (code,),
                language="en",
                origin=self.world.staff(store),
                now=self.world.now,
            )

        self.act(sell, crash, again=again)

    @rule(
        which_order=which,
        wish=wishes,
        token=tokens,
        wait=st.sampled_from([0, 0, 0, 20]),
        meanwhile=st.sampled_from(MEANWHILE),
        again=flags,
        crash=crashes,
    )
    def change(
        self,
        which_order: int,
        wish: tuple[str, object],
        token: str,
        wait: int,
        meanwhile: str,
        again: bool,
        crash: Crash | None,
    ) -> None:
        found = self.order(which_order, best="confirmed")
        if found is None:
            return
        key, seen = str(ids.new()), []
        pay = changes.PayWith(token=token)

        def preview() -> None:
            wanted = self._wanted(found, wish)
            seen.append(
                change_order.preview_change(order=found.id, wanted=wanted, customer=None, pay=pay, now=self.world.now)
            )

        self.act(preview)
        if not seen:
            return
        now = self.world.now

        def apply() -> None:
            origin = self.world.staff(self.world.stores[0])
            change_order.apply_change(token=seen[0].token, key=key, customer=None, pay=pay, origin=origin, now=now)

        if crash is None:
            self._meanwhile(meanwhile, apply)
        self.act(apply, crash, again=again)
        self.world.bank.meanwhile = None

    @rule(which_order=which, again=flags, crash=crashes, key=st.booleans())
    def cancel(self, which_order: int, again: bool, crash: Crash | None, key: bool) -> None:
        found = self.order(which_order, best="confirmed")
        if found is None:
            return
        named = str(ids.new()) if key else None

        def cancel() -> None:
            cancel_order.cancel_order(
                order=found.id,
                customer=found.customer,
                reason=CancelReason.NO_LONGER_NEEDED,
                key=named,
                origin=SYSTEM,
                now=self.world.now,
            )

        self.act(cancel, crash, again=again)

    @rule(which_order=which, part=flags, token=tokens, again=flags, crash=crashes)
    def pay_by_link(self, which_order: int, part: bool, token: str, again: bool, crash: Crash | None) -> None:
        found = self.order(which_order, best="confirmed")
        if found is None:
            return
        made: list[str] = []
        amount = Money(found.totals.gross.minor // 2 or 1, found.currency) if part else None

        def ask() -> None:
            link = pay_link.make_link(order=found.id, amount=amount, now=self.world.now, origin=SYSTEM)
            made.append(links.token_of(link.id))

        self.act(ask)
        if not made:
            return

        def pay() -> None:
            pay_link.pay(link_token=made[0], token=token, now=self.world.now, origin=SYSTEM)

        self.act(pay, crash, again=again)

    def _cart(self, person: int) -> CartId:
        return cart_operations.open_cart(
            customer=self.world.people[person % 3],
            currency="AMD",
            language="en",
            origin=self.world.shopper(person % 3),
            now=self.world.now,
        ).id

    def _meanwhile(self, what: str, call: object) -> None:
        """While the bank thinks, something else happens: once."""
        works = {
            "settle": self._settle_later,
            "cancel": self._cancel_newest,
            "post": self._bring_the_post,
            "sweep": self._sweep,
            "again": lambda: self.act(call),  # type: ignore[arg-type]
        }
        self.world.bank.meanwhile = works.get(what)

    def _settle_later(self) -> None:
        self.world.wait(timedelta(seconds=30))
        self.settle_by_the_clock()

    def _cancel_newest(self) -> None:
        self.cancel(-1, again=False, crash=None, key=False)

    def _bring_the_post(self) -> None:
        self.post()
        for event in self.events:
            self.hear(event)
        self.read_log()
        self.do_job(-1, None)

    def _sweep(self) -> None:
        stock.sweep_expired(now=self.world.now, origin=SYSTEM)

    def _wanted(self, found: ordered.Order, wish: tuple[str, object]) -> changes.Wanted:  # noqa: PLR0911 - a wish a line
        match wish:
            case ("items", (line, to, quantity)):
                on = found.lines[line % len(found.lines)]
                to_variant = self.world.variants[to % 3]
                return changes.ChangeItems((changes.ItemSwap(on.position, to_variant, min(quantity, on.quantity)),))
            case ("store", place):
                return changes.ChangeStore(self.world.places[place % 3])
            case ("address", home):
                address = HOMES[home % 2] if home < 4 else Address("Ani", "Tigran Mets 3", city="Vanadzor", country="AM")
                return changes.ChangeAddress(address)
            case ("payment", token):
                return changes.ChangePayment(changes.PayWith(token=token))
            case ("pay by value", name):
                return changes.ChangePayment(changes.PayWith(account=getattr(self.world, name)))
            case ("pay in store", _):
                return changes.ChangePayment(changes.PayWith(in_store=True))
            case _:
                return changes.Cancel(CancelReason.ORDERED_BY_MISTAKE)
