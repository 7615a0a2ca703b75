"""A shop with its own rules, 520 customers' wishes, and what must have become of them: τ-bench retail through the house.

`./kamurj bench tau-retail --data DIR`: the shop comes in through the importers; each task's writes go through the operations
that channels use, every one twice with its key, and once in the name of somebody else; then its orders and its user are
compared with the file. `tasks`, `matched`, `writes`, `refused` (by a rule of the shop), `repeated_changes` (a second or a
refused sending changed something), `foreign` (somebody else's was let through or changed something), and `mismatches`, by
what differs and with the first of them. Tasks of one user stand in different rounds, each on a copy of the imported shop.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

Json = dict[str, Any]
QUICK_TASKS = 60
SHOWN = 20


def run(*, quick: bool, progress: Callable[..., None], arguments: Sequence[str]) -> Mapping[str, Any]:
    """Import the shop, act every task, and compare."""
    parser = argparse.ArgumentParser(prog="./kamurj bench tau-retail", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with products.json, users.json, orders.json …")
    folder = parser.parse_args(arguments).data
    from benchmarks import tau_retail_files as files  # noqa: PLC0415 - after Django is set up, like the others

    shop = files.read_shop(folder)
    tasks = list(read_tasks(folder))[: QUICK_TASKS if quick else None]
    open_shop(shop, now=datetime.now(UTC), progress=progress)
    return play(tasks, shop, progress=progress, now=datetime.now(UTC), fresh=_fresh_copy)


def play(
    tasks: Sequence[Json],
    shop: Any,
    *,
    progress: Callable[..., None],
    now: datetime,
    fresh: Callable[[], AbstractContextManager[None]],
) -> Mapping[str, Any]:
    """Act every task in the imported shop, each round inside `fresh`, and compare."""
    counts: Counter[str] = Counter()
    differences: list[Json] = []
    rounds = _rounds(tasks)
    for number, tasks_of_round in enumerate(rounds, start=1):
        progress("Acting", number, len(rounds))
        with fresh():
            for task in tasks_of_round:
                _play(task, shop, counts, differences, now=now)
    return {
        "tasks": len(tasks),
        "matched": counts["matched"],
        "writes": counts["writes"],
        "refused": counts["refused"],
        "repeated_changes": counts["repeated_changes"],
        "foreign": counts["foreign"],
        "mismatches": len(differences),
        "mismatches_by_part": dict(Counter(part for one in differences for part in one["parts"])),
        "first_mismatches": differences[:SHOWN],
    }


def read_tasks(folder: Path) -> Iterator[Json]:
    """Every `tasks_*.json` of the folder, each task with the state that it must leave."""
    for path in sorted(folder.glob("tasks_*.json")):
        name = path.stem.removeprefix("tasks_")
        expected = json.loads((folder / f"expected_state_{name}.json").read_text(encoding="utf-8"))
        for number, (task, state) in enumerate(zip(json.loads(path.read_text(encoding="utf-8")), expected, strict=True)):
            yield {"name": f"{name}/{number}", "user": task["user_id"], "actions": task["actions"], "expected": state}


def _rounds(tasks: Sequence[Json]) -> list[list[Json]]:
    """Tasks so that no round has two of one user."""
    rounds: list[list[Json]] = []
    seen: Counter[str] = Counter()
    for task in tasks:
        place = seen[task["user"]]
        seen[task["user"]] += 1
        if place == len(rounds):
            rounds.append([])
        rounds[place].append(task)
    return rounds


def open_shop(shop: Any, *, now: datetime, progress: Callable[..., None]) -> None:
    """Import the shop and set its rules: items are changed once, and a changed order is not cancelled."""
    from benchmarks import tau_retail_files as files  # noqa: PLC0415 - after Django is set up

    from kamurj.importers.running import run_import  # noqa: PLC0415 - likewise
    from kamurj.kernel.origin import Channel, Origin  # noqa: PLC0415 - likewise
    from kamurj.orders.contracts.changes import BackTo, ChangePolicy  # noqa: PLC0415 - likewise
    from kamurj.orders.operations.changing import set_change_policy  # noqa: PLC0415 - likewise
    from kamurj.pricing.operations import change_tax_rate  # noqa: PLC0415 - likewise
    from kamurj.returns.contracts.policies import ExchangeFor, Means, Terms  # noqa: PLC0415 - likewise
    from kamurj.returns.operations.policies import set_policy  # noqa: PLC0415 - likewise

    origin = Origin(channel=Channel.IMPORT, actor="system:bench")
    began = now - timedelta(days=3)
    with tempfile.TemporaryDirectory() as folder:
        for source, path in files.write_files(shop, Path(folder), placed_at=began).items():
            report = run_import(source=source, path=path, progress=lambda *_: None)
            progress(f"Imported {source}")
            if report["rejected"]:
                raise SystemExit(f"{report['rejected']} lines of {source} were rejected: {report['rejected_by_reason']}")
    change_tax_rate(region="US", tax_category="standard", basis_points=0, starts_at=began, now=now, origin=origin)
    set_change_policy(
        policy=ChangePolicy(
            items_once=True,
            cancel_after_items=False,
            details_after_items=True,
            lone_payment_only=True,
            back_to=BackTo.ANY,
            same_items=True,
            cancel_once_begun=False,
        ),
        now=now,
        origin=origin,
    )
    terms = Terms(means=(Means.ORIGINAL, Means.GIFT_CARD), exchange=ExchangeFor.SAME_PRODUCT, one_request_an_order=True)
    set_policy(category=None, country=None, terms=terms, now=now, origin=origin)


@contextmanager
def _fresh_copy() -> Iterator[None]:
    """The imported shop once more, for a round of its own."""
    from django.db import connection  # noqa: PLC0415 - Django is set up by now

    url = os.environ["KAMURJ_DATABASE_URL"]
    template = str(conninfo_to_dict(url)["dbname"])
    copy = f"{template}_round"
    connection.close()
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as server:
        server.execute(sql.SQL("create database {} template {}").format(sql.Identifier(copy), sql.Identifier(template)))
        connection.settings_dict["NAME"] = copy
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = template
            server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(copy)))


def _play(task: Json, shop: Any, counts: Counter[str], differences: list[Json], *, now: datetime) -> None:
    from benchmarks import tau_retail_acting as acting  # noqa: PLC0415 - after Django is set up
    from benchmarks import tau_retail_state as state  # noqa: PLC0415 - likewise

    from kamurj.kernel.errors import KamurjError  # noqa: PLC0415 - likewise

    customer = acting.house_customer(task["user"])
    stranger = acting.house_customer(next(user for user in shop.users if user != task["user"]))
    user = shop.users[task["user"]]
    cards, names, of_user = state.cards_of(user), state.names_of(user), user["orders"]

    def look() -> Json:
        return {order_id: state.order_here(acting.house_order(order_id), names=names) for order_id in of_user} | {
            task["user"]: state.user_here(customer, cards=cards)
        }

    untouched = look()
    refusals: list[str] = []
    for number, said in enumerate(one for one in task["actions"] if one["name"] in acting.ACTS):
        action = acting.Action(name=said["name"], said=said["kwargs"], key=f"{task['name']}/{number}")
        counts["writes"] += 1
        before = look()
        try:
            acting.act(acting.Action(action.name, action.said, f"{action.key}/stranger"), customer=stranger, now=now)
            counts["foreign"] += 1
        except KamurjError:
            counts["foreign"] += look() != before
        try:
            acting.act(action, customer=customer, now=now)
        except KamurjError as refusal:
            counts["refused"] += 1
            refusals.append(f"{action.name}: {refusal.code}")
            counts["repeated_changes"] += look() != before
            continue
        after = look()
        try:
            acting.act(action, customer=customer, now=now)
        except KamurjError:
            counts["refused_repeats"] += 1
        counts["repeated_changes"] += look() != after
    changed = task["expected"]
    expected = untouched | {order_id: state.order_expected(order) for order_id, order in changed["orders"].items()}
    expected |= {user_id: state.user_expected(user) for user_id, user in changed["users"].items()}
    here = look()
    if here == expected:
        counts["matched"] += 1
    else:
        found = _difference(here, expected)
        parts = sorted({name.rpartition(".")[2] for name in found} | set(refusals))
        differences.append({"task": task["name"], "parts": parts, **found})


def _difference(here: Json, expected: Json) -> Json:
    found = {}
    for name, state in expected.items():
        for part in state.keys() | here[name].keys():
            if here[name].get(part) != state.get(part):
                found[f"{name}.{part}"] = f"{here[name].get(part)} instead of {state.get(part)}"
    return found
