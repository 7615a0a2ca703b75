"""The ground truth of the demo retailer, kept beside it as files: what later capabilities must find out by themselves.

`people.jsonl` one line a person with all their profiles; `articles.jsonl`, `offers.jsonl`, `returns.jsonl` (why a piece
really came back), `places.json`, `season.json`. Nothing in the program reads them but tests and benchmarks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from kamurj.demo.articles.assortment import FAMILIES
from kamurj.demo.articles.designing import Article
from kamurj.demo.people import Person
from kamurj.demo.places import PLACES
from kamurj.demo.trade import MONTHS, WEEKDAYS, Offer, Purchase
from kamurj.kernel.facts import encode


def write(
    folder: Path,
    *,
    seed: int,
    people: Sequence[Person],
    articles: Sequence[Article],
    offers: Sequence[Offer],
    trade: Sequence[Purchase],
) -> None:
    """Write the truth of one retailer into a folder; what was there before is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    _lines(folder / "people.jsonl", map(_person, people))
    _lines(folder / "articles.jsonl", map(_article, articles))
    _lines(folder / "offers.jsonl", (_offer(offer, trade) for offer in offers))
    _lines(folder / "returns.jsonl", _returns(trade))
    places = {place.row.code: {"region": place.row.region, "weight": place.weight, "taste": place.taste} for place in PLACES}
    (folder / "places.json").write_text(json.dumps(places, ensure_ascii=False, indent=1))
    season = {
        "seed": seed,
        "months": MONTHS,
        "weekdays": WEEKDAYS,
        "families": {family.drawing: family.season for family in FAMILIES},
    }
    (folder / "season.json").write_text(json.dumps(season, indent=1))


def _lines(path: Path, records: Iterable[object]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _person(person: Person) -> dict[str, object]:
    return {
        "person": person.number,
        "household": person.household,
        "home": person.home.row.code,
        "region": person.home.row.region,
        "language": person.language,
        "profiles": [encode(profile) for profile in person.profiles],
        "tastes": person.tastes,
        "colours": person.colours,
        "channels": person.channels,
        "size": person.size,
        "purchases_a_year": person.rate,
        "looks_online_first": person.window,
        "answers_offers": person.response,
        "likes_hour": person.hour,
    }


def _article(article: Article) -> dict[str, object]:
    return {
        "handle": article.row.handle,
        "kind": article.family.kind.value,
        "family": article.family.drawing,
        "appeal": article.appeal,
        "fit": article.fit,
        "return_rate": article.return_rate,
        "elasticity": article.elasticity,
        "on_sale_from": article.starts_at.isoformat(),
        "skus": [sold.sku for sold in article.sold],
    }


def _offer(offer: Offer, trade: Sequence[Purchase]) -> dict[str, object]:
    return {
        "offer": offer.code,
        "at": offer.at.isoformat(),
        "kind": offer.kind,
        "discount_percent": offer.discount_percent,
        "treated": sorted(offer.treated),
        "control": sorted(offer.control),
        "bought_with_it": sorted(purchase.person.number for purchase in trade if purchase.offer == offer.code),
    }


def _returns(trade: Sequence[Purchase]) -> Iterable[dict[str, object]]:
    for purchase in trade:
        for brought in purchase.returned:
            line = purchase.lines[brought.line]
            yield {
                "order": f"D{purchase.number:06d}",
                "sku": line.sold.sku,
                "quantity": brought.quantity,
                "reason": brought.reason,
                "fit": line.article.fit,
                "place": brought.place.row.code,
            }
