"""Cards and wallets that customers keep at the payment provider, which go on being kept.

Columns: `external_id`, `customer` (its `external_id` from the customers file), `kind` (card, wallet) and `token`, by which
the provider knows it; optional `brand`, `last4`, `expires` (YYYY-MM) and `provider`. One that is known already stays as it
is, and one that was forgotten here stays forgotten. No card number ever comes in.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from kamurj.customers.bulk import customer_id
from kamurj.foundation.database.transactions import atomic
from kamurj.importers.contracts import FileToImport
from kamurj.importers.plain import running
from kamurj.importers.plain.customers import SOURCE
from kamurj.importers.plain.reading import CsvRow, read
from kamurj.importers.plain.running import Tally
from kamurj.kernel.clock import utc_now
from kamurj.kernel.progress import Progress
from kamurj.payments import bulk as payments
from kamurj.payments.contracts.instruments import InstrumentKind

NEEDED = ("external_id", "customer", "kind", "token")
OPTIONAL = ("brand", "last4", "expires", "provider")


def run(file: FileToImport, progress: Progress) -> dict[str, object]:
    """Import the file; the rejects name a means by its line, never by its token."""
    return running.run(file, read(file.path, needed=NEEDED, optional=OPTIONAL), progress, _write)


@atomic
def _write(rows: Sequence[CsvRow], tally: Tally) -> None:
    accepted: list[payments.InstrumentRow] = []
    for row in rows:
        try:
            accepted.append(_instrument(row.values))
        except ValueError as wrong:
            hidden = {name: row.values.get(name, "") for name in ("external_id", "customer", "kind")}
            tally.reject(CsvRow(line=row.line, values=hidden), str(wrong))
    written = payments.load_instruments(rows=accepted, now=utc_now())
    tally.imported += len(accepted)
    tally.add(added=written, unchanged=len(accepted) - written)


def _instrument(values: dict[str, str]) -> payments.InstrumentRow:
    for name in ("external_id", "customer"):
        if not values[name]:
            raise ValueError(f"{name} is empty")
    if (kind := values["kind"]) not in list(InstrumentKind):
        raise ValueError(f"kind is one of {', '.join(InstrumentKind)}, not {kind}")
    row = payments.InstrumentRow(
        source=SOURCE,
        external_id=values["external_id"],
        customer=customer_id(source=SOURCE, external_id=values["customer"]),
        kind=InstrumentKind(kind),
        token=values["token"],
        brand=values.get("brand", ""),
        last4=values.get("last4", ""),
        expires=_last_day(values.get("expires", "")),
        provider=values.get("provider") or None,
    )
    if reason := payments.refusal_of(row):
        raise ValueError(reason)
    return row


def _last_day(month: str) -> date | None:
    """A card is good until the end of the month that stands on it."""
    if not month:
        return None
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise ValueError(f"expires is a year and a month like 2028-05, not {month}") from None
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
