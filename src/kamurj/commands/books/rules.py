"""What must be true between any two commits (ALWAYS), and what must be true of everything that nobody has touched for a
while (AT_REST): then jobs and readers had time, and whatever is unfinished has been forgotten.

Each query answers with one text a breach. AT_REST queries are told `%(before)s`: what was touched later is still at work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from kamurj.commands.books.drawers import DRAWERS
from kamurj.commands.books.goods import GOODS
from kamurj.commands.books.money import MONEY, MONEY_AT_REST
from kamurj.commands.books.orders import ORDERS, ORDERS_AT_REST
from kamurj.foundation.database import sql

ALWAYS: dict[str, LiteralString] = {**GOODS, **ORDERS, **MONEY, **DRAWERS}
AT_REST: dict[str, LiteralString] = {**ORDERS_AT_REST, **MONEY_AT_REST}
MOST = 20
"""So many breaches of one rule are named."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that does not hold, and for what (the first MOST of it); `count` is all of it."""

    rule: str
    count: int
    examples: tuple[str, ...]


def breaches_now(*, before: datetime | None = None) -> tuple[Breach, ...]:
    """Every rule that is broken: those of ALWAYS, and with a moment also those of AT_REST. One statement."""
    rules = ALWAYS | (AT_REST if before is not None else {})
    parts = [f"SELECT {place}, what::text FROM ({query}) AS found (what)" for place, query in enumerate(rules.values())]  # noqa: S608 - constants of these files
    whole = " UNION ALL ".join(parts).replace("%s", "%%s")  # format()'s own placeholders are PostgreSQL's business
    found = sql.rows(whole, {"before": before})
    names, by_rule = list(rules), dict[int, list[str]]()
    for place, what in found:
        by_rule.setdefault(place, []).append(what)
    return tuple(Breach(names[place], len(all_), tuple(all_[:MOST])) for place, all_ in sorted(by_rule.items()))
