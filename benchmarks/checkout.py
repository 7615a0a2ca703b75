"""Sixteen buyers at once, through the real journey: one article that all of them want, then many articles, then the same
rows by prepared statements alone.

`sold` of `pieces` of the hot article, `oversold` beyond them; orders a second hot, spread and raw; `statements_per_order`
as an order alone sends them (COMMIT and BEGIN aside), collected in a store or, whichever is more, shipped, with a promotion
on every order and a coupon on this one; `coupon_redeemed` of `coupon_uses` by ten times as many buyers; `p50_ms` and
`p95_ms` of an order among the spread ones; `…_cpu_ms`: processor time an order, of the buyer and the database together.
`gift_card_…`: forty orders at once on one card that is enough for ten (`checkout_gift_card`).
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from benchmarks.harness import percentile

TRIAL_ORDERS = 20
WARM_UP_ORDERS = 160
"""Ten orders a buyer, so that its connection has prepared and planned what it will say."""
BOUTS = 5
"""The three are measured in turns, so that a machine that is slower for a while is so for all of them."""


def run(*, quick: bool, progress: Callable[..., None], arguments: Sequence[str]) -> Mapping[str, Any]:
    """Furnish a shop in the present, empty database, and let everybody buy."""
    if arguments:
        raise SystemExit(f"bench checkout takes no further options: {' '.join(arguments)}")
    from benchmarks import (  # noqa: PLC0415 - needs Django, which is set up by now
        checkout_coupons,
        checkout_gift_card,
        checkout_shop,
    )

    pieces = 400 if quick else 3_000
    progress("furnishing the shop")
    store, variants = checkout_shop.furnish(articles=500 if quick else 5_000, pieces=pieces)
    checkout_coupons.discount_everything()
    progress("one order alone")
    statements, sample = _alone(store, variants)
    return _measure(pieces, store, variants, sample, progress) | {
        **checkout_gift_card.race(store, variants[1:]),
        "statements_per_order": statements,
        "deadlocks": _deadlocks(),
    }


def _alone(store: Any, variants: Sequence[Any]) -> tuple[float, Any]:
    """Statements of an order, and the rows of one that is collected, to copy."""
    from benchmarks import checkout_coupons, checkout_raw, checkout_shop  # noqa: PLC0415 - needs Django, set up by now

    from kamurj.foundation.database.counting import count_statements  # noqa: PLC0415 - needs Django, which is set up by now

    collected, shipped = [], []
    checkout_coupons.limited_coupon("TRIAL", uses=TRIAL_ORDERS)
    for cart in checkout_shop.fill_carts(checkout_shop.draw(variants, count=TRIAL_ORDERS, seed=1)):
        checkout_coupons.put_on("TRIAL", [cart])
        with count_statements() as counted:
            checkout_shop.order(cart, checkout_shop.PARCEL)
        shipped.append(counted.count)
    for cart in checkout_shop.fill_carts(checkout_shop.draw(variants, count=TRIAL_ORDERS, seed=1)):
        since = checkout_raw.horizon(_url())
        with count_statements() as counted:
            checkout_shop.order(cart, checkout_shop.collected_in(store))
        collected.append(counted.count)
    most = max(statistics.fmean(collected), statistics.fmean(shipped))
    return most, checkout_raw.read_sample(_url(), since=since, cart=cart)


def _measure(pieces: int, store: Any, variants: Sequence[Any], sample: Any, progress: Callable[..., None]) -> dict[str, Any]:
    from benchmarks import checkout_coupons, checkout_shop  # noqa: PLC0415 - needs Django, which is set up by now
    from benchmarks.checkout_buyers import SOLD, Rush, crowd  # noqa: PLC0415 - needs Django, which is set up by now
    from benchmarks.checkout_work import DEADLOCK  # noqa: PLC0415 - needs Django, which is set up by now

    buyers = pieces + pieces // 2
    with crowd() as everybody:
        progress("carts are filled")
        many = checkout_shop.draw(variants, count=pieces + WARM_UP_ORDERS, seed=2)
        wanted = [variants[0]] * buyers, many, many
        hot_carts, spread_carts, raw_carts = (
            [UUID(turn.outcome) for turn in everybody.rush("fill", each).turns] for each in wanted
        )
        everybody.rush("order", spread_carts[:WARM_UP_ORDERS], store)
        raw_orders = _raw_orders(sample, store, variants, raw_carts)
        everybody.rush("raw", raw_orders[:WARM_UP_ORDERS])
        hot = spread = raw = Rush()
        for bout in range(BOUTS):
            progress("everybody buys", bout + 1, BOUTS)
            hot += everybody.rush("order", hot_carts[bout::BOUTS], store)
            spread += everybody.rush("order", spread_carts[WARM_UP_ORDERS + bout :: BOUTS], store)
            raw += everybody.rush("raw", raw_orders[WARM_UP_ORDERS + bout :: BOUTS])
        progress("everybody has the same coupon")
        uses = pieces // 20
        wanted = checkout_shop.draw(variants, count=uses * checkout_coupons.BUYERS_A_USE, seed=4)
        coupon = checkout_coupons.race(everybody, uses=uses, store=store, wanted=wanted)
    allocated = _allocated(variants[0])
    return {
        "pieces": pieces,
        "buyers": buyers,
        "sold": hot.ended_with(SOLD),
        "oversold": max(0, hot.ended_with(SOLD) - pieces, allocated - pieces) + _wrong_levels(),
        "hot_per_second": round(hot.sold_per_second, 1),
        "spread_per_second": round(spread.sold_per_second, 1),
        "raw_per_second": round(raw.sold_per_second, 1),
        "hot_over_spread": round(hot.sold_per_second / spread.sold_per_second, 3),
        "spread_over_raw": round(spread.sold_per_second / raw.sold_per_second, 3),
        "spread_cpu_ms": round(spread.cpu_ms_each, 2),
        "raw_cpu_ms": round(raw.cpu_ms_each, 2),
        "spread_over_raw_by_cpu": round(raw.cpu_ms_each / spread.cpu_ms_each, 3),
        "p50_ms": round(percentile(spread.seconds_each, 0.5) * 1000, 1),
        "p95_ms": round(percentile(spread.seconds_each, 0.95) * 1000, 1),
        "hot_p95_ms": round(percentile(hot.seconds_each, 0.95) * 1000, 1),
        "refused": hot.ended_with("stock.not_enough"),
        **coupon,
        "unexpected": sum(turn.outcome not in (SOLD, "stock.not_enough") for turn in hot.turns + spread.turns),
        "deadlocked_orders": hot.ended_with(DEADLOCK) + spread.ended_with(DEADLOCK),
    }


def _raw_orders(sample: Any, store: Any, variants: Sequence[Any], carts: Sequence[UUID]) -> list[Any]:
    from benchmarks import checkout_raw, checkout_shop  # noqa: PLC0415 - needs Django, which is set up by now

    drawn = iter(checkout_shop.draw(variants, count=len(carts), seed=3))
    return [checkout_raw.transactions(sample, level=lambda: (next(drawn), store), cart=cart) for cart in carts]


def _allocated(variant: Any) -> int:
    from kamurj.foundation.database import sql  # noqa: PLC0415 - needs Django, which is set up by now

    return int(sql.scalar("SELECT coalesce(sum(quantity), 0) FROM stock_allocation WHERE variant_id = %s", (variant,)))


def _wrong_levels() -> int:
    """Levels with less than nothing free, or that are not what their ledger says: the database refuses them, so 0."""
    from kamurj.stock import queries  # noqa: PLC0415 - needs Django, which is set up by now

    return sum(difference.on_hand != difference.moved for difference in queries.audit())


def _deadlocks() -> int:
    """How many deadlocks the server has broken in this database."""
    from kamurj.foundation.database import sql  # noqa: PLC0415 - needs Django, which is set up by now

    time.sleep(1.5)  # The server's processes report their statistics at most once a second.
    return int(sql.scalar("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))


def _url() -> str:
    return os.environ["KAMURJ_DATABASE_URL"]
