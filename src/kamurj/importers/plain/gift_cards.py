"""Gift cards of another system, which go on being valid here.

Columns: `code` (as printed on the card), `balance`, `currency`; optional `customer` (its `external_id` from the customers
file, who then sees the card in the account) and `expires_at` (ISO 8601 with its offset). A card that is known already stays
as it is: what was spent here meanwhile is not given again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.customers.bulk import customer_id
from kamurj.foundation.database.transactions import atomic
from kamurj.importers.contracts import FileToImport
from kamurj.importers.plain import running
from kamurj.importers.plain.customers import SOURCE
from kamurj.importers.plain.reading import CsvRow, read
from kamurj.importers.plain.running import Tally
from kamurj.kernel.clock import utc_now
from kamurj.kernel.money import Money
from kamurj.kernel.progress import Progress
from kamurj.stored_value import bulk as cards

NEEDED = ("code", "balance", "currency")
OPTIONAL = ("customer", "expires_at")


def run(file: FileToImport, progress: Progress) -> dict[str, object]:
    """Import the file; the rejects name a card by its line, never by its code."""
    return running.run(file, read(file.path, needed=NEEDED, optional=OPTIONAL), progress, _write)


@atomic
def _write(rows: Sequence[CsvRow], tally: Tally) -> None:
    accepted: list[cards.CardRow] = []
    for row in rows:
        try:
            accepted.append(_card(row.values))
        except ValueError as wrong:
            tally.reject(CsvRow(line=row.line, values={"code": "…", "balance": row.values["balance"]}), str(wrong))
    written = cards.load_cards(rows=accepted, now=utc_now(), origin=running.ORIGIN)
    tally.imported += len(accepted)
    tally.add(added=written, unchanged=len(accepted) - written)


def _card(values: dict[str, str]) -> cards.CardRow:
    balance = Money.parse(values["balance"], values["currency"])
    expires_at = datetime.fromisoformat(values["expires_at"]) if values.get("expires_at") else None
    if expires_at is not None and expires_at.tzinfo is None:
        raise ValueError("expires_at has no offset; write it like 2027-05-03T12:00:00+04:00")
    row = cards.CardRow(
        code=values["code"],
        balance_minor=balance.minor,
        currency=balance.currency,
        customer=customer_id(source=SOURCE, external_id=values["customer"]) if values.get("customer") else None,
        expires_at=expires_at,
    )
    if reason := cards.refusal_of(row):
        raise ValueError(reason)
    return row
