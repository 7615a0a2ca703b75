"""A sale at the till that is paid in parts, and made cheaper by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.foundation.access.contracts import Role, Staff
from kamurj.foundation.access.rules import permissions_of
from kamurj.foundation.database import sql
from kamurj.journeys import errors
from kamurj.journeys.cash import AT_THE_TILL, TillPart, split
from kamurj.journeys.gift_cards import sell_card, top_up_card
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.journeys.tests.shop import Shop, everything_adds_up, order_count
from kamurj.journeys.till_discounts import Givers, HandDiscount
from kamurj.journeys.till_report import till_report
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import AccountId, Kind, Source
from kamurj.stored_value.errors import NotEnoughValue
from kamurj.tills import queries as tills
from kamurj.tills.contracts import CASH, EntryKind, OffKind
from kamurj.tills.errors import NoOpenDrawer
from kamurj.tills.operations import drawers

CASH_NOW, TERMINAL = AT_THE_TILL
AMOUNTS = st.integers(1, 10**9)


def dram(amount) -> Money:
    return Money(round(amount * 100), "AMD")


def staff(role, place) -> Staff:
    return Staff(user_id=int(role is Role.MANAGER) + 1, role=role, location_id=place, permissions=permissions_of(role))


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=5)
    shop.stock(shop.lamp, yerevan=5)
    return shop


def origin(shop) -> Origin:
    return Origin(channel=Channel.STORE, location=shop.yerevan, actor="user:7")


def sell(shop, lines=None, *, sale=None, method=CASH_NOW, **more):
    return sell_at_till(
        sale=sale or OrderId(ids.new()),
        location=shop.yerevan,
        lines=[CartLine(*each) for each in lines or [(shop.oak, 1)]],
        method=method,
        language="en",
        origin=origin(shop),
        now=shop.now,
        **more,
    )


def gift_card(shop, amount):
    made = {"kind": Kind.GIFT_CARD, "source": Source.SOLD, "key": str(ids.new()), "now": shop.now, "origin": origin(shop)}
    return stored.issue(amount=amount, **made).account


def drawer(shop):
    return tills.my_drawer(location=shop.yerevan, actor="user:7")


@given(
    total=AMOUNTS,
    parts=st.lists(st.tuples(st.sampled_from([*AT_THE_TILL, Method.GIFT_CARD, Method.STORE_CREDIT]), AMOUNTS), max_size=5),
    method=st.sampled_from([*AT_THE_TILL, None]),
    given_cash=st.none() | AMOUNTS,
    step=st.sampled_from([1, 5, 1000]),
)
def test_a_split_adds_up_to_the_sum_and_change_comes_from_cash_alone(total, parts, method, given_cash, step):
    asked = [
        TillPart(means, Money(amount, "AMD"), None if means in AT_THE_TILL else AccountId(ids.new()))
        for means, amount in parts
    ]
    tendered = None if given_cash is None else Money(given_cash, "AMD")
    try:
        how = split(Money(total, "AMD"), parts=asked, method=method, tendered=tendered, step=step)
    except KamurjError:
        return
    assert sum(part.amount.minor for part in (*how.stored, *how.taken)) == total
    assert all(part.amount.minor > 0 for part in (*how.stored, *how.taken))
    assert abs(how.rounding.minor) * 2 <= step
    if how.change or how.rounding:
        assert method is CASH_NOW
    left = total - sum(amount for _, amount in parts)
    if method is CASH_NOW and tendered and left:
        assert tendered.minor - how.change.minor == left + how.rounding.minor


@pytest.mark.parametrize(
    ("parts", "method", "refusal"),
    [
        ([TillPart(TERMINAL, dram(101))], CASH_NOW, errors.PartsTooMuch),
        ([TillPart(TERMINAL, dram(99))], None, errors.RestNotPaid),
        ([TillPart(TERMINAL, dram(0))], CASH_NOW, errors.InvalidPart),
        ([TillPart(CASH_NOW, dram(5))], TERMINAL, errors.InvalidPart),
        ([TillPart(Method.GIFT_CARD, dram(5))], CASH_NOW, errors.InvalidPart),
        ([TillPart(Method.CARD, dram(5))], CASH_NOW, errors.InvalidPart),
        ([], Method.CARD, errors.RestNotPaid),
    ],
)
def test_a_split_that_cannot_be_is_refused(parts, method, refusal):
    with pytest.raises(refusal):
        split(dram(100), parts=parts, method=method, step=1000)


@pytest.mark.django_db
def test_one_sale_is_paid_by_gift_card_terminal_and_cash_with_change(shop):
    card = gift_card(shop, dram(2_000))
    parts = [TillPart(Method.GIFT_CARD, dram(2_000), card.id), TillPart(TERMINAL, dram(3_000))]
    sale = OrderId(ids.new())
    sold = sell(shop, [(shop.lamp, 1)], sale=sale, parts=parts, tendered=dram(5_000))
    assert sold.totals.gross == dram(7_000.01)
    assert sold.change == dram(3_000)
    of_sale = paid.payments_of(order=sale)
    assert {one.method: one.amount for one in of_sale} == {
        Method.GIFT_CARD: dram(2_000),
        TERMINAL: dram(3_000),
        CASH_NOW: dram(2_000.01),
    }
    assert value.account(account=card.id).balance == dram(0)
    moved = {(one.kind, one.means): one.amount for one in tills.entries_about(reference=sale, currency="AMD")}
    assert moved[EntryKind.SALE, CASH] + moved[EntryKind.ROUNDING, CASH] == dram(2_000)
    assert sell(shop, [(shop.lamp, 1)], sale=sale, parts=parts, tendered=dram(5_000)).is_repeat
    assert tills.expected(drawer=drawer(shop)) == dram(2_000)
    report = till_report(drawer=drawer(shop).id)
    assert (report.sales, report.gross, report.expected) == (1, dram(7_000.01), dram(2_000))
    assert sum(one.gross.minor for one in report.taxes) == report.gross.minor
    assert stored_books_hold()
    everything_adds_up()


@pytest.mark.django_db(transaction=True)
def test_a_card_that_is_paid_with_at_two_tills_at_once_pays_once(shop, together):
    card = gift_card(shop, dram(12_000))
    part = [TillPart(Method.GIFT_CARD, dram(12_000), card.id)]
    answers = together([lambda: sell(shop, method=None, parts=part)] * 3)
    assert sorted(isinstance(one, NotEnoughValue) for one in answers) == [False, True, True]
    assert order_count() == 1
    assert sql.scalar("SELECT count(*) FROM tills_entry") == 1
    everything_adds_up()


@pytest.mark.django_db
def test_a_sale_that_is_refused_takes_nothing_from_a_card_or_into_the_drawer(shop):
    card = gift_card(shop, dram(1_000))
    parts = [TillPart(Method.GIFT_CARD, dram(1_000), card.id)]
    with pytest.raises(errors.TenderedTooLittle):
        sell(shop, parts=parts, tendered=dram(10_000))
    drawers.close_drawer(drawer=drawer(shop).id, counts={}, now=shop.now, origin=origin(shop))
    with pytest.raises(NoOpenDrawer):
        sell(shop, parts=parts)
    assert (order_count(), value.account(account=card.id).balance) == (0, dram(1_000))
    assert sell(shop, parts=parts, method=TERMINAL).paid == dram(12_000)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("discount", "total"),
    [
        ((None, OffKind.PERCENT, 10_00), dram(17_100.01)),
        (("oak", OffKind.AMOUNT, 1_200_00), dram(17_800.01)),
        (("oak", OffKind.PRICE, 11_000_00), dram(18_000.01)),
    ],
)
def test_a_discount_within_ones_limit_goes_into_the_lines_before_tax(shop, discount, total):
    name, kind, number = discount
    off = HandDiscount(shop.oak if name else None, kind, number, "Scratched")
    sold = sell(shop, [(shop.oak, 1), (shop.lamp, 1)], discounts=[off], givers=Givers(staff(Role.ASSOCIATE, shop.yerevan)))
    assert sold.totals.gross == total
    assert sold.totals.discount == dram(19_000.01) - total
    order = orders.order(sold.order)
    assert sum(line.discount_minor for line in order.lines) == sold.totals.discount_minor
    assert all(line.net + line.tax == line.gross for line in order.lines)
    (kept,) = tills.given_discounts(orders=[sold.order])[sold.order]
    assert (kept.off, kept.reason, kept.given_by, kept.approved_by) == (sold.totals.discount, "Scratched", "user:1", None)
    everything_adds_up()


@pytest.mark.django_db
def test_above_the_limit_a_manager_approves_so_much_and_both_names_are_kept(shop):
    thirty = [HandDiscount(None, OffKind.PERCENT, 30_00, "Last piece")]
    nare, manager = staff(Role.ASSOCIATE, shop.yerevan), staff(Role.MANAGER, shop.yerevan)
    for givers in (
        None,
        Givers(nare),
        Givers(nare, nare, 10**9),
        Givers(nare, manager, 3_599_99),
    ):
        with pytest.raises(errors.ApprovalNeeded):
            sell(shop, discounts=thirty, givers=givers)
    ninety = [HandDiscount(None, OffKind.PERCENT, 90_00, "Last piece")]
    with pytest.raises(errors.ApprovalNeeded):
        sell(shop, discounts=ninety, givers=Givers(nare, manager, 10**9))
    assert order_count() == 0
    sold = sell(shop, discounts=thirty, givers=Givers(nare, manager, 3_600_00))
    (kept,) = tills.given_discounts(orders=[sold.order])[sold.order]
    assert (sold.totals.gross, kept.given_by, kept.approved_by) == (dram(8_400), "user:1", "user:2")


@pytest.mark.django_db
def test_two_discounts_on_one_line_count_together(shop):
    both = [HandDiscount(shop.oak, OffKind.PERCENT, 8_00, "Dent"), HandDiscount(None, OffKind.PERCENT, 8_00, "Regular")]
    with pytest.raises(errors.ApprovalNeeded, match=r"16 % off, and you may give 10 %"):
        sell(shop, discounts=both, givers=Givers(staff(Role.ASSOCIATE, shop.yerevan)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "discount",
    [
        (None, OffKind.PRICE, 1, "x"),
        ("oak", OffKind.PRICE, 12_000_00, "x"),
        ("oak", OffKind.AMOUNT, 12_000_01, "x"),
        ("oak", OffKind.PERCENT, 0, "x"),
        ("oak", OffKind.PERCENT, 100_01, "x"),
        ("ash", OffKind.PERCENT, 5_00, "x"),
    ],
)
def test_a_discount_that_cannot_be_is_refused(shop, discount):
    name, *rest = discount
    off = HandDiscount(getattr(shop, name) if name else None, *rest)
    with pytest.raises(errors.DiscountNotPossible):
        sell(shop, discounts=[off], givers=Givers(staff(Role.ADMINISTRATOR, None)))
    with pytest.raises(errors.DiscountReasonNeeded):
        sell(shop, discounts=[HandDiscount(None, OffKind.PERCENT, 1_00, " ")])


@pytest.mark.django_db(transaction=True)
def test_a_gift_card_is_sold_once_and_its_money_is_owed_not_earned(shop, together):
    card = AccountId(ids.new())
    till = locations.location(shop.yerevan)
    how = {"method": CASH_NOW, "till": till, "language": "en", "origin": origin(shop), "now": shop.now}
    answers = together([lambda: sell_card(card=card, amount=dram(10_000), tendered=dram(20_000), **how)] * 3)
    assert {(one.account.balance, one.change) for one in answers} == {(dram(10_000), dram(10_000))}
    assert len({one.code for one in answers}) == 1
    assert tills.expected(drawer=drawer(shop)) == dram(10_000)
    balances = {one.account: one.amount for one in paid.balances()}
    assert balances["stored_value"] == -dram(10_000)
    assert "sales" not in balances
    key = ids.new()
    for _ in range(2):
        topped = top_up_card(account=card, amount=dram(500), key=key, **how | {"method": TERMINAL})
    assert topped.account.balance == dram(10_500)
    drawers.close_drawer(drawer=drawer(shop).id, counts={10_000_00: 1}, now=shop.now, origin=origin(shop))
    with pytest.raises(NoOpenDrawer):
        sell_card(card=AccountId(ids.new()), amount=dram(10_000), **how)
    assert sql.scalar("SELECT count(*) FROM stored_value_account") == 1
    assert stored_books_hold()


def stored_books_hold() -> bool:
    return value.audit().wrong == ()
