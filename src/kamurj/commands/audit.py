"""`./kamurj audit`: whether goods, orders and money add up. It only reads, and may run beside the shop.

Three questions: what must be true at every moment, what must be true of everything that nobody touched for a while
(`--minutes`), and whether the log, read from its beginning, builds the same levels and balances (`--without-log` leaves that
out: it reads every fact).
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from kamurj.commands import started
from kamurj.commands.answers import print_json, say
from kamurj.commands.refusals import Refused

if TYPE_CHECKING:
    from kamurj.commands.books.rules import Breach

MINUTES = 60


def run(arguments: list[str]) -> int:
    """Exit status 0 when everything adds up, 1 when something does not."""
    parser = argparse.ArgumentParser(prog="./kamurj audit", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the findings as one JSON object")
    parser.add_argument("--without-log", action="store_true", help="do not read the log from its beginning")
    parser.add_argument("--minutes", type=_minutes, default=MINUTES, help="what was touched later is still at work")
    options = parser.parse_args(arguments)
    with started.django():
        from kamurj.commands.books import rules

        _refuse_other_tables()
        breaches, asked, differences = _look(options.minutes, with_log=not options.without_log)
        settled = len(rules.AT_REST)
    if options.json:
        found = [{"rule": one.rule, "count": one.count, "examples": list(one.examples)} for one in breaches]
        log = None if options.without_log else list(differences)
        print_json({"wrong": len(breaches) + len(differences), "rules": asked, "breaches": found, "log": log})
    else:
        _print(breaches, asked, settled, differences, options)
    return 1 if breaches or differences else 0


def _refuse_other_tables() -> None:
    """Rules are asked of the tables of this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("the tables are of another version; bring them up to date with `./kamurj migrate` first.")


def _look(minutes: int, *, with_log: bool) -> tuple[tuple[Breach, ...], int, tuple[str, ...]]:
    """What is broken, how many rules were asked, and where the log says something else. One snapshot for everything."""
    from kamurj.commands.books import replaying, rules, snapshot
    from kamurj.kernel.clock import utc_now

    now = utc_now()
    with snapshot.one_moment():
        breaches = rules.breaches_now(before=now - timedelta(minutes=minutes))
        if not with_log:
            return breaches, len(rules.ALWAYS) + len(rules.AT_REST), ()
        say("Reading the log from its beginning …")
        return breaches, len(rules.ALWAYS) + len(rules.AT_REST), replaying.differences(now=now)


def _print(
    breaches: tuple[Breach, ...], asked: int, settled: int, differences: tuple[str, ...], options: argparse.Namespace
) -> None:
    for one in breaches:
        print(f"!!  It is not so that {one.rule}:" if one.rule[0].islower() else f"!!  {one.rule}:")
        for example in one.examples:
            print(f"      {example}")
        if one.count > len(one.examples):
            print(f"      and {one.count - len(one.examples)} more")
    if differences:
        print("!!  The log, read from its beginning, does not build what the tables hold:")
        for sentence in differences:
            print(f"      {sentence}")
    print(f"{asked} rules asked, {settled} of them of what nobody touched for {options.minutes} minutes: "
          f"{len(breaches)} broken." if breaches else f"{asked} rules asked; every one holds.")  # fmt: skip
    if not options.without_log and not differences:
        print("The log, read from its beginning, builds the same levels, accounts and balances.")
    if breaches or differences:
        print("→ Nothing was changed. Look at the first one first: later ones often follow from it. "
              "An order's page in the console shows its goods, its money and its facts side by side.")  # fmt: skip


def _minutes(text: str) -> int:
    minutes = int(text)
    if not 0 <= minutes <= 525_600:
        raise argparse.ArgumentTypeError("between 0 and 525600 (a year)")
    return minutes
