from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamurj.foundation.log import queries as log
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.stored_value import operations, queries, replay
from kamurj.stored_value.contracts import PointsRule
from kamurj.stored_value.errors import AccountExpired, InvalidPointsRule
from kamurj.stored_value.operations import points

pytestmark = pytest.mark.django_db


def drams(amount):
    return Money(amount * 100, "AMD")


@pytest.fixture
def rule(now, origin):
    """One percent comes back, a point is a dram, good for a year."""
    return points.set_points_rule(
        currency="AMD", basis_points=100, point=drams(1), valid_days=365, now=now - timedelta(days=1), origin=origin
    )


@pytest.fixture
def settle(ani, now, origin):
    def kept(order, amount, *, at=now, placed_at=now):
        return points.settle_points(
            customer=ani, order=order, kept=drams(amount), placed_at=placed_at, now=at, origin=origin
        )

    return kept


@pytest.fixture
def balance(ani, now):
    def look(at=now):
        return sum(one.balance.minor for one in queries.own_of(customer=ani, currency="AMD", now=at)) // 100

    return look


def test_an_order_earns_once_and_gives_back_what_goes_back(rule, settle, balance, sides):
    order = OrderId(ids.new())
    assert settle(order, 12_345) == drams(123)
    assert settle(order, 12_345) == drams(0)
    assert balance() == 123
    assert settle(order, 2_345) == drams(-100)
    assert settle(order, 0) == drams(-23)
    assert queries.points_for(order=order) == drams(0)
    assert settle(order, 500) == drams(5)
    assert sides() == {"owed": -500, "earned": 500}


def test_points_that_were_spent_cannot_be_taken_back(rule, settle, balance, spend, sides, ani, now):
    order = OrderId(ids.new())
    settle(order, 10_000)
    (account,) = queries.own_of(customer=ani, currency="AMD", now=now)
    spend(account.id, 70_00)
    assert settle(order, 0) == drams(-30)
    assert balance() == 0
    assert settle(order, 0) == drams(0)
    assert sides()["owed"] == 0


def test_orders_keep_the_rule_of_their_day(rule, settle, now, origin):
    points.set_points_rule(currency="AMD", basis_points=500, point=drams(10), valid_days=None, now=now, origin=origin)
    old, new = OrderId(ids.new()), OrderId(ids.new())
    assert settle(old, 10_000, placed_at=now - timedelta(hours=1)) == drams(100)
    assert settle(new, 10_199) == drams(500)
    assert points.end_points_rule(currency="AMD", now=now + timedelta(hours=1), origin=origin)
    assert not points.end_points_rule(currency="AMD", now=now + timedelta(hours=1), origin=origin)
    assert settle(OrderId(ids.new()), 10_000, placed_at=now + timedelta(hours=2)) == drams(0)
    assert settle(new, 0) == drams(-500)


def test_nothing_is_earned_where_no_rule_was(settle, balance, ani, now):
    assert settle(OrderId(ids.new()), 10_000) == drams(0)
    assert queries.accounts_of(customer=ani) == ()


def test_points_lapse_a_while_after_the_last_ones_came(rule, settle, balance, spend, ani, now, origin):
    settle(OrderId(ids.new()), 10_000)
    settle(OrderId(ids.new()), 10_000, at=now + timedelta(days=300))
    assert balance(now + timedelta(days=500)) == 200
    late = now + timedelta(days=700)
    assert balance(late) == 0
    (account,) = queries.accounts_of(customer=ani)
    with pytest.raises(AccountExpired):
        spend(account.id, 100, now=late)
    assert operations.expire(now=late, origin=origin) == 1
    settle(OrderId(ids.new()), 5_000, at=late)
    assert balance(late) == 50


@pytest.mark.parametrize(
    "wrong",
    [
        {"basis_points": 0},
        {"basis_points": 10_001},
        {"point": Money(0, "AMD")},
        {"point": Money(1, "USD")},
        {"valid_days": 0},
        {"currency": "XXX"},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(now, origin, wrong):
    sense = {"currency": "AMD", "basis_points": 100, "point": drams(1), "valid_days": None}
    with pytest.raises(InvalidPointsRule):
        points.set_points_rule(**(sense | wrong), now=now, origin=origin)
    assert queries.points_rules() == {}


def test_the_same_rule_again_is_one_rule(rule, now, origin):
    again = points.set_points_rule(currency="AMD", basis_points=100, point=drams(1), valid_days=365, now=now, origin=origin)
    assert again == rule
    assert list(queries.points_rules().values()) == [rule]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.integers(-(10**12), 10**12), basis_points=st.integers(1, 10_000), point=st.integers(1, 10**6))
def test_points_are_whole_and_never_more_than_the_rate(now, kept, basis_points, point):
    rule = PointsRule("AMD", basis_points, Money(point, "AMD"), None, now)
    worth = rule.earned(Money(kept, "AMD")).minor
    assert worth % point == 0
    assert 0 <= worth * 10_000 <= max(0, kept) * basis_points
    assert max(0, kept) * basis_points < (worth + point) * 10_000


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 50_000), st.booleans()), max_size=12))
def test_whatever_is_kept_and_spent_the_books_stay_right_and_the_log_says_the_same(
    rule, settle, spend, sides, ani, now, steps
):
    orders = [OrderId(ids.new()) for _ in range(3)]
    for which, kept, is_spent in steps:
        settle(orders[which], kept)
        if is_spent and (own := queries.own_of(customer=ani, currency="AMD", now=now)):
            spend(own[0].id, own[0].balance.minor // 2 or 1)
    sides()
    assert replay.differences(replay.rebuild(log.told(replay.TYPES))) == ()
