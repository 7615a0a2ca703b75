"""Many hands on one card at the same moment."""

import pytest

from kamurj.stored_value import queries
from kamurj.stored_value.contracts import Issued, Spent
from kamurj.stored_value.errors import NotEnoughValue

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_card_spent_from_many_places_at_once_gives_exactly_what_is_on_it(card, spend, together, sides):
    gift = card(1_000).account.id
    outcomes = together([lambda: spend(gift, 300) for _ in range(8)])
    assert [type(one) for one in outcomes].count(Spent) == 3
    assert all(isinstance(one, Spent | NotEnoughValue) for one in outcomes)
    assert queries.account(account=gift).balance.minor == 100
    assert sides() == {"owed": -100, "redeemed": -900, "sold": 1_000}


def test_at_most_from_many_places_at_once_empties_the_card_and_no_more(card, spend, together, sides):
    gift = card(1_000).account.id
    outcomes = together([lambda: spend(gift, 300, is_at_most=True) for _ in range(8)])
    assert sorted(one.amount.minor for one in outcomes if isinstance(one, Spent)) == [100, 300, 300, 300]
    assert sides()["owed"] == 0


def test_one_key_at_once_spends_once(card, spend, together, sides):
    gift = card(1_000).account.id
    outcomes = together([lambda: spend(gift, 300, key="order") for _ in range(6)])
    assert [one.amount.minor for one in outcomes] == [300] * 6
    assert sides()["owed"] == -700


def test_one_key_at_once_issues_one_card(card, together, sides):
    outcomes = together([lambda: card(500, key="till") for _ in range(6)])
    assert {type(one) for one in outcomes} == {Issued}
    assert len({(one.account.id, one.code) for one in outcomes}) == 1
    assert sides()["owed"] == -500
