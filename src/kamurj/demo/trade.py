"""Eighteen months of trade, drawn from who people are, what articles are, the season, the region and the offers made."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from kamurj.demo.articles.designing import Article, Sold
from kamurj.demo.people import Person
from kamurj.demo.places import STORES, Place

WEEKDAYS = (0.85, 0.85, 0.9, 0.95, 1.15, 1.3, 1.0)
"""How much of a week is bought on each day, Monday first."""
MONTHS = (0.8, 0.85, 1.05, 0.95, 1.0, 0.95, 0.85, 0.9, 1.05, 1.0, 1.1, 1.5)
"""How much is bought in each month against the average one, January first."""
DISPATCH_DAYS = {"collect": (0, 1), "ship": (1, 5), "carry_out": (0, 0)}


@dataclass(frozen=True, slots=True)
class Bought:
    """Pieces of one variant in a purchase."""

    article: Article
    sold: Sold
    quantity: int


@dataclass(frozen=True, slots=True)
class Brought:
    """Pieces that came back: which line (from 0), how many, when, where, why, and what became of them."""

    line: int
    quantity: int
    at: datetime
    place: Place
    reason: str
    disposition: str


@dataclass(frozen=True, slots=True)
class Look:
    """A look at an article online before a purchase, or without one."""

    person: Person
    device: str
    article: Article
    at: datetime


@dataclass(frozen=True, slots=True)
class Purchase:
    """One order: by whom, when, through which channel, how it reached them; `place` is the till or the pickup store."""

    number: int
    person: Person
    at: datetime
    delivered_at: datetime
    channel: str
    delivery: str
    place: Place | None
    lines: tuple[Bought, ...]
    returned: tuple[Brought, ...]
    looks: tuple[Look, ...]
    offer: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer that was sent to half of its audience by lot: who got it and who did not is the experiment."""

    code: str
    at: datetime
    kind: str
    discount_percent: int
    treated: frozenset[int]
    control: frozenset[int]


def offers(seed: int, everybody: Sequence[Person], *, begins_at: datetime, ends_at: datetime) -> list[Offer]:
    """One offer a month, to a third of all people, of whom half are left out by lot."""
    chance = Random(f"{seed}:offers")
    made: list[Offer] = []
    months = int((ends_at - begins_at).days / 30)
    for month in range(1, months):
        audience = chance.sample(everybody, len(everybody) // 3)
        half = len(audience) // 2
        kind = ("clothing", "cosmetics", "furniture")[month % 3]
        made.append(
            Offer(
                code=f"OFFER-{month:02d}",
                at=begins_at + timedelta(days=30 * month, hours=9),
                kind=kind,
                discount_percent=chance.choice((10, 15, 20)),
                treated=frozenset(person.number for person in audience[:half]),
                control=frozenset(person.number for person in audience[half:]),
            )
        )
    return made


class Shelf:
    """Articles of one kind with their weights in one month and one place, to draw from quickly."""

    def __init__(self, articles: Sequence[Article], *, month: int, taste: Mapping[str, float]) -> None:
        """Weigh every article by its appeal, its season and the taste of the region."""
        self._articles = articles
        weights = (
            article.appeal * article.family.season[month - 1] * taste.get(article.family.drawing, 1.0)
            for article in articles
        )
        self._until = list(accumulate(weights))

    def draw(self, chance: Random) -> Article:
        """One article, by weight."""
        return self._articles[min(bisect(self._until, chance.random() * self._until[-1]), len(self._articles) - 1)]


def purchases(
    seed: int,
    everybody: Sequence[Person],
    articles: Sequence[Article],
    made: Sequence[Offer],
    *,
    begins_at: datetime,
    ends_at: datetime,
) -> Iterator[Purchase]:
    """Every purchase in the order of time, the same for the same seed."""
    chance = Random(f"{seed}:trade")
    by_kind: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_kind[article.family.kind.value].append(article)
    shelves: dict[tuple[str, int, str], Shelf] = {}
    moments = sorted(
        _occasions(everybody, made, chance, begins_at=begins_at, ends_at=ends_at), key=lambda occasion: occasion[0]
    )
    for number, (at, person, offer) in enumerate(moments, start=1):
        kind = offer.kind if offer else chance.choices(list(person.tastes), _leaning(person))[0]
        region = person.home.row.region
        key = (kind, at.month, region)
        if key not in shelves:
            shelves[key] = Shelf(by_kind[kind], month=at.month, taste=person.home.taste)
        yield _purchase(number, person, at, offer, shelves[key], chance, ends_at)


def _leaning(person: Person) -> list[float]:
    return [
        weight * person.home.taste.get(kind, 1.0) * (0.35 if kind == "furniture" else 1.0)
        for kind, weight in person.tastes.items()
    ]


def _occasions(
    everybody: Sequence[Person], made: Sequence[Offer], chance: Random, *, begins_at: datetime, ends_at: datetime
) -> Iterator[tuple[datetime, Person, Offer | None]]:
    """When each person buys: of their own accord at their own rate, and because of offers as their nature is."""
    for person in everybody:
        at = begins_at + timedelta(days=chance.random() * 330 / person.rate)
        while at < ends_at:
            # Drawn at the rate of the busiest month and thinned: what stays follows the season.
            if chance.random() < MONTHS[at.month - 1] / max(MONTHS) and (moment := _hour(at, person, chance)) < ends_at:
                yield moment, person, None
            at += timedelta(days=chance.gammavariate(1.6, 365 / person.rate / 1.6 / max(MONTHS)) + 0.5)
    pull = {"persuadable": (0.16, 0.02), "sure": (0.12, 0.12), "lost": (0.004, 0.004), "disturbed": (0.01, 0.04)}
    people = {person.number: person for person in everybody}
    for offer in made:
        for audience, which in ((offer.treated, 0), (offer.control, 1)):
            for number in sorted(audience):
                person = people[number]
                if chance.random() < pull[person.response][which]:
                    at = _hour(offer.at + timedelta(days=chance.random() * 6), person, chance)
                    if at < ends_at:
                        yield at, person, offer if which == 0 else None


def _hour(at: datetime, person: Person, chance: Random) -> datetime:
    """Move a purchase to a likely day of the week and to the hour the person likes, by their own clock."""
    zone = ZoneInfo(person.home.row.time_zone)
    local = at.astimezone(zone)
    if chance.random() > WEEKDAYS[local.weekday()] / max(WEEKDAYS):
        local += timedelta(days=chance.randint(1, 3))
    hour = min(22, max(8, round(chance.gauss(person.hour, 1.6))))
    return local.replace(hour=hour, minute=chance.randrange(60), second=chance.randrange(60)).astimezone(at.tzinfo)


def _purchase(
    number: int,
    person: Person,
    at: datetime,
    offer: Offer | None,
    shelf: Shelf,
    chance: Random,
    ends_at: datetime,
) -> Purchase:
    channel = chance.choices(list(person.channels), list(person.channels.values()))[0]
    delivery = "carry_out" if channel == "store" else chance.choices(("collect", "ship"), (0.55, 0.45))[0]
    place = _store(person, chance) if delivery != "ship" else None
    lines: list[Bought] = []
    for _ in range(chance.choices((1, 2, 3, 4), (58, 26, 11, 5))[0]):
        article = shelf.draw(chance)
        if article.starts_at > at or any(article is line.article for line in lines):
            continue
        sold = chance.choices(article.sold, [_fondness(one, person) for one in article.sold])[0]
        pieces = chance.choices(
            (1, 2, 4, 6), (86, 9, 3, 2) if article.family.drawing in ("chair", "soap") else (95, 5, 0, 0)
        )[0]
        lines.append(Bought(article=article, sold=sold, quantity=pieces))
    if not lines:
        article = shelf.draw(chance)
        lines.append(Bought(article=article, sold=article.sold[0], quantity=1))
    delivered_at = at + timedelta(
        days=chance.randint(*DISPATCH_DAYS[delivery]), hours=0 if delivery == "carry_out" else chance.randint(2, 9)
    )
    returned = tuple(_brought(lines, person, delivered_at, chance, ends_at))
    looks = tuple(_looks(person, lines, at, channel, shelf, chance))
    return Purchase(
        number=number,
        person=person,
        at=at,
        delivered_at=delivered_at,
        channel=channel,
        delivery=delivery,
        place=place,
        lines=tuple(lines),
        returned=returned,
        looks=looks,
        offer=offer.code if offer else None,
    )


def _fondness(sold: Sold, person: Person) -> float:
    fits = 1.0 if sold.size is None else 8.0 if sold.size == person.size else 0.25
    return sold.appeal * person.colours.get(sold.colour_family, 1.0) * person.home.taste.get(sold.colour_family, 1.0) * fits


def _store(person: Person, chance: Random) -> Place:
    """Mostly the store at home, sometimes another one in the same country."""
    if chance.random() < 0.82:
        return person.home
    near = [store for store in STORES if store.row.country == person.home.row.country]
    return chance.choices(near, [store.weight for store in near])[0]


def _brought(
    lines: Sequence[Bought], person: Person, delivered_at: datetime, chance: Random, ends_at: datetime
) -> Iterator[Brought]:
    for number, line in enumerate(lines):
        at = delivered_at + timedelta(days=chance.randint(1, 24), hours=chance.randint(-4, 4))
        if chance.random() >= line.article.return_rate or at >= ends_at:
            continue
        reasons = dict(line.article.family.return_reasons)
        if line.article.fit:
            reasons["too_small" if line.article.fit < 0 else "too_large"] = 14
        reason = chance.choices(list(reasons), list(reasons.values()))[0]
        disposition = "damaged" if reason == "damaged" else chance.choices(("shelf", "warehouse"), (85, 15))[0]
        yield Brought(
            line=number,
            quantity=chance.randint(1, line.quantity),
            at=at,
            place=_store(person, chance),
            reason=reason,
            disposition=disposition,
        )


def _looks(
    person: Person, lines: Sequence[Bought], at: datetime, channel: str, shelf: Shelf, chance: Random
) -> Iterator[Look]:
    """Most look before they buy, over some days, at what they take and what they leave; also before a walk to a store."""
    device = next((profile.device for profile in person.profiles if profile.device), None)
    if device is None or (channel in ("store", "phone") and chance.random() > person.window):
        return
    for line in lines:
        for _ in range(chance.choices((1, 2, 3), (5, 3, 1))[0]):
            yield Look(
                person=person, device=device, article=line.article, at=at - timedelta(hours=chance.expovariate(1 / 30))
            )
    for _ in range(chance.choices((0, 1, 2, 4), (4, 3, 2, 1))[0]):
        yield Look(
            person=person, device=device, article=shelf.draw(chance), at=at - timedelta(hours=chance.expovariate(1 / 40))
        )
