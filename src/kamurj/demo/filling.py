"""Fills an empty house with the demo retailer: places, goods, people, trade, stock, log-ins, and a few orders under way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from kamurj.customers import bulk as customers
from kamurj.demo import aisle, coming_back, live, moving, offering, shelves, staff, tills, truth
from kamurj.demo.articles.designing import articles
from kamurj.demo.log_ins import LOG_INS
from kamurj.demo.people import Person, people
from kamurj.demo.recording import SOURCE, Books, record
from kamurj.demo.stocking import stock_up
from kamurj.demo.trade import Purchase, offers, purchases
from kamurj.foundation.log.contracts import Subscription
from kamurj.foundation.log.partitions import ensure_partitions
from kamurj.foundation.log.reading import pump
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.origin import Channel, Origin
from kamurj.kernel.progress import Progress

PEOPLE = 5_000
TRADE = timedelta(days=548)
"""Eighteen months."""
QUIET = timedelta(days=2)
"""History ends so long ago: what is newer is living trade, and readers act on it."""
BATCH = 1_000
ORIGIN = Origin(channel=Channel.IMPORT, actor="system:demo")


def fill(*, seed: int, progress: Progress, readers: Sequence[Subscription], people_count: int = PEOPLE) -> None:
    """Make the whole retailer from a seed. Needs a migrated database without trade; begins anew if it was cut off.

    The timeline is built by `readers` at the end, so that the first page is complete. The truth goes to `HOME/demo_truth`.
    """
    now = utc_now()
    begins_at, ends_at = now - TRADE, now - QUIET
    ensure_partitions(now=now)
    progress("Drawing articles and their pictures")
    designed = list(articles(seed, begins_at=begins_at, ends_at=ends_at))
    stocked = stock_up(designed, begins_at=begins_at - timedelta(days=1), now=now, origin=ORIGIN)
    progress("Meeting the customers")
    everybody = list(people(seed, people_count))
    goods = [article for article, _ in designed]
    made = offers(seed, everybody, begins_at=begins_at, ends_at=ends_at)
    trade = list(purchases(seed, everybody, goods, made, begins_at=begins_at, ends_at=ends_at))
    shoppers = staff.settle_in(stocked, now=now, origin=ORIGIN)
    regulars = _regulars(trade, list(shoppers))
    everybody = [_as_they_log_in(person, regulars) for person in everybody]
    by_number = {person.number: person for person in everybody}
    trade = [replace(purchase, person=by_number[purchase.person.number]) for purchase in trade]
    known = _meet(everybody, regulars, shoppers, begins_at=begins_at, now=now)
    books = Books(stocked=stocked, customers=known)
    for start in range(0, len(trade), BATCH):
        record(trade[start : start + BATCH], books, now=now)
        progress("Trading for eighteen months", min(start + BATCH, len(trade)), len(trade))
    progress("Filling the shelves")
    shelves.fill(seed, goods, trade, stocked, begins_at=begins_at, now=now, origin=ORIGIN)
    truth.write(Path(settings.HOME) / "demo_truth", seed=seed, people=everybody, articles=goods, offers=made, trade=trade)
    progress("Writing down everybody's story")
    pump(readers)
    progress("Taking today's orders")
    live.trade(seed, stocked, now=now, readers=readers)
    moving.move(stocked, now=now)
    progress("Opening the tills")
    tills.open_up(seed, now=now, readers=readers)
    aisle.trade(seed, stocked, [shoppers["hy"]], now=now, readers=readers)
    coming_back.trade(stocked, shoppers["hy"], now=now, readers=readers)
    offering.offer(stocked, shoppers, now=now)
    pump(readers)


def _regulars(trade: Sequence[Purchase], languages: Sequence[str]) -> dict[int, str]:
    """For each language, the person who buys most often in several channels: the demo's log-ins are theirs."""
    chosen: dict[int, str] = {}
    counts = Counter(purchase.person.number for purchase in trade)
    by_number = {purchase.person.number: purchase.person for purchase in trade}
    for language in languages:
        fitting = (
            number
            for number, _ in counts.most_common()
            if by_number[number].language == language and number not in chosen and len(by_number[number].profiles) == 1
        )
        if (number := next(fitting, None)) is not None:
            chosen[number] = language
    return chosen


def _as_they_log_in(person: Person, regulars: dict[int, str]) -> Person:
    """A regular goes by the name and address of the log-in; everybody else stays who they are."""
    if person.number not in regulars:
        return person
    language = regulars[person.number]
    log_in = next(one for one in LOG_INS if one.role is None and one.language == language)
    given_name, _, family_name = log_in.name.partition(" ")
    (profile,) = person.profiles
    return replace(person, profiles=(replace(profile, given_name=given_name, family_name=family_name, email=log_in.email),))


def _meet(
    everybody: Sequence[Person],
    regulars: dict[int, str],
    shoppers: dict[str, CustomerId],
    *,
    begins_at: datetime,
    now: datetime,
) -> dict[str, CustomerId]:
    """Store every profile as a customer; those of the regulars are the customers who can log in."""
    customers.upsert_customers(source=SOURCE, rows=_rows(everybody, regulars, begins_at), now=now, origin=ORIGIN)
    return {
        profile.key: shoppers[regulars[person.number]]
        if person.number in regulars
        else customers.customer_id(source=SOURCE, external_id=profile.key)
        for person in everybody
        for profile in person.profiles
    }


def _rows(everybody: Sequence[Person], regulars: dict[int, str], begins_at: datetime) -> Iterator[customers.CustomerRow]:
    for person in everybody:
        if person.number in regulars:
            continue
        for profile in person.profiles:
            yield customers.CustomerRow(
                external_id=profile.key,
                created_at=begins_at,
                given_name=profile.given_name,
                family_name=profile.family_name,
                language=person.language,
                email=profile.email,
                phone=profile.phone,
                is_verified=profile.email is not None and profile.key.endswith("-1"),
                latitude=person.latitude,
                longitude=person.longitude,
            )
