from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.foundation.database import sql
from kamurj.kernel.ids import CategoryId
from kamurj.returns import errors
from kamurj.returns.contracts.policies import BoughtLine, Means, Policy, Terms, Why
from kamurj.returns.operations import policies as setting
from kamurj.returns.queries import policies as reading
from kamurj.returns.rules import policies as rules

HOME, CHAIRS, BEDS = CategoryId(1), CategoryId(2), CategoryId(3)
RECEIVED = datetime(2026, 3, 1, 12, tzinfo=UTC)


def bought(*categories, country="AM", received=RECEIVED, zone="Asia/Yerevan"):
    return BoughtLine(
        position=1, categories=categories or (HOME, CHAIRS), country=country, received_at=received, time_zone=zone
    )


def policy(number, category=None, country=None, **terms):
    return Policy(number, category, country, Terms(**terms), RECEIVED, None)


def test_without_a_policy_everything_comes_back_at_any_time():
    verdict = rules.judge(bought(), [], now=RECEIVED + timedelta(days=5000))
    assert (verdict.is_allowed, verdict.why, verdict.policy) == (True, Why.NO_LIMIT, None)


def test_the_nearest_category_counts_before_the_country_and_both_before_the_general_terms():
    known = [
        policy(1, days=14),
        policy(2, country="AM", days=20),
        policy(3, category=HOME, country="AM", days=30),
        policy(4, category=CHAIRS, days=60),
        policy(5, category=BEDS, country="AM", days=90),
        policy(6, category=CHAIRS, country="US", days=100),
    ]
    assert rules.judge(bought(), known, now=RECEIVED).policy == 4
    assert rules.judge(bought(country="US"), known, now=RECEIVED).policy == 6
    assert rules.judge(bought(HOME), known, now=RECEIVED).policy == 3
    assert rules.judge(bought(CategoryId(9)), known, now=RECEIVED).policy == 2
    assert rules.judge(bought(CategoryId(9), country="GE"), known, now=RECEIVED).policy == 1


def test_the_last_day_counts_whole_on_the_clocks_of_the_place():
    known = [policy(1, days=14)]
    midnight = datetime(2026, 3, 16, tzinfo=ZoneInfo("Asia/Yerevan"))
    assert rules.judge(bought(), known, now=midnight - timedelta(seconds=1)).why is Why.IN_TIME
    late = rules.judge(bought(), known, now=midnight)
    assert (late.why, late.until) == (Why.TOO_LATE, midnight)
    refusal = rules.refusal(late, time_zone="Asia/Yerevan")
    assert isinstance(refusal, errors.TooLateToReturn)
    assert refusal.params["last_day"].isoformat() == "2026-03-15"


@given(
    st.integers(0, 400),
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is given
    st.sampled_from(["Asia/Yerevan", "America/Los_Angeles", "Pacific/Apia", "Europe/London"]),
)
def test_the_period_ends_at_a_midnight_of_the_place_whatever_its_clocks_do(days, received, zone):
    verdict = rules.judge(bought(received=received, zone=zone), [policy(1, days=days)], now=received)
    here = verdict.until.astimezone(ZoneInfo(zone))
    assert verdict.is_allowed
    assert (here - timedelta(seconds=1)).date() == received.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)


def test_what_is_not_returnable_or_needs_a_receipt_says_so():
    assert rules.judge(bought(), [policy(1, returnable=False, days=5)], now=RECEIVED).why is Why.NOT_RETURNABLE
    strict = [policy(1, receipt_needed=True)]
    assert rules.judge(bought(), strict, now=RECEIVED, has_receipt=False).why is Why.NO_RECEIPT
    assert rules.judge(bought(), strict, now=RECEIVED).is_allowed


def test_the_money_goes_only_where_all_lines_allow():
    card, credit = policy(1, days=1), policy(2, means=(Means.STORE_CREDIT, Means.ORIGINAL))
    verdicts = [rules.judge(bought(), [one], now=RECEIVED) for one in (card, credit)]
    assert rules.means_for(verdicts) == (Means.ORIGINAL, Means.STORE_CREDIT)
    assert rules.means_for([]) == ()


@pytest.mark.django_db
def test_new_terms_end_the_old_ones_and_keep_them(now, origin):
    first = setting.set_policy(category=CHAIRS, country="AM", terms=Terms(days=14), now=now, origin=origin)
    again = setting.set_policy(category=CHAIRS, country="AM", terms=Terms(days=14), now=now, origin=origin)
    assert again == first
    second = setting.set_policy(category=CHAIRS, country="AM", terms=Terms(days=30), now=now, origin=origin)
    assert reading.policies() == (second,)
    assert sql.scalar("SELECT count(*) FROM returns_policy") == 2
    assert sql.scalar("SELECT count(*) FROM log_fact WHERE type = 'ReturnPolicyChanged'") == 2
    assert setting.end_policy(category=CHAIRS, country="AM", now=now, origin=origin) == second
    assert reading.policies() == ()
    with pytest.raises(errors.PolicyNotFound):
        setting.end_policy(category=CHAIRS, country="AM", now=now, origin=origin)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("country", "terms"),
    [
        (None, Terms(means=())),
        (None, Terms(means=(Means.ORIGINAL, Means.ORIGINAL))),
        (None, Terms(days=-1)),
        (None, Terms(days=3651)),
        ("Armenia", Terms()),
        ("am", Terms()),
    ],
)
def test_terms_that_cannot_be_change_nothing(country, terms, now, origin):
    with pytest.raises(errors.PolicyRefused):
        setting.set_policy(category=None, country=country, terms=terms, now=now, origin=origin)
    assert reading.policies() == ()


@pytest.mark.django_db
def test_general_terms_stand_beside_those_of_a_category(now, origin):
    for category, country in ((None, None), (None, "AM"), (CHAIRS, None)):
        setting.set_policy(category=category, country=country, terms=replace(Terms(), days=7), now=now, origin=origin)
    assert [(one.category, one.country) for one in reading.policies()] == [(None, None), (None, "AM"), (CHAIRS, None)]
