from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from kamurj.demo.articles.designing import articles
from kamurj.demo.people import Person, people
from kamurj.demo.places import PLACES, STORES
from kamurj.demo.trade import Offer, Purchase, offers, purchases

BEGINS, ENDS = datetime(2025, 5, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def everybody() -> list[Person]:
    return list(people(7, 800))


@pytest.fixture(scope="module")
def made(everybody: list[Person]) -> list[Offer]:
    return offers(7, everybody, begins_at=BEGINS, ends_at=ENDS)


@pytest.fixture(scope="module")
def trade(everybody: list[Person], made: list[Offer]) -> list[Purchase]:
    goods = [article for article, _ in articles(7, begins_at=BEGINS, ends_at=ENDS)]
    return list(purchases(7, everybody, goods, made, begins_at=BEGINS, ends_at=ENDS))


def test_there_are_a_dozen_stores_in_several_regions_and_a_warehouse_in_each_country() -> None:
    assert len(STORES) >= 12
    assert len({place.row.region for place in STORES}) >= 5
    assert Counter(place.row.country for place in PLACES if place not in STORES) == {"AM": 1, "US": 1}


def test_the_same_seed_brings_the_same_people_and_the_same_trade(everybody: list[Person], trade: list[Purchase]) -> None:
    assert list(people(7, 800)) == everybody
    again = offers(7, everybody, begins_at=BEGINS, ends_at=ENDS)
    goods = [article for article, _ in articles(7, begins_at=BEGINS, ends_at=ENDS)]
    assert list(purchases(7, everybody, goods, again, begins_at=BEGINS, ends_at=ENDS)) == trade


def test_some_people_stand_in_the_books_more_than_once_and_every_profile_is_somebodys(everybody: list[Person]) -> None:
    keys = [profile.key for person in everybody for profile in person.profiles]
    assert len(set(keys)) == len(keys)
    share = sum(len(person.profiles) > 1 for person in everybody) / len(everybody)
    assert 0.25 < share < 0.45
    shared = Counter(
        profile.phone
        for person in everybody
        for profile in {one.phone: one for one in person.profiles}.values()
        if profile.phone
    )
    assert any(count > 1 for count in shared.values()), "households share phones"


def test_nothing_is_bought_before_it_is_on_sale_nor_comes_back_before_it_was_delivered(trade: list[Purchase]) -> None:
    late = [purchase for purchase in trade if any(line.article.starts_at > purchase.at for line in purchase.lines)]
    assert len(late) < len(trade) * 0.02
    for purchase in trade:
        assert BEGINS - timedelta(days=1) <= purchase.at < ENDS
        assert all(brought.at < ENDS for brought in purchase.returned)
        assert all(1 <= brought.quantity <= purchase.lines[brought.line].quantity for brought in purchase.returned)


def test_trade_runs_over_every_channel_and_follows_the_season(trade: list[Purchase]) -> None:
    assert {purchase.channel for purchase in trade} == {"web", "app", "store", "phone", "chat", "social"}
    sold = Counter((line.article.family.drawing, purchase.at.month) for purchase in trade for line in purchase.lines)
    assert sum(sold["sweater", month] for month in (11, 12, 1)) > 2 * sum(sold["sweater", month] for month in (5, 6, 7)) / 2


def test_offers_are_made_by_lot_and_move_those_who_can_be_moved(
    everybody: list[Person], made: list[Offer], trade: list[Purchase]
) -> None:
    persuadable = {person.number for person in everybody if person.response == "persuadable"}
    lost = {person.number for person in everybody if person.response == "lost"}
    for offer in made:
        assert not offer.treated & offer.control
        assert abs(len(offer.treated) - len(offer.control)) <= 1
    answered = Counter(purchase.person.number in persuadable for purchase in trade if purchase.offer)
    assert answered[True] > sum(purchase.person.number in lost for purchase in trade if purchase.offer)


def test_what_runs_small_comes_back_for_being_small(trade: list[Purchase]) -> None:
    reasons = Counter(
        brought.reason for purchase in trade for brought in purchase.returned if purchase.lines[brought.line].article.fit < 0
    )
    assert reasons.most_common(1)[0][0] == "too_small"
