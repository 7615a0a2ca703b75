"""Looking around in a shop of 100,000 variants in 50 locations, over HTTP: a list of 50 with price and availability, a
product's page, where a variant is (nearest first), and a search with slips in it.

Every request asks a real server with two web processes; beside it, in turns, the same statements with the same parameters
are asked of the database alone, prepared, by as many callers at once. `*_over_bare` is the one's rate over the other's.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from benchmarks.harness import percentile

VARIANTS_EACH = 5
SHOWN = 50
FEW = 10
SAMPLES = 40
"""So many different requests of each sort."""
BOUTS = 3
SLIPS = (
    "lether sofa",
    "velvte chair",
    "wodden table",
    "mirorr galss",
    "Araart lamp",
    "cottn curtian",
    "bambo shelf",
    "բազմոծ",
)


def run(*, quick: bool, progress: Callable[..., None], arguments: Sequence[str]) -> Mapping[str, Any]:
    """Furnish a shop in the present, empty database, serve it, and ask."""
    if arguments:
        raise SystemExit(f"bench catalogue takes no further options: {' '.join(arguments)}")
    from benchmarks import catalogue_shop  # noqa: PLC0415 - Django must be set up first

    began = time.monotonic()
    shop = catalogue_shop.furnish(
        products=(10_000 if quick else 100_000) // VARIANTS_EACH, locations=20 if quick else 50, progress=progress
    )
    progress("settling")
    catalogue_shop.settle()
    filled = time.monotonic() - began
    asked = _requests(shop)
    progress("counting statements")
    counts = {sort: _statements(sort, paths) for sort, paths in asked.items()}
    return {
        "variants": shop.variants,
        "locations": shop.locations,
        "levels": shop.levels,
        "fill_seconds": round(filled, 1),
        **{f"{sort}_statements": count for sort, count in counts.items()},
        **_measured(asked, seconds=1.0 if quick else 6.0, progress=progress),
    }


def _requests(shop: Any) -> dict[str, list[str]]:
    """The paths of each sort; those of lists and searches end with their limit."""
    from benchmarks.catalogue_shop import THINGS  # noqa: PLC0415
    from django.utils.http import urlencode  # noqa: PLC0415

    chance = random.Random(11)
    lists = [
        {"page": 1 + number // 2} if number % 2 else {"category": chance.choice(list(THINGS))} for number in range(SAMPLES)
    ]
    return {
        "list": [f"/api/v1/products?{urlencode(one)}&limit={SHOWN}" for one in lists],
        "detail": [f"/api/v1/products/{handle}" for handle in chance.sample(shop.handles, SAMPLES)],
        "availability": [
            f"/api/v1/availability/{sku}?near={39 + chance.random() * 2:.3f},{43.6 + chance.random() * 2:.3f}"
            for sku in chance.sample(shop.skus, SAMPLES)
        ],
        "search": [f"/api/v1/products?{urlencode({'q': text})}&limit={SHOWN}" for text in SLIPS],
    }


def _statements(sort: str, paths: Sequence[str]) -> int:
    """The most statements that one request of this sort takes; a page of ten must take as many as one of fifty."""
    counts = [_count(path) for path in paths]
    fewer = [_count(path.replace(f"limit={SHOWN}", f"limit={FEW}")) for path in paths]
    if counts != fewer:
        raise SystemExit(f"{sort}: the number of statements depends on the size of the page: {counts}, {fewer}")
    return max(counts)


def _count(path: str) -> int:
    from kamurj.foundation.database.counting import count_statements  # noqa: PLC0415

    with count_statements() as counted:
        _visit(path)
    return counted.count


def _visit(path: str) -> None:
    answer = _visitor().get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{answer.status_code} for {path}: {answer.content[:300]!r}")


@cache
def _visitor() -> Any:
    """One client for all visits: a new one makes the whole middleware anew."""
    from django.test import Client  # noqa: PLC0415

    return Client(SERVER_NAME="localhost")


def _recorded(path: str) -> list[tuple[str, Any]]:
    """The statements of one request, with their parameters."""
    from unittest import mock  # noqa: PLC0415

    from kamurj.foundation.database import sql  # noqa: PLC0415

    asked: list[tuple[str, Any]] = []
    send = sql._run  # noqa: SLF001 - the one place through which every statement passes

    def recording(query: Any, parameters: Any) -> Any:
        asked.append((query, parameters))
        return send(query, parameters)

    with mock.patch.object(sql, "_run", recording):
        _visit(path)
    return asked


def _measured(asked: Mapping[str, Sequence[str]], *, seconds: float, progress: Callable[..., None]) -> dict[str, Any]:
    from benchmarks.catalogue_callers import Bout, callers  # noqa: PLC0415
    from benchmarks.catalogue_server import serving  # noqa: PLC0415

    bare_asked = {sort: [_recorded(path) for path in paths] for sort, paths in asked.items()}
    figures: dict[str, Any] = {}
    with serving() as port, callers(port=port, database_url=os.environ["KAMURJ_DATABASE_URL"]) as everybody:
        for sort, paths in asked.items():
            progress(f"{sort}: warming up")
            everybody.ask("http", paths, seconds=seconds / 2)
            everybody.ask("bare", bare_asked[sort], seconds=seconds / 3)
            over_http = bare = Bout()
            for bout in range(BOUTS):
                progress(sort, bout + 1, BOUTS)
                over_http += everybody.ask("http", paths, seconds=seconds / BOUTS)
                bare += everybody.ask("bare", bare_asked[sort], seconds=seconds / BOUTS)
            figures |= _figures(sort, over_http, bare)
    return figures


def _figures(sort: str, over_http: Any, bare: Any) -> dict[str, Any]:
    return {
        f"{sort}_per_second": round(over_http.per_second, 1),
        f"{sort}_p50_ms": round(percentile(over_http.seconds_each, 0.5) * 1000, 1),
        f"{sort}_p95_ms": round(percentile(over_http.seconds_each, 0.95) * 1000, 1),
        f"{sort}_bare_per_second": round(bare.per_second, 1),
        f"{sort}_over_bare": round(over_http.per_second / bare.per_second, 3) if bare.per_second else 0.0,
    }
